"""What the models refuse, said in sentences with file, line and column."""

import difflib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from voc.config.checks import FROM_ENVIRONMENT
from voc.config.problems import KeyPath, Problems, clip, did_you_mean
from voc.config.yaml_text import Place, YamlText

Model = TypeVar("Model", bound=BaseModel)

_SECRET_WORDS = re.compile(r"secret|passw|token|api_?key|author_key|private_?key|credential|_env$|^url$", re.IGNORECASE)
# Ends the keys that name the environment variable of a secret.
_NAMES_VARIABLE = "_env"
# From here on two names differ by a slip: `token_evn` and `token_env`, but not `token` and `token_env`.
_SLIP = 0.85
_EXPECTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "tuple_type": "a list, one '- ' line each",
    "dict_type": "'key: value' lines",
    "mapping_type": "'key: value' lines",
    "model_type": "'key: value' lines",
    "model_attributes_type": "'key: value' lines",
    "date_type": "a day such as 2026-09-24",
    "date_parsing": "a day such as 2026-09-24",
    "date_from_datetime_parsing": "a day such as 2026-09-24",
    "date_from_datetime_inexact": "a day such as 2026-09-24",
}
_BOUNDS = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "at most"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file whose data are to become a section.

    Attributes
    ----------
    where : str
        The file as shown to people.
    env : mapping of key path to variable name
        Values that came from the environment instead of the file.
    """

    where: str
    yaml: YamlText
    env: Mapping[KeyPath, str] = field(default_factory=dict)


def validate_section(model: type[Model], file: Checked, problems: Problems) -> Model | None:
    """Turn plain data into a section; note everything that does not fit, None where anything does not."""
    context = {FROM_ENVIRONMENT: bool(file.env)}
    try:
        # JSON mode is strict about types and yet takes lists for tuples and texts for days, as a file must.
        return model.model_validate_json(json.dumps(file.yaml.data), context=context)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            _note(details, model, file, problems)
    return None


def _note(details: ErrorDetails, model: type[BaseModel], file: Checked, problems: Problems) -> None:
    tagged = details["loc"]
    is_key = tagged[-1:] == ("[key]",)
    tagged = tagged[:-1] if is_key else tagged
    path = _without_tags(tagged, model)
    if details["type"] == "union_tag_invalid":
        path = (*path, "family")
    if any(path[: len(unread)] == unread for unread in file.yaml.unread):
        return
    if details["type"] == "too_short" and details["input"]:
        return  # It has entries, and what is wrong with them is said.
    message = _message(details, tagged, model, is_key=is_key)
    variable = file.env.get(path)
    if variable:
        problems.add(f"environment variable {variable}", message)
        return
    about_key = is_key or details["type"] == "extra_forbidden"
    problems.add(file.where, message, at=_place(path, file.yaml, about_key=about_key), key=path)


def _place(path: KeyPath, yaml: YamlText, *, about_key: bool) -> Place:
    """Find the key or the value; for what is missing, the nearest thing around it that is there."""
    if about_key and path in yaml.keys:
        return yaml.keys[path]
    while path and path not in yaml.values:
        path = path[:-1]
    return yaml.values.get(path, (1, 1))


def _message(details: ErrorDetails, path: KeyPath, model: type[BaseModel], *, is_key: bool) -> str:
    kind, seen = details["type"], details["input"]
    context = details.get("ctx", {})
    message = f"is {_shown(seen, path)}: {details['msg']}"
    if kind == "extra_forbidden":
        message = _unknown_key(path, model)
    elif kind == "missing":
        message = f"the key '{path[-1]}' is missing and has no default; write it"
    elif kind == "literal_error":
        known = re.findall(r"'([^']*)'", context["expected"])
        hint = did_you_mean(str(seen), known) if isinstance(seen, str) else ""
        what = "unknown key" if is_key else f"unknown value {_shown(seen, path)}"
        message = what + (hint or f"; expected one of {', '.join(known)}")
    elif kind == "union_tag_invalid":
        message = _unknown_family(seen, re.findall(r"'([^']*)'", context["expected_tags"]))
    elif kind == "value_error":
        message = str(context["error"])
    elif kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        message = f"is {_shown(seen, path)}, expected {words} {context[name]:g}"
    elif kind == "too_short":
        message = "is an empty list; write at least one entry"
    elif kind in _EXPECTED:
        message = f"is {_shown(seen, path)}, expected {_EXPECTED[kind]}{_type_hint(kind, seen)}"
    return message


def _unknown_family(entry: object, known: list[str]) -> str:
    """Say what is wrong with what tells the kinds of one list apart."""
    expected = f"expected one of {', '.join(known)}"
    if not isinstance(entry, dict) or "family" not in entry:
        return f"the key 'family' is missing, which says where the words come from; {expected}"
    family = entry["family"]
    if not isinstance(family, str):
        return f"is {_shown(family, ())}, {expected}"
    return f"unknown value '{clip(family)}'" + (did_you_mean(family, known) or f"; {expected}")


def _type_hint(kind: str, seen: object) -> str:
    if kind == "string_type" and isinstance(seen, bool | int | float):
        return "; put it in quotes"
    if kind == "bool_type" and isinstance(seen, str) and seen.lower() in {"yes", "no", "on", "off"}:
        return "; yes, no, on and off are texts"
    return ""


def _shown(seen: object, path: KeyPath) -> str:
    """Describe a value, but never one that may be a secret."""
    shape = {list: "a list", tuple: "a list", dict: "a group of 'key: value' lines", type(None): "empty"}.get(
        type(seen)
    )
    if shape:
        return shape
    if any(isinstance(part, str) and _SECRET_WORDS.search(part) for part in path):
        return "of another kind (not shown, as it may be a secret)"
    if isinstance(seen, bool):
        return f"the value {str(seen).lower()}"
    return f"the number {seen}" if isinstance(seen, int | float) else f"'{clip(str(seen))}'"


def _unknown_key(path: KeyPath, model: type[BaseModel]) -> str:
    name = str(path[-1])
    fields = _fields_at(model, path[:-1])
    variables = [str(info.default) for field, info in fields.items() if field.endswith(_NAMES_VARIABLE)]
    near = did_you_mean(name, fields)
    if _may_be_secret(name, fields) and (variables or not near):
        here = f" (here {', '.join(variables)})" if variables else ""
        return (
            "unknown key, and a secret is never written into a file (the value is not shown here); "
            f"set it as an environment variable{here}, see docs/configuration.md"
        )
    return "unknown key" + (near or f"; known here: {', '.join(fields)}")


def _may_be_secret(name: str, fields: Collection[str]) -> bool:
    """Tell whether an unknown key seems to hold a secret, and is no slip in the name of another one."""
    is_slip = f"{name}{_NAMES_VARIABLE}" not in fields and difflib.get_close_matches(name, fields, n=1, cutoff=_SLIP)
    return (name == "key" or bool(_SECRET_WORDS.search(name))) and not is_slip


def _fields_at(model: type[BaseModel], path: KeyPath) -> Mapping[str, FieldInfo]:
    """Return the keys that the model takes at a path."""
    kind: Any = model
    for part in path:
        kind = _step_into(kind, part)
    return kind.model_fields if isinstance(kind, type) and issubclass(kind, BaseModel) else {}


def _without_tags(path: KeyPath, model: type[BaseModel]) -> KeyPath:
    """Take out of a path what tells the kinds of one list apart and stands in no file."""
    kind: Any = model
    plain: list[str | int] = []
    for part in path:
        if part not in _choices(kind):
            plain.append(part)
        kind = _step_into(kind, part)
    return tuple(plain)


def _choices(kind: Any) -> dict[Any, Any]:  # noqa: ANN401 - an annotation can be anything
    """Return the models of a tagged union by their tags; nothing for any other annotation."""
    if get_origin(kind) not in {Union, UnionType}:
        return {}
    tagged = [get_args(choice) for choice in get_args(kind) if get_origin(choice) is Annotated]
    return {facts[-1].tag: facts[0] for facts in tagged if isinstance(facts[-1], Tag)}


def _step_into(kind: Any, part: str | int) -> Any:  # noqa: ANN401 - an annotation can be anything
    if part in _choices(kind):
        return _choices(kind)[part]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        known = kind.model_fields.get(str(part))
        return _bare(known.annotation) if known else None
    arguments = get_args(kind)
    if not arguments:
        return None
    return _bare(arguments[0] if isinstance(part, int) else arguments[-1])


def _bare(kind: Any) -> Any:  # noqa: ANN401 - an annotation can be anything
    """Take `Annotated` and `| None` off an annotation."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType} and not _choices(kind):
        return next((_bare(choice) for choice in get_args(kind) if choice is not type(None)), None)
    return kind

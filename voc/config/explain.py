"""What the models refuse, said in sentences with file, line and column."""

import json
import re
from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from voc.config.checks import FROM_ENVIRONMENT
from voc.config.problems import KeyPath, Problems, clip, did_you_mean
from voc.config.yaml_text import Place, YamlText

Model = TypeVar("Model", bound=BaseModel)

_SECRET_WORDS = re.compile(r"secret|passw|token|api_?key|author_key|private_?key|credential|_env$|^url$", re.IGNORECASE)
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


def validate_section(
    model: type[Model], yaml: YamlText, where: str, problems: Problems, *, env: Mapping[KeyPath, str]
) -> Model | None:
    """Turn plain data into a section; note everything that does not fit, None where anything does not.

    Parameters
    ----------
    where : str
        The file as shown to people.
    env : mapping of key path to variable name
        Values that came from the environment instead of the file.
    """
    try:
        # JSON mode is strict about types and yet takes lists for tuples and texts for days, as a file must.
        return model.model_validate_json(json.dumps(yaml.data), context={FROM_ENVIRONMENT: bool(env)})
    except ValidationError as error:
        for details in error.errors(include_url=False):
            _note(details, model, yaml, where, problems, env)
    return None


def _note(  # noqa: PLR0913, PLR0917 - a step of `validate_section`, with all it knows
    details: ErrorDetails,
    model: type[BaseModel],
    yaml: YamlText,
    where: str,
    problems: Problems,
    env: Mapping[KeyPath, str],
) -> None:
    path = details["loc"]
    is_key = path[-1:] == ("[key]",)
    path = path[:-1] if is_key else path
    if any(path[: len(unread)] == unread for unread in yaml.unread):
        return
    message = _message(details, path, model, is_key=is_key)
    variable = env.get(path)
    if variable:
        problems.add(f"environment variable {variable}", message)
        return
    about_key = is_key or details["type"] == "extra_forbidden"
    problems.add(where, message, at=_place(path, yaml, about_key=about_key), key=path)


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
    if kind == "extra_forbidden":
        return _unknown_key(path, model)
    if kind == "missing":
        return f"the key '{path[-1]}' is missing and has no default; write it"
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", context["expected"])
        hint = did_you_mean(str(seen), known) if isinstance(seen, str) else ""
        what = "unknown key" if is_key else f"unknown value {_shown(seen, path)}"
        return what + (hint or f"; expected one of {', '.join(known)}")
    if kind == "value_error":
        return str(context["error"])
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return f"is {_shown(seen, path)}, expected {words} {context[name]:g}"
    if kind == "too_short":
        return "is an empty list; write at least one entry"
    if kind in _EXPECTED:
        return _wrong_type(kind, seen, path)
    return f"is {_shown(seen, path)}: {details['msg']}"


def _wrong_type(kind: str, seen: object, path: KeyPath) -> str:
    hint = ""
    if kind == "string_type" and isinstance(seen, bool | int | float):
        hint = "; put it in quotes"
    elif kind == "bool_type" and isinstance(seen, str) and seen.lower() in {"yes", "no", "on", "off"}:
        hint = "; yes and no are text in YAML 1.2"
    return f"is {_shown(seen, path)}, expected {_EXPECTED[kind]}{hint}"


def _shown(seen: object, path: KeyPath) -> str:
    """Describe a value, but never one that may be a secret."""
    if isinstance(seen, list | tuple):
        return "a list"
    if isinstance(seen, dict):
        return "a group of 'key: value' lines"
    if seen is None:
        return "empty"
    if any(isinstance(part, str) and _SECRET_WORDS.search(part) for part in path):
        return "of another kind (not shown, as it may be a secret)"
    if isinstance(seen, bool):
        return f"the value {str(seen).lower()}"
    if isinstance(seen, int | float):
        return f"the number {seen}"
    return f"'{clip(str(seen))}'"


def _unknown_key(path: KeyPath, model: type[BaseModel]) -> str:
    name = str(path[-1])
    known = _known_names(model, path[:-1])
    if _SECRET_WORDS.search(name) and not did_you_mean(name, known):
        return (
            "unknown key, and a secret is never written into a file (the value is not shown here); "
            "set it as an environment variable, see docs/configuration.md"
        )
    return "unknown key" + (did_you_mean(name, known) or f"; known here: {', '.join(known)}")


def _known_names(model: type[BaseModel], path: KeyPath) -> list[str]:
    """List the keys that the model takes at a path."""
    kind: Any = model
    for part in path:
        kind = _step_into(kind, part)
    return list(kind.model_fields) if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def _step_into(kind: Any, part: str | int) -> Any:  # noqa: ANN401 - an annotation can be anything
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        field = kind.model_fields.get(str(part))
        return _bare(field.annotation) if field else None
    arguments = get_args(kind)
    if not arguments:
        return None
    return _bare(arguments[0] if isinstance(part, int) else arguments[-1])


def _bare(kind: Any) -> Any:  # noqa: ANN401 - an annotation can be anything
    """Take `Annotated` and `| None` off an annotation."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType}:
        return next((_bare(choice) for choice in get_args(kind) if choice is not type(None)), None)
    return kind

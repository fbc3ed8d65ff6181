"""Selections: which documents and sentences a question is about, written like `stage=onboarding,source!=cs`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from voc.errors import UsageError
from voc.store.schema import documents, findings
from voc.weeks import monday_of

_SEGMENT = "segment."
_NONE = "none"
_CONDITION = re.compile(r'\s*(segment\."[^"]+"|[^=!<>]+?)\s*(!=|<=|>=|=|<|>)\s*(.*?)\s*', re.DOTALL)
# Marks between double quotes belong to a name or a value; those after a backslash too.
_OUTSIDE = r'(?<!\\)%s(?=(?:[^"]*"[^"]*")*[^"]*$)'
_COMMA, _BAR = re.compile(_OUTSIDE % ","), re.compile(_OUTSIDE % r"\|")
_COMPARE: Mapping[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "=": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_OF_DOCUMENTS = ("source", "channel", "kind", "week", "rating", "language", "product", "app_version")
_OF_FINDINGS = ("stage", "reason", "theme", "act", "hesitation")
_ORDERED = frozenset({"week", "rating"})
_YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison, such as rating <= 2.

    Attributes
    ----------
    field : str
        A name listed in `known_fields`, or `segment.` and a segment's name.
    operator : str
        = != < <= > >=; the last four for week and rating only.
    others : tuple of str
        Further values: with = one of all has to hold, with != none of them may.
    """

    field: str
    operator: str
    value: str
    others: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """All values, the first one first."""
        return (self.value, *self.others)


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions that all have to hold; none takes everything."""

    conditions: tuple[Condition, ...] = ()

    @property
    def fields(self) -> frozenset[str]:
        """The fields that are asked about."""
        return frozenset(condition.field for condition in self.conditions)

    @property
    def asks_findings(self) -> bool:
        """Whether a condition is about sentences rather than documents."""
        return not self.fields.isdisjoint(_OF_FINDINGS)

    def __str__(self) -> str:
        return ",".join(
            f"{_quoted(one.field)}{one.operator}{'|'.join(map(_quoted, one.values))}" for one in self.conditions
        )


def known_fields() -> tuple[str, ...]:
    """List what a selection can ask about."""
    return (*_OF_FINDINGS, *_OF_DOCUMENTS, f"{_SEGMENT}NAME")


def parse_selection(text: str) -> Selection:
    r"""Read a selection; conditions are joined by commas, several values of one field by bars (stage=usage|loyalty).

    Commas and bars inside a name or value stand between double quotes or after a backslash: `segment."나이, 만"=30대`.
    `none` is the value of what is absent (theme=none, product=none), `hesitation` takes yes or no.

    Raises
    ------
    UsageError
        A condition cannot be read, or asks about an unknown field.

    Examples
    --------
    >>> parse_selection("stage=onboarding, rating<=2").conditions[1]
    Condition(field='rating', operator='<=', value='2', others=())
    """
    return Selection(tuple(_condition(part) for part in _COMMA.split(text) if part.strip()))


def document_conditions(selection: Selection) -> list[ColumnElement[bool]]:
    """Turn the conditions about documents into expressions over `documents`."""
    return [_expression(one) for one in selection.conditions if one.field not in _OF_FINDINGS]


def finding_conditions(selection: Selection) -> list[ColumnElement[bool]]:
    """Turn the conditions about sentences into expressions over `findings`."""
    return [_expression(one) for one in selection.conditions if one.field in _OF_FINDINGS]


def whole_document_conditions(selection: Selection) -> list[ColumnElement[bool]]:
    """Turn all conditions into expressions over `documents`: one sentence has to meet all those about sentences."""
    conditions = document_conditions(selection)
    if selection.asks_findings:
        of_sentence = finding_conditions(selection)
        conditions.append(exists().where(findings.c.document_id == documents.c.id, *of_sentence))
    return conditions


def conditions_over(selection: Selection, columns: Mapping[str, ColumnElement[Any]]) -> list[ColumnElement[bool]]:
    """Turn all conditions into expressions over other columns, by field; every field has to be among them."""
    return [_compare_all(columns[one.field], one) for one in selection.conditions]


def _condition(part: str) -> Condition:
    match = _CONDITION.fullmatch(part)
    if match is None or not match[3]:
        message = f"The selection {part.strip()!r} cannot be read. Expected FIELD=VALUE, such as stage=onboarding."
        raise UsageError(message)
    value, *others = (_bare(one) for one in _BAR.split(match[3]))
    condition = Condition(_bare_name(match[1]), match[2], value, tuple(others))
    _check_field(condition)
    for one in condition.values:
        _check_value(condition, one)
    return condition


def _bare(text: str) -> str:
    """Take the quotes off a value, and the backslashes from its commas and bars."""
    stripped = text.strip()
    if len(stripped) > 1 and stripped[0] == stripped[-1] == '"':
        return stripped[1:-1]
    return re.sub(r"\\([,|])", r"\1", stripped)


def _bare_name(text: str) -> str:
    if text.startswith(_SEGMENT):
        return f"{_SEGMENT}{_bare(text.removeprefix(_SEGMENT))}"
    return text


def _quoted(text: str) -> str:
    """Write a name or value so that it can be read again."""
    prefix = _SEGMENT if text.startswith(_SEGMENT) else ""
    bare = text.removeprefix(prefix)
    return f'{prefix}"{bare}"' if re.search(r"[,|=!<>]", bare) else text


def _check_field(condition: Condition) -> None:
    field = condition.field
    if field in _OF_DOCUMENTS or field in _OF_FINDINGS:
        return
    if field.startswith(_SEGMENT) and len(field) > len(_SEGMENT):
        return
    near = get_close_matches(field, known_fields(), n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    message = f"{field!r} is nothing that a selection can ask about.{hint} Known: {', '.join(known_fields())}."
    raise UsageError(message)


def _check_value(condition: Condition, value: str) -> None:
    field = condition.field
    if not value:
        message = f"A value of {field!r} is empty. Write values as {field}=A, several as {field}=A|B."
        raise UsageError(message)
    if condition.others and condition.operator not in {"=", "!="}:
        message = f"{field!r} takes several values with = or != only, not with {condition.operator}."
        raise UsageError(message)
    if condition.operator not in {"=", "!="} and field not in _ORDERED:
        message = f"{field!r} is compared with = or != only, not {condition.operator}."
        raise UsageError(message)
    if value == _NONE:
        return
    if field == "week":
        monday_of(value)
    elif field == "rating" and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        message = f"A rating is compared with a number, such as rating<=2; got {value!r}."
        raise UsageError(message)
    elif field == "hesitation" and value not in _YES_NO:
        message = f"hesitation is yes or no; got {value!r}."
        raise UsageError(message)


def _expression(condition: Condition) -> ColumnElement[bool]:
    return _compare_all(_column(condition.field), condition)


def _compare_all(column: ColumnElement[Any], condition: Condition) -> ColumnElement[bool]:
    compared = [_compare(column, condition, value) for value in condition.values]
    return and_(*compared) if condition.operator == "!=" else or_(*compared)


def _compare(column: ColumnElement[Any], condition: Condition, spelled: str) -> ColumnElement[bool]:
    value = _value(condition.field, spelled)
    if value is None:
        return column.is_(None) if condition.operator == "=" else column.is_not(None)
    if condition.operator == "!=" and condition.field not in _ORDERED:
        # What is absent is also something else; an undated or unrated document is not.
        return column.is_distinct_from(value)
    return _COMPARE[condition.operator](column, value)


def _column(field: str) -> ColumnElement[Any]:
    names: dict[str, ColumnElement[Any]] = {
        "rating": documents.c.rating_value,
        "theme": findings.c.theme_id,
        "hesitation": findings.c.is_hesitation,
    }
    if field.startswith(_SEGMENT):
        segment: ColumnElement[Any] = documents.c.segment[field.removeprefix(_SEGMENT)].as_string()
        return segment
    if field in names:
        return names[field]
    return findings.c[field] if field in _OF_FINDINGS else documents.c[field]


def _value(field: str, value: str) -> str | float | bool | None:
    if field == "hesitation":
        return _YES_NO.get(value)
    # Stage and reason spell their own "none".
    if value == _NONE and field not in {"stage", "reason"}:
        return None
    return float(value) if field == "rating" else value

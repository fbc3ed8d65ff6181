"""Parts of a brief that are lists of their own: each a sheet, with the columns that readers know."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from voc.planning.brief import Brief
from voc.planning.sheets import Cell, Column, Kind, Row, Sheet


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a part as a column.

    Attributes
    ----------
    path : str
        Names in the part's entries, joined by dots.
    """

    path: str
    title: str
    kind: Kind = "text"
    wide: int = 0


@dataclass(frozen=True, slots=True)
class Further:
    """A part of the brief that has a sheet of its own."""

    title: str
    fields: tuple[Field, ...]


# By place in the brief, keys joined by dots. What is not here stands in the other sheets, or only in the drawn brief.
FURTHER: Mapping[str, Further] = {
    "funnel": Further(
        "퍼널",
        (
            Field("name", "단계", wide=22),
            Field("n_entered", "들어온 고객", "count", 14),
            Field("n_passed", "넘어간 고객", "count", 14),
            Field("drop", "이탈률", "share"),
            Field("drop_before", "지난주 이탈률", "share", 14),
            Field("change.low", "차이(최소)", "share", 14),
            Field("change.high", "차이(최대)", "share", 14),
            Field("n_voices", "망설인 목소리", "count", 14),
            Field("themes.title", "많이 나온 망설임", wide=50),
            Field("question", "설문에서 물어볼 것", wide=70),
        ),
    ),
    "avoid.words": Further(
        "피할 말",
        (
            Field("word", "말", wide=18),
            Field("n", "쓴 곳", "count"),
            Field("advice", "이렇게 하세요", wide=60),
            Field("uses.text", "우리 글", wide=70),
            Field("uses.where", "어디에 있나", wide=30),
        ),
    ),
    "echoes.voices": Further(
        "메시지를 두고 한 말",
        (
            Field("text", "원문", wide=80),
            Field("phrase", "걸린 대목", wide=40),
            Field("channel", "채널", wide=18),
            Field("date", "날짜", wide=12),
            Field("doc_id", "글 번호", wide=36),
        ),
    ),
}


def further_sheets(brief: Brief) -> Iterator[Sheet]:
    """Lay out the further parts that a brief has; an empty part has no sheet."""
    for key, part in FURTHER.items():
        entries = _found(brief, key.split(".")) or ()
        if entries:
            columns = [Column(field.title, field.kind, field.wide) for field in part.fields]
            yield Sheet(part.title, columns, [_row(entry, part) for entry in entries])


def _found(value: Any, path: list[str]) -> Any:  # noqa: ANN401 - any JSON value
    """Look up a part; nothing where the brief, as one of an earlier version, does not have it."""
    return value if not path else _found(value.get(path[0]), path[1:]) if isinstance(value, dict) else None


def _row(entry: Mapping[str, Any], part: Further) -> Row:
    return tuple(_cell(entry, field.path.split(".")) for field in part.fields)


def _cell(value: Any, path: list[str]) -> Cell:  # noqa: ANN401 - any JSON value
    """Look a value up; several are listed, what is missing stays blank."""
    if isinstance(value, list):
        return ", ".join(str(cell) for one in value if (cell := _cell(one, path)) is not None)
    if not path or value is None:
        return value if isinstance(value, str | int | float) else None
    return _cell(value.get(path[0]), path[1:]) if isinstance(value, dict) else None

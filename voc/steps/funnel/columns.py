"""Which column of a funnel file is which, by its title or as people say."""

import re
from collections.abc import Mapping, Sequence

from voc.errors import UsageError
from voc.tables.mapping import hint_at, mapping_of

REQUIRED = ("week", "stage", "entered", "passed")
FIELDS = (*REQUIRED, "segment")
_TITLES: Mapping[str, frozenset[str]] = {
    "week": frozenset(
        {"주차", "주", "주간", "기간", "날짜", "일자", "기준일", "기준주", "시작일", "week", "date", "period"}
    ),
    "stage": frozenset({"단계", "퍼널", "퍼널단계", "스테이지", "stage", "step", "funnel", "funnelstage"}),
    "segment": frozenset({"세그먼트", "고객구분", "고객군", "구분", "segment", "cohort", "group"}),
    "entered": frozenset(
        {
            "진입",
            "유입",
            "방문",
            "시작",
            "들어온고객",
            "진입고객",
            "진입자",
            "entered",
            "entry",
            "in",
            "users",
            "visits",
        }
    ),
    "passed": frozenset(
        {"통과", "전환", "완료", "이동", "넘어간고객", "통과고객", "통과자", "passed", "converted", "completed", "out"}
    ),
}
# What people add to a title: units, and words for a number of people.
_ADDED = re.compile(r"\(.*?\)|\[.*?\]|[\s_-]|(?:인원|고객|유저|사용자)?수$|명$")


def columns_of(header: Sequence[str], pairs: Sequence[str], *, where: str) -> dict[str, str]:
    """Return field to column for a file, `segment` only where it has one.

    Parameters
    ----------
    pairs : sequence of str
        `FIELD=COLUMN` as people say; these go before titles.

    Raises
    ------
    UsageError
        A field is not known, a column is not there, two columns could be one field, or one that is needed is missing.
    """
    said = mapping_of(pairs, header, where=where, check=_check, example="entered=방문자")
    found = {field: column for column, field in said.items()}
    for field in FIELDS:
        fitting = [name for name in header if name not in said and _plain(name) in _TITLES[field]]
        if field not in found and len(fitting) > 1:
            named = ", ".join(f"'{name}'" for name in fitting)
            raise UsageError(f"{where}: {named} could each be {field}. Say which: --map {field}='{fitting[0]}'.")
        found |= {field: fitting[0]} if field not in found and fitting else {}
    missing = [field for field in REQUIRED if field not in found]
    if missing:
        shown = ", ".join(f"'{name}'" for name in header[:20])
        example = f"--map {missing[0]}='{header[0]}'" if header else f"--map {missing[0]}=COLUMN"
        raise UsageError(f"{where} has no column for {', '.join(missing)}. Its columns: {shown}. Say which: {example}.")
    return found


def _plain(title: str) -> str:
    return _ADDED.sub("", title.strip().casefold())


def _check(word: str, column: str) -> None:
    if word not in FIELDS:
        raise UsageError(
            f"'{word}={column}': there is no field '{word}'.{hint_at(word, FIELDS)} Known: {', '.join(FIELDS)}."
        )

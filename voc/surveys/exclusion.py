"""Responses that are no customer's: what the makers of a survey typed to try it out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from voc.errors import UsageError
from voc.tables import look_up_column


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Leave out the responses whose cell in a column is a value.

    Attributes
    ----------
    value : str
        `*` stands for anything: `2026-11-01*`, `테스트*`. Case and spaces at the ends do not count.
    """

    column: str
    value: str

    def holds(self, cells: Mapping[str, str]) -> bool:
        """Tell whether a response is left out."""
        pattern = ".*".join(map(re.escape, self.value.strip().split("*")))
        return re.fullmatch(pattern, cells.get(self.column, "").strip(), re.IGNORECASE | re.DOTALL) is not None


def exclusions_from(pairs: Iterable[str], header: Sequence[str], *, where: str) -> tuple[Exclusion, ...]:
    """Turn `COLUMN=VALUE` texts of a command line into exclusions; a title may hold `=` itself.

    Raises
    ------
    UsageError
        A text has another form, or the file lacks the column.
    """
    return tuple(_exclusion(pair, header, where=where) for pair in pairs)


def _exclusion(pair: str, header: Sequence[str], *, where: str) -> Exclusion:
    for at, char in enumerate(pair):
        column = look_up_column(header, (pair[:at].strip(),)) if char == "=" else None
        if column is not None:
            value = pair[at + 1 :].strip()
            if not value.strip("*"):
                raise UsageError(f"'{pair}' would leave out every response. Name a value, such as {column}=테스트*.")
            return Exclusion(column, value)
    raise UsageError(
        f"'{pair}' names no response to leave out: {where} has no such column. Write COLUMN=VALUE, such as 이름=김*."
    )

"""One header of the rows that hold it: most files have one, SurveyMonkey and sheets with merged titles have two."""

from collections.abc import Sequence
from typing import NamedTuple

from voc.errors import UsageError
from voc.tables.headers import HEAD_ROWS, clean_title, find_header, is_time_header, name_columns

# Columns that stand before the questions; a second header row says nothing under them.
_SERVICE = frozenset(
    {"respondentid", "collectorid", "startdate", "번호", "no", "no.", "순번", "응답번호", "응답자", "id"}
)
# What stands under a question that has one column only.
_SINGLE = frozenset({"response", "openendedresponse", "응답", "답변", "주관식응답", "주관식답변"})
_LONGEST_LABEL = 300


class Title(NamedTuple):
    """What stands above a column.

    Attributes
    ----------
    question : str
        The title as delivered, cleaned; of a question with several columns each has the same.
    label : str
        What tells the columns of one question apart; empty for most.
    """

    question: str
    label: str = ""

    @property
    def name(self) -> str:
        """Both in one, as Google Forms writes them: `만족도 [배송]`."""
        return f"{self.question} [{self.label}]" if self.label else self.question


class Header(NamedTuple):
    """The header of a table.

    Attributes
    ----------
    names : tuple of str
        All different.
    titles : tuple of Title
        What each name was made of.
    notes : tuple of str
        What was put right.
    end : int
        Index of the first row below it.
    """

    names: tuple[str, ...]
    titles: tuple[Title, ...]
    notes: tuple[str, ...]
    end: int


def read_header(rows: Sequence[Sequence[str]], *, title_cells: int = 1, at: int | None = None) -> Header | None:
    """Find the header among the first rows and name the columns; None where all rows are blank.

    Parameters
    ----------
    title_cells : int
        See `find_header`.
    at : int, optional
        Index of the row that a person says it is.
    """
    if at is None:
        at = find_header(rows[:HEAD_ROWS], title_cells=title_cells)
    if at is None:
        return None
    second = rows[at + 1] if at + 1 < len(rows) else ()
    joined = join_titles(rows[at], second)
    titles = [Title(clean_title(cell)) for cell in rows[at]] if joined is None else joined
    names, notes = name_columns([title.name for title in titles])
    both = ("The header has two rows; questions and labels were put together.",) if joined is not None else ()
    return Header(names, tuple(titles[: len(names)]), (*both, *notes), at + (2 if joined is not None else 1))


def row_index(numbers: Sequence[int], wanted: int, *, where: str) -> int:
    """Return which of the first rows a person means by the number that an editor or a sheet shows.

    Raises
    ------
    UsageError
        No row begins there.
    """
    if wanted in numbers:
        return numbers.index(wanted)
    shown = f"its first rows are {numbers[0]:,} to {numbers[-1]:,}" if numbers else "it has no row"
    raise UsageError(f"{where}: no row begins at {wanted:,} for the header; {shown}.")


def join_titles(first: Sequence[str], second: Sequence[str]) -> list[Title] | None:
    """Put two header rows together; None where the second one is data.

    The second is a header where it is blank under time, number and id of a response, and stands under every gap of the
    first or says no more than `Response`. A question reaches to the right until the next title.

    Examples
    --------
    >>> rows = ["Respondent ID", "End Date", "쓰는 기능", ""], ["", "", "주문", "쿠폰"]
    >>> [title.name for title in join_titles(*rows)]
    ['Respondent ID', 'End Date', '쓰는 기능 [주문]', '쓰는 기능 [쿠폰]']
    """
    width = max(len(first), len(second))
    upper = [clean_title(cell) for cell in (*first, *[""] * (width - len(first)))]
    lower = [clean_title(cell) for cell in (*second, *[""] * (width - len(second)))]
    if not _continues(upper, lower):
        return None
    titles: list[Title] = []
    question = ""
    for above, below in zip(upper, lower, strict=True):
        question = above or (question if below else "")
        titles.append(Title(question, "" if _squeeze(below) in _SINGLE else below))
    return titles


def _continues(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Tell whether the lower row belongs to the header."""
    service = [i for i, cell in enumerate(upper) if is_time_header(cell) or _squeeze(cell) in _SERVICE]
    filled = [i for i, cell in enumerate(lower) if cell]
    if not service or not filled or any(lower[i] for i in service):
        return False
    if any(len(lower[i]) > _LONGEST_LABEL for i in filled):
        return False
    last = max((i for i, cell in enumerate(upper) if cell), default=0)
    # Beyond the last title only what the lower row names is a column at all.
    gaps = [i for i, cell in enumerate(upper) if not cell and (i < last or lower[i]) and i > min(service)]
    repeated = [i for i in range(1, len(upper)) if upper[i] and upper[i] == upper[i - 1]]
    if gaps or repeated:
        return all(lower[i] for i in (*gaps, *repeated))
    return all(_squeeze(lower[i]) in _SINGLE for i in filled)


def _squeeze(cell: str) -> str:
    return "".join(char for char in cell.casefold() if char.isalnum() or char in "#.")

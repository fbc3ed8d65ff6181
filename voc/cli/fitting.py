"""How wide the columns of a table may be on a terminal, and what its rows look like where it does not fit."""

from collections.abc import Sequence

from rich.cells import cell_len

# In a table, whatever is longer is folded to this many columns; names, numbers and moments hardly are.
_FOLDED = 24
_GAP = 2
# Below each other, whatever is longer has a line of its own.
_LONGEST_FACT = 36


def column_widths(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Share a terminal's width among columns.

    Parameters
    ----------
    columns : sequence of sequence of str
        Each with its heading first.
    room : int
        Width of the terminal; a Korean letter takes two of it.

    Returns
    -------
    list of int or None
        None where no table fits.

    Examples
    --------
    >>> column_widths([["소스", "app_reviews"], ["따로 둔 줄", "2"]], 40)
    [11, 10]
    >>> column_widths([["소스", "app_reviews"], ["따로 둔 줄", "2"]], 18)
    [11, 5]
    >>> column_widths([["소스", "app_reviews"], ["따로 둔 줄", "2"]], 12)
    """
    wanted = [max(map(cell_len, column)) for column in columns]
    found = [_least(column) for column in columns]
    spare = room - sum(found) - _GAP * (len(columns) - 1)
    if spare < 0:
        return None
    # Whoever lacks least comes first: headings stay on one line, and sentences take what is left.
    for index in sorted(range(len(columns)), key=lambda i: wanted[i] - found[i]):
        more = min(wanted[index] - found[index], spare)
        found[index] += more
        spare -= more
    return found


def _least(column: Sequence[str]) -> int:
    heading, *cells = column
    return max(*map(cell_len, heading.split()), min(_FOLDED, max(map(cell_len, cells), default=0)))


def paragraph(headings: Sequence[str], cells: Sequence[str | None], room: int) -> tuple[str, list[str]]:
    """Write a row as a title and the lines below it: short facts side by side, lists and sentences on their own.

    Parameters
    ----------
    cells : sequence of str or None
        The first two need no heading; those that are None are left out.
    room : int
        Width of a line of facts.

    Examples
    --------
    >>> paragraph(["신호", "소스", "새 글", "평소", "한 일"], ["● 주의", "desk", "2", None, "읽은 글 2, 집계 1"], 80)
    ('● 주의  desk', ['새 글 2', '한 일: 읽은 글 2, 집계 1'])
    """
    title = "  ".join(cell for cell in cells[:2] if cell is not None)
    said = [(heading, cell) for heading, cell in zip(headings[2:], cells[2:], strict=True) if cell is not None]
    facts = [f"{heading} {cell}" for heading, cell in said if _is_fact(cell)]
    return title, [*_packed(facts, room), *(f"{heading}: {cell}" for heading, cell in said if not _is_fact(cell))]


def _is_fact(cell: str) -> bool:
    return cell_len(cell) <= _LONGEST_FACT and ", " not in cell


def _packed(facts: Sequence[str], room: int) -> list[str]:
    """Put as many facts on a line as it holds, none of them broken."""
    lines: list[str] = []
    for fact in facts:
        if lines and cell_len(f"{lines[-1]}, {fact},") <= room:
            lines[-1] += f", {fact}"
        else:
            lines.append(fact)
    return [f"{line}," for line in lines[:-1]] + lines[-1:]

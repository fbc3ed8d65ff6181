"""HTML: decoding it, reading its text as a person sees it, and tables saved with the name of a workbook."""

import re
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from bs4.exceptions import ParserRejectedMarkup

from voc.errors import TableError
from voc.tables.encoding import decide_encoding, known_encoding
from voc.tables.header_rows import read_header, row_index
from voc.tables.headers import MAX_COLUMNS
from voc.tables.table import MAX_CELL, BadRow, Row

# A page is held in memory at some fifty times its size.
MAX_PAGE = 16 << 20
# Nesting of a page; beyond it a selector's cost grows with the square of the depth.
MAX_DEPTH = 400
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,4}=\s{0,4}[\"']?\s{0,4}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_META_WITHIN = 4096
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_BREAKS = re.compile(r"\n{3,}")
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "title", "textarea", "select", "iframe", "svg"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
     "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
     "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)  # fmt: skip
_HIDDEN_STYLE = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)


def read_page(plain: Path, *, shown: Path, encoding: str | None = None) -> tuple[BeautifulSoup, str]:
    """Parse a saved page; return it with the encoding it was read in.

    The order is: the caller's word, a byte order mark, `<meta charset>` where it decodes the page, strict trial.

    Raises
    ------
    TableError
        It is too large, too deeply nested, or in no known encoding.
    """
    size = plain.stat().st_size
    if size > MAX_PAGE:
        message = (
            f"{shown.name} is an HTML page of {size >> 20:,} MiB; at most {MAX_PAGE >> 20} MiB are read. Export CSV."
        )
        raise TableError(message, path=shown)
    data = plain.read_bytes()
    chosen = _page_encoding(plain, data, shown, encoding)
    try:
        page = BeautifulSoup(data.decode(chosen), "html.parser")
    except (ParserRejectedMarkup, AssertionError, ValueError, RecursionError) as error:
        message = f"{shown.name} is an HTML page that cannot be parsed. Save it again from the browser, or export CSV."
        raise TableError(message, path=shown) from error
    if _depth(page) > MAX_DEPTH:
        message = f"{shown.name} is an HTML page nested more than {MAX_DEPTH} deep. Save it again, or export CSV."
        raise TableError(message, path=shown)
    return page, chosen


def _page_encoding(plain: Path, data: bytes, shown: Path, override: str | None) -> str:
    declared = _META_CHARSET.search(data[:_META_WITHIN])
    if override is None and declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            name = known_encoding(declared[1].decode("ascii"), shown=shown)
            # A declaration that can be read cannot be true of UTF-16.
            if not name.startswith(("utf-16", "utf-32")):
                data.decode(name)
                return name
        except (TableError, UnicodeDecodeError):
            pass
    return decide_encoding(plain, shown=shown, override=override)


def _depth(page: BeautifulSoup) -> int:
    deepest, level = 0, [page.contents]
    while level:
        children = [tag.contents for contents in level for tag in contents if isinstance(tag, Tag)]
        deepest += 1
        if deepest > MAX_DEPTH + 1:
            break
        level = children
    return deepest - 1


def is_hidden(tag: Tag) -> bool:
    """Tell whether a browser would not show an element's text."""
    if tag.name in _UNSEEN or tag.has_attr("hidden"):
        return True
    style = tag.get("style")
    return isinstance(style, str) and len(style) < MAX_CELL and bool(_HIDDEN_STYLE.search(style))


def visible_text(root: Tag) -> str:
    """Return an element's text as it is seen: hidden parts left out, blocks and `<br>` as line breaks."""
    pieces: list[str] = []
    stack: list[Tag | NavigableString | str] = list(reversed(root.contents))  # type: ignore[arg-type]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name == "br":
                pieces.append("\n")
            elif not is_hidden(node):
                edge = ["\n"] if node.name in _BLOCKS else []
                stack.extend([*edge, *reversed(node.contents), *edge])  # type: ignore[list-item]
        elif isinstance(node, PreformattedString):
            continue
        elif isinstance(node, NavigableString):
            pieces.append(_SPACES.sub(" ", node))
        else:
            pieces.append(node)
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return _BREAKS.sub("\n\n", "\n".join(lines)).strip()


class HtmlTableFile:
    """The largest table of an HTML page, such as web tools hand out under the name of an `.xls` file."""

    def __init__(self, plain: Path, encoding: str | None, *, shown: Path, header_row: int | None = None) -> None:
        page, self.encoding = read_page(plain, shown=shown, encoding=encoding)
        tables = [_grid(table) for table in page.find_all("table")]
        grid = max(tables, key=_n_filled, default=[])
        at = None if header_row is None else row_index(range(1, len(grid) + 1), header_row, where=shown.name)
        found = read_header(grid, title_cells=2, at=at)
        if found is None:
            message = (
                f"{shown.name} is an HTML page without a table; a sign-in or error page is often saved by mistake. "
                "Download the export again."
            )
            raise TableError(message, path=shown)
        self.header, self.titles, notes, body_at = found
        chosen = f"The page holds {len(tables)} tables; the fullest was read." if len(tables) > 1 else ""
        self.notes = (*notes, *([chosen] if chosen else []))
        self.body = [(number, cells) for number, cells in enumerate(grid, start=1) if number > body_at]

    def rows(self) -> Iterator[Row | BadRow]:
        """Stream the rows below the header; `line` counts the table's rows from 1."""
        yield from grid_rows(self.header, iter(self.body))


def _n_filled(grid: list[list[str]]) -> int:
    return sum(1 for row in grid for cell in row if cell)


def _grid(table: Tag) -> list[list[str]]:
    """Lay a table out as rows of text, spanned cells blank but for the first row and column of a span."""
    own = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    # Column to the rows below that a cell still covers.
    covered: dict[int, int] = {}
    return [_row_cells(row, covered) for row in own]


def _row_cells(row: Tag, covered: dict[int, int]) -> list[str]:
    cells: list[str] = []
    for cell in row.find_all(["td", "th"], recursive=False):
        _fill_covered(cells, covered)
        n_columns, n_rows = _span(cell, "colspan"), _span(cell, "rowspan")
        if n_rows > 1:
            covered.update(dict.fromkeys(range(len(cells), len(cells) + n_columns), n_rows - 1))
        cells += [visible_text(cell), *[""] * (n_columns - 1)]
        if len(cells) > MAX_COLUMNS:
            break
    _fill_covered(cells, covered)
    return cells


def _fill_covered(cells: list[str], covered: dict[int, int]) -> None:
    """Leave blank what cells of the rows above cover."""
    while covered.get(len(cells), 0):
        covered[len(cells)] -= 1
        cells.append("")


def _span(cell: Tag, name: str) -> int:
    span = cell.get(name)
    is_number = isinstance(span, str) and span.isdecimal() and len(span) < 5  # noqa: PLR2004 - digits
    return min(max(int(str(span)), 1), MAX_COLUMNS) if is_number else 1


def grid_rows(header: tuple[str, ...], body: Iterator[tuple[int, list[str]]]) -> Iterator[Row | BadRow]:
    """Turn numbered rows of cells into rows: short ones are filled up, blank ones passed over, too wide ones bad."""
    width = len(header)
    for number, cells in body:
        if not any(cell.strip() for cell in cells):
            continue
        named = dict(zip(header, [*cells, *([""] * (width - len(cells)))], strict=False))
        if any(cell.strip() for cell in cells[width:]):
            yield BadRow(number, f"it has cells beyond the header's {width} columns", named)
        elif any(len(cell) > MAX_CELL for cell in cells):
            yield BadRow(number, f"a cell has more than {MAX_CELL:,} characters", named)
        else:
            yield Row(number, named)

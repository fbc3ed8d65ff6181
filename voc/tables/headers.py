"""Finding the header among the first rows of a stranger's file, and giving each column one name."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from voc.privacy import Masker

# Rows looked at for a header; exports put a handful of title rows above it.
HEAD_ROWS = 30
MAX_COLUMNS = 2_000
_SHARE_OF_COLUMNS = 0.6
_SHOWN = 40
_MASKER = Masker()

# Headers that mean "time of response"; spaces and case do not count.
TIME_HEADERS = frozenset(
    {
        "타임스탬프",
        "timestamp",
        "submittedat",
        "submitdate(utc)",
        "enddate",
        "datemodified",
        "datesubmitted",
        "recordeddate",
        "completiontime",
        "응답일시",
        "응답시간",
        "응답완료일시",
        "응답완료시간",
        "제출일시",
        "제출시간",
        "참여일시",
        "참여시간",
        "등록일시",
        "작성일시",
        "완료일시",
        "완료시간",
    }
)
# Mark-up that form tools let people put into their questions; `<10만원` is none.
_MARKUP = re.compile(
    r"</?(?:a|b|i|u|s|em|strong|small|sub|sup|mark|font|span|img|h[1-6]|ul|ol|code)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_BREAKING = re.compile(r"</?(?:br|p|div|li|tr|td|hr)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
# Zero-width characters, marks of direction, soft hyphens.
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\ufeff]")


def same_name(name: str) -> str:
    """Reduce a column name to what makes two spellings the same: NFC, single spaces, no case."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def shown_name_of(column: str) -> str:
    """Spell a column name for a message: masked and cut, as the header of a file without one is a customer's row."""
    masked = _MASKER.mask(column).text
    return masked if len(masked) <= _SHOWN else f"{masked[:_SHOWN]}..."


def clean_title(cell: str) -> str:
    """Spell a header cell as people see it: NFC, without mark-up, entities and characters that nobody sees.

    Examples
    --------
    >>> clean_title(" <b>불편한 점</b>을<br>적어&nbsp;주세요"), clean_title("<10만원 미만")
    ('불편한 점을 적어 주세요', '<10만원 미만')
    """
    text = unicodedata.normalize("NFC", cell)
    if "<" in text or "&" in text:
        text = html.unescape(_BREAKING.sub(" ", _MARKUP.sub("", text))).replace("\xa0", " ")
    text = _UNSEEN.sub("", text.replace("\r\n", "\n"))
    return "".join(" " if char.isspace() and char != "\n" else char for char in text if not _is_control(char)).strip()


def _is_control(char: str) -> bool:
    return unicodedata.category(char) == "Cc" and not char.isspace()


def is_time_header(name: str) -> bool:
    """Tell whether a column name is a known one for the time of a response."""
    return "".join(same_name(name).split()) in TIME_HEADERS


def find_header(rows: Sequence[Sequence[str]], *, title_cells: int = 1) -> int | None:
    """Return the index of the header among the first rows of a file, None where all are blank.

    The first row with a known time header and at least three cells wins, if all above it are narrower. Otherwise it
    is the first row that is too full for a title, or about as wide as rows of this file usually are.

    Parameters
    ----------
    rows : sequence of rows of cells
        The first rows of the file.
    title_cells : int
        Most cells that a title row fills: 1 in text files, 2 in sheets (`조사 이름 | 응답 12건`, name and count).
    """
    head = rows[:HEAD_ROWS]
    filled = [sum(1 for cell in row if cell.strip()) for row in head]
    for i, row in enumerate(head):
        narrower = all(n < filled[i] for n in filled[:i])
        if filled[i] > 2 and narrower and any(is_time_header(cell) for cell in row):  # noqa: PLR2004 - number, time, answer
            return i
    usual = _usual_width(filled)
    for i, row in enumerate(head):
        extent = max((j + 1 for j, cell in enumerate(row) if cell.strip()), default=0)
        full = filled[i] > title_cells and filled[i] == extent
        # Half of the cells up to the last filled one: `,text,date` is a header, `기간,,,,2024` a title.
        if full or (filled[i] and extent >= usual * _SHARE_OF_COLUMNS and filled[i] * 2 >= extent):
            return i
    return next((i for i, n in enumerate(filled) if n), None)


def _usual_width(filled: Sequence[int]) -> int:
    counts = Counter(n for n in filled if n)
    if not counts:
        return 0
    top = max(counts.values())
    tied = [n for n, times in counts.items() if times == top]
    # A title over a header without rows below, rather than one column with a stray comma in a row.
    return max(tied) if max(tied) > 2 else min(tied)  # noqa: PLR2004 - two cells come of one comma


def name_columns(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make column names, all different, out of a header row; return them with notes on what was put right.

    Blank cells at the end are dropped. A blank cell inside becomes `column 3`, a repeated name gets ` (2)`.

    Examples
    --------
    >>> name_columns(["내용", "", "내용 ", ""])
    (('내용', 'column 2', '내용 (2)'), ("Column 2 has no name; it is called 'column 2'.", \
"Column name '내용' occurs again in column 3; it is called '내용 (2)'."))
    """
    trimmed = [clean_title(cell) for cell in cells]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    taken = set(trimmed)
    names: list[str] = []
    notes: list[str] = []
    seen: Counter[str] = Counter()
    for number, given in enumerate(trimmed, start=1):
        base = given or f"column {number}"
        name = base
        while (given and name in seen) or (name != given and name in taken):
            seen[base] += 1
            name = f"{base} ({seen[base]})"
        if not given:
            notes.append(f"Column {number} has no name; it is called '{name}'.")
        elif name != given:
            notes.append(f"Column name '{given}' occurs again in column {number}; it is called '{name}'.")
        seen[name] += 1
        taken.add(name)
        names.append(name)
    return tuple(names), tuple(notes)

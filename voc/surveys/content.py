"""What the answers in a column look like, whatever its title says."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nlp.asked import says_little
from voc.errors import RecordError
from voc.privacy import Masker
from voc.surveys.choices import Separator, separator_of, split_at
from voc.surveys.marks import is_likert, mark_value
from voc.tables import parse_date

# Answers looked at for each column, and different cells counted, in files of up to so many columns.
SAMPLE, DISTINCT, _COLUMNS = 2_000, 5_000, 20
_LEAST = 100
# What a spreadsheet shows in place of a value: nobody answered that.
_ERRORS = frozenset(
    "#N/A #REF! #NAME? #VALUE! #DIV/0! #NULL! #NUM! #ERROR! #SPILL! #CALC! #GETTING_DATA".split()  # noqa: SIM905 - a list of words
)
_LONGEST_CHOICE = 300
_CLIPPED = 500
_LONGEST_PERSONAL = 60
_NOTHING_BUT_MASKS = re.compile(r"(?:<(?:PHONE|EMAIL|RRN|CARD|ACCOUNT|ADDRESS|IP|PASSPORT|NAME)>[\s,./-]*)+")
_PHONE = re.compile(r"(?<!\d)(?:\+?82[- .]?)?0?1[016789][- .]?\d{3,4}[- .]?\d{4}(?!\d)")
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[A-Za-z]{2,24}")
_LINK = re.compile(r"(?:https?://|www\.)\S{4,}", re.IGNORECASE)
_HANGUL = re.compile(r"[가-힣]")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
_QUIZ = re.compile(r"\d{1,4}\s?/\s?\d{1,4}")
_TICKS = (
    {"true", "false"},
    {"선택", "미선택"},
    {"선택함", "선택 안 함"},
    {"checked", "unchecked"},
    {"v"},
    {"✓"},
    {"✔"},
    {"●"},
)
UNTICKED = frozenset({"false", "미선택", "선택 안 함", "unchecked", "0"})
_MAX_CHOICES = 30
_MAX_CHOICE_LENGTH = 40
_MASKER = Masker()


def said(cell: str) -> str:
    """Return what somebody answered: trimmed, nothing for an error of the spreadsheet.

    Examples
    --------
    >>> said(" 느려요 "), said("#NAME?")
    ('느려요', '')
    """
    text = cell.strip()
    return "" if text[:1] == "#" and text.upper() in _ERRORS else text


@dataclass(frozen=True)
class Answers:
    """A column's answers, blank ones left out.

    Attributes
    ----------
    texts : sequence of str
        The first of them, clipped.
    cells : mapping of str to int
        Different ones with how often each occurs in the whole file; the first different ones where they are many.
    n : int
        How many there are in the whole file.
    n_errors : int
        Cells that hold an error of the spreadsheet instead.
    """

    texts: Sequence[str]
    cells: Mapping[str, int]
    n: int
    n_errors: int = 0

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Answers":
        """Look at given answers."""
        tally = Tally(len(texts), DISTINCT)
        for text in texts:
            tally.add(text)
        return tally.answers()

    def share(self, pattern: re.Pattern[str], *, whole: bool = False) -> float:
        """Return the share of answers in which a pattern is found, or which are it as a whole."""
        if not self.texts:
            return 0.0
        test = pattern.fullmatch if whole else pattern.search
        return sum(1 for text in self.texts if test(text)) / len(self.texts)

    @cached_property
    def personal(self) -> float:
        """Share of answers that are personal data with little else around: a number, an address, an e-mail."""
        return sum(map(_is_personal, self.texts)) / len(self.texts) if self.texts else 0.0

    @cached_property
    def links(self) -> float:
        """Share of answers that are addresses of pages or uploaded files."""
        return self.share(_LINK, whole=True)

    @cached_property
    def dates(self) -> float:
        """Share of answers that are times."""
        return sum(map(_is_date, self.texts[:200])) / len(self.texts[:200]) if self.texts else 0.0

    @cached_property
    def quiz(self) -> bool:
        """Whether the answers are points out of a maximum, as in a quiz."""
        return self.share(_QUIZ, whole=True) > 0.9  # noqa: PLR2004 - nearly all

    @cached_property
    def marks(self) -> Counter[float]:
        """The numbers that the answers give; empty unless nearly all do."""
        read = [value for text in self.texts if (value := mark_value(text)) is not None]
        return Counter(read) if read and len(read) >= len(self.texts) * 0.95 else Counter()

    @cached_property
    def likert(self) -> bool:
        """Whether the answers are steps such as 매우 만족, 만족, 보통."""
        return 0 < len(self.cells) <= _MAX_CHOICES and is_likert(set(self.cells))

    @cached_property
    def plain_numbers(self) -> float:
        """Share of answers that are short numbers."""
        return self.share(_NUMBER, whole=True)

    @cached_property
    def mean_length(self) -> float:
        """Mean length in characters."""
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0

    @cached_property
    def korean(self) -> float:
        """Share of answers with Hangul syllables."""
        return self.share(_HANGUL)

    @cached_property
    def varied(self) -> float:
        """Share of answers that are different from all others."""
        return len(set(self.texts)) / len(self.texts) if self.texts else 0.0

    @cached_property
    def little(self) -> bool:
        """Whether some answers say nothing, such as 없음: nobody picks that from a list twice over."""
        return any(says_little(text) and _HANGUL.search(text) for text in self.cells)

    @cached_property
    def separator(self) -> Separator:
        """What stands between several choices in a cell."""
        return separator_of(self.cells)

    @cached_property
    def choices(self) -> Counter[str]:
        """The choices of a selection question with how often each was made."""
        counts: Counter[str] = Counter()
        for cell, n in self.cells.items():
            for choice in split_at(cell, self.separator):
                counts[choice] += n
        return counts

    @cached_property
    def few_choices(self) -> bool:
        """Whether nearly all answers come from a short list."""
        usual = {choice for choice, n in self.choices.items() if n > 1 and len(choice) <= _MAX_CHOICE_LENGTH}
        if not usual or len(usual) > _MAX_CHOICES or sum(self.cells.values()) < self.n * 0.8:
            return False
        return sum(n for choice, n in self.choices.items() if choice in usual) >= self.choices.total() * 0.8

    @cached_property
    def ticks(self) -> bool:
        """Whether the answers only say that something was ticked or not."""
        different = {cell.casefold() for cell in self.cells}
        return bool(different) and any(different <= ticks for ticks in _TICKS)


@dataclass
class Tally:
    """Counts one column as the file streams by, in bounded memory.

    Attributes
    ----------
    n_texts, n_cells : int
        Answers and different cells kept at most.
    """

    n_texts: int
    n_cells: int
    texts: list[str] = field(default_factory=list)
    cells: dict[str, int] = field(default_factory=dict)
    n: int = 0
    n_errors: int = 0

    def add(self, cell: str) -> None:
        """Take one cell into account."""
        text = said(cell)
        if not text:
            self.n_errors += bool(cell.strip())
            return
        self.n += 1
        if len(self.texts) < self.n_texts:
            self.texts.append(text[:_CLIPPED])
        if text in self.cells:
            self.cells[text] += 1
        elif len(self.cells) < self.n_cells and len(text) <= _LONGEST_CHOICE:
            self.cells[text] = 1

    def answers(self) -> Answers:
        """Return what was counted."""
        return Answers(self.texts, self.cells, self.n, self.n_errors)


def tally_columns(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> dict[str, Answers]:
    """Count the answers of every column in one pass over the rows."""
    narrow = max(1.0, len(header) / _COLUMNS)
    tallies = [(name, Tally(max(int(SAMPLE / narrow), _LEAST), max(int(DISTINCT / narrow), _LEAST))) for name in header]
    for cells in rows:
        for name, tally in tallies:
            if cell := cells[name]:
                tally.add(cell)
    return {name: tally.answers() for name, tally in tallies}


def _is_personal(text: str) -> bool:
    if len(text) > _LONGEST_PERSONAL:
        return False
    if _PHONE.search(text) or _EMAIL.search(text):
        return True
    return not _is_date(text) and _NOTHING_BUT_MASKS.fullmatch(_MASKER.mask(text).text) is not None


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except RecordError:
        return False
    return True

"""What the answers in a column look like, whatever its title says."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from voc.errors import RecordError
from voc.tables import parse_date, parse_rating

# Answers looked at for each column.
SAMPLE = 2_000
_PHONE = re.compile(r"(?<!\d)(?:\+?82[- .]?)?0?1[016789][- .]?\d{3,4}[- .]?\d{4}(?!\d)")
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}\.[A-Za-z]{2,24}")
_HANGUL = re.compile(r"[가-힣]")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,2})?")
_QUIZ = re.compile(r"\d{1,4}\s?/\s?\d{1,4}")
_SCALES = ((5.0, (1.0, 5.0)), (10.0, (0.0, 10.0)))
_MAX_CHOICES = 30
_MAX_CHOICE_LENGTH = 40


@dataclass(frozen=True)
class Answers:
    """A column's answers, blank ones left out."""

    texts: Sequence[str]

    def share(self, pattern: re.Pattern[str], *, whole: bool = False) -> float:
        """Return the share of answers in which a pattern is found, or which are it as a whole."""
        if not self.texts:
            return 0.0
        test = pattern.fullmatch if whole else pattern.search
        return sum(1 for text in self.texts if test(text[:500])) / len(self.texts)

    @cached_property
    def personal(self) -> float:
        """Share of answers that are a phone number or an e-mail address, little else around them."""
        short = [text for text in self.texts if len(text) < 60]  # noqa: PLR2004 - an address with a name, not a story
        found = sum(1 for text in short if _PHONE.search(text) or _EMAIL.search(text))
        return found / len(self.texts) if self.texts else 0.0

    @cached_property
    def dates(self) -> float:
        """Share of answers that are times."""
        return sum(map(_is_date, self.texts[:200])) / len(self.texts[:200]) if self.texts else 0.0

    @cached_property
    def quiz(self) -> bool:
        """Whether the answers are points out of a maximum, as in a quiz."""
        return self.share(_QUIZ, whole=True) > 0.9  # noqa: PLR2004 - nearly all

    @cached_property
    def scale(self) -> tuple[float, float] | None:
        """The scale that the answers fit, None where they are no ratings."""
        values = [_rating(text) for text in self.texts]
        read = [value for value in values if value is not None]
        if not read or len(read) < len(values) * 0.95:
            return None
        return next((scale for top, scale in _SCALES if max(read) <= top), None)

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
    def choices(self) -> Counter[str]:
        """The choices of a selection question with how often each was made."""
        return Counter(choice for text in self.texts for choice in split_choices(text))

    @cached_property
    def few_choices(self) -> bool:
        """Whether nearly all answers come from a short list."""
        usual = {choice for choice, n in self.choices.items() if n > 1 and len(choice) <= _MAX_CHOICE_LENGTH}
        if not usual or len(usual) > _MAX_CHOICES:
            return False
        return sum(n for choice, n in self.choices.items() if choice in usual) >= self.choices.total() * 0.8


def split_choices(text: str) -> list[str]:
    """Split the choices of one answer: at `;` as in CSV exports, else at `, ` as in sheets."""
    parts = text.split(";") if ";" in text else text.split(", ")
    return [part.strip() for part in parts if part.strip()]


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except RecordError:
        return False
    return True


def _rating(text: str) -> float | None:
    try:
        return parse_rating(text, minimum=0, maximum=10).value
    except RecordError:
        return None

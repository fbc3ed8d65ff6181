"""Are keywords words? Judged where they stand in the texts, by Kiwi as it comes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kiwipiepy import Kiwi, Token

# whole: a noun phrase, or a predicate in its dictionary form or as a sentence ends with it;
# particle: a particle hangs on (`앱이`); ending: it breaks off behind an ending that wants more (`되는`, `하고`);
# cut: it begins or ends inside a morpheme or behind a bare predicate stem (`업데`, `안되`).
Form = Literal["whole", "particle", "ending", "cut"]
FORMS: tuple[Form, ...] = ("whole", "particle", "ending", "cut")
_STEMS = ("VV", "VA", "VX", "VC", "XSV", "XSA")


@dataclass(frozen=True)
class Corpus:
    """Texts in which keywords are looked up."""

    texts: Sequence[str]
    kiwi: Kiwi

    @cached_property
    def _tokens(self) -> list[list[Token]]:
        return list(self.kiwi.tokenize(list(self.texts)))

    def form(self, keyword: str) -> Form:
        """Tell what a keyword is in most of its places; one that stands nowhere is judged by itself.

        A dictionary form is whole wherever it stands: customers seldom type one, and then as part of another word.
        """
        alone = self.kiwi.tokenize(keyword)
        if [token.tag[0] for token in alone[-1:]] == ["E"] and alone[-1].form == "다":
            return "whole"
        places = [
            form_at(tokens, start, start + len(keyword))
            for text, tokens in zip(self.texts, self._tokens, strict=True)
            for start in _places(text, keyword)
        ]
        found = Counter(places or [form_at(alone, 0, len(keyword))])
        return max(FORMS, key=lambda form: found[form])


def form_at(tokens: Sequence[Token], start: int, end: int) -> Form:
    """Judge what stands between two offsets, by the morphemes of the text around."""
    if start not in {token.start for token in tokens}:
        return "cut"
    last = next((token for token in reversed(tokens) if token.end == end), None)
    if last is None or last.tag.startswith(_STEMS):
        return "cut"
    if last.tag.startswith("J"):
        return "particle"
    # Kiwi calls the ending of a sentence connective where the next one follows without a full stop.
    is_ending = last.tag in {"EC", "EP", "ETM", "ETN"} and not last.form.endswith(("다", "요"))
    return "ending" if is_ending else "whole"


def _places(text: str, keyword: str) -> Iterator[int]:
    start = text.find(keyword)
    while start >= 0:
        yield start
        start = text.find(keyword, start + 1)

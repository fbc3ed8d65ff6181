"""The sentences of a draft as morphemes, and words looked for in all their forms."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TypeAlias

from nlp.types import Token

# Cuts each text into morphemes; spans point into the text as it is.
Analyse: TypeAlias = Callable[[Iterable[str]], Iterator[Sequence[Token]]]
# Morphemes of a word: form, and whether it is a predicate.
Spelled: TypeAlias = tuple[tuple[str, bool], ...]

# What may stand between the parts of a word: particles, endings, 하다 and 되다 behind nouns.
_BETWEEN = ("J", "E", "XSV", "XSA")


@dataclass(frozen=True)
class DraftSentence:
    """A sentence of a draft with its morphemes; `line` is the line that their spans point into."""

    line: str
    tokens: Sequence[Token]

    @cached_property
    def text(self) -> str:
        """The sentence as it is written."""
        return self.line[self.tokens[0].start : max(token.end for token in self.tokens)].strip()

    @cached_property
    def _forms(self) -> list[tuple[str, bool]]:
        return [(one.form, one.tag.startswith("V")) for one in self.tokens]

    def has(self, word: Spelled) -> bool:
        """Tell whether a word, or several next to each other, stands in the sentence in any form."""
        return any(self._begins_at(at, word) for at, form in enumerate(self._forms) if form == word[0])

    def _begins_at(self, at: int, word: Spelled) -> bool:
        rest = list(word[1:])
        for token, form in zip(self.tokens[at + 1 :], self._forms[at + 1 :], strict=True):
            if not rest:
                return True
            if form == rest[0]:
                rest.pop(0)
            elif not token.tag.startswith(_BETWEEN):
                return False
        return not rest


class Words:
    """Words of the configuration, cut by the analyser that cuts drafts, so that both are cut alike."""

    def __init__(self, analyse: Analyse, words: Iterable[str]) -> None:
        listed = sorted(set(words))
        self._spelled = {word: _spelled(tokens) for word, tokens in zip(listed, analyse(listed), strict=True)}

    def stands_in(self, word: str, sentence: DraftSentence) -> bool:
        """Tell whether a word stands in a sentence."""
        spelled = self._spelled[word]
        return bool(spelled) and sentence.has(spelled)


def cut(text: str, analyse: Analyse) -> list[DraftSentence]:
    """Cut a text into sentences; a line break always ends one."""
    lines = [line for line in text.split("\n") if line.strip()]
    return [
        DraftSentence(line, list(tokens))
        for line, found in zip(lines, analyse(lines), strict=True)
        for _, tokens in groupby(found, key=lambda token: token.sent_position)
    ]


def _spelled(tokens: Sequence[Token]) -> Spelled:
    """Spell a word of the configuration; the 다 of a dictionary form is no part of it."""
    return tuple((one.form, one.tag.startswith("V")) for one in tokens if one.tag != "EF")

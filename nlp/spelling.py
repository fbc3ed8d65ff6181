"""Variants that the analyser tears apart (업댓, 겜, 닉넴): found by their letters and put together again.

A variant of the synonym list can only stand for its lemma if it is one morpheme. The analyser knows most variants, or
at least cuts them into nouns that join again; the few others become endings and syllables, differently in every
sentence, so they are looked for in the text and not among the morphemes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlp.types import Token

_NOUN_TAGS = frozenset({"NNG", "NNP", "XR", "SL", "SH"})


@dataclass(slots=True)
class JoinedToken:
    """One noun in place of the morphemes that a variant was torn into."""

    form: str
    tag: str
    start: int
    end: int
    lemma: str
    id: int
    sent_position: int


class TornWords:
    """Puts variants together that the analyser tears apart.

    Parameters
    ----------
    synonyms : mapping of str to str
        Variant to lemma.
    tokenize : callable
        Texts to their tokens.

    Notes
    -----
    A variant counts only at the beginning of a word, and only where morphemes end when it ends: 업데 is no variant
    inside 업데이트. Variants of predicates are left out, for no sentence holds them as they are listed.
    """

    def __init__(
        self, synonyms: Mapping[str, str], tokenize: Callable[[Iterable[str]], Iterator[Sequence[Token]]]
    ) -> None:
        nouns = sorted(variant for variant, lemma in synonyms.items() if not lemma.endswith("다"))
        torn = [variant for variant, tokens in zip(nouns, tokenize(nouns), strict=True) if _is_torn(tokens)]
        lemmas = [synonyms[variant] for variant in torn]
        whole = [tokens[0].id if len(tokens) == 1 else -1 for tokens in tokenize(lemmas)]
        self._ids = dict(zip(torn, whole, strict=True))
        longest_first = sorted(torn, key=lambda variant: (-len(variant), variant))
        self._pattern = (
            re.compile(rf"(?<![가-힣])(?:{'|'.join(map(re.escape, longest_first))})") if longest_first else None
        )

    def mend(self, tokens: Sequence[Token], text: str) -> Sequence[Token]:
        """Return the morphemes of a text with every torn variant as one noun."""
        if self._pattern is None or self._pattern.search(text) is None:
            return tokens
        for match in self._pattern.finditer(text):
            tokens = self._with_one(tokens, match)
        return tokens

    def _with_one(self, tokens: Sequence[Token], match: re.Match[str]) -> Sequence[Token]:
        start, end = match.span()
        inside = [i for i, token in enumerate(tokens) if token.start < end and start < token.end]
        if not inside or tokens[inside[0]].start != start or max(tokens[i].end for i in inside) != end:
            return tokens
        first, last = inside[0], inside[-1]
        noun = match[0]
        joined = JoinedToken(noun, "NNG", start, end, noun, self._ids[noun], tokens[first].sent_position)
        return [*tokens[:first], joined, *tokens[last + 1 :]]


def _is_torn(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 1 and not all(token.tag in _NOUN_TAGS for token in tokens)

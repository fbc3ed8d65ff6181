"""From morphemes to terms and features: nouns, predicates in dictionary form, negation scope.

Terms are what keywords and vectors count. Features are everything that a word rule may ask for: the lemmas, the same
with `!` under a negation, light verbs, adverbs and pronouns, and neighbouring nouns joined (고객 센터 -> 고객센터).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nlp.sentences import MASK
from nlp.term_walk import walk
from nlp.types import Term, Token


@dataclass(slots=True)
class Extract:
    """What one sentence is made of.

    Attributes
    ----------
    terms : list of Term
        In the order of the sentence; offsets count from where the sentence starts.
    features : set of str
        What word rules look for.
    words : list of str
        Adverbs and exclamations in order; they may evaluate (별로, 강추) but are no terms.
    """

    terms: list[Term] = field(default_factory=list)
    features: set[str] = field(default_factory=set)
    words: list[str] = field(default_factory=list)


class TermExtractor:
    """Turns the morphemes of a sentence into terms and features.

    Parameters
    ----------
    synonyms : mapping of str to str
        Variant to lemma.
    stop_words : frozenset of str
        Lemmas that are features but no terms.

    Notes
    -----
    A mask such as <PHONE> gives neither terms nor features.
    """

    def __init__(self, synonyms: Mapping[str, str], stop_words: frozenset[str]) -> None:
        self._synonyms = dict(synonyms)
        self._stop_words = stop_words

    def extract(self, tokens: Sequence[Token], text: str, offset: int) -> Extract:
        """Read one sentence; `text` is the whole text that was tokenized, `offset` where the sentence starts in it."""
        if "<" in text:
            masks = [match.span() for match in MASK.finditer(text)]
            tokens = [t for t in tokens if not any(start < t.end and t.start < end for start, end in masks)]
        return Extract(*walk(tokens, text, self._synonyms, self._stop_words, offset))

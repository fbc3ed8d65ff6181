"""What the reading side takes and gives: tokens, sentences, readings, and the knowledge they rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatMatrix: TypeAlias = NDArray[np.float64]
FloatVector: TypeAlias = NDArray[np.float64]
# Rows of unit length on a grid that single precision holds exactly; half the memory for large corpora.
UnitRows: TypeAlias = NDArray[np.float32]
Rows: TypeAlias = NDArray[np.float32] | NDArray[np.float64]
IntVector: TypeAlias = NDArray[np.int64]
IntMatrix: TypeAlias = NDArray[np.int64]

Act = Literal["question", "complaint", "request", "praise", "statement", "other"]
NO_REASON = "none"
NO_STAGE = "none"
# What `Reading.why` explains, in its order.
EXPLAINED = ("act", "hesitation", "reason", "stage", "theme")


class Token(Protocol):
    """One morpheme, as Kiwi delivers it; copying millions of them would cost more than reading them.

    Attributes
    ----------
    form : str
        Contractions undone.
    tag : str
        Sejong-style part of speech; after a dash the conjugation (`VV-R`).
    start, end : int
        Code points within the text that was tokenized, end exclusive. Spans may overlap in contractions.
    lemma : str
        Dictionary form; predicates end in -다.
    id : int
        Kiwi's morpheme id, the key of its vectors.
    sent_position : int
        Index of the sentence within the text, as Kiwi splits it.
    """

    form: str
    tag: str
    start: int
    end: int
    lemma: str
    id: int
    sent_position: int


class Term(NamedTuple):
    """One vocabulary entry as it stands in a sentence.

    Attributes
    ----------
    lemma : str
        Noun, or a predicate ending in -다.
    surface : str
        The letters that the customer typed for it, endings of a predicate included.
    negated : bool
        Whether a negation (안, 못, -지 않다, 아니다, 없다) covers it.
    start, end : int
        Code points within the sentence, end exclusive.
    morpheme : int
        Kiwi's id of the head morpheme, the key of its vector; -1 where it has none.
    """

    lemma: str
    surface: str
    negated: bool
    start: int
    end: int
    morpheme: int = -1

    @property
    def shown(self) -> str:
        """The lemma with its negation spelled out, as keywords count it."""
        return f"안 {self.lemma}" if self.negated and self.lemma.endswith("다") else self.lemma


class Readable(Protocol):
    """What an encoder needs of a sentence."""

    @property
    def text(self) -> str:
        """The sentence as it stands in the masked document."""
        ...

    @property
    def terms(self) -> Sequence[Term]:
        """Its terms, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says: its act, whether it voices a hesitation, why and where in the funnel.

    Attributes
    ----------
    hesitation, reason_score, stage_score : float
        0-1; `is_hesitation` is the decision at the threshold of the analysis version.
    theme : str or None
        Key of the catalogue theme that the sentence matches.
    theme_score : float
        0-1, 0 where there is no theme.
    why : tuple of str
        One explanation each for what `EXPLAINED` names: which words, which seed, which rule.
    """

    act: Act
    hesitation: float
    is_hesitation: bool
    reason: str
    reason_score: float
    stage: str
    stage_score: float
    theme: str | None = None
    theme_score: float = 0.0
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a document that says one thing.

    Attributes
    ----------
    start, end : int
        Code points within the document text, end exclusive; `text == document[start:end]`.
    alone : Reading or None
        What the sentence says without its neighbours, where they changed the reading.
    quoted : tuple of (int, int)
        What in it is not the customer's own, code points within the document text; its words are no terms.
    """

    start: int
    end: int
    text: str
    terms: tuple[Term, ...]
    reading: Reading
    alone: Reading | None = None
    quoted: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A value that a sentence can take (a funnel stage, a reason family), with what points to it.

    Attributes
    ----------
    key : str
        Value in files and store, such as `onboarding`.
    name : str
        Korean name for readers.
    words : tuple of str
        Word rules, see `nlp.rules`.
    sentences : tuple of str
        Seed sentences: invented examples of the value.
    """

    key: str
    name: str
    words: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueTheme:
    """A hesitation that customers of Korean apps voice everywhere; the starting stock of themes.

    Attributes
    ----------
    key : str
        Stable latin key; the theme's id is made from it.
    title : str
        Korean noun phrase of 2-5 words.
    reason, stage : str
        Values of the reason families and stages; stage may be `none`.
    """

    key: str
    title: str
    reason: str
    stage: str
    words: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything that people configure about reading.

    Attributes
    ----------
    brand_words : sequence of (form, tag)
        User-dictionary entries for Kiwi, tag NNP or NNG.
    stop_words : frozenset of str
        Lemmas that never become terms.
    polarity : mapping of str to (int, str)
        Lemma to its evaluation, -2 to 2, and its kind: problem, outburst, praise, thanks, doubt.
    synonyms : mapping of str to str
        Written variant to the lemma it stands for: 어플 -> 앱.
    """

    stages: tuple[Label, ...]
    reasons: tuple[Label, ...]
    themes: tuple[CatalogueTheme, ...]
    brand_words: tuple[tuple[str, str], ...] = ()
    stop_words: frozenset[str] = frozenset()
    polarity: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)


Texts: TypeAlias = Sequence[str]

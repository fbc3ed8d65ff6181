"""Variants: other ways in which customers write, shorten or name what a company calls by one word.

Five things speak for a pair: few slips between the letters (간편인층 for 간편인증), one word shortening the other (고센
for 고객센터), the same sound (login for 로그인), another ending of one kind (배달비 for 배달료), or the same meaning in
Kiwi's vectors. All have to stand in like company: the words around both are compared, because words that look alike
may be two things. A word that the analyser knows is a slip only where its vector agrees: 메세지 for 메시지, not 인정
for 인증.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Literal, Protocol, TypeAlias

import numpy as np

from nlp.jamo import distance, is_short_for, is_slip_of_hand, jamo, shared_start, sound, spoken_alike
from nlp.phrases import is_leaning, noun_grams
from nlp.types import FloatMatrix, FloatVector, Readable, Term, Token
from nlp.vectors import unit_rows

Kind = Literal["slip", "short", "sound", "ending", "meaning"]
# Cuts words into morphemes, as `nlp.tokenize.Tokenizer.tokenize` does.
Analyse: TypeAlias = Callable[[Iterable[str]], Iterable[Sequence[Token]]]

# Letters of a word: below the first a word says too little, above the last it is none.
_SHORTEST, _LONGEST = 2, 12
# Jamo of the longer word from which one and two slips are believed.
_ONE_SLIP, _TWO_SLIPS = 5, 9
_LEAST_SOUNDS = 3
# Cosines of the words around, -1 to 1: letters that agree ask for less than meanings alone.
_LIKE_COMPANY: Mapping[Kind, float] = {"slip": 0.1, "short": 0.25, "sound": 0.15, "ending": 0.1, "meaning": 0.4}
_LEAST_PEOPLE_OF_MEANING = 5
# A slip in two syllables leaves little of a word, and one made of words that exist (폰번호) may be meant as written.
_LIKE_COMPANY_UNSURE = 0.3
# Cosine of Kiwi's vectors from which two words may mean the same, and how far it has to stand out of what either word
# has with its nearest ones: rare loan words are near to everything (Conneau et al. 2018, Word translation without
# parallel data, ICLR: CSLS).
_ALIKE, _STANDS_OUT, _N_NEAREST = 0.5, 0.33, 10
# What their letters say is confirmed by less: 유투브 and 유튜브 have 0.38, 인정 and 인증 0.16. A known short form whose
# vector does not agree (비번) has to be borne out by its company.
_ALIKE_OF_FORM, _LIKE_COMPANY_ALONE = 0.35, 0.5
# Endings that name the same kind of thing: money, people.
_ENDINGS = ("금액료비값", "원사")
_SHARED_START = 2
# What agreement a kind stands for by itself, 0-1; slips and meanings are measured.
_AGREEMENT: Mapping[Kind, float] = {"short": 0.6, "sound": 0.8, "ending": 0.9}
_FIRST_MORPHEME = 96
_NOUNS = frozenset({"NNG", "NNP", "XR", "SL", "XSN", "XPN"})
_AFFIXES = frozenset({"XSN", "XPN"})


class Space(Protocol):
    """Vectors of morphemes, as `nlp.vectors.MorphemeSpace` gives them."""

    def vectors(self, morphemes: Sequence[int]) -> FloatMatrix:
        """Return one row per id, zeros where there is no vector."""
        ...


@dataclass(slots=True)
class Use:
    """How a word is used.

    Attributes
    ----------
    people : set of str
        Documents that use it.
    around : Counter of int
        Morphemes that stand in the same sentences.
    examples : set of (document, sentence)
    """

    word: str
    people: set[str] = field(default_factory=set)
    around: Counter[int] = field(default_factory=Counter)
    examples: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Variant:
    """A word of customers for a word of ours.

    Attributes
    ----------
    kind : str
        What speaks for it: slip, short, sound, ending or meaning.
    slips : int
        Letters (jamo) that differ; for a slip only, else 0.
    alike : float
        Cosine of the two words' vectors; 0 where the analyser does not know both.
    company : float
        Cosine of the words around them, -1 to 1.
    score : float
        0-1, four decimals.
    is_cut : bool
        Whether the analyser takes the word apart, so that it has to be told of it before it can stand for another.
    """

    ours: str
    theirs: str
    kind: Kind
    slips: int
    alike: float
    company: float
    score: float
    is_cut: bool = False


def word_uses(sentences: Iterable[Readable]) -> dict[str, Use]:
    """Collect the nouns of sentences as typed, alone and where several are typed as one, with what stands around them.

    A sentence without `document_id` is one person's. Words are in lower case.
    """
    uses: dict[str, Use] = {}
    for one in sentences:
        person = str(getattr(one, "document_id", one.text))
        for word, start, end in _typed(one.text, one.terms):
            use = uses.setdefault(word, Use(word))
            use.people.add(person)
            use.examples.add((person, one.text))
            around = {t.morpheme for t in one.terms if t.morpheme >= 0 and (t.end <= start or t.start >= end)}
            use.around.update(around)
    return uses


def find_variants(
    ours: Collection[str],
    theirs: Mapping[str, Use],
    own: Mapping[str, Use],
    *,
    analyse: Analyse,
    space: Space,
    least_people: int = 2,
) -> list[Variant]:
    """Find what customers say for words of ours, the surest first.

    Parameters
    ----------
    ours : collection of str
        Words without blanks. None of them is taken for a variant of another.
    theirs, own : mapping of str to Use
        Of customers' sentences and of our own texts.
    least_people : int
        Leave out what fewer customers write.

    Returns
    -------
    list of Variant
        By falling score, then words; each word of theirs once, for the word of ours that it fits best.
    """
    taken = {word.lower() for word in ours}
    named = sorted(word for word in taken if _SHORTEST <= len(word) <= _LONGEST)
    said = sorted(
        word
        for word, use in theirs.items()
        if len(use.people) >= least_people and word not in taken and _can_be_variant(word, taken)
    )
    words = sorted({*named, *said})
    morphemes = dict(zip(words, analyse(words), strict=True))
    known = {word for word in words if _is_known(morphemes[word], space)}
    vectors = _WordVectors({word: morphemes[word] for word in known}, space)
    usual = [word for word in said if len(theirs[word].people) >= _LEAST_PEOPLE_OF_MEANING]
    pairs = {**_by_meaning(named, usual, vectors), **_by_form(named, said, vectors)}
    company = _company(pairs, theirs, own, space)
    best: dict[str, Variant] = {}
    for (our, their), (kind, slips, alike) in sorted(pairs.items()):
        near = company[our, their]
        unsure = their in known or _is_made_of_words(morphemes[their])
        if near < _company_asked(kind, our, their, alike, unsure=unsure):
            continue
        score, is_cut = _score(kind, slips, alike, near, our), len(morphemes[their]) > 1
        found = Variant(our, their, kind, slips, round(alike, 4), round(near, 4), score, is_cut)
        if their not in best or found.score > best[their].score:
            best[their] = found
    return sorted(best.values(), key=lambda one: (-one.score, one.ours, one.theirs))


_Pairs: TypeAlias = dict[tuple[str, str], tuple[Kind, int, float]]


class _WordVectors:
    """Vectors of the words that the analyser knows, as sums over their morphemes."""

    def __init__(self, morphemes: Mapping[str, Sequence[Token]], space: Space) -> None:
        self._places = {word: place for place, word in enumerate(sorted(morphemes))}
        self._morphemes, self._space = morphemes, space
        self.rows = unit_rows(np.array([self._sum(morphemes[word]) for word in self._places] or np.zeros((0, 1))))

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def places(self, words: Sequence[str]) -> list[int]:
        return [self._places[word] for word in words]

    def alike(self, one: str, other: str) -> float:
        """Return the cosine of two words; 0 where one of them is unknown."""
        if one not in self or other not in self:
            return 0.0
        return float(self.rows[self._places[one]] @ self.rows[self._places[other]])

    def differ_alike(self, one: str, other: str) -> bool:
        """Tell whether what two words do not share means the same: 수단 and 방법 of 결제수단 and 결제방법."""
        left, right = self._morphemes[one], self._morphemes[other]
        shared = {token.form for token in left} & {token.form for token in right}
        rest = [[token for token in some if token.form not in shared] for some in (left, right)]
        if not shared or not all(rest):
            return not shared
        left_row, right_row = unit_rows(np.array([self._sum(some) for some in rest]))
        return bool(left_row @ right_row >= _ALIKE)

    def _sum(self, tokens: Sequence[Token]) -> FloatVector:
        return np.asarray(self._space.vectors([token.id for token in tokens]).sum(axis=0))


def _by_form(ours: Sequence[str], theirs: Sequence[str], vectors: _WordVectors) -> _Pairs:
    """Pair words whose letters or sounds agree; what the analyser knows has to mean the same."""
    by_letter: defaultdict[str, set[str]] = defaultdict(set)
    by_sound: defaultdict[str, set[str]] = defaultdict(set)
    for word in ours:
        for letter in word:
            by_letter[letter].add(word)
        by_sound[sound(word)].add(word)
    pairs: _Pairs = {}
    for their in theirs:
        for our in sorted(set().union(*(by_letter[letter] for letter in their))):
            if not (our in their or their in our) and (found := _agreement(our, their, vectors)):
                pairs[our, their] = found
        heard = sound(their)
        if their not in vectors and len(heard) >= _LEAST_SOUNDS:
            for our in sorted(by_sound[heard]):
                if not (our in their or their in our) and _can_sound_alike(our, their):
                    pairs.setdefault((our, their), ("sound", 0, 0.0))
    return pairs


def _agreement(our: str, their: str, vectors: _WordVectors) -> tuple[Kind, int, float] | None:
    alike = vectors.alike(our, their)
    if is_short_for(their, our):
        return "short", 0, alike
    same_start = shared_start(our, their) >= max(_SHARED_START, len(our) - 1, len(their) - 1)
    if same_start and any(our[-1] in some and their[-1] in some for some in _ENDINGS):
        return "ending", 0, alike
    if their in vectors and alike < _ALIKE_OF_FORM:
        return None
    one, other = jamo(our), jamo(their)
    length = max(len(one), len(other))
    allowed = (length >= _ONE_SLIP) + (length >= _TWO_SLIPS and their not in vectors)
    slips = distance(one, other, at_most=allowed)
    if slips > allowed or (len(their) == _SHORTEST and not is_slip_of_hand(one, other)):
        return None
    return "slip", slips, alike


def _can_sound_alike(our: str, their: str) -> bool:
    """Tell whether two words that share their consonants may be one: in two scripts, or with few letters apart."""
    if our.isascii() != their.isascii():
        return spoken_alike(our, their)
    one, other = jamo(our), jamo(their)
    allowed = max(len(one), len(other)) // 3
    return distance(one, other, at_most=allowed) <= allowed


def _by_meaning(ours: Sequence[str], theirs: Sequence[str], vectors: _WordVectors) -> _Pairs:
    """Pair words that Kiwi's vectors hold for alike.

    Where one letter of two is shared, as in 환불 and 환급 or 입금 and 출금, it is the other that tells them apart.
    Where only the end is shared, the beginnings name two kinds (국내주식, 해외주식).
    """
    left, right = [w for w in ours if w in vectors], [w for w in theirs if w in vectors]
    if not left or not right:
        return {}
    alike = vectors.rows[vectors.places(left)] @ vectors.rows[vectors.places(right)].T
    usual = _nearest(alike)[:, None] + _nearest(alike.T)[None, :]
    pairs: _Pairs = {}
    for row, column in np.argwhere((alike >= _ALIKE) & (2 * alike - usual >= _STANDS_OUT)).tolist():
        our, their = left[row], right[column]
        one_of_two = len(our) == len(their) == _SHORTEST and bool(set(our) & set(their))
        two_kinds = our[0] != their[0] and our[-1] == their[-1]
        if not (one_of_two or two_kinds or our in their or their in our) and vectors.differ_alike(our, their):
            pairs[our, their] = ("meaning", 0, float(alike[row, column]))
    return pairs


def _nearest(alike: FloatMatrix) -> FloatVector:
    """Average the highest similarities of each row."""
    return np.asarray(np.sort(alike, axis=1)[:, -_N_NEAREST:].mean(axis=1))


def _company(
    pairs: Iterable[tuple[str, str]], theirs: Mapping[str, Use], own: Mapping[str, Use], space: Space
) -> dict[tuple[str, str], float]:
    """Compare the words around both words of each pair, ours as customers use it where they do."""
    wanted = list(pairs)
    words = sorted({word for pair in wanted for word in pair})
    background: Counter[int] = Counter()
    for use in theirs.values():
        background.update(use.around)
    uses = [theirs.get(word) or own.get(word) or Use(word) for word in words]
    rows = _around_vectors([use.around for use in uses], background, space)
    place = {word: row for row, word in enumerate(words)}
    return {(our, their): float(rows[place[our]] @ rows[place[their]]) for our, their in wanted}


def _around_vectors(arounds: Sequence[Counter[int]], background: Counter[int], space: Space) -> FloatMatrix:
    """Average the vectors of what stands around, rare words more, less what stands around any word."""
    ids = sorted(background)
    if not ids:
        return np.zeros((len(arounds), 1))
    total = sum(background.values())
    rarity = np.array([log(total / background[one]) for one in ids])
    weighted = space.vectors(ids) * rarity[:, None]
    usual = np.array([background[one] for one in ids], dtype=np.float64) @ weighted / total
    column = {one: place for place, one in enumerate(ids)}
    rows = np.zeros((len(arounds), weighted.shape[1]))
    for row, around in enumerate(arounds):
        held = sorted((column[one], n) for one, n in around.items() if one in column)
        if held:
            places, n = np.array(held).T
            rows[row] = n @ weighted[places] / n.sum() - usual
    return unit_rows(rows)


def _typed(text: str, terms: Sequence[Term]) -> Iterator[tuple[str, int, int]]:
    for term in (*terms, *noun_grams(text, terms)):
        if not term.lemma.endswith("다") and not any(letter.isspace() for letter in term.surface):
            yield term.surface.lower(), term.start, term.end


def _can_be_variant(word: str, ours: Collection[str]) -> bool:
    """Tell whether a word has a fit length and is not one of ours with a leaning noun typed on (업데이트후)."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return False
    return not (is_leaning(word[-1]) and word[:-1] in ours)


def _is_known(tokens: Sequence[Token], space: Space) -> bool:
    """Tell whether the analyser knows a word, or all it is made of; letters by themselves are what is left over."""
    if any(token.tag not in _NOUNS or token.id < _FIRST_MORPHEME for token in tokens):
        return False
    if len(tokens) > 1 and any(len(token.form) == 1 and token.tag not in _AFFIXES for token in tokens):
        return False
    return bool(np.abs(space.vectors([token.id for token in tokens])).sum(axis=1).all())


def _company_asked(kind: Kind, our: str, their: str, alike: float, *, unsure: bool) -> float:
    """Return how alike the words around a pair have to be: more where its letters alone say little."""
    if kind == "slip" and (unsure or len(their) == _SHORTEST):
        return _LIKE_COMPANY_UNSURE
    if kind == "short" and unsure and alike < _ALIKE_OF_FORM:
        return _LIKE_COMPANY_ALONE
    if kind == "sound" and our.isascii() == their.isascii():
        return _LIKE_COMPANY["short"]
    return _LIKE_COMPANY[kind]


def _is_made_of_words(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 1 and all(token.id >= _FIRST_MORPHEME for token in tokens)


def _score(kind: Kind, slips: int, alike: float, company: float, our: str) -> float:
    """Rate a pair: half for how well letters, sounds or meanings agree, half for how well the company does."""
    agreement = _AGREEMENT.get(kind, alike if kind == "meaning" else 1.0 - slips / max(1, len(jamo(our))))
    return round(0.5 * agreement + 0.5 * max(0.0, company), 4)

"""From morphemes to terms and features: nouns, predicates in dictionary form, negation scope.

Terms are what keywords and vectors count. Features are everything that a word rule may ask for: the lemmas, the same
with `!` under a negation, light verbs, adverbs and pronouns, and neighbouring nouns joined (고객 센터 -> 고객센터).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern

from nlp.sentences import MASK
from nlp.types import Term, Token

_NEGATIONS = frozenset({"안", "못", "않", "안이"})
_NEGATING_AUXILIARIES = frozenset({"않", "못하", "말"})
_PERSON_SUFFIXES = frozenset({"들", "님", "씨"})
# Nouns that, after a modifier, only carry the predicate before them: 불편한 점이 없다.
_PLACES = frozenset({"점", "일", "적", "경우", "부분", "구석"})
# Verbs that only say that something is there: 오류가 나지 않아요 denies the error itself.
_OCCURRING = frozenset({"나다", "있다", "생기다", "뜨다"})
_LONGEST_COMPOUND = 4
# 안 and 못 stand right before what they negate; one noun may come between (안 작동해요).
_NEGATION_REACH = 2
# Kiwi's first ids stand for parts of speech: an unknown word has one of these, and no vector.
_FIRST_MORPHEME = 96
_NUMBERS: dict[int, int] = {}


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
        return _Pass(self._synonyms, text).run(tokens).result(self._stop_words, offset)


class _Open:
    """A term under construction."""

    __slots__ = ("end", "lemma", "morpheme", "negated", "noun", "predicate", "start")

    def __init__(self, lemma: str, start: int, end: int, morpheme: int, *, predicate: bool) -> None:
        self.lemma = lemma
        self.start = start
        self.end = end
        self.morpheme = morpheme
        self.predicate = predicate
        self.negated = False
        # The noun that a suffix made something else of: 불편 in 불편하다.
        self.noun = ""


class _Pass:
    """One walk over the morphemes of one sentence."""

    def __init__(self, synonyms: Mapping[str, str], text: str) -> None:
        self._synonyms = synonyms
        self._text = text
        self._open: list[_Open] = []
        self._light: set[str] = set()
        self._words: list[str] = []
        self._negation_at = -1
        self._negation_expires = -1
        self._position = 0
        # Position of the last -지, of the last modifier ending, and of what makes a predicate a noun (쓸 수, 불편함).
        self._ji = self._modifier = self._nominal = -2
        self._only = -2
        self._prefix: Token | None = None
        self._run: list[str] = []

    def run(self, tokens: Sequence[Token]) -> "_Pass":
        takers = _TAKERS
        for position, token in enumerate(tokens):
            taker = takers.get(token.tag)
            if taker is None:
                self._run.clear()
            else:
                self._position = position
                taker(self, token)
        return self

    def result(self, stop_words: frozenset[str], offset: int) -> Extract:
        features = self._light
        terms = []
        for item in self._open:
            lemma = intern(item.lemma)
            features.add(lemma)
            negated = item.negated
            if item.noun:
                features.add(item.noun)
            if negated:
                features.add(f"{lemma}!")
                if item.noun:
                    features.add(f"{item.noun}!")
            if negated or lemma not in stop_words:
                start, end = item.start, item.end
                # One number object each: a large corpus holds millions of terms.
                morpheme = _NUMBERS.setdefault(item.morpheme, item.morpheme) if item.morpheme >= _FIRST_MORPHEME else -1
                surface = intern(self._text[start:end])
                terms.append(Term(lemma, surface, negated, start - offset, end - offset, morpheme))
        return Extract(terms, features, self._words)

    # One method per kind of morpheme.

    def noun(self, token: Token) -> None:
        form = token.form
        start = token.start
        if self._prefix is not None:
            # The bare noun is not found: 미지원 is no 지원.
            prefix, self._prefix = self._prefix, None
            form, start = prefix.form + form, prefix.start
        elif self._modifier == self._position - 1 and form in _PLACES:
            self._nominal = self._position
            self._run.clear()
            return
        lemma = self._synonyms.get(form, form)
        self._open.append(_Open(lemma, start, token.end, token.id, predicate=False))
        self._join(lemma)

    def foreign(self, token: Token) -> None:
        form = token.form.lower()
        lemma = self._synonyms.get(form, form)
        self._open.append(_Open(lemma, token.start, token.end, token.id, predicate=False))
        self._join(lemma)

    def _join(self, lemma: str) -> None:
        """Note the compounds that neighbouring nouns form."""
        run = self._run
        run.append(lemma)
        if len(run) == 1:
            return
        joined = lemma
        for before in run[-2 : -_LONGEST_COMPOUND - 1 : -1]:
            joined = before + joined
            self._light.add(self._synonyms.get(joined, joined))

    def prefix(self, token: Token) -> None:
        self._prefix = token

    def noun_suffix(self, token: Token) -> None:
        last = self._nearby_noun(token)
        if last is None or token.form in _PERSON_SUFFIXES:
            return
        last.noun = last.lemma
        last.lemma = self._synonyms.get(last.lemma + token.form, last.lemma + token.form)
        last.end = token.end
        self._run.clear()
        self._join(last.lemma)

    def verb_suffix(self, token: Token) -> None:
        last = self._nearby_noun(token)
        if last is None:
            # 발급이 안됩니다: a verb of its own, whatever the analyser calls it.
            self.predicate(token)
            return
        verb = f"{token.form}다"
        self._light.add(verb)
        self._run.clear()
        if self._is_negated():
            last.negated = True
            self._light.add(f"{verb}!")

    def adjective_suffix(self, token: Token) -> None:
        self._run.clear()
        last = self._nearby_noun(token)
        if last is None:
            return
        last.noun = last.lemma
        lemma = f"{last.lemma}{token.form}다"
        last.lemma = self._synonyms.get(lemma, lemma)
        last.predicate = True
        last.end = max(last.end, token.end)
        self._negate_if_asked(last)

    def _nearby_noun(self, token: Token) -> _Open | None:
        """Return the noun that a suffix is typed onto."""
        last = self._open[-1] if self._open else None
        gap = 2 + 2 * (self._negation_at >= 0)
        return None if last is None or last.predicate or token.start >= last.end + gap else last

    def predicate(self, token: Token) -> None:
        self._run.clear()
        form = token.form
        lemma = self._synonyms.get(token.lemma, token.lemma)
        if form == "없":
            self._absence(token)
            return
        if form in {"안되", "못하", "못되"}:
            # Kiwi has these as words of their own; customers mean the plain verb under a negation.
            lemma = "되다" if form.endswith("되") else "하다"
            self._negation_at, self._negation_expires = token.start, self._position
        opened = _Open(lemma, token.start, token.end, token.id, predicate=True)
        self._open.append(opened)
        self._negate_if_asked(opened)

    def _absence(self, token: Token) -> None:
        """없다: denies the predicate made a noun (쓸 수 없다, 불편한 점이 없다), else the noun before (오류가 없다)."""
        last = self._open[-1] if self._open else None
        if self._nominal == self._position - 1 and last is not None:
            self._light.add("없다")
            if last.negated and last.predicate:
                # 안 되는 게 없다
                last.negated = False
                return
            if last.lemma == "없다":
                last.negated = True
                return
            self._negate(last)
            if last.predicate:
                last.end = token.end
                self._modifier = self._nominal = -2
            return
        if last is not None and not last.predicate and self._only != self._position - 1:
            last.negated = True
        lemma = self._synonyms.get(token.lemma, token.lemma)
        self._open.append(_Open(lemma, token.start, token.end, token.id, predicate=True))

    def auxiliary(self, token: Token) -> None:
        self._run.clear()
        if token.form in _NEGATING_AUXILIARIES or self._ji == self._position - 1:
            if self._ji >= 0:
                self._negate_last()
            self.ending(token)
        else:
            self._light.add(token.lemma)

    def denial(self, token: Token) -> None:
        """아니다 denies what stands before it."""
        del token
        self._run.clear()
        self._negate_last()
        self._light.add("아니다")

    def adverb(self, token: Token) -> None:
        self._run.clear()
        form = token.form
        if form in _NEGATIONS:
            if self._ji == self._position - 1:
                self._negate_last()
            else:
                self._negation_at, self._negation_expires = token.start, self._position + _NEGATION_REACH
            return
        if form == "없이" and self._open and not self._open[-1].predicate:
            self._open[-1].negated = True
        self._words.append(form)
        self._light.add(self._synonyms.get(form, form))

    def exclamation(self, token: Token) -> None:
        self._run.clear()
        self._words.append(token.form)
        self._light.add(token.form)

    def function_word(self, token: Token) -> None:
        """Pronouns and determiners may be asked for by a rule, but are no terms."""
        self._run.clear()
        self._light.add(token.form)

    def dependent_noun(self, token: Token) -> None:
        self._run.clear()
        self._light.add(token.form)
        if self._modifier == self._position - 1:
            self._nominal = self._position

    def particle(self, token: Token) -> None:
        self._run.clear()
        if token.form == "밖에":
            # 쓸 수밖에 없다, 이것밖에 없다: nothing is denied.
            self._only = self._position
        elif self._nominal == self._position - 1:
            self._nominal = self._position

    def ending(self, token: Token) -> None:
        """Let the surface of a predicate run on through its endings and a negation after it."""
        if self._open:
            last = self._open[-1]
            if last.predicate and token.start <= last.end + 1 and token.end > last.end:
                last.end = token.end

    def connecting_ending(self, token: Token) -> None:
        self.ending(token)
        if token.form in {"지", "질"}:
            self._ji = self._position

    def modifier_ending(self, token: Token) -> None:
        self.ending(token)
        self._modifier = self._position

    def noun_ending(self, token: Token) -> None:
        self.ending(token)
        self._nominal = self._position

    # Negation.

    def _is_negated(self) -> bool:
        asked = self._negation_at >= 0 and self._position <= self._negation_expires
        self._negation_at = -1
        return asked

    def _negate_if_asked(self, opened: _Open) -> None:
        at = self._negation_at
        if at >= 0 and self._is_negated():
            self._negate(opened)
            opened.start = min(opened.start, at)

    def _negate_last(self) -> None:
        if self._open:
            self._negate(self._open[-1])

    def _negate(self, item: _Open) -> None:
        item.negated = True
        if not item.predicate:
            self._light.update(f"{verb}!" for verb in ("하다", "되다") if verb in self._light)
        elif item.lemma in _OCCURRING:
            before = self._open[-2] if len(self._open) > 1 and self._open[-1] is item else None
            if before is not None and not before.predicate:
                before.negated = True


_Taker = Callable[[_Pass, Token], None]


def _takers() -> dict[str, _Taker]:
    takers: dict[str, _Taker] = {
        "XR": _Pass.noun, "NNG": _Pass.noun, "NNP": _Pass.noun, "SL": _Pass.foreign, "SH": _Pass.noun,
        "XPN": _Pass.prefix, "XSN": _Pass.noun_suffix, "XSV": _Pass.verb_suffix, "XSA": _Pass.adjective_suffix,
        "VV": _Pass.predicate, "VA": _Pass.predicate, "VX": _Pass.auxiliary, "VCN": _Pass.denial,
        "MAG": _Pass.adverb, "MM": _Pass.function_word, "NP": _Pass.function_word, "IC": _Pass.exclamation,
        "NNB": _Pass.dependent_noun, "EP": _Pass.ending, "EF": _Pass.ending, "EC": _Pass.connecting_ending,
        "ETM": _Pass.modifier_ending, "ETN": _Pass.noun_ending,
    }  # fmt: skip
    # After a dash stands the conjugation.
    takers.update({f"{tag}-{kind}": takers[tag] for tag in ("VV", "VA", "VX", "XSA") for kind in "RI"})
    takers.update(dict.fromkeys(("JKS", "JKC", "JKG", "JKO", "JKB", "JKV", "JKQ", "JX", "JC"), _Pass.particle))
    return takers


_TAKERS = _takers()

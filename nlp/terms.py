"""From morphemes to terms and features: nouns, predicates in dictionary form, negation scope.

Terms are what keywords and vectors count. Features are everything that a word rule may ask for: the lemmas, the same
with `!` under a negation, light verbs, telling adverbs, and neighbouring nouns joined (고객 센터 -> 고객센터).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern

from nlp.types import Term, Token

_NOUNS = frozenset({"NNG", "NNP", "XR", "SL", "SH"})
_NEGATIONS = frozenset({"안", "못", "않", "안이"})
_NEGATING_AUXILIARIES = frozenset({"않", "못하", "말"})
_PERSON_SUFFIXES = frozenset({"들", "님", "씨"})
# Prefixes that turn the noun around, so that the bare noun must not be found: 미지원 is no 지원.
_TURNING_PREFIXES = frozenset({"미", "무", "불", "비", "부"})
_TELLING_ADVERBS = frozenset(
    "계속 자꾸 갑자기 다시 빨리 그만 매번 항상 맨날 여전히 아직 아직도 도대체 대체 제발 너무 많이 일부러 따로 "
    "일일이 하나하나 절대 굳이 아예 전혀 도무지 제대로 없이 잘".split()
)
_ENDINGS = frozenset({"EP", "EF", "EC", "ETM", "ETN"})
_LONGEST_COMPOUND = 4
# 안 and 못 stand right before what they negate; one noun may come between (안 작동해요).
_NEGATION_REACH = 2
# Kiwi's first ids stand for parts of speech: an unknown word has one of these, and no vector.
_FIRST_MORPHEME = 96


@dataclass(slots=True)
class Extract:
    """What one sentence is made of.

    Attributes
    ----------
    terms : list of Term
        In the order of the sentence; offsets count from where the sentence starts.
    features : set of str
        What word rules look for.
    """

    terms: list[Term] = field(default_factory=list)
    features: set[str] = field(default_factory=set)


class TermExtractor:
    """Turns the morphemes of a sentence into terms and features.

    Parameters
    ----------
    synonyms : mapping of str to str
        Variant to lemma.
    stop_words : frozenset of str
        Lemmas that are features but no terms.
    """

    def __init__(self, synonyms: Mapping[str, str], stop_words: frozenset[str]) -> None:
        self._synonyms = dict(synonyms)
        self._stop_words = stop_words

    def extract(self, tokens: Sequence[Token], text: str, offset: int) -> Extract:
        """Read one sentence; `text` is the whole text that was tokenized, `offset` where the sentence starts in it."""
        return _Pass(self._synonyms, self._stop_words, text, offset).run(tokens)


@dataclass(slots=True)
class _Open:
    """A term under construction."""

    lemma: str
    start: int
    end: int
    morpheme: int
    predicate: bool
    negated: bool = False
    noun: str = ""
    turned: bool = False


class _Pass:
    """One walk over the morphemes of one sentence."""

    def __init__(self, synonyms: Mapping[str, str], stop_words: frozenset[str], text: str, offset: int) -> None:
        self._synonyms = synonyms
        self._stop_words = stop_words
        self._text = text
        self._offset = offset
        self._open: list[_Open] = []
        self._light: set[str] = set()
        self._negation_at = -1
        self._negation_expires = -1
        self._position = 0
        self._after_ji = False
        self._nominal = False
        self._prefix: Token | None = None
        self._run: list[str] = []
        self._compounds: set[str] = set()

    def run(self, tokens: Sequence[Token]) -> Extract:
        masked_until = -1
        for i, token in enumerate(tokens):
            if token.start < masked_until:
                continue
            tag = token.tag.partition("-")[0]
            if tag == "SSO" and token.form == "<" and (closing := self._tag_end(token.start)):
                masked_until = closing
                self._run.clear()
                continue
            self._position = i
            self._take(token, tag)
            self._after_ji = tag == "EC" and token.form in {"지", "질"}
            # 쓸 수 없다, 불편함이 없다: a noun made of the predicate stands before 없다.
            if tag == "ETN" or (tag == "NNB" and token.form == "수"):
                self._nominal = True
            elif tag[0] not in "J":
                self._nominal = False
        return self._finish()

    def _tag_end(self, start: int) -> int:
        """Find where a mask such as <PHONE> ends; 0 where this is none."""
        end = self._text.find(">", start, start + 14)
        return end + 1 if end > start + 2 and self._text[start + 1 : end].isupper() else 0

    def _take(self, token: Token, tag: str) -> None:
        if tag in _NOUNS:
            self._noun(token, tag)
            return
        first = tag[0]
        if first == "X":
            self._affix(token, tag)
        elif tag in {"VV", "VA", "VX", "VCN"}:
            self._predicate(token, tag)
        elif tag == "MAG":
            self._adverb(token)
        elif tag in _ENDINGS:
            self._ending(token)
        if first not in "XE" and not (first == "N" and tag != "NNB"):
            self._run.clear()

    def _noun(self, token: Token, tag: str) -> None:
        lemma = token.form.lower() if tag == "SL" else token.form
        start = token.start
        turned = False
        if self._prefix is not None:
            lemma, start = self._prefix.form + lemma, self._prefix.start
            turned = self._prefix.form in _TURNING_PREFIXES
            self._prefix = None
        lemma = self._synonyms.get(lemma, lemma)
        self._open.append(_Open(lemma, start, token.end, token.id, predicate=False, turned=turned))
        self._join(lemma)

    def _join(self, lemma: str) -> None:
        run = self._run
        run.append(lemma)
        for length in range(2, min(len(run), _LONGEST_COMPOUND) + 1):
            joined = "".join(run[-length:])
            self._compounds.add(self._synonyms.get(joined, joined))

    def _affix(self, token: Token, tag: str) -> None:
        if tag == "XPN":
            self._prefix = token
            return
        last = self._open[-1] if self._open else None
        if last is None or last.predicate or token.start > last.end + 1:
            if tag == "XSV":
                self._light.add(f"{token.form}다")
            return
        if tag == "XSN":
            if token.form not in _PERSON_SUFFIXES:
                last.noun = last.lemma
                last.lemma = self._synonyms.get(last.lemma + token.form, last.lemma + token.form)
                last.end = token.end
                self._run.clear()
                self._join(last.lemma)
            return
        if tag == "XSA":
            last.noun = last.lemma
            last.lemma = f"{last.lemma}{token.form}다"
            last.lemma = self._synonyms.get(last.lemma, last.lemma)
            last.predicate = True
        else:
            self._light.add(f"{token.form}다")
        if last.predicate:
            last.end = max(last.end, token.end)
        self._negate_if_asked(last, light=f"{token.form}다" if tag == "XSV" else "")
        self._run.clear()

    def _predicate(self, token: Token, tag: str) -> None:
        form = token.form
        if tag == "VX":
            if form in _NEGATING_AUXILIARIES or self._after_ji:
                self._negate_last()
                self._ending(token)
            else:
                self._light.add(token.lemma)
            return
        if tag == "VCN":
            self._negate_last()
            self._light.add("아니다")
            return
        lemma = self._synonyms.get(token.lemma, token.lemma)
        if form == "없":
            if self._nominal:
                self._negate_last()
            else:
                self._negate_last_noun()
        if form in {"안되", "못하", "못되"}:
            # Kiwi has these as words of their own; customers mean the plain verb under a negation.
            lemma = "되다" if form.endswith("되") else "하다"
            self._expect_negated(token)
        opened = _Open(lemma, token.start, token.end, token.id, predicate=True)
        self._open.append(opened)
        self._negate_if_asked(opened, light="")

    def _expect_negated(self, token: Token) -> None:
        self._negation_at, self._negation_expires = token.start, self._position + _NEGATION_REACH

    def _negate_if_asked(self, opened: _Open, *, light: str) -> None:
        if self._negation_at < 0 or self._position > self._negation_expires:
            self._negation_at = -1
            return
        opened.negated = True
        opened.start = min(opened.start, self._negation_at) if opened.predicate else opened.start
        if light:
            self._light.add(f"{light}!")
        self._negation_at = -1

    def _negate_last(self) -> None:
        if not self._open:
            return
        last = self._open[-1]
        last.negated = True
        if not last.predicate:
            self._light.update(f"{verb}!" for verb in ("하다", "되다") if verb in self._light)

    def _negate_last_noun(self) -> None:
        if self._open and not self._open[-1].predicate:
            self._open[-1].negated = True

    def _adverb(self, token: Token) -> None:
        form = token.form
        if form in _NEGATIONS and self._after_ji:
            self._negate_last()
        elif form in _NEGATIONS:
            self._expect_negated(token)
        elif form == "없이":
            self._negate_last_noun()
            self._light.add(form)
        elif form in _TELLING_ADVERBS:
            self._light.add(self._synonyms.get(form, form))

    def _ending(self, token: Token) -> None:
        """Let the surface of a predicate run on through its endings and a negation after it."""
        if self._open and self._open[-1].predicate and token.start <= self._open[-1].end + 1:
            self._open[-1].end = max(self._open[-1].end, token.end)

    def _finish(self) -> Extract:
        extract = Extract(features=self._light | self._compounds)
        features = extract.features
        for item in self._open:
            lemma = intern(item.lemma)
            features.add(lemma)
            if item.noun and not item.turned:
                features.add(item.noun)
            if item.negated:
                features.add(f"{lemma}!")
                if item.noun:
                    features.add(f"{item.noun}!")
            if lemma not in self._stop_words or item.negated:
                surface = self._text[item.start : item.end]
                start = item.start - self._offset
                morpheme = item.morpheme if item.morpheme >= _FIRST_MORPHEME else -1
                extract.terms.append(Term(lemma, surface, item.negated, start, item.end - self._offset, morpheme))
        return extract

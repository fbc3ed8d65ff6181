"""One walk over the morphemes of a sentence: terms open, endings run on, negations find what they deny."""

from collections.abc import Callable, Mapping, Sequence
from sys import intern

from nlp.types import Term, Token

_NEGATIONS = frozenset({"안", "못", "않", "안이"})
_NEGATING_AUXILIARIES = frozenset({"않", "못하", "말"})
_PERSON_SUFFIXES = frozenset({"들", "님", "씨"})
# Nouns that, after a modifier, only carry the predicate before them: 불편한 점이 없다.
_PLACES = frozenset({"점", "일", "적", "경우", "부분", "구석"})
# Verbs that only say that something is there: 오류가 나지 않아요 denies the error itself.
_OCCURRING = frozenset({"나다", "있다", "생기다", "뜨다"})
# 사기 아닌가요, 사기 아닐까, 사기 아니냐 fear what they seem to deny.
_FEARING_ENDINGS = frozenset(
    "ᆫ가 ᆫ가요 ᆫ가여 ᆯ까 ᆯ까요 ᆯ까여 ᆫ지 ᆫ지요 ᆯ지 ᆯ런지 냐 냐고 니 ᆸ니까 나 나요".split()  # noqa: SIM905 - a list of words
)
# One form, two words: 이름을 적다 (write) is no 글씨가 적다 (few).
_AS_VERB = {"적다": "써넣다"}
# 한 시간, 두 달: numbers in words.
_NUMERALS = frozenset(
    "한 두 세 네 석 넉 다섯 여섯 일곱 여덟 아홉 열 몇 수 수십 수백 몇십 몇백".split()  # noqa: SIM905 - a list of words
)
_LONGEST_COMPOUND = 4
# Between 아니 and its question mark stands at most an ending: 아니죠?
_MARK_REACH = 2
# 안 and 못 stand right before what they negate; one noun may come between (안 작동해요).
_NEGATION_REACH = 2
# Kiwi's first ids stand for parts of speech: an unknown word has one of these, and no vector.
_FIRST_MORPHEME = 96
_NUMBERS: dict[int, int] = {}


def walk(
    tokens: Sequence[Token], text: str, synonyms: Mapping[str, str], stop_words: frozenset[str], offset: int
) -> tuple[list[Term], set[str], list[str]]:
    """Walk over the morphemes of one sentence.

    Parameters
    ----------
    tokens : sequence of Token
        The morphemes; `text` is the whole text that was tokenized, `offset` where the sentence starts in it.
    stop_words : frozenset of str
        Lemmas that are features but no terms.

    Returns
    -------
    terms, features, words
        As in `nlp.terms.Extract`.
    """
    one = _Walk(synonyms, text).run(tokens)
    return one.terms(stop_words, offset), one.features, one.words


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


class _Walk:
    """One walk over the morphemes of one sentence.

    Attributes
    ----------
    features : set of str
        What word rules look for; complete once `terms` has been asked for.
    words : list of str
        Adverbs and exclamations in order.
    """

    def __init__(self, synonyms: Mapping[str, str], text: str) -> None:
        self._synonyms = synonyms
        self._text = text
        self._open: list[_Open] = []
        self.features: set[str] = set()
        self.words: list[str] = []
        self._negation_at = -1
        self._negation_expires = -1
        self._position = 0
        # Position of the last -지, of the last modifier ending, and of what makes a predicate a noun (쓸 수, 불편함).
        self._ji = self._modifier = self._nominal = -2
        self._only = -2
        # What 아니다 denies, until an ending turns the denial into a fear; and the position up to which one may.
        self._denied: _Open | None = None
        self._denial = -2
        # The last number: which morpheme it is, where it ends, how it is written.
        self._number: tuple[int, int, str] = (-2, 0, "")
        self._prefix: Token | None = None
        self._run: list[str] = []

    def run(self, tokens: Sequence[Token]) -> "_Walk":
        takers = _TAKERS
        for position, token in enumerate(tokens):
            taker = takers.get(token.tag)
            if taker is None:
                self._run.clear()
            else:
                self._position = position
                taker(self, token)
        return self

    def terms(self, stop_words: frozenset[str], offset: int) -> list[Term]:
        """Close all terms; offsets count from `offset`."""
        self._settle_denial()
        features = self.features
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
        return terms

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
        if self._number[0] == self._position - 1:
            self._count(form, start)
        lemma = self._synonyms.get(form, form)
        self._open.append(_Open(lemma, start, token.end, token.id, predicate=False))
        self._join(lemma)

    def _count(self, unit: str, start: int) -> None:
        """Note how many of something: 1원 is a word of its own, #시간 stands for any number of hours."""
        _, end, digits = self._number
        if start <= end + 1:
            self.features.update((digits + unit, f"#{unit}"))

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
            self.features.add(self._synonyms.get(joined, joined))

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
        self.features.add(verb)
        self._run.clear()
        if self._is_negated():
            last.negated = True
            self.features.add(f"{verb}!")

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
        # A suffix without its noun comes without -다: 잘 안됨ㅠㅠ.
        lemma = f"{form}다" if token.tag == "XSV" else self._synonyms.get(token.lemma, token.lemma)
        if lemma in _AS_VERB and token.tag[:2] == "VV":
            lemma = _AS_VERB[lemma]
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
            self.features.add("없다")
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
            self.features.add(token.lemma)

    def denial(self, token: Token) -> None:
        """아니다 denies what stands before it, unless the ending makes a fear of it: 사기 아닌가요."""
        del token
        self._run.clear()
        self._settle_denial()
        self._denied = self._open[-1] if self._open else None
        self._denial = self._position
        self.features.add("아니다")

    def final_mark(self, token: Token) -> None:
        """Let a question mark right after the denial ask, too: 사기 아니죠."""
        self._run.clear()
        if "?" in token.form and self._denial >= self._position - _MARK_REACH:
            self._denied = None

    def _settle_denial(self) -> None:
        if self._denied is not None:
            self._negate(self._denied)
            self._denied = None

    def adverb(self, token: Token) -> None:
        self._run.clear()
        form = token.form
        if form in _NEGATIONS:
            if self._ji == self._position - 1:
                self._negate_last()
            else:
                self._negation_at, self._negation_expires = token.start, self._position + _NEGATION_REACH
            return
        if form == "없이" and self._open:
            # 오류 없이, 불편함 없이
            if not self._open[-1].predicate:
                self._open[-1].negated = True
            elif self._nominal == self._position - 1:
                self._negate_last()
        self.words.append(form)
        self.features.add(self._synonyms.get(form, form))

    def exclamation(self, token: Token) -> None:
        self._run.clear()
        self.words.append(token.form)
        self.features.add(token.form)

    def number(self, token: Token) -> None:
        self._run.clear()
        self._number = (self._position, token.end, token.form)

    def function_word(self, token: Token) -> None:
        """Pronouns and determiners may be asked for by a rule, but are no terms."""
        self._run.clear()
        self.features.add(token.form)
        if token.form in _NUMERALS:
            self._number = (self._position, token.end, token.form)

    def dependent_noun(self, token: Token) -> None:
        self._run.clear()
        form = token.form
        self.features.add(form)
        if self._number[0] == self._position - 1:
            self._count(form, token.start)
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
        if self._denial == self._position - 1 and token.form in _FEARING_ENDINGS:
            self._denied = None
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
            self.features.update(f"{verb}!" for verb in ("하다", "되다") if verb in self.features)
        elif item.lemma in _OCCURRING:
            before = self._open[-2] if len(self._open) > 1 and self._open[-1] is item else None
            if before is not None and not before.predicate:
                before.negated = True


_Taker = Callable[[_Walk, Token], None]


def _takers() -> dict[str, _Taker]:
    takers: dict[str, _Taker] = {
        "XR": _Walk.noun, "NNG": _Walk.noun, "NNP": _Walk.noun, "SL": _Walk.foreign, "SH": _Walk.noun,
        "XPN": _Walk.prefix, "XSN": _Walk.noun_suffix, "XSV": _Walk.verb_suffix, "XSA": _Walk.adjective_suffix,
        "VV": _Walk.predicate, "VA": _Walk.predicate, "VX": _Walk.auxiliary, "VCN": _Walk.denial,
        "MAG": _Walk.adverb, "MM": _Walk.function_word, "NP": _Walk.function_word, "IC": _Walk.exclamation,
        "NNB": _Walk.dependent_noun, "SN": _Walk.number,
        "SF": _Walk.final_mark, "EP": _Walk.ending, "EF": _Walk.ending, "EC": _Walk.connecting_ending,
        "ETM": _Walk.modifier_ending, "ETN": _Walk.noun_ending,
    }  # fmt: skip
    # After a dash stands the conjugation.
    takers.update({f"{tag}-{kind}": takers[tag] for tag in ("VV", "VA", "VX", "XSA") for kind in "RI"})
    takers.update(dict.fromkeys(("JKS", "JKC", "JKG", "JKO", "JKB", "JKV", "JKQ", "JX", "JC"), _Walk.particle))
    return takers


_TAKERS = _takers()

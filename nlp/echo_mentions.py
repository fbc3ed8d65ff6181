"""Messages that customers speak of in their own words: told apart by the rare words that both share."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlp.echo_archive import Wording

# Figures as people write them: 3분, 23만 원, 5,000원.
_FIGURE = re.compile(r"\d[\d,.]*\s*(?:만\s*원|천\s*원|만|원|%|퍼센트|분|시간|일|배|명|개월|년)")
_CLAUSE = re.compile(r"[^.!?\n]+[.!?]*")
# What speaking of a message takes, whichever message it is.
_ABOUT_ANY = frozenset(
    {
        "문자",
        "알림",
        "알림톡",
        "푸시",
        "카톡",
        "카카오톡",
        "톡",
        "메일",
        "이메일",
        "메시지",
        "메세지",
        "광고",
        "홍보",
        "공지",
        "안내",
        "안내문",
        "배너",
        "팝업",
        "링크",
        "발송",
        "수신",
        "수신거부",
        "오다",
        "받다",
        "보다",
        "보내다",
        "뜨다",
        "날아오다",
        "읽다",
        "누르다",
        "클릭",
        "확인",
        "진짜",
        "정말",
        "고객",
        "고객님",
    }
)
_FEW_WORDS, _LEAST_WEIGHT, _LEAST_SUM, _AHEAD = 2, 0.5, 1.4, 0.35
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Mention:
    """A wording by its number, how surely it is meant (0-1), and its words that say so."""

    wording: int
    score: float
    phrase: str


class MentionIndex:
    """What messages say, by words and figures.

    Parameters
    ----------
    wordings : sequence of Wording
    background : iterable of collection of str
        The lemmas of customers' texts.
    """

    def __init__(self, wordings: Sequence[Wording], background: Iterable[Collection[str]]) -> None:
        self._wordings = wordings
        self._said = [_said(one) for one in wordings]
        self._n_families = 1 + max((one.family for one in wordings), default=-1)
        families: dict[str, set[int]] = {}
        for wording, said in zip(wordings, self._said, strict=True):
            for word in said:
                families.setdefault(word, set()).add(wording.family)
        self._families = {word: len(held) for word, held in families.items()}
        self._n_texts, self._texts_with = _counted(background)

    def best(self, text: str, terms: Collection[str], recent: Mapping[int, float]) -> Mention | None:
        """Find the one message that a sentence speaks of; None where none or several may be meant.

        Parameters
        ----------
        recent : mapping of int to float
            Wordings that the customer may have received, and when.
        """
        said = {*terms, *_figures(text)} - _ABOUT_ANY
        weights = {at: self._weights(said & self._said[at]) for at in recent}
        sums = {at: sum(found.values()) for at, found in weights.items() if len(found) >= _FEW_WORDS}
        if not sums:
            return None
        families: dict[int, float] = {}
        for at, weight in sums.items():
            family = self._wordings[at].family
            families[family] = max(weight, families.get(family, 0.0))
        first, *rest = sorted(families, key=lambda one: (-families[one], one))
        if families[first] < _LEAST_SUM or (rest and families[first] - families[rest[0]] < _AHEAD):
            return None
        own = [at for at in sums if self._wordings[at].family == first]
        chosen = max(own, key=lambda at: (sums[at], recent[at], -at))
        score = 1 - math.exp(-sums[chosen] / 1.5)
        return Mention(chosen, score, _phrase(self._wordings[chosen].text, weights[chosen]))

    def _weights(self, shared: Collection[str]) -> dict[str, float]:
        """Weigh words by how few customers and how few campaigns say them, 0-1; what is common is left out."""
        return {word: weight for word in sorted(shared) if (weight := self._weight(word)) >= _LEAST_WEIGHT}

    def _weight(self, word: str) -> float:
        among_texts = _rarity(self._texts_with.get(word, 0), self._n_texts)
        return among_texts * _rarity(self._families.get(word, 1) - 1, self._n_families)


def _rarity(n: int, n_all: int) -> float:
    """Return 1 for what nothing has, 0 for what everything has."""
    return 1 - math.log(1 + n) / math.log(1 + n_all) if n_all else 1.0


def _counted(background: Iterable[Collection[str]]) -> tuple[int, Counter[str]]:
    n, found = 0, Counter[str]()
    for terms in background:
        n += 1
        found.update(set(terms))
    return n, found


def _said(wording: Wording) -> frozenset[str]:
    terms = {term for sending in wording.sendings for term in sending.terms}
    return frozenset({*terms, *_figures(wording.text)} - _ABOUT_ANY) if terms else frozenset()


def _figures(text: str) -> Iterator[str]:
    for found in _FIGURE.finditer(text):
        yield "".join(found[0].replace(",", "").split())


def _phrase(text: str, words: Collection[str]) -> str:
    """Choose the clause of a message that holds most of the words, the first of several."""
    clauses = [found[0].strip() for found in _CLAUSE.finditer(text) if found[0].strip()]
    stems = [word.removesuffix("다") or word for word in words]
    best = max(clauses, key=lambda one: sum(stem in one.replace(",", "") for stem in stems), default="")
    return best if len(best) <= _LONGEST else f"{best[:_LONGEST].rstrip()}…"

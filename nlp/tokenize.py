"""Kiwi, set up for customers' Korean: brand words, common misspellings, one analyser per process."""

import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version

from kiwipiepy import Kiwi

from nlp.types import Token

# Spelling slips that turn one word into another for the analyser. Every pair has equal length, so offsets hold.
_SLIPS = {
    "않되": "안되",
    "않돼": "안돼",
    "않됨": "안됨",
    "않된": "안된",
    "않됩": "안됩",
    "않됐": "안됐",
    "않됬": "안됐",
    "안됬": "안됐",
    "됬": "됐",
    "않와": "안와",
    "않옴": "안옴",
    "않오": "안오",
    "않받": "안받",
    "않나오": "안나오",
    "않떠": "안떠",
    "않뜨": "안뜨",
    "않써": "안써",
    "않열": "안열",
    "않켜": "안켜",
    "않보": "안보",
    "않먹": "안먹",
    "어의없": "어이없",
    "어의가": "어이가",
    "안돼네": "안되네",
    "안돼나": "안되나",
    "안돼는": "안되는",
    "안돼고": "안되고",
    "안됌": "안됨",
    "됌": "됨",
    "몇일": "며칠",
    "왠만": "웬만",
    "금새": "금세",
    "되요": "돼요",
    "되서": "돼서",
    "됫": "됐",
    "햇": "했",
    "엇": "었",
    "잇": "있",
    "업ㅅ": "없 ",
    "구요": "고요",
    "드럽": "더럽",
    "틩": "튕",
    "팅기": "튕기",
    "팅겨": "튕겨",
    "팅김": "튕김",
    "팅겼": "튕겼",
    "튕귀": "튕기",
    "안대요": "안돼요",
    "안대여": "안돼여",
    "안대네": "안되네",
    "안댐": "안됨",
    "안대서": "안돼서",
    "힘듬": "힘듦",
    "안댑": "안됩",
    "안되여": "안돼여",
    "업네요": "없네요",
    "업어요": "없어요",
    "조아요": "좋아요",
    "조아여": "좋아여",
    "괜찬": "괜찮",
    "마니": "많이",
    "만이": "많이",
    "겟": "겠",
    "줫": "줬",
    "왓": "왔",
    "썻": "썼",
    "떳": "떴",
    "갓": "갔",
    "으먄": "으면",
}
# A slip is mended only after a syllable or a space where the right word could stand too.
_SLIP = re.compile("|".join(sorted(map(re.escape, _SLIPS), key=len, reverse=True)))
_ONLY_INSIDE = frozenset({"햇", "엇", "잇", "겟", "줫", "왓", "썻", "떳", "갓"})
# 마니아, 만이 (only): the slip is the adverb before a verb.
_BEFORE_VERB = re.compile(r"\s*(?:해|하|있|잇|나|올|오|와|사|써|쓰|봐|보|뜨|떠|걸|부|받|느|좋|늦|늘|아쉬|힘)")
_ADVERBS = frozenset({"마니", "만이"})
# Cosine of a context with itself, as single precision gives it.
_SAME_CONTEXT = 0.9999
_PAST_ENDINGS = "는어다고지습네던을음거으더"
# Threads of the analysers that this process loads; 0 for one per processor.
_threads = 0


def mend_slips(text: str) -> str:
    """Write common misspellings right, keeping every offset: 않되요 is read as 안돼요.

    Examples
    --------
    >>> mend_slips("인증이 않되서 팅겼어요")
    '인증이 안돼서 튕겼어요'
    """
    if _SLIP.search(text) is None:
        return text
    # Twice: 않되요 becomes 안되요, which holds the next slip.
    return _SLIP.sub(_mended, _SLIP.sub(_mended, text))


def _mended(match: re.Match[str]) -> str:
    slip = match[0]
    if slip in _ONLY_INSIDE:
        # 햇빛, 엇갈리다, 잇다 are words; 햇는데, 엇어요, 잇는데 are slips.
        following = match.string[match.end() : match.end() + 1]
        if following not in _PAST_ENDINGS or not following:
            return slip
    if slip in _ADVERBS:
        string, start = match.string, match.start()
        apart = start == 0 or not string[start - 1].isalnum()
        return _SLIPS[slip] if apart and _BEFORE_VERB.match(string, match.end()) else slip
    return _SLIPS[slip]


class Tokenizer:
    """Cuts texts into morphemes. Costs about half a gigabyte and two seconds, so keep one per process.

    Parameters
    ----------
    brand_words : sequence of (form, tag)
        User-dictionary entries; their order does not matter.
    num_workers : int or None
        Threads; None for one per processor, or for what `share_processors` has set.
    """

    def __init__(self, brand_words: Sequence[tuple[str, str]] = (), *, num_workers: int | None = None) -> None:
        self._kiwi = Kiwi(num_workers=num_workers or _threads or os.cpu_count() or 1)
        # The order of user words has changed results before: sort them.
        for form, tag in sorted(set(brand_words)):
            self._kiwi.add_user_word(form, tag)

    def tokenize(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        """Cut each text into morphemes, on all threads, in order, as the caller asks for them."""
        return self.tokenize_mended(mend_slips(text) for text in texts)

    def tokenize_mended(self, texts: Iterable[str]) -> Iterator[list[Token]]:
        """Cut texts whose spelling slips are mended already."""
        return iter(self._kiwi.tokenize(texts, normalize_coda=True))

    def nominal(self, lemma: str) -> str:
        """Turn a predicate into the noun that headlines use: 느리다 -> 느림, 안 어렵다 -> 안 어려움.

        A lemma that Kiwi does not read as one predicate is returned as it is.
        """
        negation, _, plain = lemma.rpartition(" ")
        tokens = self._kiwi.tokenize(plain)
        if not tokens or tokens[-1].form != "다" or not tokens[-1].tag.startswith("E"):
            return lemma
        morphemes = [(token.form, token.tag) for token in tokens[:-1]]
        return f"{negation} {self._kiwi.join([*morphemes, ('음', 'ETN')])}".strip()

    def morpheme_similarities(self, morpheme: int, others: Sequence[int]) -> list[float]:
        """Look up the cosines of one morpheme's embedding with those of others; NaN where the model has none."""
        # The compiled method itself: with ids, what is wrapped around it costs three times the work.
        similarity = super(Kiwi, self._kiwi).morpheme_similarity  # type: ignore[misc]  # the package has no types
        return [similarity(morpheme, other) for other in others]

    def context_similarities(self, morpheme: int, others: Sequence[int]) -> list[float]:
        """Look up the cosines of what may follow one morpheme with what may follow others; NaN where it is unknown."""
        similarity = super(Kiwi, self._kiwi).context_similarity  # type: ignore[misc]  # as above
        # A morpheme that the model never saw leads to the empty context, and that tells nothing.
        if similarity([morpheme], []) > _SAME_CONTEXT:
            return [math.nan] * len(others)
        return [similarity([morpheme], [other]) for other in others]


def share_processors(n_threads: int) -> None:
    """Let the analysers that this process loads from now on use so many threads, since others read beside it."""
    global _threads  # noqa: PLW0603 - there is one analyser per process, and it is loaded deep inside
    _threads = n_threads


@lru_cache(maxsize=2)
def load_tokenizer(brand_words: tuple[tuple[str, str], ...] = ()) -> Tokenizer:
    """Return the process's tokenizer for these brand words, loading it once."""
    return Tokenizer(brand_words)


def analyser_versions() -> Mapping[str, str]:
    """Name the versions that decide how text is cut."""
    return {"kiwipiepy": version("kiwipiepy"), "kiwipiepy-model": version("kiwipiepy-model")}

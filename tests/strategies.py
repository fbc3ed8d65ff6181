"""Hypothesis generators, named by what they make. All Korean in them is invented."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

_NOUNS = ("환급", "인증", "수수료", "신분증", "고객센터", "앱", "계좌", "상담", "오류", "조회", "화면", "서류")
_PREDICATES = ("안 돼요", "느려요", "몰라서 못 했어요", "좋네요", "왜 이렇게 복잡한가요", "기다리는 중입니다", "ㅠㅠ")
_PARTICLES = ("", "이", "은", "을", "도", " 때문에")
_ODD = ("", " ", "\n", "ㅋㅋㅋ", "…", "😂", "OTP", "1,200원", "İ", "\u200b")


def terms() -> st.SearchStrategy[str]:
    """One term, from a small stock so that repeats are common."""
    return st.sampled_from(_NOUNS)


def term_lists(max_size: int = 12) -> st.SearchStrategy[list[list[str]]]:
    """The terms of some documents, empty ones among them."""
    return st.lists(st.lists(terms(), max_size=6), max_size=max_size)


@st.composite
def korean_text(draw: st.DrawFn) -> str:
    """A few clauses as customers write them, with stray marks, Latin letters and blanks."""
    pieces = draw(
        st.lists(
            st.one_of(
                st.builds("{}{} {}".format, terms(), st.sampled_from(_PARTICLES), st.sampled_from(_PREDICATES)),
                st.sampled_from(_ODD),
                st.text(max_size=5),
            ),
            max_size=6,
        )
    )
    return draw(st.sampled_from((" ", "  ", "\n", ""))).join(pieces)


def count_vectors(n_terms: int, *, max_count: int = 500) -> st.SearchStrategy[NDArray[np.int64]]:
    """Token counts of one side, zeros among them."""
    return hnp.arrays(np.int64, n_terms, elements=st.integers(0, max_count))


@st.composite
def two_sides(draw: st.DrawFn) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Counts of both sides of a split corpus, two terms or more."""
    n_terms = draw(st.integers(2, 12))
    return draw(count_vectors(n_terms)), draw(count_vectors(n_terms))


def count_matrices(max_rows: int = 8, max_terms: int = 8) -> st.SearchStrategy[NDArray[np.int64]]:
    """A dense document-term matrix."""
    shapes = st.tuples(st.integers(1, max_rows), st.integers(1, max_terms))
    return shapes.flatmap(lambda shape: hnp.arrays(np.int64, shape, elements=st.integers(0, 20)))


@dataclass(frozen=True)
class Series:
    """Weekly counts: observed (themes, sources, weeks), voices (sources, weeks)."""

    observed: NDArray[np.int64]
    voices: NDArray[np.int64]


@st.composite
def weekly_counts(draw: st.DrawFn) -> Series:
    """Themes over some weeks and sources; silent weeks and silent sources among them."""
    n_themes, n_sources, n_weeks = draw(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 20)))
    voices = draw(hnp.arrays(np.int64, (n_sources, n_weeks), elements=st.sampled_from((0, 1, 40, 300, 301, 2000))))
    shares = draw(
        hnp.arrays(np.float64, (n_themes, n_sources, n_weeks), elements=st.sampled_from((0.0, 0.01, 0.1, 1.0)))
    )
    return Series((shares * voices).astype(np.int64), voices)

"""Whole words told from pieces."""

import pytest
from keyword_forms import Corpus, Form
from kiwipiepy import Kiwi

TEXTS = (
    "배송이 늦어서 환불을 신청했어요.",
    "배송이 자꾸 늦어지고 상담원은 전화를 안 받아요.",
    "상담원이 친절하지만 배송이 늦어요.",
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(TEXTS, Kiwi())


@pytest.mark.parametrize(
    ("keyword", "form"),
    [
        ("상담원", "whole"),
        ("안 받아요", "whole"),
        ("배송이", "particle"),
        ("늦어서", "ending"),
        ("상담", "cut"),
        ("담원", "cut"),
        ("신청하다", "whole"),
        ("환불", "whole"),
        ("받아", "cut"),
    ],
)
def test_keywords_are_judged_where_they_stand(corpus: Corpus, keyword: str, form: Form) -> None:
    assert corpus.form(keyword) == form

"""Briefs for Slack: blocks that fit, cut where they say so, and nothing of a customer's that Slack would act on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.planning.slack import CUT, LONGEST, blocks, escape, slack_text


@given(st.lists(st.text(alphabet="가 a*\n", max_size=400), max_size=60))
def test_no_block_is_too_long(lines: list[str]) -> None:
    assert all(len(one) <= LONGEST for one in blocks(lines))


def test_lines_that_fit_are_one_block_without_a_note() -> None:
    assert blocks(["*제목*", "", "본문"]) == ["*제목*\n\n본문"]


def test_each_block_says_where_it_stands_and_no_line_is_parted() -> None:
    """Three lines of 40 characters, 60 to a block less the note: each stands alone."""
    found = blocks(["가" * 25, "나" * 25, "다" * 25], longest=60)
    assert found == [
        "가" * 25 + "\n_(1/3, 다음 글에 이어집니다)_",
        "나" * 25 + "\n_(2/3, 다음 글에 이어집니다)_",
        "다" * 25 + "\n_(3/3, 끝)_",
    ]
    assert slack_text(found).count(CUT) == 2


def test_a_line_that_is_too_long_says_that_it_was_cut() -> None:
    (one,) = blocks(["가" * 100], longest=60)
    assert one.endswith("가…")
    assert len(one) <= 60


@pytest.mark.parametrize(
    "text", ["@channel 봐요", "<!here>", "www.b.example", "https://a.example/x", "*굵게* _기울임_ `코드`"]
)
def test_slack_finds_nothing_to_act_on(text: str) -> None:
    found = escape(text)
    assert not set("*_`<>@") & set(found)
    assert "https://" not in found
    assert "www.b" not in found

"""What of a sentence for people the log may hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.logs.sentences import plain


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("The disk is full.", "The disk is full."),
        ("The store's file is customers' own; run `voc store status`.", None),
        ("'작성일' is '어제', expected YYYY-MM-DD", "'…' is '…', expected YYYY-MM-DD"),
        ('row 3: "환불 좀" is no rating', "row 3: '…' is no rating"),
        ("Invalid value for '--until': 'soon' is no day.", "Invalid value for '--until': '…' is no day."),
        ("inbox/고객 불만.csv cannot be read", "inbox/….csv cannot be read"),
        (
            "a.csv has no column 'text'. Its columns: I cannot log in, since May.",
            "a.csv has no column '…'. Its columns: …",
        ),
        ("The store postgresql://voc@db/voc is away", "The store … is away"),
        ("write to mina.kim@example.com soon", "write to … soon"),
        ("call 010-1234-5678 or 01012345678", "call … or …"),
        ("GET api.example.com/v1?token=abc gave 500", "GET api.example.com/v1… gave 500"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("one\n  two", "one two"),
        ("signin\tsign in\t12", "…"),
    ],
)
def test_quotations_lists_addresses_and_foreign_letters_are_left_out(said: str, kept: str | None) -> None:
    assert plain(said) == (said if kept is None else kept)


def test_a_long_sentence_is_cut() -> None:
    assert plain("word " * 100) == ("word " * 100)[:299] + "…"


@given(st.text(max_size=500))
def test_nothing_but_ascii_and_one_mark_comes_out(text: str) -> None:
    kept = plain(text)
    assert all(" " <= letter <= "~" or letter == "…" for letter in kept)
    assert len(kept) <= 300

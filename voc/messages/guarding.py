"""Texts of the archive's own export: made harmless for spreadsheets in a way that can be undone."""

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run, and before what already begins like that.

    Examples
    --------
    >>> guarded("=1+1"), guarded("'=1+1"), guarded("5점")
    ("'=1+1", "''=1+1", '5점')
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    """Undo `guarded`.

    Examples
    --------
    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("'작은' 따옴표")
    ('=1+1', "'=1+1", "'작은' 따옴표")
    """
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text

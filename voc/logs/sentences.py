"""A sentence for people as the log may hold it: our own words stay, whatever they quote is left out.

Sentences name files, columns, values and addresses that others have written. People who work here see them on their
screens; a log travels further, so it gets the sentence without them. The program's sentences are English, so that any
other letter belongs to something quoted.
"""

import re

_LONGEST = 300
_LEFT_OUT = "…"
_SCREEN_CODE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# An apostrophe inside or behind a word opens no quotation; the names of our options may be quoted.
_QUOTED = re.compile(r"(?<![\w'])'(?!--[a-z-]{1,20}')[^'\n]*'(?!\w)|\"[^\"\n]*\"|[‘“][^’”\n]*[’”]")
# Column names of a file without a header are its first row.
_LISTED = re.compile(r"\b(columns|[Kk]nown): .*")
# Cells of a table are data and no sentence.
_CELLS = re.compile(r".*\t.*", re.DOTALL)
_ADDRESSED = re.compile(r"\S*@\S+")
_QUERY = re.compile(r"(?<=\w)\?\S*=\S*")
_LONG_NUMBER = re.compile(r"\b\d{2,4}-\d{3,4}-\d{4}\b|\d{9,}")
_FOREIGN = re.compile(r"[^\x20-\x7e]+(?:[\w.-]*[^\x00-\x7e]+)*")
_REPEATED = re.compile(rf"'?{_LEFT_OUT}(?:[\s{_LEFT_OUT}']*{_LEFT_OUT})'?")


def plain(text: str) -> str:
    """Return a sentence without quotations, lists, addresses, long numbers and letters beyond ASCII.

    300 characters at most; what it says of our own options and commands stays.

    Examples
    --------
    >>> plain("There is no source 'app_stor' (did you mean 'app_store'?). Known: 리뷰.")
    "There is no source '…' (did you mean '…'?). Known: …"
    >>> plain("The store's disk is full. Run `voc show runs`.")
    "The store's disk is full. Run `voc show runs`."
    """
    text = " ".join(_CELLS.sub(_LEFT_OUT, _SCREEN_CODE.sub("", text)).split())
    text = _LISTED.sub(rf"\1: {_LEFT_OUT}", _QUOTED.sub(f"'{_LEFT_OUT}'", text))
    for pattern in (_ADDRESSED, _QUERY, _LONG_NUMBER, _FOREIGN):
        text = pattern.sub(_LEFT_OUT, text)
    text = _REPEATED.sub(_LEFT_OUT, text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}{_LEFT_OUT}"

"""Numbers written as they are read out: 공일공 일이삼사 오육칠팔, also mixed with digits."""

import re

_SYLLABLES = "공영령빵일이삼사오육륙칠팔구"
_READ = str.maketrans(_SYLLABLES, "00001234566789")
_GAP = r"[ \t.,\-/]{0,3}(?:[에의] ?|다시 ?)?"
# Six digits or more; shorter runs are everyday words (이사, 일이 ...).
_RUN = re.compile(
    # The 일 of 생년월일 belongs to its word, not to the digits after it.
    rf"(?:(?<![가-힣])|(?=[0-9{_SYLLABLES}][0-9{_SYLLABLES}]))[0-9{_SYLLABLES}](?:{_GAP}[0-9{_SYLLABLES}]){{5,19}}+"
)
_SPOKEN = re.compile(
    rf"[공영령빵] ?[0-9{_SYLLABLES}]|[0-9{_SYLLABLES}] ?[공영령빵]|[{_SYLLABLES}]{{4}}|[0-9][{_SYLLABLES}][0-9]"
)
# A number may follow a stray "이" or a digit of the text before it.
_MOBILE = re.compile(r"(?:[0-9] ?)?(01[016789](?:\D*[0-9]){8})")
_RRN_DIGITS = 13
# 이에요, 이고, 이라고: the verb "to be" after a number, not its last digit.
_COPULA = tuple("에고야요라며구지네니")
_LETTERS = re.compile(r"(?<![0-9A-Za-z])[oOㅇ]([1lI])[oOㅇ](?=[ \-.]{0,2}[0-9])")


def spell_out(text: str) -> str:
    """Write spoken digits as digits, length unchanged, where at least six stand in a row.

    Examples
    --------
    >>> spell_out("공일공 일이삼사 오육칠팔로")
    '010 1234 5678로'
    >>> spell_out("이 일이 사오일 걸려요")
    '이 일이 사오일 걸려요'
    """
    text = _LETTERS.sub("010", text)
    if not _SPOKEN.search(text):
        return text
    return _RUN.sub(lambda match: _digits(match, text), text)


def _digits(match: re.Match[str], text: str) -> str:
    run = match[0]
    if not _SPOKEN.search(run):
        return run
    plain = run.translate(_READ)
    mobile = _MOBILE.match(plain)
    if mobile and sum(character.isdigit() for character in plain) != _RRN_DIGITS:
        return run[: mobile.start(1)] + mobile[1] + run[mobile.end(1) :]
    if run[-1] == "이" and text.startswith(_COPULA, match.end()):
        return plain[:-1] + "이"
    return plain

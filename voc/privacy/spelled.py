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
    rf"|01[016789][ \-.,]{{0,3}}[{_SYLLABLES}]"
)
# A number may follow a stray "이" or a digit of the text before it.
_MOBILE = re.compile(r"(?:[0-9] ?)?(01[016789](?:\D*[0-9]){8})")
_RRN_DIGITS = 13
# 이에요, 이고, 이라고: the verb "to be" after a number, not its last digit.
_COPULA = ("에요", *"고야요라며구지네니")
# "... 육칠팔 이걸로": the first syllable of the next word.
_NEXT_WORD = re.compile(rf"[ \t][{_SYLLABLES}]\Z")
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
    at = len(run)
    if "가" <= text[match.end() : match.end() + 1] <= "힣":
        next_word = _NEXT_WORD.search(run)
        at = next_word.start() if next_word else at
    plain = run[:at].translate(_READ) + run[at:]
    n_digits = sum(character.isdigit() for character in plain)
    ends_in_verb = plain[-1] == "2" and run[-1] == "이" and text.startswith(_COPULA, match.end())
    mobile = _MOBILE.match(plain)
    if mobile and n_digits - ends_in_verb != _RRN_DIGITS:
        return run[: mobile.start(1)] + mobile[1] + run[mobile.end(1) :]
    return plain[:-1] + "이" if ends_in_verb else plain

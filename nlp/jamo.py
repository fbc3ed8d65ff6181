"""Letters of Hangul: syllables taken apart, how many slips lie between two words, and how a word sounds."""

import re
from itertools import pairwise

_FIRST, _LAST = ord("가"), ord("힣")
_N_VOWELS, _N_FINALS = 21, 28
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
# Consonants that loan words exchange for one another are one sound; 받침 ㅇ sounds as n does.
_SOUNDS = {
    **dict.fromkeys("ㄱㄲㅋㄳㄺ", "K"),
    **dict.fromkeys("ㄷㄸㅌ", "T"),
    **dict.fromkeys("ㅂㅃㅍㅄ", "P"),
    **dict.fromkeys("ㅅㅆㅈㅉㅊ", "S"),
    **dict.fromkeys("ㄴㄵㄶ", "N"),
    "ㄹ": "L",
    "ㅁ": "M",
}
# Consonants side by side on the usual Korean keyboard.
_NEIGHBOURS = [{a, b} for row in ("ㅂㅈㄷㄱㅅ", "ㅁㄴㅇㄹㅎ", "ㅋㅌㅊㅍ") for a, b in pairwise(row)]
_LATIN = (
    (r"ng", "N"), (r"ch|sh|c(?=[eiy])|g(?=e\b)", "S"), (r"ph", "P"), (r"x", "KS"), (r"r(?![aeiouy])", ""),
    (r"[ckqg]", "K"), (r"[dt]", "T"), (r"[bpfv]", "P"), (r"[sjz]", "S"), (r"[lr]", "L"), (r"m", "M"), (r"n", "N"),
    (r"[a-z]", ""),
)  # fmt: skip


def jamo(word: str) -> str:
    """Take syllables apart into consonants and vowels; other letters stay, in lower case.

    Examples
    --------
    >>> jamo("인증")
    'ㅇㅣㄴㅈㅡㅇ'
    """
    return "".join(_parts(letter) for letter in word.lower())


def distance(one: str, other: str, *, at_most: int) -> int:
    """Count the slips between two strings: a letter left out, put in, exchanged, or swapped with its neighbour.

    Parameters
    ----------
    at_most : int
        A greater distance is given as this plus one, which saves the work of finding out.

    Notes
    -----
    Optimal string alignment: no stretch is edited twice.

    Source
    ------
    Damerau (1964), A technique for computer detection and correction of spelling errors, CACM 7(3).

    Examples
    --------
    >>> distance(jamo("인증"), jamo("인층"), at_most=2), distance(jamo("환급"), jamo("환불"), at_most=1)
    (1, 2)
    """
    if abs(len(one) - len(other)) > at_most:
        return at_most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row, older = row, [i], before
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > at_most:
            return at_most + 1
    return min(row[-1], at_most + 1)


def is_slip_of_hand(one: str, other: str) -> bool:
    """Tell whether two strings of jamo differ only where a hand or an ear slips.

    That is vowel for vowel, a consonant for one that sounds like it or lies beside it on the keyboard; letters put in,
    left out or swapped pass too. ㅇ for ㅁ does not: 민증 is no slip for 인증.

    Examples
    --------
    >>> is_slip_of_hand(jamo("혜택"), jamo("해택")), is_slip_of_hand(jamo("인증"), jamo("민증"))
    (True, False)
    """
    if len(one) != len(other):
        return True
    exchanged = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    swapped = exchanged[:1] == [pair[::-1] for pair in exchanged[1:]]
    return swapped or all(
        (a in _VOWELS and b in _VOWELS) or _SOUNDS.get(a, a) == _SOUNDS.get(b, b) or {a, b} in _NEIGHBOURS
        for a, b in exchanged
    )


def sound(word: str) -> str:
    """Write down the consonants of a word as it sounds, so that a loan word meets its model: 로그인, 로긴 and login.

    Examples
    --------
    >>> sound("로그인"), sound("로긴"), sound("login"), sound("membership"), sound("멤버십")
    ('LKN', 'LKN', 'LKN', 'MMPSP', 'MMPSP')
    """
    if word.isascii():
        heard = re.sub(r"([a-z])\1", r"\1", word.lower())
        for pattern, written in _LATIN:
            heard = re.sub(pattern, written, heard)
        return "".join(letter for letter in heard if letter.isupper())
    return "".join(_heard(letter) for letter in word)


def spoken_alike(one: str, other: str) -> bool:
    """Tell whether a Latin and a Korean word of the same sound have like vowels: as many but one, and first or not.

    Examples
    --------
    >>> spoken_alike("service", "서비스"), spoken_alike("best", "웹사이트"), spoken_alike("amazing", "미션")
    (True, False, False)
    """
    latin, korean = (one, other) if one.isascii() else (other, one)
    groups = re.findall(r"[aeiouy]+", re.sub(r"(?<=[^aeiouy])e$", "", latin.lower()))
    # ㅡ only keeps consonants apart (서비스), so it is no vowel of the model.
    vowels = [letter for letter in jamo(korean) if letter in _VOWELS and letter != "ㅡ"]
    starts_open = latin[:1].lower() in "aeiouy"
    return 0 <= len(vowels) - len(groups) <= 1 and starts_open == (jamo(korean)[:1] == "ㅇ")


def shared_start(one: str, other: str) -> int:
    """Count the letters that two words begin with.

    Examples
    --------
    >>> shared_start("환급금", "환급액")
    2
    """
    length = min(len(one), len(other))
    return next((i for i in range(length) if one[i] != other[i]), length)


def is_short_for(short: str, word: str) -> bool:
    """Tell whether a word of two letters or more keeps the first and some later letters of a longer one, in order.

    Examples
    --------
    >>> is_short_for("고센", "고객센터"), is_short_for("객센", "고객센터")
    (True, False)
    """
    if not 1 < len(short) < len(word) or short[0] != word[0]:
        return False
    places = [-1]
    for letter in short:
        places.append(word.find(letter, places[-1] + 1))
        if places[-1] < 0:
            return False
    return all(a < b for a, b in pairwise(places))


def _parts(letter: str) -> str:
    code = ord(letter)
    if not _FIRST <= code <= _LAST:
        return letter
    rest, final = divmod(code - _FIRST, _N_FINALS)
    initial, vowel = divmod(rest, _N_VOWELS)
    return f"{_INITIALS[initial]}{_VOWELS[vowel]}{_FINALS[final]}"


def _heard(letter: str) -> str:
    code = ord(letter)
    if not _FIRST <= code <= _LAST:
        return sound(letter) if letter.isascii() and letter.isalpha() else ""
    rest, final = divmod(code - _FIRST, _N_FINALS)
    first = _SOUNDS.get(_INITIALS[rest // _N_VOWELS], "")
    last = _FINALS[final]
    return first + ("N" if last == "ㅇ" else _SOUNDS.get(last, ""))

"""How long a text is: in characters of the screen, and in the bytes that text messages are counted in."""

from unicodedata import east_asian_width

_WIDE = frozenset("WF")
_NARROW = 0.5
# The code page of Korean text messages: EUC-KR with the syllables that it lacks.
_ENCODING = "cp949"
# What cannot be written arrives as a question mark or not at all; it is counted as a Korean letter.
_LOST = 2


def width(text: str) -> float:
    """Measure a text in Korean letters; a narrow character counts half.

    Examples
    --------
    >>> width("환급 OK")
    3.5
    """
    return sum(1 if east_asian_width(letter) in _WIDE else _NARROW for letter in text)


def shown_part(text: str, limit: float) -> str:
    """Return what fits into a width.

    Examples
    --------
    >>> shown_part("환급 진행", 3)
    '환급 '
    """
    so_far = 0.0
    for at, letter in enumerate(text):
        so_far += width(letter)
        if so_far > limit:
            return text[:at]
    return text


def n_bytes(text: str) -> int:
    """Count bytes as a text message does.

    Examples
    --------
    >>> n_bytes("환급 OK"), n_bytes("😀")
    (7, 2)
    """
    return sum(_bytes_of(letter) or _LOST for letter in text)


def unwritable(text: str) -> list[str]:
    """List the characters that a text message cannot hold, each once.

    Examples
    --------
    >>> unwritable("환급😀 똠")
    ['😀']
    """
    return list(dict.fromkeys(letter for letter in text if not _bytes_of(letter)))


def _bytes_of(letter: str) -> int:
    return len(letter.encode(_ENCODING, errors="ignore"))

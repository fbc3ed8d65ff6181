"""How one of our messages is worded: its length, politeness, question, number, social proof, urgency, emoji."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from nlp.types import Token

Register = Literal["hapnida", "haeyo", "banmal", "mixed", "none"]

# Share of the ended sentences that must agree before a message has one register.
_AGREEING = 0.75
_FORMAL = re.compile(r"(?:[ᆸ습]니[다까]|[ᆸ습]디[다까]|[ᆸ읍]시[다오]|십시[다오]|소서)[요만]?")
_POLITE_END = frozenset("요죠여")
# What stands on every advertising message says nothing about its wording.
_MARKED_AD = re.compile(r"\(\s*광고\s*\)")
_REFUSAL = re.compile(r"\[?(?:무료\s*거부|(?:무료\s*)?수신\s*(?:거부|동의\s*철회))\]?[-\d:\s]*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|<[A-Z_]+>|\b0\d{1,3}-\d{3,4}(?:-\d{4})?\b")
_PEOPLE = r"(?:명|분|인|고객|회원|가입자|이용자|사용자|사장님|가구)"
_LIMITED = r"(?:선착순|추첨|한정|모집|최대|총)"
# A crowd has two digits or more: a plan for 2명 is none.
_CROWD = re.compile(
    rf"(?<![\d.,])(?:\d[\d,.]*\d\s*[십백천만억]*|\d\s*[십백천만억]+)\s*(?:여|이상의?|넘는)?\s*{_PEOPLE}(?:\s*(?:이상|넘게))?"
    r"(?=\s*(?:이|가|께서|도|은|는|의|넘|돌파|달성|선택|이용|신청|받|가입|중))"
)
_LIMITED_BEFORE = re.compile(rf"{_LIMITED}[^.!?\n]{{0,6}}$")
_OTHERS = re.compile(
    r"(?:많은|다른|여러|이미|벌써|대부분의?|주변)\s*(?:고객|회원|분들|사장님|사람들|이용자|이웃|친구들)"
    r"|(?:누적|재구매율|재이용률|만족도|추천율|평점|별점)\s*(?:\w+\s*)?\d"
    r"|(?:후기|리뷰|평점|별점|만족도|추천)\s*(?:\d|가|이|로)?\s*(?:증명|1위|만점|최고|높)"
    r"|(?:업계|국내|인기|판매|만족도)\s*1위|베스트셀러|입소문"
    r"|(?:고객|이용자|회원|사장님)(?:님)?(?:들)?의?\s*(?:실제\s*)?(?:후기|리뷰|추천)"
)
_HURRY = re.compile(
    r"선착순|마감|임박|서두르|서둘러|놓치|마지막|한정|곧\s*(?:종료|끝|사라)|종료\s*(?:예정|전|까지)|지금\s*바로"
    r"|바로\s*지금|지금\s*아니면|D\s*-\s*\d+|(?:오늘|내일|이번\s*주|자정|당일|금일)(?:까지|\s*만(?![\w])|\s*하루|\s*안에|\s*내)"
    r"|오늘만|단\s*\d+\s*(?:일|시간|분|명)|\d+\s*(?:일|시간|분)\s*(?:남|밖에|뒤\s*(?:종료|소멸|사라))|기한|소멸|늦기\s*전|얼른|당장"
)
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u231a\u231b\u23e9-\u23f3]|[0-9#*]\ufe0f?\u20e3")


class MessageTraits(NamedTuple):
    """The wording of one message.

    Attributes
    ----------
    n_characters : int
        Code points, line breaks and spaces included.
    n_bytes : int
        In EUC-KR with its Korean extension (cp949), as carriers count SMS: Hangul takes two bytes. A character that it
        lacks counts as two.
    n_unencodable : int
        Characters that it lacks: emoji above all. A text message cannot carry them.
    register : Register
        Of sentences that end in a verb form: 합니다체, 해요체 or 반말 where three of four agree, else mixed; none where
        no sentence ends so.
    question, number, social_proof, urgency, emoji : bool
        Whether the message asks, names a figure, points to other customers, presses for time, has an emoji. The line
        that tells how to opt out, and links, do not count.
    """

    n_characters: int
    n_bytes: int
    n_unencodable: int
    register: Register
    question: bool
    number: bool
    social_proof: bool
    urgency: bool
    emoji: bool


def wording_of(text: str) -> str:
    """Blank out what is no wording, keeping offsets: the mark of advertising, how to opt out, links, masked parts.

    Examples
    --------
    >>> wording_of("(광고) 3분이면 돼요 https://a.kr").split()
    ['3분이면', '돼요']
    """
    for pattern in (_MARKED_AD, _REFUSAL, _ADDRESS):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text


def message_traits(text: str, tokens: Sequence[Token]) -> MessageTraits:
    """Describe a message by its text and the tokens of `wording_of(text)`.

    Examples
    --------
    >>> from nlp.tokenize import load_tokenizer
    >>> text = "환급금이 도착했습니다. 지금 바로 확인하십시오!"
    >>> traits = message_traits(text, next(load_tokenizer().tokenize([wording_of(text)])))
    >>> traits.n_characters, traits.n_bytes, traits.register, traits.urgency, traits.emoji
    (26, 46, 'hapnida', True, False)
    """
    said = wording_of(text)
    n_bytes, n_unencodable = count_bytes(text)
    return MessageTraits(
        n_characters=len(text),
        n_bytes=n_bytes,
        n_unencodable=n_unencodable,
        register=register_of(tokens),
        question="?" in said or "？" in said or any(_asks(token) for token in tokens),
        number=any(token.tag == "SN" for token in tokens),
        social_proof=_points_to_others(said),
        urgency=_HURRY.search(said) is not None,
        emoji=_EMOJI.search(said) is not None,
    )


def count_bytes(text: str) -> tuple[int, int]:
    """Return the bytes of a text in EUC-KR with its Korean extension, and how many characters it lacks.

    Examples
    --------
    >>> count_bytes("확인 OK"), count_bytes("뷁"), count_bytes("🎉")
    ((7, 0), (2, 0), (2, 1))
    """
    n_bytes = n_missing = 0
    for character in text:
        try:
            n_bytes += len(character.encode("cp949"))
        except UnicodeEncodeError:
            n_bytes, n_missing = n_bytes + 2, n_missing + 1
    return n_bytes, n_missing


def register_of(tokens: Sequence[Token]) -> Register:
    """Tell the politeness of a message by its final endings.

    Examples
    --------
    >>> from nlp.tokenize import load_tokenizer
    >>> texts = ["확인해 보세요", "오늘이 마지막이야", "환급 조회"]
    >>> [register_of(tokens) for tokens in load_tokenizer().tokenize(texts)]
    ['haeyo', 'banmal', 'none']
    """
    found = [_register(token.form) for token in tokens if token.tag == "EF"]
    if not found:
        return "none"
    commonest = min(set(found), key=lambda register: (-found.count(register), register))
    return commonest if found.count(commonest) >= _AGREEING * len(found) else "mixed"


def _register(ending: str) -> Register:
    if _FORMAL.search(ending):
        return "hapnida"
    return "haeyo" if ending[-1:] in _POLITE_END else "banmal"


def _asks(token: Token) -> bool:
    return token.tag == "EF" and token.form.endswith(("나요", "까요", "니까", "가요", "을까", "ᆯ까"))


def _points_to_others(said: str) -> bool:
    if _OTHERS.search(said):
        return True
    return any(not _LIMITED_BEFORE.search(said[: match.start()]) for match in _CROWD.finditer(said))

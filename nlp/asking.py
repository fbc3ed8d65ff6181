"""Sentences that want something: questions put to the company, questions that want no answer, requests.

Korean says this at the end of the sentence, so the ending decides; a question mark alone may also be mere surprise.
"""

import re
from collections.abc import Sequence

from nlp.signals import Signals
from nlp.types import Act, Token
from nlp.wording import (
    ASKING_TO_TELL,
    EMBEDDED_QUESTION,
    GUESSING,
    IMPATIENCE,
    NOT_GIVEN,
    OUTBURST,
    PLAIN_QUESTION,
    PRESSING,
    QUESTION_WORD,
    REQUEST,
    RHETORICAL,
    SCOLDING,
    TIP,
)

_QUESTION_ENDINGS = (
    "나요", "가요", "까요", "니까", "을까", "ᆯ까", "냐", "느냐", "으냐", "는지요", "ᆫ지요", "을지요", "ᆯ지요",
    "려나", "려나요", "나여", "남",
)  # fmt: skip
# 좋으니까요 gives a reason.
_GIVING_REASONS = frozenset({"니까", "으니까", "니까요", "으니까요"})
# With a question word these ask, even without a mark: 왜 안되죠.
_SOFT_QUESTION_ENDINGS = frozenset({"나", "니", "ᆫ가", "는가", "은가", "죠", "지요", "지", "ᆫ지", "는지", "은지"})
_PLAIN_ENDINGS = frozenset({"어", "어요", "여", "여요", "어여", "에요", "예요"})
# 안되네요?? is surprise, no question; neither is a half sentence: 되던데요?
_EXCLAIMING_ENDINGS = frozenset(
    """
    네 네요 군요 구나 다니 다니요 ᆫ다니 는다니 구만 는구나 는데 ᆫ데 은데 던데 는데요 ᆫ데요 은데요 던데요
    더라 더라고 더라고요
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
# 무료라며?, 없다고? say back what cannot be believed.
_DISBELIEVING_ENDINGS = frozenset(
    """
    다고 라고 ᆫ다고 는다고 다고요 라고요 ᆫ다고요 는다고요 다며 라며 ᆫ다며 는다며 다면서 라면서 ᆫ다면서 자고 냐고
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


_FEARED = re.compile(r"(?:거|것|게|건)\s*(?:아닌가|아닌지|아니에요)")


def asking(text: str, tokens: Sequence[Token], signals: Signals) -> tuple[Act, str] | None:
    """Decide a sentence in the form of a question: put to the company, or rhetorical; None for all others."""
    if ASKING_TO_TELL.search(text):
        return "question", "asks to be told"
    ending, in_words = _last_ending(tokens)
    if "?" in text and in_words in _DISBELIEVING_ENDINGS and QUESTION_WORD.search(text) is None:
        return "complaint", f"-{shown(in_words)}? does not believe it"
    question = _question_cue(text, ending, in_words)
    scolding = SCOLDING.search(text) or (RHETORICAL.search(text) if question else None)
    if scolding is not None:
        return _scolded(scolding[0].strip(), question, signals)
    if question and OUTBURST.search(text):
        return "complaint", "asks in anger"
    if question and ending.endswith("냐") and _is_bad(signals):
        return "complaint", "-냐 scolds"
    return ("question", f"ends in {question}") if question else None


def _scolded(scolding: str, question: str, signals: Signals) -> tuple[Act, str]:
    if question and _FEARED.search(scolding) and not _is_bad(signals):
        # 요금 나가는 거 아닌가요 fears, 너무한 거 아닌가요 scolds.
        return "question", f"ends in {question}"
    if scolding.startswith("왜") and signals.total > 0 and not signals.problem and not signals.negated:
        # 왜 이렇게 좋아요
        return "praise", f"positive words (+{signals.total})"
    return "complaint", f"'{scolding}' wants no answer"


def _is_bad(signals: Signals) -> bool:
    return bool(signals.problem) or signals.negated or signals.total < 0


def _question_cue(text: str, ending: str, last: str) -> str:
    """Return the ending or mark that makes the sentence a question, empty where it is none."""
    if ending.endswith(_QUESTION_ENDINGS) and ending not in _GIVING_REASONS:
        return f"-{shown(ending)}"
    if ("?" in text or "？" in text) and last not in _EXCLAIMING_ENDINGS and GUESSING.search(text) is None:
        return "?"
    if ending in _PLAIN_ENDINGS:
        asks = PLAIN_QUESTION.search(text)
    elif ending in _SOFT_QUESTION_ENDINGS:
        asks = QUESTION_WORD.search(text)
    else:
        return ""
    if asks and not EMBEDDED_QUESTION.search(text):
        return f"a question word and -{shown(ending)}"
    return ""


def shown(ending: str) -> str:
    """Write an ending for readers: a lone final consonant as a letter of its own."""
    return ending.replace("ᆯ", "ㄹ").replace("ᆫ", "ㄴ").replace("ᆸ", "ㅂ")


def _last_ending(tokens: Sequence[Token]) -> tuple[str, str]:
    """Return the final ending, and the last ending of whatever kind; empty where words follow it."""
    for token in reversed(tokens):
        tag = token.tag
        if tag == "EF":
            return token.form, token.form
        if tag == "EC":
            return "", token.form
        if tag[0] in "NVM" or tag in {"XSV", "XSA"}:
            return "", ""
    return "", ""


def requested(text: str, tokens: Sequence[Token]) -> str:
    """Return the words that ask for something, empty where none do."""
    request = REQUEST.search(text)
    if request and not (request[0].startswith("줘") and NOT_GIVEN.search(text)):
        return request[0].strip()
    if any(word in text for word in IMPATIENCE) and (pressing := PRESSING.search(text)):
        return pressing[0].strip()
    ending, _ = _last_ending(tokens)
    if ending.endswith(("세요", "십시오", "시오", "ᆸ시다")) or ending in {"어라", "아라", "라", "으라", "려무나"}:
        # 직접 써보세요 is said to other customers.
        return "" if TIP.search(text) else f"-{shown(ending)}"
    return ""

"""Read the sentences of a survey answer with the question in mind.

Only what the sentence itself leaves open is decided by the question: 배송 under 아쉬운 점 becomes a complaint,
상담원 연결 under 좋은 점 praise. 배송이 느려요 stays a complaint under either, 만족합니다 praise. An answer that says
nothing is none.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.asked import Asked
from nlp.drafts import Draft
from nlp.types import NO_REASON, NO_STAGE, Act, Reading, Sentence

# So few words name a thing; more tell a story, of which a part may be mere background.
_FEW = 3
NOTHING_SAID = Reading(
    "other", 0.05, is_hesitation=False, reason=NO_REASON, reason_score=0.0, stage=NO_STAGE, stage_score=0.0,
    why=("an answer that says little", "nothing is said", "no hesitation", "nothing places it", "no hesitation"),
)  # fmt: skip
# 다 좋은데 배송이 느려요: what follows the turn is not what was liked.
_TURN = re.compile(r"지만|는데|은데|한데|다만|그러나|그런데|근데|빼고|제외|말고는")
# Good wishes answer no question.
_CHEER = re.compile(r"[화파]이팅|힘내|수고|번창|대박|응원|안녕")
# Why somebody left: 더 싼 곳이 있어서, 카드사 앱이 더 편해서; and half a sentence after a turn: 다 좋은데 배송이 좀.
_RIVAL = re.compile(
    r"더\s*(?:싼|좋은|편한|나은|빠른|저렴한)\s|(?:다른|타사|경쟁)\S*\s*\S{0,4}\s*(?:더|써|쓰|이용)|[이가]\s*더\s*(?:싸|좋|편|나아|빨|빠|저렴)"
)
_HALF_SAID = re.compile(r"(?:지만|는데|은데|한데|다만)\s.{1,20}\s(?:조금|좀|약간|살짝|별로|그닥)[\s.…~ㅠㅜ]*$")
# 기다리지 않아도 되는 점, 줄을 안 서서, 덕분에: told as what is good about it.
_GIVEN_AS_REASON = re.compile(
    r"(?:[가-힣](?:서|니까|라서|길래|으로|로)|점|것|거|게|부분|때문(?:에)?|덕분?(?:에)?)(?:요|이요|이에요|예요|입니다|임)?[\s.!~^ㅎㅋ]*$"
)
_SPARED = re.compile(
    r"(?:필요|걱정|부담|번거로움|수수료|광고|비용|배송비)\S{0,2}\s*없|(?:안|않아도|지\s*않아도)\s*\S{0,6}\s*[되돼됨된]"
)
_NOTHING_LIKED = re.compile(
    r"(?:좋|장점|만족|칭찬|마음에|추천)\S{0,4}\s*(?:\S{1,3}\s)?(?:하나도|전혀|별로|도|이|은)?\s*없"
)


def in_doubt(asked: Asked, sentences: Sequence[Sentence]) -> list[int]:
    """List the sentences of an answer that the question may decide."""
    if asked.side == "open":
        return []
    if asked.side == "liked":
        is_sole = len(sentences) == 1
        return [i for i, one in enumerate(sentences) if one.reading.is_hesitation or _is_plain(one, is_sole=is_sole)]
    open_ones = [i for i, one in enumerate(sentences) if _is_open(one)]
    if any(one.reading.is_hesitation for one in sentences):
        return [i for i in open_ones if names_a_thing(sentences[i])]
    return open_ones


def names_a_thing(sentence: Sentence) -> bool:
    """Tell whether a sentence is no more than a name or two: 배송, 가격이요, 앱 속도와 포장."""
    return 0 < len(sentence.terms) <= _FEW and not sentence.terms[-1].lemma.endswith("다")


def heard_as_answer(asked: Asked, draft: Draft, reading: Reading) -> Draft | None:
    """Return a sentence as the question makes it sound, None where it speaks for itself."""
    if asked.side == "liked":
        is_welcome = _is_welcome(draft) if reading.is_hesitation else bool(draft.own)
        return _acting(draft, "praise", asked) if is_welcome else None
    if not draft.own or draft.act.outburst:
        return None
    said: Act = draft.act.act
    if said in {"statement", "other", "praise"}:
        said = "request" if asked.side == "wished" else "complaint"
    return _acting(draft, said, asked, problem=draft.act.problem or asked.cue)


def answered(sentence: Sentence, reading: Reading) -> Sentence:
    """Give a sentence the reading that the question suggests; what it says by itself is kept beside it."""
    return replace(sentence, reading=reading, alone=sentence.alone or sentence.reading)


def _is_plain(sentence: Sentence, *, is_sole: bool) -> bool:
    is_plain = sentence.reading.act in {"statement", "other"} and bool(sentence.terms)
    return is_plain and (is_sole or names_a_thing(sentence))


def _is_open(sentence: Sentence) -> bool:
    text = sentence.text
    if sentence.reading.is_hesitation or not sentence.terms or _CHEER.search(text):
        return False
    return sentence.reading.act != "praise" or bool(_RIVAL.search(text) or _HALF_SAID.search(text))


def _acting(draft: Draft, act: Act, asked: Asked, problem: str = "") -> Draft:
    return replace(draft, act=draft.act._replace(act=act, problem=problem, why=f"answers '{asked.cue}'"))


def _is_welcome(draft: Draft) -> bool:
    """Tell whether what sounds like a trouble is named as something good."""
    text = draft.text
    if _TURN.search(text) or _NOTHING_LIKED.search(text) or draft.act.act in {"request", "question"}:
        return False
    is_bare = draft.act.act == "statement" and not (draft.act.problem or draft.act.doubt)
    return is_bare or _GIVEN_AS_REASON.search(text) is not None or _SPARED.search(text) is not None

"""What traits, levels, outcomes and cautions of a comparison are called for readers."""

from collections.abc import Mapping

from nlp.sends import Caution

OUTCOME_NAMES: Mapping[str, str] = {
    "opened": "오픈",
    "clicked": "클릭",
    "converted": "전환",
    "opted_out": "수신거부",
}
TRAIT_NAMES: Mapping[str, str] = {
    "image": "이미지",
    "length": "길이",
    "register": "말투",
    "question": "질문",
    "number": "숫자",
    "social_proof": "다른 고객 이야기",
    "urgency": "마감·한정 표현",
    "emoji": "이모지",
    "hour": "보낸 시간대",
}
_KEYWORD = "keyword "
_LEVEL_NAMES: Mapping[str, str] = {
    "yes": "있음",
    "no": "없음",
    "unknown": "모름",
    "short": "짧음",
    "middle": "보통",
    "long": "긺",
    "hapnida": "합니다체",
    "haeyo": "해요체",
    "banmal": "반말",
    "mixed": "섞임",
    "none": "문장 없음",
}
PASSED_NAMES: Mapping[str, str] = {
    "no_recipients": "발송 수나 도달 수가 없음",
    "no_result": "이 반응의 수가 없음",
    "more_than_sent": "반응 수가 보낸 수보다 많음",
    "not_read": "아직 문구를 읽지 않음",
}
_LEFT_OUT: Mapping[str, str] = {
    "constant": "모든 메시지에서 같아 견줄 수 없습니다",
    "collinear": "다른 특징과 늘 함께여서 따로 볼 수 없습니다",
    "separated": "반응이 늘 있거나 늘 없어 비율을 정할 수 없습니다",
}


def trait_name(trait: str) -> str:
    """Return what readers call a trait.

    Examples
    --------
    >>> trait_name("length"), trait_name("keyword 환급")
    ('길이', '낱말 ‘환급’')
    """
    if trait.startswith(_KEYWORD):
        return f"낱말 ‘{trait.removeprefix(_KEYWORD)}’"
    return TRAIT_NAMES.get(trait, trait)


def trait_order(trait: str) -> tuple[int, str]:
    """Order traits as readers ask for them, keywords after them by their letters."""
    names = list(TRAIT_NAMES)
    return (names.index(trait) if trait in names else len(names), trait)


def level_name(level: str) -> str:
    """Return what readers call a level; an hour band keeps its name."""
    return _LEVEL_NAMES.get(level, level)


def left_out(trait: str, level: str, why: str) -> str:
    """Say why the model does not judge a level."""
    return f"{trait_name(trait)} {level_name(level)}: {_LEFT_OUT[why]}."


def caution_sentence(caution: Caution) -> str:
    """Say a caution to a reader.

    Examples
    --------
    >>> caution_sentence(Caution("few_messages", "4"))
    '한쪽의 메시지가 4건뿐입니다. 10건이 넘을 때까지는 우연과 가릴 수 없습니다.'
    """
    return _CAUTIONS[caution.code].format(_detail(caution))


def _detail(caution: Caution) -> str:
    if caution.code == "travels_with":
        trait, _, level = caution.detail.rpartition("=")
        return f"{trait_name(trait)} {level_name(level)}"
    if caution.code == "many_changes":
        return ", ".join(trait_name(name) for name in caution.detail.split(", "))
    return caution.detail


_CAUTIONS: Mapping[str, str] = {
    "few_messages": "한쪽의 메시지가 {}건뿐입니다. 10건이 넘을 때까지는 우연과 가릴 수 없습니다.",
    "few_hits": "한쪽의 반응이 {}건뿐입니다. 30건이 넘을 때까지는 우연과 가릴 수 없습니다.",
    "few_shared": "같은 조건에 견줄 상대가 없는 메시지가 {}건입니다. 일부만 같은 조건끼리 견주었습니다.",
    "bands_matter": "그냥 견준 값은 이 구간 밖에 있습니다. 보낸 곳과 때의 차이가 섞인 값입니다.",
    "travels_with": "다른 특징과 거의 겹칩니다({}). 둘 가운데 무엇의 차이인지 이 표로는 가릴 수 없습니다.",
    "arms_apart": "두 안이 서로 다른 조건({}곳)에도 나갔습니다. 함께 나간 곳에서만 견주었습니다.",
    "many_changes": "두 안은 여러 가지가 다릅니다({}). 어느 것 때문인지는 알 수 없습니다.",
}

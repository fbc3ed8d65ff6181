"""Why a decision was not carried out, in words for those who made it; the command line says it in English."""

from collections.abc import Mapping

from voc.errors import ChangedMeanwhileError, DecisionError, OccupiedError, VocError

CHANGED = "그사이 다른 사람이 테마를 고쳤습니다. 아래에서 무엇이 바뀌었는지 보고, 그래도 맞으면 다시 눌러 주세요."
SIGNED_IN_ANEW = "로그인이 새로 되어 아직 바꾸지 않았습니다. 아래 내용을 확인하고 다시 눌러 주세요."
_OCCUPIED = (
    "지금 다른 작업(야간·주간 작업이나 다른 사람의 변경)이 저장소를 쓰고 있어 바꾸지 않았습니다. "
    "입력한 내용은 그대로 있으니 몇 분 뒤 다시 눌러 주세요."
)
_AWAY = (
    "저장소가 응답하지 않아 마치지 못했습니다. 입력한 내용은 그대로 있습니다. 잠시 뒤 다시 누르고, 계속되면 관리자에게 "
    "알려 주세요."
)
_UNNAMED = "지금은 그렇게 바꿀 수 없습니다. 고른 값을 확인하고 다시 해 보세요. 바뀐 것은 없습니다."

# The kinds of `DecisionError`; what stands in braces are its facts.
_REFUSED: Mapping[str, str] = {
    "no_step": "되돌릴 단계가 없습니다. 기록에서 골라 주세요.",
    "undone_already": "이미 되돌린 단계입니다. 다시 살리려면 그 되돌리기를 되돌려 주세요.",
    "cannot_hold": "테마가 그사이 다른 테마에 합쳐졌거나 나누기가 취소되어 할 수 없습니다. 테마를 다시 골라 주세요.",
    "rested_on": "나중 단계({steps}번)가 이 단계 위에 있습니다. 나중 단계부터 차례로 되돌려 주세요.",
    "merged_away": "‘{title}’의 문장은 이제 ‘{held_by}’에서 보입니다. 그 테마에서 하거나 합친 단계를 되돌려 주세요.",
    "no_theme": "그런 테마가 없습니다. 목록에서 테마를 골라 주세요.",
    "no_sentence": "고른 문장이 더는 없습니다. 글이 고쳐졌거나 지워졌을 수 있으니 목록을 다시 열어 골라 주세요.",
    "into_itself": "테마를 자기 자신에게 합칠 수는 없습니다. 다른 테마를 골라 주세요.",
    "there_already": "고른 문장은 이미 그 테마에 있습니다. 바뀐 것은 없습니다.",
    "nothing_to_set": "바꿀 단계나 이유를 하나 이상 골라 주세요.",
    "no_proposal": "이미 누가 정했거나 사라진 제안입니다. 제안 목록을 다시 열어 주세요.",
    "elsewhere": "고른 문장 가운데 {n}개는 이 테마의 문장이 아닙니다. 빼고 다시 하거나, 먼저 이 테마로 옮겨 주세요.",
    "none_chosen": "고른 문장이 없습니다. 문장을 하나 이상 골라 주세요.",
    "all_chosen": "이 테마의 문장 {n}개를 모두 골랐습니다. 나누는 대신 이름을 바꾸면 됩니다.",
    "bad_title": "제목은 1자에서 {longest}자까지 쓸 수 있습니다. 지금은 {n}자입니다.",
    "reserved_title": "‘{title}’은(는) 테마의 번호나 키로 쓰이는 말입니다. 다른 제목을 적어 주세요.",
    "own_title": "제목이 지금과 같습니다. 바뀐 것은 없습니다.",
    "taken_title": "‘{title}’이라는 제목의 테마가 이미 있습니다. 다른 제목을 적거나 두 테마를 합쳐 주세요.",
    "no_news": "이미 그렇게 되어 있습니다. 바뀐 것은 없습니다.",
    "corrected_away": "고른 문장 가운데 망설임이 아니라고 고친 것이 있습니다. 그 단계를 먼저 되돌리거나 빼 주세요.",
    "no_hesitation": "고른 문장 가운데 망설임으로 읽히지 않은 것이 있습니다. 그 문장의 이유를 먼저 고치거나 빼 주세요.",
    "no_labels": "고칠 항목을 하나 이상 골라 주세요. 기계가 읽은 값을 그대로 고르면 맞다는 확인이 됩니다.",
    "reason_without_hesitation": "망설임이 아니라면 이유도 없습니다. 둘 가운데 하나를 비워 주세요.",
    "hesitation_without_reason": "망설임이라면 이유도 골라 주세요. 맞는 것이 없으면 ‘기타’를 고르면 됩니다.",
    "long_why": "까닭은 {longest}자까지 적을 수 있습니다. 지금은 {n}자입니다.",
}


def said_of(error: VocError) -> str:
    """Word an error for the screen.

    Examples
    --------
    >>> said_of(DecisionError("bad_title", "A title has 1 to 60 ...", longest=60, n=0))
    '제목은 1자에서 60자까지 쓸 수 있습니다. 지금은 0자입니다.'
    """
    if isinstance(error, DecisionError):
        return _REFUSED[error.kind].format(**error.facts) if error.kind in _REFUSED else _UNNAMED
    if isinstance(error, ChangedMeanwhileError):
        return CHANGED
    if isinstance(error, OccupiedError):
        return _OCCUPIED
    return _UNNAMED if error.exit_code == DecisionError.exit_code else _AWAY


def status_of(error: VocError) -> int:
    """Return the status of the answer: 409 after somebody else's change, 503 while the store is taken, else 400."""
    if isinstance(error, ChangedMeanwhileError):
        return 409
    return 400 if error.exit_code == DecisionError.exit_code else 503

"""Korean words for what is said of a file of sent messages, and what its columns can be."""

from collections.abc import Mapping

from voc.dashboard import import_words
from voc.dashboard.import_words import translated
from voc.messages import FIELD_NAMES

_REFUSED: tuple[tuple[str, str], ...] = (
    ("no column tells when", "언제 보냈는지 적힌 칸이 없습니다. 아래에서 ‘보낸 때’를 골라 주세요."),
    ("no column holds what was sent", "보낸 글이 든 칸이 없습니다. 아래에서 ‘본문’이나 ‘제목’을 골라 주세요."),
    ("have to be confirmed", "아직 확인하지 않은 칸이 있습니다. 아래 표에서 무엇인지 골라 주세요."),
    ("' cannot be '", "모르는 종류입니다. sent_at, channel, body, opened, drop처럼 적어 주세요."),
    ("not a table", "표가 아닌 파일입니다. CSV, XLSX, 노션에서 내보낸 압축 파일 가운데 하나로 올려 주세요."),
    ("has no column", "파일에 없는 칸을 가리키고 있습니다. 다시 살펴보기를 눌러 주세요."),
    ("is no mapping", "직접 정한 칸은 ‘종류=칸’으로 적어 주세요. 예: opened=열어 본 사람"),
    ("is named both as", "한 칸을 두 가지로 정했습니다. 하나만 남겨 주세요."),
    ("fits several saved forms", "여러 양식에 똑같이 들어맞습니다. 아래에 어느 양식인지 이름을 적어 주세요."),
    ("There is no channel", "설정에 없는 채널입니다. 채널 이름을 확인해 주세요."),
    ("was taken back before", "이미 되돌린 가져오기입니다."),
)
_WHY: tuple[tuple[str, str], ...] = (
    (r"known one for it", "제목을 보고 알았습니다."),
    (r"known one, but the cells", "제목과 내용이 서로 맞지 않습니다. 무엇인지 골라 주세요."),
    (r"come again", "같은 값이 여러 줄에 있어 메시지 하나를 가리키지 못합니다."),
    (r"Percentages; they would be counted", "비율입니다. 발송 수로 사람 수를 셈하면 조금 어긋날 수 있습니다."),
    (r"Percentages, and no column", "비율인데 몇 명에게 보냈는지 적힌 칸이 없습니다."),
    (r"gives rates", "비율이라 쓰지 않습니다. 사람 수가 있으면 그것으로 셉니다."),
    (r"cells are moments", "내용이 시각인데 무엇의 시각인지 알 수 없습니다."),
    (r"cells are sentences", "내용이 문장입니다. 보낸 글인가요?"),
    (r"tool adds it", "보관할 자리가 없는 칸입니다."),
    (r"Neither its title nor its cells", "제목과 내용만으로는 알 수 없습니다."),
    (r"'(?P<name>.*)' already gives it", "‘{name}’ 칸이 이미 이 값을 줍니다."),
    (r"saved mapping says", "전에 가져올 때 정한 것입니다."),
    (r"A person said so", "직접 정한 것입니다."),
)
_NOTES: tuple[tuple[str, str], ...] = (
    (
        r"^channels.yaml has no channel (?P<names>.*); a",
        "설정에 없는 채널입니다: {names}. 적힌 이름 그대로 둡니다.",
    ),
    (r"^funnel.yaml has no stage (?P<names>.*); a", "퍼널에 없는 단계입니다: {names}. 단계 없이 둡니다."),
    (r"^No column tells the channel", "채널 칸이 없습니다. 모두 같은 채널이면 ‘더 정하기’에서 채널을 적어 주세요."),
    (r"^Percentages in (?P<names>.*) were", "비율을 발송 수로 셈해 사람 수로 바꾼 칸: {names}."),
)


def roles_for(_: str) -> Mapping[str, str]:
    """List what a column can be."""
    return {str(field): name for field, name in FIELD_NAMES.items()}


def refusal(sentence: str) -> str:
    """Say in Korean why a file or what was said of it is refused.

    Examples
    --------
    >>> refusal("a.csv: no column tells when a message was sent. Name it: ...")
    '언제 보냈는지 적힌 칸이 없습니다. 아래에서 ‘보낸 때’를 골라 주세요.'
    """
    own = next((said for piece, said in _REFUSED if piece in sentence), None)
    return own or import_words.refusal(sentence)


def reason(sentence: str) -> str:
    """Say in Korean why a column is taken for what it is; as it is where nobody has worded it."""
    return translated(sentence, _WHY)


def note(sentence: str) -> str:
    """Say in Korean how a file was read, or what is odd about it."""
    said = translated(sentence, _NOTES)
    return said if said != sentence else import_words.note(sentence)

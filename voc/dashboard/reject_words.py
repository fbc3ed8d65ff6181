"""Korean words for why a row was set aside, with the values that the run log names."""

import re
from collections.abc import Mapping

# The field that a reason names first, as `'응답일시': ...` or `the date: ...`.
_FIELD = re.compile(r"^(?:'(?P<name>[^']*)'|the (?P<kind>date)): (?P<rest>.+)$", re.DOTALL)
_REASONS: tuple[tuple[str, str], ...] = (
    (
        r"^(?:'(?P<value>[^']*)'|it) is no date",
        "날짜로 읽을 수 없습니다{value:: ‘%s’}. 2026-11-16이나 2026-11-16 07:21처럼 적어 주세요.",
    ),
    (r"'(?P<value>[^']*)' counts back", "‘{value}’처럼 적힌 때는 언제인지 알 수 없습니다. 날짜로 적어 주세요."),
    (r"'(?P<value>[^']*)' has no year", "‘{value}’에 연도가 없습니다. 2026-11-16처럼 적어 주세요."),
    (
        r"the year (?P<value>\d+) is not within (?P<low>\d+)-(?P<high>\d+)",
        "{value}년은 {low}~{high}년을 벗어났습니다.",
    ),
    (r"its date (?P<value>[\d-]+) lies in the future", "날짜가 아직 오지 않은 날입니다: {value}."),
    (
        r"the rating is no number from (?P<low>[\d.-]+) to (?P<high>[\d.]+)",
        "점수가 {low}~{high} 사이의 숫자가 아닙니다.",
    ),
    (
        r"the rating (?P<value>[\d.e+-]+) is not within (?P<low>[\d.]+)-(?P<high>[\d.]+)",
        "점수 {value}은(는) {low}~{high}을(를) 벗어났습니다.",
    ),
    (
        r"'(?P<value>[^']*)' is not within (?P<low>\d+)-(?P<high>\d+)",
        "‘{value}’이(가) {low}~{high}을(를) 벗어났습니다.",
    ),
    (
        r"it has (?P<value>[\d,]+) cells, the header has (?P<high>[\d,]+)",
        "칸이 {value}개인데 제목 줄은 {high}개입니다.",
    ),
    (r"cells beyond the header's (?P<high>[\d,]+)", "제목 줄의 {high}칸을 넘는 칸이 있습니다."),
    (r"the line is longer than (?P<high>[\d,]+)", "한 줄이 {high}자를 넘습니다. 따옴표가 닫혔는지 확인해 주세요."),
    (
        r"has (?:more than )?(?P<value>[\d,]+) characters(?:, at most (?P<high>[\d,]+))?",
        "한 칸의 글이 너무 깁니다({value}자).",
    ),
    (r"is no JSON object|it is a JSON", "JSON으로 읽을 수 없는 줄입니다. 한 줄에 하나씩 적어 주세요."),
    (r"half a character|NUL characters", "깨진 글자가 들어 있습니다."),
    (r"stands in an earlier row", "앞줄과 번호가 같은데 내용이 다릅니다. 줄마다 다른 번호가 든 칸을 골라 주세요."),
    (r"no text$|has no text|neither title nor text|^'[^']*' is empty|neither words nor", "글이 없습니다."),
    (r"^no date$", "날짜가 없습니다."),
    (r"transcript of a chat", "상담원의 말이 섞인 대화 기록이라 고객의 말만 가려낼 수 없습니다."),
    (r"customer or staff", "고객이 썼는지 직원이 썼는지 알 수 없습니다."),
    (r"somebody else's mail", "다른 사람의 메일로 시작해 본인의 글을 가려낼 수 없습니다."),
    (
        r"'(?P<name>[^']*)' \((?P<value>[\d,]+)\) is more than '(?P<low>[^']*)' \((?P<high>[\d,]+)\)",
        "‘{name}’({value})이(가) ‘{low}’({high})보다 많습니다.",
    ),
    (r"'(?P<name>[^']*)' is negative", "‘{name}’이(가) 0보다 작습니다."),
    (r"'(?P<name>[^']*)' is no whole number", "‘{name}’이(가) 사람 수인데 소수입니다."),
    (r"'(?P<name>[^']*)' is no number", "‘{name}’이(가) 숫자가 아닙니다. 1234나 1,234건처럼 적어 주세요."),
    (r"'(?P<name>[^']*)' is larger than mankind", "‘{name}’이(가) 너무 큰 수입니다."),
    (r"'(?P<name>[^']*)' is neither yes nor no", "‘{name}’은(는) Y나 N, 예나 아니오로 적어 주세요."),
    (r"'(?P<name>[^']*)' is a percentage above 100", "‘{name}’이(가) 100 %를 넘습니다."),
    (
        r"'(?P<name>[^']*)' is a percentage; it should",
        "‘{name}’이(가) 비율입니다. 몇 명에게 보냈는지 수로 적어 주세요.",
    ),
    (
        r"'(?P<name>[^']*)' is a percentage",
        "‘{name}’이(가) 비율인데 몇 명에게 보냈는지(발송 수)가 없어 사람 수로 바꿀 수 없습니다.",
    ),
    (r"does not say when it was sent", "언제 보냈는지 적혀 있지 않습니다."),
    (r"neither a title nor a text", "제목도 본문도 없습니다."),
    (
        r"same message as line (?P<value>[\d,]+) with other results",
        "{value}번째 줄과 같은 메시지인데 결과가 다릅니다. 둘을 가르는 칸(세그먼트, 변형)을 골라 주세요.",
    ),
    (r"말귀ID is none", "말귀 번호가 아닙니다. 이 칸을 ‘저장 안 함’으로 바꾸어 주세요."),
    (r"leads to no post", "주소가 글을 가리키지 않습니다."),
    (r"leads to cannot be had", "링크가 가리키는 곳을 지금 열 수 없습니다."),
    (r"'(?P<value>[^']*)' is another one", "다른 앱의 글입니다."),
    (r"it begins with a quote|quote", "따옴표가 닫히지 않았습니다."),
)
# `{value}`, or `{value:text with %s}` that is left out where there is no value.
_PLACE = re.compile(r"\{(\w+)(?::([^}]*))?\}")


def why_rejected(reason: str) -> str:
    """Say in Korean why a row was set aside, with the values; as it is where nobody has worded it.

    Examples
    --------
    >>> why_rejected("the rating 7 is not within 1-5"), why_rejected("something else")
    ('점수 7은(는) 1~5을(를) 벗어났습니다.', 'something else')
    >>> why_rejected("'응답일시': it is no date; expected a form such as 2024-05-23")
    '‘응답일시’ 칸: 날짜로 읽을 수 없습니다. 2026-11-16이나 2026-11-16 07:21처럼 적어 주세요.'
    """
    field = _FIELD.match(reason)
    said = _worded(field["rest"] if field else reason)
    if said is None:
        return reason
    named = f"‘{field['name']}’ 칸: " if field and field["name"] else ""
    return f"{named}{said}"


def _worded(reason: str) -> str | None:
    for pattern, said in _REASONS:
        found = re.search(pattern, reason)
        if found:
            return _filled(said, found.groupdict(default=""))
    return None


def _filled(said: str, values: Mapping[str, str]) -> str:
    """Put values into their places; one that was not said takes the words around it along."""

    def put(place: re.Match[str]) -> str:
        value, around = values[place[1]], place[2]
        return value if around is None else around.replace("%s", value) if value else ""

    return _PLACE.sub(put, said)

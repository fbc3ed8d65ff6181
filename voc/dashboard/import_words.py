"""Korean words for what is said of a survey file: how it was read, why a column is what it is, why it is refused."""

import re
from collections.abc import Mapping

_NO_TABLE = "설문 표가 아닌 파일입니다. CSV, XLSX, JSON Lines, HTML 표 가운데 하나로 내려받아 올려 주세요."
# A piece of the sentence of the reader, and what people are told; the first that fits.
_REFUSED: tuple[tuple[str, str], ...] = (
    ("locked with a password", "비밀번호가 걸린 엑셀 파일입니다. 엑셀에서 비밀번호를 풀고 XLSX로 저장해 올려 주세요."),
    ("protected by a password", "비밀번호가 걸린 압축 파일입니다. 압축을 풀고 안에 든 표를 올려 주세요."),
    ("old .xls form", "예전 형식(.xls)의 엑셀 파일입니다. 엑셀에서 XLSX로 저장해 올려 주세요."),
    ("would unpack to", "압축을 풀면 너무 커지는 파일이라 열지 않았습니다. 표를 CSV로 저장해 올려 주세요."),
    ("is packed more than", "여러 번 압축된 파일입니다. 압축을 풀고 안에 든 표를 올려 주세요."),
    ("expected exactly one table", "압축 파일에는 표가 하나만 들어 있어야 합니다. 압축을 풀고 하나씩 올려 주세요."),
    ("is empty (0 bytes)", "빈 파일입니다. 다시 내려받아 올려 주세요."),
    ("damaged or", "손상되었거나 끝까지 받지 못한 파일입니다. 다시 내려받아 올려 주세요."),
    ("no sheet holds a table", "표가 있는 시트를 찾지 못했습니다. 맞는 파일인지 확인해 주세요."),
    ("not one row can be read", "읽을 수 있는 줄이 하나도 없습니다. 구분 기호와 첫 줄의 제목을 확인해 주세요."),
    ("is one JSON array", "JSON 배열 하나로 된 파일입니다. 한 줄에 하나씩 적힌 JSON Lines로 바꾸어 올려 주세요."),
    ("cannot be read. Save it as XLSX", "읽을 수 없는 문서 형식입니다. XLSX나 CSV로 저장해 올려 주세요."),
    ("not a table", _NO_TABLE),
    ("no column holds answers", "주관식이나 점수 문항이 없습니다. 아래에서 어느 문항인지 골라 주세요."),
    ("have to be confirmed", "아직 확인하지 않은 문항이 있습니다. 아래 표에서 무엇인지 골라 주세요."),
    (
        "consent ended on",
        "응답자가 동의한 기간이 지나 가져올 수 없습니다. 동의가 연장되었다면 마지막 날을 고쳐 주세요.",
    ),
    (
        "response ids belong",
        "응답 번호가 이미 다른 설문의 것입니다. 새 설문이라면 아래에서 양식 이름을 따로 정해 주세요.",
    ),
    ("fits several saved forms", "여러 양식에 똑같이 들어맞습니다. 아래에 어느 양식인지 이름을 적어 주세요."),
    ("cannot name a form", "양식 이름에는 글자, 숫자, -와 _만 40자까지 쓸 수 있습니다."),
    (
        "Leave --complete out",
        "여러 파일로 나뉘어 오는 소스라 모든 응답이 든 파일로 다룰 수 없습니다. 그 표시를 빼 주세요.",
    ),
    ("is no time zone", "없는 시간대입니다. Asia/Seoul이나 UTC처럼 적어 주세요."),
    (
        "names no response to leave out",
        "빼는 응답에 적은 문항이 파일에 없습니다. ‘문항=값’으로 적어 주세요. 예: 이름=테스트*",
    ),
    ("would leave out every response", "모든 응답을 빼게 됩니다. ‘문항=값’의 값을 적어 주세요. 예: 이름=테스트*"),
    ("is no renaming", "바뀐 제목에 적은 문항을 찾지 못했습니다. ‘새 제목=전 제목’으로 적어 주세요."),
    ("is no mapping", "직접 정한 문항은 ‘종류=문항’으로 적어 주세요. 예: rating:0-100=만족도"),
    ("only drop=* can", "* 는 drop=* 로만 쓸 수 있습니다. 문항을 하나씩 적어 주세요."),
    ("is named both as", "한 문항을 두 가지로 정했습니다. 하나만 남겨 주세요."),
    (
        "' cannot be '",
        "모르는 종류입니다. open_text, rating:1-5, choice, segment:이름, date, id, drop처럼 적어 주세요.",
    ),
    ("needs more memory", "여는 데 메모리가 너무 많이 드는 파일입니다. 필요한 칸만 남긴 CSV로 저장해 올려 주세요."),
    ("has no column", "파일에 없는 문항을 가리키고 있습니다. 다시 살펴보기를 눌러 주세요."),
    ("has no sheet", "그런 시트가 없습니다. 시트 이름을 확인해 주세요."),
    ("no row begins at", "제목이 그 줄에 없습니다. 제목이 있는 줄의 번호를 확인해 주세요."),
    ("neither UTF-8", "글자 인코딩을 알 수 없습니다. 'CSV UTF-8'로 저장해 올리거나 아래에서 인코딩을 골라 주세요."),
    ("encoding", "이 글자 인코딩으로는 읽을 수 없습니다. 자동으로 두거나 다른 인코딩을 골라 주세요."),
    ("binary workbook", "바이너리 엑셀 파일(.xlsb)입니다. 엑셀에서 XLSX로 저장해 올려 주세요."),
    ("columns; at most", "칸이 너무 많은 표입니다. 필요한 칸만 남기고 올려 주세요."),
    ("claims more rows", "시트의 크기가 잘못 적힌 파일입니다. 엑셀에서 다시 저장해 올려 주세요."),
    ("declares XML entities", "안전하지 않은 내용이 든 파일이라 열지 않았습니다. 엑셀에서 다시 저장해 올려 주세요."),
    ("workbook that cannot be read", "읽을 수 없는 엑셀 파일입니다. 엑셀에서 XLSX로 다시 저장해 올려 주세요."),
    ("holds no text", "내용이 없는 파일입니다. 다시 내려받아 올려 주세요."),
    ("quote", "따옴표가 닫히지 않은 CSV입니다. 다시 내려받거나 XLSX로 저장해 올려 주세요."),
    ("HTML page", "표가 없는 웹 페이지입니다. 설문 서비스에서 다시 내려받아 올려 주세요."),
    ("The store", "저장소를 쓰지 못했습니다. 잠시 뒤 다시 시도해 주세요. 저장된 글은 온전합니다."),
)
_OTHERWISE = "파일을 처리하지 못했습니다. 아래 기록을 관리자에게 보여 주세요."
_WHY: tuple[tuple[str, str], ...] = (
    (r"Neither its title nor its answers", "제목과 응답만으로는 알 수 없습니다."),
    (r"known one for the time", "제목이 응답 시각을 뜻합니다."),
    (r"says time of response", "제목은 응답 시각인데 내용이 시각이 아닙니다."),
    (r"names a day", "제목이 날짜이고 내용도 시각입니다."),
    (r"known one for the id", "제목이 응답 번호를 뜻합니다."),
    (r"who answered", "응답한 사람을 나타냅니다. 알아볼 수 없는 해시만 남깁니다."),
    (r"adds it by itself", "설문 서비스가 붙인 칸이며 응답이 아닙니다."),
    (r"personal data, the answers are sentences", "제목은 개인정보 같지만 내용이 문장입니다."),
    (r"personal data", "개인정보라 저장하지 않습니다."),
    (r"consent to terms", "약관 동의 문항입니다."),
    (r"Nobody answered", "응답이 없습니다."),
    (r"one choice of a question|One choice of", "한 문항의 보기 하나입니다."),
    (r"Free text beside", "객관식 문항의 기타 의견입니다."),
    (r"version of the app", "앱 버전을 묻는 문항입니다."),
    (r"points of a quiz", "퀴즈 점수입니다."),
    (r"are links", "올린 파일 등의 링크입니다."),
    (r"five steps in words", "다섯 단계 말로 된 점수입니다. 매우 만족이 5점입니다."),
    (r"but answers reach", "제목의 척도와 실제 응답의 범위가 다릅니다."),
    (r"states the scale (?P<scale>[\d.-]+[\d])", "제목에 척도 {scale}이 적혀 있습니다."),
    (r"recommendation, but", "추천 의향인데 5점보다 높은 응답이 없습니다. 0~10인지 1~5인지 골라 주세요."),
    (r"recommendation from", "추천 의향(0~10)을 묻는 문항입니다."),
    (r"No answer is above", "7점보다 높은 응답이 없습니다. 1~7인지 0~10인지 골라 주세요."),
    (r"marks within (?P<scale>[\d.-]+[\d])", "{scale} 사이의 점수입니다."),
    (r"small numbers", "작은 숫자들입니다. 점수인지 횟수인지 확인해 주세요."),
    (r"one's own words", "자유롭게 적는 문항입니다."),
    (r"come again and again", "적는 문항 같지만 같은 답이 되풀이됩니다."),
    (r"pick from a list|short list", "보기에서 고르는 문항입니다."),
    (r"asks for the product", "상품을 묻는 문항입니다."),
    (r"kind of customer", "어떤 고객인지 묻는 문항입니다."),
    (r"answers are times", "내용이 시각인데 무엇의 시각인지 알 수 없습니다."),
    (r"are sentences", "내용이 서로 다른 문장입니다."),
    (r"numbers every response", "설문 서비스가 매긴 응답 번호입니다."),
    (r"the time of the response", "설문 서비스가 적은 응답 시각입니다."),
    (r"the last change", "설문 서비스가 적은 수정 시각입니다."),
    (r"your own link", "링크에 붙여 보낸 값입니다. 고객 번호라면 응답자로 골라 주세요."),
    (r"already gives it", "다른 문항이 이미 이 값을 줍니다."),
    (r"saved mapping does not name", "저장된 양식에 없던 문항입니다."),
    (r"saved mapping says", "저장된 양식에서 정한 것입니다."),
    (r"A person said so", "직접 정한 것입니다."),
)
_NOTES: tuple[tuple[str, str], ...] = (
    (r"^Read as (?P<how>.*)\.$", "읽은 방식: {how}"),
    (
        r"^No column tells when",
        "응답 시각 문항이 없어 어느 주의 글인지 알 수 없습니다. 있다면 응답 시각으로 골라 주세요.",
    ),
    (r"^(?P<n>[\d,]+) cells hold an error", "엑셀 오류가 든 칸 {n}개는 빈칸으로 봅니다."),
    (
        r"^Column (?P<n>\d+) has no name; it is called '(?P<name>.*)'",
        "{n}번째 칸은 제목이 없어 '{name}'(으)로 부릅니다.",
    ),
    (
        r"^Column name '(?P<given>.*)' occurs again.*called '(?P<name>.*)'",
        "제목 '{given}'이(가) 또 나와 '{name}'(으)로 부릅니다.",
    ),
)
_HOW: Mapping[str, str] = {"cells parted by TAB": "탭으로 나뉨", "cells parted by": "구분 기호", "utf-8-sig": "utf-8"}


def refusal(sentence: str) -> str:
    """Say in Korean why a file or what was said of it is refused.

    Examples
    --------
    >>> refusal("a.pdf is a PDF document, not a table. Hand over ...").startswith("설문 표가 아닌")
    True
    """
    return next((said for piece, said in _REFUSED if piece in sentence), _OTHERWISE)


def reason(sentence: str) -> str:
    """Say in Korean why a column is taken for what it is; as it is where nobody has translated it."""
    return translated(sentence, _WHY)


def note(sentence: str) -> str:
    """Say in Korean how a file was read, or what is odd about it."""
    said = translated(sentence, _NOTES)
    for english, korean in _HOW.items():
        said = said.replace(english, korean)
    return said


def translated(sentence: str, table: tuple[tuple[str, str], ...]) -> str:
    """Say a sentence in the words of the first pattern of a table that fits; as it is where none does."""
    for pattern, said in table:
        found = re.search(pattern, sentence)
        if found:
            return said.format(**found.groupdict())
    return sentence

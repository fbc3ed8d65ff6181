"""Acts by invented sentences; where a ruling of the labelling guide is meant, the case says which."""

from collections.abc import Callable

import pytest

from nlp.types import Sentence

Read = Callable[[str], list[Sentence]]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        # Questions, with and without a mark.
        ("환급은 언제 들어오나요", "question"),
        ("왜 인증이 안 되죠", "question"),
        ("왜 안돼요", "question"),
        ("이거 사기 아닌가요?", "question"),
        ("이체 한도는 어디서 바꿔요", "question"),
        ("비밀번호 바꾸는 방법 좀 알려주세요", "question"),
        ("결과를 알려주시면 좋겠어요", "question"),
        ("수수료가 얼마인지 궁금합니다", "question"),
        ("이거 누르면 돈 나가는 거 아닌가요", "question"),
        # Rhetorical questions are complaints.
        ("너무 느린 거 아닌가요", "complaint"),
        ("도대체 뭐 하자는 건지", "complaint"),
        ("누가 이 돈을 내고 쓰겠습니까", "complaint"),
        ("이러면 누가 믿고 맡기나요", "complaint"),
        ("왜 이렇게 느려요?", "complaint"),
        # A question inside a statement, and surprise with a mark, ask nothing.
        ("왜 멈추는지 모르겠어요", "complaint"),
        ("오늘도 오류가 나네요??", "complaint"),
        # Questions in form only: fear, disbelief, surprise, anger.
        ("배송비가 무료라며?", "complaint"),
        ("여기서도 안 된다고?", "complaint"),
        ("벌써 끝났던데요?", "statement"),
        ("로그인이 왜 안 되냐", "complaint"),
        ("이게 무료인 거냐", "question"),
        ("이따위로 일하나요?", "complaint"),
        ("수수료를 내고 과연 누가 남을까요?", "complaint"),
        ("아직 처리가 안 됐나 봐요?", "complaint"),
        ("환급도 가능한가 봐요?", "statement"),
        # Requests.
        ("지문 로그인 넣어주세요", "request"),
        ("글씨를 키워 주시면 좋겠습니다", "request"),
        ("위젯도 있었으면 합니다", "request"),
        ("환불 요청합니다", "request"),
        ("오류가 심하니 개선 좀 하세요", "request"),
        ("글씨도 커지면 더 유용할 것 같습니다", "request"),
        ("위젯도 하나 만들어 주셈", "request"),
        ("일 좀 제대로 하시죠", "request"),
        # Said to other customers, or told of the past.
        ("필요한 분들은 홈페이지에서 받으세요", "statement"),
        ("한번 써보세요", "statement"),
        ("전화를 주시면 간다고 했어요", "statement"),
        ("교환도 안 해줘요", "complaint"),
        ("상담사님이 친절하게 알려주셨어요", "statement"),
        ("상담사님이 알려주셔서 잘 해결됐어요", "praise"),
        # Complaints.
        ("거기가 훨씬 나아요", "complaint"),
        ("저쪽 앱이 훨씬 나아요", "complaint"),
        ("이딴 걸 앱이라고", "complaint"),
        ("여기가 훨씬 나아요", "praise"),
        ("자꾸 다시 하래요", "complaint"),
        ("3일째 이러고 있어요", "complaint"),
        ("간편하다더니 서류가 한가득이네요", "complaint"),
        ("미리 써놓든가요", "complaint"),
        ("고작 삼천 원이라니", "complaint"),
        ("이런 세상이 있었다니", "statement"),
        ("여러분 깔지 맙시다", "complaint"),
        # Praise that mocks.
        ("오류만 나는 걸 참 잘 만들었네요", "complaint"),
        ("덕분에 하루 종일 아무것도 못 했네요", "complaint"),
        ("퍽이나 빠르네요", "complaint"),
        ("느린 앱 중에 최고네요", "complaint"),
        ("덕분에 금방 받았어요", "praise"),
        ("오류를 빨리 해결해줘서 최고네요", "praise"),
        # A trouble that ended well, one that goes, and one that others have.
        ("걱정했는데 입금됐어요", "praise"),
        ("다른 데선 실패했는데 여기선 한 번에 됐어요", "praise"),
        ("걱정했는데 역시 안 되네요", "complaint"),
        ("전에는 실패했는데 여기선 한 번에 결제됐어요", "praise"),
        ("어제도 실패했는데 오늘은 로그인 화면만 나와요", "complaint"),
        ("좋았는데 이제 느려요", "complaint"),
        ("오류도 많이 줄었어요", "praise"),
        ("다른 앱은 너무 느려요", "statement"),
        ("다른 앱은 빠른데 여기는 느려요", "complaint"),
        ("로그인이 안 됩니다", "complaint"),
        ("재설치해도 똑같아요", "complaint"),
        ("별로에요", "complaint"),
        ("진짜 망해라", "complaint"),
        ("별 하나도 아깝다", "complaint"),
        ("절대 깔지 마세요", "complaint"),
        ("탈퇴합니다", "complaint"),
        ("다른 데로 갈아타야겠어요", "complaint"),
        # Praise, also in words that deny something.
        ("화면이 편하고 좋아요", "praise"),
        ("오류 없이 잘 됩니다", "praise"),
        ("불편한 점이 없어요", "praise"),
        ("나쁘지 않아요", "praise"),
        ("더할 나위 없어요", "praise"),
        ("없으면 못 살아요", "praise"),
        ("어려운 문제도 다 풀어줘서 정말 좋아요", "praise"),
        ("잘 쓰고 있습니다", "praise"),
        ("한 번에 연결됐어요", "praise"),
        ("왜 이렇게 좋아요", "praise"),
        ("강추합니다", "praise"),
        ("굿굿", "praise"),
        ("Good!!", "praise"),
        ("감사합니다", "praise"),
        # Statements.
        ("어제 앱을 새로 깔았습니다", "statement"),
        ("폰은 작년에 샀습니다", "statement"),
        # Nothing said.
        ("딱히 없습니다", "other"),
        ("없음", "other"),
        ("해당 사항 없음", "other"),
        ("안녕하세요", "other"),
        ("ㅋㅋㅋㅋ", "other"),
        ("😂😂", "other"),
        ("...", "other"),
    ],
)
def test_acts(read: Read, text: str, act: str) -> None:
    (sentence,) = read(text)
    assert sentence.reading.act == act, sentence.reading.why


def test_what_follows_a_but_counts_more(read: Read) -> None:
    (blame,) = read("화면은 좋은데 너무 느려요")
    (praise,) = read("조금 느리지만 정말 좋아요")
    assert (blame.reading.act, praise.reading.act) == ("complaint", "praise")


def test_a_deleted_text_is_no_farewell(read: Read) -> None:
    assert read("제가 쓴 글을 삭제했어요")[0].reading.act == "statement"
    assert read("앱을 삭제했어요")[0].reading.is_hesitation


@pytest.mark.parametrize(
    "text", ["머리 모양을 볼 수 있어 좋아요", "살 생각이 있어서 좋아요", "바보도 쓸 수 있어 편해요"]
)
def test_words_of_scolding_count_in_questions_only(read: Read, text: str) -> None:
    assert read(text)[0].reading.act == "praise"


def test_the_why_names_what_decided(read: Read) -> None:
    assert "-나요" in read("언제 되나요")[0].reading.why[0]
    assert "달라" not in read("언제 되나요")[0].reading.why[0]

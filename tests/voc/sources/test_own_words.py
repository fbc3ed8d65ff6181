"""Mails as Korean and English mail programs write them, and what their writer says now. All are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.errors import RecordError
from voc.sources.mail_html import mail_text
from voc.sources.own_words import own_words

OWN = "보내주신 대로 재설치했는데 로그인 화면에서 또 멈춥니다.\n기기는 폴드5예요."
THEIRS = "안녕하세요, 고객님. 달빛마트 고객센터입니다.\n앱을 지웠다가 다시 설치해 보시겠어요?\n감사합니다."
QUOTED = "\n".join(f"> {line}" for line in THEIRS.split("\n"))
HELP = "help@dalbitmart.example"

# What programs put before a mail whose every line they mark.
ATTRIBUTIONS = {
    "Gmail": f"2026년 9월 10일 (목) 오전 9:12, 달빛마트 고객센터 <{HELP}>님이 작성:",
    "Gmail, broken": f"2026년 9월 10일 (목) 오전 9:12, 달빛마트 고객센터 서비스 운영팀 <\n{HELP}>님이 작성:",
    "Gmail, English": f"On Thu, Sep 10, 2026 at 9:12 AM 달빛마트 고객센터 <{HELP}> wrote:",
    "Gmail, English, broken": f"On Thu, Sep 10, 2026 at 9:12 AM 달빛마트 고객센터 서비스 운영팀\n<{HELP}> wrote:",
    "Gmail, no address": "2026년 9월 10일 (목) 오전 9:12, 달빛마트 고객센터님이 작성:",
    "iPhone": f"2026. 9. 10. 오전 9:12, 달빛마트 고객센터 <{HELP}> 작성:",
    "iPhone, English": f"On Sep 10, 2026, at 9:12 AM, 달빛마트 고객센터 <{HELP}> wrote:",
    "Mac, name first": f"달빛마트 고객센터 <{HELP}>님이 2026. 9. 10. 오전 9:12에 작성함:",
    "Freshdesk": f"On Thu, 10 Sep at 9:12 AM , 달빛마트 고객센터 <{HELP}> wrote:",
    "Thunderbird": f"2026-09-10 오전 9:12에 달빛마트 고객센터 <{HELP}> 이(가) 쓴 글:",
}
# What programs put before a mail that they leave as it is.
SENDER = f"달빛마트 고객센터 <{HELP}>"
HEADS = {
    "Outlook": [
        f"보낸 사람: {SENDER}",
        "보낸 날짜: 2026년 9월 10일 목요일 오전 9:12",
        "받는 사람: 서다온 <daon@pine.example>",
        "제목: Re: 로그인 문의",
    ],
    "Outlook with a line": [
        "________________________________",
        f"보낸 사람: {SENDER}",
        "보낸 날짜: 목요일, 9월 10, 2026 9:12 오전",
        "받는 사람: 서다온",
        "참조: 박로운",
        "제목: Re: 로그인 문의",
    ],
    "Outlook, no address": [
        "보낸 사람: 달빛마트 고객센터",
        "보낸 날짜: 2026-09-10 09:12",
        "받는 사람: 서다온",
        "제목: 로그인 문의",
    ],
    "Outlook, English": [
        f"From: {SENDER}",
        "Sent: Thursday, September 10, 2026 9:12 AM",
        "To: 서다온",
        "Subject: Re: 로그인",
    ],
    "Outlook, bold": [
        f"*From:* {SENDER}",
        "*Sent:* Thursday, September 10, 2026 9:12 AM",
        "*To:* 서다온",
        "*Subject:* Re: 로그인",
    ],
    "Outlook, a paragraph each": [f"From: {SENDER}", "", "Sent: Thursday", "", "To: 서다온", "", "Subject: Re: 로그인"],
    "Naver": [
        "-----Original Message-----",
        f'From: "달빛마트 고객센터" <{HELP}>',
        "To: <daon@pine.example>",
        "Cc:",
        "Sent: 2026. 9. 10. (목) 09:12 (GMT+09:00)",
        "Subject: Re: 로그인 문의",
    ],
    "Naver, Korean": [
        "-----원본 메시지-----",
        f'보낸사람: "달빛마트" <{HELP}>',
        "받는사람: <daon@pine.example>",
        "날짜: 2026-09-10",
        "제목: 로그인",
    ],
    "Daum": [
        "--------- 원본 메일 ---------",
        f"보낸사람 : {SENDER}",
        "받는사람 : 서다온",
        "날짜 : 2026년 9월 10일 목요일, 09시 12분 34초 +0900",
        "제목 : Re: 로그인 문의",
    ],
    "Samsung": [
        "-------- 원본 이메일 --------",
        f"발신: {SENDER}",
        "날짜: 26/9/10 오전 9:12 (GMT+09:00)",
        "수신: 서다온",
        "제목: Re: 로그인",
    ],
    "forwarded": [
        "---------- Forwarded message ---------",
        f"보낸사람: {SENDER}",
        "Date: 2026년 9월 10일 (목) 오전 9:12",
        "Subject: 점검 안내",
    ],
    "forwarded, Korean": [
        "---------- 전달된 메시지 ----------",
        "보낸 사람: 달빛마트",
        "날짜: 2026-09-10",
        "제목: 점검 안내",
    ],
    "forwarded, iPhone": ["전달된 메시지 시작:", "", f"보낸 사람: {SENDER}", "날짜: 2026. 9. 10.", "제목: 점검 안내"],
    "Gmail, marks lost": [ATTRIBUTIONS["Gmail"]],
    "iPhone, marks lost": [ATTRIBUTIONS["iPhone"]],
    "Zendesk": ["##- 이 줄 위에 회신을 입력하십시오. -##"],
    "Zendesk, English": ["##- Please type your reply above this line -##"],
}
OUTLOOK = "\n".join(HEADS["Outlook"])
BY_PROGRAM = pytest.mark.parametrize("head", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS)
BY_HEAD = pytest.mark.parametrize("head", ["\n".join(lines) for lines in HEADS.values()], ids=HEADS)


@BY_PROGRAM
def test_a_quote_below_goes(head: str) -> None:
    assert own_words(f"{OWN}\n\n{head}\n\n{QUOTED}\n") == OWN


@BY_PROGRAM
def test_text_below_a_marked_quote_stays(head: str) -> None:
    assert own_words(f"{head}\n\n{QUOTED}\n\n{OWN}") == OWN


@BY_PROGRAM
def test_answers_between_marked_lines_stay(head: str) -> None:
    mail = f"{head}\n> 주문번호를 알려 주세요.\n0911-22 입니다\n> 언제 결제하셨나요?\n어제저녁이요\n\n> 감사합니다."
    assert own_words(mail) == "0911-22 입니다\n어제저녁이요"


@BY_PROGRAM
def test_a_quote_within_a_quote_goes_with_it(head: str) -> None:
    older = f"> {head}\n>> 로그인이 안 돼요".replace("\n", "\n> ")
    assert own_words(f"{OWN}\n\n{head}\n{QUOTED}\n{older}") == OWN


@BY_HEAD
def test_a_mail_that_is_not_marked_goes_to_the_end(head: str) -> None:
    assert own_words(f"{OWN}\n\n\n{head}\n\n{THEIRS}\n\n-- \n달빛마트 고객센터") == OWN


@BY_HEAD
def test_where_only_somebody_elses_mail_is_certain_nothing_is_guessed(head: str) -> None:
    with pytest.raises(RecordError, match="somebody else's mail"):
        own_words(f"{head}\n\n{THEIRS}\n\n{OWN}")


@pytest.mark.parametrize("face", [">_<", ">.<", ">ㅁ<", "> <", ">_< 진짜 너무해요"])
def test_a_face_is_no_quote_even_where_quotes_are(face: str) -> None:
    assert own_words(f"배송이 나흘째예요\n{face}\n\n{ATTRIBUTIONS['Gmail']}\n{QUOTED}") == f"배송이 나흘째예요\n{face}"


def test_windows_line_breaks_are_no_matter() -> None:
    mail = f"{OWN}\n\n{ATTRIBUTIONS['Gmail']}\n{QUOTED}".replace("\n", "\r\n")
    assert own_words(mail) == OWN


def test_lines_quoted_by_hand_and_answered_one_by_one_go() -> None:
    mail = "> 구매하신 매장이 어디인가요?\n온라인이요\n> 포장 상태를 알려 주세요.\n모서리가 다 찌그러졌어요"
    assert own_words(mail) == "온라인이요\n모서리가 다 찌그러졌어요"


def test_a_mail_of_nothing_but_a_quote_has_no_words() -> None:
    assert own_words(f"{ATTRIBUTIONS['Gmail']}\n{QUOTED}") == ""


DEVICES = (
    "나의 iPhone에서 보냄",
    "내 iPhone에서 보냄",
    "나의 iPad에서 보냄",
    "Galaxy에서 보냄",
    "나의 Galaxy에서 보냄",
    "삼성 Galaxy 스마트폰에서 보냄",
    "Samsung Mobile에서 보냄",
    "갤럭시에서 보낸 메일입니다",
    "네이버 메일 앱에서 보냄",
    "NAVER 메일앱에서 보냄",
    "다음메일 앱에서 보냈습니다.",
    "모바일에서 보냄",
    "Windows용 메일에서 보냄",
    "Sent from my iPhone",
    "Sent from my Galaxy",
    "Sent from Samsung Mobile",
    "Sent from Outlook for Android",
    "Get Outlook for iOS<https://aka.example/o0ukef>",
    "Android용 Outlook 다운로드",
)
CARDS = {
    "with dashes": "-- \n서다온 과장\n소나무물산(주) 구매팀\nT. 02-555-0142 | M. 010-5550-0142\ndaon@pine.example",
    "with a line": (
        "______________________\n서다온 대리 | 소나무물산 주식회사\nTel 02-555-0142\nFax 02-555-0143\n"
        "E-mail: daon@pine.example"
    ),
    "bare": "서다온 매니저\n㈜소나무물산\n서울특별시 마포구 솔바람로 12, 3층\n02-555-0142\nwww.pine.example",
    "English": "Daon Seo / Manager\nPine Trading Co., Ltd.\nMobile: +82 10-5550-0142\nhttps://pine.example",
    "name only": "-- \n서다온 드림",
    "two dashes": "--\n소나무물산(주) 서다온\nM. 010-5550-0142",
}
DISCLAIMERS = (
    (
        "본 메일은 지정된 수신인만을 위한 것이며 기밀 정보를 포함할 수 있습니다. 수신인이 아닌 경우 무단 공개, 배포, "
        "복사를 금하오니 즉시 삭제하여 주시기 바랍니다."
    ),
    (
        "이 전자우편에는 법률상 보호되는 비밀이 포함될 수 있습니다. 잘못 전송된 경우 발신인에게 알리고 삭제해 주시기 "
        "바라며, 수신자가 아닌 분의 사용과 배포를 금합니다."
    ),
    (
        "This e-mail and any attachments are confidential and intended solely for the addressee. If you are not the "
        "intended recipient, please delete this message and do not copy or disclose its contents."
    ),
)


@pytest.mark.parametrize("line", DEVICES)
def test_the_line_of_a_mail_program_goes(line: str) -> None:
    assert own_words(f"{OWN}\n\n{line}") == OWN
    assert own_words(f"{OWN}\n\n{line}\n\n{ATTRIBUTIONS['iPhone']}\n\n{QUOTED}") == OWN
    assert own_words(line) == ""


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_a_business_card_goes(card: str) -> None:
    assert own_words(f"{OWN}\n감사합니다.\n\n{card}\n") == f"{OWN}\n감사합니다."
    assert own_words(f"{OWN}\n\n{card}\n\n{OUTLOOK}\n{THEIRS}") == OWN


@pytest.mark.parametrize("text", DISCLAIMERS)
def test_a_disclaimer_goes_with_the_card_above_it(text: str) -> None:
    assert own_words(f"{OWN}\n\n{text}") == OWN
    assert own_words(f"{OWN}\n\n{CARDS['bare']}\n\n{text}") == OWN


def test_below_an_unmarked_mail_a_phones_line_alone_is_no_word_of_ones_own() -> None:
    with pytest.raises(RecordError):
        own_words(f"나의 iPhone에서 보냄\n\n{OUTLOOK}\n\n{THEIRS}")


# Texts of customers that look like something else.
OWN_TEXTS = {
    "a face": "배송이 나흘째예요\n>_<\n>ㅁ<\n> <",
    "a path through menus": "> 설정\n> 알림\n> 끄기\n눌러도 그대로예요",
    "a path in one line": "마이페이지 > 주문내역 > 취소 눌러도 안 돼요",
    "an emphasis": ">> 환불해 주세요 <<\n세 번째 말씀드립니다",
    "one quoted line": "> 3일 안에 처리\n라고 하셨는데 열흘이 지났습니다",
    "a parcel": "보낸 사람: 서다온\n받는 사람: 박로운\n날짜: 9월 8일\n위 택배가 아직 도착을 안 했어요",
    "a parcel with a sender's address": "보내는 사람: daon@pine.example\n받는 사람 주소가 바뀌었어요",
    "a subject": "제목: 쿠폰 오류\n내용: 결제할 때 쿠폰이 사라집니다",
    "a date and a sentence": "2026년 9월 10일 오전 9:12에 결제했어요. 상담원은 어제 작성: 이라고만 하네요",
    "what an agent wrote": "9월 10일에 상담원이 쓴 글: 곧 처리된다고 했습니다. 그런데 아직이에요",
    "sent from a phone, as a story": "사진은 제 갤럭시에서 보냈습니다. 확인해 주세요",
    "where it was sent from": "택배는 부산에서 보냄. 송장에는 서울로 나와요",
    "dashes between paragraphs": "첫 번째 문의입니다.\n--\n두 번째는 쿠폰 건입니다. 언제 들어오나요?",
    "dashes with a blank": "첫 문의예요\n-- \n쿠폰도 안 들어왔어요",
    "a line between paragraphs": "어제 산 컵이 깨져 왔어요\n-----\n교환해 주세요",
    "how to reach me": "환불해 주세요.\n\n주문자: 서다온\n연락처: 010-5550-0142\n주소: 서울특별시 마포구 솔바람로 12",
    "where to send it": (
        "교환품은 아래로 보내 주세요\n\n수령인 서다온 대리\n소나무물산(주)\n서울특별시 마포구 솔바람로 12\n02-555-0142"
    ),
    "a complaint about a mail": (
        "이 메일 수신자가 제가 아닌데 왜 자꾸 오나요. 개인정보가 무단으로 공개되고 배포된 것 같아 불쾌합니다. "
        "삭제해 주세요."
    ),
    "a forwarded number": "받은 메일 원문은 첨부했습니다. 확인 부탁드려요",
    "an older message": "이전 메시지에서 말씀드린 것처럼 안 됩니다",
    "blank space": "  앞뒤로 비어 있어도\n\n\n\n그대로 둡니다  \n",
    "nothing": "",
    "a closing": "고맙습니다.\n\n서다온 드림\n010-5550-0142",
    "an address of a page": "https://dalbitmart.example/item/77\n이 상품 언제 들어와요?",
}


@pytest.mark.parametrize("text", OWN_TEXTS.values(), ids=OWN_TEXTS)
def test_a_customers_own_text_stays_to_the_letter(text: str) -> None:
    assert own_words(text) == text


@pytest.mark.parametrize("text", [one for one in OWN_TEXTS.values() if one.strip()])
@BY_PROGRAM
def test_it_also_stays_above_a_quote(head: str, text: str) -> None:
    kept = own_words(f"{text}\n\n{head}\n\n{QUOTED}").split()
    # Arrows are quotes where quotes there are: an attribution says so.
    assert kept == text.split() or any(line.lstrip().startswith(">") for line in text.split("\n"))


@given(
    st.lists(
        st.sampled_from(
            [*OWN_TEXTS.values(), OWN, *map(chr(10).join, HEADS.values()), QUOTED, THEIRS, *CARDS.values()]
        ),
        max_size=5,
    )
)
def test_what_is_left_is_left_again(pieces: list[str]) -> None:
    """Taking the own words of the own words changes nothing, whatever is put together."""
    try:
        once = own_words("\n\n".join(pieces))
    except RecordError:
        return
    try:
        assert own_words(once).split() == once.split()
    except RecordError:
        pytest.fail("what was the customer's own is in doubt the second time")


@given(st.text(max_size=300))
def test_any_text_is_read_and_nothing_is_made_up(text: str) -> None:
    try:
        own = own_words(text)
    except RecordError:
        return
    assert own == text or set(own.split()) <= set(text.split())


def test_long_texts_take_no_time() -> None:
    """Ten thousand lines that almost look like heads; a second would be far too long for a thousand mails."""
    for line in (
        "> ",
        "On 2026 9:12 " + "가" * 200,
        "보낸 사람: @",
        "-" * 280,
        "2026년 9월 10일 " + "오전 9:12, " * 20,
    ):
        own_words(f"{line}\n" * 2_000)


def test_html_of_gmail_keeps_what_stands_below_and_between() -> None:
    html = (
        '<div dir="ltr">다시 해 봤어요</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f"2026년 9월 10일 (목) 오전 9:12, 달빛마트 &lt;<a href='mailto:{HELP}'>{HELP}</a>&gt;님이 작성:<br></div>"
        '<blockquote class="gmail_quote"><div>주문번호가 어떻게 되시나요?</div></blockquote><div>0911-22요</div>'
        "<blockquote><p>감사합니다.</p><blockquote>로그인이 안 돼요</blockquote></blockquote></div>"
    )
    assert own_words(mail_text(html)) == "다시 해 봤어요\n\n0911-22요"


def test_html_of_outlook_reads_line_by_line() -> None:
    html = (
        '<p class="MsoNormal">아직도 멈춥니다.</p><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">서다온 과장</p>'
        '<p class="MsoNormal">소나무물산(주)</p><p class="MsoNormal">Tel. 02-555-0142</p>'
        '<p class="MsoNormal">&nbsp;</p>'
        f'<div><p class="MsoNormal"><b>보낸 사람:</b> 달빛마트 &lt;{HELP}&gt;<br><b>보낸 날짜:</b> 2026년 9월 10일<br>'
        "<b>받는 사람:</b> 서다온<br><b>제목:</b> Re: 로그인</p></div><p class='MsoNormal'>다시 설치해 보세요.</p>"
    )
    assert own_words(mail_text(html)) == "아직도 멈춥니다."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>첫 줄</div><div>둘째 줄</div><div><br></div><div>셋째 줄</div>", "첫 줄\n둘째 줄\n\n셋째 줄"),
        ("해지가&nbsp;안 &lt;됩니다&gt; &amp; 불편<br/>합니다", "해지가 안 <됩니다> & 불편\n합니다"),
        ("<p>하나</p><p>둘</p>", "하나\n\n둘"),
        ("<style>p{}</style><script>x()</script><div style='display:none'>숨은 글</div>보이는 글", "보이는 글"),
        ("", ""),
        ("꺾쇠 없는 글", "꺾쇠 없는 글"),
    ],
)
def test_html_is_read_as_it_is_seen(html: str, text: str) -> None:
    assert mail_text(html) == text


def test_html_that_cannot_be_read_is_said_to_be_so() -> None:
    with pytest.raises(RecordError, match="HTML cannot be read"):
        mail_text("<div>" * 3_000)

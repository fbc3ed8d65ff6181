"""What tools that send messages call their columns, in Korean and in English."""

import re
import unicodedata
from collections.abc import Mapping

from voc.messages.fields import Field

_LONGEST = 60
_NO_LETTERS = re.compile(r"[\W_]+")
# A unit in brackets behind a title: 발송수(건), 매출 (원).
_UNIT = re.compile(r"\((?:건|명|원|회|krw|won|수|%)\)$", re.IGNORECASE)

_TITLES: Mapping[Field, str] = {
    "archive_id": "말귀id malgwiid",
    "sent_at": """
        발송일시 전송일시 발신일시 보낸일시 발송시각 발송시간 발송완료일시 발송시작일시 발송시작 발송일자 발송일
        발송날짜 전송일자 전송일 보낸날짜 보낸날 발신일 sentat senton sentdatetime senttime sentdate sendtime
        senddate launchdate launchtime lastsent firstsent 일시 날짜 일자 datetime timestamp date 예약일시
        발송예약일시 예약시간 scheduledat scheduledtime
    """,
    "sent_time": """
        발송시각 발송시간 전송시각 전송시간 보낸시각 보낸시간 발송시 시각 시간 senttime sendtime timeofday time hour
    """,
    "channel": """
        채널 발송채널 메시지채널 채널명 채널유형 메시지유형 메시지타입 메시지종류 발송유형 발송타입 발송종류
        발송수단 매체 channel channels messagechannel channeltype messagetype channelname sendtype
    """,
    "segment": """
        세그먼트 세그먼트명 타겟세그먼트 타깃세그먼트 고객군 고객그룹 고객세그먼트 타겟 타깃 타겟그룹 타깃그룹
        수신그룹 발송대상 대상그룹 대상고객 오디언스 대상 수신대상 segment segments segmentname targetsegment
        targetsegments audience targetaudience targetgroup target
    """,
    "stage": """
        퍼널단계 퍼널 여정단계 고객여정 고객여정단계 고객단계 단계 funnelstage funnel stage journeystage
        lifecyclestage
    """,
    "campaign": """
        캠페인 캠페인명 캠페인이름 캠페인제목 campaign campaignname canvasname 메시지명 메시지이름 발송명 프로젝트
        프로젝트명 messagename 이름 name
    """,
    "title": """
        제목 메시지제목 푸시제목 알림제목 발송제목 메일제목 타이틀 title messagetitle pushtitle subject subjectline
        emailsubject headline
    """,
    "body": """
        본문 메시지본문 메시지내용 발송내용 발송문구 푸시내용 푸시본문 알림내용 템플릿내용 내용 메시지 문구 카피
        텍스트 body messagebody messagecontent messagetext pushbody message content text copy alert
    """,
    "image": """
        이미지 이미지여부 이미지유무 이미지첨부 이미지첨부여부 이미지사용 첨부이미지 이미지url 이미지파일
        이미지파일명 사진 배너 썸네일 image hasimage imageurl images picture media mediaurl richimage bigpicture
    """,
    "is_ad": """
        광고 광고여부 광고성 광고성여부 광고성메시지 광고구분 광고정보구분 광고표시 isad ad advertising
        isadvertising promotional ispromotional
    """,
    "sent": """
        발송수 발송건수 총발송수 총발송건수 전송수 전송건수 발송인원 발송고객수 발송대상수 대상자수 대상수
        발송요청수 발송요청건수 요청수 발송량 발송 sent sends sendcount sentcount totalsent totalsends messagessent
        recipients uniquerecipients nsent
    """,
    "delivered": """
        도달수 도달건수 도달고객수 수신수 수신성공수 성공수 성공건수 발송성공수 발송성공건수 발송성공 전송성공
        전송성공수 도달 성공 delivered deliveries deliverycount deliveredcount successcount successes ndelivered
    """,
    "opened": """
        순오픈수 오픈수 오픈건수 오픈고객수 열람수 열람건수 열람고객수 읽음수 확인수 확인건수 오픈 열람 읽음
        uniqueopens uniqueopened opened opens opencount openedcount directopens reads nopened
    """,
    "clicked": """
        순클릭수 클릭수 클릭건수 클릭고객수 클릭자수 클릭 uniqueclicks uniqueclicked clicked clicks clickcount
        clickedcount taps nclicked
    """,
    "converted": """
        전환수 전환건수 전환고객수 전환자수 구매고객수 구매자수 구매수 구매건수 전환 uniqueconversions converted
        conversions conversioncount primaryconversions primaryconversionsa purchases nconverted
    """,
    "revenue": """
        매출 매출액 전환매출 전환매출액 구매금액 전환금액 거래액 revenue totalrevenue conversionrevenue
        conversionvalue sales gmv
    """,
    "opted_out": """
        수신거부수 수신거부건수 수신거부고객수 거부수 수신거부 구독취소수 구독취소 수신차단수 차단수 optedout
        optouts optout unsubscribes unsubscribed unsubscribecount uniqueunsubscribes nunsubscribed noptedout
    """,
    "test": """
        테스트 테스트명 테스트이름 ab테스트 ab테스트명 실험 실험명 test testname abtest abtestname experiment
        experimentname
    """,
    "variant": """
        변형 변형명 메시지변형 시안 테스트안 실험군 variant variantname variation variationname messagevariation
        messagevariationname
    """,
    "id": """
        메시지id 메시지아이디 메시지번호 발송id 발송번호 발송건id messageid dispatchid sendid messagevariationid
        variationid 캠페인id 캠페인아이디 campaignid 아이디 id
    """,
}
_RATES: Mapping[Field, str] = {
    "delivered": "도달률 도달율 성공률 발송성공률 deliveryrate deliveredrate",
    "opened": "오픈율 오픈률 열람률 열람율 확인율 openrate uniqueopenrate",
    "clicked": "클릭률 클릭율 clickrate ctr clickthroughrate uniqueclickrate",
    "converted": "전환율 전환률 conversionrate cvr",
    "opted_out": "수신거부율 수신거부률 unsubscriberate optoutrate",
}
# By field, folded. Of several columns for one field the one whose title stands first is taken.
TITLES: Mapping[Field, tuple[str, ...]] = {field: tuple(titles.split()) for field, titles in _TITLES.items()}
# Shares of recipients, which can be counted only beside the number of those it was sent to.
RATES: Mapping[Field, tuple[str, ...]] = {field: tuple(titles.split()) for field, titles in _RATES.items()}
# What tools add and the archive has no place for.
NO_FIELD = re.compile(
    r"^(?:상태|발송상태|status|작성자|담당자|등록자|생성자|owner|createdby|author|생성일시?|등록일시?|수정일시?|최종편집일시?"
    r"|최종수정일시?|생성시각|created|createdat|createdtime|updatedat|lasteditedtime|lasteditedby|비고|메모|notes?|태그|tags?"
    r"|url|링크|랜딩url|link|deeplink|딥링크|비용|발송비용|cost|실패수?|실패건수|failed|failures|bounces|bounced|템플릿코드"
    r"|templatecode|발신번호|sender|발신자|보낸사람|번호|no|순번|발신프로필|총오픈수|총클릭수|totalopens|totalclicks|앱그룹|workspace)$"
)


def fold(title: str) -> str:
    """Reduce a title to what is compared: NFC, lower case, letters and digits only, without a unit in brackets.

    Examples
    --------
    >>> fold("발송 일시"), fold("Sent_At"), fold("매출 (원)"), fold("A/B 테스트")
    ('발송일시', 'sentat', '매출', 'ab테스트')
    """
    plain = unicodedata.normalize("NFC", title).casefold().strip()
    return _NO_LETTERS.sub("", _UNIT.sub("", plain))[:_LONGEST]

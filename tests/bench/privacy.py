"""Measure masking: recall of planted personal data, share of look-alikes masked, texts per second.

    python tests/bench/privacy.py [--cases 400] [--seed 20260831] [--against kiwi presidio] [--misses]

Every case is invented: values are built digit by digit and set into carrier sentences that no pattern was written
from.
A value counts as found when every letter and digit of it is covered, as a look-alike masked when one character is.
"""

import argparse
import random
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from voc.privacy import Masker

Spans = list[tuple[int, int]]


class Case(NamedTuple):
    """A text with one stretch that must be masked, or must stay."""

    kind: str
    text: str
    start: int
    end: int


def digits(rng: random.Random, n: int, first: str = "0123456789") -> str:
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(n - 1))


# --- ways to write the same number -----------------------------------------------------------------------------------

WIDE = str.maketrans("0123456789-.", "０１２３４５６７８９－．")
READ = ["영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"]
DASHES = ["-", "-", "-", "-", " ", ".", " - ", "–", "—", "−", "ㅡ", "‐", "", ""]


def joined(rng: random.Random, groups: list[str], *, bare: bool = True) -> str:
    dash = rng.choice(DASHES if bare else DASHES[:-2])
    text = dash.join(groups)
    way = rng.random()
    if way < 0.08:
        return text.translate(WIDE)
    if way < 0.14:
        at = rng.randrange(1, len(text))
        return text[:at] + rng.choice("\u200b\u200d\ufeff\u2060") + text[at:]
    return text


def spoken(rng: random.Random, groups: list[str], share: float = 1.0) -> str:
    zero = rng.choice("공영")
    words = ["".join((zero if c == "0" else READ[int(c)]) if rng.random() < share else c for c in g) for g in groups]
    return rng.choice([" ", "", "-", " "]).join(words)


def birthday(rng: random.Random) -> tuple[int, int, int]:
    return rng.randint(1950, 2009), rng.randint(1, 12), rng.randint(1, 28)


# --- values ----------------------------------------------------------------------------------------------------------


def mobile(rng: random.Random) -> str:
    groups = ["010", digits(rng, 4, "23456789"), digits(rng, 4)]
    if rng.random() < 0.05:
        groups = [rng.choice(["011", "016", "017", "019"]), digits(rng, 3, "23456789"), digits(rng, 4)]
    way = rng.random()
    if way < 0.1:
        return (
            rng.choice(["+82 10", "+82-10", "82-10", "+8210", "+82 (0)10", "+82)10"])
            + rng.choice(["-", " ", ""])
            + joined(rng, groups[1:])
        )
    if way < 0.2 and groups[0] == "010":
        return spoken(rng, groups, rng.choice([1.0, 1.0, 0.5]))
    if way < 0.24:
        return f"({groups[0]}){groups[1]}-{groups[2]}"
    if way < 0.27:
        return " ".join("".join(groups))
    if way < 0.29:
        return f"{groups[0]}-{groups[1]}\n-{groups[2]}"
    return joined(rng, groups)


def landline(rng: random.Random) -> str:
    groups = [
        rng.choice(["02", "031", "032", "051", "053", "062", "042", "064", "070", "0507"]),
        digits(rng, rng.choice([3, 4]), "23456789"),
        digits(rng, 4),
    ]
    if groups[0] in {"070", "0507"}:
        groups[1] = digits(rng, 4, "23456789")
    if rng.random() < 0.1:
        return f"{groups[0]}){groups[1]}-{groups[2]}"
    return joined(rng, groups)


def email(rng: random.Random) -> str:
    local = rng.choice(["gildong", "min_su", "haneul.kim", "j.y-park", "abc", "sun+tax", "x", "HONG"]) + rng.choice(
        ["", digits(rng, 2), digits(rng, 4)]
    )
    host = rng.choice(
        [
            "naver.com",
            "gmail.com",
            "hanmail.net",
            "narae-tax.co.kr",
            "mail.example.org",
            "sub.dept.univ.ac.kr",
            "kakao.com",
        ]
    )
    way = rng.random()
    if way < 0.06:
        return f"{local}＠{host}"
    if way < 0.12:
        return f"{local} @ {host}"
    if way < 0.16:
        return f"{local}(at){host}"
    if way < 0.2:
        return f"{local}골뱅이{host}"
    return f"{local}@{host}"


def rrn(rng: random.Random, signs: tuple[str, str] = ("12", "34")) -> str:
    year, month, day = birthday(rng)
    front = f"{year % 100:02}{month:02}{day:02}"
    back = digits(rng, 7, signs[year >= 2000])
    way = rng.random()
    if way < 0.06:
        return f"{front}-{back[0]}******"
    if way < 0.12:
        return spoken(rng, [front, back])
    return joined(rng, [front, back])


def foreigner(rng: random.Random) -> str:
    return rrn(rng, ("56", "78"))


def card(rng: random.Random) -> str:
    body = rng.choice(["4", "51", "53", "55", "35", "9410", "9490", "6210"])
    body += digits(rng, 15 - len(body))
    doubled = [int(c) * 2 for c in body[::-2]]
    total = sum(n - 9 if n > 9 else n for n in doubled) + sum(int(c) for c in body[-2::-2])
    number = body + str(-total % 10)
    if rng.random() < 0.05:
        amex = "37" + digits(rng, 13)
        return f"{amex[:4]}-{amex[4:10]}-{amex[10:]}"
    return joined(rng, [number[i : i + 4] for i in range(0, 16, 4)])


ACCOUNTS = [(3, 3, 6), (6, 2, 6), (4, 3, 6), (3, 6, 2, 3), (3, 4, 4, 2), (4, 2, 7), (3, 6, 5), (3, 2, 6)]


def account(rng: random.Random) -> str:
    groups = [digits(rng, n, "123456789" if not i else "0123456789") for i, n in enumerate(rng.choice(ACCOUNTS))]
    return spoken(rng, groups) if rng.random() < 0.05 else joined(rng, groups)


def passport(rng: random.Random) -> str:
    letter = rng.choice("MMMSR")
    return letter + (digits(rng, 8) if rng.random() < 0.5 else digits(rng, 3) + rng.choice("ABCDEFG") + digits(rng, 4))


def licence(rng: random.Random) -> str:
    if rng.random() < 0.2:
        return f"{rng.choice(['서울', '경기', '부산'])} {digits(rng, 2)}-{digits(rng, 6)}-{digits(rng, 2)}"
    return joined(rng, [rng.choice(["11", "13", "21", "26", "28"]), digits(rng, 2), digits(rng, 6), digits(rng, 2)])


def birth(rng: random.Random) -> str:
    year, month, day = birthday(rng)
    return rng.choice(
        [
            f"{year}년 {month}월 {day}일",
            f"{year}.{month:02}.{day:02}",
            f"{year}-{month:02}-{day:02}",
            f"{year % 100:02}{month:02}{day:02}",
            f"{year}{month:02}{day:02}",
            f"{year % 100:02}.{month}.{day}",
            f"{year}/{month}/{day}",
        ]
    )


def bizno(rng: random.Random) -> str:
    return joined(rng, [digits(rng, 3, "123456789"), digits(rng, 2), digits(rng, 5)])


def address(rng: random.Random) -> str:
    number = rng.choice([str(rng.randint(1, 400)), f"{rng.randint(1, 400)}-{rng.randint(1, 30)}"])
    road = rng.choice(["한빛로", "새솔대로", "나래로12번길", "은행나무길", "봄내2로", "가람로 7길"])
    town = rng.choice(
        [
            "서울시 한강구",
            "서울 마포구",
            "경기도 수원시 팔달구",
            "부산광역시 해운대구",
            "경기 성남시 분당구",
            "충남 천안시",
            "인천 서구",
            "강원도 춘천시",
            "새솔시",
        ]
    )
    lot = rng.choice(["새솔동", "봄내동", "한빛읍 가람리", "은하동2가"])
    flat = f"{rng.randint(101, 120)}동 {rng.randint(101, 2500)}호"
    house = rng.choice(["한빛아파트", "나래빌라", "새솔캐슬", "봄내푸른마을"])
    return rng.choice(
        [
            f"{town} {road} {number}",
            f"{town} {road} {number}, {flat}",
            f"{town} {road} {number} ({lot.split()[0]})",
            f"{town} {lot} {number}번지",
            f"{town} {lot} {rng.randint(10, 900)}-{rng.randint(1, 30)} {house} {flat}",
            f"{town} {road} {number} {house} {flat}",
            flat,
            f"{house} {flat}",
            f"{town} {road} {number} {rng.randint(1, 12)}층",
        ]
    )


SURNAMES = "김이박최정강조윤장임한오서신권황안송류홍전고문손양배백허유남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기"
GIVEN = [
    "길동",
    "민수",
    "지은",
    "서연",
    "하늘",
    "슬기",
    "민준",
    "도윤",
    "예은",
    "지후",
    "수아",
    "태현",
    "은지",
    "보람",
    "나래",
    "영희",
    "철수",
    "순자",
    "미경",
    "경숙",
    "상훈",
    "재원",
    "정아",
    "가람",
    "다솜",
    "한별",
    "준호",
    "시우",
    "유진",
    "하은",
    "성민",
    "동현",
    "혜진",
    "수빈",
    "우진",
    "민재",
    "지훈",
    "현우",
    "서준",
    "은서",
    "채원",
    "지아",
    "윤서",
    "소율",
    "아린",
    "나은",
    "다은",
    "유나",
    "시연",
    "연우",
    "건우",
    "승민",
    "찬호",
    "병철",
    "영수",
    "광수",
    "옥순",
    "말자",
    "춘자",
    "복순",
    "덕수",
    "기태",
    "형식",
    "태식",
    "규리",
    "세라",
    "라희",
    "리아",
    "로운",
    "이든",
]


def name(rng: random.Random) -> str:
    if rng.random() < 0.04:
        return rng.choice(["남궁", "황보", "제갈", "선우"]) + rng.choice(GIVEN)
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def secret(rng: random.Random) -> str:
    return (
        "".join(rng.choice("abcdefghijkmnpqrstuvwxyzABCDEFGH23456789_-") for _ in range(rng.choice([8, 16, 32, 40])))
        + "7"
    )


def ipv4(rng: random.Random) -> str:
    return ".".join(str(rng.randint(11, 254)) for _ in range(4))


def ipv6(rng: random.Random) -> str:
    if rng.random() < 0.4:
        return f"2001:db8::{rng.randrange(1 << 16):x}:{rng.randrange(1, 1 << 16):x}"
    return ":".join(f"{rng.randrange(1 << 16):x}" for _ in range(8))


# --- sentences -------------------------------------------------------------------------------------------------------

PLANTED: dict[str, tuple[Callable[[random.Random], str], list[str]]] = {
    "mobile": (
        mobile,
        [
            "{}로 전화 주세요",
            "제 번호는 {}입니다",
            "연락처 {}",
            "{} 여기로 문자 부탁드려요",
            "왜 {}으로 자꾸 광고가 오죠?",
            "핸드폰({})이 정지됐어요",
            "{}인데 인증번호가 안 와요",
            "엄마 폰 {}, 제 폰 다름",
            "H.P {} / 통화 가능",
            "{}에게 안내해 주세요",
            "문의:{}",
        ],
    ),
    "landline": (
        landline,
        [
            "{}로 전화했더니 안 받아요",
            "사무실 번호 {}이요",
            "집전화 {}입니다",
            "TEL {}",
            "팩스는 {}로 보내주세요",
            "{}번으로 전화가 자꾸 와요",
            "유선 {} 남깁니다",
        ],
    ),
    "email": (
        email,
        [
            "메일은 {}입니다",
            "{}으로 보내주세요",
            "제 이메일 {}로 영수증이 안 와요",
            "답장은 {}",
            "아이디가 {}인데 로그인이 안돼요",
            "{}, 여기로요",
            "email:{}",
        ],
    ),
    "rrn": (
        rrn,
        [
            "주민번호 {}입니다",
            "{} 이걸로 조회해 주세요",
            "제 주민등록번호가 {}인데 인증이 안돼요",
            "왜 {}까지 적으라고 하나요",
            "주민등록번호 : {}",
            "본인 확인용 {}",
            "아이 꺼는 {}이에요",
        ],
    ),
    "foreigner": (
        foreigner,
        [
            "외국인등록번호 {}입니다",
            "{}로 가입이 안 돼요",
            "등록증 번호 {}인데 오류나요",
            "외국인 등록번호: {}",
            "my number {} 인증 안됨",
        ],
    ),
    "card": (
        card,
        [
            "카드번호 {}로 결제했어요",
            "{} 카드가 등록이 안됩니다",
            "제 카드 {}인데 취소해 주세요",
            "결제는 {} 로 했고요",
            "신용카드: {}",
            "{} 유효기간 지났다고 나와요",
        ],
    ),
    "account": (
        account,
        [
            "계좌번호는 {}입니다",
            "신한은행 {}로 보내주세요",
            "환급 계좌 {}",
            "농협 {}",
            "카카오뱅크 {} 로 입금 부탁드립니다",
            "{} 국민은행입니다",
            "환불은 {}로 입금해 주세요",
            "통장 {}에 안 들어왔어요",
            "입금계좌: {}",
        ],
    ),
    "passport": (
        passport,
        [
            "여권번호 {}입니다",
            "여권 {}로 인증이 안돼요",
            "passport {} 입력하면 오류",
            "여권번호가 {}인데 틀리다고 나와요",
            "{} 이게 제 여권이에요",
        ],
    ),
    "licence": (
        licence,
        [
            "운전면허번호 {}입니다",
            "면허증 {}로 인증했어요",
            "면허번호: {}",
            "{} 면허로 본인인증이 안됩니다",
            "운전면허 {}이 조회가 안돼요",
        ],
    ),
    "birth": (
        birth,
        [
            "생년월일 {}입니다",
            "생년월일은 {}이고요",
            "제 생일이 {}인데 나이가 틀려요",
            "생일: {}",
            "{}생인데 가입이 안돼요",
            "저는 {}에 태어났어요",
            "출생일 {}",
            "생년월일({})이 다르대요",
        ],
    ),
    "bizno": (
        bizno,
        ["사업자번호 {}입니다", "사업자등록번호 {}로 조회가 안돼요", "사업자 등록번호: {}", "저희 사업자 {}예요"],
    ),
    "address": (
        address,
        [
            "주소는 {}입니다",
            "{}로 보내주세요",
            "{}에 살아요",
            "배송지 {}",
            "제가 사는 곳은 {}인데요",
            "{} 여기로 이사했어요",
            "주소: {}",
            "집이 {}라서요",
        ],
    ),
    "name": (
        name,
        [
            "{}님이 도와주셨어요",
            "이름은 {}입니다",
            "예금주 {}",
            "성명: {}",
            "상담해주신 {} 상담원님 감사해요",
            "저는 {}입니다",
            "{}씨가 전화했어요",
            "입금자명 {}이요",
            "제 이름이 {}인데 다르게 나와요",
            "{} 고객님이라고 문자가 왔어요",
            "담당자 이름은 {}이었어요",
            "안녕하세요 {}입니다",
            "받는 사람: {}",
            "{}님,",
            "성함이 {}라고 하셨어요",
            "입금자 {}",
            "저는 {}이라고 합니다",
            "어제 통화한 {} 매니저님",
            "예금주는 {}으로 되어 있어요",
        ],
    ),
    "secret": (
        secret,
        [
            "https://narae.example/login?token={} 눌러도 안돼요",
            "http://a.example/x?id=3&session={}&p=1",
            "https://user:{}@host.example/a 접속이 안됨",
            "https://api.example/v1?api_key={}",
            "https://b.example/cb?access_token={}#top 이 링크요",
            "www.c.example/r?sessionid={} 만료래요",
        ],
    ),
    "ipv4": (
        ipv4,
        [
            "접속 IP가 {}로 나와요",
            "{}에서 로그인했다고 알림이 왔어요",
            "아이피 {}입니다",
            "제 ip {} 차단 풀어주세요",
            "http://{}:8080/login 이 뭔가요",
        ],
    ),
    "ipv6": (ipv6, ["IP {} 에서 접속", "주소가 {}로 떠요", "[{}]로 로그인 알림"]),
}


def lookalikes(rng: random.Random) -> list[tuple[str, str]]:
    d = lambda n, first="123456789": digits(rng, n, first)  # noqa: E731 - a short name keeps the table readable
    day = f"{rng.randint(2019, 2026)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    ymd = f"{day[:4]}.{day[4:6]}.{day[6:]}"
    return [
        ("amount", f"환급액이 [{rng.randint(1, 999)},{d(3)},{d(3)}]원이라는데 맞나요"),
        ("amount", f"[{d(rng.choice([5, 6, 7, 8]))}]원 결제됐어요"),
        ("amount", f"수수료 [{rng.randint(1, 90)}만{rng.randint(1, 9)}천원]이 너무 비싸요"),
        ("amount", f"계좌에서 [{d(6)}]원이 빠져나갔어요"),
        ("amount", f"작년엔 [{rng.randint(100, 999)}.{rng.randint(1, 9)}]만원 받았는데"),
        ("date", f"[{ymd}]에 신청했는데 아직이에요"),
        ("date", f"[{day[:4]}년 {int(day[4:6])}월 {int(day[6:])}일] 오후 3시에 전화했어요"),
        ("date", f"[{day[:4]}-{day[4:6]}-{day[6:]} 14:{rng.randint(10, 59)}:{rng.randint(10, 59)}] 결제 내역"),
        ("date", f"[{day}] 신청분 언제 들어오나요"),
        ("date", f"[{day[2:]}]까지라고 했잖아요"),
        ("date", f"{rng.choice(['업데이트', '이벤트', '마감'])}가 [{int(day[4:6])}월 {int(day[6:])}일]이래요"),
        ("time", f"[{rng.randint(0, 23)}:{rng.randint(10, 59)}]부터 [안됨]".replace("[안됨]", "안됨")),
        ("order", f"주문번호 [{day}-{d(7)}] 확인해 주세요"),
        ("order", f"주문번호는 [{d(13)}]입니다"),
        ("order", f"[{day}-{d(6)}] 이 주문 취소요"),
        ("order", f"주문 번호: [ORD-{day}-{d(4)}]"),
        ("parcel", f"운송장 [{d(4)}-{d(4)}-{d(4)}] 조회가 안돼요"),
        ("parcel", f"송장번호 [{d(12)}]입니다"),
        ("parcel", f"택배 운송장번호가 [{d(10)}]인데요"),
        ("parcel", f"등기번호 [{d(13)}] 배송완료래요"),
        ("receipt", f"영수증 번호 [{d(4)}-{d(4)}-{d(4)}-{d(4)}]"),
        ("receipt", f"승인번호 [{d(8)}] 취소해 주세요"),
        ("receipt", f"카드 승인번호는 [{d(8)}]이에요"),
        ("transaction", f"거래번호 [{day}{d(8)}] 오류"),
        ("transaction", f"이체 거래 ID [{d(12)}]"),
        ("ticket", f"접수번호 [{d(3)}-{d(2)}-{d(5)}]로 문의드려요"),
        ("ticket", f"문의번호 [{d(3)}-{d(3)}-{d(6)}] 답변이 없어요"),
        ("ticket", f"문의번호 #[{d(10)}]"),
        ("ticket", f"접수 번호가 [{day}{d(5)}]인데 언제 처리되나요"),
        ("ticket", f"민원 신청번호 [1AA-{day[2:6]}-{d(7)}]"),
        ("barcode", f"바코드 [880{d(10)}] 찍어도 안 나와요"),
        ("barcode", f"바코드가 [{d(13)}]인 상품이요"),
        ("error", f"에러코드 [E{d(4)}-{d(4)}]가 떠요"),
        ("error", f"오류 코드 [{d(rng.choice([4, 8]))}] 뜨면서 꺼져요"),
        ("error", f"[0x{d(8)}] 에러가 나요"),
        ("version", f"[{rng.randint(1, 9)}.{rng.randint(0, 30)}.{rng.randint(0, 30)}] 버전부터 느려요"),
        (
            "version",
            f"버전 [{rng.randint(1, 9)}.{rng.randint(0, 30)}.{rng.randint(0, 30)}.{rng.randint(10, 250)}]로 올렸더니 안 켜져요",
        ),
        ("version", f"아이폰 iOS [{rng.randint(12, 19)}.{rng.randint(0, 9)}.{rng.randint(0, 9)}]입니다"),
        ("version", f"v[{rng.randint(1, 9)}.{rng.randint(0, 9)}.{rng.randint(0, 9)}.{rng.randint(0, 9)}]에서 발생"),
        ("law", f"소득세법 [제{rng.randint(1, 160)}조 제{rng.randint(1, 9)}항] 위반 아닌가요"),
        ("law", f"국세기본법 [제{rng.randint(10, 90)}조의{rng.randint(2, 9)}]에 따르면"),
        (
            "hotline",
            f"[{rng.choice(['1588', '1577', '1644', '1660', '1899', '1833', '1522'])}-{d(4)}]로 전화해도 안 받네요",
        ),
        ("hotline", f"[080-{d(3)}-{d(4)}] 수신거부가 안돼요"),
        ("hotline", f"국세청 [{rng.choice(['126', '110', '1345', '182', '118'])}]에 물어보라네요"),
        ("coordinates", f"위치가 [{rng.randint(33, 38)}.{d(4)}, {rng.randint(126, 129)}.{d(4)}]로 잡혀요"),
        ("coordinates", f"[{rng.randint(33, 38)}.{d(7)}, {rng.randint(126, 129)}.{d(7)}] 여기인데"),
        ("model", f"[SM-S{d(3)}N] 쓰는데 안돼요"),
        ("model", f"갤럭시 [S{rng.randint(20, 26)}], 아이폰 [안됨]".replace("[안됨]", "안됨")),
        ("model", f"모델명 [LM-V{d(3)}{rng.choice('NKLS')}]"),
        ("hash", f"로그 [{rng.randbytes(16).hex()}] 첨부합니다"),
        (
            "hash",
            f"요청 ID [{rng.randbytes(4).hex()}-{rng.randbytes(2).hex()}-{rng.randbytes(2).hex()}-{rng.randbytes(2).hex()}-{rng.randbytes(6).hex()}]",
        ),
        ("id", f"https://shop.example/item/[{d(12)}]?page=2 이 상품이요"),
        ("id", f"회원번호 [{d(8)}]입니다"),
        ("count", f"[{rng.randint(2, 9)}번이나 {rng.randint(10, 90)}분]을 기다렸어요"),
        ("count", f"카드로 [{rng.randint(2, 30)}]번 시도했는데 안돼요"),
        ("count", f"앱으로 [{rng.randint(2, 30)}]건 신고했고 추가로 {rng.randint(2, 9)}건 남았어요"),
        ("count", f"별점 [{rng.randint(1, 5)}점]도 아까워요"),
        (
            "role",
            f"[{rng.choice(['회원', '고객', '상담원', '사장', '선생', '기사', '대표', '담당자', '개발자', '운영자', '판매자', '관리자', '세무사', '팀장', '매니저', '직원', '부모', '어머', '아버', '형', '손', '작가', '강사', '코치'])}]님이 확인해 주셨으면",
        ),
        (
            "role",
            f"[{rng.choice(['담당 상담원', '이용자', '우수 고객', '신규 회원', '직원', '택배 기사', '센터 직원', '세무 대리인'])}]님께 감사드려요",
        ),
        ("role", f"{rng.choice(['날', '글', '솜', '아저', '아가', '마음', '불'])}[씨]가 좋네요"),
        (
            "cue",
            rng.choice(
                [
                    "이름은 [왜 물어보나요]",
                    "성명: [없음]",
                    "이름이 [이상해요]",
                    "이름 [변경하고] 싶어요",
                    "예금주 [확인이] 안돼요",
                    "예금주가 [다르다고] 나와요",
                    "입금자명 [수정해] 주세요",
                    "이름을 [잘못] 입력했어요",
                    "성함은 [필요] 없잖아요",
                    "이름이 [전부] 깨져 보여요",
                    "예금주 [불일치] 오류",
                    "이름 [조회가] 안됩니다",
                    "이름은 [공개하기] 싫어요",
                ]
            ),
        ),
        (
            "cue",
            rng.choice(
                [
                    "저는 [주부]입니다",
                    "저는 [대학생]입니다",
                    "저는 [공무원]인데요",
                    "저는 [직장인]이에요",
                    "저는 [반대]입니다",
                    "저는 [이용자]입니다",
                    "안녕하세요 [문의]입니다",
                    "저는 [한국인]입니다",
                ]
            ),
        ),
        (
            "cue",
            rng.choice(
                [
                    "생일 [쿠폰 5000]원이 안 들어와요",
                    "생년월일 [6자리]를 넣으라는데",
                    "[2024년 생산]된 제품이에요",
                    "생일이 [3일] 지났어요",
                    "이메일 [주소 3개] 등록",
                    "계좌 [2개] 등록했어요",
                    "카드 [3장] 있어요",
                    "비밀번호 [5회] 오류래요",
                    "주민번호 [13자리] 왜 받나요",
                ]
            ),
        ),
    ]


BEFORE = [
    "",
    "",
    "",
    "안녕하세요. ",
    "3일째 기다립니다. ",
    "문의드립니다\n",
    "앱이 자꾸 꺼져요 ",
    "급해요!! ",
    "환불 2번 신청했는데 답이 없네요. ",
    "- ",
]
AFTER = [
    "",
    "",
    "",
    " 빨리 부탁드려요",
    ".\n감사합니다",
    " ㅠㅠ",
    "!! 별점 1점",
    " (2026.09.01 접수)",
    ", 확인 바랍니다.",
]


def planted_cases(seed: int, n: int) -> Iterator[Case]:
    """Yield `n` cases per kind."""
    for kind, (make, carriers) in PLANTED.items():
        rng = random.Random(f"{seed}{kind}")
        for _ in range(n):
            value, carrier = make(rng), rng.choice(carriers)
            # The landline and passport of a sentence without a cue are still theirs; 조사 come from the carrier.
            head, tail = carrier.split("{}")
            before, after = rng.choice(BEFORE) + head, tail + rng.choice(AFTER)
            yield Case(kind, before + value + after, len(before), len(before) + len(value))


def lookalike_cases(seed: int, n: int) -> Iterator[Case]:
    """Yield cases that must stay: `n` rounds through the table."""
    rng = random.Random(seed)
    for _ in range(n):
        for kind, marked in lookalikes(rng):
            before, _, rest = marked.partition("[")
            value, _, after = rest.partition("]")
            before = rng.choice(BEFORE) + before
            yield Case(
                kind, before + value + after.replace("[", "").replace("]", ""), len(before), len(before) + len(value)
            )


# --- counting --------------------------------------------------------------------------------------------------------


def covered(case: Case, spans: Spans) -> bool:
    inside = {i for start, end in spans for i in range(start, end)}
    return all(i in inside for i in range(case.start, case.end) if case.text[i].isalnum())


def touched(case: Case, spans: Spans) -> bool:
    return any(start < case.end and end > case.start for start, end in spans)


def ours() -> Callable[[str], Spans]:
    masker = Masker()
    return lambda text: [(span.start, span.end) for span in masker.mask(text).spans]


def kiwi() -> Callable[[str], Spans]:
    """Kiwi's own pattern tokens, and proper nouns before 님 and 씨."""
    from kiwipiepy import Kiwi

    tokenizer = Kiwi()

    def find(text: str) -> Spans:
        tokens = tokenizer.tokenize(text)
        spans = [(t.start, t.end) for t in tokens if t.tag in {"W_URL", "W_EMAIL", "W_SERIAL"}]
        return spans + [
            (a.start, a.end)
            for a, b in zip(tokens, tokens[1:], strict=False)
            if a.tag == "NNP" and b.form in {"님", "씨"}
        ]

    return find


def presidio() -> Callable[[str], Spans]:
    """Presidio's recognisers for Korea with its general ones, every score taken."""
    from presidio_analyzer import predefined_recognizers as known
    from presidio_analyzer.predefined_recognizers.country_specific import korea

    recognisers = [getattr(korea, name)() for name in korea.__all__]
    recognisers += [
        known.EmailRecognizer(),
        known.CreditCardRecognizer(),
        known.IpRecognizer(),
        known.PhoneRecognizer(supported_regions=("KR",)),
    ]

    def find(text: str) -> Spans:
        return [(r.start, r.end) for one in recognisers for r in one.analyze(text, one.supported_entities, None)]

    return find


def table(find: Callable[[str], Spans], planted: list[Case], kept: list[Case], *, misses: bool) -> None:
    started = time.perf_counter()
    results = [(case, find(case.text)) for case in planted]
    others = [(case, find(case.text)) for case in kept]
    seconds = time.perf_counter() - started
    for title, rows, good in (("recall", results, covered), ("look-alikes masked", others, touched)):
        kinds = list(dict.fromkeys(case.kind for case, _ in rows))
        print(f"{title}:")
        for kind in kinds:
            hits = [good(case, spans) for case, spans in rows if case.kind == kind]
            print(f"  {kind:12} {sum(hits) / len(hits):7.2%} of {len(hits)}")
        print(f"  {'all':12} {sum(good(case, spans) for case, spans in rows) / len(rows):7.2%} of {len(rows)}")
        if misses:
            for case, spans in rows:
                if good(case, spans) is (good is touched):
                    print("   ", case.kind, repr(case.text), [case.text[a:b] for a, b in spans])
    print(f"{len(planted) + len(kept)} texts in {seconds:.2f} s: {(len(planted) + len(kept)) / seconds:,.0f} texts/s")


def main() -> None:
    """Print one table per masker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=400, help="planted cases per kind")
    parser.add_argument("--seed", type=int, default=20260831)
    parser.add_argument("--against", nargs="*", choices=["kiwi", "presidio"], default=[])
    parser.add_argument("--misses", action="store_true", help="print every case that went wrong (invented text)")
    options = parser.parse_args()
    planted = list(planted_cases(options.seed, options.cases))
    kept = list(lookalike_cases(options.seed, max(1, options.cases // 5)))
    peers = {"kiwi": kiwi, "presidio": presidio}
    for title, make in {"voc": ours, **{name: peers[name] for name in options.against}}.items():
        print(f"== {title}")
        table(make(), planted, kept, misses=options.misses and title == "voc")
    plain = ["배송이 너무 느리고 포장도 엉망이라 실망했어요 다음엔 안 살 듯"] * 200_000
    find = Masker().mask
    started = time.perf_counter()
    for text in plain:
        find(text)
    print(f"texts with nothing to mask: {len(plain) / (time.perf_counter() - started):,.0f} texts/s")


if __name__ == "__main__":
    main()

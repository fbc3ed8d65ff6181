"""What sites say instead of what was asked for."""

import pytest

from voc.sources.web.pages import parse_page
from voc.sources.web.refusals import ADVICE, Refusal, is_maintenance, page_refusal, text_refusal

BY_TEXT = [
    ("존재하지 않는 게시판입니다.", "no_board"),
    ("비회원 읽기가 가능한 게시판만 RSS 지원합니다.", "members_only"),
    ("RSS 보기가 금지되어 있습니다.", "feed_off"),
    ("글이 존재하지 않습니다.\n글이 삭제되었거나 이동된 경우입니다.", "removed"),
    ("삭제되었거나 존재하지 않는 게시물입니다.", "removed"),
    ("글을 읽을 권한이 없습니다.\n회원이시라면 로그인 후 이용해 보십시오.", "members_only"),
    ("로그인이 필요합니다.", "members_only"),
    ("이웃에게만 공개된 글입니다.", "members_only"),
    ("비밀글입니다.", "password"),
    ("보호되어 있는 글입니다. 비밀번호를 입력하세요.", "password"),
    ("자동등록방지 숫자를 순서대로 입력하세요.", "captcha"),
    ("서비스 점검 중입니다. 잠시 후 다시 이용해 주세요.", "maintenance"),
]


@pytest.mark.parametrize(("words", "kind"), BY_TEXT)
def test_a_refusal_is_known_by_its_words(words: str, kind: Refusal) -> None:
    assert text_refusal(words) == kind
    assert page_refusal(parse_page(f"<html><body><div><p>{words}</p></div></body></html>".encode())) == kind
    assert ADVICE[kind].endswith(".")


def test_the_error_page_of_gnuboard_is_known_by_its_script() -> None:
    page = """<html><head><title>오류안내 페이지</title></head><body>
    <script>alert("글이 존재하지 않습니다.\\n\\n글이 삭제되었거나 이동된 경우입니다."); history.back();</script>
    <noscript><div id="validation_check"><h1>다음 항목에 오류가 있습니다.</h1>
    <p class="cbg">글이 존재하지 않습니다.</p></div></noscript></body></html>"""
    assert page_refusal(parse_page(page.encode())) == "removed"
    assert page_refusal(parse_page(page.replace('id="validation_check"', "").encode())) == "removed"


def test_a_message_page_of_xe_is_known() -> None:
    page = '<html><title>마당</title><body><div class="message"><h1>권한이 없습니다.</h1></div></body></html>'
    assert page_refusal(parse_page(page.encode())) == "members_only"


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        (
            '<div id="mb_login"><form name="flogin"><input name="mb_id"><input type="password"></form></div>',
            "members_only",
        ),
        ('<div id="pw_confirm"><form action="./password_check.php"><input type="password"></form></div>', "password"),
        ('<form class="secretForm"><input type="password"></form>', "password"),
    ],
)
def test_forms_for_a_password_tell_a_sign_in_from_a_secret_post(form: str, kind: Refusal) -> None:
    for page in (form, form + "<p>안내문</p>" * 400):
        assert page_refusal(parse_page(page.encode())) == kind


def test_a_box_to_sign_in_beside_a_list_is_no_refusal() -> None:
    box = '<form id="login_box"><input name="mb_id"><input type="password" name="mb_password"></form>'
    script = "<script>function vote() { alert('로그인 후 이용해 주세요'); }</script>"
    assert page_refusal(parse_page((box + script + "<p>다른 모양의 목록</p>" * 100).encode())) is None
    assert page_refusal(parse_page(box.encode())) == "members_only"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<title>서비스 점검 중</title><p>잠시 후 다시 찾아 주세요</p>", True),
        ("<h1>시스템 점검 안내</h1>", True),
        ("<title>문의</title><p>앱을 열면 점검 중이라고만 떠요</p>", False),
        ("<title>점검 중이래요</title>" + '<a href="/1">글</a>' * 4, False),
    ],
)
def test_a_post_about_maintenance_is_no_notice(page: str, *, expected: bool) -> None:
    assert is_maintenance(parse_page(page.encode())) is expected


def test_a_long_page_that_merely_uses_such_words_is_no_refusal() -> None:
    words = "로그인이 필요합니다 라는 창이 계속 떠서 답답했어요. " * 40
    assert text_refusal(words) is None
    assert page_refusal(parse_page(f"<div>{words}</div>".encode())) is None


@pytest.mark.parametrize("words", ["", "   ", "배송이 빨라서 좋았어요", "준비 중"])
def test_other_words_are_no_refusal(words: str) -> None:
    assert text_refusal(words) is None

"""The pages of messages: what they list, what they refuse, what they hand out; nothing of a message is markup."""

from collections.abc import Callable

import pytest
from sent_archive import put_archive, small_archive, stored
from sent_messages import message_id
from visitor import Visitor

from voc.store import Store

Visit = Callable[..., Visitor]
A, B = message_id("t-a"), message_id("t-b")


@pytest.fixture
def archived(filled: Store) -> Store:
    """A store with voices of two weeks and an archive of eight."""
    put_archive(filled, [*small_archive(), stored("bad", "<script>alert(1)</script> & 인증", hours=1)], {A, B})
    return filled


def test_an_empty_archive_says_what_to_do(visit: Visit, filled: Store) -> None:  # noqa: ARG001 - it must be there
    for path in ("/messages", "/messages/response", "/messages/fatigue"):
        page = visit("editor").get(path)
        assert page.status_code == 200
        assert "아직 보낸 메시지가 없습니다" in page.text
        assert 'href="/imports/messages"' in page.text
    assert 'href="/imports/messages"' not in visit("reader").get("/messages").text


@pytest.mark.usefixtures("archived")
def test_the_list_is_narrowed_by_its_address(visit: Visit) -> None:
    reader = visit("reader")
    assert f"{len(small_archive()) + 1}건 · 최근에 보낸 것부터" in reader.get("/messages").text
    assert "다음 메시지" in reader.get("/messages").text
    assert "2건 ·" in reader.get("/messages?theme=t_auth").text
    assert "2건 ·" in reader.get("/messages?channel=app_push&segment=신규").text
    assert "1건 ·" in reader.get("/messages?segment=전체").text
    assert "3건 ·" in reader.get("/messages?q=인증").text
    assert "이 조건에 맞는 메시지가 없습니다" in reader.get("/messages?q=%25").text
    for address in ("/messages?channel=nix", "/messages?segment=nix", "/messages?theme=nix", "/messages/nix",
                    "/messages/response?outcome=nix", "/messages/response?channel=nix"):  # fmt: skip
        assert reader.get(address).status_code == 404, address


@pytest.mark.usefixtures("archived")
def test_every_message_is_reached_page_by_page(visit: Visit) -> None:
    reader, seen, after = visit("reader"), [], ""
    while True:
        text = reader.get(f"/messages?after={after}").text
        found = [part[:32] for part in text.split('<th scope="row"><a href="/messages/')[1:]]
        seen += found
        if "다음 메시지" not in text:
            break
        after = found[-1]
    assert len(seen) == len(set(seen)) == len(small_archive()) + 1


@pytest.mark.usefixtures("archived")
def test_a_message_is_shown_with_results_theme_and_what_followed(visit: Visit) -> None:
    text = visit("reader").get(f"/messages/{A}").text
    assert "인증을 쉽게 바꾸었습니다" in text
    assert "4.00%" in text
    assert 'href="/themes/t_auth"' in text
    assert "이것은 증거가 아닙니다. 같은 때 다른 일도 있었을 수 있습니다." in text
    assert "같은 글을 1번 더 보냈습니다" in text
    assert "<script>alert" not in visit("reader").get(f"/messages/{message_id('bad')}").text


@pytest.mark.usefixtures("archived")
def test_response_shows_both_tables_and_the_tests(visit: Visit) -> None:
    text = visit("reader").get("/messages/response").text
    assert "차이 있음" in text
    assert "그냥 견주면" in text
    assert "B안이 높음" in text
    assert 'data-chart="differences"' in text
    assert "견줄 것이 없습니다" in visit("reader").get("/messages/response?outcome=converted").text


@pytest.mark.usefixtures("archived")
def test_fatigue_is_shown_by_segment(visit: Visit) -> None:
    text = visit("reader").get("/messages/fatigue").text
    assert "기존: 한 주에 한 건 더 보낼 때마다" in text
    assert "신규: 아직 말할 수 없습니다." in text


@pytest.mark.usefixtures("archived")
def test_the_theme_page_shows_what_was_sent_on_it(visit: Visit) -> None:
    text = visit("reader").get("/themes/t_auth").text
    assert "이 망설임을 두고 보낸 메시지" in text
    assert f'href="/messages/{A}"' in text
    assert "10,000명에게 닿았고, 클릭 4.0%였습니다." in text


@pytest.mark.usefixtures("archived")
@pytest.mark.parametrize("table", ["messages", "message-response", "message-model", "message-tests", "message-fatigue"])
def test_tables_are_handed_out_with_a_reason(visit: Visit, table: str) -> None:
    reader = visit("reader")
    page = reader.get(f"/download?table={table}")
    assert page.status_code == 200
    file = reader.post(f"/download?table={table}", {"format": "csv", "why": "주간 회의"})
    assert file.status_code == 200, file.text[:300]
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert len(file.text.splitlines()) > 1

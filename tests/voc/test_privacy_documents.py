"""From record to document."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import PrivacyError
from voc.privacy import Masked, Masker, MaskSettings, hash_handle, mask_cells, stored_id, strip_url, to_document
from voc.records import Rating, Record, document_id

KEY = bytes(range(32))
MASKER = Masker()
RECORD = Record(
    source="help",
    external_id="7",
    kind="ticket_message",
    channel="cs",
    title="환급 문의 010-1234-5678",
    body="홍길동입니다.\r\n빨리\u200b 부탁드려요",
    created_at=datetime(2026, 9, 20, 15, 0, tzinfo=UTC),
    updated_at=datetime(2026, 9, 21, tzinfo=UTC),
    author_handle="gildong",
    rating=Rating(2, 1, 5),
    url="https://help.example/t/7?token=abcdef&page=2",
    tags=("환급", "홍길동님"),
    segment={"담당": "김민수님", "가입": "신규"},
)


def test_document_is_clean_masked_and_complete() -> None:
    document = to_document(RECORD, MASKER, KEY)
    assert document.id == document_id("help", "7")
    assert document.title == "환급 문의 <PHONE>"
    assert document.text == "환급 문의 <PHONE>\n\n<NAME>입니다.\n빨리 부탁드려요"
    assert document.tags == ("환급", "<NAME>님")
    assert document.segment == {"가입": "신규", "담당": "<NAME>님"}
    assert document.url == "https://help.example/t/7?page=2"
    assert document.author_hash == hash_handle("gildong", KEY)
    assert document.week == "2026-W39"
    assert (document.rating, document.channel) == (Rating(2, 1, 5), "cs")
    assert document.updated_at == RECORD.updated_at


def test_number_that_runs_from_title_into_body_is_masked() -> None:
    document = to_document(replace(RECORD, title="번호는 010-1234", body="5678입니다"), MASKER, KEY)
    assert document.text == "번호는 <PHONE>입니다"


def test_question_of_a_survey_is_not_read_as_the_customers_words() -> None:
    record = replace(RECORD, kind="survey_answer", title="추천하지 않는 이유는?", body="비싸요")
    document = to_document(record, MASKER, KEY)
    assert (document.title, document.text) == ("추천하지 않는 이유는?", "비싸요")


def test_fingerprint_follows_content_and_facts_but_not_the_time_of_the_edit() -> None:
    one = to_document(RECORD, MASKER, KEY).fingerprint
    assert len(one) == 32
    assert to_document(replace(RECORD, updated_at=None), MASKER, KEY).fingerprint == one
    assert to_document(replace(RECORD, segment=dict(reversed(RECORD.segment.items()))), MASKER, KEY).fingerprint == one
    for other in (
        replace(RECORD, body="다른 글"),
        replace(RECORD, rating=Rating(3, 1, 5)),
        replace(RECORD, tags=()),
        replace(RECORD, segment={}),
        replace(RECORD, created_at=None),
        replace(RECORD, removed_at=datetime(2026, 9, 22, tzinfo=UTC)),
    ):
        assert to_document(other, MASKER, KEY).fingerprint != one


def test_tombstone_keeps_facts_and_drops_words() -> None:
    document = to_document(replace(RECORD, removed_at=datetime(2026, 9, 22, tzinfo=UTC)), MASKER, KEY)
    assert (document.text, document.title, document.tags, document.url) == ("", None, (), None)
    assert document.week == "2026-W39"
    assert document.removed_at is not None


def test_anonymous_record_without_a_time() -> None:
    document = to_document(replace(RECORD, author_handle=None, created_at=None), MASKER, KEY)
    assert (document.author_hash, document.week) == (None, None)


class Blind(Masker):
    """A masker that sees nothing."""

    def mask(self, text: str) -> Masked:
        return Masked(text, ())


@pytest.mark.parametrize(
    ("body", "kind"),
    # 900101-1234568: 2*9+3*0+4*0+5*1+6*0+7*1+8*1+9*2+2*3+3*4+4*5+5*6 = 124; 11 - 124 % 11 = 8.
    [("010-1234-5678", "phone"), ("메일 a.b@naver.com요", "email"), ("900101-1234568", "rrn")],
)
def test_what_a_masker_lets_through_is_masked_by_the_last_look(body: str, kind: str) -> None:
    document = to_document(replace(RECORD, title=body, body=body, tags=(body,), segment={"a": body}), Blind(), KEY)
    for part in (document.title, document.text, *document.tags, *document.segment.values()):
        assert f"<{kind.upper()}>" in (part or "")
        assert body not in (part or "")


def test_a_number_beside_full_width_digits_stops_no_run() -> None:
    """The masker reads one long order number, the last look a telephone number; anybody could write such a review."""
    document = to_document(replace(RECORD, title=None, body="01012345678０１０"), MASKER, KEY)
    assert document.text == "<PHONE>０１０"


def test_words_to_keep_stop_no_run_whatever_stands_beside_them() -> None:
    masker = Masker(MaskSettings(keep=frozenset({"HELP", "1588-0000"})))
    for body in ("HELP010-1234-5678", "010-1588-0000", "HELP1588-0000 010-1234-5678"):
        to_document(replace(RECORD, title=None, body=body), masker, KEY)


def test_a_fact_that_nobody_masks_stops_the_batch_without_being_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.privacy.documents._fact", lambda value, _masker: value)
    with pytest.raises(PrivacyError, match=f"'phone' still matches document {document_id('help', '7')}") as caught:
        to_document(replace(RECORD, app_version="010-1234-5678"), MASKER, KEY)
    assert "1234" not in str(caught.value)


def test_facts_beside_the_words_are_masked_and_fit_to_be_stored() -> None:
    record = replace(
        RECORD,
        app_version="010-1234-5678",
        product="환급\x00나래",
        language="ko\ud800",
        parent_id="a.b@naver.com",
        url="https://help.example/t/7\x00",
    )
    document = to_document(record, MASKER, KEY)
    assert (document.app_version, document.product, document.language) == ("<PHONE>", "환급나래", "ko\ufffd")
    assert document.parent_id == f"k-{hash_handle('a.b@naver.com', KEY)}"
    assert document.url == "https://help.example/t/7"


def test_ordinary_ids_and_versions_stay_as_they_are() -> None:
    for name in ("T-7", "20240512-0001234", "gp:AOqpTOF", "ａ１", "😀", "x" * 10_000, "3.12.10.11"):
        document = to_document(replace(RECORD, external_id=name, parent_id=name, app_version=name), MASKER, KEY)
        assert (document.external_id, document.parent_id) == (name, name)
        assert document.app_version == unicodedata.normalize("NFC", name)
        assert document.id == document_id("help", name)


@pytest.mark.parametrize("given", ["010-1234-5678", "a.b@naver.com", "900101-1234568", "7\x00", "7\ud800"])
def test_an_id_that_is_personal_or_cannot_be_stored_becomes_its_keyed_hash(given: str) -> None:
    document = to_document(replace(RECORD, external_id=given), MASKER, KEY)
    assert document.external_id == f"k-{hash_handle(given, KEY)}"
    assert document.id == document_id("help", document.external_id) == stored_id("help", given, MASKER, KEY)
    assert to_document(replace(RECORD, external_id=given), MASKER, b"k" * 32).id != document.id


def test_an_address_as_id_is_kept_without_the_handle_and_keeps_the_identity() -> None:
    address = "https://blog.example/gildong/223?token=abcdef"
    document = to_document(replace(RECORD, external_id=address, parent_id=address), MASKER, KEY)
    assert document.external_id == "https://blog.example/-/223"
    assert document.id == document_id("help", address)
    # Whose post it answers is not known, so nothing of the address is kept.
    assert document.parent_id == f"k-{hash_handle(address, KEY)}"


def test_the_authors_handle_is_masked_where_it_is_a_tag_or_a_segment() -> None:
    record = replace(RECORD, tags=("환급", "Gildong"), segment={"별명": " gildong ", "가입": "신규"})
    document = to_document(record, MASKER, KEY)
    assert (document.tags, document.segment) == (("환급", "<NAME>"), {"가입": "신규", "별명": "<NAME>"})
    off = Masker(MaskSettings(kinds=frozenset({"phone"})))
    assert to_document(record, off, KEY).tags == ("환급", "Gildong")


def test_the_last_look_heeds_the_settings() -> None:
    record = replace(RECORD, title=None, body="010-1234-5678 a.b@naver.com")
    off = Masker(MaskSettings(kinds=frozenset({"name"})))
    assert to_document(record, off, KEY).text == record.body
    kept = Masker(MaskSettings(keep=frozenset({"010-1234-5678"})))
    assert to_document(record, kept, KEY).text == "010-1234-5678 <EMAIL>"


PIECES = [
    "010",
    "-",
    "1234",
    "5678",
    " ",
    "a",
    "@naver.com",
    "900101",
    "1234568",
    "주문번호 ",
    "https://a.kr/",
    "홍",
    "\n",
    ".",
    "+82",
    "?t=",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@settings(max_examples=600, deadline=None)
def test_the_last_look_never_stops_what_was_masked(body: str) -> None:
    to_document(replace(RECORD, title=None, body=body, url=None), MASKER, KEY)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://shop.example/r/12?page=2", "https://shop.example/r/12?page=2"),
        ("https://u:p@shop.example/r/12", "https://shop.example/r/12"),
        ("https://shop.example/r?session=abc&id=3&key=9f", "https://shop.example/r?id=3"),
        ("https://shop.example/r;jsessionid=A1B2#access_token=x", "https://shop.example/r"),
        ("https://shop.example/r?tel=010-1234-5678&id=3", "https://shop.example/r?id=3"),
        ("https://blog.example/gildong/223", "https://blog.example/-/223"),
        ("https://blog.example/@Gildong/223", "https://blog.example/-/223"),
        ("https://gildong.blog.example/entry/1", "https://blog.example/entry/1"),
        ("https://blog.example/v?blogId=gildong&no=3", "https://blog.example/v?no=3"),
        ("https://blog.example/u-gildong-77", "https://blog.example/"),
        ("https://shop.example:8443/r", "https://shop.example:8443/r"),
        ("javascript:alert(1)", None),
        ("https://[broken/", None),
        ("그냥 글", None),
    ],
)
def test_address_loses_secrets_and_handle(url: str, expected: str | None) -> None:
    assert strip_url(url, MASKER, handle="gildong") == expected


def test_percent_encoded_handle_goes_too() -> None:
    assert strip_url("https://b.example/%ED%99%8D%EA%B8%B8/1", MASKER, handle="홍길") == "https://b.example/-/1"


def test_cells_of_a_reject_are_masked_with_the_column_as_cue() -> None:
    cells = {
        "이름": "길동이",
        "생년월일": "900101",
        "계좌번호": "11023456789012",
        "내용": "010-1234-5678로",
        "주문번호": "20240302-1234567",
    }
    assert mask_cells(cells, MASKER) == {
        "이름": "<NAME>",
        "생년월일": "<BIRTH>",
        "계좌번호": "<ACCOUNT>",
        "내용": "<PHONE>로",
        "주문번호": "20240302-1234567",
    }


def test_a_column_name_of_a_file_without_a_header_is_masked_too() -> None:
    assert mask_cells({"010-1234-5678": "좋아요", "x\ud800": "01012345678０１０"}, MASKER) == {
        "<PHONE>": "좋아요",
        "x\ufffd": "<PHONE>０１０",
    }


def test_empty_cells_stay_empty_and_names_follow_the_settings() -> None:
    assert mask_cells({"작성자": "", "user_name": " "}, MASKER) == {"작성자": "", "user_name": " "}
    assert mask_cells({"작성자": "길동이"}, Masker(MaskSettings(kinds=frozenset({"phone"})))) == {"작성자": "길동이"}

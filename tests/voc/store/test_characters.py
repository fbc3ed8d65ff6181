"""Characters that a database refuses never cost a document or a rejected row."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voc.privacy import Masker, mask_cells, mask_text, to_document
from voc.records import Cursor, Record, Reject
from voc.store import Store, load_cursor, load_documents, load_rejects, save_page, search

# PostgreSQL takes no NUL, nobody can write half of a surrogate pair, COPY has signs of its own.
_odd = st.text("\x00\ud83d\udc4d\\N\t\r\n\x7f\x85\u2028\ufffe환급 a", max_size=12)
_KEY = b"k" * 32


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_a_record_of_odd_characters_is_stored_and_found_again(store: Store, data: st.DataObject) -> None:
    def odd() -> str:
        return data.draw(_odd)

    record = Record(
        source="앱리뷰",
        external_id=odd(),
        kind="post",
        channel="app",
        body=odd(),
        title=odd(),
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
        author_handle=odd(),
        parent_id=odd(),
        url=odd(),
        language=odd(),
        product=odd(),
        app_version=odd(),
        tags=(odd(),),
        segment={"가입": odd()},
    )
    document = to_document(record, Masker(), _KEY)
    cells = mask_cells({odd(): odd(), "내용": odd()}, Masker())
    reject = Reject("앱리뷰", "a.csv", 1, mask_text(odd(), Masker()), cells)
    cursor = Cursor("앱리뷰", '{"next": "\\u0000"}')
    with store.begin() as connection:
        save_page(connection, [document], [reject], cursor)
        assert load_documents(connection, [document.id]) == [document]
        assert reject in [one.reject for one in load_rejects(connection)]
        assert load_cursor(connection, "앱리뷰") == cursor
        search(connection, odd(), [odd()])
        connection.rollback()

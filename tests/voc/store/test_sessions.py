"""What readers and writers see of one another, on both databases, and how PostgreSQL's sessions are set up."""

import traceback
from collections.abc import Callable
from threading import Event, Thread

import pytest
from sqlalchemy import func, insert, literal_column, make_url, select, text
from sqlalchemy.exc import DBAPIError

from voc.errors import StoreAwayError, StoreError
from voc.records import Cursor, Document
from voc.store import Store, batches, open_store, save_cursor, save_page, saved_cursors
from voc.store.schema import documents, weeks_to_count

Make = Callable[..., Document]
SAID = "우리 아이 이름은 한가람이에요"


def test_a_reader_sees_one_state_whatever_is_written_meanwhile(store: Store, address: str, make: Make) -> None:
    count = select(func.count()).select_from(documents)
    with open_store(address) as other, store.read() as reading:
        assert reading.scalar(count) == 0
        with other.begin() as writing:
            save_page(writing, [make("a")])
        assert reading.scalar(count) == 0
    with store.read() as reading:
        assert reading.scalar(count) == 1


def test_a_reader_writes_nothing(store: Store) -> None:
    with store.read() as connection:
        try:
            save_cursor(connection, Cursor("s", "{}"))
        except DBAPIError as error:
            assert error.orig.sqlstate == "25006"  # noqa: PT017 - SQLite takes it and forgets it
            return
    with store.read() as connection:
        assert saved_cursors(connection) == {}


def test_a_writer_waits_for_the_other_and_sees_what_it_wrote(store: Store, address: str, make: Make) -> None:
    has_begun, order = Event(), []

    def write() -> None:
        with open_store(address) as other:
            has_begun.set()
            with other.begin() as connection:
                order.append(connection.scalar(select(func.count()).select_from(documents)))

    second = Thread(target=write)
    with store.begin() as connection:
        save_page(connection, [make("a")])
        second.start()
        assert has_begun.wait(10)
        second.join(0.3)
        order.append("first")
    second.join(20)
    assert order == ["first", 1]


@pytest.mark.slow
def test_a_writer_that_waits_in_vain_is_told(postgres: str) -> None:
    """What the address asks of a session wins over what we ask of it."""
    open_store(postgres).close()
    impatient = make_url(postgres).update_query_dict({"options": "-c lock_timeout=50ms"})
    address = impatient.render_as_string(hide_password=False)
    with open_store(postgres) as store, open_store(address) as other, store.begin():  # noqa: SIM117 - one inside the other
        with pytest.raises(StoreError, match=r"is busy.*Nothing was changed"), other.begin():
            pass


@pytest.mark.slow
def test_sessions_carry_our_name_and_notice_a_lost_machine(postgres: str) -> None:
    named = make_url(postgres).update_query_dict({"application_name": "nightly"})
    asked = text("SELECT name, setting FROM pg_settings WHERE name IN ('application_name', 'lock_timeout')")
    for address, name in ((make_url(postgres), "voc"), (named, "nightly")):
        with open_store(address.render_as_string(hide_password=False)) as store, store.read() as connection:
            found = {row.name: row.setting for row in connection.execute(asked)}
            assert found == {"application_name": name, "lock_timeout": "30000"}
            ours = connection.connection.driver_connection.info.get_parameters()
            assert (ours["keepalives_idle"], ours["connect_timeout"]) == ("60", "10")


def _shown(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


@pytest.mark.slow
@pytest.mark.parametrize("n_rows", [1, 500], ids=["one statement", "by copy"])
def test_no_traceback_quotes_a_row(postgres: str, n_rows: int) -> None:
    """PostgreSQL names the row that broke a rule and the value that fits no column; the traceback names neither."""
    names = {"title", "text", "author_hash", "url", "external_id"}
    said = {column.name: SAID if column.name in names else None for column in documents.columns}
    flags = dict.fromkeys(("tz_assumed", "linked", "forgotten"), False)
    whole = {**said, **flags, "id": "a", "source": SAID, "tags": [SAID], "segment": {SAID: SAID}, "revision": 1}
    refused = {
        "a column that must not be empty": {**whole, "kind": None},
        "too long": {**whole, "kind": SAID * 3},
        "no number": {**whole, "revision": SAID},
    }
    with open_store(postgres) as store:
        for row in refused.values():
            with pytest.raises(DBAPIError) as caught, store.begin() as connection:
                batches.add(connection, documents, [row] * n_rows)
            assert caught.value.orig is not None
            assert "한가람" not in _shown(caught.value)
            assert caught.value.orig.sqlstate in str(caught.value)


@pytest.mark.slow
def test_an_error_still_names_what_is_ours(postgres: str) -> None:
    with open_store(postgres) as store:
        with (
            pytest.raises(DBAPIError, match=r'relation "nowhere" does not exist \(42P01\)'),
            store.read() as connection,
        ):
            connection.execute(select(literal_column("1")).select_from(text("nowhere")))
        with pytest.raises(DBAPIError, match=r"23505.*weeks_to_count, pk_weeks_to_count"), store.begin() as connection:
            connection.execute(insert(weeks_to_count), [{"week": "2026-W47"}] * 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"database": "nirgends"}, "there is no such database on the server"),
        ({"username": "niemand"}, "the server does not let this user in"),
    ],
)
def test_a_server_that_does_not_let_us_in_is_understood(postgres: str, change: dict[str, str], told: str) -> None:
    with pytest.raises(StoreError, match=told) as caught:
        open_store(make_url(postgres).set(**change))
    assert not isinstance(caught.value, StoreAwayError), "waiting would not help"

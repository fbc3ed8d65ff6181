"""The same order of keys on both databases, whatever language PostgreSQL's sorts by."""

from datetime import UTC, datetime

import pytest
from alembic import command
from postgres_server import Server
from sqlalchemy import inspect, text

from voc.records import Cursor
from voc.store import Store, open_store, save_cursor, saved_cursors
from voc.store.engine import connect
from voc.store.migrate import _config
from voc.store.schema import metadata

NAMES = ["-", "App", "_x", "app", "b", "z", "é", "가맹점 상담", "가맹점상담", "앱리뷰"]
AT = datetime(2026, 11, 20, tzinfo=UTC)


def test_text_is_ordered_by_its_bytes(store: Store) -> None:
    with store.begin() as connection:
        for name in reversed(NAMES):
            save_cursor(connection, Cursor(name, "{}"))
        assert list(saved_cursors(connection)) == sorted(NAMES, key=str.encode)


@pytest.mark.slow
def test_the_tests_own_server_would_sort_in_another_way(postgres: str) -> None:
    """Otherwise the test above could not fail."""
    with open_store(postgres) as store, store.read() as connection:
        asked = text("SELECT name FROM unnest(CAST(:names AS text[])) AS name ORDER BY name")
        assert list(connection.scalars(asked, {"names": NAMES})) != sorted(NAMES, key=str.encode)


@pytest.mark.slow
def test_every_text_column_compares_bytes_also_those_of_a_store_from_before(server: Server) -> None:
    address = server.new_database()
    with connect(address) as store, store.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
    with open_store(address) as store, store.read() as connection:
        asked = text(
            "SELECT table_name || '.' || column_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND data_type IN ('text', 'character varying') "
            "AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'alembic_version'"
        )
        assert connection.scalars(asked).all() == []
        assert set(metadata.tables) <= set(inspect(connection).get_table_names())

"""Rows that go to PostgreSQL by COPY end as if they had been written one after the other."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from voc.store import Store, open_store
from voc.store import batches as batches_module
from voc.store.batches import add, put
from voc.store.schema import documents, findings, self_trained, weekly_counts

Row = dict[str, Any]
_words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
_moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001 - given one below
_numbers = st.floats(allow_nan=False, width=64)


@pytest.fixture(scope="module")
def shared(postgres: str) -> Store:
    with open_store(postgres) as store:
        yield store


def _document(key: str, **facts: object) -> Row:
    row = {column.name: None for column in documents.columns}
    row |= {"id": key, "source": "s", "external_id": key, "kind": "review", "channel": "app", "text": ""}
    row |= {"created_precision": "day", "tz_assumed": False, "completeness": "full", "tags": [], "segment": {}}
    row |= {"fingerprint": "", "revision": 1, "linked": False, "forgotten": False, "first_run_id": "r"}
    return {**row, **facts}


_documents = st.builds(
    _document,
    # Few keys, so that some come twice.
    st.sampled_from("abcde"),
    text=_words,
    title=st.none() | _words,
    created_at=st.none() | _moments,
    rating_value=st.none() | _numbers,
    tags=st.lists(_words, max_size=2),
    segment=st.dictionaries(_words, _words, max_size=2),
    revision=st.integers(-(2**31), 2**31 - 1),
    linked=st.booleans(),
    first_run_id=st.sampled_from(["r1", "r2"]),
    copy_of=st.none() | st.just("a"),
)


def _rows(store: Store, written: Sequence[Sequence[Row]], monkeypatch: pytest.MonkeyPatch, *, many: int) -> list[Any]:
    monkeypatch.setattr(batches_module, "_MANY", many)
    with store.begin() as connection:
        connection.execute(delete(documents))
        for number, rows in enumerate(written):
            if number % 2:
                add(connection, documents, rows)
            else:
                put(connection, documents, rows, keep=("first_run_id", "copy_of"))
        return list(connection.execute(select(documents).order_by(documents.c.id)))


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(written=st.lists(st.lists(_documents, min_size=1, max_size=8), min_size=1, max_size=3))
def test_copy_leaves_what_one_statement_after_the_other_leaves(
    shared: Store, monkeypatch: pytest.MonkeyPatch, written: list[list[Row]]
) -> None:
    one_by_one = _rows(shared, written, monkeypatch, many=10**9)
    assert _rows(shared, written, monkeypatch, many=1) == one_by_one


def _finding(index: int, **facts: object) -> Row:
    row = {column.name: None for column in findings.columns}
    scores = {"hesitation": 0.5, "reason_score": 0.25, "stage_score": 1.0, "is_hesitation": True}
    row |= {"document_id": "a", "sentence_index": index, "analysis_version": "v", "act": "x", "reason": "y"}
    return {**row, **scores, "stage": "z", **facts}


def test_many_rows_of_every_type_come_back_as_they_were(store: Store) -> None:
    """Each batch is far above the size from which PostgreSQL takes rows by COPY."""
    n = 3 * batches_module._MANY
    machine = {"act": "요청", "줄": 'a\tb\nc\\N"', "none": None}
    rows = [_finding(number, machine=machine if number % 2 else None) for number in range(n)]
    start = datetime(2026, 11, 20, 23, 59, 59, 999999, tzinfo=UTC)
    learned = [
        {
            "version": f"v{number:04}",
            "trained_at": start + timedelta(days=number),
            "n_texts": number,
            "payload": payload,
        }
        for number, payload in ((one, bytes([0, 92, 255, one % 256])) for one in range(n))
    ]
    with store.begin() as connection:
        add(connection, documents, [_document("a", text="\\N 환급\t\r\n\\. 👍")])
        add(connection, findings, [*rows, *rows])
        put(connection, self_trained, learned)
        held = select(findings).order_by(findings.c.sentence_index)
        assert [dict(row) for row in connection.execute(held).mappings()] == rows
        found = connection.execute(select(self_trained).order_by(self_trained.c.version)).mappings()
        assert [dict(row) for row in found] == learned
        assert connection.scalar(select(documents.c.text)) == "\\N 환급\t\r\n\\. 👍"


def test_some_columns_only_and_the_last_of_equal_keys(store: Store) -> None:
    key = {"week": "2026-W47", "segment": "*", "scope": "all", "theme_id": "", "stage": "*", "reason": "*"}
    measures = {"n_documents": 1, "n_with_rating": 0, "sum_rating": 0.0}
    rows = [
        {**key, **measures, "source": f"s{number % 150}", "n_sentences": number}
        for number in range(2 * batches_module._MANY + 100)
    ]
    with store.begin() as connection:
        put(connection, weekly_counts, rows)
        held = weekly_counts.c
        found = {row.source: row.n_sentences for row in connection.execute(select(held.source, held.n_sentences))}
    assert found == {row["source"]: row["n_sentences"] for row in rows}

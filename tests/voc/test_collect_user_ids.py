"""User ids of the CRM tool at collection: sealed or not kept at all, and gone when they have to be."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from reaching import KEY, VARIABLE, new_key, sealer
from sqlalchemy import update

from voc.config import load_settings
from voc.privacy import hash_handle
from voc.records import Window, document_id
from voc.steps.collect import Collected, collect
from voc.steps.night import RunOutcome
from voc.steps.plan import plan_night
from voc.steps.rights.user_ids import tidy_users
from voc.steps.workplace import Workplace, night_window, open_workplace
from voc.store import forget_author, forget_document, load_rejects, scrub
from voc.store.external_users import ExternalUser, load_users
from voc.store.purge import drop_documents
from voc.store.schema import documents, external_users

TODAY = date(2026, 11, 23)
PLANTED = "zqx-member-7741"
SOURCES = """
sources:
  - name: desk
    format: tickets
    path: inbox/desk
    pattern: "*.csv"
    channel: cs
    kind: ticket_message
    columns: {id: 번호, text: 내용, created_at: 접수일, author: 고객}
    audience: {user_id: 회원번호, keep: 90 days}
"""
ROWS = (
    ("1", "2026-11-16", "가람", PLANTED, "환급이 언제 되나요"),
    ("2", "2026-11-17", "나래", "M-2", "알림이 너무 자주 와요"),
    ("3", "2026-11-18", "다온", "", "잘 쓰고 있습니다"),
    ("4", "2026-08-01", "라온", "M-4", "오래전 문의입니다"),
    ("5", "2026-13-45", "마루", "zqx-member-rejected", "날짜가 이상해요"),
)


@pytest.fixture
def desk(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose desk gives user ids, with the key at hand and the clock standing still."""
    monkeypatch.setenv(VARIABLE, KEY)
    for module in ("collect", "keeping", "rights.user_ids"):
        monkeypatch.setattr(f"voc.steps.{module}.seoul_today", lambda: TODAY)
    (home / "config" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    write(home, ROWS)
    return home


@pytest.fixture
def place(desk: Path) -> Iterator[Workplace]:
    """The workplace of that home."""
    with open_workplace(load_settings(desk / "config")) as opened:
        yield opened


def write(home: Path, rows: tuple[tuple[str, ...], ...], name: str = "a.csv") -> None:
    (home / "inbox" / "desk").mkdir(exist_ok=True)
    with (home / "inbox" / "desk" / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("번호", "접수일", "고객", "회원번호", "내용"), *rows])


def take(place: Workplace) -> Collected:
    (source,) = place.sources(("desk",))
    return collect(place, source, Window())


def kept(place: Workplace) -> dict[str, ExternalUser]:
    with place.store.read() as connection:
        return {one.document_id: one for one in load_users(connection, [doc(number) for number, *_ in ROWS])}


def doc(number: str) -> str:
    return document_id("desk", number)


def opened(place: Workplace) -> dict[str, str]:
    return {key: sealer().open(one.sealed_user) for key, one in kept(place).items()}


def test_ids_are_sealed_beside_their_documents_until_their_day(place: Workplace) -> None:
    """Ninety days after the 16th of November end on the 14th of February; the ticket of August is too old."""
    collected = take(place)
    assert opened(place) == {doc("1"): PLANTED, doc("2"): "M-2"}
    first = kept(place)[doc("1")]
    assert (first.source, first.is_hashed, first.keep_until) == ("desk", False, datetime(2027, 2, 13, 15, tzinfo=UTC))
    assert collected.notes == []


def test_no_plain_id_stands_anywhere_in_the_file_of_the_store(place: Workplace, desk: Path) -> None:
    take(place)
    scrub(place.store)
    place.store.close()
    raw = b"".join(file.read_bytes() for file in (desk / "store").iterdir())
    assert "알림이 너무 자주 와요".encode() in raw
    assert b"zqx-member" not in raw


def test_a_row_that_is_set_aside_keeps_no_id(place: Workplace) -> None:
    take(place)
    with place.store.read() as connection:
        (reject,) = load_rejects(connection)
    assert (reject.reject.content["회원번호"], reject.reject.content["번호"]) == ("", "5")


def test_without_the_key_the_run_goes_on_and_says_once_that_no_id_is_kept(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    collected = take(place)
    assert (collected.saved.n_new, kept(place)) == (4, {})
    (note,) = collected.notes
    assert "user ids of source 'desk' are not kept" in note
    assert f"{VARIABLE} is not set" in note


def test_a_source_without_the_column_says_so(place: Workplace, desk: Path) -> None:
    (desk / "inbox" / "desk" / "a.csv").write_text("번호,접수일,내용\n9,2026-11-16,환급이 안 와요\n", encoding="utf-8")
    (note,) = take(place).notes
    assert "delivered no user id: check that it still has '회원번호'" in note


def test_a_run_that_is_repeated_leaves_the_same_rows(place: Workplace, desk: Path) -> None:
    take(place)
    before = kept(place)
    write(desk, ROWS[:2], "b.csv")
    take(place)
    assert kept(place) == before


def test_a_page_that_is_broken_off_leaves_neither_text_nor_id(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed while it seals, a run has stored nothing of the page; the next one stores it as if nothing had been."""

    def killed(*_arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("voc.steps.user_ids.keep_users", killed)
        with pytest.raises(KeyboardInterrupt):
            take(place)
    with place.store.read() as connection:
        assert list(connection.execute(documents.select())) == []
    take(place)
    assert opened(place) == {doc("1"): PLANTED, doc("2"): "M-2"}


def test_what_the_source_says_last_counts(place: Workplace, desk: Path) -> None:
    take(place)
    write(desk, (("1", "2026-11-16", "가람", "M-9", ROWS[0][4]), ("2", "2026-11-17", "나래", "", ROWS[1][4])), "b.csv")
    take(place)
    assert opened(place) == {doc("1"): "M-9"}


@pytest.mark.parametrize("odd", ["x" * 201, "M\t7", "<MEMBER>"])
def test_what_can_be_no_id_is_not_kept(place: Workplace, desk: Path, odd: str) -> None:
    write(desk, (("1", "2026-11-16", "가람", odd, "환급이 언제 되나요"), ROWS[1]))
    (note,) = take(place).notes
    assert "1 user ids of source 'desk' are not kept" in note
    assert opened(place) == {doc("2"): "M-2"}


def test_an_id_goes_with_its_author_its_document_and_its_text(place: Workplace) -> None:
    take(place)
    with place.store.begin() as connection:
        forget_author(connection, "desk", hash_handle("가람", place.author_key))
    assert set(opened(place)) == {doc("2")}
    with place.store.begin() as connection:
        forget_document(connection, doc("2"))
    assert opened(place) == {}


def test_an_id_goes_with_a_document_that_is_cleared(place: Workplace) -> None:
    take(place)
    with place.store.begin() as connection:
        drop_documents(connection, [doc("1")])
    assert set(opened(place)) == {doc("2")}


def night(place: Workplace) -> tuple[list[str], RunOutcome]:
    outcome = RunOutcome("nightly")
    steps = plan_night(place, outcome, night_window(TODAY, datetime(2026, 11, 23, 3, tzinfo=UTC)))
    return [step.name for step in steps], outcome


def test_a_night_has_the_step_only_where_ids_are_kept(place: Workplace) -> None:
    assert "users" not in night(place)[0]
    take(place)
    assert night(place)[0][-1] == "users"


def test_a_night_erases_ids_whose_day_has_come(place: Workplace) -> None:
    take(place)
    with place.store.begin() as connection:
        past = external_users.c.document_id == doc("1")
        connection.execute(update(external_users).where(past).values(keep_until=datetime(2026, 11, 22, tzinfo=UTC)))
    outcome = RunOutcome("nightly")
    tidy_users(place, outcome)
    assert (set(opened(place)), outcome.counts["user ids erased"], outcome.notes) == ({doc("2")}, 1, [])


def test_a_shorter_period_takes_effect_the_next_night(place: Workplace, desk: Path) -> None:
    """Six days before the 23rd begins the 17th; the ticket of the 16th is older."""
    take(place)
    file = desk / "config" / "sources.yaml"
    file.write_text(SOURCES.replace("90 days", "6 days"), encoding="utf-8")
    with open_workplace(load_settings(desk / "config")) as again:
        tidy_users(again, RunOutcome("nightly"))
        assert set(opened(again)) == {doc("2")}


def test_a_source_that_is_switched_off_loses_its_ids(place: Workplace, desk: Path) -> None:
    take(place)
    (desk / "config" / "sources.yaml").write_text(
        SOURCES.replace("    audience: {user_id: 회원번호, keep: 90 days}\n", ""), encoding="utf-8"
    )
    with open_workplace(load_settings(desk / "config")) as again:
        outcome = RunOutcome("nightly")
        tidy_users(again, outcome)
        assert kept(again) == {}
    assert outcome.notes == ["2 user ids of source 'desk' were erased: it is not configured to give any (audience)."]


def test_another_key_seals_anew_what_comes_again(place: Workplace, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(place)
    key = new_key()
    monkeypatch.setenv(VARIABLE, key)
    write(desk, ROWS[:1], "b.csv")
    take(place)
    assert sealer(key).open(kept(place)[doc("1")].sealed_user) == PLANTED


def test_documents_hold_no_id(place: Workplace) -> None:
    take(place)
    with place.store.read() as connection:
        rows = list(connection.execute(documents.select()))
    assert all(PLANTED not in repr(row) for row in rows)

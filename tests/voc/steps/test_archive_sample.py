"""The sample's archive through the store: imported, read, compared; what was planted is found, nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_home import opened, weekly_home

from voc.planning.archive.fatigue import fatigue
from voc.planning.archive.response import response
from voc.planning.archive.said_before import SaidBefore
from voc.sample import SAMPLE_WEEK, write_archive
from voc.steps.archive.followed import after_theme
from voc.steps.archive.said import PastWordings
from voc.steps.messages.import_messages import import_messages
from voc.steps.workplace import Workplace
from voc.store.message_voices import voices_of_messages
from voc.store.messages import load_messages

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    home = tmp_path_factory.mktemp("sample") / "home"
    with opened(weekly_home(), home) as place:
        assert write_archive(home) == 279
        import_messages(place, home / "archive" / "messages.csv", who="한별")
        yield place


def test_the_sample_s_archive_tells_what_was_planted(sent: Workplace) -> None:
    with sent.store.read() as connection:
        messages = load_messages(connection)
    found = response(messages, "clicked")
    claimed = {(one.within.trait, one.within.level) for one in found.rows if one.within.is_claimed}
    assert claimed == {("image", "yes"), ("length", "long"), ("question", "yes")}
    (haeyo,) = [one for one in found.rows if one.within.level == "haeyo"]
    assert (haeyo.is_plain_claimed, haeyo.disagrees) == (True, True)


def test_opt_outs_grow_with_messages_in_one_segment_alone(sent: Workplace) -> None:
    with sent.store.read() as connection:
        found = {one.segment: one for one in fatigue(connection, load_messages(connection))}
    assert {name: one.is_claimed for name, one in found.items()} == {
        "기존": True,
        "신규": False,
        "모든 세그먼트": False,
    }
    line = found["기존"].slope
    assert line is not None
    assert 0.05 < line.low < line.high < 0.2
    assert found["기존"].voice_segment == "가입구분=기존"


def test_what_followed_a_message_on_messages_is_told_with_the_calendar(sent: Workplace) -> None:
    with sent.store.read() as connection:
        (found,) = after_theme(sent, connection, "c_push_too_many", SAMPLE_WEEK)
    assert (found.week, len(found.messages), len(found.watch.weeks)) == ("2026-W40", 2, 4)
    assert found.watch.since.rate < found.watch.before.rate
    assert "추석 맞이 수수료 할인" in {one.name for one in found.events}


def test_a_wording_of_the_archive_is_found_again(sent: Workplace) -> None:
    found = PastWordings(sent).nearest("수수료가 아까워서 망설이고 계신가요?", 3)
    assert [one.how for one in found] == ["wording"] * 3
    assert all("수수료" in one.message.text for one in found)
    with sent.store.read() as connection:
        assert len(SaidBefore(load_messages(connection), {})) < 279


def test_customers_of_the_sample_speak_of_its_messages(sent: Workplace) -> None:
    with sent.store.read() as connection:
        ids = [one.message_id for one in load_messages(connection)]
        assert len(voices_of_messages(connection, ids)) >= 6


def test_the_archive_is_the_same_every_time(tmp_path: Path) -> None:
    write_archive(tmp_path / "one")
    write_archive(tmp_path / "other")
    one, other = (tmp_path / name / "archive" / "messages.csv" for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()

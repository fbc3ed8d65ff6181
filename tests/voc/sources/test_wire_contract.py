"""One table over every source that is asked over the network: each against a real server that speaks its format.

Whatever the service does: no crash, no endless loop, nothing doubled by a second run, nothing lost, no secret shown.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from wire import FIRST, WIRES, voice
from wire.faults import PASSING, expired_token, server_error, with_unknown_fields

from voc.config import load_settings
from voc.records import Window
from voc.sources import FAMILIES
from voc.steps.collect import Collected, take_page

FAMILY = pytest.mark.parametrize("family", sorted(WIRES))
N = 8


def with_ability(ability: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("family", sorted(name for name, one in WIRES.items() if ability in one.abilities))


def test_every_family_is_played() -> None:
    assert set(FAMILIES) == set(WIRES)


@FAMILY
def test_everything_that_customers_wrote_is_collected_and_nothing_else(family: str, play: Callable) -> None:
    played = play(family, N)
    collected = played.collect()
    assert (collected.error, collected.problems, collected.saved.n_rejects) == ("", [], 0)
    assert played.bodies() == played.wire.wanted()
    assert played.cursor() is not None


@FAMILY
def test_a_service_that_has_nothing_gives_nothing(family: str, play: Callable) -> None:
    played = play(family, 0)
    collected = played.collect()
    assert (collected.problems, collected.n_rows, played.stored()) == ([], 0, {})


@FAMILY
def test_a_second_run_changes_nothing(family: str, play: Callable) -> None:
    played = play(family, N)
    played.collect()
    before = played.facts()
    again = played.collect()
    assert (again.error, again.saved.n_new, again.saved.n_revised, again.saved.n_removed) == ("", 0, 0, 0)
    assert played.facts() == before


@FAMILY
def test_what_comes_later_is_collected_by_the_next_run(family: str, play: Callable) -> None:
    played = play(family, N)
    played.collect()
    for number in range(N, N + 4):
        played.wire.add(voice(number))
    collected = played.collect()
    assert (collected.error, collected.saved.n_new) == ("", 4)
    assert played.bodies() == played.wire.wanted()


@with_ability("edit")
def test_an_edit_becomes_a_revision_of_the_same_record(family: str, play: Callable) -> None:
    played = play(family, N)
    played.collect()
    played.wire.now += timedelta(days=1)
    played.wire.edit(2, "다시 써 보니 결제가 잘 됩니다 (2번째 문의)")
    collected = played.collect()
    assert (collected.error, collected.saved.n_new, collected.saved.n_revised) == ("", 0, 1)
    assert played.bodies() == played.wire.wanted()


@with_ability("remove")
def test_what_the_source_takes_back_loses_its_words(family: str, play: Callable) -> None:
    played = play(family, N)
    played.collect()
    played.wire.now += timedelta(days=1)
    played.wire.remove(3)
    collected = played.collect()
    assert (collected.error, collected.saved.n_removed) == ("", 1)
    assert played.bodies() == played.wire.wanted()
    again = played.collect()
    assert (again.saved.n_new, again.saved.n_revised) == (0, 0)


# Every fault on the way; on the first request, where nothing is stored yet, two of them stand for all.
@FAMILY
@pytest.mark.parametrize(
    ("fault", "skip"), [*((name, 1) for name in sorted(PASSING)), ("500", 0), ("cut in Hangul", 0)]
)
def test_a_fault_that_passes_leaves_no_trace(family: str, fault: str, skip: int, play: Callable) -> None:
    if fault == "truncated JSON" and "json" not in WIRES[family].abilities:
        pytest.skip("it sends no JSON")
    played = play(family, N)
    played.server.misbehave(PASSING[fault](), on=played.wire.listing, skip=skip)
    collected = played.collect()
    assert (collected.error, collected.problems, collected.saved.n_rejects) == ("", [], 0)
    assert played.bodies() == played.wire.wanted()
    assert played.collect().saved.n_new == 0


@FAMILY
def test_a_fault_that_stays_ends_the_run_with_its_reason_and_the_next_run_goes_on(family: str, play: Callable) -> None:
    played = play(family, N)
    played.server.misbehave(server_error(503), on=played.wire.listing, skip=1, times=1000)
    collected = played.collect()
    told = collected.error + " ".join(one.reason for one in collected.problems)
    assert "503" in told
    assert len(played.server.requests) < 100
    played.server.behave()
    assert played.collect().error == ""
    assert played.bodies() == played.wire.wanted()


@with_ability("stick")
def test_a_service_that_never_ends_is_left(family: str, play: Callable) -> None:
    played = play(family, N)
    played.wire.is_stuck = True
    collected = played.collect()
    told = collected.error + " ".join(one.reason for one in collected.problems)
    assert "again" in told
    assert len(played.server.requests) < 100
    played.wire.is_stuck = False
    assert played.collect().error == ""
    assert played.bodies() == played.wire.wanted()


@with_ability("strange")
def test_unknown_fields_and_nulls_stop_nothing_and_a_strange_record_is_set_aside(family: str, play: Callable) -> None:
    played = play(family, N)
    played.wire.is_strange = True
    if "json" in played.wire.abilities:
        played.server.misbehave(with_unknown_fields, times=1000)
    collected = played.collect()
    assert (collected.error, collected.saved.n_rejects) == ("", 1)
    assert played.bodies() == played.wire.wanted()
    assert played.n_open_rejects() == 1
    # Asked from the beginning once more, the same record is the same reject.
    played.collect_anew()
    assert played.n_open_rejects() == 1


@with_ability("expire")
def test_a_token_that_ends_under_way_is_renewed_once(family: str, play: Callable) -> None:
    played = play(family, N)
    played.server.misbehave(expired_token, on=played.wire.listing, skip=1)
    collected = played.collect()
    assert (collected.error, played.bodies()) == ("", played.wire.wanted())


@with_ability("secrets")
def test_a_refused_secret_is_explained_without_being_shown(
    family: str, play: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = play(family, N)
    played.server.misbehave(expired_token, times=1000)
    collected = played.collect()
    assert "401" in collected.error
    assert len(played.server.requests) <= 4
    assert not [value for value in played.wire.secrets.values() if value in collected.error]
    for variable in played.wire.secrets:
        monkeypatch.delenv(variable)
    missing = played.collect().error
    assert all(variable in missing for variable in played.wire.secrets)
    assert "Where to make one" in missing


@FAMILY
def test_no_secret_and_no_words_of_customers_are_logged(
    family: str, play: Callable, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    played = play(family, N)
    played.server.misbehave(server_error(500), on=played.wire.listing)
    with caplog.at_level(logging.DEBUG):
        collected = played.collect()
    said = caplog.text + "".join(capfd.readouterr()) + collected.error
    assert "GET 127.0.0.1" in said
    assert not [value for value in played.wire.secrets.values() if value in said]
    assert not [one.words for one in played.wire.voices.values() if one.words in said]


@FAMILY
def test_it_says_who_it_is(family: str, play: Callable) -> None:
    played = play(family, N)
    played.collect()
    agents = {request.headers.get("user-agent", "") for request in played.server.requests}
    assert len(agents) == 1
    assert agents.pop().startswith("malgwi/")


@with_ability("late")
def test_what_lies_behind_a_window_waits_for_the_next(family: str, play: Callable) -> None:
    """The service tells of all eight; the first night takes those before the end of its window."""
    played = play(family, N)
    middle = FIRST + timedelta(hours=4)
    played.collect(Window(end=middle))
    early = {key for key, one in zip(played.wire.wanted(), played.wire.voices.values(), strict=True) if one.at < middle}
    assert set(played.stored()) == early
    played.collect(Window(end=FIRST + timedelta(days=2)))
    assert played.bodies() == played.wire.wanted()


@FAMILY
def test_a_run_that_dies_between_two_pages_goes_on_where_it_was(family: str, play: Callable) -> None:
    whole = play(family, N)
    whole.collect()
    for n_pages in range(1, 6):
        broken = whole.from_another_home(f"broken{n_pages}")
        with broken.place() as place:
            source = place.sources(("played",))[0]
            for number, page in enumerate(source.fetch(Window(), None), start=1):
                take_page(place, page, Collected("played"))
                if number == n_pages:
                    break
        assert broken.collect().error == ""
        assert broken.facts() == whole.facts()


@FAMILY
def test_a_private_address_is_not_asked_unless_that_is_meant(family: str, play: Callable) -> None:
    played = play(family, N)
    played.write_sources(allow_private=False)
    collected = played.collect()
    told = collected.error + " ".join(one.reason for one in collected.problems)
    assert "allow_private: true" in told
    assert (played.server.requests, played.stored()) == ([], {})


@FAMILY
def test_the_entry_is_sound_and_shows_no_secret(family: str, play: Callable) -> None:
    played = play(family, N)
    settings = load_settings(played.home / "config")
    assert not [value for value in played.wire.secrets.values() if value in repr(settings.sources)]
    assert not [note for note in settings.notes if "VOC_" in note]

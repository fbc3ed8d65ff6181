"""Who voiced a theme and who asked to be left alone: every customer known, every figure worked out by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reaching import AUTH, PUSH, Voiced, new_key, plant_voiced, sealer
from sqlalchemy import insert

from voc.config import Settings, load_settings
from voc.errors import PrivacyError
from voc.planning.audience import (
    Asked,
    Listing,
    SegmentReach,
    list_audience,
    list_suppressed,
    reach,
    suppression_themes,
)
from voc.planning.audience.suppression import DO_NOT_CONTACT
from voc.records import document_id
from voc.store import Store, open_store
from voc.store.schema import outreach_cases

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
WEEK = "2026-W47"
NEW, OLD = {"가입": "신규"}, {"가입": "기존"}
SOURCES = """
sources:
  - name: desk
    format: tickets
    path: inbox/desk
    channel: cs
    kind: ticket_message
    columns: {id: 번호, text: 내용, author: 고객번호}
    audience: {user_id: 고객번호, keep: 90 days}
"""
# Eight voices of the theme by seven customers, two of whom asked to be left alone in another voice.
VOICES = (
    Voiced(AUTH, "ha", "M-1", segment=NEW),
    Voiced(AUTH, "ha", "M-1", segment=NEW),
    Voiced(AUTH, "hb", "M-2", segment=OLD),
    Voiced(PUSH, "hb", "M-2", segment=OLD),
    Voiced(AUTH, "hc", segment=NEW),
    Voiced(AUTH, "hd", "M-4", source="shop"),
    Voiced(PUSH, "he", "M-4", source="desk"),
    Voiced(AUTH, "", "M-6"),
    Voiced(AUTH, ""),
    Voiced(AUTH, "hf", "M-7", week="2026-W46", segment=OLD),
)


@pytest.fixture(scope="module")
def giving(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The configuration of a home whose desk gives user ids."""
    config = tmp_path_factory.mktemp("giving") / "config"
    config.mkdir()
    (config / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return load_settings(config)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with these voices, to be looked at."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('told')}/voc.db") as store:
        plant_voiced(store, VOICES)
        yield store


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    """An empty store of one's own."""
    with open_store(f"sqlite:///{tmp_path}/voc.db") as store:
        yield store


def listed(store: Store, settings: Settings, asked: Asked, now: datetime = NOW) -> Listing:
    with store.read() as connection:
        return list_audience(connection, settings, sealer(), asked, now=now)


def users(found: Listing) -> list[str]:
    return [user.user_id for user in found.users]


def test_reach_counts_customers_by_segment_and_opens_no_seal(told: Store) -> None:
    """In the week: a (two voices), b (left alone), c, d of the shop, and two voices without an author."""
    with told.read() as connection:
        found = reach(connection, [AUTH], [WEEK], suppress={PUSH})
        every = reach(connection, [AUTH], None, suppress={PUSH})
    assert (found.n_customers, found.n_suppressed, round(found.suppressed_share, 3)) == (6, 1, 0.167)
    assert found.segments == (SegmentReach("가입", "신규", 2, 0), SegmentReach("가입", "기존", 1, 1))
    assert (every.n_customers, every.n_suppressed) == (7, 1)


def test_reach_of_nobody_is_nobody(own: Store) -> None:
    with own.read() as connection:
        found = reach(connection, [AUTH], [WEEK], suppress=())
    assert (found.n_customers, found.suppressed_share, found.segments) == (0, 0.0, ())


def test_the_suppression_themes_are_those_of_the_configuration(giving: Settings, told: Store) -> None:
    with told.read() as connection:
        assert suppression_themes(connection, giving) >= {PUSH, "c_spam_messages"}


def test_an_audience_has_one_row_for_each_user_and_nobody_who_asked_to_be_left_alone(
    giving: Settings, told: Store
) -> None:
    """b asked as the same author; d of the shop is the user whom e of the desk is, who asked too."""
    both = {document_id("desk", f"{number:05d}") for number in (0, 1)}
    found = listed(told, giving, Asked((AUTH,)))
    assert users(found) == ["M-1", "M-6", "M-7"]
    assert found.users[0].document_ids == both
    assert (found.n_customers, found.n_suppressed, found.n_without_id, found.n_expired) == (7, 2, 2, 0)


def test_weeks_sources_and_segments_narrow_an_audience(giving: Settings, told: Store) -> None:
    assert users(listed(told, giving, Asked((AUTH,), (WEEK,)))) == ["M-1", "M-6"]
    assert users(listed(told, giving, Asked((AUTH,), segment=("가입", "기존")))) == ["M-7"]
    assert users(listed(told, giving, Asked((AUTH,), sources=("shop",)))) == []
    assert users(listed(told, giving, Asked((AUTH,), until=datetime(2026, 11, 16, tzinfo=UTC)))) == ["M-7"]


def test_an_id_whose_time_is_over_is_not_handed_out(giving: Settings, own: Store) -> None:
    """Ninety days after the 16th of November is the 14th of February."""
    over = datetime(2026, 12, 1, tzinfo=UTC)
    plant_voiced(own, [Voiced(AUTH, "ha", "M-1", keep_until=over), Voiced(AUTH, "hb", "M-2")])
    assert users(listed(own, giving, Asked((AUTH,)), now=over)) == ["M-2"]
    late = datetime(2027, 2, 14, 3, 0, tzinfo=UTC)
    found = listed(own, giving, Asked((AUTH,)), now=late)
    assert (users(found), found.n_expired) == (["M-2"], 1)


def test_whoever_outreach_leaves_alone_is_in_the_suppression_list(giving: Settings, own: Store) -> None:
    """a by the queue alone, b and e by what they wrote; nobody knows an id of z."""
    plant_voiced(own, VOICES)
    about = {"kind": "apology", "state": DO_NOT_CONTACT, "is_open": False, "opened_at": NOW, "changed_at": NOW}
    cases = [{"case_id": author, "source": "desk", "author_hash": author, **about} for author in ("ha", "hz")]
    with own.begin() as connection:
        connection.execute(insert(outreach_cases), cases)
    with own.read() as connection:
        found = list_suppressed(connection, giving, sealer(), (), now=NOW)
        of_shop = list_suppressed(connection, giving, sealer(), ("shop",), now=NOW)
    assert users(found) == ["M-1", "M-2", "M-4"]
    assert (found.n_customers, found.n_without_id) == (4, 1)
    assert of_shop.users == ()
    assert users(listed(own, giving, Asked((AUTH,)))) == ["M-6", "M-7"]


def test_a_hash_is_a_user_of_its_own(giving: Settings, own: Store) -> None:
    """Nobody can tell whether a hash is that of a plain id, so that neither stands for the other."""
    plant_voiced(own, [Voiced(AUTH, "ha", "9f86d0", is_hashed=True), Voiced(PUSH, "hb", "9f86d0")])
    found = listed(own, giving, Asked((AUTH,)))
    assert [(user.user_id, user.is_hashed) for user in found.users] == [("9f86d0", True)]


def test_an_id_sealed_with_another_key_is_said_to_be(giving: Settings, told: Store) -> None:
    with told.read() as connection, pytest.raises(PrivacyError, match="Put the earlier key behind the new one"):
        list_audience(connection, giving, sealer(new_key()), Asked((AUTH,)), now=NOW)


def test_no_id_stands_in_a_representation(giving: Settings, told: Store) -> None:
    found = listed(told, giving, Asked((AUTH,)))
    assert "M-1" not in repr(found)
    assert "M-1" not in repr(replace(found.users[0], source="shop"))

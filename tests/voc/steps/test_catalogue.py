"""What changes in themes.yaml reaches a store that is there already: other words, and themes that are gone."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from nlp.placing import Anchor, anchor_to_bytes
from nlp.types import FloatMatrix, Readable, Reading, Sentence, Term
from voc.config import load_settings
from voc.steps.analyst import load_placer
from voc.steps.catalogue import configured_ids, is_out_of_use, save_catalogue
from voc.steps.workplace import Workplace, open_workplace
from voc.store import LedgerEntry, StoredTheme, enter, load_themes, machine_themes, save_themes

AtWork = Callable[..., AbstractContextManager[Workplace]]
THEMES = """
themes:
  - key: slow
    title: {title}
    reason: {reason}
    stage: usage
    words: [느리다]
"""


class NoMeaning:
    """An encoder that knows nothing."""

    version = "none"

    def encode(self, sentences: Sequence[Readable]) -> FloatMatrix:
        return np.zeros((len(sentences), 1))


def write(home: Path, title: str, reason: str) -> None:
    (home / "config" / "themes.yaml").write_text(THEMES.format(title=title, reason=reason), encoding="utf-8")


@pytest.fixture
def place(own_home: Path) -> Iterator[Workplace]:
    # Which name themes of the whole catalogue.
    for name in ("proof.yaml", "audience.yaml"):
        (own_home / "config" / name).unlink()
    write(own_home, "로딩이 느림", "defect")
    with open_workplace(load_settings(own_home / "config")) as opened:
        save_catalogue(opened)
        yield opened


def themes(place: Workplace, load: Callable[..., list[StoredTheme]] = machine_themes) -> dict[str, StoredTheme]:
    with place.store.read() as connection:
        return {theme.theme_id: theme for theme in load(connection)}


def test_a_title_and_a_reason_changed_in_the_file_are_taken_over_and_the_rest_stays(place: Workplace) -> None:
    with place.store.begin() as connection:
        known = themes(place)["c_slow"]
        grown = replace(
            known, keywords=({"term": "로딩", "surface": "로딩", "score": 1.0},), payload=b"x", state="rising"
        )
        save_themes(connection, [grown])
    write(place.settings.home, "화면이 느림", "complexity")
    save_catalogue(replace(place, settings=load_settings(place.settings.home / "config")))
    assert themes(place)["c_slow"] == replace(grown, title="화면이 느림", reason="complexity")


def test_what_a_person_decided_stands_over_the_file(place: Workplace) -> None:
    entry = LedgerEntry(0, datetime(2026, 11, 24, tzinfo=UTC), "하나", "rename", "c_slow", {"title": "답답함"}, "")
    with place.store.begin() as connection:
        enter(connection, entry)
    write(place.settings.home, "화면이 느림", "complexity")
    save_catalogue(replace(place, settings=load_settings(place.settings.home / "config")))
    shown = themes(place, load_themes)["c_slow"]
    assert (shown.title, shown.reason) == ("답답함", "complexity")


def test_a_theme_that_the_file_has_no_more_takes_no_later_sentence(place: Workplace) -> None:
    """By its words here, as an event's; its centre goes with it."""
    configured = configured_ids(place.settings)
    assert configured == {"c_slow"}
    gone = StoredTheme("c_gone", "옛 테마", "defect", "usage")
    anchor = anchor_to_bytes(Anchor(None, {"먹통": 0.9, "달구름": 0.9}))
    with place.store.begin() as connection:
        save_themes(connection, [replace(gone, payload=anchor)])
    terms = tuple(Term(word, word, negated=False, start=0, end=0) for word in ("먹통", "달구름"))
    reading = Reading("complaint", 0.9, True, "defect", 0.8, "usage", 0.8, None, 0.0)  # noqa: FBT003 - as read
    said = [Sentence(0, 6, "달구름 먹통", terms, reading)]
    with place.store.read() as connection:
        assert load_placer(connection, NoMeaning(), configured).place(said) == [(None, 0.0)]
        assert load_placer(connection, NoMeaning(), {*configured, "c_gone"}).place(said) == [("c_gone", 1.0)]


def test_only_the_catalogues_own_themes_go_out_of_use() -> None:
    assert [is_out_of_use(name, {"c_slow"}) for name in ("c_slow", "c_gone", "d_1", "s_1")] == [
        False,
        True,
        False,
        False,
    ]

"""The commented examples of sources.yaml: one of each family, complete once their comment marks are gone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from voc.config import NetworkSettings, Settings, load_settings
from voc.config.families import FILE, AnySource, needed_secrets
from voc.planning.wording import CHANNELS
from voc.sources import FAMILIES

FILE_OF_SOURCES = Path(__file__).parents[2] / "config" / "sources.yaml"
TEXT = FILE_OF_SOURCES.read_text(encoding="utf-8")
# An editor takes '# ' away; what begins with '##' stays a comment.
MARK = re.compile(r"^( *)# ?", re.MULTILINE)


def blocks() -> Iterator[str]:
    """Go through the examples as they stand when somebody has taken their marks away."""
    for block in TEXT.split("\n\n"):
        if re.search(r"^  # - name:", block, re.MULTILINE):
            yield MARK.sub(r"\1", block)


BLOCKS = list(blocks())
NAMES = [re.findall(r"- name: (\w+)", block)[0] for block in BLOCKS]


def entries_of(page: Path) -> Iterator[str]:
    """Go through the entries in the indented code of a page, each moved to where it stands in the file."""
    for block in re.findall(r"^( *)- (name: .*\n(?:\1  .*\n)+)", page.read_text(encoding="utf-8"), re.MULTILINE):
        indent, text = block
        yield "  - " + text.replace(f"\n{indent}", "\n  ")


ENTRIES = list(entries_of(FILE_OF_SOURCES.parents[1] / "docs" / "sources.md"))


def families_of_the_configuration() -> set[str]:
    """List the tags of the union of entries."""
    union = get_args(AnySource)[0]
    return {get_args(one)[-1].tag for one in get_args(union)}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VOC_CONFIG", raising=False)
    (tmp_path / "config").mkdir()
    return tmp_path


def load(text: str) -> Settings:
    Path("config/sources.yaml").write_text(text, encoding="utf-8")
    return load_settings()


@pytest.mark.parametrize("block", BLOCKS, ids=NAMES)
def test_an_example_without_its_marks_is_sound(block: str) -> None:
    (source,) = load(f"sources:\n{block}\n").sources
    assert isinstance(source, NetworkSettings)
    assert source.enabled


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.split()[2])
def test_an_entry_on_the_page_of_the_sources_is_sound(entry: str) -> None:
    (source,) = load(f"sources:\n{entry}").sources
    assert isinstance(source, NetworkSettings)


def test_the_page_of_the_sources_shows_every_kind_of_entry() -> None:
    """One form stands for all but Walla's, which needs more; XE's entry is that of gnuboard."""
    families = {load(f"sources:\n{entry}").sources[0].family for entry in ENTRIES}
    shown_by_another = {"typeform", "surveymonkey", "tally", "google_forms", "xe"}
    assert families | shown_by_another == families_of_the_configuration() - {FILE}


def test_there_is_an_example_of_every_family() -> None:
    found = [load(f"sources:\n{block}\n").sources[0].family for block in BLOCKS]
    assert sorted(found) == sorted(families_of_the_configuration() - {FILE})
    assert sorted(found) == sorted(FAMILIES)


def test_all_examples_stand_together_below_the_packaged_sources() -> None:
    """Reports of Play Console come in by one source only: the packaged one is switched off."""
    packaged = TEXT[: TEXT.index("  # ----")]
    packaged = packaged.replace("  - name: play_reviews\n", "  - name: play_reviews\n    enabled: false\n")
    assert len(load(packaged + "\n\n".join(BLOCKS) + "\n").sources) == 6 + len(BLOCKS)


def test_the_packaged_file_asks_no_service() -> None:
    assert [one.family for one in load(TEXT).sources] == [FILE] * 6


@pytest.mark.parametrize("block", BLOCKS, ids=NAMES)
def test_the_channel_of_a_family_has_a_name_for_readers(block: str) -> None:
    assert load(f"sources:\n{block}\n").sources[0].channel in CHANNELS


@pytest.mark.parametrize("block", BLOCKS, ids=NAMES)
def test_an_example_names_the_variables_that_it_needs_and_holds_no_secret(block: str) -> None:
    (source,) = load(f"sources:\n{block}\n").sources
    for one in needed_secrets(source):
        assert one.variable in block
    assert not re.search(r"(?i)(token|secret|key|password): *[\"']?[a-z0-9+/_-]{16,}", block)


def test_the_file_tells_readers_of_pages_to_leave_a_contact() -> None:
    assert "contact: voc@narae.example" in TEXT
    assert load("contact: voc@narae.example\nsources: []\n").contact == "voc@narae.example"

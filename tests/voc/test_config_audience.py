"""audience.yaml and `audience` of a source: what is taken, what is refused with its place, that all is documented."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from voc.config import load_settings
from voc.config.audience import AudienceSection, Layout, LayoutColumn, Variable
from voc.config.families import AudienceSettings
from voc.config.user_ids import giving_ids, ids_keeping
from voc.errors import ConfigError, UsageError

ROOT = Path(__file__).parents[2]
Write = Callable[[str, str], None]
TICKETS = """sources:
  - {SOURCE}
    channel: cs
    kind: ticket_message
    columns: {id: 번호, text: 내용, author: 고객번호, tags: 분류}
    segments: {등급: 회원등급}
    audience: {user_id: USER}
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    return lambda name, text: (tmp_path / "config" / name).write_text(text, encoding="utf-8") and None


def tickets(user_id: str, more: str = "") -> str:
    head = "name: desk\n    format: tickets\n    path: inbox/desk"
    return TICKETS.replace("{SOURCE}", head).replace("USER", user_id + more)


def test_by_default_no_source_gives_ids_and_two_tools_are_known() -> None:
    settings = load_settings(ROOT / "config")
    assert giving_ids(settings) == {}
    assert settings.audience == AudienceSection()
    assert [one.name for one in settings.audience.all_layouts] == ["braze", "bigin"]
    assert settings.audience.layout(None).columns == (LayoutColumn(name="external_id", value="user_id"),)
    with pytest.raises(UsageError, match="did you mean 'bigin'"):
        settings.audience.layout("begin")


def test_a_source_says_where_its_ids_are_and_how_long_they_stay(write: Write) -> None:
    write("sources.yaml", tickets("고객번호", ", hashed: true, keep: 2개월"))
    settings = load_settings()
    (audience,) = giving_ids(settings).values()
    assert (audience.user_id, audience.hashed) == ("고객번호", True)
    assert str(ids_keeping(settings, audience)) == "2 months"
    write("sources.yaml", tickets("고객번호"))
    settings = load_settings()
    assert str(ids_keeping(settings, giving_ids(settings)["desk"])) == "90 days"


def test_a_layout_of_ones_own_comes_first_and_may_replace_a_built_in_one(write: Write) -> None:
    write("audience.yaml", "layouts:\n  - {name: braze, columns: [{name: id, value: user_id}]}\n")
    audience = load_settings().audience
    assert [one.name for one in audience.all_layouts] == ["braze", "bigin"]
    assert audience.layout("braze").columns[0].name == "id"


WRONG = (
    ("sources.yaml", tickets("회원등급"), "'회원등급' is also segments.등급"),
    (
        "sources.yaml",
        tickets("번호"),
        "config/sources.yaml:9:25: sources.0.audience.user_id: '번호' is also columns.id",
    ),
    ("sources.yaml", tickets("고객번호", ", keep: forever"), "sources.0.audience.keep: 'forever' is no period"),
    ("sources.yaml", tickets("고객번호", ", keep: 4 years"), "'4 years' is too long for what reaches a person"),
    ("sources.yaml", tickets("고객번호").replace("tickets", "play_reviews"), "audience has no effect on format"),
    (
        "sources.yaml",
        "sources:\n  - {name: z, family: zendesk, subdomain: narae, audience: {user_id: email}}\n",
        "unknown value 'email'; expected one of external_id",
    ),
    (
        "sources.yaml",
        "sources:\n  - {name: a, family: itunes_rss, app_id: '1', audience: {user_id: x}}\n",
        "sources.0.audience: unknown key",
    ),
    ("audience.yaml", "suppress_themes: [push_to_many]\n", "did you mean 'push_too_many'"),
    ("audience.yaml", "least: 0\n", "config/audience.yaml:1:8: least:"),
    ("audience.yaml", "keeps: 30 days\n", "did you mean 'keep'"),
    ("audience.yaml", "layouts:\n  - {name: a, columns: [{name: b, text: c}]}\n", "no column with 'value: user_id'"),
    ("audience.yaml", "layouts:\n  - {name: a, columns: [{name: b, value: user}]}\n", "did you mean 'user_id'"),
    ("audience.yaml", "layouts:\n  - {name: a, columns: [{name: b}]}\n", "either value or text"),
)


def test_what_is_wrong_is_said_with_its_place(write: Write) -> None:
    for name, text, said in WRONG:
        write(name, text)
        with pytest.raises(ConfigError) as error:
            load_settings()
        assert said in str(error.value), text
        (Path("config") / name).unlink()


def test_a_catalogue_of_ones_own_goes_with_the_packaged_audience(write: Write) -> None:
    """Whoever has replaced themes.yaml long ago must not be stopped by keys that they never wrote."""
    write("themes.yaml", "themes:\n  - {key: own, title: 우리 것, reason: other, stage: none, words: [환급]}\n")
    assert "push_too_many" in load_settings().audience.suppress_themes


def test_every_key_is_documented() -> None:
    text = (ROOT / "docs" / "audience.md").read_text(encoding="utf-8")
    keys = {name for model in (AudienceSection, AudienceSettings, Layout, LayoutColumn) for name in model.model_fields}
    names = keys | set(get_args(Variable))
    assert {name for name in names if f"`{name}`" not in text and f"`{name}:" not in text} == set()

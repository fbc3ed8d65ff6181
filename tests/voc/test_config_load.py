"""Where the configuration is found, what wins over what, and what it is turned into."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from voc.config import ConfigLocation, Settings, load_settings, locate, locate_config
from voc.config.checks import QUESTION_ROLES
from voc.config.dashboard import DashboardSection, Oidc, Proxy
from voc.config.environment import OVERRIDES
from voc.config.families import FileSourceSettings, Format, NetworkSettings
from voc.config.families.files import ColumnField
from voc.config.notify import NotifySection, Texts, Webhook
from voc.config.origins import Origin
from voc.config.sections import (
    Artifacts,
    CalendarSection,
    EncoderSection,
    LabelSettings,
    Limits,
    MaskKind,
    PrivacySection,
    SchedulesSection,
    ThemeSettings,
)
from voc.config.shown import settings_shown, show_address
from voc.errors import ConfigError, UsageError
from voc.store import open_store

CHECKOUT = Path(__file__).parents[2] / "config"
VARIABLES = (
    "VOC_CONFIG",
    "VOC_STORE_URL",
    "VOC_AUTHOR_KEY",
    "VOC_SCHEDULES_TIMEZONE",
    "VOC_SCHEDULES_NIGHTLY",
    "VOC_SCHEDULES_WEEKLY",
    "VOC_SCHEDULES_LIMITS_WORKERS",
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def make_config(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content, encoding="utf-8")
    return folder


def shown(settings: Settings) -> dict[str, tuple[object, Origin]]:
    return {f"{row.section}.{row.key}": (row.value, row.origin) for row in settings_shown(settings)}


def test_the_named_folder_wins_over_the_variable_and_both_over_the_local_one(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = make_config(place / "a" / "config", store="url: sqlite:///a.db\n")
    variable = make_config(place / "b" / "config", store="url: sqlite:///b.db\n")
    local = make_config(place / "config", store="url: sqlite:///c.db\n")
    assert locate_config().path == local
    monkeypatch.setenv("VOC_CONFIG", str(variable))
    assert locate_config() == ConfigLocation(variable, "VOC_CONFIG", CHECKOUT, variable.parent)
    assert locate_config(named) == ConfigLocation(named, "--config", CHECKOUT, named.parent)
    assert load_settings(named).store_url() == f"sqlite:///{place}/a/a.db"


def test_a_relative_folder_is_taken_from_the_current_one(place: Path) -> None:
    make_config(place / "team" / "config", store="url: sqlite:///a.db\n")
    location = locate_config(Path("team/config"))
    assert (location.path, location.home) == (place / "team" / "config", place / "team")


def test_without_any_folder_the_packaged_defaults_are_read_and_the_current_folder_is_home(place: Path) -> None:
    assert locate_config() == ConfigLocation(CHECKOUT, "packaged defaults", CHECKOUT, place)
    settings = load_settings()
    assert settings.home == place
    assert shown(settings)["store.url"][1] == Origin("packaged default", f"{CHECKOUT}/store.yaml:4")


def test_a_model_lies_in_the_home_folder_or_anywhere(place: Path) -> None:
    (place / "models" / "mine").mkdir(parents=True)
    make_config(place / "config", encoder="path: models/mine\n")
    assert load_settings().encoder_folder() == place / "models" / "mine"
    team = make_config(place / "team" / "config", encoder=f"path: {place}/models\nshare: 1\n")
    settings = load_settings(team)
    assert (settings.encoder_folder(), settings.encoder.share) == (place / "models", 1.0)


def test_a_local_folder_of_something_else_is_not_taken(place: Path) -> None:
    make_config(place / "config", webpack="a: 1\n")
    assert locate_config().origin == "packaged defaults"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_CONFIG", "")
    assert locate_config().origin == "packaged defaults"


def test_installed_defaults_win_over_the_checkout(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = place / "site-packages" / "voc"
    shutil.copytree(CHECKOUT, package / "defaults")
    monkeypatch.setattr(locate, "files", lambda _: package)
    assert locate_config().path == package / "defaults"
    assert load_settings().fingerprint() == load_settings(CHECKOUT).fingerprint()


def test_a_foreign_config_folder_beside_the_installed_package_is_not_taken(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = place / "site-packages" / "voc"
    package.mkdir(parents=True)
    (package.parent / "config").mkdir()
    monkeypatch.setattr(locate, "files", lambda _: package)
    with pytest.raises(ConfigError, match="packaged defaults are missing"):
        locate_config()


def test_a_named_folder_that_is_not_there_lists_every_place(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_CONFIG", "/elsewhere/config")
    with pytest.raises(ConfigError) as caught:
        locate_config(Path("confg"))
    (said,) = caught.value.problems
    assert f"{place}/confg, named by --config, does not exist" in said
    assert "--config (confg), VOC_CONFIG (/elsewhere/config), ./config (" in said
    assert f"packaged defaults ({CHECKOUT})" in said
    assert "voc init" in said
    with pytest.raises(ConfigError, match="/elsewhere/config, named by VOC_CONFIG, does not exist"):
        locate_config()


def test_a_named_file_and_a_named_folder_without_our_files_are_refused(place: Path) -> None:
    folder = make_config(place / "x", store="url: sqlite:///a.db\n")
    with pytest.raises(ConfigError, match=r"is a file. Name the folder that holds it: .*/x\."):
        locate_config(folder / "store.yaml")
    with pytest.raises(ConfigError, match="holds none of the configuration files"):
        locate_config(make_config(place / "empty"))


def test_files_that_a_folder_lacks_come_from_the_defaults(place: Path) -> None:
    make_config(place / "config", schedules="nightly: 30 3 * * *\n")
    settings = load_settings()
    assert settings.schedules.nightly == "30 3 * * *"
    assert len(settings.stages) == 7
    rows = shown(settings)
    assert rows["schedules.nightly"] == ("30 3 * * *", Origin("file", "config/schedules.yaml:1"))
    assert rows["schedules.timezone"] == ("Asia/Seoul", Origin("built-in default"))
    assert rows["funnel.awareness"][1].kind == "packaged default"
    assert rows["lexicon.brand.tsv"][1].kind == "packaged default"
    assert rows["home.home"] == (str(place), Origin("file", "./config"))


def test_an_own_folder_of_texts_replaces_the_packaged_ones(place: Path) -> None:
    make_config(place / "config", store="url: sqlite:///a.db\n")
    assert [text.name for text in load_settings().our_words] == ["app_screens", "faq", "push_messages"]
    (place / "config" / "our_words").mkdir()
    assert load_settings().our_words == ()


def test_a_missing_packaged_file_is_a_problem(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = place / "site-packages" / "voc"
    shutil.copytree(CHECKOUT, package / "defaults")
    (package / "defaults" / "themes.yaml").unlink()
    monkeypatch.setattr(locate, "files", lambda _: package)
    with pytest.raises(ConfigError, match=r"themes\.yaml: is missing, and so is the packaged default"):
        load_settings()


def test_the_environment_wins_over_the_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_config(place / "config", store="url: sqlite:///a.db\n", schedules="weekly: 0 6 * * 1\n")
    monkeypatch.setenv("VOC_STORE_URL", "postgresql://voc:s3cr3t@db.example/voc")
    monkeypatch.setenv("VOC_SCHEDULES_TIMEZONE", "UTC")
    monkeypatch.setenv("VOC_SCHEDULES_WEEKLY", "0 7 * * 1")
    monkeypatch.setenv("VOC_SCHEDULES_LIMITS_WORKERS", "4")
    settings = load_settings()
    assert settings.store_url() == "postgresql://voc:s3cr3t@db.example/voc"
    assert (settings.schedules.timezone, settings.schedules.weekly) == ("UTC", "0 7 * * 1")
    assert settings.schedules.limits.workers == 4
    rows = shown(settings)
    assert rows["store.url"] == ("postgresql://db.example/voc", Origin("environment", "VOC_STORE_URL"))
    assert rows["schedules.limits.workers"] == (4, Origin("environment", "VOC_SCHEDULES_LIMITS_WORKERS"))
    assert "s3cr3t" not in repr(settings)
    assert "s3cr3t" not in repr(rows)


def test_a_misspelt_variable_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_STOR_URL", "x")
    monkeypatch.setenv("VOC_AUTHOR_KEY", "x")
    expected = "the environment variable VOC_STOR_URL is set, but nothing reads it (did you mean 'VOC_STORE_URL'?)"
    assert load_settings().notes == (expected,)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "sqlite:///{home}/store/voc.db"),
        ("url: sqlite:///data/a.db?timeout=5", "sqlite:///{home}/data/a.db?timeout=5"),
        ("url: sqlite:////srv/voc.db", "sqlite:////srv/voc.db"),
        ("url: 'sqlite:///:memory:'", "sqlite:///:memory:"),
        ("url: postgresql://voc@db.example/voc", "postgresql://voc@db.example/voc"),
    ],
)
def test_store_addresses(place: Path, url: str, expected: str) -> None:
    make_config(place / "config", store=f"{url or '{}'}\n")
    assert load_settings().store_url() == expected.format(home=place)


def test_the_store_lies_in_the_home_folder_whatever_its_name(place: Path) -> None:
    home = place / "우리 %20 폴더?a#b"
    make_config(home / "config", store="{}\n")
    with open_store(load_settings(home / "config").store_url()) as store:
        assert store.path == home / "store" / "voc.db"
    assert store.path.exists()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:////srv/voc.db", "sqlite:////srv/voc.db"),
        ("postgresql://u:p@host:5432/voc", "postgresql://host:5432/voc"),
        ("postgresql://u:p@h@host/voc", "set"),
        ("postgresql://u:p/q@host/voc", "set"),
        ("postgresql://host/voc?password=p@q", "set"),
        ("postgresql://u:p?q@host/voc", "set"),
        ("p@ss", "set"),
    ],
)
def test_addresses_are_shown_without_what_may_be_secret(url: str, expected: str) -> None:
    assert show_address(url) == expected


def test_kinds_that_privacy_leaves_out_are_masked(place: Path) -> None:
    make_config(place / "config", privacy="mask: {ip: false}\n")
    privacy = load_settings().privacy
    assert privacy.kinds == frozenset(get_args(MaskKind)) - {"ip"}
    assert privacy.mask["phone"] is True


def test_the_kinds_are_those_that_masking_knows() -> None:
    from voc.privacy.settings import KINDS  # noqa: PLC0415 - the only use

    assert get_args(MaskKind) == KINDS


def test_the_roles_of_questions_are_those_that_surveys_know() -> None:
    from voc.surveys.roles import ROLES  # noqa: PLC0415 - the only use

    assert QUESTION_ROLES == ROLES


def test_sources_are_found_by_name() -> None:
    settings = load_settings()
    source = settings.source("app_reviews")
    assert settings.source_folder(source) == settings.home / "inbox" / "app_reviews"
    assert (source.rating_min, source.rating_max) == (1.0, 5.0)
    assert source.columns["author"] == ("nickname",)
    with pytest.raises(UsageError, match=r"no source 'app_review' \(did you mean 'app_reviews'\?\)"):
        settings.source("app_review")


def test_settings_are_frozen() -> None:
    settings = load_settings()
    with pytest.raises(AttributeError):
        settings.stages = ()
    with pytest.raises(ValueError, match="frozen"):
        settings.store.url = "x"


REASONS = """\
reasons:
  - {key: trust, name: 신뢰, words: [사기, 피싱], sentences: [가, 나]}
  - {key: other, name: 기타}
"""
REASONS_MOVED = """\
reasons:
  - {name: 기타, key: other}
  - {sentences: [나, 가], words: [피싱, 사기], key: trust, name: 신뢰}
"""
THEMES = """\
themes:
  - {key: b, title: 사기 의심, reason: trust, stage: none, words: [사기, 피싱 + 문자], sentences: [가, 나]}
  - {key: a, title: 기타 이유, reason: other, stage: none, words: [이유]}
"""
THEMES_MOVED = """\
# a comment

themes:
  - title: 기타 이유
    words:
      - "이유"
    stage: none
    reason: other
    key: a
  - {sentences: [나, 가], words: [피싱 + 문자, 사기, 사기], stage: none, reason: trust, title: 사기 의심, key: b}
"""


def test_knowledge_is_in_one_order_however_the_files_are_ordered(place: Path) -> None:
    first = load_settings(make_config(place / "a", hesitations=REASONS, themes=THEMES))
    second = load_settings(make_config(place / "b", hesitations=REASONS_MOVED, themes=THEMES_MOVED))
    assert first.knowledge() == second.knowledge()
    assert first.fingerprint() == second.fingerprint()
    knowledge = first.knowledge()
    assert [theme.key for theme in knowledge.themes] == ["a", "b"]
    assert knowledge.themes[1].words == ("사기", "피싱 + 문자")
    assert [reason.key for reason in knowledge.reasons] == ["other", "trust"]
    assert [stage.key for stage in knowledge.stages][:2] == ["awareness", "onboarding"]
    assert ("환급나래", "NNP") in knowledge.brand_words
    assert "하다" in knowledge.stop_words
    assert knowledge.synonyms["어플"] == "앱"
    assert knowledge.polarity["최고"] == (2, "praise")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("themes.yaml", "  - key: id_photo_recognition", "  - key: id_photo"),
        ("hesitations.yaml", 'name: "신뢰·사기 의심"', 'name: "신뢰"'),
        ("lexicon/stopwords.txt", "하다\n", ""),
        ("lexicon/brand.tsv", "나래톡\tNNP", "나래톡\tNNG"),
        ("lexicon/synonyms.tsv", "어플\t앱", "어플\t프로그램"),
        ("lexicon/polarity.tsv", "최고\t2\tpraise", "최고\t1\tpraise"),
    ],
)
def test_the_fingerprint_changes_with_whatever_changes_the_reading(
    place: Path, name: str, before: str, after: str
) -> None:
    folder = place / "config"
    shutil.copytree(CHECKOUT, folder)
    unchanged = load_settings().fingerprint()
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert load_settings().fingerprint() != unchanged


def test_the_fingerprint_does_not_change_with_what_leaves_the_reading_alone(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unchanged = load_settings().fingerprint()
    make_config(place / "config", schedules="nightly: 0 3 * * *\n", calendar="holidays: []\n")
    monkeypatch.setenv("VOC_STORE_URL", "sqlite:///x.db")
    assert load_settings().fingerprint() == unchanged


def test_the_defaults_are_sound() -> None:
    settings = load_settings()
    assert settings.notes == ()
    assert [source.name for source in settings.sources] == [
        "cs_tickets",
        "play_reviews",
        "app_reviews",
        "survey",
        "community",
        "community_pages",
    ]


def test_periods_without_an_end_last_a_day() -> None:
    holidays = [day for day in load_settings().calendar.holidays if day.start.year == 2026]
    (chuseok,) = [day for day in holidays if day.name == "추석 연휴"]
    assert (chuseok.start.isoformat(), chuseok.last_on.isoformat()) == ("2026-09-24", "2026-09-26")
    (hangul,) = [day for day in holidays if day.name == "한글날"]
    assert hangul.last_on == hangul.start


def test_the_packaged_calendar_holds_facts_only() -> None:
    """Three years of public holidays; campaigns and releases are each company's own."""
    calendar = load_settings().calendar
    assert {day.start.year for day in calendar.holidays} == {2025, 2026, 2027}
    assert sum("추석" in day.name and day.end is not None for day in calendar.holidays) == 3
    assert (calendar.seasons, calendar.campaigns, calendar.releases, calendar.outages) == ((), (), (), ())


def test_every_variable_file_and_key_is_documented() -> None:
    text = (CHECKOUT.parent / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert "`contact`" in text
    names = {rule.variable for rule in OVERRIDES} | {
        "VOC_CONFIG",
        "VOC_AUTHOR_KEY",
        *get_args(Format),
        *get_args(MaskKind),
    }
    names |= {*get_args(ColumnField), *locate.LEXICON_FILES, *QUESTION_ROLES}
    for model in (
        FileSourceSettings,
        ThemeSettings,
        LabelSettings,
        PrivacySection,
        SchedulesSection,
        Limits,
        CalendarSection,
        EncoderSection,
        Artifacts,
        NotifySection,
        Webhook,
        Texts,
        DashboardSection,
        Oidc,
        Proxy,
    ):
        names |= set(model.model_fields)
    missing = {name for name in names if f"`{name}`" not in text and f"`{name}:" not in text}
    assert missing == set()
    assert all(name in text for name in locate.YAML_FILES)


def test_every_family_and_every_key_and_variable_of_it_is_documented() -> None:
    """A key stands on the page of the sources, in the section of its family or above the sections."""
    text = (CHECKOUT.parent / "docs" / "sources.md").read_text(encoding="utf-8")
    for model in _families():
        family = get_args(model.model_fields["family"].annotation)[0]
        defaults = {str(field.default) for name, field in model.model_fields.items() if name.endswith("_env")}
        names = {family, *model.model_fields, *defaults}
        missing = {name for name in names if f"`{name}`" not in text and f"`{name}_FILE" not in text}
        assert missing == set(), family


def _families(base: type[NetworkSettings] = NetworkSettings) -> Iterator[type[NetworkSettings]]:
    """Go through the models of all families that are asked over the network."""
    for model in base.__subclasses__():
        if get_args(model.model_fields["family"].annotation):
            yield model
        yield from _families(model)

"""Reading the whole configuration: every file, every problem at once."""

import difflib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from voc import logs
from voc.config.audience import AudienceSection
from voc.config.channels import ChannelsSection
from voc.config.check_audience import check_suppress_themes, check_user_ids
from voc.config.crosscheck import Parsed, check_model_folder, cross_check
from voc.config.dashboard import DashboardSection
from voc.config.environment import may_be_overridden, override, unknown_variables
from voc.config.explain import Checked, validate_section
from voc.config.families import needed_secrets
from voc.config.features import FeaturesSection
from voc.config.lexicon import (
    Lexicon,
    OurText,
    read_brand_words,
    read_evaluations,
    read_our_text,
    read_stop_words,
    read_synonyms,
)
from voc.config.locate import LEXICON_FILES, OUR_WORDS, YAML_FILES, ConfigLocation, locate_config
from voc.config.notify import NotifySection
from voc.config.origins import FileOrigins, OriginKind
from voc.config.outreach import OutreachSection, check_outreach_sources
from voc.config.problems import Problems, shown_path
from voc.config.proof import ProofSection, check_figures
from voc.config.sections import (
    CalendarSection,
    EncoderSection,
    FunnelSection,
    HesitationsSection,
    PrivacySection,
    SchedulesSection,
    SourcesSection,
    StoreSection,
    ThemesSection,
)
from voc.config.settings import Settings
from voc.config.texts import read_text
from voc.config.yaml_text import YamlText, parse_yaml
from voc.errors import ConfigError

SECTIONS: Mapping[str, type[BaseModel]] = {
    "sources.yaml": SourcesSection,
    "funnel.yaml": FunnelSection,
    "hesitations.yaml": HesitationsSection,
    "themes.yaml": ThemesSection,
    "privacy.yaml": PrivacySection,
    "schedules.yaml": SchedulesSection,
    "store.yaml": StoreSection,
    "calendar.yaml": CalendarSection,
    "encoder.yaml": EncoderSection,
    "notify.yaml": NotifySection,
    "dashboard.yaml": DashboardSection,
    "channels.yaml": ChannelsSection,
    "proof.yaml": ProofSection,
    "features.yaml": FeaturesSection,
    "audience.yaml": AudienceSection,
    "outreach.yaml": OutreachSection,
}

Model = TypeVar("Model", bound=BaseModel)


def load_settings(explicit: Path | None = None) -> Settings:
    """Find, read and check the configuration.

    Parameters
    ----------
    explicit : Path or None
        The folder that `--config` named.

    Raises
    ------
    ConfigError
        Something is wrong; all of it is said, each problem with file, line and column.
    """
    location = locate_config(explicit)
    loader = _Loader(location)
    parsed = {name: file for name in YAML_FILES if (file := loader.parse(name)) is not None}
    sections = {name: loader.validate(name, file) for name, file in parsed.items()}
    cross_check(parsed, loader.problems)
    if "proof.yaml" in parsed and loader.origins["proof.yaml"].kind == "file":
        check_figures(parsed, loader.problems)
    if "encoder.yaml" in parsed:
        check_model_folder(parsed["encoder.yaml"], location.home, loader.problems)
    if "sources.yaml" in parsed:
        check_user_ids(parsed["sources.yaml"], loader.problems)
    if "audience.yaml" in parsed and loader.origins["audience.yaml"].kind == "file":
        # The packaged one goes with any themes.yaml.
        check_suppress_themes(parsed, loader.problems)
    check_outreach_sources(parsed, loader.problems)
    lexicon = loader.lexicon()
    our_words = loader.our_words()
    loader.find_strays()
    if loader.problems.found:
        raise ConfigError(*loader.problems.sentences())

    def section(name: str, model: type[Model]) -> Model:
        found = sections[name]
        assert isinstance(found, model)  # noqa: S101 - `SECTIONS` says so, and problems were raised above
        return found

    privacy = section("privacy.yaml", PrivacySection)
    sources = section("sources.yaml", SourcesSection)
    notify = section("notify.yaml", NotifySection)
    dashboard = section("dashboard.yaml", DashboardSection)
    secrets = [one.variable for source in sources.sources for one in needed_secrets(source)]
    secrets += [*(webhook.url_env for webhook in notify.webhooks), *dashboard.variables]
    keys = (privacy.author_key_env, privacy.reach_key_env, dashboard.session_key_env)
    logs.tell("config_loaded", n_sources=len(sources.sources))
    return Settings(
        location=location,
        sources=sources.sources,
        contact=sources.contact,
        stages=section("funnel.yaml", FunnelSection).stages,
        reasons=section("hesitations.yaml", HesitationsSection).reasons,
        themes=section("themes.yaml", ThemesSection).themes,
        privacy=privacy,
        schedules=section("schedules.yaml", SchedulesSection),
        store=section("store.yaml", StoreSection),
        calendar=section("calendar.yaml", CalendarSection),
        encoder=section("encoder.yaml", EncoderSection),
        notify=notify,
        dashboard=dashboard,
        channels=section("channels.yaml", ChannelsSection),
        proof=section("proof.yaml", ProofSection),
        features=section("features.yaml", FeaturesSection).features,
        audience=section("audience.yaml", AudienceSection),
        outreach=section("outreach.yaml", OutreachSection),
        lexicon=lexicon,
        our_words=our_words,
        origins=loader.origins,
        notes=(*loader.notes, *unknown_variables(keys, secrets)),
    )


@lru_cache(maxsize=64)
def _packaged_yaml(text: str) -> YamlText | None:
    """Parse a packaged file once per process, for nobody writes into what was read; None where anything is wrong."""
    problems = Problems()
    yaml = parse_yaml(text, "", problems)
    return None if problems.found else yaml


@lru_cache(maxsize=64)
def _packaged_section(name: str, text: str) -> BaseModel | None:
    """Check a packaged file once per process: sections are frozen. None where anything is wrong."""
    yaml, problems = _packaged_yaml(text), Problems()
    return None if yaml is None else validate_section(SECTIONS[name], Checked("", yaml, {}), problems)


class _Loader:
    """Reads files of one configuration, noting problems and origins on the way."""

    def __init__(self, location: ConfigLocation) -> None:
        self._location = location
        self.problems = Problems()
        self.origins: dict[str, FileOrigins] = {}
        self.notes: list[str] = []
        self._packaged: dict[str, str] = {}

    def parse(self, name: str) -> Parsed | None:
        """Parse a YAML file and put the environment's values into it; None where that is impossible."""
        file = self._find(name)
        text = None if file is None else read_text(file, self.problems)
        if file is None or text is None:
            return None
        where, kind = shown_path(file), self._kind(file)
        if kind == "packaged default" and not may_be_overridden(name):
            self._packaged[name] = text
        yaml = _packaged_yaml(text) if name in self._packaged else None
        yaml = yaml or parse_yaml(text, where, self.problems)
        if yaml is None:
            return None
        env = override(name, yaml)
        self.origins[name] = FileOrigins(file, kind, yaml.values, yaml.keys, env)
        return Parsed(where, yaml)

    def validate(self, name: str, file: Parsed) -> BaseModel | None:
        """Turn a parsed file into its section; None where something in it is wrong."""
        packaged = self._packaged.get(name)
        section = None if packaged is None else _packaged_section(name, packaged)
        checked = Checked(file.where, file.yaml, self.origins[name].env)
        return section or validate_section(SECTIONS[name], checked, self.problems)

    def lexicon(self) -> Lexicon:
        """Read the word files."""
        brand, stop_words, synonyms, polarity = (self._find_lines(name) for name in LEXICON_FILES)
        return Lexicon(
            brand_words=read_brand_words(brand, self.problems) if brand else (),
            stop_words=read_stop_words(stop_words, self.problems) if stop_words else (),
            synonyms=read_synonyms(synonyms, self.problems) if synonyms else (),
            evaluations=read_evaluations(polarity, self.problems) if polarity else (),
        )

    def our_words(self) -> tuple[OurText, ...]:
        """Read the company's own texts by file name; the folder counts as a whole, so an empty one means none."""
        own = self._location.path / OUR_WORDS
        folder = own if own.is_dir() else self._location.defaults / OUR_WORDS
        texts: list[OurText] = []
        for file in sorted(folder.glob("*.txt")):
            text = read_our_text(file, self.problems)
            if text is not None:
                texts.append(text)
                self.origins[f"{OUR_WORDS}/{file.name}"] = FileOrigins(file, self._kind(file), {}, {}, {})
        return tuple(texts)

    def find_strays(self) -> None:
        """Look for files that nothing reads: a misspelt one is a problem, any other a note."""
        folder = self._location.path
        missing = [name for name in YAML_FILES if not (folder / name).exists()]
        for file in sorted(folder.glob("*.y*ml")):
            if file.name in YAML_FILES:
                continue
            near = difflib.get_close_matches(f"{file.stem}.yaml".lower(), missing, n=1, cutoff=0.75)
            if near:
                self.problems.add(shown_path(file), f"is not read. Did you mean '{near[0]}'? Rename it.")
            else:
                self.notes.append(f"{shown_path(file)} is not read; known files are {', '.join(YAML_FILES)}")

    def _find_lines(self, name: str) -> Path | None:
        file = self._find(name)
        if file is not None:
            self.origins[name] = FileOrigins(file, self._kind(file), {}, {}, {})
        return file

    def _find(self, name: str) -> Path | None:
        """Return the folder's own file, else the packaged one."""
        own, packaged = self._location.path / name, self._location.defaults / name
        # A link that leads nowhere is a mistake to report, not an absent file.
        found = own if own.exists() or own.is_symlink() else packaged if packaged.is_file() else None
        self.problems.files.append(shown_path(found or own))
        if found:
            return found
        self.problems.add(
            shown_path(own), f"is missing, and so is the packaged default {packaged}. Install malgwi again."
        )
        return None

    def _kind(self, file: Path) -> OriginKind:
        is_own = self._location.origin != "packaged defaults" and file.is_relative_to(self._location.path)
        return "file" if is_own else "packaged default"

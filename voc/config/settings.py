"""Everything configured, checked and frozen: what the rest of the program reads."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from voc.config.audience import AudienceSection
from voc.config.channels import ChannelsSection
from voc.config.dashboard import DashboardSection
from voc.config.families import FileSourceSettings, SourceSettings
from voc.config.features import FeatureSettings
from voc.config.keeping import FOREVER, Keeping, parse_keeping
from voc.config.lexicon import Lexicon, OurText
from voc.config.locate import ConfigLocation
from voc.config.notify import NotifySection
from voc.config.origins import FileOrigins
from voc.config.outreach import OutreachSection
from voc.config.problems import did_you_mean
from voc.config.proof import Figure, ProofSection
from voc.config.sections import (
    CalendarSection,
    EncoderSection,
    LabelSettings,
    PrivacySection,
    ReasonSettings,
    SchedulesSection,
    StoreSection,
    ThemeSettings,
)
from voc.errors import UsageError

if TYPE_CHECKING:
    from nlp.types import Knowledge, Label

_SQLITE_FILE = "sqlite:///"


@dataclass(frozen=True)
class Settings:
    """The configuration in force.

    Attributes
    ----------
    location : ConfigLocation
        Which folder it was read from.
    contact : str or None
        At which the owner of a site reaches whoever collects from it.
    origins : mapping of file name to FileOrigins
        Where each value came from, by names such as `sources.yaml`.
    notes : tuple of str
        What is not wrong but worth knowing, one sentence each.
    """

    location: ConfigLocation
    sources: tuple[SourceSettings, ...]
    contact: str | None
    stages: tuple[LabelSettings, ...]
    reasons: tuple[ReasonSettings, ...]
    themes: tuple[ThemeSettings, ...]
    privacy: PrivacySection
    schedules: SchedulesSection
    store: StoreSection
    calendar: CalendarSection
    encoder: EncoderSection
    notify: NotifySection
    dashboard: DashboardSection
    channels: ChannelsSection
    proof: ProofSection
    features: tuple[FeatureSettings, ...]
    audience: AudienceSection
    outreach: OutreachSection
    lexicon: Lexicon
    our_words: tuple[OurText, ...]
    origins: Mapping[str, FileOrigins] = field(default_factory=dict, repr=False, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def home(self) -> Path:
        """The folder that `inbox/` and `store/` lie in; absolute."""
        return self.location.home

    def source(self, name: str) -> SourceSettings:
        """Return a source by its name.

        Raises
        ------
        UsageError
            There is none; the nearest and all known names are said.
        """
        for source in self.sources:
            if source.name == name:
                return source
        names = [source.name for source in self.sources]
        message = f"There is no source '{name}'{did_you_mean(name, names)}. Known: {', '.join(names) or 'none'}."
        raise UsageError(message)

    def keeping(self, source: str) -> Keeping | None:
        """Return how long the texts of a source stay, one that is configured no more too; None where for ever."""
        own = next((one.keep_texts for one in self.sources if one.name == source), None)
        period = own or self.privacy.keep_texts
        return None if period == FOREVER else parse_keeping(period)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The approved figures; the packaged ones speak for an invented company and are for nobody else."""
        own = self.origins.get("proof.yaml")
        return self.proof.figures if own and own.kind == "file" else ()

    def source_folder(self, source: FileSourceSettings) -> Path:
        """Return the folder a source reads, absolute."""
        return self.home / source.path

    def encoder_folder(self) -> Path | None:
        """Return the folder of the plugged-in model, absolute; None without one."""
        return None if self.encoder.path is None else self.home / self.encoder.path

    def store_url(self) -> str:
        """Return the store's address, with a relative SQLite path made absolute under the home folder.

        It may hold a password: never show it, see `shown.show_address`.
        """
        url = self.store.url or f"{_SQLITE_FILE}store/voc.db"
        path, question, query = url.removeprefix(_SQLITE_FILE).partition("?")
        is_relative = url.startswith(_SQLITE_FILE) and path and not path.startswith("/") and path != ":memory:"
        if not is_relative:
            return url
        # In an address these two signs mean something; a folder's name may hold them.
        home = self.home.as_posix().replace("%", "%25").replace("?", "%3F")
        return f"{_SQLITE_FILE}{home}/{path}{question}{query}"

    def knowledge(self) -> "Knowledge":
        """Return what people configured about reading, in one canonical order.

        Rules and sentences are sorted, reasons and themes stand by key, stages in the order of the funnel: moving
        lines about in a file changes nothing.
        """
        # Loaded here: arrays and the like are not needed to check a configuration.
        from nlp.types import CatalogueTheme, Knowledge  # noqa: PLC0415 - see above

        themes = (
            CatalogueTheme(
                theme.key, theme.title, theme.reason, theme.stage, _sorted(theme.words), _sorted(theme.sentences)
            )
            for theme in sorted(self.themes, key=lambda theme: theme.key)
        )
        lexicon = self.lexicon
        return Knowledge(
            stages=tuple(_label(stage) for stage in self.stages),
            reasons=tuple(_label(reason) for reason in sorted(self.reasons, key=lambda reason: reason.key)),
            themes=tuple(themes),
            brand_words=tuple(sorted((word.form, word.tag) for word in lexicon.brand_words)),
            stop_words=frozenset(word.lemma for word in lexicon.stop_words),
            polarity={
                word.lemma: (word.polarity, word.kind)
                for word in sorted(lexicon.evaluations, key=lambda word: word.lemma)
            },
            synonyms=dict(sorted((synonym.variant, synonym.lemma) for synonym in lexicon.synonyms)),
        )

    def fingerprint(self) -> str:
        """Hash everything that changes how sentences are read; 16 hexadecimal digits.

        Comments, blank lines, the order of entries (but for the funnel's) and other sections play no part.
        """
        knowledge = asdict(self.knowledge()) | {"stop_words": sorted(word.lemma for word in self.lexicon.stop_words)}
        spelled = json.dumps(knowledge, ensure_ascii=False, sort_keys=True)
        return blake2b(spelled.encode(), digest_size=8).hexdigest()


def _label(label: LabelSettings) -> "Label":
    from nlp.types import Label  # noqa: PLC0415 - as in `Settings.knowledge`

    return Label(label.key, label.name, _sorted(label.words), _sorted(label.sentences))


def _sorted(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(texts)))

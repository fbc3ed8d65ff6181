"""The sections of the configuration, one model for each YAML file; frozen, strict, no unknown keys."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator, model_validator

from voc.config.checks import (
    Contact,
    Cron,
    Day,
    EnvName,
    KeepTexts,
    Key,
    LabelKey,
    Pattern,
    SchedulerAddress,
    StoreUrl,
    Tag,
    Text,
    TimeZone,
    WordRule,
)
from voc.config.families import AnySource
from voc.config.keeping import FOREVER
from voc.config.section import Section

MaskKind = Literal[
    "phone",
    "email",
    "rrn",
    "card",
    "account",
    "passport",
    "licence",
    "birth",
    "bizno",
    "customs",
    "address",
    "name",
    "secret",
    "ip",
]
Share = Annotated[float, Field(gt=0, lt=1)]


class SourcesSection(Section):
    """sources.yaml.

    Attributes
    ----------
    contact : str or None
        E-mail or web address at which the owner of a site reaches whoever collects; part of the user agent.
    """

    contact: Contact | None = None
    sources: tuple[AnySource, ...]


class LabelSettings(Section):
    """A funnel stage or a reason family, with what points to it."""

    key: LabelKey
    name: Text
    words: tuple[WordRule, ...] = ()
    sentences: tuple[Text, ...] = ()


class FunnelSection(Section):
    """funnel.yaml: the stages in the order of the customer's path."""

    stages: tuple[LabelSettings, ...]


class ReasonSettings(LabelSettings):
    """A reason family.

    Attributes
    ----------
    answer : str or None
        What kind of answer a hesitation of this reason needs; for whoever plans messages.
    ask : str or None
        What to ask customers where nothing proves the answer yet.
    """

    answer: Text | None = None
    ask: Text | None = None


class HesitationsSection(Section):
    """hesitations.yaml: why customers hesitate."""

    reasons: tuple[ReasonSettings, ...]


class ThemeSettings(Section):
    """A theme of the starting stock.

    Attributes
    ----------
    stage : str
        Key of a stage, or `none`.
    answer : str or None
        What answers this hesitation, where marketers know it better than its reason tells.
    """

    key: Key
    title: Text
    reason: str
    stage: str
    answer: Text | None = None
    words: tuple[WordRule, ...] = ()
    sentences: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _can_match(self) -> "ThemeSettings":
        if not self.words and not self.sentences:
            raise ValueError("the theme has neither words nor sentences, so nothing could ever join it; write some")
        return self


class ThemesSection(Section):
    """themes.yaml: the starting stock of themes."""

    themes: tuple[ThemeSettings, ...]


class PatternSettings(Section):
    """A team's own identifier to mask, such as a membership number."""

    name: Key
    tag: Tag
    pattern: Pattern


class PrivacySection(Section):
    """privacy.yaml: what is masked before anything is stored.

    Attributes
    ----------
    mask : mapping of kind to bool
        Every kind; those that the file leaves out are masked.
    author_key_env : str
        Name of the environment variable with the key for authors' hashes; the key itself is never in a file.
    reach_key_env : str
        Name of the environment variable with the key that seals what is needed to reach a person, see
        `voc.privacy.sealing`; without that key nothing of the kind is kept.
    keep : tuple of str
        Exact strings that stay, such as the company's own telephone number.
    not_names : tuple of str
        Words that are never a person's name.
    keep_texts : str
        How long customers' texts stay in the store, such as `24 months`, or `forever`; counts stay for ever.
    """

    mask: Mapping[MaskKind, bool] = Field(default_factory=dict, validate_default=True)
    author_key_env: EnvName = "VOC_AUTHOR_KEY"
    reach_key_env: EnvName = "VOC_REACH_KEY"
    extra_patterns: tuple[PatternSettings, ...] = ()
    keep: tuple[Text, ...] = ()
    not_names: tuple[Text, ...] = ()
    keep_texts: KeepTexts = FOREVER

    @field_validator("mask")
    @classmethod
    def _mask_the_rest(cls, value: Mapping[MaskKind, bool]) -> Mapping[MaskKind, bool]:
        return {kind: value.get(kind, True) for kind in get_args(MaskKind)}

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that are masked."""
        return frozenset(kind for kind, is_masked in self.mask.items() if is_masked)


class Limits(Section):
    """When a run counts as ill.

    Attributes
    ----------
    workers : int
        Processes of this machine that read sentences; 1 for the one that was called.
    dask : str or None
        Address of a Dask scheduler, whose workers read in their place.
    drop_share : float
        A night in which a source brings this share less than its habit, and by no chance, ends partly done.
    habit_runs : int
        Earlier nights that tell the level of a source, beside the habit of each weekday.
    """

    workers: Annotated[int, Field(ge=1, le=64)] = 1
    dask: SchedulerAddress | None = None
    drop_share: Share = 0.7
    habit_runs: Annotated[int, Field(ge=1, le=60)] = 7


class Artifacts(Section):
    """What a run leaves to be looked at in Prefect, whose database `voc forget` does not reach.

    Attributes
    ----------
    brief : str
        `figures`: the brief without customers' sentences and words, but with the titles of themes; `full`; `none`.
    """

    brief: Literal["full", "figures", "none"] = "figures"


class SchedulesSection(Section):
    """schedules.yaml: when the flows run."""

    timezone: TimeZone = "Asia/Seoul"
    nightly: Cron = "0 2 * * *"
    weekly: Cron = "0 5 * * mon"
    artifacts: Artifacts = Artifacts()
    limits: Limits = Limits()


class StoreSection(Section):
    """store.yaml: where documents and findings live. Without `url`: store/voc.db in the home folder.

    Attributes
    ----------
    patience_s : float
        Seconds that a run waits for a store that is away; up to an hour, 0 gives up at once.
    """

    # Not in the representation: from the environment it may hold a password.
    url: StoreUrl | None = Field(default=None, repr=False)
    patience_s: Annotated[float, Field(ge=0, le=3600)] = 120.0


class Period(Section):
    """A named day or span of days, both ends included; one day where `end` is left out."""

    name: Text
    start: Day
    end: Day | None = None

    @field_validator("end")
    @classmethod
    def _not_before_start(cls, value: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("start")
        if value is not None and start is not None and value < start:
            message = f"{value} lies before start, which is {start}"
            raise ValueError(message)
        return value

    @property
    def last_on(self) -> date:
        """The last day."""
        return self.end or self.start


class CalendarSection(Section):
    """calendar.yaml: what explains a busy or a quiet week."""

    holidays: tuple[Period, ...] = ()
    seasons: tuple[Period, ...] = ()
    campaigns: tuple[Period, ...] = ()
    releases: tuple[Period, ...] = ()
    outages: tuple[Period, ...] = ()


class EncoderSection(Section):
    """encoder.yaml: a model of sentence vectors on this machine, to read with beside the built-in vectors.

    Attributes
    ----------
    path : str or None
        Folder of the model, absolute or in the home folder; None for the built-in vectors alone.
    share : float
        The model's part in how near two sentences are, above 0 and up to 1; the rest is the built-in vectors'.
    """

    path: Text | None = None
    share: float = Field(default=0.7, gt=0, le=1)

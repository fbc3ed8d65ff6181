"""Look a source over that is asked over the network: what it needs, whether it answers, what one page gives."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from voc.config import NetworkSettings, Settings
from voc.config.families import NeededSecret, WebSettings
from voc.errors import SourceError, TransientSourceError, VocError
from voc.records import Record, Window
from voc.sources import FormQuestion, FormSource, Page, Problem, Source, Surroundings, connect
from voc.sources.pace import Pacer
from voc.sources.secrets import read_secret
from voc.steps.collect import kind_and_place
from voc.steps.progress import Report

# A look must not take as long as a run: what does not answer soon is said to be so.
_PATIENCE_S = 60.0
_TIMEOUT_S, _ATTEMPTS, _LONGEST_WAIT_S = 15.0, 2, 10.0
# Half of a message of a run that is not true of a look.
_STORED = re.compile(r" What came before (?:it )?is stored; [^.]*\.")

NeedState = Literal["set", "missing", "unreadable"]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that the source needs from the environment, and whether it is there.

    Attributes
    ----------
    reason : str
        Why it cannot be read; empty where it can, or is not there.
    """

    secret: NeededSecret
    state: NeedState
    reason: str = ""


@dataclass(slots=True)
class NetworkReport:
    """What a look at a source gave; nothing that a customer wrote is in it.

    Attributes
    ----------
    asked_from : datetime
        From when on a first collection would ask.
    questions : sequence of FormQuestion
        Of a form: what each is taken for.
    kinds : Counter of (channel, kind)
        What the records are.
    reasons : Counter of str
        Why raw records were set aside, with how many.
    first_at, last_at : datetime or None
        The times of the records.
    error : str
        Why it could not be looked at, and what to do; empty where it could.
    may_pass : bool
        Whether trying again later may help.
    is_cut_short : bool
        Whether time was up before it gave anything.
    """

    source: NetworkSettings
    asked_from: datetime
    needs: list[Need] = field(default_factory=list)
    questions: list[FormQuestion] = field(default_factory=list)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    n_rejects: int = 0
    n_removals: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    first_at: datetime | None = None
    last_at: datetime | None = None
    problems: list[Problem] = field(default_factory=list)
    error: str = ""
    may_pass: bool = False
    is_cut_short: bool = False

    @property
    def n_records(self) -> int:
        """Records of the page."""
        return self.kinds.total()

    @property
    def is_missing_something(self) -> bool:
        """Whether a secret is not there, so that nothing was asked."""
        return any(need.state != "set" for need in self.needs)

    @property
    def has_content(self) -> bool:
        """Whether the page held anything."""
        return bool(self.n_records or self.n_rejects or self.n_removals)

    @property
    def is_failed(self) -> bool:
        """Whether nothing could be had."""
        went_wrong = self.error or self.problems or self.is_missing_something
        return bool(went_wrong) and not self.has_content

    @property
    def is_empty(self) -> bool:
        """Whether it answered and had nothing."""
        return not self.has_content and not self.is_failed and not self.is_cut_short

    @property
    def is_sound(self) -> bool:
        """Whether a collection would take everything that the page holds."""
        doubtful = any(question.doubtful for question in self.questions)
        return self.n_records > 0 and not (self.error or self.problems or self.n_rejects or doubtful)


class _TimeIsUpError(VocError):
    """The look has taken long enough."""


@dataclass
class _Impatient(Pacer):
    """Keeps requests apart as ever, and ends the look before a request that would begin too late."""

    ends_at: float = 0.0

    def take_turn(self, key: str, every_s: float) -> None:
        if self.clock() + max(self.left_s(key), 0.0) > self.ends_at:
            raise _TimeIsUpError("time is up")
        super().take_turn(key, every_s)


def check_network(
    settings: Settings,
    source: NetworkSettings,
    report: Report,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    patience_s: float = _PATIENCE_S,
) -> NetworkReport:
    """Try a source's credentials and read one page of it; nothing is stored, and no store is needed.

    Other sources may be broken. What goes wrong stands in the report.
    """
    surroundings = _impatient(settings, report, now, patience_s)
    made = NetworkReport(source, surroundings.first_moment(source), [_need(one) for one in source.secrets])
    if made.is_missing_something:
        return made
    report(f"asking {source.name}", 0, None)
    try:
        _look(made, connect(source, surroundings))
    except _TimeIsUpError:
        made.is_cut_short = True
    except VocError as error:
        made.error, made.may_pass = _STORED.sub("", str(error)), isinstance(error, TransientSourceError)
    except Exception as error:  # noqa: BLE001 - a look ends with a sentence, whatever happened
        made.error = f"{kind_and_place(error)}. Please report this."
    return made


def lacks_contact(settings: Settings, source: NetworkSettings) -> bool:
    """Tell whether pages of others are read without saying whom their owners can reach."""
    return isinstance(source, WebSettings) and settings.contact is None


def _impatient(settings: Settings, report: Report, now: Callable[[], datetime], patience_s: float) -> Surroundings:
    pacer = _Impatient(tell=lambda sentence: report(sentence, 0, None))
    pacer.ends_at = pacer.clock() + patience_s
    return Surroundings(
        settings.home,
        settings.contact,
        now=now,
        pacer=pacer,
        timeout_s=_TIMEOUT_S,
        attempts=_ATTEMPTS,
        longest_wait_s=_LONGEST_WAIT_S,
    )


def _need(secret: NeededSecret) -> Need:
    try:
        return Need(secret, "missing" if read_secret(secret.variable) is None else "set")
    except SourceError as error:
        return Need(secret, "unreadable", str(error))


def _look(made: NetworkReport, source: Source) -> None:
    """Ask what a form asks, and for pages until one holds something."""
    if isinstance(source, FormSource):
        made.questions = list(source.describe())
    pages = source.fetch(Window(), None)
    for page in _until_content(pages):
        made.problems += page.problems
        made.n_rejects += len(page.rejects)
        made.reasons.update(one.reason for one in page.rejects)
        made.n_removals += len(page.removals)
        made.kinds.update((record.channel, record.kind) for record in page.records)
        moments = [moment for record in page.records if (moment := _moment(record)) is not None]
        made.first_at, made.last_at = min(moments, default=None), max(moments, default=None)


def _until_content(pages: Iterator[Page]) -> Iterator[Page]:
    for page in pages:
        yield page
        if page.records or page.rejects or page.removals:
            return


def _moment(record: Record) -> datetime | None:
    """Return when a record was written, where the source tells; the moment of a look tells nothing."""
    return None if record.created_precision == "seen" else record.created_at

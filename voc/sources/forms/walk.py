"""How every survey service is walked: the form first, then its responses since the last time."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

from voc.config.families import FormSettings
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Record, Window
from voc.sources.base import FormQuestion, Page, Problem, Removal
from voc.sources.facts import Facts
from voc.sources.forms.plan import FormPlan, judge
from voc.sources.forms.questions import Question, Response
from voc.sources.forms.records import Made, Maker
from voc.sources.forms.standing import Standing
from voc.sources.http import HttpClient
from voc.sources.surroundings import Surroundings
from voc.sources.walk import Tray

# Nothing that somebody answered: the response can be had again by its id.
_KEPT = ("id", "token", "responseId", "submitted_at", "submittedAt", "lastSubmittedTime", "date_modified")

S = TypeVar("S", bound=FormSettings)


@dataclass(frozen=True)
class FormService(ABC, Generic[S]):
    """One form at one service.

    Class attributes
    ----------------
    overlap : timedelta
        How far behind the newest response the next walk begins again: services show some late, or move their time.
    is_in_order : bool
        Whether the oldest version comes first, so that a walk may be resumed after each page.
    """

    settings: S
    surroundings: Surroundings
    overlap: ClassVar[timedelta]
    is_in_order: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    @property
    @abstractmethod
    def form_id(self) -> str:
        """The service's id of the form."""

    @property
    def form(self) -> str:
        """Service and form, as cursors name them."""
        return f"{self.settings.family} {self.form_id}"

    @property
    def every_s(self) -> float:
        """Gap between two requests, seconds."""
        return 60 / self.settings.requests_per_minute

    @abstractmethod
    def open(self) -> HttpClient:
        """Open a client that shows the credentials."""

    @abstractmethod
    def questions(self, http: HttpClient) -> Sequence[Question]:
        """Ask what the form asks."""

    @abstractmethod
    def pages(self, http: HttpClient, since: datetime) -> Iterator[Sequence[object]]:
        """Go through the responses since a moment, page by page; older ones do no harm."""

    @abstractmethod
    def response(self, raw: Facts, form: Mapping[str, Question]) -> Response | None:
        """Read one response; None for one that is not to be collected.

        Raises
        ------
        RecordError
            Nothing can be made of it.
        """

    def describe(self) -> Sequence[FormQuestion]:
        """Ask the service what the form asks, and tell what each question is taken for; nothing is stored."""
        with self._reading(), self.open() as http:
            return tuple(one.shown() for one in judge(self.questions(http), self.settings).judged)

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver the responses of a window since the cursor, each answer in words a record."""
        standing = None if cursor is None else Standing.of(cursor)
        earlier = standing if standing is not None and standing.form == self.form else None
        is_visit = cursor is not None and window.start is not None
        with self._reading(), self.open() as http:
            plan = judge(self.questions(http), self.settings)
            plan.check(self.name)
            yield from _Walk(self, plan, window, earlier, is_visit).pages(http)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Say in a sentence that an answer as a whole has another shape than the service documents."""
        try:
            yield
        except RecordError as error:
            message = (
                f"Source '{self.name}': an answer is not as the service documents it ({error.reason}). "
                "Check `base_url` in sources.yaml; if it is right, please report this."
            )
            raise SourceError(message) from error


@dataclass
class _Walk:
    """One walk through the responses of a form.

    Attributes
    ----------
    earlier : Standing or None
        Where the walk before it ended, of the same form.
    is_visit : bool
        The window begins somewhere although it is known where to go on: that stays where it is.
    unknown : set of str
        Questions that responses answer and the form does not have.
    is_late : bool
        A response was left out because it lies behind the window.
    newest, reached : datetime or None
        As in `Standing`.
    """

    service: FormService[Any]
    plan: FormPlan
    window: Window
    earlier: Standing | None
    is_visit: bool
    unknown: set[str] = field(default_factory=set)
    is_late: bool = False
    newest: datetime | None = None
    reached: datetime | None = None

    def __post_init__(self) -> None:
        self.form = {one.question.key: one.question for one in self.plan.judged}
        self.maker = Maker(self.plan, self.service.settings, self.service.surroundings.now())
        if self.earlier is not None:
            self.newest = self.earlier.newest
            self.reached = None if self.plan.gains(self.earlier.plan) else self.earlier.reached
        self.since = self._since()
        self.collected_until = self.newest

    def pages(self, http: HttpClient) -> Iterator[Page]:
        """Deliver page after page, and at the end the cursor."""
        self._tell([one.name for one in self.plan.left_out])
        if problems := tuple(self._problems()):
            yield Page(problems=problems)
        for raw in self.service.pages(http, self.since):
            yield self._page(raw)
            if self.service.is_in_order:
                self.collected_until = self.newest
                yield from self._cursor()
                if self.is_late:
                    break
        self._tell(sorted(self.unknown))
        if not self.is_late:
            self.reached = self.newest
        yield from self._cursor()

    def _since(self) -> datetime:
        """Return where the walk begins: where it is told to, a little behind what was reached, or the first day."""
        service = self.service
        first = service.surroundings.first_moment(service.settings)
        if self.window.start is not None:
            return self.window.start
        if self.reached is None:
            return first
        behind = self.reached - service.overlap
        return max(behind, first) if service.settings.since is not None else behind

    def _cursor(self) -> Iterator[Page]:
        if self.newest is None or self.reached is None or self.is_visit:
            return
        standing = Standing(self.service.form, self.plan.marks, self.newest, self.reached)
        yield Page(cursor=standing.spelled(self.service.name))

    def _problems(self) -> Iterator[Problem]:
        """Say what waits for a word in sources.yaml, once; what cannot be read, as long as it cannot."""
        known = frozenset() if self.earlier is None else self.earlier.plan
        for one in self.plan.doubtful:
            if one.is_unreadable:
                yield Problem(f"question '{one.name}'", f"{one.reason} Its answers are stored once it can be read.")
            elif one.mark not in known:
                yield Problem(f"question '{one.name}'", f"{one.reason} Until then nothing of its answers is stored.")

    def _tell(self, names: Sequence[str]) -> None:
        if names:
            listed, name = ", ".join(f"'{one}'" for one in names), self.service.name
            sentence = f"{name}: nothing is stored of {listed}; voc check source {name} tells why"
            self.service.surroundings.pacer.note(sentence)

    def _page(self, raw: Sequence[object]) -> Page:
        tray = Tray("responses", _KEPT)
        removals: list[Removal] = []
        tray.add(raw, lambda one: self._read(one, tray, removals))
        return Page(tuple(tray.records), tuple(tray.rejects), removals=tuple(removals))

    def _read(self, raw: Facts, tray: Tray, removals: list[Removal]) -> list[Record]:
        response = self.service.response(raw, self.form)
        if response is None or response.id in self.service.settings.exclude or not self._takes(response.moment):
            return []
        self.unknown |= {key for key, texts in response.answers.items() if texts and key not in self.form}
        made = self.maker.make(response)
        for complaint in made.complaints:
            tray.set_aside(raw.raw, complaint)
        removals.extend(self._gone(response, made))
        return made.records

    def _takes(self, moment: datetime | None) -> bool:
        """Tell whether a version of a response lies in the window, and move the cursor to it; one without time does."""
        if moment is None:
            return True
        if self.window.end is not None and moment >= self.window.end:
            self.is_late = True
            return False
        # A clock that runs ahead must not make the next walk skip what comes until then.
        moment_passed = min(moment, self.maker.now)
        self.newest = max(self.newest or moment_passed, moment_passed)
        self.reached = max(self.reached or moment_passed, moment_passed)
        return moment >= self.since

    def _may_be_stored(self, begun_at: datetime | None) -> bool:
        """Tell whether an earlier version of a response can have been collected."""
        if begun_at is None:
            return False
        again = self.window.start is not None
        return again or (self.collected_until is not None and begun_at <= self.collected_until)

    def _gone(self, response: Response, made: Made) -> Iterator[Removal]:
        """Take back what an earlier version or an earlier reading of a response gave and this one does not."""
        gone = self.maker.gone(response, made, is_edit=self._may_be_stored(response.begun_at))
        removed_at = response.moment or self.maker.now
        yield from (Removal(key, removed_at) for key in sorted(gone))

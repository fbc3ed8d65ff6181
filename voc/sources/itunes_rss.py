"""The review feed of the App Store: the newest 500 reviews of any app in one storefront."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from voc.config.families import ItunesRssSettings
from voc.config.storefronts import TERRITORIES
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Record, Window
from voc.sources.answers import Again, Answer, HttpError, UnreachableError
from voc.sources.base import Page, Problem
from voc.sources.facts import Facts
from voc.sources.http import HttpClient
from voc.sources.store_reviews import (
    TERRITORY,
    beginning,
    closed,
    on_the_side,
    own_cursor,
    remembered,
    speaking,
    spelled,
    stars,
)
from voc.sources.surroundings import Surroundings
from voc.sources.walk import Gate, Progress, Tray

_FAMILY = "itunes_rss"
_LAST_PAGE, _PER_PAGE = 10, 50
# Twice what the feed holds: a review that leaves it for a while is not new when it is back.
_REMEMBERED = 2 * _LAST_PAGE * _PER_PAGE
_ID = re.compile(r"[0-9]{1,20}")
_TOO_DEEP, _REFUSED = 400, 403
_KEPT = ("id", "updated", "title", "content", "im:rating")
_LABELLED = (*_KEPT, "im:version")
_HINTS = {
    400: "Check `app_id` and `country` in sources.yaml.",
    404: "Check `app_id` and `country` in sources.yaml.",
}


@dataclass(frozen=True)
class ItunesRssSource:
    """What the feed of one app holds.

    The feed tells when a review was last changed and not when it was written, so that is when it was first seen. It has
    no end mark, and any of its pages may be empty for a while. So a run walks through all ten, until two have found the
    same end; from then on until a page brings only what is known, by id and time of the change. The cursor holds those.
    Where the feed gives no times, all of it is read every time.
    """

    settings: ItunesRssSettings
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver what is new in the feed, or was changed."""
        memory = _Memory.load(cursor, self.name, f"{self.settings.country}/{self.settings.app_id}")
        memory.since = window.start or beginning(self.surroundings, self.settings, memory.since)
        gate = Gate(replace(window, start=memory.since))
        is_anew = window.start is not None
        with self.surroundings.client(self.settings, every_s=self.settings.delay_s, hints=_HINTS, judge=_judge) as http:
            pages = _Walk(self, http, memory, gate).pages(anew=is_anew)
            yield from on_the_side(pages) if cursor is not None and is_anew else pages


@dataclass
class _Memory:
    """The cursor, opened.

    Attributes
    ----------
    app : str
        Storefront and app that it is about.
    since : datetime or None
        From when on reviews are collected.
    is_whole : bool
        The last walk has come to the end of the feed: behind what is known nothing is missing.
    changed_at : dict of str to int
        Seconds since 1970 of the last known change, by review, the most recent walk first.
    """

    source: str
    app: str
    since: datetime | None = None
    is_whole: bool = False
    changed_at: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls, cursor: Cursor | None, source: str, app: str) -> Self:
        with own_cursor(source):
            facts = remembered(cursor, _FAMILY, app)
            changed_at = {key: int(str(value)) for key, value in facts.inner("changed_at").raw.items()}
            return cls(source, app, facts.moment("since"), facts.flag("is_whole", default=False), changed_at)

    def knows(self, record: Record) -> bool:
        return record.updated_at is not None and self.changed_at.get(record.external_id) == _seconds(record.updated_at)

    def note(self, records: list[Record]) -> None:
        """Remember records, as the newest of all, in their order."""
        noted = {one.external_id: _seconds(one.updated_at) for one in records if one.updated_at is not None}
        kept = {key: value for key, value in self.changed_at.items() if key not in noted}
        self.changed_at = dict(list({**noted, **kept}.items())[:_REMEMBERED])

    def cursor(self) -> Cursor:
        content = {"since": spelled(self.since), "is_whole": self.is_whole, "changed_at": self.changed_at}
        return closed(self.source, _FAMILY, self.app, content)


@dataclass
class _Walk:
    """One walk from the newest review on.

    Attributes
    ----------
    found : list of Record
        What the feed holds, but for what lies behind the window.
    holes : list of int
        Empty pages between others.
    is_full : bool
        The last page that the feed shows was reached; there may be more behind it.
    is_met : bool
        Something of an earlier run was seen again.
    is_met_last : bool
        So it was on the last page that held anything: this walk came as far as an earlier one.
    """

    source: ItunesRssSource
    http: HttpClient
    memory: _Memory
    gate: Gate
    found: list[Record] = field(default_factory=list)
    holes: list[int] = field(default_factory=list)
    is_full: bool = False
    is_met: bool = False
    is_met_last: bool = False

    def pages(self, *, anew: bool) -> Iterator[Page]:
        """Walk until nothing can follow; the cursor moves at the end only, as half a walk leaves a hole."""
        progress = Progress(self.source.name, "the review feed")
        for tray in self._trays():
            if tray.records:
                progress.step(" ".join(record.external_id for record in tray.records))
            known = [self.memory.knows(record) for record in tray.records]
            self.is_met_last = any(known)
            self.is_met = self.is_met or self.is_met_last
            yield Page(self._taken(tray.records), tuple(tray.rejects))
            if self.memory.is_whole and known and all(known) and not anew:
                break
        problems = tuple(self._doubts())
        if not self.holes:
            self._note()
        yield Page(cursor=self.memory.cursor(), problems=problems)

    def _note(self) -> None:
        self.memory.note(self.found)
        if self.found:
            self.memory.is_whole = self.is_full or self.is_met_last

    def _trays(self) -> Iterator[Tray]:
        """Read the pages that hold something, to the last that the feed shows: an empty one may be so by chance."""
        empty: list[int] = []
        for number in range(1, _LAST_PAGE + 1):
            tray = self._ask(number)
            if not tray.records and not tray.rejects:
                empty.append(number)
                continue
            self.holes += empty
            empty = []
            self.is_full = number == _LAST_PAGE
            yield tray

    def _ask(self, number: int) -> Tray:
        """Read a page; one beyond the end is an empty one."""
        settings = self.source.settings
        place = f"page={number}/id={settings.app_id}/sortby=mostrecent"
        answer = self.http.get_json(
            f"{settings.base_url}/{settings.country}/rss/customerreviews/{place}/json",
            accept={_TOO_DEEP} if number > 1 else (),
        )
        tray = Tray("review feed", _KEPT)
        if answer.status == _TOO_DEEP:
            return tray
        try:
            entry = Facts.of(answer.json()).inner("feed").raw.get("entry") or []
        except RecordError as error:
            message = f"Source '{self.source.name}': the review feed has another form than expected: {error.reason}."
            raise SourceError(message) from error
        # The first entry may be the app itself, and a single review stands for itself.
        entries = entry if isinstance(entry, list) else [entry]
        tray.add((_flat(one) for one in entries if not isinstance(one, dict) or "im:rating" in one), self._record)
        return tray

    def _taken(self, records: list[Record]) -> tuple[Record, ...]:
        """Return what lies in the window; what the feed gives no time for is new now."""
        now, end = self.source.surroundings.now(), self.gate.window.end
        self.found += [one for one in records if one.updated_at is None or end is None or one.updated_at < end]
        return tuple(
            replace(record, created_at=now, updated_at=now) if record.updated_at is None else record
            for record in self.gate.take(records)
        )

    def _doubts(self) -> Iterator[Problem]:
        """Say where the feed cannot be all that there is."""
        for number in self.holes:
            yield Problem(f"page {number} of the review feed", "It was empty between others; the next run asks again.")
        if self.memory.changed_at and not self.found and not self.gate.is_late:
            yield Problem("the review feed", "It holds nothing now, though it did before; the next run tries again.")
        elif self.memory.changed_at and self.is_full and not self.is_met:
            yield Problem(
                "the review feed",
                "All of its 500 reviews are new since the last run, so older ones may be lost. Collect more often, or "
                "use App Store Connect.",
            )
        elif not self.memory.changed_at and not self.found and not self.gate.is_late:
            yield from self._explain_nothing()

    def _explain_nothing(self) -> Iterator[Problem]:
        """Tell an app without reviews from one that does not exist: the feed is the same.

        Raises
        ------
        SourceError
            The storefront has no such app.
        """
        settings = self.source.settings
        place = {"id": settings.app_id, "country": settings.country}
        try:
            n_apps = Facts.of(self.http.get_json(f"{settings.base_url}/lookup", place).json()).number("resultCount")
        except (HttpError, UnreachableError, RecordError):
            n_apps = None
        if n_apps == 0:
            message = (
                f"Source '{self.source.name}': the App Store of '{settings.country}' has no app {settings.app_id}. "
                "Check `app_id` (the digits behind 'id' in the app's address) and `country` in sources.yaml."
            )
            raise SourceError(message)
        if n_apps is None:
            yield Problem("the review feed", "It holds no review. If the app has some, check `app_id` and `country`.")

    def _record(self, review: Facts) -> Record:
        settings = self.source.settings
        changed_at = review.moment("updated")
        author = review.inner("author")
        return speaking(
            Record(
                source=self.source.name,
                external_id=_id(review),
                kind="review",
                channel=settings.channel,
                title=review.text("title").strip() or None,
                body=review.text("content").strip(),
                created_at=changed_at,
                created_precision="seen",
                updated_at=changed_at,
                author_handle=author.inner("uri").text("label") or author.inner("name").text("label") or None,
                rating=stars(review, "im:rating"),
                product=settings.product or settings.app_id,
                app_version=review.text("im:version") or None,
                segment={TERRITORY: TERRITORIES[settings.country]},
            )
        )


def _flat(entry: object) -> object:
    """Put the label of each of a review's fields in the place of the field."""
    if not isinstance(entry, dict):
        return entry
    labels = {name: entry[name].get("label") for name in _LABELLED if isinstance(entry.get(name), dict)}
    return {**entry, **labels}


def _id(review: Facts) -> str:
    number = review.needed("id")
    if not _ID.fullmatch(number):
        raise RecordError("'id' is no number")
    return number


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _judge(answer: Answer) -> Again | None:
    """Wait where the feed refuses: it says 403 to those who ask too often."""
    return Again() if answer.status == _REFUSED else None

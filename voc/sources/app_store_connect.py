"""App Store Connect: reviews of one's own app."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Self

from voc.config.families import AppStoreConnectSettings
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Record, Window
from voc.sources.answers import HttpError
from voc.sources.base import Page, Problem
from voc.sources.credentials import AppleToken
from voc.sources.facts import Facts
from voc.sources.http import HttpClient
from voc.sources.secrets import read_secrets
from voc.sources.store_reviews import (
    TERRITORY,
    are_past,
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

_FAMILY = "app_store_connect"
_PER_PAGE = 200
_KEY_REFUSED = 401
_OVERLAP, _REREAD_EVERY = timedelta(days=7), timedelta(days=7)
_KEPT = ("id", "title", "body", "rating", "createdDate")
_HINTS = {
    400: "It refused how it was asked; check `app_id` and `territory` in sources.yaml.",
    401: (
        "The key was refused: check issuer_id and key_id in sources.yaml, that the key is that of this key_id and was "
        "not revoked, and the clock of this machine (a token lives 15 minutes)."
    ),
    403: "The key may not read reviews: it needs the role 'Customer Support' or above, for this app.",
    404: "No such app in this account: check `app_id` in sources.yaml (Apple ID under App Information).",
}


@dataclass(frozen=True)
class AppStoreConnectSource:
    """Reviews of one app in one storefront or all.

    The list has the newest first and tells no edits, so a run walks back to a week before the newest review that was
    known, and once a week as far as `reread_days`. A review that was rewritten keeps its id; where its words, its
    rating or its date differ it becomes a revision, updated at the time at which that was seen. Replies of the
    developer's are not asked for, nor whether there is one: it would make a revision of words that stayed the same. A
    review that is no longer listed stays.
    """

    settings: AppStoreConnectSettings
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver what was written since the cursor, and what may have been rewritten."""
        memory = _Memory.load(cursor, self.name, f"{self.settings.territory or 'all'}/{self.settings.app_id}")
        memory.since = window.start or beginning(self.surroundings, self.settings, memory.since)
        with self.surroundings.client(
            self.settings,
            credentials=self._credentials(),
            every_s=60 / self.settings.requests_per_minute,
            hints=_HINTS,
        ) as http:
            pages = _Walk(self, http, memory, window).pages()
            yield from on_the_side(pages) if cursor is not None and window.start is not None else pages

    def _credentials(self) -> AppleToken:
        settings = self.settings
        key = read_secrets(self.name, settings.secrets)[settings.key_env]
        return AppleToken(settings.issuer_id, settings.key_id, key, settings.key_env)


@dataclass
class _Memory:
    """The cursor, opened.

    Attributes
    ----------
    app : str
        Storefront and app that it is about.
    since : datetime or None
        From when on reviews are collected.
    newest : datetime or None
        Of the reviews that were taken.
    reread_at : datetime or None
        When rewritten reviews were last looked for.
    versions : dict of str to str
        The version that each review is about which may be delivered again: a review does not lose it where the list of
        the version cannot be had for once.
    """

    source: str
    app: str
    since: datetime | None = None
    newest: datetime | None = None
    reread_at: datetime | None = None
    versions: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, cursor: Cursor | None, source: str, app: str) -> Self:
        with own_cursor(source):
            facts = remembered(cursor, _FAMILY, app)
            versions = {key: str(value) for key, value in facts.inner("versions").raw.items()}
            return cls(source, app, facts.moment("since"), facts.moment("newest"), facts.moment("reread_at"), versions)

    def cursor(self) -> Cursor:
        moments = {"since": self.since, "newest": self.newest, "reread_at": self.reread_at}
        content = {**{name: spelled(moment) for name, moment in moments.items()}, "versions": self.versions or None}
        return closed(self.source, _FAMILY, self.app, content)


@dataclass
class _Walk:
    """One walk back from the newest review."""

    source: AppStoreConnectSource
    http: HttpClient
    memory: _Memory
    window: Window

    def pages(self) -> Iterator[Page]:
        """Walk back to the floor; the cursor moves at the end only, as half a walk leaves a hole."""
        settings, memory, now = self.source.settings, self.memory, self.source.surroundings.now()
        floor, is_reread = self._floor(now)
        gate = Gate(replace(self.window, start=floor))
        if settings.versions:
            yield from self._read_versions(floor, is_reread=is_reread)
        newest = [memory.newest] if memory.newest else []
        for answer in self._listed(f"apps/{settings.app_id}/customerReviews", self._asked(), "the list of reviews"):
            tray = Tray("customer reviews", _KEPT)
            tray.add(map(_flat, answer.items("data")), self._record)
            records = gate.take(tray.records)
            newest += [record.created_at for record in records if record.created_at]
            # Not before the gate: it is about when something was written.
            seen = tuple(replace(record, updated_at=now) for record in records)
            yield Page(seen, tuple(tray.rejects))
            if are_past(tray.records, floor):
                break
        memory.newest = max(newest, default=None)
        memory.reread_at = now if is_reread else memory.reread_at
        yield Page(cursor=memory.cursor())

    def _floor(self, now: datetime) -> tuple[datetime, bool]:
        """Tell how far back to walk, and whether that counts as the weekly look for rewritten reviews."""
        memory = self.memory
        since = memory.since or now
        if self.window.start is not None or memory.newest is None:
            return since, True
        floor = memory.newest - _OVERLAP
        is_reread = memory.reread_at is None or now - memory.reread_at >= _REREAD_EVERY
        if is_reread:
            floor = min(floor, now - timedelta(days=self.source.settings.reread_days))
        return max(floor, since), is_reread

    def _asked(self) -> dict[str, str | int]:
        return {
            **self._newest_first(),
            "fields[customerReviews]": "rating,title,body,reviewerNickname,createdDate,territory",
        }

    def _newest_first(self) -> dict[str, str | int]:
        territory = self.source.settings.territory
        return {"sort": "-createdDate", "limit": _PER_PAGE, **({"filter[territory]": territory} if territory else {})}

    def _listed(self, path: str, asked: Mapping[str, str | int], what: str) -> Iterator[Facts]:
        """Walk a list, page by page, along the addresses that it gives."""
        url, params = f"{self.source.settings.base_url}/v1/{path}", asked
        progress = Progress(self.source.name, what)
        while url:
            answer = self.http.get_json(url, params)
            try:
                facts = Facts.of(answer.json())
                facts.items("data")
                url, params = facts.inner("links").text("next"), {}
            except RecordError as error:
                message = f"Source '{self.source.name}': {what} has another form than expected: {error.reason}."
                raise SourceError(message) from error
            yield facts
            if url:
                progress.step(url)

    def _read_versions(self, floor: datetime, *, is_reread: bool) -> Iterator[Page]:
        """Learn which review is about which version, by walking through the reviews of each."""
        asked: dict[str, str | int] = {"fields[appStoreVersions]": "versionString", "limit": _PER_PAGE}
        path = f"apps/{self.source.settings.app_id}/appStoreVersions"
        found = _Versions()
        try:
            for answer in self._listed(path, asked, "the list of versions"):
                for one in answer.items("data"):
                    yield from self._read_version(one, floor, found)
        except SourceError as error:
            # Where nothing at all can be had, the reviews themselves will say so.
            yield Page(problems=(Problem("the list of versions", str(error)),))
        known = self.memory.versions.items()
        kept = {review: name for review, name in known if not is_reread or name not in found.whole}
        self.memory.versions = {**kept, **found.by_review}

    def _read_version(self, one: object, floor: datetime, found: "_Versions") -> Iterator[Page]:
        name = "without a name"
        try:
            version = Facts.of(_flat(one))
            name = version.needed("versionString")
            for review in self._reviews_of(version.needed("id"), name, floor):
                found.by_review[review] = name
            found.whole.add(name)
        except RecordError as error:
            yield Page(problems=(Problem(f"version {name}", f"It has another form than expected: {error.reason}."),))
        except HttpError as error:
            if error.status == _KEY_REFUSED:
                raise
            yield Page(problems=(Problem(f"version {name}", str(error)),))

    def _reviews_of(self, version_id: str, name: str, floor: datetime) -> Iterator[str]:
        asked = {**self._newest_first(), "fields[customerReviews]": "createdDate"}
        path = f"appStoreVersions/{version_id}/customerReviews"
        for answer in self._listed(path, asked, f"the list of reviews of version {name}"):
            told = [_told(one) for one in answer.items("data")]
            yield from (review for review, _ in told if review)
            if told and all(at and at < floor for _, at in told):
                return

    def _record(self, review: Facts) -> Record:
        settings = self.source.settings
        review_id, nickname, territory = review.needed("id"), review.text("reviewerNickname"), review.text("territory")
        return speaking(
            Record(
                source=self.source.name,
                external_id=review_id,
                kind="review",
                channel=settings.channel,
                title=review.text("title").strip() or None,
                body=review.text("body").strip(),
                created_at=review.moment("createdDate"),
                author_handle=f"{nickname} {territory}".strip() if nickname else None,
                rating=stars(review, "rating"),
                product=settings.product or settings.app_id,
                app_version=self.memory.versions.get(review_id) or None,
                segment={TERRITORY: territory} if territory else {},
            )
        )


@dataclass
class _Versions:
    """What a walk through the versions has found: the version of each review, and those that were read to their end."""

    by_review: dict[str, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)


def _flat(one: object) -> object:
    """Lift what an object of JSON:API says of itself to the level of its id."""
    if not isinstance(one, dict):
        return one
    attributes = one.get("attributes")
    return {**(attributes if isinstance(attributes, dict) else {}), "id": one.get("id")}


def _told(one: object) -> tuple[str, datetime | None]:
    """Return id and time of a review in the list of a version; what is odd is set aside where its words are read."""
    try:
        review = Facts.of(_flat(one))
        return review.text("id"), review.moment("createdDate")
    except RecordError:
        return "", None

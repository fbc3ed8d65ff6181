"""Google Play: reviews of one's own app, one record a review, from the Developer API and the monthly reports."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from voc.config.families import GooglePlaySettings
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Record, Window
from voc.sources.answers import Again, Answer, Stop
from voc.sources.base import Page, Problem
from voc.sources.credentials import google_credentials
from voc.sources.facts import Facts
from voc.sources.http import HttpClient
from voc.sources.limits import retry_after
from voc.sources.play_memory import PlayMemory
from voc.sources.play_reports import HINTS as REPORT_HINTS
from voc.sources.play_reports import Bucket, folder_pages
from voc.sources.secrets import read_secrets
from voc.sources.store_reviews import are_past, beginning, on_the_side, speaking, stars
from voc.sources.surroundings import Surroundings
from voc.sources.walk import Gate, Progress, Tray
from voc.weeks import SEOUL

_API_SCOPE = "https://www.googleapis.com/auth/androidpublisher"
_STORAGE_SCOPE = "https://www.googleapis.com/auth/devstorage.read_only"
_PER_PAGE = 100
_HORIZON, _OVERLAP = timedelta(days=7), timedelta(days=1)
_STORAGE_EVERY_S = 0.2
# What a refusal for too many requests says of itself; Google sends it as 403 or 429.
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_DAY_IS_OVER = frozenset({"dailyLimitExceeded", "quotaExceeded"})
_TOO_FAST_STATUS, _REFUSED_STATUS = 429, 403
_PAUSE_S = 60.0
_KEPT = ("reviewId", "text", "starRating", "lastModified")
_HINTS = {
    400: "Google refused how it was asked; check `package` in sources.yaml.",
    401: "Google refused the access token: the service account was deleted or switched off. Make a new key.",
    403: (
        "The service account may not read reviews: invite its e-mail in Play Console > Users and permissions with "
        "'Reply to reviews' for this app, and switch on the Google Play Android Developer API in its Google Cloud "
        "project. That can take a day."
    ),
    404: "No such app in this account: check `package` in sources.yaml.",
}


@dataclass(frozen=True)
class GooglePlaySource:
    """Reviews of one app.

    Reports come first: they know when a review was submitted, and what the API then says of the same words changes
    nothing. The cursor holds which reports were read, and how far the API was asked; it gives the last seven days only,
    so a run that comes later says what is lost. Of developers' replies not even a flag is kept: the API would tell it
    of the last week's reviews only.
    """

    settings: GooglePlaySettings
    surroundings: Surroundings

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver what is new in each way; where one fails, the others are still taken."""
        memory = PlayMemory.load(cursor, self.name, self.settings.package)
        memory.since = window.start or beginning(self.surroundings, self.settings, memory.since)
        run = _Run(self, replace(window, start=memory.since), memory, anew=window.start is not None)
        is_aside = cursor is not None and run.anew
        yield from on_the_side(self._pages(run)) if is_aside else self._pages(run)

    def _pages(self, run: "_Run") -> Iterator[Page]:
        ways = run.ways()
        n_failed = 0
        for part, pages in ways.items():
            try:
                yield from pages
            except SourceError as error:
                n_failed += 1
                if n_failed == len(ways):
                    raise
                yield Page(problems=(Problem(part, str(error)),))


@dataclass(frozen=True)
class _Run:
    """One run over all ways."""

    source: GooglePlaySource
    window: Window
    memory: PlayMemory
    anew: bool

    def ways(self) -> dict[str, Iterator[Page]]:
        """Return what is configured; nothing is asked before it is walked."""
        settings = self.source.settings
        ways: dict[str, Iterator[Page]] = {}
        if settings.reports_folder is not None:
            folder = self.source.surroundings.home / settings.reports_folder
            ways["reports in the folder"] = folder_pages(settings, folder, self.window, self.memory)
        if settings.reports_bucket is not None:
            ways["reports in the bucket"] = self._bucket()
        if settings.api:
            ways["the review API"] = self._api()
        return ways

    def _bucket(self) -> Iterator[Page]:
        with self._client(_STORAGE_SCOPE, every_s=_STORAGE_EVERY_S, hints=REPORT_HINTS) as http:
            yield from Bucket(self.source.settings, http, self.window, self.memory).pages(anew=self.anew)

    def _api(self) -> Iterator[Page]:
        every_s = 3600 / self.source.settings.requests_per_hour
        with self._client(_API_SCOPE, every_s=every_s, hints=_HINTS) as http:
            yield from _Reviews(self, http, Gate(self.window)).pages()

    def _client(self, scope: str, *, every_s: float, hints: dict[int, str]) -> HttpClient:
        settings, surroundings = self.source.settings, self.source.surroundings
        content = read_secrets(self.source.name, settings.secrets)[settings.credentials_env]
        credentials = google_credentials(content, settings.token_url, scope, variable=settings.credentials_env)
        return surroundings.client(settings, credentials=credentials, every_s=every_s, hints=hints, judge=_judge)


@dataclass
class _Reviews:
    """One walk over what the API gives: the reviews of the last week that have words, latest change first."""

    run: _Run
    http: HttpClient
    gate: Gate

    def pages(self) -> Iterator[Page]:
        """Walk until a page holds only what was there a day before the newest review of the last run."""
        memory, name = self.run.memory, self.run.source.name
        floor = memory.newest - _OVERLAP if memory.newest and not self.run.anew else None
        newest = [memory.newest] if memory.newest else []
        progress = Progress(name, "the list of reviews")
        token = ""
        while True:
            answer = self._ask(token)
            tray = Tray("review API", _KEPT)
            tray.add(map(_own_words, answer.items("reviews")), self._record)
            records = self.gate.take(tray.records)
            newest += [record.updated_at for record in records if record.updated_at]
            yield Page(tuple(map(self._dated, records)), tuple(tray.rejects))
            token = answer.inner("tokenPagination").text("nextPageToken")
            if not token or are_past(tray.records, floor):
                break
            progress.step(token)
        memory.newest = max(newest, default=None)
        yield Page(problems=tuple(self._lost()), cursor=memory.cursor())

    def _ask(self, token: str) -> Facts:
        settings = self.run.source.settings
        url = f"{settings.base_url}/androidpublisher/v3/applications/{settings.package}/reviews"
        answer = self.http.get_json(url, {"maxResults": _PER_PAGE, **({"token": token} if token else {})})
        try:
            facts = Facts.of(answer.json())
            facts.items("reviews")
            facts.inner("tokenPagination").text("nextPageToken")
        except RecordError as error:
            message = f"Source '{self.run.source.name}': the reviews have another form than expected: {error.reason}."
            raise SourceError(message) from error
        return facts

    def _lost(self) -> Iterator[Problem]:
        """Say which days the API has forgotten since it was last asked; note how far it was asked now."""
        memory, now = self.run.memory, self.run.source.surroundings.now()
        known, until = memory.until, min(now, self.run.window.end or now)
        memory.until = max(until, known or until)
        lost = now - _HORIZON - known if known else timedelta()
        if known and lost > timedelta() and not self.run.source.settings.has_reports:
            first, last = (moment.astimezone(SEOUL).date() for moment in (known, known + lost))
            n_days = math.ceil(lost / timedelta(days=1))
            yield Problem(
                f"reviews from {first} to {last}",
                f"{n_days} days are no longer in the API, which keeps a week. Fill them from the monthly reports: name "
                "reports_bucket, or put the CSV files into a reports_folder.",
            )

    def _dated(self, record: Record) -> Record:
        """Let a review that tells no time at all be of now, when it is first seen."""
        is_dated = record.created_at is not None
        return record if is_dated else replace(record, created_at=self.run.source.surroundings.now())

    def _record(self, review: Facts) -> Record | None:
        if "comments" in review.raw:
            # No words of a customer in it, at most a reply; or what cannot be told.
            for one in review.items("comments"):
                Facts.of(one).inner("userComment")
            return None
        settings = self.run.source.settings
        written = review.text("text")
        title, tab, body = written.partition("\t")
        changed_at = review.inner("lastModified").epoch("seconds")
        review_id, author = review.needed("reviewId"), review.text("authorName")
        return speaking(
            Record(
                source=self.run.source.name,
                external_id=review_id,
                kind="review",
                channel=settings.channel,
                title=(title.strip() or None) if tab else None,
                body=(body if tab else written).strip(),
                created_at=changed_at,
                created_precision="seen",
                updated_at=changed_at,
                # Names are not unique.
                author_handle=f"{author} {review_id}" if author else None,
                rating=stars(review, "starRating"),
                language=review.text("reviewerLanguage") or None,
                product=settings.product or settings.package,
                app_version=review.text("appVersionName") or review.text("appVersionCode") or None,
            )
        )


def _own_words(review: object) -> object:
    """Lift the customer's comment to the level of the review; what has none stays as it is."""
    comments = review.get("comments") if isinstance(review, dict) else None
    if not isinstance(review, dict) or not isinstance(comments, list):
        return review
    own = [one["userComment"] for one in comments if isinstance(one, dict) and isinstance(one.get("userComment"), dict)]
    return {"reviewId": review.get("reviewId"), "authorName": review.get("authorName"), **own[0]} if own else review


def _judge(answer: Answer) -> Again | Stop | None:
    """Tell too many requests from a missing right: both may come as 403."""
    if answer.status not in {_TOO_FAST_STATUS, _REFUSED_STATUS}:
        return None
    reasons = _reasons(answer)
    if reasons & _DAY_IS_OVER:
        return Stop("the quota of the day is used up; the next run goes on")
    if answer.status == _TOO_FAST_STATUS or reasons & _TOO_FAST:
        asked_s = retry_after(answer.headers, answer.at)
        return Again(_PAUSE_S if asked_s is None else asked_s)
    return None


def _reasons(answer: Answer) -> set[str]:
    try:
        errors = Facts.of(answer.json()).inner("error").items("errors")
        return {Facts.of(one).text("reason") for one in errors}
    except (ValueError, RecordError):
        return set()

"""Walking over the feeds of blogs: politely, each for itself, so that one that is gone costs no other."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from hashlib import blake2b
from typing import Protocol
from urllib.parse import urlsplit

from voc.config.families import WebSettings
from voc.errors import RecordError, SourceError
from voc.records import Cursor, Record, Window
from voc.sources.answers import Answer, UnreachableError
from voc.sources.base import Page, Problem, RawReject, Removal
from voc.sources.feed_memory import FeedMemory, FeedState
from voc.sources.surroundings import Surroundings
from voc.sources.walk import Gate
from voc.sources.web.consent import may_store
from voc.sources.web.feeds import Entry, Feed, FeedError, read_feed
from voc.sources.web.polite import NOT_MODIFIED, BarredError, PoliteReader, charset_of, open_polite, validators
from voc.sources.web.refusals import ADVICE
from voc.sources.web.standing import standing

# A feed is asked for at most this often, however often collecting is begun.
EVERY = timedelta(minutes=30)
# Runs in which a page that is refused is asked for before that is believed.
_TRIES = 3
_TRIED = re.compile(r"(\d)\?")
_GONE = "gone"
_EMPTY = "Its feed holds no posts: it has none that are public, was closed, or goes by another name. Check the blog."
_NO_COPY = "It asks robots not to keep its words (X-Robots-Tag), so nothing is collected. Ask its owner."
_LEFT_OUT = "Not asked for, as its host does not answer. The next run tries again."


@dataclass(frozen=True, slots=True)
class Blog:
    """A blog whose feed is read.

    Attributes
    ----------
    name : str
        As sources.yaml spells it; for messages.
    feed : str
        Address of its feed.
    number : int
        Its place in sources.yaml, from 1: what is stored says this, for the name of a blog is its author's.
    """

    name: str
    feed: str
    number: int


@dataclass(frozen=True, slots=True)
class Whole:
    """What the page of a post gave.

    Attributes
    ----------
    record : Record or None
        None where nothing of the post is public.
    is_removed : bool
        Its author has deleted it.
    problem : str
        Why its words could not be had; empty where they could, or are not meant for us.
    may_pass : bool
        The host refused the page, which once proves nothing while the feed lists the post.
    """

    record: Record | None = None
    is_removed: bool = False
    problem: str = ""
    may_pass: bool = False


class PostReader(Protocol):
    """Reads a post's own page, for the words that a feed cuts off."""

    def __call__(self, polite: PoliteReader, record: Record) -> Whole:
        """Complete a record.

        Raises
        ------
        BarredError
            robots.txt forbids such pages.
        UnreachableError
            It cannot be had now.
        """


# Makes a record of an entry; None for what is not public. Raises RecordError where it is no post.
Make = Callable[[Entry], Record | None]


@dataclass(frozen=True)
class BlogFeeds:
    """The feeds of one source of blogs.

    Attributes
    ----------
    read_post : callable or None
        None takes what the feeds give.
    """

    settings: WebSettings
    surroundings: Surroundings
    blogs: Sequence[Blog]
    make: Make
    read_post: PostReader | None = None

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver the posts of each feed that has changed and may be asked for again."""
        if cursor is None:
            first = window.start or self.surroundings.first_moment(self.settings)
            memory = FeedMemory(self.settings.name, first)
        else:
            memory = FeedMemory.load(cursor, {blog.feed for blog in self.blogs})
        yield from standing(self._pages(window, memory), window, cursor)

    def _pages(self, window: Window, memory: FeedMemory) -> Iterator[Page]:
        with open_polite(self.surroundings, self.settings) as polite:
            yield from _Walk(polite, window, memory, self.make, self.read_post).pages(self.blogs)


@dataclass
class _Batch:
    """What one feed gives.

    Attributes
    ----------
    whole : dict of str to str
        As `FeedState.whole`.
    is_settled : bool
        Nothing of it has to be looked at again until it changes.
    """

    blog: Blog
    before: FeedState
    records: list[Record] = field(default_factory=list)
    rejects: list[RawReject] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    whole: dict[str, str] = field(default_factory=dict)
    is_settled: bool = True

    def set_aside(self, reason: str, **cells: str) -> None:
        # No line: in the feed of tomorrow it stands elsewhere, and it is to be the same reject.
        self.rejects.append(RawReject(f"feed {self.blog.number}", 0, reason, cells))

    def tell(self, record: Record, problem: str) -> None:
        self.problems.append(Problem(f"{self.blog.name}: {_key(record)}", problem))


@dataclass
class _Walk:
    """All feeds of a source, one after the other."""

    polite: PoliteReader
    window: Window
    memory: FeedMemory
    make: Make
    read_post: PostReader | None
    is_barred: bool = False
    is_cut_off: bool = False
    silent: set[str] = field(default_factory=set)

    def pages(self, blogs: Sequence[Blog]) -> Iterator[Page]:
        """Deliver each feed that may be asked for and has changed."""
        for blog in blogs:
            host = urlsplit(blog.feed).netloc
            if self._is_recent(blog):
                continue
            if host in self.silent:
                yield Page(problems=(Problem(blog.name, _LEFT_OUT),))
                continue
            try:
                yield self._page(blog)
            except SourceError as error:
                if isinstance(error, UnreachableError):
                    self.silent.add(host)
                yield Page(problems=(Problem(blog.name, str(error)),))

    def _is_recent(self, blog: Blog) -> bool:
        state = self.memory.feeds.get(blog.feed)
        return state is not None and self.polite.now() - state.asked_at < EVERY

    def _page(self, blog: Blog) -> Page:
        asked_at = self.polite.now()
        before = self.memory.feeds.get(blog.feed, FeedState(asked_at))
        # A feed that was read before posts were is read again for their sake.
        known = before.validators if before.reads_posts or not self.read_post else {}
        answer = self.polite.read(blog.feed, known=known)
        if known and answer.status == NOT_MODIFIED:
            self.memory.feeds[blog.feed] = replace(before, asked_at=asked_at)
            return Page(cursor=self.memory.save())
        batch = self._batch(blog, _feed(answer), before)
        found = validators(answer) if batch.is_settled else {}
        self.memory.feeds[blog.feed] = FeedState(asked_at, found, batch.whole, self.read_post is not None)
        return Page(
            tuple(batch.records),
            tuple(batch.rejects),
            cursor=self.memory.save(),
            problems=tuple(batch.problems),
            removals=tuple(batch.removals),
        )

    def _batch(self, blog: Blog, feed: Feed, before: FeedState) -> _Batch:
        batch, gate = _Batch(blog, before), Gate(self.window, self.polite.now())
        for fault in feed.faults:
            batch.set_aside(fault.reason)
        for entry in feed.entries:
            try:
                record = self.make(entry)
            except RecordError as error:
                batch.set_aside(error.reason, title=entry.title, text=entry.text)
                continue
            if record is not None:
                self._take(record, gate, batch)
        # What lies behind the window, or could not be read, is not to hide behind an unchanged feed.
        batch.is_settled &= not gate.is_late and not feed.faults
        return batch

    def _take(self, record: Record, gate: Gate, batch: _Batch) -> None:
        if record.created_at is None:
            record = replace(record, created_at=self.polite.now().astimezone(UTC))
        elif record.created_at < self.memory.since:
            return
        for one in gate.take([record]):
            self._complete(one, batch)

    def _complete(self, record: Record, batch: _Batch) -> None:
        """Add a record, with all of its words where its page may be read and was not read before."""
        key, mark = _key(record), _mark(record)
        old = batch.before.whole.get(key)
        if old == mark:
            batch.whole[key] = mark
        elif self.read_post and not (self.is_barred or self.is_cut_off):
            self._read_whole(self.read_post, record, batch)
        elif self.is_cut_off and old:
            batch.whole[key] = old
        else:
            batch.records.append(record)
        batch.is_settled &= not self.is_cut_off

    def _read_whole(self, read_post: PostReader, record: Record, batch: _Batch) -> None:
        try:
            whole = read_post(self.polite, record)
        except BarredError as error:
            self.is_barred = True
            batch.problems.append(Problem("whole posts", str(error)))
            self._complete(record, batch)
            return
        except UnreachableError as error:
            self.is_cut_off = True
            batch.problems.append(Problem("whole posts", str(error)))
            self._complete(record, batch)
            return
        if whole.may_pass and not self._is_believed(record, whole, batch):
            return
        now, key = self.polite.now().astimezone(UTC), _key(record)
        batch.whole[key] = _GONE if whole.is_removed else _mark(record)
        if whole.is_removed:
            batch.removals.append(Removal(record.external_id, now))
        elif whole.record:
            # Only what changed after its removal is stored again.
            is_back = batch.before.whole.get(key) == _GONE
            batch.records.append(replace(whole.record, updated_at=now) if is_back else whole.record)
        if whole.problem:
            batch.tell(record, whole.problem)

    def _is_believed(self, record: Record, whole: Whole, batch: _Batch) -> bool:
        """Tell whether a page was refused often enough; if not, it is asked for again, and what is held is kept."""
        key, mark = _key(record), _mark(record)
        old = batch.before.whole.get(key, "")
        if old == _GONE:
            batch.whole[key] = _GONE
            return False
        tried = _TRIED.match(old)
        n_tries = int(tried[1]) + 1 if tried and old == f"{tried[0]}{mark}" else 1
        if n_tries >= _TRIES:
            return True
        batch.whole[key], batch.is_settled = f"{n_tries}?{mark}", False
        if not old and whole.record:
            batch.records.append(whole.record)
        if whole.problem:
            batch.tell(record, whole.problem)
        return False


def _feed(answer: Answer) -> Feed:
    """Read a feed that may be kept.

    Raises
    ------
    SourceError
        It is no feed, holds nothing, or is not to be kept.
    """
    if not may_store(headers=answer.headers.get_list("x-robots-tag")):
        raise SourceError(_NO_COPY)
    try:
        feed = read_feed(answer.content, charset=charset_of(answer))
    except FeedError as error:
        advice = ADVICE[error.refusal] if error.refusal else "The blog was closed or goes by another name: check it."
        message = f"Where its feed should be, {error}. {advice}"
        raise SourceError(message) from error
    if not feed.entries and not feed.faults:
        raise SourceError(_EMPTY)
    return feed


def _key(record: Record) -> str:
    """Return what tells a post from the others of its feed, without the name of the blog."""
    return record.external_id.rpartition(":")[2]


def _mark(record: Record) -> str:
    """Make a mark of what the feed says of a post; another one means that the post has changed."""
    said = "\x1f".join((record.title or "", record.body, *record.tags))
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()

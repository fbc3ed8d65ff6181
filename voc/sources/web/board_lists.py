"""Which posts of a board there are and which of them are new or changed: its feed and its lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

from voc.errors import RecordError, SourceError, TransientSourceError
from voc.sources.answers import HttpError, UnreachableError
from voc.sources.walk import Progress
from voc.sources.web.board import ListPage, Row, Said, by_number
from voc.sources.web.board_place import BoardPlace
from voc.sources.web.consent import may_store
from voc.sources.web.dates import resolve_date
from voc.sources.web.feeds import FeedError, read_feed
from voc.sources.web.pages import parse_page
from voc.sources.web.polite import NOT_MODIFIED, BarredError, charset_of, validators
from voc.sources.web.refusals import ADVICE, page_refusal
from voc.tables.markup import visible_text

# "게시물이 없습니다", "등록된 글이 없습니다": no posts. Without such words they are there, but not understood.
_EMPTY = "없습니다"
_DAY = timedelta(days=1)
# The last rows of the last list: old posts that are pinned to its top say nothing about how far down it goes.
_LAST_ROWS = 3


@dataclass
class Lists:
    """What the feed and the lists of a board show.

    Attributes
    ----------
    rows : dict of number to Row
        What the lists showed, notices and secret posts too.
    said : dict of number to Said
        What the feed gave.
    feed : dict
        Validators of the feed.
    is_unchanged : bool
        The feed is the same as at the last run.
    n_pages : int
        Pages of the list that were read.
    """

    place: BoardPlace
    rows: dict[int, Row] = field(default_factory=dict)
    said: dict[int, Said] = field(default_factory=dict)
    feed: dict[str, str] = field(default_factory=dict)
    is_unchanged: bool = False
    n_pages: int = 0
    _has_feed: bool = True
    _is_barred: bool = False

    def read_feed(self, page: int = 1) -> None:
        """Take the posts of the feed; without one, the pages of the posts are read instead."""
        if not self._has_feed:
            return
        place = self.place
        try:
            url = place.dialect.feed_url(place.board, page)
            answer = place.reader.read(url, known=place.known.feed if page == 1 else None)
            if answer.status == NOT_MODIFIED:
                self.is_unchanged = True
                return
            feed = read_feed(answer.content, charset=charset_of(answer))
        except (BarredError, FeedError, HttpError, UnreachableError):
            self._has_feed = False
            return
        if may_store(headers=answer.headers.get_list("x-robots-tag")):
            self.said = by_number(place.dialect, place.board, feed) | self.said
            self.feed = validators(answer) if page == 1 else self.feed

    def walk(self) -> list[int]:
        """Walk the lists down to known posts; return the numbers of those to read, oldest first.

        Raises
        ------
        BoardError, BarredError, HttpError
            The board cannot be read.
        """
        try:
            return self._walked()
        except BarredError:
            if not self.said:
                raise
        # What the feed offers may be read even where the lists may not.
        self._is_barred = True
        self.rows = {
            number: Row(number, "", one.written, one.author, one.nickname) for number, one in self.said.items()
        }
        return sorted(self._fresh(self.rows.values()))

    def look_again(self) -> list[int]:
        """Look at the newest list once more, for what came in while posts were read; return numbers to read."""
        if self._is_barred:
            return []
        new = [row for row in self._page(1).rows if row.number not in self.rows]
        self.rows |= {row.number: row for row in new}
        return sorted(self._fresh(new))

    def left(self) -> list[int]:
        """Return the numbers of posts that were read before, and should be on the lists but are not, or are locked."""
        open_ones = [row.number for row in self.rows.values() if row.state == "open"]
        lowest = min(open_ones[-_LAST_ROWS:], default=None)
        if lowest is None:
            return []
        shown = {number for number, row in self.rows.items() if row.state != "secret"} | self.said.keys()
        return [number for number in sorted(self.place.known.marks) if number >= lowest and number not in shown]

    def is_behind(self, number: int) -> bool:
        """Tell whether a post is shown to be from after the window, so that opening it would be for nothing."""
        row, end = self.rows.get(number), self.place.window.end
        written = self._written(row) if row else None
        return written is not None and end is not None and end <= written <= self.place.now() + _DAY

    def mark(self, number: int) -> str:
        """Spell what shows a change of a post: its number of comments and a hash of what the feed says."""
        row, said = self.rows.get(number), self.said.get(number)
        n_comments = row.n_comments if row else 0
        if said is None:
            return f"{n_comments}:"
        words = "\x1f".join((said.title, said.body, *said.tags))
        return f"{n_comments}:{blake2b(words.encode('utf-8', 'replace'), digest_size=5).hexdigest()}"

    def _walked(self) -> list[int]:
        place = self.place
        fresh: list[int] = []
        progress = Progress(place.settings.name, f"the list of board '{place.board}'")
        for page in range(1, place.settings.max_pages + 1):
            listing = self._page(page)
            try:
                progress.step(" ".join(str(row.number) for row in listing.rows))
            except SourceError as error:
                self._leave_off(str(error))
                return sorted(set(fresh))
            self.rows |= {row.number: row for row in listing.rows}
            new = self._fresh(listing.rows)
            fresh += new
            if self._is_end(listing, new):
                place.known.is_whole = True
                return sorted(set(fresh))
            if place.dialect.has_feed_pages:
                self.read_feed(page + 1)
        self._leave_off(
            f"{place.settings.max_pages} pages of its list were looked through without reaching what is known. Raise "
            "max_pages in sources.yaml, and the next run goes on below them, or set since to a later day."
        )
        return sorted(set(fresh))

    def _is_end(self, listing: ListPage, fresh: Sequence[int]) -> bool:
        if not listing.has_more:
            return True
        own = [row for row in listing.rows if self._is_customers(row)]
        if fresh or not own or any(self._is_recent(row) for row in own):
            return False
        known = self.place.known
        return known.is_whole or all(row.number <= known.floor or self._looks_old(row) for row in own)

    def _leave_off(self, reason: str) -> None:
        self.place.known.is_whole = False
        self.place.tell(reason)

    def _page(self, page: int) -> ListPage:
        place = self.place
        answer = place.reader.read(place.dialect.list_url(place.board, page))
        self.n_pages += 1
        shown = parse_page(answer.content, charset=charset_of(answer))
        listing = place.dialect.read_list(place.board, shown, url=answer.url, at_page=page)
        if listing is not None and (listing.rows or page > 1 or _EMPTY in visible_text(shown)):
            return listing
        refusal = page_refusal(shown)
        if refusal == "maintenance":
            raise TransientSourceError(place.sentence(ADVICE[refusal]))
        if refusal is not None:
            raise place.error(ADVICE[refusal])
        raise place.error(layout_advice(place, "its list"))

    def _fresh(self, rows: Iterable[Row]) -> list[int]:
        return [row.number for row in rows if self._is_customers(row) and self._is_fresh(row)]

    def _is_customers(self, row: Row) -> bool:
        return row.state == "open" and row.nickname not in self.place.settings.staff

    def _is_fresh(self, row: Row) -> bool:
        """Tell whether a post is new or has changed."""
        known = self.place.known
        if not known.knows(row.number):
            return not self._looks_old(row)
        n_before, _, words_before = known.marks.get(row.number, "").partition(":")
        n_now, _, words_now = self.mark(row.number).partition(":")
        is_rewritten = bool(words_before and words_now and words_before != words_now)
        return is_rewritten or (self.place.settings.comments and bool(n_before) and n_before != n_now)

    def _looks_old(self, row: Row) -> bool:
        """Tell whether a post is dated before the window; a day without a year is taken for the last such day."""
        written, start = self._written(row), self.place.window.start
        return written is not None and start is not None and written + _DAY <= start

    def _is_recent(self, row: Row) -> bool:
        """Tell whether a post is so new that its author and others may still change what stands there."""
        written, now = self._written(row), self.place.now()
        if written is None or self._looks_old(row):
            return False
        # A time in the future is a clock gone wrong, or a post that its owner pinned to the top.
        return now - timedelta(days=self.place.settings.reread_days) < written <= now + _DAY

    def _written(self, row: Row) -> datetime | None:
        """Read when a post was written, from the feed where it has it: a list often tells no year."""
        said = self.said.get(row.number)
        try:
            return resolve_date(said.written if said else row.written, at=self.place.now()).moment
        except RecordError:
            return None


def layout_advice(place: BoardPlace, what: str) -> str:
    """Say what to do about a page that its owner has laid out anew."""
    return (
        f"{what} is not laid out as {place.dialect.software} does it by itself, or its addresses tell no numbers. Read "
        "the board with family 'site' and selectors of its own, see sources.yaml."
    )

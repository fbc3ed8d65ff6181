"""Reading the posts of a board, from the oldest on, and looking for those that have left its lists."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bs4 import BeautifulSoup

from voc.errors import RecordError
from voc.records import Record
from voc.sources.answers import HttpError
from voc.sources.base import Page, RawReject, Removal
from voc.sources.guard import origin_of
from voc.sources.walk import Gate
from voc.sources.web.board import PostPage, Said
from voc.sources.web.board_lists import Lists, layout_advice
from voc.sources.web.board_memory import Memory
from voc.sources.web.board_place import BoardPlace
from voc.sources.web.board_records import Scribe
from voc.sources.web.pages import parse_page
from voc.sources.web.polite import BarredError, charset_of
from voc.sources.web.posts import Opened, Posts

# Posts that are stored together.
_TOGETHER = 20
# Posts that one run looks for because they have left the lists.
_MOST_SEARCHES = 20
# Pages of comments below one post.
_MOST_COMMENT_PAGES = 50
# A number of comments that no list shows: the post is opened again at the next run.
_OPEN_AGAIN = -1


@dataclass
class _Batch:
    """What is stored together."""

    records: list[Record] = field(default_factory=list)
    rejects: list[RawReject] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)

    def page(self, memory: Memory) -> Page:
        return Page(tuple(self.records), tuple(self.rejects), memory.cursor(), removals=tuple(self.removals))


class Reading:
    """Reads posts of one board and remembers which.

    Attributes
    ----------
    is_unfinished : bool
        A post waits for another run: it lies behind the window, or has a page no more although it is listed.
    """

    def __init__(self, place: BoardPlace, lists: Lists, memory: Memory) -> None:
        self._place, self._lists, self._memory = place, lists, memory
        self._posts: Posts[PostPage] = Posts(place, self._read_page, layout_advice(place, "the page of a post"))
        self._scribe = Scribe(place)
        self._closed: list[int] = []
        self.is_unfinished = False

    @property
    def has_opened(self) -> bool:
        """Whether posts were opened, which takes its time."""
        return self._posts.n_asked > 0

    def deliver(self, numbers: Sequence[int]) -> Iterator[Page]:
        """Read posts by their numbers, lowest first."""
        for start in range(0, len(numbers), _TOGETHER):
            batch = _Batch()
            for number in numbers[start : start + _TOGETHER]:
                self._read(number, batch)
            yield batch.page(self._memory)

    def search(self) -> Iterator[Page]:
        """Look for posts that have left the lists: what is gone or locked is taken back, the rest is let be."""
        if not self._posts.are_closed:
            # Some posts are for members; of a board that is, none is passed over for good.
            for number in self._closed:
                self._place.known.note(number, self._lists.mark(number))
        batch = _Batch()
        for number in self._lists.left()[:_MOST_SEARCHES]:
            opened = self._posts.open(self._url(number), name=f"post {number}")
            if opened.state in {"gone", "locked"}:
                batch.removals.append(self._removal(number))
            if opened.state in {"gone", "locked", "read", "withheld", "strange"}:
                self._place.known.forget(number)
        if batch.removals:
            yield batch.page(self._memory)

    def _read(self, number: int, batch: _Batch) -> None:
        """Read one post; remember it unless it is to be read again."""
        known = self._place.known
        if self._lists.is_behind(number):
            self.is_unfinished = True
            return
        opened = self._opened(number)
        if opened.state == "failed":
            known.is_whole = False
            return
        if number in known.marks and opened.state == "gone":
            # Once it has left the list it is looked for again; till then one missing page proves nothing.
            self.is_unfinished = True
            return
        if number in known.marks and opened.state == "locked":
            batch.removals.append(self._removal(number))
        said = self._words(number, opened)
        if said is not None and not self._takes(said, opened, batch):
            return
        if opened.state == "closed" and said is None:
            self._closed.append(number)
            return
        mark = self._lists.mark(number)
        if opened.content is not None and not self._takes_comments(number, opened.content, opened.at, batch):
            mark = f"{_OPEN_AGAIN}:{mark.partition(':')[2]}"
        known.note(number, mark)

    def _opened(self, number: int) -> Opened[PostPage]:
        """Open a post where the feed will not do."""
        said = self._lists.said.get(number)
        if said is not None and not said.is_snippet and not self._place.settings.comments:
            return Opened("read", self._place.now())
        return self._posts.open(self._url(number), name=f"post {number}")

    def _words(self, number: int, opened: Opened[PostPage]) -> Said | None:
        """Return what the post's page says, else what the feed offers to everybody."""
        if opened.content is not None:
            return replace(opened.content.post, number=number)
        return self._lists.said.get(number) if opened.state in {"read", "barred", "closed"} else None

    def _takes(self, said: Said, opened: Opened[PostPage], batch: _Batch) -> bool:
        """Take a post; False where it lies behind the window."""
        if said.nickname in self._place.settings.staff:
            return True
        row = self._lists.rows.get(said.number)
        author = said.author if opened.content is not None or row is None else row.author or said.author
        try:
            record = self._scribe.post(said, url=self._url(said.number), author=author, at=opened.at)
        except RecordError as error:
            batch.rejects.append(self._scribe.reject(said, error.reason))
            return True
        gate = self._gate()
        # By when it was written: a comment moves the time of the last change as well.
        taken = gate.take([replace(record, updated_at=None)])
        batch.records += [replace(one, updated_at=record.updated_at) for one in taken]
        self.is_unfinished = self.is_unfinished or gate.is_late
        return not gate.is_late

    def _gate(self) -> Gate:
        return Gate(self._place.window, self._place.now())

    def _takes_comments(self, number: int, page: PostPage, at: datetime, batch: _Batch) -> bool:
        """Take the comments below a post; False where some lie behind the window."""
        if not self._place.settings.comments:
            return True
        gate = self._gate()
        for said in page.comments:
            if said.state == "removed":
                batch.removals.append(Removal(self._scribe.comment_id(number, said.number), self._place.now()))
            elif said.state == "said" and said.body and said.nickname not in self._place.settings.staff:
                try:
                    record = self._scribe.comment(said, post=number, url=self._url(number), at=at)
                except RecordError as error:
                    batch.rejects.append(self._scribe.reject(said, error.reason))
                    continue
                batch.records.extend(gate.take([record]))
        return not gate.is_late

    def _read_page(self, page: BeautifulSoup, url: str) -> PostPage | None:
        """Read a post with all its comments where these are wanted."""
        post = self._place.dialect.read_post(page, url=url)
        if post is None or not self._place.settings.comments:
            return post
        pages = [address for address in post.more if origin_of(address) in self._place.settings.origins]
        earlier = [said for address in pages[:_MOST_COMMENT_PAGES] for said in self._comments_at(address)]
        return replace(post, comments=(*earlier, *post.comments))

    def _comments_at(self, url: str) -> tuple[Said, ...]:
        try:
            answer = self._place.reader.read(url)
        except (HttpError, BarredError) as error:
            self._place.tell(str(error))
            return ()
        post = self._place.dialect.read_post(parse_page(answer.content, charset=charset_of(answer)), url=answer.url)
        return post.comments if post else ()

    def _removal(self, number: int) -> Removal:
        return Removal(self._scribe.post_id(number), self._place.now())

    def _url(self, number: int) -> str:
        """Return where a post is to be had: sites mix hosts and schemes in their links, and only one is asked."""
        row = self._lists.rows.get(number)
        is_ours = row is not None and origin_of(row.url) in self._place.settings.origins
        return row.url if row and is_ours else self._place.dialect.post_url(self._place.board, number)

"""Posts opened one by one; what is closed, gone or withheld is told apart and not tried for ever."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, TypeVar

from bs4 import BeautifulSoup

from voc.errors import TransientSourceError
from voc.sources.answers import Answer, HttpError, UnreachableError
from voc.sources.web.consent import may_store
from voc.sources.web.pages import PageError, parse_page
from voc.sources.web.place import Place
from voc.sources.web.polite import BarredError, charset_of
from voc.sources.web.refusals import ADVICE, page_refusal

_GONE = frozenset({404, 410})
# So many posts that are closed, or laid out in another way, and not one that can be read, mean all of them.
_ENOUGH = 3
# Of a host that stopped answering, so many posts are tried.
_UNANSWERED = 2

Content = TypeVar("Content")
_Unread = Literal["gone", "locked", "closed", "barred", "withheld", "strange", "failed"]


@dataclass(frozen=True, slots=True)
class Opened(Generic[Content]):
    """What opening a post gave.

    Attributes
    ----------
    state : str
        `gone` was deleted, `locked` has a password, `closed` is for members, `barred` robots.txt forbids, `withheld`
        may not be kept, `strange` is no post that is known, `failed` is to be tried again.
    at : datetime
        When the page came.
    content : Content or None
        What stands there; only of what was read.
    """

    state: Literal["read"] | _Unread
    at: datetime
    content: Content | None = None


@dataclass
class Posts(Generic[Content]):
    """Opens the posts of one board or list.

    Attributes
    ----------
    read : callable
        Takes a page and its address and returns what stands there; None where the page holds no post.
    layout : str
        What to do where a page holds no post and does not say why.
    encoding : str or None
        What the pages are written in, where somebody said so.
    are_closed : bool
        Only members may read these posts, so that no more are asked for.
    n_asked : int
        Posts that were asked for.
    """

    place: Place
    read: Callable[[BeautifulSoup, str], Content | None]
    layout: str
    encoding: str | None = None
    are_closed: bool = False
    n_asked: int = 0
    _n_read: int = 0
    _n_closed: int = 0
    _n_strange: int = 0
    _n_unanswered: int = 0

    def open(self, url: str, *, name: str) -> Opened[Content]:
        """Open a post.

        Parameters
        ----------
        name : str
            The post's, for people: nothing that a customer wrote.

        Raises
        ------
        BoardError
            The posts are laid out in another way, or the site wants us to stop.
        TransientSourceError
            The host does not answer any more.
        """
        if self.are_closed:
            return self._unread("closed")
        self.n_asked += 1
        try:
            answer = self.place.reader.read(url)
        except BarredError as error:
            self.place.tell(str(error))
            return self._unread("barred")
        except HttpError as error:
            return self._refused(error)
        except UnreachableError as error:
            return self._unanswered(name, error)
        self._n_unanswered = 0
        try:
            return self._opened(answer)
        except PageError as error:
            self.place.tell(str(error), post=name)
            return self._unread("withheld")

    def _opened(self, answer: Answer) -> Opened[Content]:
        page = parse_page(answer.content, charset=charset_of(answer), encoding=self.encoding)
        if not may_store(page, headers=answer.headers.get_list("x-robots-tag")):
            self.place.tell("pages of posts ask not to be kept (robots: noindex) and were left out")
            return self._unread("withheld")
        content = self.read(page, answer.url)
        if content is None:
            return self._not_shown(answer)
        self._n_read += 1
        return Opened("read", answer.at, content)

    def _refused(self, error: HttpError) -> Opened[Content]:
        if error.status in _GONE:
            return self._unread("gone")
        return self._closed(str(error))

    def _unanswered(self, name: str, error: UnreachableError) -> Opened[Content]:
        self._n_unanswered += 1
        if self._n_unanswered >= _UNANSWERED:
            raise error
        self.place.tell(str(error), post=name)
        return self._unread("failed")

    def _not_shown(self, answer: Answer) -> Opened[Content]:
        """Tell why a page holds no post: parsed anew, for the search has taken its scripts away."""
        refusal = page_refusal(parse_page(answer.content, charset=charset_of(answer), encoding=self.encoding))
        if refusal == "removed":
            return self._unread("gone")
        if refusal == "password":
            return self._unread("locked")
        if refusal == "members_only":
            return self._closed(ADVICE[refusal])
        if refusal == "maintenance":
            raise TransientSourceError(self.place.sentence(ADVICE[refusal]))
        if refusal is not None:
            raise self.place.error(ADVICE[refusal])
        return self._strange()

    def _closed(self, advice: str) -> Opened[Content]:
        self._n_closed += 1
        if self._n_closed >= _ENOUGH and not self._n_read:
            self.are_closed = True
            self.place.tell(advice)
        return self._unread("closed")

    def _strange(self) -> Opened[Content]:
        """Pass over a page that is none: a deleted post may lead back to its list."""
        self._n_strange += 1
        if self._n_strange >= _ENOUGH and not self._n_read:
            raise self.place.error(self.layout)
        return self._unread("strange")

    def _unread(self, state: _Unread) -> Opened[Content]:
        return Opened(state, self.place.now())

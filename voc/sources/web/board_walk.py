"""The boards of one site as a source: the feed for the words, the lists for what there is, posts for the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from voc.config.families import BoardSettings
from voc.errors import SourceError, TransientSourceError
from voc.records import Cursor, Window
from voc.sources.base import Page, Problem
from voc.sources.surroundings import Surroundings
from voc.sources.web.board import Dialect
from voc.sources.web.board_lists import Lists
from voc.sources.web.board_memory import Memory
from voc.sources.web.board_place import BoardPlace
from voc.sources.web.board_reading import Reading
from voc.sources.web.polite import open_polite
from voc.sources.web.standing import standing


@dataclass(frozen=True)
class BoardSource:
    """The boards of one site.

    Lists are walked from the newest page to the first that holds only posts which were read before, unchanged; then
    posts are read from the oldest on, so that a walk that breaks off leaves no gap behind it. The words come from the
    feed where it has them, for opening a post counts as one of its readers; posts are opened for what the feed no
    longer holds, and for comments where they are wanted. A post that has left the lists is looked for at its address:
    only what the site itself calls deleted, or has locked, is a removal.

    The cursor holds the posts that were read, with marks that show a change.
    """

    settings: BoardSettings
    surroundings: Surroundings
    dialect: Dialect

    @property
    def name(self) -> str:
        """The source's name in sources.yaml."""
        return self.settings.name

    def fetch(self, window: Window, cursor: Cursor | None) -> Iterator[Page]:
        """Deliver new posts, changed ones, and comments where they are wanted."""
        yield from standing(self._pages(window, Memory.load(cursor, self.name)), window, cursor)

    def _pages(self, window: Window, memory: Memory) -> Iterator[Page]:
        window = replace(window, start=window.start or self.surroundings.first_moment(self.settings))
        problems: list[Problem] = []
        with open_polite(self.surroundings, self.settings) as reader:
            for board in self.settings.boards:
                place = BoardPlace(
                    settings=self.settings,
                    part=f"board '{board}'",
                    reader=reader,
                    window=window,
                    now=self.surroundings.now,
                    board=board,
                    dialect=self.dialect,
                    known=memory.board(board),
                )
                try:
                    yield from _pages(place, memory)
                except TransientSourceError:
                    raise
                except SourceError as error:
                    problems.append(Problem(f"board '{board}'", str(error)))
        if len(problems) == len(self.settings.boards):
            raise SourceError(" ".join(one.reason for one in problems))
        if problems:
            yield Page(problems=tuple(problems))


def _pages(place: BoardPlace, memory: Memory) -> Iterator[Page]:
    lists = Lists(place)
    reading = Reading(place, lists, memory)
    lists.read_feed()
    if lists.is_unchanged and not place.settings.comments:
        return
    yield from reading.deliver(lists.walk())
    if not reading.is_unfinished and (lists.n_pages > 1 or reading.has_opened):
        # While all that was read, more may have come in.
        yield from reading.deliver(lists.look_again())
    yield from reading.search()
    if not reading.is_unfinished and not place.problems:
        place.known.feed = lists.feed
    yield Page(cursor=memory.cursor(), problems=tuple(place.problems))

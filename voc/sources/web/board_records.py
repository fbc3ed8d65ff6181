"""Records of what people wrote on a board."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from voc.errors import RecordError
from voc.records import Record
from voc.sources.base import RawReject
from voc.sources.web.addresses import identify
from voc.sources.web.board import Said
from voc.sources.web.board_place import BoardPlace
from voc.sources.web.dates import resolve_or_seen

_CLOCKS_APART = timedelta(days=1)


@dataclass(frozen=True)
class Scribe:
    """Writes the records of one board."""

    place: BoardPlace

    def post_id(self, number: int) -> str:
        """Return the identity of a post."""
        return self.place.dialect.post_id(self.place.board, number)

    def comment_id(self, post: int, number: int) -> str:
        """Return the identity of a comment."""
        return f"{self.post_id(post)}:{number}"

    def post(self, said: Said, *, url: str, author: str, at: datetime) -> Record:
        """Make the record of a post.

        Raises
        ------
        RecordError
            When it was written cannot be read, or it has no words.
        """
        settings = self.place.settings
        if not (said.body or said.title):
            raise RecordError("the post has neither title nor text")
        written = resolve_or_seen(said.written, at=at)
        updated = resolve_or_seen(said.updated, at=at).moment if said.updated else None
        return Record(
            source=settings.name,
            external_id=self.post_id(said.number),
            kind="post",
            channel=settings.channel,
            title=said.title or None,
            body=said.body,
            created_at=written.moment,
            created_precision=written.precision,
            tz_assumed=written.tz_assumed,
            # A change in the future is a clock gone wrong.
            updated_at=updated if updated and written.moment < updated <= at + _CLOCKS_APART else None,
            author_handle=author or None,
            completeness="snippet" if said.is_snippet else "full",
            url=identify(url, software=self.place.dialect.software).url,
            product=settings.product,
            tags=said.tags,
        )

    def comment(self, said: Said, *, post: int, url: str, at: datetime) -> Record:
        """Make the record of a comment.

        Raises
        ------
        RecordError
            When it was written cannot be read.
        """
        settings = self.place.settings
        written = resolve_or_seen(said.written, at=at)
        return Record(
            source=settings.name,
            external_id=self.comment_id(post, said.number),
            kind="comment",
            channel=settings.channel,
            body=said.body,
            created_at=written.moment,
            created_precision=written.precision,
            tz_assumed=written.tz_assumed,
            author_handle=said.author or None,
            parent_id=self.post_id(post),
            url=identify(url, software=self.place.dialect.software).url,
            product=settings.product,
        )

    def reject(self, said: Said, reason: str) -> RawReject:
        """Set aside what no record could be made of."""
        return RawReject(f"board {self.place.board}", said.number, reason, {"title": said.title, "body": said.body})

"""Posts of blogs: who wrote them, by their address, and the records that their feeds make."""

from dataclasses import replace
from urllib.parse import unquote, urlsplit

from voc.config.families import WebSettings
from voc.errors import RecordError
from voc.records import Record
from voc.sources.sponsored import SPONSORED, is_sponsored
from voc.sources.web.addresses import PostAddress
from voc.sources.web.feeds import Entry
from voc.tables import ParsedDate, parse_date

_TISTORY = ".tistory.com"


def blog_name(home: str) -> str:
    """Return what a blog or a cafe goes by: its name in the address, else its whole host. Blank where there is none.

    Examples
    --------
    >>> blog_name("blog.naver.com/solip_home"), blog_name("https://gilog.tistory.com/"), blog_name("http://gilog.example")
    ('solip_home', 'gilog', 'gilog.example')
    """
    address = home.strip()
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
    pieces = [piece for piece in unquote(parts.path).split("/") if piece]
    if pieces:
        return pieces[-1].lstrip("@").casefold()
    return host.removesuffix(_TISTORY)


def post_author(post_id: str, home: str = "") -> str | None:
    """Return who wrote a post, as far as its id or the address of the blog tells; becomes a keyed hash.

    Parameters
    ----------
    post_id : str
        As `voc.sources.web.addresses` makes it.
    """
    family, _, rest = post_id.partition(":")
    if family == "naver_blog":
        return rest.partition(":")[0]
    if family == "tistory":
        return blog_name(rest.partition(":")[0])
    return blog_name(home) or None


def post_record(entry: Entry, address: PostAddress, author: str | None, settings: WebSettings) -> Record:
    """Make the record of a post as its feed tells it.

    Raises
    ------
    RecordError
        It has no words, or a date that is none.
    """
    if not entry.title and not entry.text:
        raise RecordError("it has neither a title nor words")
    written = _written_at(entry)
    return with_text(
        Record(
            source=settings.name,
            external_id=address.id,
            kind="post",
            channel=settings.channel,
            title=entry.title or None,
            body="",
            created_at=written.moment if written else None,
            created_precision=written.precision if written else "seen",
            tz_assumed=bool(written and written.tz_assumed),
            author_handle=author,
            completeness="snippet" if entry.is_snippet else "full",
            url=address.url,
            product=settings.product,
            tags=entry.tags,
        ),
        entry.text,
    )


def with_text(record: Record, text: str) -> Record:
    """Give a record its words, and the tag of those that were paid for."""
    tags = tuple(tag for tag in record.tags if tag != SPONSORED)
    if is_sponsored(record.title or "", text, *(f"#{tag}" for tag in tags)):
        tags = (*tags, SPONSORED)
    return replace(record, body=text, tags=tags)


def _written_at(entry: Entry) -> ParsedDate | None:
    try:
        return parse_date(entry.published) if entry.published else None
    except RecordError as error:
        raise RecordError(f"its date: {error.reason}") from error

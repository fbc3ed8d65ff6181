"""Records of what selectors found on the pages of a site."""

from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from voc.config.families import SiteSettings
from voc.errors import RecordError
from voc.records import Kind, Record
from voc.sources.base import RawReject
from voc.sources.selected import Item
from voc.sources.web.addresses import identify
from voc.sources.web.dates import resolve_or_seen
from voc.sources.web.pages import clean_text
from voc.tables import parse_date


def plain_address(url: str, settings: SiteSettings) -> str:
    """Spell the address of a post without what does not tell posts apart; blank where it is none.

    An `http` link to the host of an `https` list is `https`: sites mix them up, and the page is the same.
    """
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"}:
        return ""
    schemes = {origin.partition("://")[2]: origin.partition("://")[0] for origin in settings.origins}
    kept = [(name, value) for name, value in pairs if name.casefold() not in settings.ignore]
    query = parts.query if kept == pairs else urlencode(kept)
    scheme = schemes.get(parts.netloc.lower(), parts.scheme)
    return parts._replace(scheme=scheme, query=query, fragment="").geturl()


def mark_of(*words: str) -> str:
    """Spell what shows a change of words."""
    return blake2b("\x1f".join(words).encode("utf-8", "replace"), digest_size=5).hexdigest()


def item_address(item: Item, page: str, settings: SiteSettings) -> str:
    """Return the address of an item that stands on a list: its own, else that of the list."""
    return (plain_address(urljoin(page, item.link), settings) if item.link else "") or page


def item_id(item: Item, page: str, settings: SiteSettings) -> str:
    """Return the identity of an item that stands on a list: its own address, else its id there, else what it says.

    A time that counts back, or that has no year, is no part of it: tomorrow it will read differently.
    """
    address = item_address(item, page, settings)
    base = identify(address).id
    return base if address != page else _below(base, item)


def item_on_post_id(item: Item, place: int, *, post: str) -> str:
    """Return the identity of an item on the page of a post, of which the first is the post itself."""
    return post if place == 0 else _below(post, item)


def item_record(item: Item, settings: SiteSettings, *, external_id: str, url: str, at: datetime) -> Record:
    """Make the record of an item.

    Raises
    ------
    RecordError
        It has no words, or when it was written cannot be read.
    """
    title, body = clean_text(item.title), clean_text(item.body)
    if not (title or body):
        raise RecordError("the item has no text")
    written = resolve_or_seen(item.written, at=at)
    return Record(
        source=settings.name,
        external_id=external_id,
        kind=settings.kind,
        channel=settings.channel,
        title=title or None,
        body=body,
        created_at=written.moment,
        created_precision=written.precision,
        tz_assumed=written.tz_assumed,
        author_handle=clean_text(item.author) or None,
        url=url,
        product=settings.product,
    )


def below(record: Record, post: str) -> Record:
    """Make a record one that answers a post."""
    kind: Kind = "comment" if record.kind == "post" else record.kind
    return replace(record, kind=kind, parent_id=post)


def item_reject(item: Item, part: str, reason: str) -> RawReject:
    """Set aside what no record could be made of."""
    return RawReject(part, item.line, reason, {"title": item.title, "date": item.written, "body": item.body})


def _below(base: str, item: Item) -> str:
    # No address itself: its end would be cut off where ids are freed of handles.
    return f"h-{blake2b(base.encode('utf-8', 'replace'), digest_size=8).hexdigest()}:{item.id or _content_hash(item)}"


def _content_hash(item: Item) -> str:
    try:
        written = parse_date(item.written).moment.isoformat()
    except RecordError:
        written = ""
    words = f"{written}\x1f{item.author}\x1f{item.title}\x1f{item.body}"
    return blake2b(words.encode("utf-8", "replace"), digest_size=12).hexdigest()

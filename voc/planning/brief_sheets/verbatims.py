"""원문: what customers said on the themes of a brief, those quoted in it first, then the newest of the week."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from voc.planning.brief import Brief
from voc.planning.brief_sheets.themes import listed_themes
from voc.planning.sheets import Column, Sheet
from voc.store.verbatim_pages import Wanted, verbatim_page
from voc.weeks import SEOUL

# Enough to judge a theme by; all of them are on the theme's page.
PER_THEME = 50
_COLUMNS = (
    Column("망설임", wide=30),
    Column("구분", wide=14),
    Column("원문", wide=90),
    Column("날짜", "day"),
    Column("채널", wide=18),
    Column("점수", "rate"),
    Column("글 번호", wide=36),
    Column("문장", "count"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A sentence, masked as the store holds it.

    Attributes
    ----------
    title : str
        Of its theme.
    rating : float or None
        As it was given.
    sentence_index : int
        Its place in the text, from 0.
    """

    title: str
    is_quoted: bool
    text: str
    day: date | None
    channel: str
    rating: float | None
    document_id: str
    sentence_index: int


def list_verbatims(connection: Connection, brief: Brief, channels: Mapping[str, str]) -> list[Listed]:
    """List what was said on each theme of a brief, `PER_THEME` sentences of a theme at most.

    Quotes stand as the brief holds them; the others are read now, so what was forgotten meanwhile is not among them.

    Parameters
    ----------
    channels : mapping of source to channel
        As readers call them.
    """
    return [
        one
        for _, theme in listed_themes(brief)
        for one in [*_quoted(theme), *_others(connection, brief["week"], theme, channels)][:PER_THEME]
    ]


def verbatim_sheet(listed: Sequence[Listed]) -> Sheet:
    """Lay verbatims out, a sentence a row."""
    rows = [
        (
            one.title,
            "인용" if one.is_quoted else "그 밖의 원문",
            one.text,
            one.day,
            one.channel,
            one.rating,
            one.document_id,
            one.sentence_index,
        )
        for one in listed
    ]
    return Sheet("원문", _COLUMNS, rows)


def _quoted(theme: Brief) -> Iterator[Listed]:
    for quote in theme.get("quotes", ()):
        if quote["text"]:
            yield Listed(
                theme["title"],
                is_quoted=True,
                text=quote["text"],
                day=date.fromisoformat(quote["date"]) if quote["date"] else None,
                channel=quote["channel"],
                rating=quote["rating"],
                document_id=quote["doc_id"],
                sentence_index=quote["sentence_index"],
            )


def _others(connection: Connection, week: str, theme: Brief, channels: Mapping[str, str]) -> Iterator[Listed]:
    quoted = {(quote["doc_id"], quote["sentence_index"]) for quote in theme.get("quotes", ())}
    for one in verbatim_page(connection, Wanted(theme["theme_id"], (week,)), limit=PER_THEME).verbatims:
        if (one.document_id, one.sentence_index) not in quoted:
            yield Listed(
                theme["title"],
                is_quoted=False,
                text=one.text,
                day=one.created_at.astimezone(SEOUL).date() if one.created_at else None,
                channel=channels.get(one.source, one.source),
                rating=one.rating,
                document_id=one.document_id,
                sentence_index=one.sentence_index,
            )

"""A list of users as a file: one row for each user in the columns of a layout, ids never changed."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from voc.config.audience import Layout, LayoutColumn
from voc.errors import UsageError, VocError
from voc.planning.audience import Asked, ListedUser, Listing
from voc.steps.handout import harmless
from voc.store import StoredTheme
from voc.weeks import SEOUL

# A spreadsheet may take an id that begins with one of these for a formula. An apostrophe before it would make it
# another id, so that only what can do no harm is written: nothing that calls, links to or runs anything.
_RISKY_START = re.compile(r"[=+\-@＝＋－＠]")
_HARMLESS = re.compile(r"[A-Za-z0-9_.:/@=+-]*")


@dataclass(frozen=True, slots=True)
class AudienceRequest:
    """What is to be handed over.

    Attributes
    ----------
    theme : StoredTheme or None
        None asks for those who want to be left alone.
    asked : Asked
        Which voices of the theme; of a suppression list only the sources play a part.
    """

    theme: StoredTheme | None
    asked: Asked


@dataclass(frozen=True, slots=True)
class AudienceFile:
    """A list as a file.

    Attributes
    ----------
    n_users : int
        Its rows.
    n_unsafe : int
        Users left out because a spreadsheet could run their id.
    is_hashed : bool
        Whether its ids are hashes.
    """

    content: bytes
    listing: Listing
    layout: Layout
    document_ids: frozenset[str]
    n_users: int
    n_unsafe: int
    is_hashed: bool


def spell_audience(request: AudienceRequest, layout: Layout, listing: Listing, *, now: datetime) -> AudienceFile:
    """Spell a list as a layout wants it.

    Raises
    ------
    UsageError
        Plain and hashed ids would stand in one file.
    VocError
        The layout's encoding lacks letters of an id.
    """
    _check_one_kind(listing)
    users = [user for user in listing.users if can_be_written(user.user_id)]
    values = _Values(request.theme, now)
    rows = ([values.cell(column, user) for column in layout.columns] for user in users)
    return AudienceFile(
        content=_csv(layout, rows),
        listing=listing,
        layout=layout,
        document_ids=frozenset().union(*(user.document_ids for user in users)),
        n_users=len(users),
        n_unsafe=len(listing.users) - len(users),
        is_hashed=any(user.is_hashed for user in users),
    )


def can_be_written(user_id: str) -> bool:
    """Tell whether an id may stand in a file as it is, whoever opens it with a spreadsheet.

    Examples
    --------
    >>> [can_be_written(one) for one in ("M-100", "+8210", "-7f/a=", "=HYPERLINK(1)", "+cmd|' /C calc'!A0")]
    [True, True, True, False, False]
    """
    return _RISKY_START.match(user_id) is None or _HARMLESS.fullmatch(user_id) is not None


def _check_one_kind(listing: Listing) -> None:
    kinds: Mapping[bool, Sequence[str]] = {
        is_hashed: sorted({user.source for user in listing.users if user.is_hashed is is_hashed})
        for is_hashed in (False, True)
    }
    if all(kinds.values()):
        message = (
            f"Some sources give plain ids ({', '.join(kinds[False])}), others hashed ones ({', '.join(kinds[True])}), "
            "and a file holds one kind only. Name sources of one kind: --source NAME."
        )
        raise UsageError(message)


@dataclass(frozen=True, slots=True)
class _Values:
    theme: StoredTheme | None
    now: datetime

    def cell(self, column: LayoutColumn, user: ListedUser) -> str:
        if column.value == "user_id":
            return user.user_id
        return harmless(column.text if column.text is not None else self._named(str(column.value), user))

    def _named(self, name: str, user: ListedUser) -> str:
        theme = self.theme
        return {
            "theme": theme.title if theme else "",
            "theme_id": theme.theme_id if theme else "",
            "source": user.source,
            "last_voiced_on": _day(user.last_voiced_at),
            "exported_on": _day(self.now),
        }[name]


def _day(moment: datetime | None) -> str:
    return moment.astimezone(SEOUL).date().isoformat() if moment else ""


def _csv(layout: Layout, rows: Iterable[Sequence[str]]) -> bytes:
    spelled = io.StringIO()
    writer = csv.writer(spelled, lineterminator="\r\n")
    if layout.header:
        writer.writerow([harmless(column.name) for column in layout.columns])
    writer.writerows(rows)
    try:
        return spelled.getvalue().encode(layout.encoding)
    except UnicodeEncodeError as error:
        message = (
            f"The layout '{layout.name}' is {layout.encoding}, which lacks a letter that a cell of the list holds. Use "
            "a layout with encoding utf-8-sig."
        )
        raise VocError(message) from error

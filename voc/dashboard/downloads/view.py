"""What a table is asked of: the store, the filters of the page, and what the page is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection
from starlette.requests import Request

from voc.config.dashboard import Role
from voc.dashboard.downloads.table import Table
from voc.dashboard.filters import Filters, Known, UnknownValueError
from voc.dashboard.period import Period
from voc.dashboard.shared import place_of
from voc.planning.brief import BriefNames
from voc.planning.sentences import base_name
from voc.planning.wording import source_name
from voc.steps.brief import brief_names
from voc.steps.workplace import Workplace

# period: the page is about one; asked: about all times unless its address names weeks; sides: each side has its own.
Weeks = Literal["period", "asked", "sides", "none"]
OF_ALL = ("source", "segment")
PERIOD = ("week", "from", "to")


@dataclass(frozen=True, slots=True)
class View:
    """A page as somebody looks at it.

    Attributes
    ----------
    of : str
        Id of the theme, the run or the file that the page is about; empty where it is about none.
    chosen : Filters or None
        None where the page has none, or nothing has been counted yet.
    """

    request: Request
    connection: Connection
    of: str
    chosen: Filters | None
    weeks: Weeks = "period"

    @property
    def filters(self) -> Filters:
        """The filters of a page with a period.

        Raises
        ------
        UnknownValueError
            Nothing has been counted yet.
        """
        if self.chosen is None:
            message = "아직 센 주가 없어 내려받을 것이 없습니다."
            raise UnknownValueError(message)
        return self.chosen

    @property
    def period(self) -> Period | None:
        """The weeks that the table is about; None where they are all."""
        is_named = any(self.query.get(name) for name in PERIOD)
        is_about = self.weeks == "period" or (self.weeks == "asked" and is_named)
        return self.chosen.period if self.chosen and is_about else None

    @property
    def known(self) -> Known:
        """What there is to choose from on a page with a period."""
        known: Known = self.request.state.shared["known"]
        return known

    @property
    def place(self) -> Workplace:
        """The settings and the store."""
        return place_of(self.request)

    @property
    def names(self) -> BriefNames:
        """What readers call stages, reasons and channels."""
        return brief_names(self.place)

    @property
    def query(self) -> Mapping[str, str]:
        """What the address says."""
        return self.request.query_params

    @property
    def base(self) -> str:
        """What the period is compared with."""
        return base_name(self.known.base_of(self.filters.period))

    def source(self, name: str) -> str:
        """Return what readers call a source."""
        return source_name(name, self.names.channels)

    def stage(self, key: str) -> str:
        """Return what readers call a stage."""
        return self.names.stages.get(key, "단계 미상")

    def reason(self, key: str) -> str:
        """Return what readers call a reason; empty for none."""
        return self.names.reasons.get(key, "")


@dataclass(frozen=True, slots=True)
class Offer:
    """A table that can be downloaded.

    Attributes
    ----------
    title : str
        At most 31 letters, none of which spreadsheets forbid in the name of a sheet.
    path : str
        The page that it stands on; `{of}` is what the page is about.
    role : str
        The least role that sees the page.
    weeks : str
        See `Weeks`.
    knows : tuple of str
        What of the address says which rows these are, the weeks apart.
    """

    title: str
    path: str
    make: Callable[[View], Table]
    role: Role = "reader"
    weeks: Weeks = "period"
    knows: tuple[str, ...] = OF_ALL

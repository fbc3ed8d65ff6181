"""Which verbatims of a theme an address asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from voc.dashboard.filters import Filters, UnknownValueError
from voc.planning.wording import LABEL_VALUES
from voc.store import Condition, Selection, Verbatim
from voc.store.verbatim_pages import Place, Wanted

RATINGS: Mapping[str, str] = {"low": "낮음 (1~2점)", "middle": "중간 (3점)", "high": "높음 (4~5점)"}
# On the scale of 1 to 5 stars, on which 2.4 of another scale is a low rating.
STAR_BANDS: Mapping[str, tuple[float, float]] = {"low": (1.0, 2.4999), "middle": (2.5, 3.4999), "high": (3.5, 5.0)}
# Whoever opens these needs no account of ours: reviews lead to a console, tickets to the desk.
_PUBLIC_KINDS = frozenset({"post", "comment", "question"})
_PLACE = re.compile(r"([0-9a-f]{32}):(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the verbatims beyond the filters of all pages.

    Attributes
    ----------
    act, rating : str or None
        Keys of `LABEL_VALUES` and `RATINGS`.
    after : tuple of (document id, sentence index) or None
        The last verbatim of the page before.
    """

    act: str | None = None
    rating: str | None = None
    after: Place | None = None

    def wanted(self, theme_id: str, filters: Filters) -> Wanted:
        """Ask the store for them."""
        chosen = {"source": filters.source, "stage": filters.stage, "reason": filters.reason, "act": self.act}
        if filters.segment:
            name, value = filters.segment.split("=", 1)
            chosen[f"segment.{name}"] = value
        conditions = tuple(Condition(name, "=", value) for name, value in chosen.items() if value)
        stars = STAR_BANDS[self.rating] if self.rating else None
        return Wanted(theme_id, filters.period.weeks, Selection(conditions), stars)


def read_asked(query: Mapping[str, str]) -> Asked:
    """Read what an address asks of verbatims.

    Raises
    ------
    UnknownValueError
        A value that does not exist.
    """
    act, rating, after = (query.get(name) or None for name in ("act", "rating", "after"))
    match = _PLACE.fullmatch(after) if after else None
    for value, known in ((act, LABEL_VALUES["act"]), (rating, RATINGS)):
        if value and value not in known:
            message = f"'{value}'은(는) 고를 수 있는 값이 아닙니다."
            raise UnknownValueError(message)
    if after and match is None:
        message = "목록의 이어지는 자리를 읽을 수 없습니다. 처음부터 다시 보아 주세요."
        raise UnknownValueError(message)
    return Asked(act, rating, (match[1], int(match[2])) if match else None)


def public_link(verbatim: Verbatim) -> str | None:
    """Return where the original can be read by anybody; None where it cannot, or nobody knows."""
    url = verbatim.url or ""
    is_address = url.startswith(("https://", "http://"))
    return url if is_address and verbatim.kind in _PUBLIC_KINDS else None

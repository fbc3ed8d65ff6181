"""What an address asks of the search: the words, the conditions, the page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from voc.dashboard.conditions import of_choices, of_period
from voc.dashboard.filters import Filters, UnknownValueError
from voc.dashboard.theme_verbatims import RATINGS, STAR_BANDS
from voc.errors import UsageError
from voc.planning.wording import LABEL_VALUES
from voc.store import Condition, Selection
from voc.store.search_pages import MOST_COUNTED, Question

PAGE = 25
_LONGEST = 100
_PERIOD = ("week", "from", "to")


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """One search.

    Attributes
    ----------
    filters : Filters
        Its period counts only where `in_period` says so: otherwise all times are searched, undated texts too.
    hesitation, act, rating : str or None
        Keys of `LABEL_VALUES` and `RATINGS`.
    page : int
        From 1 on.
    """

    query: str
    filters: Filters
    in_period: bool
    theme: str | None = None
    hesitation: str | None = None
    act: str | None = None
    rating: str | None = None
    page: int = 1

    def question(self, lemmas: tuple[str, ...] | None) -> Question:
        """Ask the store; while there are no dictionary forms, the words of the query are tried as such."""
        forms = lemmas or tuple(self.query.split())
        return Question(self.query, forms, self.selection, STAR_BANDS[self.rating] if self.rating else None)

    @property
    def selection(self) -> Selection:
        """The conditions, the rating apart."""
        chosen = {"theme": self.theme, "hesitation": self.hesitation, "act": self.act}
        own = tuple(Condition(name, "=", value) for name, value in chosen.items() if value)
        period = of_period(self.filters.period) if self.in_period else ()
        return Selection((*period, *of_choices(self.filters), *own))

    def address(self, path: str = "/search", **changes: str | int | None) -> str:
        """Return the address of this search, changed in some ways; another page may read the same."""
        own = {name: getattr(self, name) for name in ("theme", "hesitation", "act", "rating")}
        filters = self.filters.query
        if not self.in_period:
            filters = {name: value for name, value in filters.items() if name not in _PERIOD}
        query = {"q": self.query, **filters, **own, **changes}
        spelled = urlencode({name: value for name, value in query.items() if value})
        return f"{path}?{spelled}" if spelled else path


def read_search(asked: Mapping[str, str], filters: Filters, themes: Collection[str]) -> SearchAsked:
    """Read what an address asks.

    Parameters
    ----------
    themes : collection of str
        Ids that there are.

    Raises
    ------
    UnknownValueError
        A value that does not exist.
    UsageError
        The words are too many to look for.
    """
    query = " ".join(asked.get("q", "").split())
    if len(query) > _LONGEST:
        message = f"찾는 말이 너무 깁니다. {_LONGEST}자 안으로 줄여 주세요."
        raise UsageError(message)
    return SearchAsked(
        query,
        filters,
        any(asked.get(name) for name in _PERIOD),
        theme=_one_of(asked, "theme", themes),
        hesitation=_one_of(asked, "hesitation", LABEL_VALUES["hesitation"]),
        act=_one_of(asked, "act", LABEL_VALUES["act"]),
        rating=_one_of(asked, "rating", RATINGS),
        page=_page(asked.get("page") or "1"),
    )


def _one_of(asked: Mapping[str, str], name: str, known: Collection[str]) -> str | None:
    value = asked.get(name) or None
    if value is not None and value not in known:
        message = f"'{value}'은(는) 고를 수 있는 값이 아닙니다."
        raise UnknownValueError(message)
    return value


def _page(spelled: str) -> int:
    most = -(-MOST_COUNTED // PAGE)
    if not (spelled.isascii() and spelled.isdigit() and 1 <= int(spelled[:9]) <= most):
        message = f"쪽은 1에서 {most}까지 있습니다. 더 오래된 글은 조건을 좁혀서 찾아 주세요."
        raise UnknownValueError(message)
    return int(spelled)

"""What every page of the dashboard has at hand: the store's names and choices, the navigation, the filters in force."""

from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from voc.config.dashboard import Role
from voc.dashboard.filters import Filters, Known, read_filters
from voc.planning.wording import source_name
from voc.steps.brief import brief_names
from voc.steps.workplace import Workplace
from voc.store import counted_weeks
from voc.store.segments import segment_values


@dataclass(frozen=True)
class Place:
    """An entry of the navigation; `needs` is the least role that sees it, `also` begins other paths it leads to."""

    path: str
    name: str
    needs: Role = "reader"
    also: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Tell whether a path lies below this entry.

        Examples
        --------
        >>> Place("/words", "말").holds("/words/contrast"), Place("/", "이번 주").holds("/words")
        (True, False)
        """
        return path in self.also or any(path.startswith(f"{one}/") for one in (self.path, *self.also))


NAVIGATION = (
    Place("/", "이번 주"),
    Place("/brief", "브리프", also=("/quotes",)),
    Place("/themes", "테마", also=("/audience",)),
    Place("/funnel", "퍼널"),
    Place("/words", "말"),
    Place("/praise", "칭찬"),
    Place("/search", "검색"),
    Place("/messages", "메시지", also=("/draft",)),
    Place("/lessons", "배운 것"),
    Place("/outreach", "고객 응대"),
    Place("/curation", "테마 정리"),
    Place("/operation", "소스와 실행", also=("/imports",)),
)


class SharedValues:
    """Puts into every request what all templates need; nothing of it asks the store."""

    def __init__(self, app: ASGIApp, place: Workplace) -> None:
        self._app, self._place = app, place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            request = Request(scope)
            request.state.shared = {
                "navigation": NAVIGATION,
                "path": scope["path"],
                "scheme": request.cookies.get("scheme") if request.cookies.get("scheme") in {"dark", "light"} else "",
                # Filled in as soon as it is known who asks.
                "user": None,
                "csrf_token": "",
                "can_leave": self._place.settings.dashboard.sign_in in {"password", "oidc"},
                "filters": None,
                "known": None,
            }
        await self._app(scope, receive, send)


def place_of(request: Request) -> Workplace:
    """Return the settings and the store that the application was made with."""
    place: Workplace = request.app.state.place
    return place


def filters_of(request: Request, connection: Connection) -> Filters | None:
    """Read the filters of a request and hand them to its page; None while nothing has been counted."""
    known = load_known(request, connection)
    if known is None:
        return None
    found = read_filters(request.query_params, known, known.weeks[-1])
    request.state.shared |= {"filters": found, "known": known}
    return found


def known_of(request: Request) -> Known:
    """Return what there is to choose from, once the filters have been read."""
    known: Known = request.state.shared["known"]
    return known


def load_known(request: Request, connection: Connection) -> Known | None:
    """List what there is to choose from; None while nothing has been counted."""
    place = place_of(request)
    weeks = counted_weeks(connection)
    if not weeks:
        return None
    names = brief_names(place)
    return Known(
        weeks=weeks,
        sources={source.name: source_name(source.name, names.channels) for source in place.settings.sources},
        stages=names.stages,
        reasons=names.reasons,
        segments=segment_values(connection),
    )

"""What a page asks of whoever opens it: said beside the page, read where the routes are put together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from voc.config.dashboard import Role

Endpoint = TypeVar("Endpoint", bound=Callable[[Request], Any])
_ATTRIBUTE = "needs"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a page asks.

    Attributes
    ----------
    role : str or None
        The least role; None lets everybody in, signed in or not.
    takes_files : bool
        Whether its form may bring files, as large as dashboard.yaml allows.
    kept : callable or None
        Draws what was sent once more, for somebody whose session has ended meanwhile; without it they lose it.
    """

    role: Role | None = "reader"
    takes_files: bool = False
    kept: Callable[[Request], Response] | None = None


def needs(
    role: Role, *, takes_files: bool = False, kept: Callable[[Request], Response] | None = None
) -> Callable[[Endpoint], Endpoint]:
    """Say which role a page asks for; where nothing is said, whoever is signed in may look, and nothing may be sent."""
    return _marked(Needs(role, takes_files, kept))


def open_to_all(endpoint: Endpoint) -> Endpoint:
    """Let a page be opened by whoever comes, signed in or not."""
    return _marked(Needs(None))(endpoint)


def needs_of(endpoint: Callable[..., Any]) -> Needs | None:
    """Read what a page asks; None where nothing was said."""
    found = getattr(endpoint, _ATTRIBUTE, None)
    return found if isinstance(found, Needs) else None


def form_of(request: Request) -> FormData:
    """Return the form that was sent, read and checked before the page was called."""
    form: FormData = request.state.form
    return form


def _marked(asked: Needs) -> Callable[[Endpoint], Endpoint]:
    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _ATTRIBUTE, asked)
        return endpoint

    return mark

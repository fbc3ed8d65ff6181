"""Dashboards on a small store, one for each way to sign in; `filled` fills it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from visitor import PASSWORD, Clock, Visitor

from voc.config import load_settings
from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.access.guard import guarded
from voc.dashboard.app import make_app
from voc.privacy import passwords
from voc.steps.workplace import Workplace
from voc.store import Store, StoredUser, save_user

NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


def _look(request: Request) -> Response:
    user = user_of(request)
    token = request.state.session.token
    return HTMLResponse(f'{user.name} {user.role} <input name="csrf" value="{token}">')


@needs("editor")
def _edit(request: Request) -> Response:
    return PlainTextResponse(f"{user_of(request).name} wrote {form_of(request).get('title')}")


@needs("admin")
async def _manage(request: Request) -> Response:
    return PlainTextResponse(f"{user_of(request).name} managed")


@needs("editor", takes_files=True)
async def _take(request: Request) -> Response:
    file = form_of(request)["file"]
    assert isinstance(file, UploadFile)
    return PlainTextResponse(f"{len(await file.read())} bytes")


# Pages that need each role, small enough to see nothing but who is let in.
TRIED = [
    Route("/tried", _look),
    Route("/tried/edit", _edit, methods=["POST"]),
    Route("/tried/manage", _manage, methods=["GET", "POST"]),
    Route("/tried/file", _take, methods=["POST"]),
]


@pytest.fixture
def clock() -> Clock:
    """The clock of the dashboard."""
    return Clock(NOW.timestamp())


@pytest.fixture
def open_app(empty_store: Store, home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Starlette]:
    """Builds the dashboard of the store with the given dashboard.yaml."""
    monkeypatch.delenv("VOC_SESSION_KEY", raising=False)
    monkeypatch.setenv("VOC_USER", "한별")

    def opened(configuration: str = "sign_in: none\n") -> Starlette:
        (home / "config" / "dashboard.yaml").write_text(configuration, encoding="utf-8")
        settings = load_settings(home / "config")
        app = make_app(Workplace(settings, empty_store), clock=clock)
        app.router.routes[:0] = guarded(TRIED, settings.dashboard)
        return app

    return opened


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """Check passwords at a thousandth of the price; how long it really takes is a test of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        passwords.hash_of_nobody.cache_clear()
        yield
    passwords.hash_of_nobody.cache_clear()


@pytest.fixture(scope="session")
def hashed(_cheap_passwords: None) -> str:
    """The password of everybody."""
    return passwords.hash_password(PASSWORD)


@pytest.fixture
def people(empty_store: Store, hashed: str) -> Store:
    """A reader, an editor and an admin with a password."""
    with empty_store.begin() as connection:
        for name in ("reader", "editor", "admin"):
            save_user(connection, StoredUser(name, name, hashed, NOW, NOW))
    return empty_store


@pytest.fixture
def visit(open_app: Callable[..., Starlette], people: Store) -> Callable[..., Visitor]:  # noqa: ARG001 - they must be there
    """Opens a browser at a dashboard with passwords, signed in if a name is given."""
    apps: list[Starlette] = []

    def visiting(name: str | None = None, **how: str) -> Visitor:
        if not apps:
            apps.append(open_app("sign_in: password\n"))
        visitor = Visitor(apps[0], **how)
        if name:
            assert visitor.sign_in(name, PASSWORD).status_code == 303
        return visitor

    return visiting

"""The dashboard as a web application: which address is answered by which page, and what every answer carries."""

import time
from importlib.resources import files

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from voc.dashboard.access.arrival import Arrivals, KnownHosts, Peers
from voc.dashboard.access.door import Door, make_door
from voc.dashboard.access.guard import LARGEST_FORM, guarded
from voc.dashboard.access.sessions import Clock
from voc.dashboard.background import Background, process_beside
from voc.dashboard.downloads import audience_page as audience
from voc.dashboard.downloads import brief_page
from voc.dashboard.downloads import page as download
from voc.dashboard.headers import SafeHeaders
from voc.dashboard.kept import Kept
from voc.dashboard.pages import (
    brief,
    changes,
    curation,
    curation_act,
    curation_edit,
    draft,
    funnel,
    import_messages,
    imports,
    lessons,
    messages,
    operation,
    outreach,
    praise,
    quotes,
    rejects,
    search,
    signin,
    theme,
    themes,
    week,
    words,
    work,
)
from voc.dashboard.problems import ANSWERS, store_away
from voc.dashboard.request_log import RequestLog
from voc.dashboard.shared import SharedValues
from voc.dashboard.too_large import TooLarge
from voc.steps.workplace import Workplace


def make_app(place: Workplace, *, clock: Clock = time.time) -> Starlette:
    """Build the application on an open store.

    Parameters
    ----------
    place : Workplace
        The settings and the store; stays open as long as the application runs.
    clock : callable
        Tells the seconds since 1970.

    Raises
    ------
    VocError
        A key or a secret that signing in needs is not there.
    """
    static = files("voc.dashboard").joinpath("static")
    door = make_door(place, clock)
    routes = [
        Route("/", week.show, name="week"),
        Route("/brief", brief.show, name="brief"),
        Route("/brief/file", brief_page.show),
        Route("/brief/file", brief_page.hand_out, methods=["POST"]),
        Route("/themes", themes.show, name="themes"),
        Route("/funnel", funnel.show, name="funnel"),
        Route("/search", search.show, name="search"),
        Route("/download", download.show, name="download"),
        Route("/download", download.hand_out, methods=["POST"]),
        Route("/audience", audience.show),
        Route("/audience", audience.hand_out, methods=["POST"]),
        Route("/draft", draft.show, name="draft"),
        Route("/draft/check", draft.check, methods=["POST"]),
        Route("/praise", praise.show, name="praise"),
        Route("/quotes", quotes.show, name="quotes"),
        Route("/quotes", quotes.save, methods=["POST"]),
        Route("/lessons", lessons.show, name="lessons"),
        Route("/lessons/new", lessons.new),
        Route("/lessons/save", lessons.save, methods=["POST"]),
        Route("/lessons/remove", lessons.remove, methods=["POST"]),
        Route("/lessons/one/{lesson_id}", lessons.one),
        Route("/lessons/changes", changes.show, name="changes"),
        Route("/lessons/changes", changes.record, methods=["POST"]),
        Route("/lessons/changes/undo", changes.undo, methods=["POST"]),
        Route("/messages", messages.show, name="messages"),
        Route("/messages/response", messages.response),
        Route("/messages/fatigue", messages.fatigue),
        Route("/messages/{message_id}", messages.one),
        Route("/words", words.show, name="words"),
        Route("/words/contrast", words.contrast),
        Route("/words/concordance", words.concordance),
        Route("/themes/{theme_id}", theme.show, name="theme"),
        Route("/signin", signin.show),
        Route("/signin", signin.enter, methods=["POST"], name="enter"),
        Route("/signin/start", signin.start),
        Route("/signin/callback", signin.arrive),
        Route("/signin/out", signin.leave_company),
        Route("/signout", signin.leave, methods=["POST"], name="leave"),
        Route("/operation", operation.show, name="operation"),
        Route("/operation/runs/{run_id}", operation.show_run),
        Route("/operation/rejects", rejects.show),
        Route("/operation/rejects/download", rejects.hand_out, methods=["POST"]),
        Route("/operation/rejects/retry", rejects.retry, methods=["POST"]),
        Route("/operation/jobs/{work_id}", work.show),
        Route("/imports", imports.show, name="imports"),
        Route("/imports", imports.take_file, methods=["POST"]),
        Route("/imports/messages", import_messages.show, name="message-imports"),
        Route("/imports/messages", import_messages.take_file, methods=["POST"]),
        Route("/imports/messages/undo", import_messages.undo, methods=["POST"]),
        Route("/imports/messages/undone/{work_id}", import_messages.show_undone),
        Route("/imports/messages/{work_id}", import_messages.show_one),
        Route("/imports/messages/{work_id}", import_messages.go_on, methods=["POST"]),
        Route("/imports/messages/{work_id}/drop", import_messages.drop, methods=["POST"]),
        Route("/imports/messages/{work_id}/rejects", import_messages.hand_out, methods=["POST"]),
        Route("/imports/{work_id}", imports.show_one),
        Route("/imports/{work_id}", imports.go_on, methods=["POST"]),
        Route("/imports/{work_id}/drop", imports.drop, methods=["POST"]),
        Route("/imports/{work_id}/rejects", imports.hand_out, methods=["POST"]),
        Route("/outreach", outreach.show, name="outreach"),
        Route("/outreach/{case_id}", outreach.one),
        Route("/outreach/{case_id}/act", outreach.act, methods=["POST"]),
        Route("/outreach/{case_id}/contact", outreach.contact, methods=["POST"]),
        Route("/curation", curation.log),
        Route("/curation/proposals", curation.proposals),
        Route("/curation/sentence/{document_id}/{index}", curation_edit.sentence),
        Route("/curation/act", curation_act.act, methods=["POST"]),
        Route("/themes/{theme_id}/edit", curation_edit.theme),
        Route("/themes/{theme_id}/sentences", curation_edit.sentences),
        Mount("/static", StaticFiles(directory=str(static)), name="static"),
    ]
    app = Starlette(
        routes=guarded(routes, door.section), middleware=_before_pages(place, door), exception_handlers=dict(ANSWERS)
    )
    app.state.place, app.state.door, app.state.kept = place, door, Kept()
    app.state.background = Background(lambda: process_beside(place.settings))
    return app


def _before_pages(place: Workplace, door: Door) -> list[Middleware]:
    """List what every request passes on its way to a page, and every answer on its way back."""
    return [
        Middleware(RequestLog, mark=door.mark),
        Middleware(SafeHeaders),
        Middleware(SharedValues, place=place),
        Middleware(KnownHosts, public_host=door.public_host),
        Middleware(Peers, trusted=door.section.proxy.trusted),
        Middleware(TooLarge, upload_mb=door.section.upload_mb),
        Middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST_FORM),
        Middleware(Arrivals, sessions=door.sessions, way=door.way, store_away=store_away),
    ]

"""초안 점검: what speaks against sending a message, while it is being written; nothing of it is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from voc.config.channels import ChannelsSection
from voc.dashboard.access import form_of, needs
from voc.dashboard.background import Answer, background_of
from voc.dashboard.beside import check_draft, gather_evidence
from voc.dashboard.draft_form import DraftAsked, read_draft_form
from voc.dashboard.draft_lengths import part_lengths
from voc.dashboard.draft_marks import marked_pieces
from voc.dashboard.draft_words import on_page
from voc.dashboard.drawing import page
from voc.dashboard.figures import themes_of
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.shared import place_of
from voc.planning.draft_check import Draft, Finding
from voc.store import StoredTheme
from voc.store.draft_standing import draft_standing
from voc.weeks import SEOUL

LEVELS = {"error": "막힘", "warning": "주의", "info": "참고"}
# Told in places of their own.
_NEAR, _TOUCHED, _OPEN = "near_message", "hesitation_touched", "hesitations_open"
# What is gathered once a day takes seconds; a check some tenths of one, behind what else the process beside does.
_GATHERED_S, _CHECKED_S = 0.1, 4.0
_N_WORDS, _N_QUOTES = 12, 3


def show(request: Request) -> Response:
    """Draw the form, with the words of a theme beside it where one is named; what a check needs is loaded meanwhile."""
    _ask_evidence(request, wait_s=0.0)
    # A text in an address would stand in logs and histories: of an address only what is harmless is read.
    harmless = {name: request.query_params.get(name, "") for name in ("theme", "channel")}
    return _page(request, read_draft_form(harmless, _rules(request)), {"state": "empty"})


def kept(request: Request) -> Response:
    """Check for somebody who has signed in anew since; for whom the session has ended, draw the text again."""
    if request.state.user is not None:
        # Nothing is changed by it, so that the token of the session before will do.
        return check(request)
    asked = read_draft_form(form_of(request), _rules(request))
    return _answer(request, asked, {"state": "signed_out"}, status_code=403)


@needs("reader", kept=kept)
def check(request: Request) -> Response:
    """Check what was typed, and draw what was found beside it, or the whole page where no script asks."""
    asked = read_draft_form(form_of(request), _rules(request))
    if asked.is_empty or asked.draft is None:
        return _answer(request, asked, {"state": "empty" if asked.is_empty else "problem"})
    week, when = _ask_evidence(request, wait_s=_GATHERED_S)
    ask = background_of(request).once
    answer = ask(check_draft, asked.draft, *when, wait_s=_CHECKED_S) if week.state == "ready" else week
    found = _found(asked.draft, answer.value, week.value) if answer.state == "ready" else {"state": answer.state}
    return _answer(request, asked, found)


def _ask_evidence(request: Request, *, wait_s: float) -> tuple[Answer, tuple[str, str]]:
    """Have the evidence gathered, once a day and for every state of the store; with what names it."""
    with place_of(request).store.read() as connection:
        when = (datetime.now(SEOUL).date().isoformat(), draft_standing(connection))
    return background_of(request).ask(gather_evidence, *when, wait_s=wait_s), when


def _rules(request: Request) -> ChannelsSection:
    return place_of(request).settings.channels


def _found(draft: Draft, findings: Sequence[Finding], week: str | None) -> dict[str, Any]:
    listed = [one for one in findings if one.code not in {_NEAR, _TOUCHED, _OPEN}]
    counts = {level: sum(one.level == level for one in listed) for level in LEVELS}
    return {
        "state": "ready",
        "groups": {level: [one for one in listed if one.level == level] for level in LEVELS if counts[level]},
        "counts": counts,
        "touched": [one for one in findings if one.code == _TOUCHED],
        "open": [subject for one in findings if one.code == _OPEN for subject in one.subjects],
        "near": [one for one in findings if one.code == _NEAR],
        "marked": [marked_pieces(part, listed) for part in draft.parts],
        "week": week,
    }


def _answer(request: Request, asked: DraftAsked, found: Mapping[str, Any], *, status_code: int = 200) -> Response:
    if request.headers.get("HX-Request") != "true":
        return _page(request, asked, found, status_code=status_code)
    return page(request, "draft_found.html", status_code, **_shown(request, asked, found))


def _page(request: Request, asked: DraftAsked, found: Mapping[str, Any], *, status_code: int = 200) -> Response:
    channels = {one.key: one.name for one in _rules(request).channels}
    return page(request, "draft.html", status_code, channels=channels, **_shown(request, asked, found))


def _shown(request: Request, asked: DraftAsked, found: Mapping[str, Any]) -> dict[str, Any]:
    theme = _theme(request, asked.typed["theme"]) if request.state.user is not None else None
    return {
        "asked": asked,
        "found": found,
        "theme": theme,
        "words": [str(one["surface"]) for one in theme.keywords][:_N_WORDS] if theme else [],
        "quotes": [str(one["text"]) for one in theme.exemplars if one["text"]][:_N_QUOTES] if theme else [],
        "lengths": part_lengths(asked.draft, asked.channel) if asked.draft else [],
        "levels": LEVELS,
        "on_page": on_page,
    }


def _theme(request: Request, theme_id: str) -> StoredTheme | None:
    if not theme_id:
        return None
    with place_of(request).store.read() as connection:
        theme = next((one for one in themes_of(request, connection) if one.theme_id == theme_id), None)
    if theme is None:
        message = "그런 테마가 없습니다. 테마 목록에서 다시 찾아 주세요."
        raise UnknownValueError(message)
    return theme

"""메시지: what was sent and how it did, what was said before, one message, response by wording, fatigue."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.background import background_of
from voc.dashboard.beside import said_near
from voc.dashboard.drawing import page
from voc.dashboard.figures import themes_of
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.message_charts import difference_chart, sending_chart
from voc.dashboard.message_figures import (
    archive_of,
    archive_state,
    channels_of,
    fatigue_of,
    read_message_asked,
    read_outcome,
    response_of,
    tests_of,
)
from voc.dashboard.message_words import facts_of, message_words, traits_of
from voc.dashboard.shared import place_of
from voc.planning.archive.bridge import EVERYBODY
from voc.planning.archive.fatigue import ALL_SEGMENTS
from voc.planning.archive.said_before import Asked, Near, SaidBefore
from voc.planning.archive.wording import OUTCOME_NAMES, caution_sentence, level_name, trait_name
from voc.steps.archive.followed import after_message
from voc.store import counted_weeks
from voc.store.message_pages import channels_and_segments, count_voices_on, message_page
from voc.store.messages import StoredMessage, count_messages, find_messages
from voc.store.voices_on import voices_on

_SIZE, _N_NEAR, _N_VOICES = 40, 5, 20
# A text is placed by the process beside the pages, which takes seconds where its analyser is not loaded yet.
_PATIENCE_S = 1.5
_LONGEST_QUESTION = 300
_STATES = {"fell": "줄었음", "rose": "늘었음", "same": "달라지지 않음", "watching": "지켜보는 중", "held": "판단 보류"}


def show(request: Request) -> Response:
    """Draw the list of messages, and what is near to a text where one is asked about."""
    place = place_of(request)
    with place.store.read() as connection:
        if not count_messages(connection):
            return page(request, "messages.html", is_empty=True)
        channels, segments = channels_and_segments(connection)
        titles = _titles(request, connection)
        _, spoken = archive_of(request, connection)
        asked = read_message_asked(request.query_params, channels, segments, titles)
        found = message_page(connection, asked, after=request.query_params.get("after") or None, limit=_SIZE)
        voiced = count_voices_on(connection, [one.message_id for one in found.messages])
        near = _near(request, connection)
        held = sorted(
            {theme for themes in spoken.values() for theme in themes if theme in titles}, key=titles.__getitem__
        )
    return page(
        request,
        "messages.html",
        is_empty=False,
        asked=asked,
        found=found,
        spoken=spoken,
        titles=titles,
        choices={"channel": channels_of(place.settings, channels), "segment": _segments(segments)},
        themes={theme: titles[theme] for theme in held},
        voiced=voiced,
        said=_question(request),
        near=near,
        **message_words(place_of(request).settings),
    )


def one(request: Request) -> Response:
    """Draw one message: text, results, wording, themes, what customers said of it, and what followed."""
    place = place_of(request)
    with place.store.read() as connection:
        found = find_messages(connection, [request.path_params["message_id"]])
        if not found:
            raise UnknownValueError("그런 메시지가 없습니다. 메시지 목록에서 다시 찾아 주세요.")
        message = found[0]
        weeks, titles = counted_weeks(connection), _titles(request, connection)
        archive, spoken = archive_of(request, connection)
        own = sorted((one for one in spoken.get(message.message_id, ()) if one in titles), key=titles.__getitem__)
        values: dict[str, Any] = {
            "after": after_message(place, connection, message.message_id, weeks[-1]) if weeks else [],
            "voices": voices_on(connection, [message.message_id], limit=_N_VOICES),
            "near": _alike(message, archive, spoken, own),
            "sent_again": [one for one in archive if one.fingerprint == message.fingerprint and one != message],
            "charts": [
                sending_chart(connection, titles[theme], theme, archive, spoken, message, weeks) for theme in own
            ]
            if weeks
            else [],
        }
    return page(
        request,
        "message.html",
        message=message,
        facts=facts_of(message, place.settings),
        traits=traits_of(message),
        themes={theme: titles[theme] for theme in own},
        titles=titles,
        states=_STATES,
        **values,
        **message_words(place_of(request).settings),
    )


def response(request: Request) -> Response:
    """Draw response by wording within bands, the model of all traits, and the A/B tests."""
    place = place_of(request)
    with place.store.read() as connection:
        if not count_messages(connection):
            return page(request, "messages.html", is_empty=True)
        channels, _ = channels_and_segments(connection)
        outcome, channel = read_outcome(request.query_params, channels)
        found = response_of(request, connection, outcome, channel)
        tests = tests_of(request, connection, outcome, channel)
    return page(
        request,
        "messages_response.html",
        found=found,
        tests=tests,
        outcome=outcome,
        channel=channel,
        outcomes=OUTCOME_NAMES,
        choices=channels_of(place.settings, channels),
        chart=difference_chart(found, OUTCOME_NAMES[outcome]),
        caution_sentence=caution_sentence,
        trait_name=trait_name,
        level_name=level_name,
        texts=lambda test, variant: tests.texts.get((test, variant), ""),
        **message_words(place_of(request).settings),
    )


def fatigue(request: Request) -> Response:
    """Draw opt-outs and complaints of messages beside how many were sent, segment by segment."""
    with place_of(request).store.read() as connection:
        if not count_messages(connection):
            return page(request, "messages.html", is_empty=True)
        found = fatigue_of(request, connection)
    return page(
        request,
        "messages_fatigue.html",
        found=found,
        everybody=(EVERYBODY, ALL_SEGMENTS),
        **message_words(place_of(request).settings),
    )


def _titles(request: Request, connection: Connection) -> dict[str, str]:
    return {one.theme_id: one.title for one in themes_of(request, connection)}


def _question(request: Request) -> str:
    return " ".join(request.query_params.get("said", "").split())[:_LONGEST_QUESTION]


def _near(request: Request, connection: Connection) -> Any:  # noqa: ANN401 - an Answer of the process beside, or None
    question = _question(request)
    if not question:
        return None
    return background_of(request).ask(said_near, question, _N_NEAR, archive_state(connection), wait_s=_PATIENCE_S)


def _alike(
    message: StoredMessage,
    archive: Sequence[StoredMessage],
    spoken: Mapping[str, frozenset[str]],
    themes: Sequence[str],
) -> list[Near]:
    others = [one for one in archive if one.fingerprint != message.fingerprint]
    return SaidBefore(others, spoken).nearest(Asked(message.text, message.terms or (), themes), _N_NEAR)


def _segments(segments: Sequence[str]) -> dict[str, str]:
    return {one or EVERYBODY: one or EVERYBODY for one in segments}

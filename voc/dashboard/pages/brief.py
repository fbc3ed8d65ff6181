"""브리프: the brief of a week as on paper, to be copied and downloaded, and set against what we would say now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard.background import Answer, background_of
from voc.dashboard.beside import brief_of_week
from voc.dashboard.drawing import page
from voc.dashboard.filters import UnknownValueError
from voc.dashboard.shared import filters_of, known_of, place_of
from voc.planning import comparison_lines
from voc.planning.html import brief_body
from voc.planning.markdown import brief_markdown
from voc.planning.slack import brief_slack, slack_text
from voc.steps.brief import brief_of
from voc.steps.compare_brief import compare_brief
from voc.steps.quote_permissions import permissions_for
from voc.store import frozen_weeks
from voc.store.funnel_weeks import funnel_standing
from voc.store.standing import standing, texts_standing
from voc.weeks import SEOUL

# Long enough for a brief that is at hand; what has to be made is waited for by the page itself.
_WAIT_S = 0.1
# What no state of the store tells, such as messages that were imported, is in the brief after as many minutes.
_MINUTES = 10


@dataclass(frozen=True, slots=True)
class AskedBrief:
    """A week that somebody looks at.

    Attributes
    ----------
    frozen : sequence of str
        The weeks that no longer change, oldest first.
    answer : Answer
        The brief; `waiting` while that of a week that was not frozen is being made.
    """

    week: str
    frozen: tuple[str, ...]
    answer: Answer

    @property
    def is_frozen(self) -> bool:
        """Whether it is shown as it was handed out."""
        return self.week in self.frozen


def show(request: Request) -> Response:
    """Draw the brief of a week, or the comparison."""
    with place_of(request).store.read() as connection:
        if filters_of(request, connection) is None:
            return page(request, "empty.html")
        asked = asked_brief(request, connection)
        is_comparing = bool(request.query_params.get("compare"))
        comparison = compare_brief(place_of(request), connection, asked.week) if is_comparing else None
    brief = asked.answer.value
    is_drawn = brief is not None and comparison is None
    return page(
        request,
        "brief.html",
        asked=asked,
        weeks=known_of(request).weeks[::-1],
        comparison=comparison,
        lines=comparison_lines,
        body=brief_body(brief) if is_drawn else "",
        copies=_copies(brief) if is_drawn else {},
    )


def asked_brief(request: Request, connection: Connection) -> AskedBrief:
    """Return the brief that an address is about, once the filters have been read.

    Raises
    ------
    UnknownValueError
        Nothing was counted in the week, and it was not frozen.
    """
    week = request.state.shared["filters"].period.last
    frozen = tuple(frozen_weeks(connection))
    if week not in {*known_of(request).weeks, *frozen}:
        message = f"{week}에는 들어온 목소리가 없어 브리프가 없습니다. 다른 주를 골라 주세요."
        raise UnknownValueError(message)
    if week in frozen:
        return AskedBrief(week, frozen, Answer("ready", brief_of(place_of(request), week)))
    # The words of a brief need the analyser, which takes seconds to load.
    when = datetime.now(SEOUL)
    state = (standing(connection), texts_standing(connection), funnel_standing(connection))
    answer = background_of(request).ask(
        brief_of_week, week, f"{when:%Y-%m-%d %H}:{when.minute // _MINUTES}", " ".join(state), wait_s=_WAIT_S
    )
    if answer.value is not None:
        answer = Answer("ready", {**answer.value, "permissions": permissions_for(connection, answer.value)})
    return AskedBrief(week, frozen, answer)


def _copies(brief: dict[str, object]) -> dict[str, str]:
    return {"Notion · Markdown": brief_markdown(brief), "Slack": slack_text(brief_slack(brief))}

"""대상 내보내기: how many customers voiced a theme or asked to be left alone, and the list of them for a CRM tool."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from voc.config.user_ids import giving_ids
from voc.dashboard.access import form_of, needs, user_of
from voc.dashboard.downloads.naming import disposition, file_name, weeks_named
from voc.dashboard.drawing import page
from voc.dashboard.figures import themes_of
from voc.dashboard.filters import Filters, UnknownValueError
from voc.dashboard.shared import filters_of, place_of
from voc.errors import PrivacyError, UsageError, VocError
from voc.planning.audience import Asked, reach_of, suppression_themes
from voc.privacy.sealing import sealer_from
from voc.steps.audience import LONGEST_WHY, look_up, note_audience
from voc.steps.audience_file import AudienceFile, AudienceRequest, spell_audience
from voc.store import StoredTheme

_NO_REASON = "무엇에 쓸 명단인지 적어 주세요. 누가 무엇 때문에 내려받았는지 기록에 남습니다."
_NOBODY = "명단에 넣을 회원이 없습니다. 기간을 넓히거나 조건을 풀어 보세요."
_MIXED = "회원 ID를 그대로 주는 소스와 해시로 주는 소스가 섞여 있습니다. 보기 조건에서 소스를 하나만 골라 주세요."
_SEALED = "회원 ID를 열 수 없습니다. 지금 서버에 없는 열쇠로 잠근 값이 있습니다. 관리자에게 알려 주세요."
_LETTERS = "이 파일 모양의 글자 방식(cp949)에 없는 글자가 있습니다. 다른 파일 모양을 골라 주세요."
# Opening the seals of many users takes a second of a core; the pages of the others go on meanwhile.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class _Asked:
    theme: StoredTheme | None
    filters: Filters

    def voices(self, themes: frozenset[str]) -> Asked:
        """Say which voices are counted: those of the theme, else those that ask to be left alone."""
        chosen = self.filters
        name, _, value = (chosen.segment or "").partition("=")
        return Asked(
            (self.theme.theme_id,) if self.theme else tuple(sorted(themes)),
            chosen.period.weeks,
            sources=(chosen.source,) if chosen.source else (),
            segment=(name, value) if chosen.segment else None,
            hesitations_only=self.theme is not None,
        )

    @property
    def address(self) -> str:
        """The address of this view."""
        theme = self.theme.theme_id if self.theme else None
        return self.filters.address("/audience", theme=theme, stage=None, reason=None)


@needs("editor")
def show(request: Request) -> Response:
    """Draw the counts and the form."""
    with place_of(request).store.read() as connection:
        asked = _asked(request, connection)
        return page(request, "empty.html") if asked is None else _drawn(request, connection, asked)


@needs("editor")
def hand_out(request: Request) -> Response:
    """Send the list; who took it and what for is noted first."""
    form, place = form_of(request), place_of(request)
    why, layout = " ".join(str(form.get("why", "")).split())[:LONGEST_WHY], str(form.get("layout", ""))
    if layout not in {one.name for one in place.settings.audience.all_layouts}:
        message = "그런 파일 모양은 없습니다."
        raise UnknownValueError(message)
    with place.store.read() as connection:
        asked = _asked(request, connection)
        if asked is None:
            return page(request, "empty.html", 404)
        made = _made(request, connection, asked, layout) if why else _NO_REASON
        if isinstance(made, str):
            return _drawn(request, connection, asked, status=400, why=why, layout=layout, problem=made)
    with place.store.begin() as connection:
        who = user_of(request).name
        note_audience(connection, _wanted(connection, request, asked), made, target="dashboard", why=why, who=who)
    return _file(asked, made)


def _made(request: Request, connection: Connection, asked: _Asked, layout: str) -> AudienceFile | str:
    """Make the file, or say why there is none."""
    place, now = place_of(request), datetime.now(UTC)
    wanted = _wanted(connection, request, asked)
    try:
        with _ONE_AT_A_TIME:
            listing = look_up(place, wanted, now=now)
            made = spell_audience(wanted, place.settings.audience.layout(layout), listing, now=now)
    except PrivacyError:
        return _SEALED
    except UsageError:
        return _MIXED if giving_ids(place.settings) else _NOBODY
    except VocError:
        return _LETTERS
    return made if made.n_users else _NOBODY


def _wanted(connection: Connection, request: Request, asked: _Asked) -> AudienceRequest:
    themes = suppression_themes(connection, place_of(request).settings)
    return AudienceRequest(asked.theme, asked.voices(themes))


def _asked(request: Request, connection: Connection) -> _Asked | None:
    filters = filters_of(request, connection)
    if filters is None:
        return None
    theme_id = request.query_params.get("theme") or None
    themes = {theme.theme_id: theme for theme in themes_of(request, connection)}
    if theme_id is not None and theme_id not in themes:
        message = "그런 테마가 없습니다. 테마 목록에서 다시 찾아 주세요."
        raise UnknownValueError(message)
    return _Asked(themes[theme_id] if theme_id else None, filters)


def _drawn(
    request: Request,
    connection: Connection,
    asked: _Asked,
    *,
    status: int = 200,
    why: str = "",
    layout: str = "",
    problem: str = "",
) -> Response:
    place = place_of(request)
    themes = suppression_themes(connection, place.settings)
    titles = {theme.theme_id: theme.title for theme in themes_of(request, connection)}
    return page(
        request,
        "audience.html",
        status,
        asked=asked,
        theme=asked.theme,
        reach=reach_of(connection, asked.voices(themes), suppress=themes),
        asking={one: titles[one] for one in sorted(themes) if one in titles},
        readiness=_readiness(request),
        layouts=place.settings.audience.all_layouts,
        least=place.settings.audience.least,
        why=why,
        layout=layout,
        problem=problem,
    )


def _readiness(request: Request) -> Mapping[str, Any]:
    """Tell what is still to be configured before a list can be had."""
    settings = place_of(request).settings
    try:
        sealer_from(settings.privacy.reach_key_env)
        has_key = True
    except PrivacyError:
        has_key = False
    giving = giving_ids(settings)
    return {"sources": sorted(giving), "key": settings.privacy.reach_key_env, "has_key": has_key}


def _file(asked: _Asked, made: AudienceFile) -> Response:
    what = asked.theme.title if asked.theme else "연락 제외"
    weeks = weeks_named(asked.filters.period) if asked.theme else ""
    plain = "malgwi-audience" if asked.theme else "malgwi-suppression"
    name = disposition(file_name("대상" if asked.theme else "명단", what, weeks), plain, "csv")
    charset = "euc-kr" if made.layout.encoding == "cp949" else "utf-8"
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(made.content, media_type=f"text/csv; charset={charset}", headers=headers)

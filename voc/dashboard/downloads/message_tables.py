"""Tables of the pages of messages: what was sent, response by wording, the model, tests, opt-outs by segment."""

from collections.abc import Sequence

from nlp.sends import Caution
from voc.dashboard.downloads.table import Column, Row, Table, on_clock
from voc.dashboard.downloads.view import Offer, View
from voc.dashboard.figures import themes_of
from voc.dashboard.message_figures import (
    archive_of,
    fatigue_of,
    read_message_asked,
    read_outcome,
    response_of,
    tests_of,
)
from voc.planning.archive.bridge import EVERYBODY
from voc.planning.archive.wording import OUTCOME_NAMES, caution_sentence, level_name, trait_name
from voc.steps.archive.asked import channel_named
from voc.store.message_pages import channels_and_segments, message_page

_MOST = 10_000
_CLAIMED, _NOT_CLAIMED = "차이 있음", "말할 수 없음"


def _sent(view: View) -> Table:
    channels, segments = channels_and_segments(view.connection)
    titles = {one.theme_id: one.title for one in themes_of(view.request, view.connection)}
    asked = read_message_asked(view.query, channels, segments, titles)
    found = message_page(view.connection, asked, after=None, limit=_MOST)
    _, spoken = archive_of(view.request, view.connection)
    columns = [
        Column("보낸 때", "moment"), Column("채널"), Column("세그먼트"), Column("퍼널 단계"), Column("캠페인"),
        Column("제목", wide=24), Column("본문", wide=60), Column("발송 수", "count"), Column("도달 수", "count"),
        Column("오픈 수", "count"), Column("클릭 수", "count"), Column("전환 수", "count"), Column("매출", "decimal"),
        Column("수신거부 수", "count"), Column("테스트"), Column("변형"), Column("다룬 망설임", wide=30),
        Column("메시지 번호"),
    ]  # fmt: skip
    rows: list[Row] = [
        (
            on_clock(one.sent_at), channel_named(view.place.settings, one.channel), one.segment or EVERYBODY,
            view.stage(one.stage) if one.stage else "", one.campaign or "", one.title or "", one.body, one.n_sent,
            one.n_delivered, one.n_opened, one.n_clicked, one.n_converted, one.revenue, one.n_opted_out, one.test or "",
            one.variant or "",
            ", ".join(sorted(titles[theme] for theme in spoken.get(one.message_id, ()) if theme in titles)),
            one.external_id or one.message_id,
        )
        for one in found.messages
    ]  # fmt: skip
    return Table(columns, rows, most=_MOST if found.following else None)


def _response(view: View) -> Table:
    outcome, channel = read_outcome(view.query, channels_and_segments(view.connection)[0])
    found = response_of(view.request, view.connection, outcome, channel)
    columns = [
        Column("특징", wide=24), Column("수준"), Column("기준"), Column("메시지", "count"),
        Column("기준 메시지", "count"), Column("평균(%)", "decimal"), Column("기준 평균(%)", "decimal"),
        Column("같은 조건끼리(%p)", "decimal"),
        Column("구간 아래", "decimal"), Column("구간 위", "decimal"), Column("q"), Column("판단"),
        Column("그냥 견주면(%p)", "decimal"), Column("주의", wide=60),
    ]  # fmt: skip
    rows: list[Row] = [
        (
            trait_name(row.trait), level_name(row.level), level_name(row.reference), row.n_messages, row.n_reference,
            100 * row.rate, 100 * row.reference_rate, _points(row.difference), _points(row.low), _points(row.high),
            _chance(row.q), _CLAIMED if row.is_claimed else _NOT_CLAIMED, 100 * one.plain.difference,
            _cautions(row.cautions),
        )
        for one in (*found.rows, *found.hours)
        for row in [one.within]
    ]  # fmt: skip
    return Table(columns, rows, OUTCOME_NAMES[outcome])


def _model(view: View) -> Table:
    outcome, channel = read_outcome(view.query, channels_and_segments(view.connection)[0])
    found = response_of(view.request, view.connection, outcome, channel)
    columns = [
        Column("특징", wide=24), Column("수준"), Column("기준"), Column("오즈비", "decimal"),
        Column("구간 아래", "decimal"), Column("구간 위", "decimal"), Column("q"), Column("분산 팽창", "decimal"),
    ]  # fmt: skip
    rows: list[Row] = [
        (
            trait_name(one.trait), level_name(one.level), level_name(one.reference), one.odds_ratio, one.low, one.high,
            _chance(one.q), one.inflation,
        )
        for one in (found.model.effects if found.model else ())
    ]  # fmt: skip
    return Table(columns, rows, OUTCOME_NAMES[outcome])


def _tests(view: View) -> Table:
    outcome, channel = read_outcome(view.query, channels_and_segments(view.connection)[0])
    found = tests_of(view.request, view.connection, outcome, channel)
    columns = [
        Column("테스트", wide=20), Column("안"), Column("견준 안"), Column("반응", "count"),
        Column("받은 사람", "count"), Column("견준 안의 반응", "count"), Column("견준 안을 받은 사람", "count"),
        Column("차이(%p)", "decimal"),
        Column("구간 아래", "decimal"), Column("구간 위", "decimal"), Column("q"), Column("판단"),
        Column("글", wide=50), Column("견준 글", wide=50), Column("주의", wide=50),
    ]  # fmt: skip
    rows: list[Row] = [
        (
            one.test, one.variant, one.against, one.n_hits, one.n_tries, one.n_hits_against, one.n_tries_against,
            _points(one.difference), _points(one.low), _points(one.high), _chance(one.q),
            _CLAIMED if one.is_claimed else _NOT_CLAIMED, found.texts.get((one.test, one.variant), ""),
            found.texts.get((one.test, one.against), ""), _cautions(one.cautions),
        )
        for one in found.outcomes
    ]  # fmt: skip
    return Table(columns, rows, OUTCOME_NAMES[outcome])


def _fatigue(view: View) -> Table:
    columns = [
        Column("세그먼트"), Column("주"), Column("메시지", "count"), Column("수신거부", "count"),
        Column("받은 사람", "count"), Column("수신거부율(%)", "decimal"), Column("구간 아래", "decimal"),
        Column("구간 위", "decimal"), Column("메시지 불만", "count"), Column("목소리", "count"),
        Column("불만 1,000건당", "rate"), Column("불만 구간 아래", "rate"), Column("불만 구간 위", "rate"),
    ]  # fmt: skip
    rows: list[Row] = []
    for one in fatigue_of(view.request, view.connection):
        for week in one.weeks:
            share, low, high = week.opted_out or (None, None, None)
            opted_out = _points(share), _points(low), _points(high)
            sent = week.n_messages, week.n_opted_out, week.n_recipients
            voiced = week.n_complaints, week.n_voices, *(week.complaints or (None, None, None))
            rows.append((one.segment, week.week, *sent, *opted_out, *voiced))
    return Table(columns, rows)


def _points(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _chance(q: float) -> str:
    return f"{q:.4f}"


def _cautions(found: Sequence[Caution]) -> str:
    return " ".join(caution_sentence(one) for one in found)


_RESPONSE = ("outcome", "channel")
OFFERS = {
    "messages": Offer("보낸 메시지", "/messages", _sent, weeks="none", knows=("q", "channel", "segment", "theme")),
    "message-response": Offer("표현별 반응", "/messages/response", _response, weeks="none", knows=_RESPONSE),
    "message-model": Offer("반응 모형", "/messages/response", _model, weeks="none", knows=_RESPONSE),
    "message-tests": Offer("AB 테스트", "/messages/response", _tests, weeks="none", knows=_RESPONSE),
    "message-fatigue": Offer("보낸 횟수와 피로", "/messages/fatigue", _fatigue, weeks="none", knows=()),
}

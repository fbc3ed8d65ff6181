"""The archive as a CSV that Notion and spreadsheets take in, and that imports again to the same archive."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time
from pathlib import Path

from sqlalchemy import Connection

from voc.config import Settings
from voc.messages.guarding import guarded
from voc.steps.audit_log import hand_out, note_export
from voc.steps.handout import as_csv
from voc.steps.workplace import Workplace
from voc.store.messages import StoredMessage
from voc.weeks import SEOUL

_COLUMNS: Mapping[str, Callable[[StoredMessage], object]] = {
    "발송수": lambda one: one.n_sent,
    "도달수": lambda one: one.n_delivered,
    "오픈수": lambda one: one.n_opened,
    "클릭수": lambda one: one.n_clicked,
    "전환수": lambda one: one.n_converted,
    "매출": lambda one: _money(one.revenue),
    "수신거부수": lambda one: one.n_opted_out,
    "테스트": lambda one: one.test,
    "변형": lambda one: one.variant,
    "메시지ID": lambda one: one.external_id,
    "말귀ID": lambda one: one.message_id,
}


def archive_csv(settings: Settings, listed: Sequence[StoredMessage]) -> bytes:
    """Spell messages as CSV: UTF-8 with a mark, one row of titles, ISO dates, texts harmless for spreadsheets."""
    columns = {**_facts(settings), **_COLUMNS}
    return as_csv(list(columns), ([_cell(read(one)) for read in columns.values()] for one in listed))


def hand_out_messages(place: Workplace, out: Path, listed: Sequence[StoredMessage]) -> tuple[str, ...]:
    """Write messages to a file and note that they left; return sentences about what could not be noted.

    Raises
    ------
    VocError
        The file cannot be written.
    """

    def note(connection: Connection) -> None:
        # Words of the company, not of customers: no document leaves.
        note_export(connection, "messages", str(out), (), n_messages=len(listed))

    return hand_out(place.store, out, archive_csv(place.settings, listed), note)


def _facts(settings: Settings) -> Mapping[str, Callable[[StoredMessage], object]]:
    channels = {one.key: one.name for one in settings.channels.channels}
    stages = {one.key: one.name for one in settings.stages}
    return {
        "발송일시": _moment,
        "채널": lambda one: channels.get(one.channel, one.channel),
        "세그먼트": lambda one: one.segment,
        "퍼널단계": lambda one: stages.get(one.stage or "", one.stage),
        "캠페인": lambda one: one.campaign,
        "제목": lambda one: one.title,
        "본문": lambda one: one.body,
        "이미지": lambda one: _flag(one.has_image),
        "광고": lambda one: _flag(one.is_ad),
    }


def _moment(one: StoredMessage) -> str:
    local = one.sent_at.astimezone(SEOUL)
    if one.sent_precision == "day" and local.time() == time.min:
        return local.date().isoformat()
    return local.isoformat(timespec="auto" if one.sent_precision == "second" else "minutes")


def _flag(value: bool | None) -> str:  # noqa: FBT001 - the cell itself
    return "" if value is None else "Y" if value else "N"


def _money(value: float | None) -> object:
    return int(value) if value is not None and value.is_integer() else value


def _cell(value: object) -> object:
    return guarded(value) if isinstance(value, str) else "" if value is None else value

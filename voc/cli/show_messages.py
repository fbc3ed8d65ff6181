"""`voc show messages`: what was sent, with results and the themes it speaks of."""

from typing import TYPE_CHECKING

from voc.cli.asking import DONE, say
from voc.cli.drawing import show_rows

if TYPE_CHECKING:
    from voc.config import Settings
    from voc.steps.messages.listing import MessageChoice

COLUMNS = {
    "sent_at": "보낸 때", "channel_name": "채널", "segment": "세그먼트", "text": "메시지", "n_delivered": "도달",
    "n_opened": "오픈", "n_clicked": "클릭", "n_converted": "전환", "n_opted_out": "수신거부", "variant": "변형",
    "about": "말하는 망설임",
}  # fmt: skip
FIELDS = (
    "id week sent_at channel channel_name segment stage campaign title body has_image is_ad n_sent n_delivered "
    "n_opened n_clicked n_converted n_opted_out revenue test variant themes"
)
# Rows of a table, the newest; `--json` has all.
_MOST = 100
_LONGEST = 60


def show_messages(settings: "Settings", choice: "MessageChoice", *, as_json: bool) -> int:
    """List the messages that are asked for; in a table the newest hundred."""
    from voc.steps.existing import existing_workplace  # noqa: PLC0415 - `voc show --help` needs none of this
    from voc.steps.messages.listing import NO_MESSAGES, NONE_FOUND, chosen_messages, message_rows  # noqa: PLC0415

    with existing_workplace(settings) as place, place.store.read() as connection:
        listed = chosen_messages(connection, settings, choice)
        shown = listed if as_json else listed[-_MOST:]
        rows = message_rows(connection, settings, shown)
    if not as_json:
        rows = [_in_short(row) for row in rows]
    show_rows(rows, as_json=as_json, columns=COLUMNS, empty=NONE_FOUND if choice else NO_MESSAGES)
    if len(shown) < len(listed):
        say(f"The newest {len(shown)} of {len(listed):,} messages; --week, --channel or --theme shows others.")
    return DONE


def _in_short(row: dict[str, object]) -> dict[str, object]:
    said = " / ".join(" ".join(str(row[name]).split()) for name in ("title", "body") if row[name])
    themes = row["themes"]
    titles = [str(one["title"]) for one in themes] if isinstance(themes, list) else []
    return {**row, "text": said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…", "about": ", ".join(titles)}

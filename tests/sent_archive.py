"""Stored messages without a store, and the sample's archive read as an import reads it."""

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sent_messages import message, put_messages

from nlp.message_traits import MessageTraits, message_traits, wording_of
from nlp.tokenize import load_tokenizer
from voc.sample import write_archive
from voc.store import Store
from voc.store.batches import add
from voc.store.messages import StoredMessage, message_text
from voc.store.schema import message_sentences
from voc.weeks import SEOUL

MONDAY = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
PLAIN = MessageTraits(
    20, 40, 0, "hapnida", question=False, number=False, social_proof=False, urgency=False, emoji=False
)
_CHANNELS = {"앱 푸시": "app_push", "LMS": "lms", "SMS": "sms", "이메일": "email", "알림톡": "alimtalk"}
_COUNTS = {
    "발송수": "n_sent", "도달수": "n_delivered", "오픈수": "n_opened", "클릭수": "n_clicked", "전환수": "n_converted",
    "수신거부수": "n_opted_out",
}  # fmt: skip


def stored(key: str, body: str, *, hours: float = 0.0, **facts: object) -> StoredMessage:
    """Make a message that was read, sent so many hours after Monday 10:00 in Seoul."""
    read = {"traits": PLAIN._asdict(), "terms": body.split(), "n_delivered": 1000, "n_clicked": 50}
    return StoredMessage(**message(key, body, MONDAY + timedelta(hours=hours), **{**read, **facts}))


def small_archive() -> list[StoredMessage]:
    """Make eight weeks up to 2026-W47: images do better, opt-outs of 기존 grow with messages, a test of two arms."""
    found: list[StoredMessage] = []
    for week in range(8):
        for n in range(2 + week):
            facts = {"segment": "기존", "has_image": n % 2 == 0, "n_clicked": (80 if n % 2 == 0 else 50) + n % 3}
            out = {"n_delivered": 10_000, "n_opted_out": 10 * (2 + week), "n_opened": 2000 + n}
            body = f"수수료는 나중에 정해집니다 {week} {n}"
            found.append(stored(f"{week}-{n}", body, hours=24 * (7 * (week - 5) + n % 6), **facts, **out))
    arm = {"test": "이미지", "segment": "신규", "channel": "app_push", "n_delivered": 10_000, "n_opted_out": None}
    found.append(stored("t-a", "인증을 쉽게 바꾸었습니다", n_clicked=400, variant="A", has_image=False, **arm))
    found.append(stored("t-b", "인증을 쉽게 바꾸었습니다", n_clicked=600, variant="B", has_image=True, **arm))
    return found


def put_archive(
    store: Store, messages: Sequence[StoredMessage], on_theme: Collection[str] = (), *, theme: str = "t_auth"
) -> None:
    """Save messages as an import and a reading leave them; those whose id is named speak of the theme."""
    put_messages(store, [asdict(one) for one in messages])
    rows = [
        {"message_id": one.message_id, "sentence_index": 0, "start": 0, "end": len(one.text),
         "placed_theme_id": theme if one.message_id in on_theme else None, "theme_score": 0.9}
        for one in messages
    ]  # fmt: skip
    with store.begin() as connection:
        add(connection, message_sentences, rows)


@lru_cache(maxsize=1)
def sample_archive() -> tuple[StoredMessage, ...]:
    """Read the sample's archive, its keywords left out."""
    with TemporaryDirectory() as folder:
        write_archive(Path(folder))
        text = (Path(folder) / "archive" / "messages.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    texts = [message_text(row["제목"] or None, row["본문"]) for row in rows]
    read = load_tokenizer().tokenize_mended([wording_of(one) for one in texts])
    traits = [message_traits(one, tokens) for one, tokens in zip(texts, read, strict=True)]
    return tuple(_stored(row, one) for row, one in zip(rows, traits, strict=True))


def _stored(row: dict[str, str], traits: MessageTraits) -> StoredMessage:
    counts = {name: int(row[column]) if row[column] else None for column, name in _COUNTS.items()}
    at = datetime.fromisoformat(row["발송일시"]).replace(tzinfo=SEOUL).astimezone(UTC)
    facts = {
        "channel": _CHANNELS[row["채널"]], "segment": row["세그먼트"], "campaign": row["캠페인"],
        "title": row["제목"] or None, "has_image": row["이미지"] == "Y", "test": row["테스트"] or None,
        "variant": row["변형"] or None, "traits": traits._asdict(), "terms": [],
    }  # fmt: skip
    return StoredMessage(**message(row["메시지ID"], row["본문"], at, **facts, **counts))

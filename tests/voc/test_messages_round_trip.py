"""The archive's CSV imports to the archive that it was written from, whatever stands in it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voc.config import Settings, load_settings
from voc.messages.guarding import guarded, unguarded
from voc.privacy import Masker, mask_text
from voc.steps.messages.export import archive_csv
from voc.steps.messages.file import understand_messages
from voc.steps.messages.import_messages import take_messages
from voc.steps.workplace import Workplace
from voc.store import Store, open_store
from voc.store.messages import StoredMessage, load_messages, message_text
from voc.weeks import week_of

AT = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
WORDS = st.text(st.sampled_from("가나 환급을=+-@'\"\n,;%1２🎉"), max_size=12)
COUNT = st.none() | st.integers(0, 50)
NAMES = st.none() | st.sampled_from(["신규, 휴면", "=1+1", "'=1+1", "A", "없음?"])


@st.composite
def messages(draw: Callable[[Any], Any], number: int) -> StoredMessage:
    """Draw a message as an import leaves it."""
    masker = Masker()
    title, body = (mask_text(draw(WORDS), masker).strip() for _ in range(2))
    body = body if title or body else "글"
    sent_at = AT - timedelta(minutes=draw(st.integers(0, 400_000)))
    reached = draw(st.none() | st.integers(50, 99))
    counts = {f"n_{name}": draw(COUNT) for name in ("opened", "clicked", "converted", "opted_out")}
    return StoredMessage(
        message_id=f"{number:032x}",
        import_id="i" * 32,
        external_id=draw(st.none() | st.sampled_from(["M-1", "-2", "=3"])),
        sent_at=sent_at,
        sent_precision="minute",
        week=week_of(sent_at),
        channel=draw(st.sampled_from(["app_push", "sms", "인앱", "+채널"])),
        segment=draw(NAMES),
        stage=draw(st.none() | st.sampled_from(["onboarding", "awareness"])),
        campaign=draw(NAMES),
        title=title or None,
        body=body,
        has_image=draw(st.sampled_from([None, True, False])),
        is_ad=draw(st.sampled_from([None, True, False])),
        n_sent=None if reached is None else 100,
        n_delivered=reached,
        revenue=draw(st.none() | st.sampled_from([0.0, 1200.0, 0.5])),
        test=draw(NAMES),
        variant=draw(NAMES),
        fingerprint=message_text(title or None, body),
        traits=None,
        terms=None,
        analysis_version=None,
        **counts,
    )


@pytest.fixture(scope="module")
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    (home / "config").mkdir()
    (home / "config" / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    return load_settings(home / "config")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_what_was_written_imports_as_it_was(
    own_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    monkeypatch.setenv("VOC_AUTHOR_KEY", "an invented key of 32 characters")
    sent = [data.draw(messages(number)) for number in range(data.draw(st.integers(1, 4)))]
    path = tmp_path / "archive.csv"
    path.write_bytes(archive_csv(own_settings, sent))
    with open_store("sqlite://") as store:
        assert imported(own_settings, store, path) == {one.message_id: facts(one) for one in sent}


def imported(own: Settings, store: Store, path: Path) -> dict[str, list[object]]:
    file = understand_messages(own, path)
    assert file.plan.unconfirmed == ()
    taken = take_messages(Workplace(own, store), file)
    assert taken.rejects == []
    with store.read() as connection:
        return {one.message_id: facts(one) for one in load_messages(connection)}


def facts(one: StoredMessage) -> list[object]:
    names = [name for name in StoredMessage.__slots__ if name not in {"import_id", "fingerprint"}]
    return [getattr(one, name) for name in names]


@given(st.text(st.sampled_from("'=+-@ 가１＝\t"), max_size=5))
def test_guarding_is_undone_and_leaves_nothing_to_run(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "＝"))

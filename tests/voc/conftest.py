"""A home folder with a filled store, and the command line called as people call it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from nlp.types import Reading, Term
from voc.cli.group import voc
from voc.config import Settings, load_settings
from voc.errors import VocError
from voc.privacy import hash_handle
from voc.records import Cursor, Document, Rating, Reject, document_id
from voc.store import (
    CachedReading,
    ReadDocument,
    ReadSentence,
    Step,
    Store,
    StoredTheme,
    ThemeChoice,
    count_weeks,
    end_run,
    open_store,
    save_page,
    save_readings,
    save_step,
    save_themes,
    sentence_fingerprint,
    set_themes,
    start_run,
)
from voc.weeks import week_of

MONDAY = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)  # of 2026-W47
KEY = "an invented key of 32 characters"
SOURCES = """
sources:
  - name: shop_reviews
    format: reviews
    path: inbox/shop
    pattern: "*.csv"
    channel: app_store
    kind: review
    columns: {id: 번호, text: 내용, created_at: 작성일, author: 작성자}
  - name: desk
    format: tickets
    path: inbox/desk
    channel: cs
    kind: ticket_message
    columns: {id: 번호, text: 내용}
    enabled: false
"""
# Eojeols are terms, a sentence is a line, 안 makes it a hesitation, 인증 puts it into onboarding and the theme.
VOICES = (
    ("w1", -7, "인증이 안 돼요", 1),
    ("w2", -7, "환급이 안 와요", 2),
    ("w3", -7, "편하고 좋아요", 5),
    ("w4", -7, "잘 쓰고 있어요", 5),
    ("a1", 0, "인증이 안 돼요", 1),
    ("a2", 1, "인증이 또 안 되네요\n상담원도 안 받아요", 2),
    ("a3", 2, "환급이 안 와요", 2),
    ("a4", 3, "환급이 느려요", 4),
    ("a5", 4, "편하고 좋아요", 5),
)


@dataclass(frozen=True)
class Called:
    """How a call of the command line ended: exit code and what it wrote."""

    code: int
    out: str
    err: str


@pytest.fixture
def call() -> Callable[..., Called]:
    """Calls `voc` in this process and gives the exit code that the process would end with."""

    def called(*arguments: object, stdin: str | None = None) -> Called:
        result = CliRunner().invoke(voc, [str(one) for one in arguments], input=stdin, standalone_mode=False)
        error = result.exception
        if isinstance(error, click.ClickException):
            return Called(error.exit_code, result.stdout, result.stderr + error.format_message())
        if isinstance(error, VocError):
            return Called(error.exit_code, result.stdout, f"{result.stderr}{error}")
        if isinstance(error, click.Abort):
            return Called(130, result.stdout, result.stderr)
        if error is not None:
            raise error
        return Called(result.return_value if isinstance(result.return_value, int) else 0, result.stdout, result.stderr)

    return called


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with two sources and no store; everything else is configured as packaged."""
    monkeypatch.chdir(tmp_path)
    for name in ("VOC_CONFIG", "VOC_STORE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VOC_AUTHOR_KEY", KEY)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "inbox" / "shop").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def settings(home: Path) -> Settings:
    """The configuration of the home folder."""
    return load_settings(home / "config")


@pytest.fixture
def empty_store(settings: Settings) -> Iterator[Store]:
    """An empty store in the home folder."""
    with open_store(settings.store_url()) as store:
        yield store


@pytest.fixture
def filled(empty_store: Store) -> Store:
    """A store with nine voices of two weeks, a theme, a run and a reject."""
    documents = [_document(key, text, day, stars) for key, day, text, stars in VOICES]
    reject = Reject("shop_reviews", "old.csv", 4, "'작성일': '어제' is no date", {"내용": "=1+1 이상해요", "번호": "x"})
    theme = StoredTheme(
        "t_auth", "인증 실패", "access", "onboarding", keywords=({"term": "인증이", "surface": "인증이", "score": 1.0},)
    )
    with empty_store.begin() as connection:
        run = start_run(connection, "nightly", "..2026-11-23", at=MONDAY + timedelta(days=7))
        save_page(connection, documents, [reject], Cursor("shop_reviews", '{"files": {}}'), run)
        save_readings(connection, [_read(one) for one in documents], analysis_version="v1")
        save_themes(connection, [theme])
        set_themes(connection, [ThemeChoice(d.id, 0, "t_auth", 0.9, "s1") for d in documents if "인증" in d.text])
        count_weeks(connection)
        save_step(connection, run, Step("collect", "shop_reviews", 10, 9, 1, 0.5))
        end_run(connection, run, "partly", at=MONDAY + timedelta(days=7, minutes=1), counts={"read": 9})
    return empty_store


def _document(key: str, text: str, day: int, stars: int) -> Document:
    created_at = MONDAY + timedelta(days=day)
    made = Document(
        id=document_id("shop_reviews", key),
        source="shop_reviews",
        external_id=key,
        kind="review",
        channel="app_store",
        title=None,
        text=text,
        created_at=created_at,
        created_precision="second",
        tz_assumed=False,
        updated_at=None,
        week=week_of(created_at),
        author_hash=hash_handle(f"손님{key}", blake2b(KEY.encode(), digest_size=32).digest()),
        parent_id=None,
        completeness="full",
        rating=Rating(stars, 1, 5),
        url=None,
        language="ko",
        product=None,
        app_version=None,
        tags=(),
        segment={},
        removed_at=None,
        fingerprint="",
    )
    return replace(made, fingerprint=blake2b(f"{key}{text}".encode(), digest_size=16).hexdigest())


def _read(document: Document) -> ReadDocument:
    sentences, start = [], 0
    for line in document.text.split("\n"):
        sentences.append(_sentence(line, start))
        start += len(line) + 1
    return ReadDocument(document.id, document.fingerprint, tuple(sentences))


def _sentence(words: str, start: int) -> ReadSentence:
    terms, place = [], 0
    for word in words.split():
        place = words.index(word, place)
        lemma = "느리다" if word == "느려요" else word
        terms.append(Term(lemma, word, negated=False, start=place, end=place + len(word)))
        place += len(word)
    hesitates = "안 " in words
    reading = Reading(
        act="complaint" if hesitates else "statement",
        hesitation=0.9 if hesitates else 0.1,
        is_hesitation=hesitates,
        reason="access" if hesitates else "none",
        reason_score=0.8,
        stage="onboarding" if "인증" in words else "fulfilment",
        stage_score=0.7,
        why=("rule",),
    )
    return ReadSentence(start, start + len(words), sentence_fingerprint(words), CachedReading(reading, tuple(terms)))

"""From corrections to the next night: the weekly run trains, unseen sentences are read otherwise, undo undoes it."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dialect import UNSEEN, ordinary_sentences, waiting_sentences
from sqlalchemy import select

from nlp.label_models import LabelModel
from nlp.reader import Reader
from voc.config import load_settings
from voc.records import Document, document_id
from voc.steps.analyse import analyse
from voc.steps.learn import Learnt, learn, notes_on
from voc.steps.learned_from import name_lesson
from voc.steps.lessons import learning_rows
from voc.steps.night import RunOutcome
from voc.steps.plan import plan_week
from voc.steps.workplace import Workplace, open_workplace
from voc.store import LedgerEntry, enter, forget_document, save_page
from voc.store import purge as purge_module
from voc.store.corrections import sentences_now
from voc.store.learned import load_models
from voc.store.purge import Cell, Limit, begin_cell, clear_some, drop_quotes, named_documents
from voc.store.schema import learned as learned_table
from voc.weeks import week_of

WRITTEN = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
CORRECTED = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
WAITING = {"hesitation": "yes", "reason": "delay", "stage": "fulfilment"}
N_WAITING, N_ORDINARY = 64, 40
# One customer alone says a name.
NAMING = "이번 달 홍길동상회 별마루정산이 잠잠하네요"


@pytest.fixture(scope="module")
def rules_reader() -> Reader:
    """The reader of the packaged knowledge without any model."""
    return Reader(load_settings(Path(__file__).parents[2] / "config").knowledge())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, rules_reader: Reader) -> dict[str, Path]:
    """Homes to be copied: `taught`, where people corrected much, and `trained`, where it was also learned from."""
    taught = new_home(tmp_path_factory.mktemp("learning") / "taught")
    with at_work(taught, rules_reader) as place:
        waiting = saved(place, [*waiting_sentences(N_WAITING - 1), NAMING], "w")
        ordinary = saved(place, ordinary_sentences(N_ORDINARY), "o")
        analyse(place)
        corrected(place, waiting, WAITING)
        corrected(place, ordinary, None)
    trained = Path(shutil.copytree(taught, taught.parent / "trained"))
    with at_work(trained, rules_reader) as place:
        learn(place)
    return {"taught": taught, "trained": trained}


@pytest.fixture
def taught(written: dict[str, Path], tmp_path: Path, rules_reader: Reader) -> Iterator[Workplace]:
    with at_work(Path(shutil.copytree(written["taught"], tmp_path / "home")), rules_reader) as place:
        yield place


@pytest.fixture
def trained(written: dict[str, Path], tmp_path: Path, rules_reader: Reader) -> Iterator[Workplace]:
    with at_work(Path(shutil.copytree(written["trained"], tmp_path / "home")), rules_reader) as place:
        yield place


@pytest.fixture
def untaught(tmp_path: Path, rules_reader: Reader) -> Iterator[Workplace]:
    with at_work(new_home(tmp_path), rules_reader) as place:
        yield place


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VOC_CONFIG", "VOC_STORE_URL"):
        monkeypatch.delenv(name, raising=False)


def new_home(home: Path) -> Path:
    (home / "config").mkdir(parents=True)
    (home / "config" / "store.yaml").write_text("url: sqlite:///store/voc.db\n", encoding="utf-8")
    return home


@contextmanager
def at_work(home: Path, reader: Reader) -> Iterator[Workplace]:
    """Open the workplace of a home whose nights read with this reader."""
    with open_workplace(load_settings(home / "config")) as place:
        # Where a cached property keeps its value.
        place.__dict__["reader"] = reader
        yield place


def saved(place: Workplace, texts: list[str], start: str, at: datetime = WRITTEN) -> list[str]:
    documents = [_document(f"{start}{number}", text, at) for number, text in enumerate(texts)]
    with place.store.begin() as connection:
        save_page(connection, documents, run_id="run")
    return [document.id for document in documents]


def corrected(place: Workplace, documents: list[str], labels: dict[str, str] | None) -> None:
    """Correct the first sentence of each document, or confirm it as it was read."""
    for document in documents:
        with place.store.begin() as connection:
            sentence = sentences_now(connection, document)[0]
            read = sentence.machine
            given = labels or {
                "hesitation": "yes" if read["is_hesitation"] else "no",
                **{label: str(read[label]) for label in ("reason", "stage", "act")},
            }
            details = {"fingerprint": sentence.fingerprint, "labels": given}
            enter(connection, LedgerEntry(0, CORRECTED, "민지", "correct", document, details, ""))


def night(place: Workplace, text: str, key: str) -> tuple[str, str, tuple[str, ...]]:
    """Read a new document as the next process would; return its reason, reader's version and why."""
    fresh = Workplace(place.settings, place.store)
    (document,) = saved(fresh, [text], key, at=CORRECTED + timedelta(days=7))
    analyse(fresh)
    with place.store.read() as connection:
        sentence = sentences_now(connection, document)[0]
    return str(sentence.shown["reason"]), fresh.reader.version, sentence.why


def test_the_next_night_reads_an_unseen_sentence_as_people_taught_and_undo_takes_it_back(
    trained: Workplace, rules_reader: Reader
) -> None:
    assert next(rules_reader.read([UNSEEN]))[0].reading.reason == "none"
    reason, version, why = night(trained, UNSEEN, "after")
    assert reason == "delay"
    assert version != rules_reader.version
    assert re.match(r"learned from \d+ corrections: '", why[2])
    # Undone, they are too few to learn from.
    with trained.store.begin() as connection:
        for seq in range(N_WAITING, 0, -1):
            enter(connection, LedgerEntry(0, CORRECTED, "민지", "undo", "", {"seq": seq}, ""))
    undone = learn(trained)
    assert {"hesitation", "reason"} <= set(undone.anew)
    assert "until then, changes of trends may be held back" in notes_on(undone)[-1]
    assert night(trained, f"{UNSEEN}!", "undone")[:2] == ("none", rules_reader.version)
    # What the model has read stays as it was until a refresh.
    with trained.store.read() as connection:
        assert sentences_now(connection, document_id("shop_reviews", "after0"))[0].shown["reason"] == "delay"


def test_learning_again_from_the_same_corrections_changes_nothing(trained: Workplace) -> None:
    def stored() -> list[object]:
        with trained.store.read() as connection:
            return list(connection.execute(select(learned_table).order_by(learned_table.c.label)))

    first = stored()
    assert len(first) >= 2
    # New documents teach nothing by themselves.
    saved(trained, ["오늘 새로 가입했습니다", "길이 막혔습니다"], "n", at=CORRECTED)
    again = learn(trained)
    assert stored() == first
    assert again.anew == ()
    assert not any("refresh" in note for note in notes_on(again))


def test_what_was_learned_stays_when_old_texts_are_cleared(trained: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the corrected texts go, and a week later all: nobody decided anything, so nothing is read otherwise."""

    def stored() -> list[tuple[str, str, bool]]:
        with trained.store.read() as connection:
            return [(one.label, one.version, one.is_used) for one in load_models(connection)]

    first = stored()
    assert any(is_used for *_, is_used in first)
    monkeypatch.setattr(purge_module, "_BATCH", 50)
    cell, limit = Cell(week_of(WRITTEN), "shop_reviews", N_WAITING + N_ORDINARY), Limit(week_of(CORRECTED))
    with trained.store.begin() as connection:
        drop_quotes(connection, cell, named_documents(connection))
        begin_cell(connection, cell, at=CORRECTED)
        clear_some(connection, cell, limit)
    kept = learn(trained)
    assert (kept.is_kept, kept.anew, stored()) == (True, (), first)
    assert notes_on(kept)[0].startswith("What was learned from corrections stays in use")
    with trained.store.begin() as connection:
        while clear_some(connection, cell, limit):
            pass
    assert (learn(trained).is_kept, stored()) == (True, first)


def test_what_was_learned_goes_with_whoever_asked_to_be_forgotten(trained: Workplace) -> None:
    """Clearing keeps a lesson; a person's wish, an undo and a new correction give another one."""

    def lesson() -> str:
        with trained.store.read() as connection:
            return name_lesson(connection, "vectors", {"reason": ("delay",)})

    first = lesson()
    with trained.store.begin() as connection:
        forget_document(connection, document_id("shop_reviews", "w3"))
    forgotten = lesson()
    with trained.store.begin() as connection:
        enter(connection, LedgerEntry(0, CORRECTED, "민지", "undo", "", {"seq": 1}, ""))
    undone = lesson()
    with trained.store.begin() as connection:
        enter(connection, LedgerEntry(0, CORRECTED, "민지", "undo", "", {"seq": N_WAITING + N_ORDINARY + 1}, ""))
    assert len({first, forgotten, undone}) == 3
    assert lesson() == forgotten


def test_a_dry_run_tells_and_stores_nothing_and_what_is_gone_teaches_nothing(taught: Workplace) -> None:
    with taught.store.begin() as connection:
        save_page(connection, [_document("w0", "이제 다른 글이에요", WRITTEN)], run_id="run")
    # A stage that the funnel does not have.
    corrected(taught, [document_id("shop_reviews", f"w{number}") for number in (1, 2)], {"stage": "teleport"})
    learnt = learn(taught, dry_run=True)
    verdicts = {one.label: one for one in learnt.verdicts}
    n_given = N_WAITING + N_ORDINARY - 1
    assert [verdicts[label].n_corrections for label in ("hesitation", "reason", "stage")] == [n_given] * 2 + [
        n_given - 2
    ]
    assert f"reason: read with a model learned from {n_given} corrections; " in notes_on(learnt)[1]
    with taught.store.read() as connection:
        assert load_models(connection) == []


def test_a_correction_outranks_the_model(trained: Workplace) -> None:
    fresh = Workplace(trained.settings, trained.store)
    (document,) = saved(fresh, [f"{UNSEEN}..."], "kept", at=CORRECTED + timedelta(days=7))
    analyse(fresh)
    corrected(fresh, [document], {"hesitation": "yes", "reason": "support"})
    with trained.store.read() as connection:
        sentence = sentences_now(connection, document)[0]
    assert (sentence.shown["reason"], sentence.machine["reason"]) == ("support", "delay")


def test_models_hold_no_word_that_one_sentence_alone_has(trained: Workplace) -> None:
    with trained.store.read() as connection:
        models = {one.label: LabelModel.from_bytes(one.payload) for one in load_models(connection)}
    assert "word 잠잠하다" in models["reason"].traits
    assert not any("홍길동" in trait or "상회" in trait for model in models.values() for trait in model.traits)


def test_too_few_corrections_say_what_is_missing(untaught: Workplace) -> None:
    documents = saved(untaught, waiting_sentences(12), "w")
    analyse(untaught)
    corrected(untaught, documents, WAITING)
    assert notes_on(learn(untaught))[0] == (
        "hesitation: 12 corrections, nothing is learned yet; needed: 28 more corrected sentences, 10 more sentences "
        "confirmed as they were read, 5 more sentences with the second most frequent value."
    )
    with untaught.store.read() as connection:
        rows = {row["label"]: row for row in learning_rows(connection)}
    assert (rows["reason"]["n_corrections"], rows["reason"]["n_confirmed"], rows["reason"]["is_used"]) == (12, 0, False)
    assert rows["reason"]["missing"] == {"corrected": 28, "confirmed": 10, "varied": 5}
    assert rows["act"]["missing"] == {"corrected": 40, "confirmed": 10, "varied": 5}


def test_without_corrections_there_is_nothing_to_say(untaught: Workplace) -> None:
    assert learn(untaught) == Learnt()
    assert notes_on(Learnt()) == []


def test_the_weekly_run_learns_last_and_tells_so(taught: Workplace) -> None:
    outcome = RunOutcome("weekly", week=week_of(WRITTEN))
    steps = plan_week(taught, outcome)
    assert [step.name for step in steps] == ["analyse", "discover", "summarise", "brief", "learn"]
    steps[-1].work()
    assert [note.partition(":")[0] for note in outcome.notes][:2] == ["hesitation", "reason"]
    assert "`voc refresh` reads them the new way too" in outcome.notes[-1]
    with taught.store.read() as connection:
        rows = {row["label"]: row for row in learning_rows(connection)}
    assert rows["reason"]["is_used"]
    assert rows["reason"]["kappa_learned"] > rows["reason"]["kappa_rules"] + 0.2
    assert [step.name for step in plan_week(taught, outcome, dry_run=True)] == ["discover", "learn"]


def _document(key: str, text: str, at: datetime) -> Document:
    return Document(
        id=document_id("shop_reviews", key),
        source="shop_reviews",
        external_id=key,
        kind="review",
        channel="app_store",
        title=None,
        text=text,
        created_at=at,
        created_precision="second",
        tz_assumed=False,
        updated_at=None,
        week=week_of(at),
        author_hash=None,
        parent_id=None,
        completeness="full",
        rating=None,
        url=None,
        language="ko",
        product=None,
        app_version=None,
        tags=(),
        segment={},
        removed_at=None,
        fingerprint=f"{key}{text}",
    )

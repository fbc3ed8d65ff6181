"""A person corrects a sentence: checked, entered, shown, counted, kept through every later reading."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from voc.config import Settings
from voc.errors import UsageError
from voc.records import document_id
from voc.steps.curation.correct import Corrected, correct, find_document, in_agreement
from voc.steps.curation.curate import Signature, decide
from voc.steps.curation.decisions import undo
from voc.steps.workplace import Workplace
from voc.store import Condition, Selection, Store, read_ledger, sentence_fingerprint, tallies, verbatims
from voc.store.corrections import sentences_now

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SIGNED = Signature("민지", AT, "주간 회의")
A1 = document_id("shop_reviews", "a1")
A2 = document_id("shop_reviews", "a2")
W1 = document_id("shop_reviews", "w1")


@pytest.fixture
def place(settings: Settings, filled: Store) -> Workplace:
    return Workplace(settings, filled)


@pytest.fixture
def corrected(place: Workplace) -> Callable[..., Corrected]:
    def made(document: str, index: int, *, everywhere: bool = False, dry_run: bool = False, **labels: str) -> Corrected:
        return correct(place, document, index, labels, SIGNED, everywhere=everywhere, dry_run=dry_run)

    return made


def shown(place: Workplace, document: str, index: int = 0) -> Mapping[str, object]:
    with place.store.read() as connection:
        return sentences_now(connection, document)[index].shown


def test_a_correction_is_shown_at_once_and_written_down_without_words(
    place: Workplace, corrected: Callable[..., Corrected]
) -> None:
    done = corrected(A1, 0, reason="cost", stage="conversion")
    assert (done.before["reason"], done.now["reason"], done.machine["reason"]) == ("access", "cost", "access")
    assert (done.implied, done.confirmed, done.step, done.n_sentences) == (("hesitation",), ("hesitation",), 1, 1)
    assert done.text == "인증이 안 돼요"
    now = shown(place, A1)
    assert (now["reason"], now["reason_score"], now["stage"], now["act"]) == ("cost", 1.0, "conversion", "complaint")
    with place.store.read() as connection:
        (entry,) = read_ledger(connection)
    assert (entry.action, entry.subject, entry.who, entry.why, entry.at) == ("correct", A1, "민지", "주간 회의", AT)
    assert entry.details == {
        "fingerprint": sentence_fingerprint("인증이 안 돼요"),
        "labels": {"hesitation": "yes", "reason": "cost", "stage": "conversion"},
    }


def test_weekly_counts_follow_and_undo_brings_them_back(place: Workplace, corrected: Callable[..., Corrected]) -> None:
    def n_of(reason: str) -> int:
        with place.store.read() as connection:
            return sum(
                one.n_documents for one in tallies(connection, ("reason",), weeks=["2026-W47"]) if one.reason == reason
            )

    before = n_of("access")
    done = corrected(A1, 0, reason="cost")
    assert done.weeks == ("2026-W47",)
    assert (n_of("access"), n_of("cost")) == (before - 1, 1)
    decide(place, undo(done.step), SIGNED)
    assert (n_of("access"), n_of("cost")) == (before, 0)
    assert shown(place, A1)["reason"] == "access"


def test_no_hesitation_takes_reason_and_theme_away(place: Workplace, corrected: Callable[..., Corrected]) -> None:
    done = corrected(A1, 0, hesitation="no")
    assert (done.labels["reason"], done.now["reason"], done.now["hesitation"]) == ("none", "none", "no")
    with place.store.read() as connection:
        (found,) = (
            one
            for one in verbatims(connection, Selection((Condition("week", "=", "2026-W47"),)))
            if one.document_id == A1
        )
    assert (found.is_hesitation, found.reason, found.theme_id) == (False, "none", None)


def test_the_machines_own_value_confirms_and_counts_as_a_lesson(corrected: Callable[..., Corrected]) -> None:
    done = corrected(A1, 0, reason="access", stage="onboarding")
    assert done.confirmed == ("hesitation", "reason", "stage")
    assert done.before == done.now
    progress = {one.label: (one.n_corrections, one.n_confirmed) for one in done.progress}
    assert progress == {"hesitation": (1, 1), "reason": (1, 1), "stage": (1, 1), "act": (0, 0)}


def test_equal_words_are_one_lesson(corrected: Callable[..., Corrected]) -> None:
    corrected(A1, 0, reason="cost")
    done = corrected(W1, 0, reason="cost")
    assert {one.label: one.n_corrections for one in done.progress}["reason"] == 1


def test_everywhere_is_one_step_for_all_sentences_of_the_same_words(
    place: Workplace, corrected: Callable[..., Corrected]
) -> None:
    done = corrected(A1, 0, everywhere=True, reason="cost")
    assert (done.n_sentences, done.step) == (2, 1)
    assert [shown(place, document)["reason"] for document in (A1, W1)] == ["cost", "cost"]
    assert shown(place, A2)["reason"] == "access"
    decide(place, undo(1), SIGNED)
    assert [shown(place, document)["reason"] for document in (A1, W1)] == ["access", "access"]


def test_a_later_correction_keeps_the_labels_that_it_does_not_name(
    place: Workplace, corrected: Callable[..., Corrected]
) -> None:
    corrected(A1, 0, reason="cost")
    done = corrected(A1, 0, stage="loyalty")
    assert (done.before["reason"], done.now["reason"], done.now["stage"]) == ("cost", "cost", "loyalty")
    assert (shown(place, A1)["reason"], shown(place, A1)["stage"]) == ("cost", "loyalty")


def test_a_dry_run_tells_the_same_and_changes_nothing(place: Workplace, corrected: Callable[..., Corrected]) -> None:
    planned = corrected(A1, 0, dry_run=True, reason="cost")
    assert shown(place, A1)["reason"] == "access"
    with place.store.read() as connection:
        assert read_ledger(connection) == []
    done = corrected(A1, 0, reason="cost")
    assert (planned.now, planned.labels, planned.step) == (done.now, done.labels, done.step)
    assert planned.weeks == ()


def test_the_second_sentence_of_a_document_is_number_one(corrected: Callable[..., Corrected]) -> None:
    assert corrected(A2, 1, reason="support").text == "상담원도 안 받아요"


def test_a_document_is_found_by_id_by_its_start_and_by_its_source(place: Workplace) -> None:
    with place.store.read() as connection:
        for name in (A1, A1[:6], A1[:20], "shop_reviews:a1"):
            assert find_document(place.settings, connection, name) == A1


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("0" * 32, "There is no document '0000"),
        ("ffffff", "There is no document 'ffffff'"),
        (A1[:5], "names no document"),
        ("a1", "names no document"),
        ("shop_reviews:zz", "There is no document 'shop_reviews:zz'"),
        ("shop_review:a1", "Did you mean 'shop_reviews'"),
    ],
)
def test_a_document_that_is_not_there_is_named(place: Workplace, name: str, says: str) -> None:
    with place.store.read() as connection, pytest.raises(UsageError, match=says):
        find_document(place.settings, connection, name)


@pytest.mark.parametrize(
    ("index", "labels", "says"),
    [
        (5, {"reason": "cost"}, "has 1 sentence, and 5 was asked for. It is sentence 0."),
        (0, {}, "Say what is to be read"),
        (0, {"reason": "kost"}, "no reason 'kost'. Did you mean 'cost'"),
        (0, {"stage": "usge"}, "no stage 'usge'. Did you mean 'usage'"),
        (0, {"act": "shout"}, "no act 'shout'. Known: question, complaint"),
        (0, {"hesitation": "maybe"}, "no hesitation 'maybe'. Known: yes, no"),
        (0, {"hesitation": "no", "reason": "cost"}, "'cost' was given. Leave out one of the two"),
        (0, {"hesitation": "yes", "reason": "none"}, "A hesitation has a reason"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    place: Workplace, corrected: Callable[..., Corrected], index: int, labels: dict[str, str], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        corrected(A1, index, **labels)
    with place.store.read() as connection:
        assert read_ledger(connection) == []


def test_a_hesitation_that_the_machine_did_not_hear_needs_a_reason(corrected: Callable[..., Corrected]) -> None:
    a5 = document_id("shop_reviews", "a5")
    with pytest.raises(UsageError, match="no reason is known"):
        corrected(a5, 0, hesitation="yes")
    assert corrected(a5, 0, reason="other").now["hesitation"] == "yes"


def test_labels_imply_one_another() -> None:
    assert in_agreement({"reason": "none"}, "cost") == {"hesitation": "no", "reason": "none"}
    assert in_agreement({"hesitation": "yes"}, "cost") == {"hesitation": "yes"}
    assert in_agreement({"act": "praise"}, "cost") == {"act": "praise"}

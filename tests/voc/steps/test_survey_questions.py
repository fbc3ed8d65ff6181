"""The question of a survey is kept with each answer and used: by a night, by an import and by reading anew."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update
from survey_exports import write_csv

from voc.steps.analyse import analyse
from voc.steps.night import NIGHTLY, RunOutcome, logged
from voc.steps.plan import plan_night
from voc.steps.refresh import refresh
from voc.steps.survey.import_survey import SurveyOptions, take_survey, understand_survey
from voc.steps.workplace import Workplace, night_window
from voc.store.schema import documents, findings, readings

AtWork = Callable[..., AbstractContextManager[Workplace]]
AMISS, LIKED = "아쉬운 점을 적어 주세요", "좋은 점을 적어 주세요"
WORDS = ("배송", "가격이요", "상담원 연결", "알림", "없음", "전혀 없습니다", "배송이 느려요")
HESITATES = {
    (AMISS, "배송"): (True, "delay"),
    (AMISS, "가격이요"): (True, "cost"),
    (AMISS, "상담원 연결"): (True, "support"),
    (AMISS, "알림"): (True, "other"),
    (AMISS, "없음"): (False, "none"),
    (AMISS, "전혀 없습니다"): (False, "none"),
    (AMISS, "배송이 느려요"): (True, "delay"),
    **{(LIKED, word): (False, "none") for word in WORDS},
    (LIKED, "배송이 느려요"): (True, "delay"),
}
SOURCES = """
sources:
  - {name: answers, format: survey, path: inbox/answers, channel: survey, kind: survey_answer}
  - {name: shop, format: reviews, path: inbox/shop, channel: app_store, kind: review,
     columns: {id: 번호, text: 내용, created_at: 작성일}}
"""


@pytest.fixture
def asked_home(tmp_path: Path) -> Path:
    """A home with a survey and a few reviews of the same words in its inbox."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    for folder in ("answers", "shop"):
        (tmp_path / "inbox" / folder).mkdir(parents=True)
    rows = [(f"2026-11-17 10:0{i}:00", word, word) for i, word in enumerate(WORDS)]
    write_csv(tmp_path / "inbox" / "answers" / "form.csv", [("응답일시", AMISS, LIKED), *rows])
    reviews = [(f"{i}", word, "2026-11-17") for i, word in enumerate(WORDS)]
    write_csv(tmp_path / "inbox" / "shop" / "shop.csv", [("번호", "내용", "작성일"), *reviews])
    return tmp_path


def found(place: Workplace) -> dict[tuple[str | None, str], tuple[bool, str]]:
    """Map question and words to what was read in them."""
    columns = documents.c.title, documents.c.text, findings.c.is_hesitation, findings.c.reason
    asked = select(*columns).join(findings, findings.c.document_id == documents.c.id)
    with place.store.read() as connection:
        return {(row.title, row.text): (row.is_hesitation, row.reason) for row in connection.execute(asked)}


def night(place: Workplace) -> None:
    outcome, window = RunOutcome(NIGHTLY), night_window(date(2026, 11, 24), datetime(2026, 11, 24, tzinfo=UTC))
    with logged(place, outcome, window):
        for step in plan_night(place, outcome, window):
            step.work()


def test_a_night_reads_answers_by_their_question_and_refreshing_keeps_it(asked_home: Path, at_work: AtWork) -> None:
    with at_work(asked_home) as place:
        night(place)
        read = found(place)
        assert {key: value for key, value in read.items() if key[0]} == HESITATES
        # The same words in a review say what they say by themselves; the shared cache holds no question.
        alone = {words: value for (title, words), value in read.items() if title is None}
        assert (alone["배송"], alone["상담원 연결"], alone["전혀 없습니다"]) == (
            (False, "none"),
            (True, "support"),
            (True, "missing"),
        )
        with place.store.begin() as connection:
            for table in (documents, findings, readings):
                connection.execute(update(table).values(analysis_version="older"))
        done = refresh(place)
        assert (done.n_relabelled, done.n_moved, done.n_recut) == (0, 0, 0)
        assert found(place) == read


def test_an_import_reads_answers_by_their_question(asked_home: Path, at_work: AtWork) -> None:
    with at_work(asked_home) as place:
        survey = understand_survey(place.settings, asked_home / "inbox" / "answers" / "form.csv")
        assert take_survey(place, survey).saved.n_new == 2 * len(WORDS)
        analyse(place)
        assert found(place) == HESITATES


def test_a_question_that_was_corrected_is_read_anew(asked_home: Path, at_work: AtWork) -> None:
    file, form = asked_home / "form.csv", SurveyOptions(form="조사")
    with at_work(asked_home) as place:
        for title, options, expected in (
            ("좋은 점", form, (False, "none")),
            ("아쉬운 점", SurveyOptions(form="조사", renamed=("아쉬운 점=좋은 점",)), (True, "delay")),
        ):
            write_csv(file, [("응답 ID", "응답일시", title), ("1", "2026-11-17", "배송")])
            survey = understand_survey(place.settings, file, options=options)
            take_survey(place, survey)
            analyse(place)
            assert found(place) == {(title, "배송"): expected}

"""The survey-import flow, on a scheduler of its own and with the analyser."""

from pathlib import Path

import pytest

from flows.imports import run
from voc.config import load_settings
from voc.steps.import_survey import understand_survey
from voc.steps.progress import silent
from voc.store import load_runs, open_store, status

ANSWERS = """응답일시,응답번호,만족도,불편했던 점을 적어 주세요
2026-11-17 10:00:00,901,2,간편인증이 자꾸 끊겨서 가입을 그만뒀어요
2026-11-18 11:00:00,902,1,수수료가 얼마인지 알려 주지 않아서 망설였어요
"""


@pytest.mark.slow
def test_an_imported_survey_is_read_and_counted_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VOC_STORE_URL", raising=False)
    monkeypatch.delenv("VOC_CONFIG", raising=False)
    file = tmp_path / "form.csv"
    file.write_text(ANSWERS, encoding="utf-8")
    settings = load_settings()
    outcome = run(settings, understand_survey(settings, file), silent)
    assert (outcome.collected[0].saved.n_new, outcome.counts) == (2, {"read": 2, "weeks": 1})
    with open_store(settings.store_url()) as store:
        found = status(store)
        assert (found.n_documents, found.n_read.get("", 0), found.weeks_to_count) == (2, 0, ())
        with store.read() as connection:
            assert [one.state for one in load_runs(connection, flow="survey-import")] == ["done"]

"""The survey-import flow as people meet it: a process of its own, Prefect and the analyser included."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from voc.store import load_runs, open_store, status

ANSWERS = """응답일시,응답번호,만족도,불편했던 점을 적어 주세요
2026-11-17 10:00:00,901,2,간편인증이 자꾸 끊겨서 가입을 그만뒀어요
2026-11-18 11:00:00,902,1,수수료가 얼마인지 알려 주지 않아서 망설였어요
"""


@pytest.mark.slow
def test_an_imported_survey_is_read_and_counted_at_once(tmp_path: Path) -> None:
    (tmp_path / "form.csv").write_text(ANSWERS, encoding="utf-8")
    command = [sys.executable, "-c", "from voc.cli import main; main()", "import", "survey", "form.csv", "--json"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VOC_")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout.splitlines()[-1])
    assert (outcome["new"], outcome["rejects"], outcome["weeks"]) == (2, 0, 1)
    with open_store(f"sqlite:///{tmp_path / 'store' / 'voc.db'}") as store:
        found = status(store)
        assert (found.n_documents, found.n_read.get("", 0), found.weeks_to_count) == (2, 0, ())
        with store.read() as connection:
            assert [one.state for one in load_runs(connection, flow="survey-import")] == ["done"]

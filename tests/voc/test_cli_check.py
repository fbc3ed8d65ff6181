"""`voc check config`: what is in force, where it came from, and nothing secret."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voc.cli.check import command
from voc.errors import ConfigError


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("VOC_CONFIG", "VOC_STORE_URL", "VOC_AUTHOR_KEY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "config").mkdir()
    Path("config/schedules.yaml").write_text("# when\nnightly: 30 3 * * *\n", encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["config", *arguments])


def test_plain_output_is_grouped_with_origins() -> None:
    result = run()
    assert result.exit_code == 0
    assert "[schedules]\ntimezone = Asia/Seoul  (built-in default)\n" in result.stdout
    assert "nightly = 30 3 * * *  (file, config/schedules.yaml:2)\n" in result.stdout
    assert "VOC_AUTHOR_KEY = not set  (environment, VOC_AUTHOR_KEY)\n" in result.stdout
    assert result.stderr.startswith("The configuration is sound; reading fingerprint ")


def test_json_lines_hold_values_with_their_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_AUTHOR_KEY", "s3cr3t-value")
    monkeypatch.setenv("VOC_STORE_URL", "postgresql://voc:s3cr3t@db.example/voc")
    result = run("--json")
    assert result.exit_code == 0
    rows = {(row["section"], row["key"]): row for row in map(json.loads, result.stdout.splitlines())}
    assert rows["schedules", "nightly"] == {
        "section": "schedules",
        "key": "nightly",
        "value": "30 3 * * *",
        "origin": {"kind": "file", "place": "config/schedules.yaml:2"},
    }
    assert rows["schedules", "limits.workers"]["value"] == 1
    assert rows["sources", "cs_tickets.columns.id"]["value"] == ["티켓번호", "문의번호"]
    assert rows["privacy", "mask.phone"]["value"] is True
    assert rows["secrets", "VOC_AUTHOR_KEY"]["value"] == "set"
    assert rows["store", "url"]["value"] == "postgresql://db.example/voc"
    assert "s3cr3t" not in result.output


def test_a_wrong_configuration_lists_all_problems_and_is_wrong_usage() -> None:
    Path("config/schedules.yaml").write_text("nightly: x\nweekli: y\n", encoding="utf-8")
    result = run("--json")
    assert isinstance(result.exception, ConfigError)
    assert result.exception.exit_code == 2
    rows = [json.loads(line)["problem"] for line in result.stdout.splitlines()]
    assert rows == list(result.exception.problems)
    assert [row.split(": ")[0] for row in rows] == ["config/schedules.yaml:1:10", "config/schedules.yaml:2:1"]


def test_a_named_folder_is_checked(place: Path) -> None:
    (place / "team").mkdir()
    (place / "team" / "store.yaml").write_text("url: sqlite:///team.db\n", encoding="utf-8")
    result = run("--config", "team")
    assert "url = sqlite:///team.db  (file, team/store.yaml:1)\n" in result.stdout


def test_the_table_for_a_terminal_holds_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    from voc.cli import check  # noqa: PLC0415 - patched here only

    monkeypatch.setattr(check, "is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "160")
    result = run()
    assert result.exit_code == 0
    (line,) = [line for line in result.stdout.splitlines() if "config/schedules.yaml:2" in line]
    assert line.split() == ["nightly", "30", "3", "*", "*", "*", "file,", "config/schedules.yaml:2"]


def test_notes_go_to_the_error_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_CONFG", "x")
    expected = "note: the environment variable VOC_CONFG is set, but nothing reads it (did you mean 'VOC_CONFIG'?).\n"
    assert expected in run().stderr


SERVICES = """
contact: voc@narae.example
sources:
  - {name: desk, family: freshdesk, domain: narae}
  - {name: form, family: tally, form_id: q1, key_env: TALLY_KEY_OF_CX}
  - {name: search, family: naver_search, queries: [나래장터]}
"""


def test_secrets_of_sources_are_set_or_not_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("config/sources.yaml").write_text(SERVICES, encoding="utf-8")
    monkeypatch.setenv("VOC_FRESHDESK_KEY", "s3cr3t-value")
    monkeypatch.setenv("TALLY_KEY_OF_CX_FILE", "/run/secrets/tally")
    result = run("--json")
    rows = {(row["section"], row["key"]): row["value"] for row in map(json.loads, result.stdout.splitlines())}
    assert {key: value for (section, key), value in rows.items() if section == "secrets"} == {
        "VOC_AUTHOR_KEY": "not set",
        "VOC_REACH_KEY": "not set",
        "VOC_FRESHDESK_KEY": "set",
        "TALLY_KEY_OF_CX": "set by file",
        "VOC_NAVER_CLIENT_ID": "not set",
        "VOC_NAVER_CLIENT_SECRET": "not set",
        "VOC_SESSION_KEY": "not set",
    }
    assert rows["sources", "contact"] == "voc@narae.example"
    assert rows["sources", "form.key_env"] == "TALLY_KEY_OF_CX"
    assert "s3cr3t" not in result.output
    assert "note:" not in result.stderr


def test_variables_that_nothing_reads_are_noted_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("config/sources.yaml").write_text(SERVICES, encoding="utf-8")
    monkeypatch.setenv("VOC_FRESHDESK_KEY_FILE", "/run/secrets/desk")
    monkeypatch.setenv("VOC_FRESHDSK_KEY", "x")
    # The key for authors' hashes has a file of its own; a family that no source has needs nothing.
    monkeypatch.setenv("VOC_AUTHOR_KEY_FILE", "x")
    monkeypatch.setenv("VOC_WALLA_KEY", "x")
    notes = [line for line in run().stderr.splitlines() if line.startswith("note: ")]
    assert [line.split()[4] for line in notes] == ["VOC_AUTHOR_KEY_FILE", "VOC_FRESHDSK_KEY", "VOC_WALLA_KEY"]
    assert "(did you mean 'VOC_FRESHDESK_KEY'?)" in notes[1]

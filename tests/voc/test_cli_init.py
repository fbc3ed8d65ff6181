"""`voc init`: complete, editable, never over a person's work."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voc.cli.init import command
from voc.config import load_settings
from voc.errors import VocError

CHECKOUT = Path(__file__).parents[2] / "config"
INBOX = ["app_reviews", "community", "community_pages", "cs_tickets", "play_reviews", "survey"]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VOC_CONFIG", raising=False)
    monkeypatch.delenv("VOC_STORE_URL", raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments), standalone_mode=False)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_everything_is_written_and_loads_as_the_defaults_do(place: Path) -> None:
    result = run("home")
    assert result.return_value == 0
    home = place / "home"
    assert sorted(path.name for path in home.iterdir()) == ["config", "inbox"]
    assert sorted(path.name for path in (home / "inbox").iterdir() if path.is_dir()) == INBOX
    written = tree(home / "config")
    assert {"sources.yaml", "lexicon/brand.tsv", "our_words/faq.txt"} <= written.keys()
    assert written == tree(CHECKOUT)
    settings = load_settings(home / "config")
    assert settings.home == home
    assert settings.fingerprint() == load_settings(CHECKOUT).fingerprint()


def test_the_end_says_what_to_do_next() -> None:
    lines = run("home").stdout.splitlines()
    assert lines[1] == "Next:"
    assert lines[2] == "  1. cd home"
    assert lines[-2:] == ["  4. voc check config", "  5. voc run nightly"]


def test_the_guide_names_folders_columns_and_what_happens_to_bad_rows(place: Path) -> None:
    run("home")
    guide = (place / "home" / "inbox" / "README.md").read_text(encoding="utf-8")
    assert "| `cs_tickets/` | `*.csv` | CS 티켓·상담 CSV/XLSX, 한 줄에 메시지 하나 | 티켓번호 또는 문의번호, " in guide
    assert (
        "| `play_reviews/` | `*.csv` | Play Console 월별 리뷰 CSV 그대로 | 정해진 형식이라 따로 적지 않습니다 |"
        in guide
    )
    assert "연락처" not in guide
    for said in ("cp949", "voc rejects list", "voc check config", "config/privacy.yaml"):
        assert said in guide
    assert "{sources}" not in guide


def test_a_second_time_nothing_is_touched_and_every_file_is_named(place: Path) -> None:
    run("home")
    edited = place / "home" / "config" / "store.yaml"
    edited.write_text("url: sqlite:///mine.db\n")
    (place / "home" / "config" / "calendar.yaml").unlink()
    before = tree(place / "home")
    result = run("home")
    assert isinstance(result.exception, VocError)
    assert result.exception.exit_code == 1
    assert "home already has config/audience.yaml, config/channels.yaml, config/dashboard.yaml" in str(result.exception)
    assert "inbox/README.md" in str(result.exception)
    assert "config/calendar.yaml" not in str(result.exception)
    assert tree(place / "home") == before


def test_force_replaces_ours_and_leaves_the_rest(place: Path) -> None:
    run("home")
    home = place / "home"
    (home / "config" / "store.yaml").write_text("url: sqlite:///mine.db\n")
    (home / "config" / "our_words" / "mine.txt").write_text("우리 문구\n")
    (home / "inbox" / "survey" / "answers.csv").write_text("a\n")
    (home / "config" / "calendar.yaml").unlink()
    result = run("home", "--force")
    assert result.return_value == 0
    assert (home / "config" / "store.yaml").read_bytes() == (CHECKOUT / "store.yaml").read_bytes()
    assert (home / "config" / "calendar.yaml").is_file()
    assert (home / "config" / "our_words" / "mine.txt").read_text() == "우리 문구\n"
    assert (home / "inbox" / "survey" / "answers.csv").read_text() == "a\n"
    assert sorted(path.name for path in home.iterdir()) == ["config", "inbox"]


def test_dry_run_writes_nothing(place: Path) -> None:
    result = run("home", "--dry-run")
    assert result.return_value == 0
    assert "would write: home/config/sources.yaml\n" in result.stdout
    assert "would make: home/inbox/survey/\n" in result.stdout
    assert not (place / "home").exists()


def test_dry_run_over_existing_files_says_which_would_stay(place: Path) -> None:
    (place / "config").mkdir()
    (place / "config" / "store.yaml").write_text("x: 1\n")
    result = run("--dry-run")
    assert result.return_value == 1
    assert "would keep (already there): config/store.yaml\n" in result.stdout
    assert "would replace: config/store.yaml\n" in run("--dry-run", "--force").stdout


def test_the_current_folder_is_the_default_and_other_things_in_it_stay(place: Path) -> None:
    (place / "notes.txt").write_text("mine\n")
    assert run().return_value == 0
    assert sorted(path.name for path in place.iterdir()) == ["config", "inbox", "notes.txt"]


def test_a_failure_on_the_way_leaves_no_rubbish(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(self), None, str(target))

    monkeypatch.setattr(Path, "replace", fail)
    result = run("home")
    assert isinstance(result.exception, VocError)
    assert str(result.exception).startswith("Cannot write home/config: Permission denied.")
    assert list((place / "home").iterdir()) == []


def test_a_file_in_the_way_is_said(place: Path) -> None:
    (place / "home").write_text("x")
    result = run("home")
    assert isinstance(result.exception, VocError)
    assert "Cannot write home" in str(result.exception)
    (place / "other").mkdir()
    (place / "other" / "inbox").write_text("x")
    result = run("other", "--force")
    assert "Cannot write other/inbox: a file stands where a folder is needed." in str(result.exception)

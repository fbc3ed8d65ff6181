"""Secrets from the environment, or from the files that it names."""

import os
from pathlib import Path

import pytest

from voc.config.families import NeededSecret
from voc.errors import SourceError
from voc.sources.secrets import MissingSecretError, read_secret, read_secrets

KEY = NeededSecret("VOC_DALBIT_KEY", "API key", "달빛마켓 > 설정 > 연동")
SECRET = NeededSecret("VOC_DALBIT_SECRET", "API secret", "달빛마켓 > 설정 > 연동")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for one in (KEY, SECRET):
        monkeypatch.delenv(one.variable, raising=False)
        monkeypatch.delenv(f"{one.variable}_FILE", raising=False)


def test_a_variable_holds_the_secret_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY.variable, "  dk-51f0\n")
    assert read_secret(KEY.variable) == "dk-51f0"


@pytest.mark.parametrize("content", [b"dk-51f0\n", b"\xef\xbb\xbfdk-51f0\r\n", b" dk-51f0 "])
def test_a_file_may_hold_it_as_editors_save_it(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    monkeypatch.setenv(f"{KEY.variable}_FILE", str(file))
    assert read_secret(KEY.variable) == "dk-51f0"


def test_the_variable_wins_over_the_file_and_a_blank_one_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "key"
    file.write_text("from the file", encoding="utf-8")
    monkeypatch.setenv(f"{KEY.variable}_FILE", str(file))
    monkeypatch.setenv(KEY.variable, "  ")
    assert read_secret(KEY.variable) == "from the file"
    monkeypatch.setenv(KEY.variable, "from the variable")
    assert read_secret(KEY.variable) == "from the variable"


def test_all_that_is_missing_is_said_at_once() -> None:
    with pytest.raises(MissingSecretError) as caught:
        read_secrets("cs", (KEY, SECRET))
    told = str(caught.value)
    for one in (KEY, SECRET):
        assert f"{one.variable}, which is not set (nor is {one.variable}_FILE" in told
    assert told.count("Where to make one: 달빛마켓 > 설정 > 연동.") == 2
    assert caught.value.missing == (KEY, SECRET)


def test_only_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY.variable, "dk-51f0")
    with pytest.raises(MissingSecretError) as caught:
        read_secrets("cs", (KEY, SECRET))
    assert caught.value.missing == (SECRET,)
    assert "dk-51f0" not in str(caught.value)
    monkeypatch.setenv(SECRET.variable, "ds-77")
    assert read_secrets("cs", (KEY, SECRET)) == {KEY.variable: "dk-51f0", SECRET.variable: "ds-77"}


def test_an_empty_file_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "key"
    file.touch()
    monkeypatch.setenv(f"{KEY.variable}_FILE", str(file))
    assert read_secret(KEY.variable) is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), ("folder", "directory"), (b"\xff\xfe\x00key", "no UTF-8"), (b"k" * 100_001, "too large")],
)
def test_a_file_that_is_no_good_is_named_by_its_variable_and_nothing_of_it_is_shown(
    content: object, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "held"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    monkeypatch.setenv(f"{KEY.variable}_FILE", str(path))
    with pytest.raises(SourceError, match=reason) as caught:
        read_secret(KEY.variable)
    assert f"{KEY.variable}_FILE" in str(caught.value)
    assert "key" not in str(caught.value).replace(KEY.variable, "")
    # The error of a file that is no text holds its bytes.
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


@pytest.mark.skipif(os.name == "nt", reason="rights are those of POSIX")
def test_a_file_without_rights_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    file = tmp_path / "key"
    file.write_text("dk-51f0", encoding="utf-8")
    file.chmod(0)
    monkeypatch.setenv(f"{KEY.variable}_FILE", str(file))
    with pytest.raises(SourceError, match="Permission denied"):
        read_secret(KEY.variable)

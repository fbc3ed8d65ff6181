"""Keys for author handles, and the hashes made with them."""

import multiprocessing
import stat
from pathlib import Path

import pytest

from voc.privacy import HandleKeyFileError, HandleKeyTooShortError, hash_handle, load_or_create_key

KEY = bytes(range(32))
ENV = "VOC_TEST_KEY"


@pytest.fixture(autouse=True)
def _no_key_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENV, raising=False)


def test_hash_is_keyed_and_stable() -> None:
    # Pinned: another value would make every known author a new one.
    assert hash_handle("gildong", KEY) == "0099f8d33b2f5f97910cb3213ab0ddeb"
    assert hash_handle("gildong", KEY) != hash_handle("gildong", KEY[::-1])
    assert hash_handle("gildong", KEY) != hash_handle("Gildong", KEY)


def test_composed_and_decomposed_handles_are_one_author() -> None:
    assert hash_handle("\u1112\u1169\u11bc", KEY) == hash_handle(" 홍 ", KEY)


def test_damaged_handles_are_hashed_too() -> None:
    assert len(hash_handle("a\ud800", KEY)) == 32


def test_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "store" / "author.key"
    key = load_or_create_key(ENV, path)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create_key(ENV, path) == key
    assert [entry.name for entry in path.parent.iterdir()] == ["author.key"]


def test_two_homes_have_two_keys(tmp_path: Path) -> None:
    assert load_or_create_key(ENV, tmp_path / "a") != load_or_create_key(ENV, tmp_path / "b")


def test_key_of_the_environment_wins_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENV, "correct horse battery staple")
    key = load_or_create_key(ENV, tmp_path / "author.key")
    assert len(key) == 32
    assert not (tmp_path / "author.key").exists()
    monkeypatch.setenv(ENV, "correct horse battery stapler")
    assert load_or_create_key(ENV, tmp_path / "author.key") != key


def test_short_key_is_refused_without_being_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENV, "hunter2")
    with pytest.raises(HandleKeyTooShortError, match=f"{ENV} has 7 characters, expected at least 16") as caught:
        load_or_create_key(ENV, tmp_path / "author.key")
    assert "hunter2" not in str(caught.value)
    assert caught.value.place == ENV


def test_key_file_open_to_others_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "author.key"
    load_or_create_key(ENV, path)
    path.chmod(0o640)
    with pytest.raises(HandleKeyFileError, match="mode 640, expected 600"):
        load_or_create_key(ENV, path)


@pytest.mark.parametrize("content", ["", "abc\n", "g" * 64])
def test_file_without_a_key_is_never_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "author.key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(HandleKeyFileError, match="holds no key"):
        load_or_create_key(ENV, path)
    assert path.read_text() == content


def test_key_path_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HandleKeyFileError, match="cannot be used"):
        load_or_create_key(ENV, tmp_path)


def _load(path: Path) -> bytes:
    return load_or_create_key(ENV, path)


def test_processes_that_start_together_get_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        keys = pool.map(_load, [tmp_path / "author.key"] * 16, chunksize=1)
    assert len(set(keys)) == 1


def test_the_second_to_create_keeps_the_first_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both saw no file; the one that links later must read the other's."""
    path = tmp_path / "author.key"
    first = load_or_create_key(ENV, path)
    seen = iter([False])
    real = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: next(seen, True) if self == path else real(self))
    assert load_or_create_key(ENV, path) == first

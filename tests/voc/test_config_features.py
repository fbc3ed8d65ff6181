"""features.yaml: what is taken, and what is refused with its place."""

from pathlib import Path

import pytest

from voc.config import load_settings
from voc.errors import ConfigError
from voc.planning.praise_book import praise_book

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    return tmp_path / "config"


def _written(folder: Path, text: str) -> Path:
    (folder / "features.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_packaged_features_are_read_and_may_be_praised() -> None:
    settings = load_settings(ROOT / "config")
    assert {"support", "delivery", "price", "no_ads"} <= {one.key for one in settings.features}
    assert all(one.words for one in settings.features)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "features:\n  - {key: a, name: 가, words: [배송 상담]}\n",
            "features.yaml:2:31: features.0.words.0: rule '배송 상담'",
        ),
        ("features:\n  - {key: a, name: 가, word: [배송]}\n", "did you mean 'words'"),
        ("features:\n  - {key: a, name: 가}\n  - {key: a, name: 나}\n", "'a' is given twice, first on line 2"),
        ("features:\n  - {key: 가격, name: 가}\n", "is no key"),
    ],
)
def test_mistakes_are_named_with_their_place(folder: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=None) as caught:
        load_settings(_written(folder, text))
    assert said in str(caught.value)


def test_the_version_changes_with_words_and_not_with_names(folder: Path) -> None:
    def version(text: str) -> str:
        return praise_book(load_settings(_written(folder, f"features:\n  - {text}\n"))).version

    first = version("{key: a, name: 배송, words: [배송, 배달]}")
    assert version("{key: a, name: 받기, words: [배달, 배송]}") == first
    assert version("{key: a, name: 배송, words: [배송]}") != first

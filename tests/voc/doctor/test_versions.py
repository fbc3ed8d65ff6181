"""What is installed, beside what is needed."""

from pathlib import Path

import pytest

from voc.config import Settings
from voc.steps.doctor.versions import arithmetic, extras, model, packages, python, sqlite

REQUIRED = [
    "fastapi<0.151",
    "kiwipiepy==0.24.1",
    "rich>=14.0",
    "psycopg[binary]>=3.2; extra == 'postgres'",
]


@pytest.mark.parametrize(
    ("installed", "wrong"),
    [
        ({"fastapi": "0.150.9", "kiwipiepy": "0.24.1", "rich": "14"}, []),
        ({"fastapi": "0.150.0", "kiwipiepy": "0.24.1", "rich": "15.0.0rc1"}, []),
        ({"fastapi": "0.151.0", "kiwipiepy": "0.24.1", "rich": "14.0"}, ["fastapi"]),
        ({"fastapi": "0.9", "kiwipiepy": "0.24.10", "rich": "14.0"}, ["kiwipiepy"]),
        ({"fastapi": "0.150", "kiwipiepy": "0.24.1", "rich": "9.13"}, ["rich"]),
        ({"kiwipiepy": "0.25.0"}, ["fastapi", "kiwipiepy", "rich"]),
    ],
)
def test_each_package_that_is_not_as_needed_is_named(installed: dict[str, str], wrong: list[str]) -> None:
    found = list(packages(REQUIRED, installed.get))
    assert [one.what.split()[0] for one in found if one.verdict == "wrong"] == wrong
    assert bool(wrong) == all(one.verdict == "wrong" for one in found)


def test_a_newer_fastapi_is_explained() -> None:
    (found,) = packages(["fastapi<0.151"], lambda _: "0.165.0")
    assert found.what == (
        "fastapi 0.165.0 is installed, needed is <0.151 (with a newer one Prefect's server cannot start). "
        "Install malgwi anew, in an own environment"
    )


@pytest.mark.parametrize(("version", "verdict"), [((3, 10, 9), "wrong"), ((3, 11, 0), "ok"), ((3, 14, 1), "ok")])
def test_an_old_python_is_wrong(version: tuple[int, ...], verdict: str) -> None:
    assert python(version).verdict == verdict


@pytest.mark.parametrize(
    ("version", "modules", "verdict"),
    [((3, 40, 1), ["fts5"], "ok"), ((3, 34, 9), ["fts5"], "wrong"), ((3, 45, 0), [], "wrong")],
)
def test_an_sqlite_that_is_old_or_cannot_search_is_wrong(
    version: tuple[int, ...], modules: list[str], verdict: str
) -> None:
    assert sqlite(version, has_fts5="fts5" in modules).verdict == verdict


def test_a_model_without_its_files_is_wrong(tmp_path: Path) -> None:
    for name in ("sj.morph", "cong.mdl", "default.dict"):
        (tmp_path / name).write_text("x")
    assert model(tmp_path).verdict == "ok"
    (tmp_path / "cong.mdl").write_text("")
    assert "missing or empty: cong.mdl." in model(tmp_path).what
    assert model(None).verdict == "wrong"


def test_an_extra_is_asked_for_only_where_the_configuration_needs_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(extras(settings, lambda _: False)) == []
    monkeypatch.setattr(Settings, "store_url", lambda _: "postgresql://voc@db/voc")
    (found,) = extras(settings, lambda _: False)
    assert (found.verdict, found.what) == ("wrong", "psycopg is not installed: pip install 'malgwi[postgres]'")
    assert list(extras(settings, lambda _: True)) == []


def test_the_library_that_multiplies_is_named() -> None:
    assert arithmetic().what.startswith("numpy ")

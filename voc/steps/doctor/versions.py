"""Python, the packages and the analyser: whether they are the ones that this program was tried with."""

import platform
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from importlib import metadata, util
from pathlib import Path

from voc.config import Settings
from voc.steps.check_store import Finding
from voc.steps.doctor.reading import read_a_sentence

_PYTHON = (3, 11)
# `INSERT ... RETURNING` and the trigger forms that the store uses.
_SQLITE = (3, 35, 0)
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*([<>=!~0-9., a-z]*)(?:;(.*))?")
_BOUND = re.compile(r"(==|>=|<)([0-9][0-9.]*)")
_MODEL_FILES = ("sj.morph", "cong.mdl", "default.dict")
_WHY = {
    "fastapi": "with a newer one Prefect's server cannot start",
    "kiwipiepy": "another analyser reads differently",
    "kiwipiepy-model": "another model reads differently",
    "prefect": "others were not tried",
}
_SHOWN = ("kiwipiepy", "kiwipiepy-model", "numpy", "scikit-learn", "prefect", "fastapi", "sqlalchemy")


def versions(settings: Settings | None, *, deep: bool = False) -> Iterator[Finding]:
    """Look at what is installed."""
    yield python(sys.version_info[:3])
    yield from packages(metadata.requires("malgwi") or [], _installed)
    yield model(_model_folder())
    yield sqlite(sqlite3.sqlite_version_info, has_fts5=_has_fts5())
    yield arithmetic()
    if settings is not None:
        yield from extras(settings, lambda name: util.find_spec(name) is not None)
        if deep:
            yield read_a_sentence(settings)


def python(version: Sequence[int]) -> Finding:
    """Judge the interpreter."""
    spelled = ".".join(map(str, version))
    told = f"malgwi {metadata.version('malgwi')} on Python {spelled}, {platform.system()} {platform.machine()}"
    if tuple(version[:2]) < _PYTHON:
        return Finding("python", "wrong", f"{told}; it needs Python 3.11 or later")
    return Finding("python", "ok", told)


def packages(required: Sequence[str], installed: Callable[[str], str | None]) -> Iterator[Finding]:
    """Compare what is installed with what the program asks for.

    Parameters
    ----------
    required : sequence of str
        As the package's metadata spell it, such as `kiwipiepy==0.24.1`.
    installed : callable
        Name to version; None where it is missing.
    """
    needed = [(found[1], found[2]) for line in required if (found := _REQUIREMENT.match(line)) and not found[3]]
    n_wrong = 0
    for name, bounds in needed:
        version = installed(name)
        if version is not None and _is_within(version, bounds):
            continue
        n_wrong += 1
        why = f" ({_WHY[name]})" if name in _WHY else ""
        is_there = "is not installed" if version is None else f"{version} is installed"
        told = (
            f"{name} {is_there}, needed is {bounds or 'any version'}{why}. Install malgwi anew, in an own environment"
        )
        yield Finding("packages", "wrong", told)
    if not n_wrong:
        shown = ", ".join(f"{name} {installed(name)}" for name in _SHOWN if installed(name))
        yield Finding("packages", "ok", f"all {len(needed)} are as needed: {shown}")


def model(folder: Path | None) -> Finding:
    """Look for the files of the analyser's model."""
    missing = [name for name in _MODEL_FILES if folder is None or not _is_filled(folder / name)]
    if missing:
        told = f"files are missing or empty: {', '.join(missing)}. Install kiwipiepy-model anew"
        return Finding("model", "wrong", told)
    return Finding("model", "ok", f"the analyser's model is there: {folder}")


def sqlite(version: Sequence[int], *, has_fts5: bool) -> Finding:
    """Judge the SQLite library that Python was built with."""
    spelled = ".".join(map(str, version))
    if tuple(version) < _SQLITE or not has_fts5:
        lacks = "without FTS5, which searching needs" if not has_fts5 else "older than 3.35"
        return Finding("sqlite", "wrong", f"SQLite {spelled} is {lacks}. Use another build of Python, or PostgreSQL")
    return Finding("sqlite", "ok", f"SQLite {spelled} with FTS5")


def arithmetic() -> Finding:
    """Tell which library multiplies matrices, and on how many threads."""
    import numpy as np  # noqa: PLC0415 - a fifth of a second
    from threadpoolctl import threadpool_info  # noqa: PLC0415 - as above

    blas = (f"{one['internal_api']} on {one['num_threads']} threads" for one in threadpool_info())
    told = ", ".join(dict.fromkeys(blas)) or "no BLAS that is known"
    return Finding("arithmetic", "ok", f"numpy {np.__version__}, {told}")


def extras(settings: Settings, is_there: Callable[[str], bool]) -> Iterator[Finding]:
    """Look for packages that only this configuration needs."""
    needed = {
        "psycopg": ("postgres", settings.store_url().startswith("postgresql")),
        "sentence_transformers": ("encoders", settings.encoder.path is not None),
        "distributed": ("dask", settings.schedules.limits.dask is not None),
    }
    for module, (extra, is_needed) in needed.items():
        if is_needed and not is_there(module):
            yield Finding("extras", "wrong", f"{module} is not installed: pip install 'malgwi[{extra}]'")


def _is_within(version: str, bounds: str) -> bool:
    return all(_holds(_parts(version), sign, _parts(bound)) for sign, bound in _BOUND.findall(bounds))


def _holds(version: tuple[int, ...], sign: str, bound: tuple[int, ...]) -> bool:
    length = max(len(version), len(bound))
    ours, theirs = (one + (0,) * (length - len(one)) for one in (version, bound))
    return ours == theirs if sign == "==" else ours >= theirs if sign == ">=" else ours < theirs


def _parts(version: str) -> tuple[int, ...]:
    """Return the numbers of a version; what follows them (rc1, +local) is left aside."""
    found = re.match(r"[0-9]+(?:\.[0-9]+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _model_folder() -> Path | None:
    found = util.find_spec("kiwipiepy_model")
    return Path(found.origin).parent if found and found.origin else None


def _is_filled(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0


def _has_fts5() -> bool:
    with closing(sqlite3.connect(":memory:")) as driver:
        try:
            driver.execute("CREATE VIRTUAL TABLE tried USING fts5(a)")
        except sqlite3.OperationalError:
            return False
    return True

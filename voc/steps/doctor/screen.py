"""Whether Korean can be written here: encodings, fonts, and what draws pages."""

import locale
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator

from voc.steps.check_store import Finding

# What customers write, and our marks.
_TRIED = "말귀가 뚫렸다 뷁 😀 ▲▼★"
_PATIENCE_S = 3.0
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def screen() -> Iterator[Finding]:
    """Look at the terminal and the fonts."""
    yield encoding(sys.stdout.encoding, "standard output")
    variables = [f"{name}={os.environ[name]}" for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)]
    spelled = ", ".join(variables) or "no LANG set"
    yield Finding("locale", "ok", f"{spelled}; files are read as {locale.getpreferredencoding(do_setlocale=False)}")
    yield terminal(is_terminal=sys.stdout.isatty(), kind=os.environ.get("TERM"), columns=shutil.get_terminal_size()[0])
    yield fonts(_korean_fonts(), system=platform.system())
    yield browser(next(filter(None, map(shutil.which, _BROWSERS)), None))


def encoding(name: str | None, where: str) -> Finding:
    """Judge whether Korean and emoji can be written in an encoding."""
    try:
        _TRIED.encode(name or "ascii")
    except (UnicodeEncodeError, LookupError):
        told = f"{where} is written as {name}, which cannot hold all that customers write. Set PYTHONUTF8=1"
        return Finding("encoding", "wrong", told)
    return Finding("encoding", "ok", f"{where} is written as {name}")


def terminal(*, is_terminal: bool, kind: str | None, columns: int) -> Finding:
    """Tell what tables are drawn on."""
    if not is_terminal:
        return Finding("terminal", "ok", "standard output is no terminal: tables without colours and progress bars")
    return Finding("terminal", "ok", f"{kind or 'a terminal'}, {columns} columns")


def fonts(found: list[str] | None, *, system: str) -> Finding:
    """Judge the fonts that hold Hangul, which pages, pictures and PDF are drawn with.

    Parameters
    ----------
    found : list of str or None
        Families; None where fontconfig cannot be asked.
    """
    if found:
        return Finding("fonts", "ok", f"{len(found)} font families hold Hangul, such as {found[0]}")
    if system in {"Darwin", "Windows"}:
        return Finding("fonts", "ok", "this system brings fonts with Hangul")
    if found is None:
        told = (
            "fontconfig (fc-list) is not installed, so fonts cannot be looked up; needed only to draw PDF or pictures"
        )
        return Finding("fonts", "note", told)
    told = "no font holds Hangul: PDF and pictures would show boxes. Install one, such as the package fonts-noto-cjk"
    return Finding("fonts", "note", told)


def browser(path: str | None) -> Finding:
    """Tell whether pages can be drawn as PDF or pictures on this machine."""
    if path is None:
        return Finding("browser", "ok", "no Chromium here; only drawing pages as PDF or pictures would need it")
    return Finding("browser", "ok", f"Chromium is there: {path}")


def _korean_fonts() -> list[str] | None:
    program = shutil.which("fc-list")
    if program is None:
        return None
    try:
        command = [program, ":lang=ko", "family"]
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE_S, check=False)  # noqa: S603 - no outside words
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return sorted({line.split(",")[0].strip() for line in lines if line.strip()})

"""What is wrong with the configuration, and where: collected over all files, then reported at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]

_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct.

    Attributes
    ----------
    where : str
        The file as a person would name it, or the environment variable.
    line, column : int
        From 1, as an editor counts; 0 where the problem is the whole file.
    key : str
        The path of keys within the file, such as `sources.1.page_size`; may be empty.
    message : str
        Value seen, value expected, what to do.
    """

    where: str
    line: int
    column: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.where}:{self.line}:{self.column}" if self.line else self.where
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


@dataclass(slots=True)
class Problems:
    """The problems found so far.

    Attributes
    ----------
    files : list of str
        The files in the order in which people should read about them.
    """

    found: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def add(self, where: str, message: str, *, at: tuple[int, int] = (0, 0), key: KeyPath = ()) -> None:
        """Note a problem; `at` is line and column."""
        self.found.append(Problem(where, at[0], at[1], join_key(key), message))

    def sentences(self) -> tuple[str, ...]:
        """Spell every problem once, by file, then by line."""
        places = dict.fromkeys([*self.files, *(problem.where for problem in self.found)])
        order = {where: position for position, where in enumerate(places)}
        ordered = sorted(self.found, key=lambda p: (order[p.where], p.line, p.column))
        return tuple(dict.fromkeys(str(problem) for problem in ordered))


def join_key(path: KeyPath) -> str:
    """Write a path of keys with dots; keys too long to read are cut."""
    return ".".join(clip(str(part)) for part in path)


def clip(text: str) -> str:
    """Cut a text that would fill the screen, and keep it on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_SHOWN else flat[: _LONGEST_SHOWN - 1] + "…"


def did_you_mean(seen: str, known: Iterable[str]) -> str:
    """Return ` (did you mean 'x'?)` for the nearest known name, or nothing where none is near.

    Examples
    --------
    >>> did_you_mean("page_sise", ["path", "page_size"])
    " (did you mean 'page_size'?)"
    >>> did_you_mean("zzz", ["path"])
    ''
    """
    by_folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(seen.casefold().replace("-", "_"), by_folded, n=1, cutoff=0.6)
    return f" (did you mean '{by_folded[near[0]]}'?)" if near else ""


def shown_path(path: Path) -> str:
    """Name a file the way a person at this terminal would: relative to the current folder where it lies inside."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)

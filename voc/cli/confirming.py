"""The command that confirms what a file was taken for, spelled so that it can be pasted into a shell."""

import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from voc.tables import look_up_column

_LONGEST_TITLE = 60


def confirming_command(
    verb: str,
    path: Path,
    pairs: Sequence[str],
    mapping: Mapping[str, str],
    *,
    doubtful: Collection[str],
    said: Mapping[str, object],
) -> str:
    """Spell the command that confirms doubtful columns as they were guessed, with all that was said before.

    Parameters
    ----------
    verb : str
        Such as `voc import survey`.
    mapping : mapping of column to word
        What each column is taken for.
    said : mapping of option to value
        Options as they were given; None is left out, a tuple is an option that may be repeated.
    """
    return " ".join(_words(verb, path, [*pairs, *_guessed(mapping, doubtful)], said))


def _guessed(mapping: Mapping[str, str], doubtful: Collection[str]) -> list[str]:
    return [f"{mapping[name]}={_spelled(name, mapping)}" for name in doubtful]


def _words(verb: str, path: Path, pairs: Sequence[str], said: Mapping[str, object]) -> Iterator[str]:
    yield verb
    yield shlex.quote(f"./{path}" if str(path).startswith("-") else str(path))
    yield from (f"--map {shlex.quote(pair)}" for pair in pairs)
    for name, value in said.items():
        values = value if isinstance(value, tuple) else (value,)
        yield from (f"--{name} {shlex.quote(str(one))}" for one in values if one is not None)


def one_line(title: str) -> str:
    """Spell a column's title for a table on a terminal."""
    line = " ".join(title.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[:_LONGEST_TITLE]}…"


def _spelled(name: str, header: Mapping[str, str]) -> str:
    """Spell a title on one line where that still names the column."""
    line = " ".join(name.split())
    return line if look_up_column(header, (line,)) == name else name

"""What people see on the terminal: progress on stderr, tables or JSON lines on stdout."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from voc import logs
from voc.cli.spelling import LEVELS
from voc.steps.progress import Report, silent, telling

_LIGHTS = {LEVELS["green"]: "green", LEVELS["amber"]: "yellow", LEVELS["red"]: "bold red"}


@contextmanager
def progress() -> Iterator[Report]:
    """Yield a report that draws a bar on stderr where it is a terminal, and speaks to the log where there is one."""
    with _drawing() as drawing:
        yield telling(drawing) if logs.is_asked() else drawing


@contextmanager
def _drawing() -> Iterator[Report]:
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # noqa: PLC0415 - drawing is loaded only where it is drawn
    from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(label: str, done: int, total: int | None) -> None:
            if label not in tasks:
                for task in tasks.values():
                    bars.stop_task(task)
                tasks[label] = bars.add_task(label, total=total)
            bars.update(tasks[label], completed=done, total=total)

        yield report


def show_rows(rows: Iterable[Mapping[str, object]], *, as_json: bool, columns: Mapping[str, str], empty: str) -> None:
    """Print rows to stdout: JSON lines on request, a table otherwise.

    Parameters
    ----------
    columns : mapping of str to str
        Field to heading, in order; fields not named appear in JSON only.
    empty : str
        What to say on stderr where there is no row, with what to do next.
    """
    listed = list(rows)
    if as_json:
        for row in listed:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    if not listed:
        click.echo(empty, err=True)
        return
    _table(listed, columns)


def _table(rows: Sequence[Mapping[str, object]], columns: Mapping[str, str]) -> None:
    from rich.console import Console  # noqa: PLC0415 - drawing is loaded only where it is drawn
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for field, heading in columns.items():
        numeric = all(isinstance(row.get(field), int | float) or row.get(field) is None for row in rows)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(row.get(field)), style=_style(field, row.get(field))) for field in columns))
    # Not on a terminal, lines must not be folded to a width that nobody sees.
    console = Console(width=None if sys.stdout.isatty() else 240, soft_wrap=not sys.stdout.isatty())
    console.print(table)


def _style(field: str, value: object) -> str:
    """Colour the lights of a health column; drawn on a terminal only."""
    return _LIGHTS.get(str(value), "") if field == "level" else ""


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:g}" if isinstance(value, float) else str(value)

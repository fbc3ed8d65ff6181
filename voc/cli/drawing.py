"""What people see on the terminal: progress on stderr, tables or JSON lines on stdout."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from voc import logs
from voc.cli.spelling import LEVELS
from voc.steps.progress import Report, silent, telling, work_of

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod

_INDENT = 2
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
            work = work_of(label)
            if work not in tasks:
                for task in tasks.values():
                    bars.stop_task(task)
                tasks[work] = bars.add_task(label, total=total)
            bars.update(tasks[work], description=label, completed=done, total=total)

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

    from voc.cli.fitting import column_widths  # noqa: PLC0415

    # Not on a terminal, lines must not be folded to a width that nobody sees.
    is_seen = sys.stdout.isatty()
    console = Console(width=None if is_seen else 240, soft_wrap=not is_seen)
    cells = [[heading, *(_cell(row.get(field)) for row in rows)] for field, heading in columns.items()]
    widths = column_widths(cells, console.width) if is_seen else [None] * len(columns)
    if widths is None:
        _paragraphs(console, rows, columns)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for (field, heading), width in zip(columns.items(), widths, strict=True):
        justify: JustifyMethod = "right" if _is_numeric([row.get(field) for row in rows]) else "left"
        table.add_column(heading, justify=justify, overflow="fold", width=width)
    for row in rows:
        table.add_row(*(Text(_cell(row.get(field)), style=_style(field, row.get(field))) for field in columns))
    console.print(table)


def _paragraphs(console: "Console", rows: Sequence[Mapping[str, object]], columns: Mapping[str, str]) -> None:
    """Print rows below each other, for a terminal that is too narrow for a table of them."""
    from rich.padding import Padding  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415

    from voc.cli.fitting import paragraph  # noqa: PLC0415

    first = next(iter(columns))
    for row in rows:
        cells = [None if row.get(field) is None else _cell(row.get(field)) for field in columns]
        title, below = paragraph(list(columns.values()), cells, console.width - _INDENT)
        console.print(Text(title, style=_style(first, row.get(first)) or "bold"))
        for line in below:
            console.print(Padding(Text(line, overflow="fold"), (0, 0, 0, _INDENT), expand=False))


def _is_numeric(values: Sequence[object]) -> bool:
    there = [value for value in values if value is not None]
    return bool(there) and all(isinstance(value, int | float) for value in there)


def _style(field: str, value: object) -> str:
    """Colour the lights of a health column; drawn on a terminal only."""
    return _LIGHTS.get(str(value), "") if field == "level" else ""


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:g}" if isinstance(value, float) else str(value)

"""`voc check`: what is in force, and whether it is sound."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.check_draft import check_draft_command
from voc.cli.check_notify import check_notify_command
from voc.cli.checks_work import check_source_command, check_store_command
from voc.errors import ConfigError

if TYPE_CHECKING:
    from voc.config.shown import SettingShown

_VALUE_WIDTH = 70


@click.group(epilog="Example: voc check config")
def command() -> None:
    """Check the configuration, the store, a source, the notifications or a draft."""


command.add_command(check_store_command)
command.add_command(check_source_command)
command.add_command(check_notify_command)
command.add_command(check_draft_command)


@command.command("config", epilog="Example: voc check config --config ./config")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Configuration folder; else VOC_CONFIG, ./config, defaults.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def check_config(config: Path | None, *, as_json: bool) -> None:
    """Show every setting in force and where it came from; list all problems if there are any."""
    # Loaded here: `voc --help` does not pay for reading a configuration.
    from voc.config import load_settings  # noqa: PLC0415 - see above
    from voc.config.shown import settings_shown  # noqa: PLC0415 - see above

    try:
        settings = load_settings(config)
    except ConfigError as error:
        if as_json:
            for problem in error.problems:
                click.echo(json.dumps({"problem": problem}, ensure_ascii=False))
        raise
    rows = list(settings_shown(settings))
    if as_json:
        for row in rows:
            click.echo(json.dumps(asdict(row), ensure_ascii=False))
    elif is_terminal():
        _print_tables(rows)
    else:
        _print_plain(rows)
    for note in settings.notes:
        click.echo(f"note: {note}.", err=True)
    click.echo(f"The configuration is sound; reading fingerprint {settings.fingerprint()}.", err=True)


def is_terminal() -> bool:
    """Tell whether a person is reading along."""
    return sys.stdout.isatty()


def _print_tables(rows: Iterable["SettingShown"]) -> None:
    # Loaded here: half the time of a check, and only a terminal needs it.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.table import Table  # noqa: PLC0415 - see above
    from rich.text import Text  # noqa: PLC0415 - see above

    console = Console(highlight=False)
    for section, group in groupby(rows, key=lambda row: row.section):
        table = Table(title=section, title_justify="left", title_style="bold", box=None, pad_edge=False)
        table.add_column("setting", overflow="fold")
        table.add_column("value", overflow="fold")
        table.add_column("from", style="dim", overflow="fold")
        for row in group:
            table.add_row(Text(row.key), Text(_value_text(row)), Text(_origin_text(row)))
        console.print(table)
        console.print()


def _print_plain(rows: Iterable["SettingShown"]) -> None:
    for position, (section, group) in enumerate(groupby(rows, key=lambda row: row.section)):
        if position:
            click.echo()
        click.echo(f"[{section}]")
        for row in group:
            click.echo(f"{row.key} = {_value_text(row)}  ({_origin_text(row)})")


def _value_text(row: "SettingShown") -> str:
    value = row.value
    if isinstance(value, bool):
        return str(value).lower()
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text if len(text) <= _VALUE_WIDTH else f"{text[: _VALUE_WIDTH - 1]}…"


def _origin_text(row: "SettingShown") -> str:
    return ", ".join(filter(None, (row.origin.kind, row.origin.place)))

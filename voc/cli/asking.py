"""What the asking verbs share: their options, an existing store, and what to say where it holds nothing yet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

DONE, FAILED, WRONG_USAGE, PARTLY_DONE = 0, 1, 2, 3
NOTHING_COUNTED = (
    "Nothing has been counted yet. Run `voc run nightly` to read the inbox (`voc init` makes one, `voc demo` shows an "
    "invented sample)."
)


def config_option(command: Command) -> Command:
    """Add `--config DIR`."""
    text = "Configuration folder; else VOC_CONFIG, ./config, defaults."
    return click.option("--config", type=click.Path(path_type=Path), metavar="DIR", help=text)(command)


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")(command)


def limit_option(default: int) -> Callable[[Command], Command]:
    """Add `--limit N`."""
    return click.option(
        "--limit", type=click.IntRange(min=1), default=default, show_default=True, metavar="N", help="The longest list."
    )


def say(text: str) -> None:
    """Tell people something on stderr, beside the data."""
    click.echo(text, err=True)

"""What the verbs share: their options, messages for people, and what to say where nobody can be told."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from voc.errors import VocError

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


def who_option(does: str) -> Callable[[Command], Command]:
    """Add `--who NAME`: who decides, asks or records, for those who look at it later."""
    text = f"Who {does}; else VOC_USER, USER."
    return click.option("--who", metavar="NAME", envvar=["VOC_USER", "USER"], default="", help=text)


def writing_options(does: str) -> Callable[[Command], Command]:
    """Add what a command takes that writes something down: `--who`, `--dry-run`, `--json`, `--config`."""

    def added(command: Command) -> Command:
        dry_run = click.option("--dry-run", is_flag=True, help="Check it and show it, keep nothing.")
        return who_option(does)(dry_run(json_option(config_option(command))))

    return added


@contextmanager
def step_done(seq: int) -> Iterator[None]:
    """Report a step of the ledger that is done, and say so also where its report cannot be written.

    Raises
    ------
    VocError
        The report could not be written; the step stands.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        message = (
            f"Step {seq} is done; only its report could not be written ({error.strerror or type(error).__name__}). "
            f"`voc theme log` shows the step, `voc theme undo {seq}` takes it back."
        )
        raise VocError(message) from error

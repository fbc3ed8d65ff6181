"""How a command ends: exit code and sentence of each kind of error, for people or for machines."""

import os
import sys

import click

from voc import logs
from voc.errors import VocError

DONE, FAILED, INTERRUPTED = 0, 1, 130


def report(error: BaseException) -> int:
    """Say why a command ends, and return its exit code."""
    code, sentence = _ending(error)
    # The reader (head, less) has gone: nobody is left to be told.
    if not isinstance(error, BrokenPipeError):
        logs.tell("error", kind=type(error).__name__, exit_code=code, sentence=sentence)
        if not logs.is_json():
            _say(error, sentence)
    return code


def silence_stdout() -> None:
    """Keep the interpreter from complaining at its exit about a reader that has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _ending(error: BaseException) -> tuple[int, str]:
    if isinstance(error, VocError):
        return error.exit_code, str(error)
    if isinstance(error, click.ClickException):
        return error.exit_code, error.format_message()
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return INTERRUPTED, "interrupted; nothing half-written was kept."
    if isinstance(error, OSError):
        where = f": '{error.filename}'" if error.filename else ""
        return FAILED, f"{error.strerror or type(error).__name__}{where}. Nothing half-written was kept."
    # The message of a foreign error may hold customer text, so only its kind is shown.
    return FAILED, f"unexpected {type(error).__name__}. Run again with `voc --debug ...` for the details."


def _say(error: BaseException, sentence: str) -> None:
    if isinstance(error, click.ClickException):
        error.show()
    else:
        click.echo(f"voc: {sentence}", err=True)

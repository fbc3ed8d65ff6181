"""The top of the command line: which verbs there are, how errors and exit codes reach the caller."""

import os
import sys
import time
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import click

from voc import logs
from voc.cli.endings import report, silence_stdout
from voc.interruption import was_interrupted, watch

# Verb -> its line in `voc --help`. The module voc.cli.VERB (import -> imports) holds the click command `command`.
VERBS = {
    "init": "Write an editable config/ and an empty inbox.",
    "demo": "Run everything on an invented sample and print the brief.",
    "run": "Run the nightly or the weekly flow.",
    "schedule": "Run the flows on a schedule, with Prefect.",
    "collect": "Collect one source now.",
    "analyze": "Analyse one file without a store.",
    "import": "Import a survey, or messages that were sent.",
    "show": "Show themes, keywords, stages, trends, variants, messages, praise, the funnel; runs, sources and more.",
    "keywords": "Contrast the words of two selections.",
    "theme": "Rename, merge, split, move, hide, pin themes; undo; the log of who did.",
    "correct": "Correct what was read in a sentence.",
    "refresh": "Redo what an older version of the analysis read.",
    "search": "Search what customers wrote.",
    "brief": "Write the brief of a week.",
    "quote": "Record who agreed to be quoted.",
    "messages": "What was sent, how it did, whether it was said before, what customers said about it.",
    "audience": "Hand over who voiced a theme, or asked to be left alone, by user id.",
    "outreach": "Keep the queue of people to thank or to apologise to, by hand.",
    "lesson": "Keep what was learned: hypothesis, message, result, lesson.",
    "change": "Record what was changed, and watch its themes for four weeks.",
    "check": "Check the configuration, the store, a source or the notifications.",
    "rejects": "List, export or retry rows that could not be read.",
    "store": "Look after the store: status, upgrade, backup, restore, copy, roles.",
    "forget": "Erase an author or a document.",
    "serve": "Open the dashboard of the weekly review.",
    "user": "Say who signs in to the dashboard with a password.",
    "metrics": "Print the figures of the operation for Prometheus.",
    "doctor": "Explain this environment and find what is wrong.",
    "purge": "Clear old texts; the counts stay.",
    "audit": "Show who erased, cleared, exported or edited what.",
}
_MODULES = {"import": "imports"}


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """List the verbs in the order in which people meet them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Load one verb."""
        if cmd_name not in VERBS:
            return None
        command = import_module(f"voc.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb that was typed; name the nearest one where there is none."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], VERBS, n=1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{near[0]}'?", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the verbs with their lines, loading none of them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


def _log_as(_ctx: click.Context, _option: click.Parameter, form: str) -> None:
    if form == "json":
        logs.begin(as_json=True)


def _log_into(_ctx: click.Context, _option: click.Parameter, file: Path | None) -> None:
    if file is None:
        return
    try:
        logs.begin(file=file)
    except OSError as error:
        message = f"{file} cannot be written ({error.strerror}). Name a file in a folder of yours."
        raise click.BadParameter(message) from error


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: voc demo    Your own files: voc init, then voc run nightly    One file: voc analyze --help",
)
@click.version_option(version("malgwi"), prog_name="voc")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    default="text",
    envvar="VOC_LOG",
    expose_value=False,
    callback=_log_as,
    help="What stderr holds: sentences for people, or one JSON object a line.",
)
@click.option(
    "--log-file",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="VOC_LOG_FILE",
    metavar="FILE",
    expose_value=False,
    callback=_log_into,
    help="Append the JSON lines to this file too.",
)
@click.pass_context
def voc(ctx: click.Context, *, debug: bool) -> None:
    """말귀: find what makes customers hesitate, at which step, in which words."""
    ctx.obj = {"debug": debug}
    logs.tell("command_started", verb=ctx.invoked_subcommand, version=version("malgwi"))


def _open_outlets() -> None:
    """Give an outlet that the caller has closed (`>&-`) a place to go: nobody reads, and that is no error."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until the exit


def _call() -> int:
    try:
        outcome = voc.main(prog_name="voc", standalone_mode=False)
    except Exception as error:
        if was_interrupted():
            raise KeyboardInterrupt from error
        raise
    return outcome if isinstance(outcome, int) else 0


def main() -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong usage, 3 partly done."""
    debug = "--debug" in sys.argv[1:]
    _open_outlets()
    watch()
    started = time.monotonic()
    try:
        code = _ended(debug=debug)
        logs.tell("command_ended", exit_code=code, seconds=time.monotonic() - started)
    finally:
        logs.end()
    sys.exit(code)


def _ended(*, debug: bool) -> int:
    """Run the command line to its end and return its exit code."""
    try:
        code = _call()
        sys.stdout.flush()
    except BrokenPipeError as error:
        silence_stdout()
        return report(error)
    except (click.Abort, click.ClickException, KeyboardInterrupt) as error:
        return report(error)
    except Exception as error:
        if debug:
            raise
        return report(error)
    return code

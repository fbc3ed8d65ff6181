"""The command line as a whole: every verb is there, explains itself at once and by example."""

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import click
import pytest

from voc.cli.group import VERBS, voc

# None of these may be loaded to print a help text: each takes longer than the text itself.
HEAVY = (
    "kiwipiepy",
    "numpy",
    "pandas",
    "prefect",
    "psutil",
    "pydantic",
    "rich",
    "scipy",
    "sklearn",
    "sqlalchemy",
    "structlog",
)


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, (*path, name))


ALL = dict(commands(voc))


@pytest.mark.parametrize("verb", list(VERBS))
def test_every_verb_exists_and_has_its_line(verb: str) -> None:
    module = import_module(f"voc.cli.{'imports' if verb == 'import' else verb}")
    assert isinstance(module.command, click.Command)
    assert VERBS[verb].endswith(".")


@pytest.mark.parametrize("path", [path for path in ALL if path], ids=" ".join)
def test_every_command_has_a_purpose_and_an_example_that_parses(path: tuple[str, ...]) -> None:
    command = ALL[path]
    assert command.get_short_help_str()
    assert command.epilog is not None
    example = command.epilog.split("   ")[0]
    start = f"Example: voc {' '.join(path)}"
    assert example.startswith(start)
    assert "\\b" not in command.get_help(click.Context(command)), "click's mark got through"
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{' '.join(path)} {option.opts}"


@pytest.mark.parametrize("verb", ["show", "keywords", "search", "brief", "rejects list", "store status", "check store"])
def test_every_verb_on_the_store_takes_a_configuration(verb: str) -> None:
    names = {name for option in ALL[tuple(verb.split())].params for name in option.opts}
    assert "--config" in names


def test_help_loads_nothing_heavy() -> None:
    paths = [path for path in ALL if path]
    code = (
        "import sys, contextlib, io\n"
        "from voc.cli.group import voc\n"
        f"for path in [(), *{paths!r}]:\n"
        "    with contextlib.redirect_stdout(io.StringIO()) as out:\n"
        "        voc.main([*path, '--help'], prog_name='voc', standalone_mode=False)\n"
        "    assert 'Usage: voc' in out.getvalue()\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout.strip(), result.stderr) == (0, "", "")


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    shell = f"{sys.executable} -c 'from voc.cli import main; main()' show --help | head -1"
    result = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, check=False)
    assert (result.stdout.startswith("Usage:"), result.stderr) == (True, "")


def test_a_closed_stdout_is_no_error() -> None:
    shell = f"{sys.executable} -c 'from voc.cli import main; main()' show --help >&-"
    result = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_mistyped_verb_is_answered_with_the_nearest() -> None:
    command = [sys.executable, "-c", "from voc.cli import main; main()", "shwo"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "No such command 'shwo'. Did you mean 'show'?" in result.stderr

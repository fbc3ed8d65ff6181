"""The documents name what exists, and all of it."""

import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest

from voc.cli.group import VERBS, voc

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
READMES = [ROOT / "README.md", ROOT / "README.ko.md"]
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|#|mailto:)([^)#]+)")
FENCE = re.compile(r"```(?:console|sh|shell|text)?\n(.*?)```", re.DOTALL)


def commands_of(page: Path) -> list[list[str]]:
    """List the `voc` commands in a page's code blocks, as words."""
    found = []
    for block in FENCE.findall(page.read_text("utf-8")):
        for line in block.splitlines():
            words = line.strip().removeprefix("$ ")
            if words.startswith("voc "):
                found.append(shlex.split(words.partition("  #")[0].partition(" > ")[0]))
    return found


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
@pytest.mark.parametrize("verb", VERBS)
def test_each_readme_names_every_verb(page: Path, verb: str) -> None:
    assert f"voc {verb}" in page.read_text("utf-8")


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_each_readme_begins_with_the_two_commands(page: Path) -> None:
    text = page.read_text("utf-8")
    assert "make demo" in text
    assert "make test" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    missing = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_documented_commands_and_options_exist(page: Path) -> None:
    for words in commands_of(page):
        command: click.Command = voc
        rest = words[1:]
        with click.Context(voc) as context:
            while rest and isinstance(command, click.Group) and not rest[0].startswith("-"):
                found = command.get_command(context, rest[0])
                assert found is not None, f"{page.name}: '{' '.join(words)}' names no command"
                command, rest = found, rest[1:]
        options = (option for one in command.params for option in (*one.opts, *one.secondary_opts))
        known = {*options, "--help", "-h"}
        used = {word.partition("=")[0] for word in rest if word.startswith("--")}
        assert used <= known, f"{page.name}: '{' '.join(words)}' uses {sorted(used - known)}"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_with_an_example(verb: str) -> None:
    with click.Context(voc) as context:
        command = voc.get_command(context, verb)
        assert command is not None
        text = command.get_help(click.Context(command, info_name=f"voc {verb}"))
    assert "Example" in text
    assert f"voc {verb}" in " ".join(text.split())


def test_nothing_tracked_holds_a_path_of_a_machine_or_an_address_of_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    if listed.returncode:
        pytest.skip("not a git checkout: there is no list of the project's files")
    # Put together here, so that this page does not find itself.
    parts = ["/ro" + "ot/", "/ho" + "me/[a-z]+/", "/wo" + "rk/", "pypi" + r"\.org", "python" + "hosted"]
    forbidden = re.compile("|".join(parts))
    hits = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix not in {".woff2", ".png"}:
            text = path.read_text("utf-8", errors="ignore")
            hits += [f"{name}: {match[0]}" for match in forbidden.finditer(text)]
    assert hits == []

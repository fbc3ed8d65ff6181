"""Writing the rows of an imported file that could not be read."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import Command, say

if TYPE_CHECKING:
    from voc.config import Settings


def rejects_option(command: Command) -> Command:
    """Add `--rejects OUT.csv`."""
    return click.option(
        "--rejects",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="OUT.csv",
        help="Also write the rows that could not be read, masked, to this file.",
    )(command)


def write_rejects(settings: "Settings", source: str, file: Path, out: Path, *, dry_run: bool) -> None:
    """Write the open rejects of a file, masked, and say how many they are."""
    from voc.steps.existing import existing_store  # noqa: PLC0415 - help needs none of this
    from voc.steps.handout import write_whole  # noqa: PLC0415
    from voc.steps.rejects import rejects_file  # noqa: PLC0415
    from voc.store import load_rejects  # noqa: PLC0415

    if dry_run:
        say(f"{out} was not written: --dry-run stores nothing.")
        return
    with existing_store(settings) as store, store.read() as connection:
        found = load_rejects(connection, source=source)
    mine = [one for one in found if one.reject.file == file.name]
    write_whole(out, rejects_file(mine, "csv"))
    say(f"{len(mine):,} rows written to {out}.")

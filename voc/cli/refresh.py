"""`voc refresh`: read anew what an older version of the analysis read."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, PARTLY_DONE, config_option, json_option, say
from voc.cli.drawing import progress

if TYPE_CHECKING:
    from voc.steps.refresh import Refreshed


@click.command(epilog="Example: voc refresh --dry-run")
@click.option("--own-words", is_flag=True, help="First learn anew how the customers of this store speak.")
@click.option("--dry-run", is_flag=True, help="Count, read a sample to tell how much would change, change nothing.")
@json_option
@config_option
def command(*, own_words: bool, dry_run: bool, as_json: bool, config: Path | None) -> int:
    """Redo what an older version of the analysis read.

    After an update, or a change of dictionaries or rules, the nights read new documents the new way and leave the old
    ones as they are. This reads those anew, in batches: broken off, it goes on where it was. Themes stay wherever the
    new reading does not speak against them; what people moved or corrected holds.

    What the customers of this store call things is learned once, before the first night reads: sentences that the rules
    read surely teach what the doubtful ones mean. With --own-words it is learned anew, from all that is stored by now.

    \b
    Fields with --json: dry_run n_outdated n_documents n_sentences documents_relabelled documents_moved n_relabelled
    n_moved n_recut n_stray unreadable weeks
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc refresh --help` needs none of this
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.night import unreadable_lines  # noqa: PLC0415
    from voc.steps.refresh import refresh  # noqa: PLC0415

    with progress() as report, existing_workplace(load_settings(config), report) as place:
        done = refresh(place, own_words=own_words, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(_row(done, dry_run=dry_run), ensure_ascii=False))
    else:
        _describe(done, dry_run=dry_run)
    for line in unreadable_lines(done.unreadable):
        say(line)
    return PARTLY_DONE if done.unreadable else DONE


def _row(done: "Refreshed", *, dry_run: bool) -> dict[str, object]:
    return {
        "dry_run": dry_run,
        "n_outdated": done.n_outdated,
        "n_documents": done.n_documents,
        "n_sentences": done.n_sentences,
        "documents_relabelled": len(done.relabelled),
        "documents_moved": len(done.moved),
        "n_relabelled": done.n_relabelled,
        "n_moved": done.n_moved,
        "n_recut": done.n_recut,
        "n_stray": done.n_stray,
        "unreadable": sorted(done.unreadable),
        "weeks": done.weeks,
    }


def _describe(done: "Refreshed", *, dry_run: bool) -> None:
    if not done.n_documents:
        say("Everything was read by this version of the analysis. Nothing to do.")
        return
    read = f"{done.n_documents:,} documents with {done.n_sentences:,} sentences"
    click.echo(f"{'Would read' if dry_run else 'Read'} {done.n_outdated:,} documents anew.")
    click.echo(f"Of {read}{', read as a sample' if dry_run else ''}:")
    click.echo(
        f"  another act, hesitation, reason or stage: {done.n_relabelled:,} in {len(done.relabelled):,} documents"
    )
    click.echo(f"  another theme: {done.n_moved:,} in {len(done.moved):,} documents")
    click.echo(f"  cut otherwise: {done.n_recut:,}")
    if done.n_stray:
        say(
            f"{done.n_stray:,} sentences that people moved or corrected do not stand like that any more; these "
            "decisions are kept in the log, without effect."
        )
    if dry_run:
        say("Nothing was changed.")

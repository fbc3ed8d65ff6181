"""`voc metrics`: figures of the operation, for a monitoring system."""

from datetime import UTC, datetime
from pathlib import Path

import click

from voc.cli.asking import DONE, config_option, say


@click.command(epilog="Example: voc metrics --out /var/lib/node_exporter/voc.prom")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a file, whole or not at all."
)
@config_option
def command(*, out: Path | None, config: Path | None) -> int:
    """Print the last figures of runs, steps, sources and store in the text format of Prometheus.

    With --out into the folder that node_exporter's textfile collector reads; call it after each run. Where it fails,
    the file stays as it was and grows old, which is what to be warned of.
    """
    from voc.config import load_settings  # noqa: PLC0415 - `voc metrics --help` needs none of this
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.steps.handout import write_whole  # noqa: PLC0415
    from voc.steps.listings.exposition import spell  # noqa: PLC0415
    from voc.steps.listings.metrics import figures  # noqa: PLC0415

    settings = load_settings(config)
    with existing_store(settings) as store:
        found = figures(store, settings, now=datetime.now(UTC))
    if out is None:
        click.echo(spell(found), nl=False)
        return DONE
    write_whole(out, spell(found).encode())
    say(f"Wrote {len(found)} figures to {out}.")
    return DONE

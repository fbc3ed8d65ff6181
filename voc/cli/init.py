"""`voc init`: an editable configuration and an empty inbox."""

from pathlib import Path

import click

FAILED = 1


@click.command(epilog="Example: voc init voc-home")
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path())
@click.option("--dry-run", is_flag=True, help="Only list what would be written.")
@click.option("--force", is_flag=True, help="Replace files of ours that are already there; others are left alone.")
def command(folder: Path, *, dry_run: bool, force: bool) -> int:
    """Write an editable config/ and an empty inbox/ into DIR (the current folder without one)."""
    # Loaded here: `voc --help` does not pay for reading a configuration.
    from voc.config.scaffold import plan_scaffold, write_scaffold  # noqa: PLC0415 - see above

    target = folder.expanduser().absolute()
    scaffold = plan_scaffold()
    existing = scaffold.existing(target)
    if dry_run:
        for path in scaffold.files:
            verb = "write" if path not in existing else "replace" if force else "keep (already there)"
            click.echo(f"would {verb}: {folder / path}")
        for path in scaffold.folders:
            click.echo(f"would make: {folder / path}/")
        return FAILED if existing and not force else 0
    write_scaffold(scaffold, target, force=force)
    click.echo(f"Wrote {len(scaffold.files)} files and {len(scaffold.folders)} inbox folders to {target}.")
    click.echo("Next:")
    for number, step in enumerate(_next_steps(folder, scaffold.folders), start=1):
        click.echo(f"  {number}. {step}")
    return 0


def _next_steps(folder: Path, inbox: tuple[Path, ...]) -> list[str]:
    enter = [] if folder == Path() else [f"cd {folder}"]
    return [
        *enter,
        f"Put files into the folders of inbox/ ({', '.join(path.name for path in inbox)}); inbox/README.md says which.",
        "On a server, set VOC_AUTHOR_KEY to a long random text and keep it: it disguises authors (else: a key file).",
        "voc check config",
        "voc run nightly",
    ]

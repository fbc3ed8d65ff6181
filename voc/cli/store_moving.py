"""`voc store backup|restore|copy`: whole stores from one place to another."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from voc.cli.asking import DONE, config_option, say
from voc.cli.drawing import progress
from voc.errors import UsageError

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("backup", epilog="Example: voc store backup voc-backup.db")
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--with-key", is_flag=True, help="Put the key of the authors into FILE.key, readable by you only.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be copied.")
@config_option
def backup(*, file: Path, with_key: bool, dry_run: bool, config: Path | None) -> int:
    """Copy the store into a new FILE while it is in use; the file appears whole or not at all.

    FILE is an SQLite store whatever the database. The key of the authors is a secret and not part of it: without that
    key the authors count as new ones after a restore.
    """
    from voc.config import load_settings  # noqa: PLC0415 - `voc store --help` needs none of this
    from voc.steps.keep_store import back_up, plan_backup  # noqa: PLC0415

    settings = load_settings(config)
    if dry_run:
        say(f"Would copy {plan_backup(settings, file, with_key=with_key)} to {file}.")
        return DONE
    with progress() as report:
        kept = back_up(settings, file, report, with_key=with_key)
    say(f"Copied the store to {file} ({file.stat().st_size:,} bytes).")
    _tell(kept.notes)
    return DONE


@click.command("restore", epilog="Example: voc store restore voc-backup.db --dry-run")
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Only look the backup over.")
@config_option
def restore(*, file: Path, dry_run: bool, config: Path | None) -> int:
    """Put a backup FILE in the place of the store; the store that was there is moved aside, never overwritten.

    What was forgotten or purged after the backup was made stays erased. A key of the authors in FILE.key comes back
    with it.
    """
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.keep_store import plan_restore, restore_from  # noqa: PLC0415
    from voc.steps.scratch import own_temporary_files  # noqa: PLC0415

    settings = load_settings(config)
    if dry_run:
        found = plan_restore(settings, file)
        say(
            f"{file} is a whole store: tables {found.schema}, {found.n_documents:,} documents, {found.n_bytes:,} bytes."
        )
        return DONE
    with own_temporary_files(), progress() as report:
        kept = restore_from(settings, file, report, datetime.now(UTC))
    say(f"The store is back from {file}." + (f" The one that was there is now {kept.aside}." if kept.aside else ""))
    _tell(kept.notes)
    return DONE


@click.command("copy", epilog="Example: voc store copy postgresql://voc@db.example/voc --dry-run")
@click.argument("target", metavar="[ADDRESS]", required=False)
@click.option("--dry-run", is_flag=True, help="Only tell from where to where.")
@config_option
def copy(*, target: str | None, dry_run: bool, config: Path | None) -> int:
    """Copy the store into an empty one at ADDRESS, SQLite or PostgreSQL, and compare every row; all of it or nothing.

    An address with a password stands in the variable VOC_STORE_COPY_TO and never on the command line. Afterwards name
    the new store in VOC_STORE_URL.
    """
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.keep_store import copy_to, plan_copy  # noqa: PLC0415

    settings, address = load_settings(config), _address(target)
    if dry_run:
        say("Would copy {} to {}.".format(*plan_copy(settings, address)))
        return DONE
    with progress() as report:
        copied, kept = copy_to(settings, address, report)
    n_rows = f"{sum(copied.values()):,} rows of {len(copied)} tables"
    say(f"Copied {n_rows}, {copied['documents']:,} documents among them, and compared them all.")
    _tell(kept.notes)
    return DONE


def _address(target: str | None) -> str:
    from voc.config.environment import COPY_TO  # noqa: PLC0415 - as above

    address = target or os.environ.get(COPY_TO, "").strip()
    if not address:
        message = f"No store is named to copy to. Give its address, or set {COPY_TO} where it has a password."
        raise UsageError(message)
    if target and _has_password(target):
        message = f"A password on the command line is seen by everybody on this machine. Set {COPY_TO} instead."
        raise UsageError(message)
    return address


def _has_password(address: str) -> bool:
    from voc.store.engine import parse_address  # noqa: PLC0415 - as above

    url = parse_address(address)
    # `password` and `sslpassword`, that of the client's key.
    return url.password is not None or any(name.endswith("password") for name in url.query)


def _tell(notes: tuple[str, ...]) -> None:
    for note in notes:
        say(note)

"""`voc store`: look after the store."""

from dataclasses import asdict
from pathlib import Path

import click

from voc.cli.asking import DONE, config_option, json_option, say
from voc.cli.drawing import show_rows
from voc.cli.store_moving import backup, copy, restore

_SIZES = {"table": "표", "n_rows": "줄", "n_bytes": "크기(바이트)", "n_index_bytes": "색인(바이트)"}
_FACTS = {
    "address": "주소",
    "schema": "구조 버전",
    "n_bytes": "크기(바이트)",
    "n_documents": "문서",
    "n_voices": "목소리(사본 제외)",
    "n_removed": "소스에서 지워진 문서",
    "n_forgotten": "잊은 문서",
    "n_findings": "읽은 문장",
    "n_themes": "테마",
    "n_unread": "아직 읽지 않은 문서",
    "n_rejects": "따로 둔 줄",
    "weeks_to_count": "다시 셀 주",
}


@click.group(epilog="Example: voc store status")
def command() -> None:
    """Look after the store: status, upgrade, backup, restore, copy, roles."""


for moving in (backup, restore, copy):
    command.add_command(moving)


@command.command("status", epilog="Example: voc store status --json")
@click.option("--tables", is_flag=True, help="Rows and size of every table instead.")
@json_option
@config_option
def status(*, tables: bool, as_json: bool, config: Path | None) -> int:
    """Tell where the store lies and how much is in it.

    \b
    Fields with --json: address schema n_bytes n_documents n_voices n_removed n_forgotten n_findings n_themes n_read
    n_unread n_rejects weeks_to_count
    n_read counts documents by analysis version, n_rejects open rows by source
    Fields with --tables: table n_rows n_bytes n_index_bytes
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc store --help` needs none of this
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.store import status as status_of  # noqa: PLC0415
    from voc.store.sizes import table_sizes  # noqa: PLC0415

    with existing_store(load_settings(config)) as store:
        if tables:
            sizes = [asdict(one) for one in table_sizes(store)]
            shown = sizes if as_json else [{name: _plain(value) for name, value in one.items()} for one in sizes]
            show_rows(shown, as_json=as_json, columns=_SIZES, empty="")
            return DONE
        found = asdict(status_of(store))
    facts = {**found, "n_read": dict(found["n_read"]), "n_unread": found["n_read"].get("", 0)}
    facts["n_read"].pop("", None)
    facts["weeks_to_count"] = list(found["weeks_to_count"])
    if as_json:
        show_rows([facts], as_json=True, columns={}, empty="")
        return DONE
    facts["n_rejects"] = sum(found["n_rejects"].values())
    facts["weeks_to_count"] = ", ".join(found["weeks_to_count"]) or "없음"
    rows = [{"fact": heading, "value": _plain(facts[name])} for name, heading in _FACTS.items()]
    show_rows(rows, as_json=False, columns={"fact": "항목", "value": "값"}, empty="")
    return DONE


@command.command("upgrade", epilog="Example: voc store upgrade --dry-run")
@click.option("--dry-run", is_flag=True, help="Only tell whether there is something to do.")
@config_option
def upgrade(*, dry_run: bool, config: Path | None) -> int:
    """Bring the tables of a store to what this version of the program needs; make a backup first."""
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.store import upgrade_store  # noqa: PLC0415
    from voc.store.marks import marked_weeks  # noqa: PLC0415
    from voc.store.migrate import newest_version, schema_version  # noqa: PLC0415

    with existing_store(load_settings(config), any_version=True) as store:
        with store.read() as connection:
            before = schema_version(connection)
        if before == newest_version():
            say(f"The store is up to date (tables {before}).")
        elif dry_run:
            say(f"The store has tables {before}; an upgrade would bring them to {newest_version()}.")
        else:
            upgrade_store(store)
            say(f"Upgraded the store from tables {before} to {newest_version()}.")
            with store.read() as connection:
                say_what_waits(len(marked_weeks(connection)))
    return DONE


def say_what_waits(n_weeks: int) -> None:
    """Say what the next night has to do besides its work; nothing where no week waits."""
    if n_weeks:
        weeks = "1 week waits" if n_weeks == 1 else f"{n_weeks:,} weeks wait"
        say(
            f"{weeks} for being counted anew. The next `voc run nightly` does it, in about 12 minutes per million "
            "documents; until then screens and lists may show counts without customer segments."
        )


@command.command("roles", epilog="Example: voc store roles --reader voc_reader")
@click.option("--reader", metavar="NAME", default="voc_reader", show_default=True, help="The role that may only read.")
@config_option
def roles(*, reader: str, config: Path | None) -> int:
    """Print the SQL that lets a role read a PostgreSQL store, and only read; run it as the owner of the store.

    That role suffices for show, keywords, search, brief, rejects list, check store and store status.
    """
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.store.roles import reader_statements  # noqa: PLC0415

    with existing_store(load_settings(config)) as store:
        statements = reader_statements(store, reader)
    click.echo("".join(f"{statement};\n" for statement in statements), nl=False)
    say(f"Give the role a password with psql's \\password {reader}; the address to read with names that role.")
    return DONE


def _plain(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else str(value)

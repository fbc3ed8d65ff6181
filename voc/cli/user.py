"""`voc user`: who signs in to the dashboard with a password."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from voc.cli.asking import DONE, Command, config_option, json_option, say
from voc.cli.drawing import show_rows
from voc.errors import UsageError

_COLUMNS = {"name": "이름", "role": "역할", "added_at": "추가", "password_set_at": "비밀번호"}
_ROLES = ("reader", "editor", "admin")
_ROLE_HELP = "reader looks and downloads; editor also curates and imports; admin also manages."


@click.group(epilog="Example: voc user add hana --role editor")
def command() -> None:
    """Manage who signs in to the dashboard with a password (sign_in: password in dashboard.yaml).

    A password is asked for twice and never taken from the command line. Everything done here is in `voc audit`.
    """


def _stdin_option(command: Command) -> Command:
    text = "Read the password from the first line of stdin instead of asking."
    return click.option("--password-stdin", "from_stdin", is_flag=True, help=text)(command)


def _dry_run_option(command: Command) -> Command:
    return click.option("--dry-run", is_flag=True, help="Only tell what would be done.")(command)


@command.command("add", epilog="Example: voc user add hana --role editor")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), required=True, help=_ROLE_HELP)
@_stdin_option
@_dry_run_option
@config_option
def add(*, name: str, role: str, from_stdin: bool, dry_run: bool, config: Path | None) -> int:
    """Let NAME in, with a password of 10 characters or more."""
    from voc.config import load_settings  # noqa: PLC0415 - `voc user --help` needs none of this
    from voc.steps.audit_log import acting  # noqa: PLC0415
    from voc.steps.users import add_user  # noqa: PLC0415
    from voc.steps.workplace import open_workplace  # noqa: PLC0415

    if dry_run:
        return _would(f"add {{name}} as {role}", name, config, is_new=True)
    with open_workplace(load_settings(config)) as place:
        user = add_user(place.store, name, role, _password(from_stdin=from_stdin), at=datetime.now(UTC), who=acting())
    say(f"Added {user.name} as {role}.")
    return DONE


@command.command("set", epilog="Example: voc user set hana --role admin")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), help=_ROLE_HELP)
@click.option("--password", "asks", is_flag=True, help="Ask for a new password; their sessions end.")
@_stdin_option
@_dry_run_option
@config_option
def change(*, name: str, role: str | None, asks: bool, from_stdin: bool, dry_run: bool, config: Path | None) -> int:
    """Give NAME another role, another password, or both; it counts from their next click on."""
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.audit_log import acting  # noqa: PLC0415
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.steps.users import change_user  # noqa: PLC0415

    if role is None and not (asks or from_stdin):
        raise UsageError("Say what to change: --role, --password or both.")
    if dry_run:
        changed = [f"their role to {role}"] * (role is not None) + ["their password"] * (asks or from_stdin)
        return _would(f"change {' and '.join(changed)} for {{name}}", name, config, is_new=False)
    with existing_store(load_settings(config)) as store:
        password = _password(from_stdin=from_stdin) if asks or from_stdin else None
        change_user(store, name, role=role, password=password, at=datetime.now(UTC), who=acting())
    say(f"Changed {name}.")
    return DONE


@command.command("list", epilog="Example: voc user list --json")
@json_option
@config_option
def listing(*, as_json: bool, config: Path | None) -> int:
    """List who may sign in.

    \b
    Fields with --json: name role added_at password_set_at
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.config.dashboard import ROLE_NAMES  # noqa: PLC0415
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.store import load_users  # noqa: PLC0415

    with existing_store(load_settings(config)) as store, store.read() as connection:
        users = load_users(connection)
    rows = [
        {
            "name": user.name,
            "role": user.role if as_json else ROLE_NAMES[user.role],
            "added_at": _day(user.added_at, as_json=as_json),
            "password_set_at": _day(user.password_set_at, as_json=as_json),
        }
        for user in users
    ]
    show_rows(
        rows, as_json=as_json, columns=_COLUMNS, empty="Nobody has a password yet: voc user add NAME --role admin"
    )
    return DONE


@command.command("remove", epilog="Example: voc user remove hana")
@click.argument("name")
@_dry_run_option
@config_option
def remove(*, name: str, dry_run: bool, config: Path | None) -> int:
    """Let NAME in no more; whoever is signed in is out with the next click."""
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.audit_log import acting  # noqa: PLC0415
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.steps.users import remove_user  # noqa: PLC0415

    if dry_run:
        return _would("remove {name}", name, config, is_new=False)
    with existing_store(load_settings(config)) as store:
        remove_user(store, name, at=datetime.now(UTC), who=acting())
    say(f"Removed {name}.")
    return DONE


def _would(done: str, name: str, config: Path | None, *, is_new: bool) -> int:
    """Tell what a command would do to whom, if it could."""
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.existing import existing_store  # noqa: PLC0415
    from voc.steps.users import look_at_user  # noqa: PLC0415

    with existing_store(load_settings(config)) as store:
        found = look_at_user(store, name, is_new=is_new)
    say(f"It would {done.format(name=found)}. Nothing was written.")
    return DONE


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not _is_person():
        raise UsageError("Nobody can be asked for a password here. Repeat with --password-stdin.")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True)
    return typed


def _is_person() -> bool:
    return sys.stdin.isatty()


def _day(at: datetime, *, as_json: bool) -> str:
    from voc.weeks import SEOUL  # noqa: PLC0415 - as above

    return at.isoformat() if as_json else f"{at.astimezone(SEOUL):%Y-%m-%d}"

"""`voc serve`: the dashboard."""

from pathlib import Path

import click

from voc.cli.asking import DONE, config_option, say


@click.command(epilog="Example: voc serve --port 8765")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="NAME", help="Where to listen.")
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), metavar="N", help="0 takes a free one."
)
@config_option
@click.pass_obj
def command(about: dict[str, bool] | None, *, host: str, port: int, config: Path | None) -> int:
    """Open the dashboard of the weekly review, until Ctrl-C.

    As configured by default it is for this machine alone, and nobody signs in. For a team, say in dashboard.yaml how
    people sign in (docs/dashboard.md); only then may it listen anywhere else.
    """
    from voc.config import load_settings  # noqa: PLC0415 - `voc serve --help` needs none of this
    from voc.dashboard.serving import needs_encryption, serve  # noqa: PLC0415
    from voc.steps.workplace import open_workplace  # noqa: PLC0415
    from voc.store import load_users  # noqa: PLC0415

    settings = load_settings(config)
    with open_workplace(settings) as place:
        if settings.dashboard.sign_in == "password":
            with place.store.read() as connection:
                if not load_users(connection):
                    say("Nobody can sign in yet: voc user add NAME --role admin")
        if needs_encryption(settings.dashboard):
            say("public_url begins with http://, so passwords travel unencrypted. Put a server with TLS in front.")
        serve(place, host, port, say, debug=bool(about and about.get("debug")))
    return DONE

"""`voc messages`: what was sent, how it did, and what customers said about it."""

import click

from voc.cli.messages_archive import export, imports, undo
from voc.cli.messages_look import after_command, fatigue_command, said_command, timeline_command
from voc.cli.messages_response import response_command, tests_command
from voc.cli.messages_voices import confirm, deny, voices


@click.group(epilog="Example: voc messages voices --week 2026-W46")
def command() -> None:
    """Look at the messages that were sent (voc import messages), and at what customers said about them."""


for _one in (
    response_command,
    tests_command,
    said_command,
    timeline_command,
    fatigue_command,
    after_command,
    voices,
    confirm,
    deny,
    imports,
    undo,
    export,
):
    command.add_command(_one)

"""`voc import messages`: what was sent and how it did, from the export of any tool that sends messages."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, PARTLY_DONE, WRONG_USAGE, config_option, json_option
from voc.cli.drawing import progress
from voc.cli.import_rejects import rejects_option, write_rejects

if TYPE_CHECKING:
    from voc.config import Settings
    from voc.steps.messages.file import MessageFile
    from voc.steps.messages.import_messages import TakenMessages


@click.command("messages", epilog="Example: voc import messages crm.xlsx --map sent_at=보낸날 --map body=문구")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="What a column is; may be repeated.")
@click.option("--form", metavar="NAME", help="Name of the layout: a saved one, or a new one with ids of its own.")
@click.option("--sheet", metavar="NAME", help="Sheet of the workbook that holds the messages.")
@click.option("--header-row", type=click.IntRange(min=1), metavar="N", help="Row or line of the column titles.")
@click.option("--encoding", metavar="NAME", help="Of a text file: utf-8, cp949, utf-16; found out without.")
@click.option("--time-zone", metavar="ZONE", help="Of times without an offset; Asia/Seoul.")
@click.option("--channel", metavar="NAME", help="Channel of all messages, where no column tells it.")
@click.option("--dry-run", is_flag=True, help="Understand and read, store nothing.")
@rejects_option
@json_option
@config_option
def messages(
    *,
    file: Path,
    pairs: tuple[str, ...],
    dry_run: bool,
    rejects: Path | None,
    as_json: bool,
    config: Path | None,
    **given: object,
) -> int:
    """Import messages that were sent, with their results: first say what each column is taken for.

    \b
    1. Look       voc import messages FILE --dry-run
    2. Correct    add --map FIELD=COLUMN for each column that is wrong
    3. Import     the same without --dry-run

    Exports of Braze, 빅인, 카카오 비즈메시지 and Notion (also its zip), and tables of any other tool, are understood by
    their titles and cells. A column that is doubtful stops the import: nothing is stored, the command that confirms it
    is printed (exit code 2).

    \b
    FIELD is what the column holds:
      sent_at  sent_time         when it was sent; the time of day, where it stands in a column of its own
      channel  segment  stage    to whom; names of channels.yaml and funnel.yaml
      campaign  test  variant    what it belonged to
      title  body  image  is_ad  what was sent; an image by address, file name or Y/N
      sent  delivered  opened  clicked  converted  opted_out  revenue
                                 what came of it: 1234, 1,234, 1,234건; percentages only beside `sent`
      id                         the tool's own number of the message
      drop                       nothing is stored; 'drop=*' for every doubtful column that is not named

    Title and text are masked before they are stored. A message that comes again with other numbers is changed, not
    doubled: it is the same by its id, else by when, where, to whom and what. A file is taken in as a whole or not at
    all; rows that cannot have happened (more opened than delivered, no date, no words, the future) are set aside with
    their reason (exit code 3). Take an import back with `voc messages undo`.

    \b
    With --json a line for each column: column field doubtful reason filled
    and a last one: form dry_run import rows new changed unchanged repeated rejects recognised why unstored notes;
                    where something is doubtful, command
    """  # noqa: D301 - click wants the very character
    from voc.cli.messages_shown import ask_back_messages, show_messages_plan, show_taken  # noqa: PLC0415 - help needs none
    from voc.config import load_settings  # noqa: PLC0415
    from voc.steps.messages.file import MessageOptions, check_messages, understand_messages  # noqa: PLC0415
    from voc.steps.messages.import_messages import MESSAGES  # noqa: PLC0415

    settings, options = load_settings(config), MessageOptions(**given)  # type: ignore[arg-type] # click has checked them
    with progress() as report:
        understood = understand_messages(settings, file, pairs, options=options, report=report)
    show_messages_plan(understood, as_json=as_json)
    if understood.plan.unconfirmed:
        ask_back_messages(understood, pairs, options, config, as_json=as_json)
        return WRONG_USAGE
    check_messages(understood)
    taken = _take(settings, understood, dry_run=dry_run)
    if rejects is not None:
        write_rejects(settings, MESSAGES, file, rejects, dry_run=dry_run)
    show_taken(understood, taken, dry_run=dry_run, as_json=as_json)
    return PARTLY_DONE if taken.n_rejects else DONE


def _take(settings: "Settings", understood: "MessageFile", *, dry_run: bool) -> "TakenMessages":
    from voc.steps.messages.import_messages import run_import  # noqa: PLC0415 - as above
    from voc.steps.workplace import open_workplace  # noqa: PLC0415

    with progress() as report, open_workplace(settings, report, dry_run=dry_run) as place:
        return run_import(place, understood, dry_run=dry_run)

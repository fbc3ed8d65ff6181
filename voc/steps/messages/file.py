"""A message export that somebody brings: understood by its columns, as remembered, as a person says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from voc.config import Settings
from voc.errors import UsageError
from voc.messages import Field, MessagePlan, mapping_from, read_field, understand
from voc.steps.progress import Report, silent
from voc.steps.survey.forms import FormFacts, SavedForm, check_form_name, form_name, load_forms
from voc.steps.survey.import_survey import how_read, told
from voc.steps.survey.known import open_known, zone_named
from voc.tables import Layout, Table

# Columns without which an export is not the one that was saved.
_NEEDED: tuple[Field, ...] = ("sent_at", "title", "body", "id")


@dataclass(frozen=True, slots=True)
class MessageOptions:
    """What a person says of a file beside the meaning of its columns; None says nothing.

    Attributes
    ----------
    form : str or None
        Name of the layout: a saved one, or a new one whose ids are its own.
    time_zone : str or None
        Of times without an offset.
    channel : str or None
        Key or any name of the channel of all messages, where no column tells it.
    """

    form: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    time_zone: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class MessageFile:
    """A message export and what its columns are taken for.

    Attributes
    ----------
    form : str
        Names the layout; the tool's ids are told apart by it.
    is_known : bool
        Whether the layout was imported before.
    channel : str or None
        Key of the channel of messages for which no column tells one.
    notes : tuple of str
        How the file was read, one sentence each.
    """

    path: Path
    plan: MessagePlan
    form: str
    zone: tzinfo
    is_known: bool = False
    layout: Layout = field(default_factory=Layout)
    encoding: str | None = None
    time_zone: str | None = None
    channel: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def mapping(self) -> dict[str, str]:
        """What every column is, in the words of `--map`."""
        return self.plan.mapping

    @property
    def saved(self) -> SavedForm:
        """What is kept for the next export."""
        facts = FormFacts(
            sheet=self.layout.sheet,
            header_row=self.layout.header_row,
            time_zone=self.time_zone,
            channel=self.channel,
        )
        return SavedForm(self.form, self.mapping, facts)


def layouts_folder(settings: Settings) -> Path:
    """Return the folder with a file for each layout."""
    return settings.home / "store" / "messages"


def understand_messages(
    settings: Settings,
    path: Path,
    pairs: Sequence[str] = (),
    *,
    options: MessageOptions | None = None,
    report: Report = silent,
) -> MessageFile:
    """Tell what each column of a message export holds: as a person says, as saved, else by its title and cells.

    Parameters
    ----------
    pairs : sequence of str
        `FIELD=COLUMN`, what a person said.

    Raises
    ------
    TableError
        The file cannot be read.
    UsageError
        A pair is none or names what is not there, or there is no such channel.
    """
    asked = options or MessageOptions()
    with open_known(load_forms(layouts_folder(settings)), path, asked, _NEEDED) as opened:
        given = mapping_from(pairs, opened.table.header, where=opened.table.path.name)
        saved = _saved(opened.saved, opened.table)
        plan = understand(told(opened.table, report), mapping={**saved, **given}, said_now=given)
        before = opened.saved.facts if opened.saved else FormFacts()
        time_zone, channel = asked.time_zone or before.time_zone, asked.channel or before.channel
        return MessageFile(
            path,
            plan,
            form=_form(opened.saved, asked, opened.table),
            zone=zone_named(time_zone),
            is_known=opened.saved is not None,
            layout=opened.layout,
            encoding=asked.encoding,
            time_zone=time_zone,
            channel=settings.channels.channel(channel).key if channel else None,
            notes=how_read(opened.table),
        )


def check_messages(file: MessageFile) -> None:
    """Make sure that a file tells when something was sent and what it said.

    Raises
    ------
    UsageError
        A column for it is missing or not confirmed.
    """
    if file.plan.n_rows == 0:
        return
    if file.plan.named("sent_at") is None:
        raise UsageError(f"{file.path.name}: no column tells when a message was sent. Name it: --map sent_at=COLUMN.")
    if file.plan.named("body") is None and file.plan.named("title") is None:
        raise UsageError(f"{file.path.name}: no column holds what was sent. Name it: --map body=COLUMN.")


def _saved(form: SavedForm | None, table: Table) -> dict[str, Field]:
    held = form.mapping if form else {}
    return {name: read_field(word, name) for name, word in held.items() if name in table.header}


def _form(saved: SavedForm | None, asked: MessageOptions, table: Table) -> str:
    if saved is not None:
        return saved.form
    return check_form_name(asked.form) if asked.form else form_name(table.header)

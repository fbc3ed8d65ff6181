"""What is known of a survey file before its columns are judged: by sources.yaml, a saved form, what people say."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from voc.config import FileSourceSettings, Settings
from voc.errors import TableError, UsageError
from voc.sources import specify
from voc.steps.survey.forms import (
    ANSWERS,
    FormFacts,
    SavedForm,
    check_form_name,
    find_form,
    form_name,
    forms_folder,
    load_forms,
    reworded,
    similar_form,
)
from voc.surveys import Exclusion, SurveyFacts, configured_mapping, exclusions_from, mapping_from
from voc.tables import Layout, MissingColumnError, Table, look_up_column, open_table
from voc.weeks import SEOUL

_SOURCE, _CHANNEL = "survey", "survey"


@dataclass(frozen=True, slots=True)
class SurveyOptions:
    """What a person says of a survey file beside the meaning of its columns; None and empty say nothing.

    Attributes
    ----------
    form : str or None
        Name of a saved form, or a new one.
    excluded : tuple of str
        `COLUMN=VALUE` texts: responses to leave out.
    renamed : tuple of str
        `NEW=OLD` texts: questions that were reworded.
    complete : bool
        The file holds every response there is: what is stored and not in it is taken back.
    today : date or None
        The day in Seoul; None asks the clock.
    """

    form: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    time_zone: str | None = None
    product: str | None = None
    excluded: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    purpose: str | None = None
    keep_until: date | None = None
    complete: bool = False
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A survey file that was opened, and with which layout and as which saved form."""

    table: Table
    layout: Layout
    saved: SavedForm | None
    similar: SavedForm | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file.

    Attributes
    ----------
    mapping : mapping of column to role
        Of those that are known.
    said_now : frozenset of str
        The columns that the person has just named.
    is_saved : bool
        Whether a mapping is known that is meant to be complete.
    resembles : str
        The saved form that it may be an export of, empty where there is no doubt; it is read as one meanwhile.
    suggested : tuple of str
        Which of its questions may have been reworded: `NEW=OLD`.
    """

    mapping: Mapping[str, str]
    said_now: frozenset[str]
    is_saved: bool
    known_from: str
    facts: SurveyFacts
    said: FormFacts
    excluded: tuple[Exclusion, ...]
    resembles: str = ""
    suggested: tuple[str, ...] = ()


@contextmanager
def open_survey(settings: Settings, path: Path, asked: SurveyOptions) -> Iterator[Opened]:
    """Open a file as the person says, else as the saved form whose export it is.

    Raises
    ------
    TableError, UsageError
        It cannot be read, or lacks the sheet or row.
    """
    with open_known(load_forms(forms_folder(settings)), path, asked) as opened:
        yield opened


class Asked(Protocol):
    """What a person says of how a file is to be opened; None says nothing."""

    @property
    def form(self) -> str | None:
        """Name of a saved form, or a new one."""

    @property
    def sheet(self) -> str | None:
        """Sheet of the workbook."""

    @property
    def header_row(self) -> int | None:
        """Row of the titles."""

    @property
    def encoding(self) -> str | None:
        """Of a text file."""


@contextmanager
def open_known(
    forms: Sequence[SavedForm], path: Path, asked: Asked, needed: Sequence[str] = ANSWERS
) -> Iterator[Opened]:
    """Open a file as the person says, else as that of some saved forms whose export it is; see `find_form`.

    Raises
    ------
    TableError, UsageError
        It cannot be read, or lacks the sheet or row.
    """
    named = next((one for one in forms if one.form == asked.form), None)
    given = Layout(asked.sheet, asked.header_row)
    if named is not None:
        given = Layout(asked.sheet or named.facts.sheet, asked.header_row or named.facts.header_row)
    with open_table(path, encoding=asked.encoding, layout=given) as table:
        if asked.form is not None:
            yield Opened(table, given, named, None)
            return
        saved = find_form(forms, table.header, needed)
        if saved is not None or given != Layout():
            yield Opened(table, given, saved, None if saved else similar_form(forms, table.header))
            return
        for form in forms:
            with _opened_as(form, path, asked.encoding) as other:
                if other is not None and find_form([form], other.table.header, needed):
                    yield other
                    return
        yield Opened(table, given, None, similar_form(forms, table.header))


@contextmanager
def _opened_as(form: SavedForm, path: Path, encoding: str | None) -> Iterator[Opened | None]:
    """Open a file with the sheet and header row of a saved form, if it has such ones."""
    layout = Layout(form.facts.sheet, form.facts.header_row)
    if layout == Layout():
        yield None
        return
    try:
        table = open_table(path, encoding=encoding, layout=layout)
    except (UsageError, TableError):
        yield None
        return
    with table:
        yield Opened(table, layout, form, None)


def find_known(settings: Settings, opened: Opened, pairs: Sequence[str], asked: SurveyOptions) -> Known:
    """Put together what is known of an opened file.

    Raises
    ------
    UsageError
        Something that the person said cannot be, or the answers may not be kept any more.
    """
    table, where = opened.table, opened.table.path.name
    configured = _configured(settings)
    by_config = _configured_mapping(settings, configured, table) if asked.form is None else {}
    if by_config and asked.complete:
        raise UsageError(
            f"{where} is an export of source '{configured.name if configured else ''}' in sources.yaml, whose answers "
            "may come from several files. Leave --complete out."
        )
    similar = None if by_config else opened.similar
    saved = None if by_config else opened.saved or similar
    suggested = tuple(f"{new}={old}" for new, old in reworded(similar, table.header).items()) if similar else ()
    renamed = _renamed((*asked.renamed, *suggested), table, saved)
    said = _said(saved, asked, opened.layout, renamed)
    _check_keeping(said, asked.today or datetime.now(SEOUL).date(), where)
    excluded = _excluded(said, asked, table)
    given = mapping_from(pairs, table.header, where=where)
    return Known(
        {**by_config, **_known_roles(saved, table, renamed), **given},
        said_now=frozenset(given),
        is_saved=bool(by_config or saved),
        known_from="sources.yaml" if by_config else "saved form" if saved and not similar else "",
        facts=_facts(configured, _form(saved, asked, table), said, by_config=bool(by_config)),
        said=replace(said, excluded=tuple((one.column, one.value) for one in excluded)),
        excluded=excluded,
        resembles=similar.form if similar else "",
        suggested=suggested,
    )


def _configured(settings: Settings) -> FileSourceSettings | None:
    """Return the survey source of sources.yaml, the first one that is in use."""
    files = (one for one in settings.sources if isinstance(one, FileSourceSettings))
    return next((one for one in files if one.format == "survey" and one.enabled), None)


def _configured_mapping(settings: Settings, source: FileSourceSettings | None, table: Table) -> Mapping[str, str]:
    """Read the table as the configured survey; nothing where it is another one."""
    if source is None or not source.questions:
        return {}
    try:
        return configured_mapping(table, specify(source, home=settings.home))
    except MissingColumnError:
        return {}


def _facts(configured: FileSourceSettings | None, form: str, said: FormFacts, *, by_config: bool) -> SurveyFacts:
    return SurveyFacts(
        source=configured.name if configured else _SOURCE,
        form=configured.name if configured and by_config else form,
        channel=configured.channel if configured else _CHANNEL,
        product=said.product or (configured.product if configured else None),
        timezone=zone_named(said.time_zone),
        segments=configured.segments if configured and by_config else {},
        renamed=said.renamed,
        user_column=configured.audience.user_id if configured and configured.audience else "",
    )


def _form(saved: SavedForm | None, asked: SurveyOptions, table: Table) -> str:
    if saved is not None:
        return saved.form
    return check_form_name(asked.form) if asked.form else form_name(table.header)


def _known_roles(saved: SavedForm | None, table: Table, renamed: Mapping[str, str]) -> dict[str, str]:
    """Take from a saved form what its columns are, those under new titles too."""
    if saved is None:
        return {}
    known = {name: role for name, role in saved.mapping.items() if name in table.header}
    titles = {first: title for title, first in saved.facts.renamed.items()}
    old = {new: titles.get(first, first) for new, first in renamed.items() if new not in known}
    return {**known, **{new: saved.mapping[title] for new, title in old.items() if title in saved.mapping}}


def _said(saved: SavedForm | None, asked: SurveyOptions, layout: Layout, renamed: Mapping[str, str]) -> FormFacts:
    """Put what is said now over what was said before."""
    before = saved.facts if saved else FormFacts()
    return FormFacts(
        sheet=layout.sheet,
        header_row=layout.header_row,
        time_zone=asked.time_zone or before.time_zone,
        product=asked.product or before.product,
        excluded=before.excluded,
        renamed={**before.renamed, **renamed},
        purpose=asked.purpose or before.purpose,
        keep_until=asked.keep_until or before.keep_until,
    )


def _excluded(said: FormFacts, asked: SurveyOptions, table: Table) -> tuple[Exclusion, ...]:
    before = [Exclusion(column, value) for column, value in said.excluded if column in table.header]
    now = exclusions_from(asked.excluded, table.header, where=table.path.name)
    return tuple(dict.fromkeys([*before, *now]))


def _renamed(texts: Sequence[str], table: Table, saved: SavedForm | None) -> dict[str, str]:
    """Turn `NEW=OLD` texts into a mapping of the title now to the first one; a title may hold `=` itself.

    Raises
    ------
    UsageError
        The file has no such question, or the saved form had none.
    """
    found: dict[str, str] = {}
    known = (*saved.mapping, *saved.facts.renamed.values()) if saved else ()
    for text in texts:
        places = [at for at, char in enumerate(text) if char == "="]
        pairs = [
            (look_up_column(table.header, (text[:at],)), look_up_column(known, (text[at + 1 :],))) for at in places
        ]
        sure = [(new, old) for new, old in pairs if new and old]
        if not sure:
            known_form = f"the saved form '{saved.form}' had" if saved else "there is no saved form that had"
            raise UsageError(
                f"'{text}' is no renaming: write NEW=OLD, where {table.path.name} has the question NEW and "
                f"{known_form} the question OLD."
            )
        new, old = sure[0]
        found[new] = saved.facts.renamed.get(old, old) if saved else old
    return found


def _check_keeping(said: FormFacts, today: date, where: str) -> None:
    if said.keep_until is not None and said.keep_until < today:
        raise UsageError(
            f"{where}: the respondents' consent ended on {said.keep_until}, so nothing of it may be imported any more. "
            "If it was prolonged, say until when: --keep-until YYYY-MM-DD."
        )


def zone_named(name: str | None) -> tzinfo:
    """Return a time zone by its name, Seoul's without one.

    Raises
    ------
    UsageError
        There is none; the nearest is said.
    """
    if name is None:
        return SEOUL
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError) as error:
        near = difflib.get_close_matches(name, sorted(available_timezones()), n=1, cutoff=0.5)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise UsageError(f"'{name}' is no time zone.{hint} Write one such as Asia/Seoul or UTC.") from error

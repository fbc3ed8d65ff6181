"""Survey exports in the inbox, read as sources.yaml says."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from voc.errors import TableError
from voc.records import Record
from voc.surveys.answers import SurveyFacts, records_from
from voc.surveys.plan import understand
from voc.tables import BadRow, Table, look_up_column, open_table


class SurveySpec(Protocol):
    """What a survey source is configured with; an entry of sources.yaml fits."""

    @property
    def name(self) -> str:
        """Name of the source."""

    @property
    def channel(self) -> str:
        """Where the customers spoke."""

    @property
    def product(self) -> str | None:
        """What they spoke about."""

    @property
    def encoding(self) -> str | None:
        """Of the files, None to find out."""

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """Alternative column names by field."""

    @property
    def segments(self) -> Mapping[str, str]:
        """Columns by segment name."""

    @property
    def questions(self) -> Mapping[str, str]:
        """Roles by column."""

    @property
    def user_column(self) -> str:
        """Column with the customer's id in the company's own tools, empty where none is wanted."""

    @property
    def rating_min(self) -> float | None:
        """Lowest rating."""

    @property
    def rating_max(self) -> float | None:
        """Highest rating."""


# Fields of `columns` in sources.yaml and what they are in a survey.
_FIELDS = {
    "text": "open_text",
    "created_at": "date",
    "id": "id",
    "author": "respondent",
    "rating": "rating",
    "app_version": "app_version",
}


def read_file(path: Path, spec: SurveySpec) -> Iterator[Record | BadRow]:
    """Read one export of a configured survey.

    With `questions` (or columns) in sources.yaml only what they name is stored; without, what is certain.

    Raises
    ------
    TableError, MissingColumnError
        The file as a whole cannot be used; raised before the first record.
    """
    with open_table(path, encoding=spec.encoding) as table:
        mapping = configured_mapping(table, spec)
        plan = understand(table, mapping=mapping, saved=bool(mapping))
        if not plan.named("open_text") and not plan.named("rating"):
            doubtful = ", ".join(f"'{column.name}'" for column in plan.unconfirmed) or "none"
            lacking = f"{path.name}: no column is certain to hold answers in words or ratings"
            then = f"Name them under `questions:` of source '{spec.name}' in sources.yaml."
            raise TableError(
                f"{lacking} (to be confirmed: {doubtful}). {then}",
                path=path,
                kept=f"{lacking}. {then}",
            )
        facts = SurveyFacts(
            spec.name, spec.name, spec.channel, spec.product, segments=spec.segments, user_column=spec.user_column
        )
        yield from records_from(plan, table, facts)


def configured_mapping(table: Table, spec: SurveySpec) -> dict[str, str]:
    """Say what the columns of a table are by what sources.yaml says of the source: column to role.

    Raises
    ------
    MissingColumnError
        The table lacks a question that is configured.
    """
    scale = f":{spec.rating_min:g}-{spec.rating_max:g}" if spec.rating_min is not None and spec.rating_max else ""
    mapping: dict[str, str] = {}
    for column_field, role in _FIELDS.items():
        for name in spec.columns.get(column_field, ()):
            if name in table.header:
                mapping[name] = role + (scale if role == "rating" else "")
    for name, role in spec.questions.items():
        # An export without the names and numbers that are never stored is the better one.
        if role == "drop" and look_up_column(table.header, (name,)) is None:
            continue
        mapping[table.column(name)] = role + (scale if role == "rating" else "")
    return mapping

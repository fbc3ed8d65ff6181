"""What each column of a survey is taken for, and why, before anything of it is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, NamedTuple

from voc.surveys import wording
from voc.surveys.content import SAMPLE, Answers
from voc.tables import Row, Table
from voc.tables.headers import is_time_header

Role = Literal["open_text", "rating", "choice", "segment", "date", "id", "respondent", "app_version", "drop"]
Form = Literal["google_forms", "naver_form", "generic"]

_NEARLY_ALL = 0.9
_MOSTLY = 0.5
_SOME = 0.3
# Mean characters of an answer that is a sentence, and of a title that is a label, not a question.
_SENTENCE = 8
_LABEL = 12


class Scale(NamedTuple):
    """The ends of a rating scale."""

    min: float
    max: float


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """One column and what it is taken for.

    Attributes
    ----------
    reason : str
        Why, one sentence for people.
    doubtful : bool
        Somebody should confirm it; until then nothing of the column is stored.
    scale : Scale or None
        Of ratings.
    """

    name: str
    role: Role
    reason: str
    doubtful: bool = False
    scale: Scale | None = None


@dataclass(frozen=True, slots=True)
class SurveyPlan:
    """What all columns of a survey are taken for.

    Attributes
    ----------
    form : str
        Whose export it is, told by its content.
    choices : mapping of column to choices
        Answers of selection questions that at least two people gave; others may be personal and become `기타` (other).
    """

    form: Form
    columns: tuple[PlannedColumn, ...]
    choices: Mapping[str, frozenset[str]]

    def named(self, role: Role) -> tuple[PlannedColumn, ...]:
        """List the columns that are used in a role, in the order of the file."""
        return tuple(column for column in self.columns if column.role == role and not column.doubtful)

    @property
    def unconfirmed(self) -> tuple[PlannedColumn, ...]:
        """The columns of which nothing is stored until somebody confirms what they are."""
        return tuple(column for column in self.columns if column.doubtful)


def understand(table: Table, *, mapping: Mapping[str, str] | None = None, saved: bool = False) -> SurveyPlan:
    """Propose what each column of a survey holds, from its title and its answers.

    Parameters
    ----------
    table : Table
        The export.
    mapping : mapping of column to role
        What a person said; it outranks every guess. A rating may state its scale, as in `rating:0-10`.
    saved : bool
        The mapping is a saved one and meant to be complete: other columns with answers are not stored.

    Raises
    ------
    UsageError
        The mapping names a column that the table lacks, or a role that is none.
    """
    given = {table.column(name): read_role(role, name) for name, role in (mapping or {}).items()}
    sample = [row.cells for row in islice((row for row in table.rows() if isinstance(row, Row)), SAMPLE)]
    answers = {
        name: Answers([cells[name].strip() for cells in sample if cells[name].strip()]) for name in table.header
    }
    columns = []
    for name in table.header:
        column = _judge(name, answers[name])
        if name in given:
            role, scale = given[name]
            column = replace(column, role=role, reason="A person said so.", doubtful=False, scale=scale or column.scale)
        elif saved and column.role in {"open_text", "rating", "choice", "segment", "app_version"}:
            column = replace(column, doubtful=True, reason=f"The saved mapping does not name it. {column.reason}")
        columns.append(column)
    columns = _only_one(columns, "date", set(given))
    columns = _only_one(columns, "id", set(given))
    usual = {
        column.name: frozenset(choice for choice, n in answers[column.name].choices.items() if n > 1)
        for column in columns
        if column.role in {"choice", "segment"}
    }
    return SurveyPlan(_form(table), tuple(columns), usual)


def read_role(text: str, column: str) -> tuple[Role, Scale | None]:
    """Read a role as people write it in a mapping, `rating:0-10` with its scale.

    Raises
    ------
    UsageError
        It is none of the roles.
    """
    # Imported here: `mapping` writes the message and itself needs the list of roles.
    from voc.surveys.mapping import role_of  # noqa: PLC0415 - see above

    return role_of(text, column)

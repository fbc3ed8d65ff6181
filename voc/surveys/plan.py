"""What each column of a survey is taken for, and why, before anything of it is stored."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from voc.surveys.choices import Separator
from voc.surveys.content import Answers, tally_columns
from voc.surveys.exclusion import Exclusion
from voc.surveys.exports import Form, Recognised, recognise
from voc.surveys.judge import PlannedColumn, Seen, judge
from voc.surveys.roles import Role, read_role, segment_name
from voc.tables import Row, Table, Title
from voc.tables.mapping import EVERY_OTHER

# Of these a response has one only.
_SINGLE: tuple[Role, ...] = ("date", "updated_at", "id", "respondent", "product", "app_version")
# What a saved mapping, which is meant to be complete, would have named.
_WOULD_BE_STORED = frozenset({"open_text", "rating", "choice", "segment", "product", "app_version"})


@dataclass(frozen=True, slots=True)
class SurveyPlan:
    """What all columns of a survey are taken for.

    Attributes
    ----------
    recognised : Recognised
        Whose export it is, told by its content, and why.
    choices : mapping of column to choices
        Answers of selection questions that at least two people gave; others may be personal and become `기타` (other).
    separators : mapping of column to str
        What stands between several choices in a cell.
    excluded : tuple of Exclusion
        Responses that are left out.
    n_responses, n_excluded : int
        Responses that can be read, and those of them that are left out.
    n_errors : int
        Cells that hold an error of the spreadsheet; they count as blank.
    """

    recognised: Recognised
    columns: tuple[PlannedColumn, ...]
    choices: Mapping[str, frozenset[str]]
    separators: Mapping[str, Separator]
    excluded: tuple[Exclusion, ...] = ()
    n_responses: int = 0
    n_excluded: int = 0
    n_errors: int = 0

    @property
    def form(self) -> Form:
        """Whose export it is."""
        return self.recognised.form

    def named(self, role: Role) -> tuple[PlannedColumn, ...]:
        """List the columns of a role that may be used: those that are not doubtful."""
        return tuple(column for column in self.columns if column.role == role and not column.doubtful)

    @property
    def unconfirmed(self) -> tuple[PlannedColumn, ...]:
        """Columns that are stored only once somebody confirms what they are."""
        return tuple(column for column in self.columns if column.doubtful)

    @property
    def unstored(self) -> tuple[PlannedColumn, ...]:
        """Columns with answers of which nothing is stored."""
        return tuple(one for one in self.columns if one.n_answers and (one.doubtful or one.role == "drop"))


def understand(
    table: Table,
    *,
    mapping: Mapping[str, str] | None = None,
    saved: bool = False,
    said_now: Collection[str] | None = None,
    excluded: Sequence[Exclusion] = (),
) -> SurveyPlan:
    """Propose what each column of a survey holds, from its title and its answers; reads the table once, to its end.

    Parameters
    ----------
    table : Table
        The export.
    mapping : mapping of column to role
        What a person said; it outranks every guess. A rating may state its scale, as in `rating:0-10`, and `*: drop`
        stands for all doubtful columns that are not named.
    saved : bool
        The mapping is a saved one and meant to be complete: other columns with answers are not stored.
    said_now : collection of str, optional
        The columns of a saved mapping that a person has just named; without it none of them.
    excluded : sequence of Exclusion
        Responses that play no part.

    Raises
    ------
    UsageError
        The mapping names a column that the table lacks, or a role that is none.
    """
    given = {table.column(name): role for name, role in (mapping or {}).items() if name != EVERY_OTHER}
    counted = _Counted(table, excluded)
    answers = tally_columns(table.header, counted.rows())
    recognised = recognise(table.header)
    by_whom = {name: _said_by(name, saved=saved, said_now=said_now or ()) for name in given}
    columns = _judged(table, answers, recognised.form, given, by_whom, saved=saved)
    if EVERY_OTHER in (mapping or {}):
        columns = [replace(one, role="drop", doubtful=False) if one.doubtful else one for one in columns]
    for role in _SINGLE:
        columns = _only_one(columns, role, set(given))
    listed = [column.name for column in columns if column.role in {"choice", "segment", "product"}]
    return SurveyPlan(
        recognised,
        tuple(columns),
        {name: frozenset(choice for choice, n in answers[name].choices.items() if n > 1) for name in listed},
        {name: answers[name].separator for name in listed},
        tuple(excluded),
        n_responses=counted.n_responses,
        n_excluded=counted.n_excluded,
        n_errors=sum(one.n_errors for one in answers.values()),
    )


class _Counted:
    """The responses of a table, counted on the way."""

    def __init__(self, table: Table, excluded: Sequence[Exclusion]) -> None:
        self.table = table
        self.excluded = excluded
        self.n_responses = 0
        self.n_excluded = 0

    def rows(self) -> Iterator[Mapping[str, str]]:
        for row in self.table.rows():
            if not isinstance(row, Row):
                continue
            self.n_responses += 1
            if any(one.holds(row.cells) for one in self.excluded):
                self.n_excluded += 1
            else:
                yield row.cells


def _said_by(name: str, *, saved: bool, said_now: Collection[str]) -> str:
    return "A saved mapping says so." if saved and name not in said_now else "A person said so."


def _judged(
    table: Table,
    answers: Mapping[str, Answers],
    form: Form,
    given: Mapping[str, str],
    by_whom: Mapping[str, str],
    *,
    saved: bool,
) -> list[PlannedColumn]:
    titles = dict(zip(table.header, table.titles, strict=True)) if table.titles else {}
    header = frozenset(table.header)
    columns: list[PlannedColumn] = []
    for name in table.header:
        before = columns[-1] if columns else None
        column = judge(Seen(name, titles.get(name, Title(name)), answers[name], form, before, header))
        if name in given:
            column = replace(_confirmed(column, given[name]), reason=by_whom[name])
        elif saved and column.role in _WOULD_BE_STORED:
            column = replace(column, doubtful=True, reason=f"The saved mapping does not name it. {column.reason}")
        columns.append(column)
    return columns


def _confirmed(column: PlannedColumn, said: str) -> PlannedColumn:
    role, scale = read_role(said, column.name)
    return replace(
        column,
        role=role,
        doubtful=False,
        scale=scale or column.scale,
        choice=column.choice if role == "choice" else "",
        segment=segment_name(said),
    )


def _only_one(columns: Sequence[PlannedColumn], role: Role, given: set[str]) -> list[PlannedColumn]:
    """Keep the best column of a role: the one a person named, else the first that is certain, else the first."""
    rivals = [column for column in columns if column.role == role]
    best = min(rivals, key=lambda column: (column.name not in given, column.doubtful), default=None)
    reason = f"'{best.name}' already gives it." if best else ""
    return [
        replace(column, role="drop", reason=reason, doubtful=False)
        if column in rivals and column is not best
        else column
        for column in columns
    ]

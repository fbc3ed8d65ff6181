"""What each column of a survey is taken for, and why, before anything of it is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from voc.surveys import wording
from voc.surveys.content import SAMPLE, Answers
from voc.surveys.roles import Role, Scale, read_role
from voc.tables import Row, Table
from voc.tables.headers import is_time_header

Form = Literal["google_forms", "naver_form", "generic"]

_NEARLY_ALL = 0.9
_MOSTLY = 0.5
_SOME = 0.3
# Mean characters of an answer that is a sentence, and of a title that is a label, not a question.
_SENTENCE = 8
_LABEL = 12


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
    answers = {name: Answers([cells[name].strip() for cells in sample if cells[name].strip()]) for name in table.header}
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


def _form(table: Table) -> Form:
    """Tell whose export a table is."""
    titles = [wording.squeeze(name) for name in table.header]
    if titles[0] in {"타임스탬프", "timestamp"}:
        return "google_forms"
    if any(wording.named_kind(title) == "number" for title in titles[:1]) and any(
        title in {"응답일시", "참여일시"} for title in titles[1:3]
    ):
        return "naver_form"
    return "generic"


def _judge(name: str, answers: Answers) -> PlannedColumn:
    for rule in _RULES:
        found = rule(name, answers)
        if found is not None:
            return found
    return PlannedColumn(name, "drop", "Neither its title nor its answers tell what it is.", doubtful=True)


def _service(name: str, answers: Answers) -> PlannedColumn | None:
    """Judge what forms add by themselves: running numbers, ids, the time of response."""
    if is_time_header(name):
        if not answers.texts or answers.dates >= _NEARLY_ALL:
            return PlannedColumn(name, "date", "The title is a known one for the time of response.")
        return PlannedColumn(name, "drop", "The title says time of response, the answers are no times.", doubtful=True)
    kind = wording.named_kind(name)
    if kind == "id":
        return PlannedColumn(name, "id", "The title is a known one for the id of a response.")
    if kind == "respondent":
        return PlannedColumn(
            name, "respondent", "The title is a known one for who answered; only a keyed hash is kept."
        )
    if kind:
        return PlannedColumn(name, "drop", "The form adds it by itself; it is no answer.")
    return None


def _blank(name: str, answers: Answers) -> PlannedColumn | None:
    if answers.texts:
        return None
    return PlannedColumn(name, "drop", "Nobody answered it.")


def _personal(name: str, answers: Answers) -> PlannedColumn | None:
    if answers.personal >= _SOME:
        return PlannedColumn(name, "drop", "Many answers are phone numbers or e-mail addresses.")
    if wording.asks_for_consent(name) and answers.mean_length <= _SENTENCE:
        return PlannedColumn(name, "drop", "It asks for consent to terms.")
    if not wording.asks_for_personal_data(name):
        return None
    if len(wording.squeeze(name)) > _LABEL and wording.asks_for_words(name) and answers.mean_length > _SENTENCE:
        return PlannedColumn(
            name, "open_text", "The title names personal data, the answers are sentences.", doubtful=True
        )
    return PlannedColumn(name, "drop", "The title asks for personal data.")


def _known_facts(name: str, answers: Answers) -> PlannedColumn | None:
    if wording.asks_for_version(name):
        return PlannedColumn(name, "app_version", "The title asks for the version of the app.")
    if answers.quiz:
        return PlannedColumn(name, "drop", "The answers are points of a quiz.")
    return None


def _rating(name: str, answers: Answers) -> PlannedColumn | None:
    seen = answers.scale
    if seen is None:
        return None
    stated = wording.scale_in(name)
    if stated:
        return PlannedColumn(name, "rating", f"The title states the scale {_range(stated)}.", scale=Scale(*stated))
    if wording.asks_for_recommendation(name):
        return PlannedColumn(name, "rating", "It asks for a recommendation from 0 to 10.", scale=Scale(0.0, 10.0))
    scale = Scale(*seen)
    if wording.asks_for_rating(name) or answers.plain_numbers < _MOSTLY:
        return PlannedColumn(name, "rating", f"The answers are marks within {_range(seen)}.", scale=scale)
    if answers.plain_numbers >= _NEARLY_ALL:
        return PlannedColumn(
            name, "rating", "The answers are small numbers: marks or counts.", doubtful=True, scale=scale
        )
    return None


def _range(scale: tuple[float, float]) -> str:
    return f"{scale[0]:g}-{scale[1]:g}"


def _words(name: str, answers: Answers) -> PlannedColumn | None:
    listed = wording.asks_to_pick(name) or (answers.few_choices and answers.varied < _SOME)
    if wording.asks_to_write(name) or (wording.asks_for_words(name) and not listed):
        return PlannedColumn(name, "open_text", "The title asks for an answer in one's own words.")
    return None


def _choice(name: str, answers: Answers) -> PlannedColumn | None:
    if wording.asks_to_pick(name) and not wording.asks_to_write(name):
        return PlannedColumn(name, "choice", "The title asks to pick from a list.")
    if not answers.few_choices:
        return None
    if wording.asks_for_segment(name):
        return PlannedColumn(name, "segment", "The title asks which kind of customer somebody is, with few answers.")
    return PlannedColumn(name, "choice", "The answers come from a short list.")


def _sentences(name: str, answers: Answers) -> PlannedColumn | None:
    if answers.dates >= _NEARLY_ALL:
        return PlannedColumn(name, "date", "The answers are times; the title does not say of what.", doubtful=True)
    if answers.korean >= _MOSTLY and answers.varied >= _MOSTLY and answers.mean_length >= _SENTENCE:
        doubtful = len(wording.squeeze(name)) <= _LABEL
        return PlannedColumn(name, "open_text", "The answers are sentences, nearly all different.", doubtful=doubtful)
    return None


# The first rule that has an opinion decides; personal data comes before everything that could store it.
_RULES: tuple[Callable[[str, Answers], PlannedColumn | None], ...] = (
    _service,
    _personal,
    _blank,
    _known_facts,
    _rating,
    _words,
    _choice,
    _sentences,
)

"""Judge one column of a survey by whose export it is, its title, its answers and the column before it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from voc.surveys import wording
from voc.surveys.content import Answers
from voc.surveys.exports import Form, service_column
from voc.surveys.marks import LIKERT
from voc.surveys.roles import Role, Scale
from voc.tables import Title
from voc.tables.headers import is_time_header

_NEARLY_ALL = 0.9
_MOSTLY = 0.5
_SOME = 0.3
_FEW = 0.05
# Mean characters of an answer that is a sentence, and of a title that is a label, not a question.
_SENTENCE = 8
_LABEL = 12
# So many answers show which ends of a scale are used.
_ENOUGH = 30
_FIVE, _SEVEN, _TEN = 5.0, 7.0, 10.0
# More different answers than a list to pick from usually has.
_LONG_LIST = 10


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
    question : str
        What was asked, kept with every answer; empty where that is the column's name.
    choice : str
        The one choice that the column stands for, where a question has a column for each.
    segment : str
        The name of a customer segment; empty where that is the column's name.
    n_answers : int
        Answers in the file.
    """

    name: str
    role: Role
    reason: str
    doubtful: bool = False
    scale: Scale | None = None
    question: str = ""
    choice: str = ""
    segment: str = ""
    n_answers: int = 0

    @property
    def asked(self) -> str:
        """The question as people read it."""
        return self.question or self.name


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to judge a column by.

    Attributes
    ----------
    before : PlannedColumn or None
        The column to its left.
    header : collection of str
        All columns.
    """

    name: str
    title: Title
    answers: Answers
    form: Form
    before: PlannedColumn | None
    header: Collection[str]

    def taken_for(
        self, role: Role, reason: str, *, doubtful: bool = False, scale: Scale | None = None
    ) -> PlannedColumn:
        """Plan the column."""
        asked = self.title.name if self.title.name != self.name else ""
        return PlannedColumn(
            self.name, role, reason, doubtful=doubtful, scale=scale, question=asked, n_answers=self.answers.n
        )


def judge(seen: Seen) -> PlannedColumn:
    """Say what a column holds; the first rule that has an opinion decides."""
    for rule in _RULES:
        found = rule(seen)
        if found is not None:
            return found
    return seen.taken_for("drop", "Neither its title nor its answers tell what it is.", doubtful=True)


def _service(seen: Seen) -> PlannedColumn | None:
    """Judge what a known service adds to every form."""
    known = service_column(seen.form, seen.name)
    if known is None or (known.role == "date" and not _holds_times(seen)):
        return None
    return seen.taken_for(known.role, known.reason)


def _time(seen: Seen) -> PlannedColumn | None:
    if is_time_header(seen.name):
        if _holds_times(seen):
            return seen.taken_for("date", "The title is a known one for the time of response.")
        return seen.taken_for("drop", "The title says time of response, the answers are no times.", doubtful=True)
    if wording.names_a_day(seen.name) and seen.answers.dates >= _NEARLY_ALL:
        return seen.taken_for("date", "The title names a day, the answers are times.")
    return None


def _holds_times(seen: Seen) -> bool:
    """Tell whether a column whose title says time holds times; single bad ones are set aside row by row."""
    return not seen.answers.n or seen.answers.dates >= _MOSTLY


def _named(seen: Seen) -> PlannedColumn | None:
    """Judge what any form adds by itself: running numbers, ids, who answered."""
    kind = wording.named_kind(seen.name)
    if kind == "id":
        return seen.taken_for("id", "The title is a known one for the id of a response.")
    if kind == "respondent":
        return seen.taken_for("respondent", "The title is a known one for who answered; only a keyed hash is kept.")
    return seen.taken_for("drop", "The form adds it by itself; it is no answer.") if kind else None


def _personal(seen: Seen) -> PlannedColumn | None:
    answers, title = seen.answers, seen.name
    if answers.personal >= _SOME:
        return seen.taken_for("drop", "Many answers are phone numbers, addresses, e-mails or other personal data.")
    if wording.asks_for_consent(title) and answers.mean_length <= _SENTENCE:
        return seen.taken_for("drop", "It asks for consent to terms.")
    if not wording.asks_for_personal_data(title):
        return None
    # 이메일 상담 만족도 (1~5): nobody is called 4.
    if answers.marks and wording.asks_for_rating(title):
        return None
    if len(wording.squeeze(title)) > _LABEL and wording.asks_for_words(title) and answers.mean_length > _SENTENCE:
        return seen.taken_for("open_text", "The title names personal data, the answers are sentences.", doubtful=True)
    return seen.taken_for("drop", "The title asks for personal data.")


def _blank(seen: Seen) -> PlannedColumn | None:
    return None if seen.answers.n else seen.taken_for("drop", "Nobody answered it.")


def _one_choice(seen: Seen) -> PlannedColumn | None:
    """Judge a column that stands for one choice of a question: it holds the choice itself, or a tick."""
    label = seen.title.label or seen.title.question
    question, choice = _question_and_choice(seen)
    if set(seen.answers.cells) == {label}:
        column = seen.taken_for("choice", "Its only answer is its own title: one choice of a question.")
        return replace(column, question=seen.title.question, choice=label)
    if not seen.answers.ticks:
        return None
    if question in seen.header:
        return seen.taken_for("drop", f"One choice of '{question}', which that column gives already.")
    column = seen.taken_for("choice", "Its answers are ticks: one choice of a question.")
    return replace(column, question=question, choice=choice)


def _question_and_choice(seen: Seen) -> tuple[str, str]:
    """Take `질문 (주문)` and `질문 [주문]` apart."""
    if seen.title.label:
        return seen.title.question, seen.title.label
    for opening, closing in (("(", ")"), ("[", "]")):
        question, found, rest = seen.name.rpartition(f" {opening}")
        if found and rest.endswith(closing) and question:
            return question, rest.removesuffix(closing)
    return seen.title.question, seen.title.question


def _other(seen: Seen) -> PlannedColumn | None:
    """Judge the free text beside the choices of a question."""
    if not wording.names_other(seen.title.label or seen.name) or seen.before is None or seen.before.role != "choice":
        return None
    column = seen.taken_for("open_text", f"Free text beside the choices of '{seen.before.asked}'.")
    # Where every choice has a column of its own name, nobody knows the question.
    if seen.title.label or seen.before.choice == seen.before.asked:
        return column
    return replace(column, question=f"{seen.before.asked} [{seen.title.question}]")


def _known_facts(seen: Seen) -> PlannedColumn | None:
    if wording.asks_for_version(seen.name):
        return seen.taken_for("app_version", "The title asks for the version of the app.")
    if seen.answers.quiz:
        return seen.taken_for("drop", "The answers are points of a quiz.")
    if seen.answers.links >= _NEARLY_ALL:
        return seen.taken_for("drop", "The answers are links, such as those of uploaded files.")
    return None


def _rating(seen: Seen) -> PlannedColumn | None:
    if seen.answers.likert:
        return seen.taken_for("rating", "The answers are the five steps in words; 매우 만족 counts 5.", scale=LIKERT)
    marks = seen.answers.marks
    stated = wording.scale_in(seen.name)
    if marks and stated:
        return _on_stated_scale(seen, Scale(*stated))
    if not marks or max(marks) > _TEN:
        return None
    return _recommendation(seen) if wording.asks_for_recommendation(seen.name) else _marks(seen)


def _on_stated_scale(seen: Seen, scale: Scale) -> PlannedColumn:
    marks = seen.answers.marks
    n_outside = sum(n for mark, n in marks.items() if not scale.min <= mark <= scale.max)
    if n_outside > marks.total() * _FEW:
        reason = f"The title states the scale {scale}, but answers reach from {min(marks):g} to {max(marks):g}."
        return seen.taken_for("rating", reason, doubtful=True, scale=_scale_of(marks))
    return seen.taken_for("rating", f"The title states the scale {scale}.", scale=scale)


def _recommendation(seen: Seen) -> PlannedColumn:
    if max(seen.answers.marks) <= _FIVE and seen.answers.marks.total() >= _ENOUGH:
        reason = "It asks for a recommendation, but no answer is above 5: 0-10 or 1-5?"
        return seen.taken_for("rating", reason, doubtful=True, scale=Scale(1.0, _FIVE))
    return seen.taken_for("rating", "It asks for a recommendation from 0 to 10.", scale=Scale(0.0, _TEN))


def _marks(seen: Seen) -> PlannedColumn | None:
    marks, scale = seen.answers.marks, _scale_of(seen.answers.marks)
    if wording.asks_for_rating(seen.name) or seen.answers.plain_numbers < _MOSTLY:
        if _FIVE < max(marks) <= _SEVEN and marks.total() >= _ENOUGH:
            reason = f"No answer is above {max(marks):g}: 1-7 or 0-10?"
            return seen.taken_for("rating", reason, doubtful=True, scale=Scale(1.0, _SEVEN))
        return seen.taken_for("rating", f"The answers are marks within {scale}.", scale=scale)
    if seen.answers.plain_numbers >= _NEARLY_ALL:
        return seen.taken_for("rating", "The answers are small numbers: marks or counts.", doubtful=True, scale=scale)
    return None


def _scale_of(marks: Collection[float]) -> Scale:
    if max(marks) <= _FIVE:
        return Scale(0.0 if min(marks) < 1 else 1.0, _FIVE)
    return Scale(0.0, _TEN if max(marks) <= _TEN else 100.0)


def _words(seen: Seen) -> PlannedColumn | None:
    if wording.asks_to_write(seen.name):
        return seen.taken_for("open_text", "The title asks for an answer in one's own words.")
    if not wording.asks_for_words(seen.name) or wording.asks_to_pick(seen.name):
        return None
    if not seen.answers.few_choices or seen.answers.varied >= _SOME:
        return seen.taken_for("open_text", "The title asks for an answer in one's own words.")
    if seen.answers.little or len(seen.answers.cells) > _LONG_LIST:
        reason = "The title asks for words; its few answers come again and again: written or picked from a list?"
        return seen.taken_for("open_text", reason, doubtful=True)
    return None


def _choice(seen: Seen) -> PlannedColumn | None:
    if wording.asks_to_pick(seen.name) and not wording.asks_to_write(seen.name):
        return seen.taken_for("choice", "The title asks to pick from a list.")
    if not seen.answers.few_choices:
        return None
    if wording.asks_for_product(seen.name):
        return seen.taken_for("product", "The title asks for the product, with few answers.")
    if wording.asks_for_segment(seen.name):
        return seen.taken_for("segment", "The title asks which kind of customer somebody is, with few answers.")
    return seen.taken_for("choice", "The answers come from a short list.")


def _sentences(seen: Seen) -> PlannedColumn | None:
    answers = seen.answers
    if answers.dates >= _NEARLY_ALL:
        return seen.taken_for("date", "The answers are times; the title does not say of what.", doubtful=True)
    if answers.korean >= _MOSTLY and answers.varied >= _MOSTLY and answers.mean_length >= _SENTENCE:
        doubtful = len(wording.squeeze(seen.name)) <= _LABEL
        return seen.taken_for("open_text", "The answers are sentences, nearly all different.", doubtful=doubtful)
    return None


# Personal data comes before everything that could store it.
_RULES: tuple[Callable[[Seen], PlannedColumn | None], ...] = (
    _service,
    _time,
    _named,
    _personal,
    _blank,
    _one_choice,
    _other,
    _known_facts,
    _rating,
    _words,
    _choice,
    _sentences,
)

"""What each question of a form is taken for, and why, before anything of its answers is stored."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from voc.config.families import FormSettings
from voc.errors import SourceError
from voc.sources.base import FormQuestion
from voc.sources.forms.questions import Asks, Question
from voc.surveys import EVERY_OTHER, Role, Scale, wording
from voc.surveys.marks import LIKERT, is_likert, mark_value
from voc.surveys.roles import read_role, segment_name

_NPS = Scale(0.0, 10.0)
_STARS = Scale(1.0, 5.0)
_USED = frozenset({"open_text", "rating", "choice", "segment", "respondent", "app_version", "product"})
# Of a question that holds personal data by its type nothing is kept but a keyed hash.
_OF_PERSONS = frozenset({"respondent", "drop"})
_LEAST_MARKS = 3
# Characters of a title that is a label, not a question.
_LABEL = 12
_SAID = "sources.yaml says so."
_SEALED = "It is the user's id of the audience: kept sealed or not at all."


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and what it is taken for.

    Attributes
    ----------
    reason : str
        Why, one sentence for people.
    doubtful : bool
        Somebody should confirm it; until then nothing of its answers is stored.
    segment : str
        The name of a customer segment; empty where that is the title.
    """

    question: Question
    role: Role
    reason: str
    doubtful: bool = False
    scale: Scale | None = None
    segment: str = ""

    @property
    def name(self) -> str:
        """What people call the question."""
        return self.question.title or self.question.key

    @property
    def is_kept(self) -> bool:
        """Whether anything of its answers is stored."""
        return not self.doubtful and self.role != "drop"

    @property
    def is_unreadable(self) -> bool:
        """Whether nobody can tell what it asks, and nobody has said to leave it."""
        return self.doubtful and self.question.asks == "unreadable"

    @property
    def mark(self) -> str:
        """A short hash of question and role; another one while it is doubtful."""
        role = "?" if self.doubtful else self.role
        return blake2b(f"{self.question.key}\x1f{role}".encode(), digest_size=6).hexdigest()

    def shown(self) -> FormQuestion:
        """Return it as people see it."""
        scale = f":{self.scale}" if self.role == "rating" and self.scale else ""
        question = self.question
        return FormQuestion(question.key, question.title, f"{self.role}{scale}", self.reason, self.doubtful)


@dataclass(frozen=True)
class FormPlan:
    """What all questions of a form are taken for, in the order of the form."""

    judged: tuple[Judged, ...]

    def named(self, role: Role) -> Iterator[Judged]:
        """Go through the questions that are used in a role."""
        return (one for one in self.judged if one.role == role and one.is_kept)

    def find(self, name: str) -> Judged | None:
        """Find a question by its id or its title."""
        return next((one for one in self.judged if is_called(one.question, name)), None)

    @property
    def left_out(self) -> tuple[Judged, ...]:
        """The questions of which nothing is stored."""
        return tuple(one for one in self.judged if not one.is_kept and one.question.asks != "hidden")

    @property
    def doubtful(self) -> tuple[Judged, ...]:
        """The questions of which nothing is stored until somebody says what they are, or they can be read."""
        return tuple(one for one in self.judged if one.doubtful)

    @property
    def marks(self) -> frozenset[str]:
        """What the questions are taken for: of those whose answers are stored, and of those that wait for a word."""
        return frozenset(one.mark for one in self.judged if one.is_kept or one.doubtful)

    def gains(self, earlier: frozenset[str]) -> bool:
        """Tell whether answers are stored that were not under an earlier plan, given by its marks."""
        return any(one.is_kept and one.mark not in earlier for one in self.judged)

    def check(self, source: str) -> None:
        """Refuse a form of which nothing would be stored.

        Raises
        ------
        SourceError
            None of its questions asks for words or a rating.
        """
        if any(self.named("open_text")) or any(self.named("rating")):
            return
        titles = ", ".join(f"'{one.name}'" for one in self.judged) or "none"
        message = (
            f"Source '{source}': no question of the form is certain to hold answers in words or ratings (questions: "
            f"{titles}). Name them under `questions:` in sources.yaml; voc check source {source} tells what each is "
            "taken for."
        )
        raise SourceError(message)


def is_called(question: Question, name: str) -> bool:
    """Tell whether a name in sources.yaml means a question: by an id, or by its title however it is spaced."""
    return name in {question.key, *question.aliases} or (
        bool(question.title) and wording.squeeze(name) == wording.squeeze(question.title)
    )


def judge(questions: Sequence[Question], settings: FormSettings) -> FormPlan:
    """Decide what each question of a form is taken for.

    What sources.yaml says comes first, then what the type of the question means at its service; a question in words
    that asks for personal data or for consent by its title is dropped. A name in sources.yaml that no question has is
    taken for the id of one that the form used to have.
    """
    mapping = {name: role for name, role in settings.questions.items() if name != EVERY_OTHER}
    judged = [_judge(_offering(question, settings.choices), mapping) for question in questions]
    if EVERY_OTHER in settings.questions:
        judged = [_left(one) if one.doubtful and not one.is_unreadable else one for one in judged]
    for name, role in mapping.items():
        if not any(is_called(question, name) for question in questions):
            judged.append(_said(Question(name, "", "other", "not in the form"), role))
    return FormPlan(tuple(_sealed(one) if _is_user_id(one, settings) else one for one in judged))


def _is_user_id(one: Judged, settings: FormSettings) -> bool:
    return settings.audience is not None and is_called(one.question, settings.audience.user_id)


def _sealed(one: Judged) -> Judged:
    """Store nothing of the question that asks for the user's id in the CRM tool; of a respondent a keyed hash is."""
    return one if one.role == "respondent" else replace(one, role="drop", doubtful=False, reason=_SEALED)


def _left(one: Judged) -> Judged:
    return replace(one, role="drop", doubtful=False)


def _offering(question: Question, choices: Mapping[str, Sequence[str]]) -> Question:
    """Add what a person says that a question offers to choose from."""
    labels = next((labels for name, labels in choices.items() if is_called(question, name)), None)
    if labels is None or question.asks == "personal":
        return question
    return replace(question, asks="choice", options={label: label for label in labels})


def _judge(question: Question, mapping: Mapping[str, str]) -> Judged:
    said = next((role for name, role in mapping.items() if is_called(question, name)), None)
    return _BY_TYPE[question.asks](question) if said is None else _said(question, said)


def _said(question: Question, text: str) -> Judged:
    """Take a question for what a person says it is."""
    role, scale = read_role(text, question.key)
    if question.asks == "unreadable" and role in _USED:
        return _unreadable(question)
    if question.asks == "personal" and role not in _OF_PERSONS:
        reason = f"Its type ({question.type}) holds personal data, which is never stored; 'respondent' keeps a hash."
        return Judged(question, "drop", reason)
    if role == "rating":
        return Judged(question, role, _SAID, scale=scale or _scale(question) or _STARS)
    if role in {"choice", "segment"} and not question.options:
        return _without_options(question)
    return Judged(question, role if role in _USED else "drop", _SAID, segment=segment_name(text))


def _personal(question: Question) -> Judged:
    return Judged(question, "drop", f"Its type ({question.type}) holds personal data or files; none is stored.")


def _other(question: Question) -> Judged:
    if not question.type:
        return Judged(question, "drop", "Its type is not known and sources.yaml does not name it.", doubtful=True)
    return Judged(question, "drop", f"Its type ({question.type}) holds neither words nor ratings.")


def _unreadable(question: Question) -> Judged:
    return Judged(question, "drop", f"It cannot be read ({question.type}).", doubtful=True)


def _hidden(question: Question) -> Judged:
    return Judged(question, "drop", "A hidden field; `respondent` and `segments` can name it.")


def _by_type(question: Question) -> Judged:
    return _rating(question, _scale(question), f"Its type is {question.type}.")


def _by_title(question: Question) -> Judged | None:
    """Judge what the title alone tells, whether the answer is typed or picked."""
    if wording.asks_for_consent(question.title):
        return Judged(question, "drop", "The title asks for consent to terms.")
    if wording.asks_for_version(question.title):
        return Judged(question, "app_version", "The title asks for the version of the app.")
    return None


def _words(question: Question) -> Judged:
    found = _by_title(question)
    if found or not wording.asks_for_personal_data(question.title):
        return found or Judged(question, "open_text", f"Its type is {question.type}.")
    if len(wording.squeeze(question.title)) > _LABEL and wording.asks_for_words(question.title):
        reason = "The title names personal data, but seems to ask for words; `questions:` can say open_text."
        return Judged(question, "open_text", reason, doubtful=True)
    return Judged(question, "drop", "The title asks for personal data.")


def _choice(question: Question) -> Judged:
    found = _by_title(question)
    if found or not question.options:
        return found or _without_options(question)
    scale = _marks_among(question)
    if scale is not None:
        return _rating(question, scale, "Its choices are steps of a scale.")
    if wording.asks_for_product(question.title):
        return Judged(question, "product", "The title asks for the product.")
    if wording.asks_for_segment(question.title):
        return Judged(question, "segment", "The title asks which kind of customer somebody is.")
    return Judged(question, "choice", f"Its type is {question.type}.")


def _without_options(question: Question) -> Judged:
    # An answer that one person typed may be personal; how many give it shows only once all are there.
    reason = "What it offers to choose from is not known, so that its answers may be personal; `choices:` can say it."
    return Judged(question, "drop", reason, doubtful=True)


def _rating(question: Question, scale: Scale | None, reason: str) -> Judged:
    if scale is None:
        reason = "Its scale is not known; `questions:` can say it, such as rating:0-10."
    return Judged(question, "rating", reason, doubtful=scale is None, scale=scale)


def _scale(question: Question) -> Scale | None:
    """Find the scale of a rating: what the form tells, else what the title states."""
    if question.scale is not None:
        return question.scale
    stated = wording.scale_in(question.title)
    if stated:
        return Scale(*stated)
    return _NPS if wording.asks_for_recommendation(question.title) else None


def _marks_among(question: Question) -> Scale | None:
    """Return the scale whose steps the choices are, None where they are none."""
    if is_likert(set(question.labels)):
        return LIKERT
    values = [mark_value(label) for label in question.labels]
    marks = sorted({value for value in values if value is not None})
    is_scale = len(marks) == len(values) >= _LEAST_MARKS
    return Scale(marks[0], marks[-1]) if is_scale and wording.asks_for_rating(question.title) else None


_BY_TYPE: Mapping[Asks, Callable[[Question], Judged]] = {
    "words": _words,
    "rating": _by_type,
    "choice": _choice,
    "personal": _personal,
    "hidden": _hidden,
    "other": _other,
    "unreadable": _unreadable,
}

"""What a SurveyMonkey survey asks: its pages with their questions, grids row by row."""

from collections.abc import Iterator, Sequence

from voc.sources.facts import Facts
from voc.sources.forms import Asks, Question, plain_title, readable, row_title
from voc.surveys import Scale
from voc.surveys.marks import mark_value

_PERSONAL = frozenset({"demographic", "file_upload", "video_upload"})
_SILENT = frozenset({"presentation"})
# What an open question takes only.
_CHECKED: dict[str, Asks] = {"email": "personal", "integer": "other", "decimal": "other"}
_DATES = "date"
_N_NPS = 11


def questions_of(details: Facts) -> tuple[Question, ...]:
    """List the questions of a survey; a question with rows gives one for each row, a box for remarks one more."""
    pages = map(Facts.of, details.items("pages"))
    return tuple(question for page in pages for question in readable(page.items("questions"), _questions))


def _questions(one: Facts) -> Iterator[Question]:
    family, subtype = one.text("family"), one.text("subtype")
    if family in _SILENT:
        return
    given, kind = one.needed("id"), f"{family}/{subtype}" if subtype else family
    headings = [Facts.of(heading).text("heading") for heading in one.items("headings")]
    title = plain_title(headings[0] if headings else "")
    answers = one.inner("answers")
    asks, options, marks = _asks(one, family, subtype), _options(answers), _marks(answers)
    if asks == "rating" and len(marks) < 2:  # noqa: PLR2004 - one mark is no scale
        asks = "choice"
    scale = Scale(min(marks.values()), max(marks.values())) if asks == "rating" else None
    for row, label in _rows(answers, family, subtype):
        yield Question(
            key=f"{given}:{row}" if row else given,
            title=row_title(title, label),
            asks=asks,
            type=kind,
            scale=scale,
            options=options,
            marks=marks if asks == "rating" else {},
            aliases=(given,) if row else (),
        )
    yield from _remark(answers, given, title)


def _asks(one: Facts, family: str, subtype: str) -> Asks:
    """Tell what the type of a question means."""
    if family in _PERSONAL:
        return "personal"
    if family == "open_ended" and subtype != "numerical":
        checked = one.inner("validation").text("type")
        return "other" if checked.startswith(_DATES) else _CHECKED.get(checked, "words")
    if family in {"single_choice", "multiple_choice"}:
        return "choice"
    if family == "matrix" and subtype in {"single", "multi", "rating"}:
        return "rating" if subtype == "rating" else "choice"
    return "other"


def _rows(answers: Facts, family: str, subtype: str) -> Sequence[tuple[str, str]]:
    """List the rows of a grid, id and label; one without id for a question that is no grid."""
    if family != "matrix" and (family, subtype) not in {("open_ended", "multi"), ("open_ended", "numerical")}:
        return (("", ""),)
    rows = [Facts.of(row) for row in answers.items("rows")]
    return [(row.needed("id"), plain_title(row.text("text"))) for row in rows] or (("", ""),)


def _options(answers: Facts) -> dict[str, str]:
    choices = [Facts.of(choice) for choice in answers.items("choices")]
    return {choice.needed("id"): plain_title(choice.text("text")) for choice in choices}


def _marks(answers: Facts) -> dict[str, float]:
    """Return what the choices of a rating are worth: the numbers in their labels, else their weights.

    The steps of an NPS question bear labels at the ends only and weights of -100, 0 and 100.
    """
    choices = [Facts.of(choice) for choice in answers.items("choices")]
    choices = [choice for choice in choices if not choice.flag("is_na", default=False)]
    ids = [choice.needed("id") for choice in choices]
    for read in (lambda one: mark_value(one.text("text")), lambda one: one.number("weight")):
        values = [value for choice in choices if (value := read(choice)) is not None]
        if len(set(values)) == len(ids):
            return dict(zip(ids, values, strict=True))
    return {key: float(place) for place, key in enumerate(ids)} if len(ids) == _N_NPS else {}


def _remark(answers: Facts, given: str, title: str) -> Iterator[Question]:
    """Give the box for remarks below a question; where it is one of the choices, what is typed is a choice."""
    other = answers.inner("other")
    if other.text("id") and not other.flag("is_answer_choice", default=True):
        label = plain_title(other.text("text"))
        yield Question(f"{given}:{other.text('id')}", row_title(title, label), "words", "comment", aliases=(given,))

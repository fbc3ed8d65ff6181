"""What a Tally form asks: its questions, with scales and choices from the blocks that it is built of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from voc.errors import RecordError
from voc.sources.facts import Facts
from voc.sources.forms import Asks, Question, plain_title, readable, row_title, unreadable
from voc.surveys import Scale

_HIDDEN, _MATRIX = "HIDDEN_FIELDS", "MATRIX"
_ASKS: Mapping[str, Asks] = {
    "INPUT_TEXT": "words",
    "TEXTAREA": "words",
    "RATING": "rating",
    "LINEAR_SCALE": "rating",
    "MULTIPLE_CHOICE": "choice",
    "CHECKBOXES": "choice",
    "DROPDOWN": "choice",
    "MULTI_SELECT": "choice",
    _MATRIX: "choice",
    "INPUT_EMAIL": "personal",
    "INPUT_PHONE_NUMBER": "personal",
    "INPUT_LINK": "personal",
    "FILE_UPLOAD": "personal",
    "SIGNATURE": "personal",
    "PAYMENT": "personal",
    "WALLET_CONNECT": "personal",
    "RESPONDENT_COUNTRY": "personal",
}
_OFFERS = ("_OPTION", "CHECKBOX", "_COLUMN")
_STARS = 5.0


@dataclass(frozen=True)
class _Blocks:
    """The blocks of a form, by the group that makes up a question.

    Attributes
    ----------
    unreadable : sequence of Question
        Blocks of which nobody can tell to which question they belong.
    """

    groups: Mapping[str, str]
    blocks: Mapping[str, Sequence[Facts]]
    unreadable: Sequence[Question]

    @classmethod
    def of(cls, raw: Sequence[object]) -> "_Blocks":
        groups: dict[str, str] = {}
        blocks: dict[str, list[Facts]] = {}
        odd: list[Question] = []
        for place, block in enumerate(raw, start=1):
            try:
                one = Facts.of(block)
                group = one.text("groupUuid") or one.text("uuid")
                groups |= {one.text("uuid"): group, group: group}
            except RecordError as error:
                odd.append(unreadable(block, f"block {place}", error.reason))
                continue
            blocks.setdefault(group, []).append(one)
        return cls(groups, blocks, odd)

    def of_question(self, fields: Sequence[Facts]) -> Sequence[Facts]:
        """List the blocks that belong to a question with these fields."""
        group = next((self.groups[uuid] for one in fields if (uuid := one.text("uuid")) in self.groups), "")
        return self.blocks.get(group, ())


def questions_of(questions: Sequence[object], blocks: Sequence[object]) -> tuple[Question, ...]:
    """List the questions of a form; a grid gives one for each row.

    Parameters
    ----------
    questions : sequence
        As they stand beside the submissions.
    blocks : sequence
        Of the form's definition.
    """
    known = _Blocks.of(blocks)
    return (*readable(questions, lambda one: _questions(one, known)), *known.unreadable)


def _questions(one: Facts, known: _Blocks) -> Iterator[Question]:
    key, kind, title = one.needed("id"), one.text("type"), plain_title(one.text("title"))
    fields = [Facts.of(field) for field in one.items("fields")]
    blocks = known.of_question(fields)
    if kind == _HIDDEN:
        names = {field.text("uuid"): field.text("title") for field in fields}
        yield Question(key, title or next(iter(names.values()), ""), "hidden", kind, options=names)
    elif kind == _MATRIX:
        options = _options(blocks)
        for field in fields:
            label = row_title(title, plain_title(field.text("title")))
            yield Question(f"{key}:{field.text('uuid')}", label, "choice", kind, options=options, aliases=(key,))
    else:
        yield Question(
            key,
            title,
            _ASKS.get(kind, "other"),
            kind or "unknown",
            scale=_scale(kind, blocks),
            options=_options(blocks),
        )


def _options(blocks: Sequence[Facts]) -> dict[str, str]:
    offered = [block for block in blocks if block.text("type").endswith(_OFFERS)]
    labels = {block.text("uuid"): plain_title(block.inner("payload").text("text")) for block in offered}
    return {key: label for key, label in labels.items() if label}


def _scale(kind: str, blocks: Sequence[Facts]) -> Scale | None:
    """Return the scale that the block of a rating tells; Tally's own stars are five."""
    payload = next((block.inner("payload") for block in blocks if block.text("type") == kind), Facts({}))
    if kind == "RATING":
        return Scale(1.0, payload.number("stars") or _STARS)
    low, high = payload.number("start"), payload.number("end")
    if kind != "LINEAR_SCALE" or low is None or high is None or low >= high:
        return None
    return Scale(low, high)

"""Judge one column of a message export by its title and its cells."""

from collections.abc import Callable
from dataclasses import dataclass

from voc.messages.cells import is_clock, is_flag, is_number, is_percent
from voc.messages.fields import COUNTS, DROP, Field
from voc.messages.titles import NO_FIELD, RATES, TITLES, fold
from voc.surveys.content import Answers

_NEARLY_ALL = 0.9
_MOSTLY = 0.5
# Mean characters of a message, at least.
_MESSAGE = 15


@dataclass(frozen=True, slots=True)
class MessageColumn:
    """One column and what it is taken for.

    Attributes
    ----------
    reason : str
        Why, one sentence for people.
    doubtful : bool
        Somebody should confirm it; until then nothing of the column is stored.
    n_filled : int
        Cells that say something.
    flags : bool
        The cells say yes or no; those of an image otherwise name the picture.
    percentages : bool
        The cells are shares of those it was sent to.
    """

    name: str
    field: Field
    reason: str
    doubtful: bool = False
    n_filled: int = 0
    flags: bool = False
    percentages: bool = False


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column may be.

    Attributes
    ----------
    about : Field
        The field that the guess is about; another column that surely holds it makes the guess idle.
    rank : int
        How well the title fits, 0 best.
    """

    column: MessageColumn
    about: Field
    rank: int = 0


def judge_column(name: str, cells: Answers) -> list[Guess]:
    """List what a column may hold by its title, else by its cells; nothing where neither tells."""
    title = fold(name)
    found = [_by_title(name, cells, field, titles.index(title)) for field, titles in TITLES.items() if title in titles]
    found += [_as_rate(name, cells, field) for field, titles in RATES.items() if title in titles]
    if found or is_no_field(name):
        return found
    return _by_cells(name, cells)


def is_no_field(name: str) -> bool:
    """Tell whether a title is one that tools add and the archive has no place for."""
    return bool(NO_FIELD.match(fold(name)))


def column_of(name: str, cells: Answers, field: Field, reason: str, *, doubtful: bool = False) -> MessageColumn:
    """Take a column for a field."""
    return MessageColumn(
        name,
        field,
        reason,
        doubtful=doubtful,
        n_filled=cells.n,
        flags=_share(cells, is_flag) >= _NEARLY_ALL,
        percentages=_share(cells, is_percent) >= _MOSTLY,
    )


def _by_title(name: str, cells: Answers, field: Field, rank: int) -> Guess:
    """Take a column for what its title says where its cells allow it, doubtfully for nothing where they do not."""
    if field in COUNTS and _share(cells, is_percent) >= _MOSTLY:
        return _as_rate(name, cells, field)
    if cells.n and not _FITS.get(field, _any_text)(cells):
        reason = "The title is a known one, but the cells are something else."
        return Guess(column_of(name, cells, DROP, reason, doubtful=True), field, rank)
    if field == "id" and max(cells.cells.values(), default=1) > 1:
        return Guess(column_of(name, cells, DROP, "Its values come again, so they name no single message."), field)
    return Guess(column_of(name, cells, field, "The title is a known one for it."), field, rank)


def _as_rate(name: str, cells: Answers, field: Field) -> Guess:
    if cells.n and _share(cells, is_percent) >= _MOSTLY:
        reason = "Percentages; they would be counted as shares of those it was sent to, rounded."
        return Guess(column_of(name, cells, field, reason, doubtful=True), field)
    return Guess(column_of(name, cells, DROP, "It gives rates, not numbers of people."), field)


def _by_cells(name: str, cells: Answers) -> list[Guess]:
    if cells.n and cells.dates >= _NEARLY_ALL and not _numbers(cells):
        return [Guess(column_of(name, cells, "sent_at", "The cells are moments; of what?", doubtful=True), "sent_at")]
    if _reads_like_messages(cells):
        return [Guess(column_of(name, cells, "body", "The cells are sentences: what was sent?", doubtful=True), "body")]
    return []


def _share(cells: Answers, test: Callable[[str], bool]) -> float:
    return sum(map(test, cells.texts)) / len(cells.texts) if cells.texts else 0.0


def _moments(cells: Answers) -> bool:
    return cells.dates >= _MOSTLY or _share(cells, _looks_like_day) >= _MOSTLY


def _looks_like_day(text: str) -> bool:
    return any(mark in text for mark in ("→", "(GMT", "@")) and any(sign.isdigit() for sign in text)


def _numbers(cells: Answers) -> bool:
    return _share(cells, is_number) >= _NEARLY_ALL


def _counts(cells: Answers) -> bool:
    # A few negative or broken numbers are the fault of their rows.
    return _share(cells, is_number) >= _MOSTLY


def _clocks(cells: Answers) -> bool:
    return _share(cells, is_clock) >= _NEARLY_ALL


def _flags(cells: Answers) -> bool:
    return _share(cells, is_flag) >= _MOSTLY


def _names(cells: Answers) -> bool:
    return _share(cells, is_flag) < _NEARLY_ALL


def _reads_like_messages(cells: Answers) -> bool:
    return cells.korean >= _MOSTLY and cells.varied >= _MOSTLY and cells.mean_length >= _MESSAGE


def _any_text(cells: Answers) -> bool:
    return cells.personal < _MOSTLY


def _label(cells: Answers) -> bool:
    return _any_text(cells) and _names(cells) and not _numbers(cells)


def _anything(_: Answers) -> bool:
    return True


_FITS: dict[Field, Callable[[Answers], bool]] = {
    **dict.fromkeys(COUNTS, _counts),
    **dict.fromkeys(("title", "body", "image", "id", "archive_id"), _anything),
    **dict.fromkeys(("channel", "segment", "stage"), _label),
    "sent_at": _moments,
    "sent_time": _clocks,
    "revenue": _counts,
    "is_ad": _flags,
    "test": _names,
}

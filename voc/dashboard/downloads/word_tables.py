"""Tables of words: on the rise, theirs and ours, in contrast, in their places."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from nlp.keywords import Keyword
from voc.dashboard.background import Answer, background_of
from voc.dashboard.beside import variants_of_week, words_of_week
from voc.dashboard.contrast_asked import ask_contrast
from voc.dashboard.downloads.naming import weeks_named
from voc.dashboard.downloads.table import Column, Row, Table
from voc.dashboard.downloads.view import OF_ALL, Offer, View
from voc.dashboard.figures import themes_of
from voc.dashboard.pages.words import rising_words
from voc.dashboard.theme_choices import all_titles, titles_by_stage
from voc.dashboard.words_asked import SIDES, read_side
from voc.errors import UsageError
from voc.steps.audit_log import quoted_documents
from voc.store import load_snapshot
from voc.store.standing import texts_standing
from voc.weeks import SEOUL

_PAGE, _CONTRAST = "/words", "/words/contrast"
_N_CONTRAST = 40
_OF_SIDES = tuple(
    f"{side}_{name}" for side in SIDES for name in (*OF_ALL, "stage", "reason", "theme", "rating", "kind")
)
# Whoever asks for a file waits longer than for a page.
_PATIENCE_S = 5.0


def words_of(answer: Answer) -> list[Keyword]:
    """Return the words of a contrast, those that may be chance last.

    Raises
    ------
    UsageError
        They are being put together.
    """
    found = _ready(answer)
    return [*found.clear, *found.faint]


def _ready(answer: Answer) -> Any:  # noqa: ANN401 - whatever was asked for
    if answer.state != "ready":
        message = "말을 아직 모으고 있습니다. 화면에 표가 나온 뒤에 다시 내려받아 주세요."
        raise UsageError(message)
    return answer.value


def _rising(view: View) -> Table:
    found = _ready(rising_words(view.request, view.connection, view.filters)).clear
    columns = [Column("말", wide=20), Column("이 기간", "count"), Column(view.base, "count")]
    return Table(columns, [(one.surface, one.n_target, one.n_rest) for one in found])


def _theirs(view: View) -> Table:
    words = _ours_and_theirs(view)["theirs"]
    columns = [
        Column("고객의 말", wide=20),
        Column("사람", "count"),
        Column("마지막 주", "count"),
        Column("예", wide=60),
    ]
    rows: list[Row] = [(one["surface"], one["n"], one["n_week"], one["example"] or "") for one in words]
    return Table(columns, rows, _weeks(view), frozenset(quoted_documents({"of": words})))


def _ours(view: View) -> Table:
    words = _ours_and_theirs(view)["ours"]
    return Table(
        [Column("우리 말", wide=24), Column("우리 글에", "count")], [(one["surface"], one["n"]) for one in words]
    )


def _ours_and_theirs(view: View) -> dict[str, Any]:
    frozen = load_snapshot(view.connection, view.filters.period.last)
    found: dict[str, Any] = frozen["words"] if frozen else _beside(view, words_of_week)
    return found


def _variants(view: View) -> Table:
    found = _beside(view, variants_of_week)
    columns = [
        Column("우리 말", wide=20),
        Column("고객의 말", wide=20),
        Column("사람", "count"),
        Column("까닭", wide=40),
        Column("예", wide=60),
    ]
    rows: list[Row] = [
        (
            one["ours"],
            one["theirs"],
            one["n"],
            "사전에 있음" if one["state"] == "accepted" else f"제안 · {one['reason']}",
            one["example"],
        )
        for one in found
    ]
    return Table(columns, rows, _weeks(view), frozenset(quoted_documents({"of": found})))


def _weeks(view: View) -> str:
    return f"{view.filters.period.last}까지 열두 주"


def _beside(view: View, make: Any) -> Any:  # noqa: ANN401 - as the background takes and gives it
    today = datetime.now(SEOUL).date().isoformat()
    how = (view.filters.period.last, today, texts_standing(view.connection))
    return _ready(background_of(view.request).ask(make, *how, wait_s=_PATIENCE_S))


def _contrast(view: View) -> Table:
    known = view.known
    titles = all_titles(titles_by_stage(themes_of(view.request, view.connection), known))
    sides = [read_side(view.query, name, known, view.filters, themes=titles) for name in SIDES]
    target, rest = (one.side for one in sides)
    found = _contrasted(view, target, rest) if target != rest else []
    weeks = " ↔ ".join(weeks_named(one.filters.period) for one in sides)
    columns = [Column("말", wide=20), *(Column(name, "count") for name in SIDES.values()), Column("뚜렷함", "decimal")]
    return Table(columns, [(one.surface, one.n_target, one.n_rest, one.log_odds) for one in found], weeks)


def _contrasted(view: View, target: Any, rest: Any) -> Sequence[Keyword]:  # noqa: ANN401 - sides of a contrast
    return words_of(ask_contrast(view.request, view.connection, target, rest, limit=_N_CONTRAST))


OFFERS = {
    "words-rising": Offer("늘어난 말", _PAGE, _rising, knows=(*OF_ALL, "stage", "reason")),
    "words-theirs": Offer("고객은 쓰고 우리는 쓰지 않는 말", _PAGE, _theirs, knows=()),
    "words-ours": Offer("우리만 쓰는 말", _PAGE, _ours, knows=()),
    "words-variants": Offer("우리 말을 부르는 말", _PAGE, _variants, knows=()),
    "words-contrast": Offer("말 견주기", _CONTRAST, _contrast, weeks="sides", knows=_OF_SIDES),
}

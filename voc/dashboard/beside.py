"""What the process beside the pages does: it reads queries and drafts, and compares customers' words with ours."""

import os
import threading
from contextlib import ExitStack
from multiprocessing import parent_process
from typing import Any

from voc.config import Settings
from voc.dashboard.contrasting import Contrasted, Side, contrasted
from voc.planning.archive.said_before import Near
from voc.planning.brief import Brief
from voc.planning.draft_check import Draft, Evidence, Finding, check_drafts
from voc.planning.draft_check.sentences import Analyse
from voc.planning.words import contrast_words
from voc.steps.archive.said import PastWordings
from voc.steps.brief import brief_of, our_texts
from voc.steps.draft_check import draft_evidence
from voc.steps.lesson_book import lessons_saying
from voc.steps.listings.find import lemmas_of
from voc.steps.variants import variant_rows
from voc.steps.workplace import Workplace, open_workplace
from voc.store.lesson_book import load_lessons

# Pages come first.
_NICE = 10
_held = ExitStack()
_places: list[Workplace] = []
# What drafts are set beside: the last state of it alone.
_evidence: dict[tuple[str, str], Evidence | None] = {}
_past: dict[str, PastWordings] = {}


def begin(settings: Settings) -> None:
    """Open the workplace that the tasks of this process work with; end with the process that serves the pages."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.nice(_NICE)
    _places.append(_held.enter_context(open_workplace(settings)))


def query_lemmas(query: str) -> tuple[str, ...]:
    """Read a query and return its terms in dictionary form."""
    return tuple(lemmas_of(_places[0], query))


def lessons_in_any_form(query: str, _version: str) -> tuple[str, ...]:
    """Name the lessons that hold the words of a query in any form; made anew once a lesson was written."""
    with _places[0].store.read() as connection:
        lessons = load_lessons(connection)
    return tuple(one.lesson_id for one in lessons_saying(lessons, query, _places[0]))


def words_of_week(week: str, _day: str, _standing: str) -> dict[str, Any]:
    """Compare customers' words with ours up to a week, as its brief will; made anew every day and for other texts."""
    place = _places[0]
    ours = our_texts(place)
    with place.store.read() as connection:
        return contrast_words(connection, week, lambda: ours)


def brief_of_week(week: str, _when: str, _standing: str) -> Brief | None:
    """Make the brief of a week that was not frozen; made anew for another moment and another state of the store."""
    return brief_of(_places[0], week)


def words_between(target: Side, rest: Side, limit: int, _standing: str) -> Contrasted:
    """Contrast two selections that no weekly count tells apart; made anew once the store has changed."""
    with _places[0].store.read() as connection:
        return contrasted(connection, target, rest, limit)


def variants_of_week(week: str, _day: str, _standing: str) -> list[dict[str, Any]]:
    """List what customers said for our words in the twelve weeks up to a week; made anew as `words_of_week` is."""
    return variant_rows(_places[0], week)


def gather_evidence(day: str, standing: str) -> str | None:
    """Gather what drafts are set beside, and name its week as readers see it; None where nothing is counted."""
    evidence = _evidence_for(day, standing)
    if evidence is None:
        return None
    # What is loaded at the first question is loaded now.
    check_draft(Draft(channel=_places[0].settings.channels.channels[0].key, body="안녕하세요."), day, standing)
    return evidence.week


def said_near(text: str, n: int, state: str) -> list[Near]:
    """Find the past messages nearest to a text; made anew once the archive, or what it is set beside, has changed."""
    if state not in _past:
        # What was taken back since must not stay in memory either.
        _past.clear()
        _past[state] = PastWordings(_places[0])
    return _past[state].nearest(text, n)


def check_draft(draft: Draft, day: str, standing: str) -> list[Finding]:
    """Check a draft; nothing of it is kept."""
    settings, evidence = _places[0].settings, _evidence_for(day, standing)
    return check_drafts([draft], settings.channels, _tokenizer(), evidence, figures=settings.figures)[0]


def _evidence_for(day: str, standing: str) -> Evidence | None:
    if (day, standing) not in _evidence:
        # What was erased since must not stay in memory either.
        _evidence.clear()
        _evidence[day, standing] = draft_evidence(_places[0], None)
    return _evidence[day, standing]


def _tokenizer() -> Analyse:
    from nlp.tokenize import load_tokenizer  # noqa: PLC0415 - the process that serves the pages imports this module too

    return load_tokenizer(_places[0].settings.knowledge().brand_words).tokenize_mended


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)

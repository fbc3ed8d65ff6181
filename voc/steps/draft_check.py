"""What the store knows that a draft should be set beside: customers' words and the week's hesitations."""

from collections.abc import Mapping, Sequence

from voc.planning.draft_check import Evidence, OpenTheme, OwnWord
from voc.planning.figures import week_figures
from voc.planning.variants import OurWords, Row, list_variants
from voc.planning.words import contrast_words
from voc.steps.asked import asked_week
from voc.steps.brief import our_texts
from voc.steps.own_text import OwnTextPlacer
from voc.steps.past_messages import ArchivePast, doubted_phrases, load_spoken_of
from voc.steps.workplace import Workplace
from voc.store import current_edits
from voc.weeks import week_label


def draft_evidence(place: Workplace, week: str | None) -> Evidence | None:
    """Gather what customers said up to a week, the last counted one without it; None while nothing is counted.

    Raises
    ------
    UsageError
        It is no week, or one that has never been counted.
    """
    with place.store.read() as connection:
        chosen = asked_week(connection, week)
        if chosen is None:
            return None
        figures = week_figures(connection, chosen, [stage.key for stage in place.settings.stages])
        texts = our_texts(place)
        unused = [str(one["surface"]) for one in contrast_words(connection, chosen, lambda: texts)["ours"]]
        # Only the pairs that somebody has accepted: what is merely suggested may be wrong.
        pairs = list_variants(connection, chosen, OurWords(texts, place.settings.knowledge()), lambda *_, **__: [])
        spoken_of = load_spoken_of(connection)
    themes = [OpenTheme(one.theme.theme_id, one.theme.title, one.n_documents) for one in figures.themes]
    placer = OwnTextPlacer(place)
    return Evidence(
        week=week_label(chosen),
        own_words=own_words(pairs, unused),
        themes=sorted((one for one in themes if one.n), key=lambda one: (-one.n, one.theme_id)),
        touched=lambda text: _touched(place, placer, text),
        past=ArchivePast(place, spoken_of),
        doubted=doubted_phrases(spoken_of, place.settings.channels),
    )


def own_words(pairs: Sequence[Row], unused: Sequence[str]) -> list[OwnWord]:
    """List our words for which more people say another, the one most people say, and those that nobody says.

    Parameters
    ----------
    pairs : sequence of dict
        `ours`, `theirs`, and how many people say either: `n_ours`, `n`.
    """
    found: dict[str, OwnWord] = {}
    for row in sorted(pairs, key=lambda one: -one["n"]):
        if row["n"] > row["n_ours"]:
            found.setdefault(row["ours"], OwnWord(row["ours"], row["theirs"], row["n"], row["n_ours"]))
    for word in unused:
        found.setdefault(word, OwnWord(word))
    return list(found.values())


def _touched(place: Workplace, placer: OwnTextPlacer, text: str) -> Mapping[str, str]:
    """Place the sentences of a text; the first sentence of each theme stands for it."""
    (placed,) = placer.place([text])
    with place.store.read() as connection:
        edits = current_edits(connection)
    found: dict[str, str] = {}
    for one in placed:
        shown = edits.resolve(one.theme_id) if one.theme_id else None
        if shown is not None:
            found.setdefault(shown, one.sentence.text)
    return found

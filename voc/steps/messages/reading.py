"""Read the messages that nobody has read, or that an older analysis has: wording, lemmas, themes of their sentences."""

from collections.abc import Sequence

from nlp.message_traits import message_traits, wording_of
from nlp.tokenize import load_tokenizer
from voc.errors import VocError
from voc.steps.catalogue import save_catalogue
from voc.steps.own_text import OwnTextPlacer, PlacedSentence
from voc.steps.workplace import Workplace
from voc.store.message_readings import MessageReading, save_readings_of_messages, waiting_messages
from voc.store.messages import count_messages, message_text

_BATCH = 200


def read_messages(place: Workplace) -> int:
    """Read what waits, in batches, each a transaction of its own; return how many messages were read.

    They are cut and read by the reader of customers' texts, and their sentences placed in the themes as a customer's
    would be. What was read with another version of the analysis, or before themes were found anew, waits again.
    Where there is no message nothing is loaded.
    """
    with place.store.read() as connection:
        total = count_messages(connection)
    if not total:
        return 0
    placer = OwnTextPlacer(place)
    version = placer.version
    is_first, after, n_read = True, "", 0
    while True:
        with place.store.read() as connection:
            waiting = waiting_messages(connection, version, _BATCH, after=after)
        if not waiting:
            return n_read
        if is_first:
            save_catalogue(place)
            is_first = False
        after = waiting[-1][0]
        read = _read_safely(place, placer, [(key, message_text(title, body)) for key, title, body in waiting])
        with place.store.begin() as connection:
            save_readings_of_messages(connection, read, version=version)
        n_read += len(read)
        place.report("reading messages", n_read, total)


def _read_safely(place: Workplace, placer: OwnTextPlacer, texts: Sequence[tuple[str, str]]) -> list[MessageReading]:
    """Read messages; one at which the analyser fails keeps no traits, and keeps no other from being read."""
    try:
        return _read(place, placer, texts)
    except VocError:
        raise
    except Exception:  # noqa: BLE001 - one strange text is the text's fault, as with customers' texts
        if len(texts) == 1:
            return [MessageReading(texts[0][0], traits=None, terms=[], sentences=[])]
        return [one for text in texts for one in _read_safely(place, placer, [text])]


def _read(place: Workplace, placer: OwnTextPlacer, texts: Sequence[tuple[str, str]]) -> list[MessageReading]:
    tokenizer = load_tokenizer(place.settings.knowledge().brand_words)
    tokens = tokenizer.tokenize_mended([wording_of(text) for _, text in texts])
    placed = placer.place([text for _, text in texts])
    return [
        MessageReading(
            key,
            traits=message_traits(text, cut)._asdict(),
            terms=_lemmas(sentences),
            sentences=[_spot(one) for one in sentences],
        )
        for (key, text), cut, sentences in zip(texts, tokens, placed, strict=True)
    ]


def _lemmas(sentences: Sequence[PlacedSentence]) -> list[str]:
    return sorted({term.shown for one in sentences for term in one.sentence.terms})


def _spot(one: PlacedSentence) -> tuple[int, int, str | None, float | None]:
    return one.sentence.start, one.sentence.end, one.theme_id, one.score if one.theme_id else None

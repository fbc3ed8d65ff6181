"""Own words: once, before a store is first read, its own texts teach the reader what the rules alone would doubt."""

from datetime import UTC, datetime

from nlp.self_training import self_train
from voc.steps.progress import counted
from voc.steps.workplace import Workplace
from voc.store.own_words import OwnWords, count_read, load_own_words, save_own_words, texts_of_customers

# Fewer documents hold too few sentences, and more teach nothing new and take time.
_FEWEST_DOCUMENTS, _MOST_DOCUMENTS = 100, 10_000


def learn_at_first(place: Workplace) -> None:
    """Learn before the first reading, or while most of the store is still unread; what is learned then stays.

    Later it would split the store into documents read with it and without: that is left to a person, see `learn_anew`.
    """
    with place.store.read() as connection:
        if load_own_words(connection) is not None:
            return
        n_read, n_waiting = count_read(connection)
    if n_waiting > n_read:
        learn_anew(place)


def learn_anew(place: Workplace, *, dry_run: bool = False) -> bool:
    """Learn from the texts as the rules alone read them, and read with it from now on; say whether they are enough.

    Too few texts teach nothing, and leave what was learned before.

    Parameters
    ----------
    dry_run : bool
        Read with it, and keep nothing.
    """
    with place.store.read() as connection:
        texts = texts_of_customers(connection, limit=_MOST_DOCUMENTS)
    if len(texts) < _FEWEST_DOCUMENTS:
        return False
    by_rules = place.reader.taught(None)
    studied = counted(by_rules.study(texts), "learning the customers' own words", place.report, total=len(texts))
    learned = self_train(one.sentence for of_document in studied for one in of_document)
    if learned is None:
        return False
    if not dry_run:
        held = OwnWords(learned.version, datetime.now(UTC), learned.n_texts, learned.to_bytes())
        with place.store.begin() as connection:
            save_own_words(connection, held)
    place.read_with(learned)
    return True

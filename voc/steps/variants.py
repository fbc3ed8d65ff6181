"""The dictionary between our words and customers', from the store and the company's own texts."""

from functools import partial

from nlp.tokenize import load_tokenizer
from nlp.variants import find_variants
from nlp.vectors import load_morpheme_space
from voc.planning.variants import OurWords, Row, list_variants
from voc.steps.brief import our_texts
from voc.steps.workplace import Workplace


def variant_rows(place: Workplace, week: str) -> list[Row]:
    """List what customers said for our words up to a week, see `voc.planning.variants.list_variants`."""
    knowledge = place.settings.knowledge()
    ours = OurWords(our_texts(place), knowledge)
    analyse = load_tokenizer(knowledge.brand_words).tokenize
    space = load_morpheme_space(knowledge.brand_words)
    with place.store.read() as connection:
        return list_variants(connection, week, ours, partial(find_variants, analyse=analyse, space=space))

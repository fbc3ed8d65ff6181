"""The features that praise is counted by, as the configuration has them."""

import json
from hashlib import blake2b

from nlp.praise import Feature, PraiseReader
from voc.config import Settings
from voc.store.praise_counting import PraiseBook

# Of the rules in `nlp.praise`; another number has all weeks counted anew.
_RULES = 1


def praise_book(settings: Settings) -> PraiseBook:
    """Make the book of a configuration; its version changes with the features' keys and words, not with their names."""
    features = [Feature(one.key, one.name, one.words) for one in settings.features]
    spelled = json.dumps([_RULES, sorted((one.key, sorted(one.words)) for one in features)], ensure_ascii=False)
    knowledge = settings.knowledge()
    return PraiseBook(
        blake2b(spelled.encode(), digest_size=8).hexdigest(),
        PraiseReader(features, knowledge.polarity, knowledge.synonyms),
    )

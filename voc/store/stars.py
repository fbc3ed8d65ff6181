"""Ratings on one scale, that of five stars: 3 of 0-10 and 2.2 stars say the same."""

from sqlalchemy import case

from voc.store.schema import documents

_LOW, _HIGH = 1.0, 5.0
_held = documents.c
_span = _held.rating_max - _held.rating_min
# Of a document; absent where it has no rating.
STARS = case((_span > 0, _LOW + (_HIGH - _LOW) * (_held.rating_value - _held.rating_min) / _span))

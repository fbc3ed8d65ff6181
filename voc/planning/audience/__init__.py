"""Who voiced something, and who asked to be left alone: counted without opening any seal, or handed over by id."""

from voc.planning.audience.asked import Asked
from voc.planning.audience.listing import ListedUser, Listing, list_audience, list_suppressed
from voc.planning.audience.reach import Reach, SegmentReach, reach, reach_of
from voc.planning.audience.suppression import suppression_themes

__all__ = [
    "Asked",
    "ListedUser",
    "Listing",
    "Reach",
    "SegmentReach",
    "list_audience",
    "list_suppressed",
    "reach",
    "reach_of",
    "suppression_themes",
]

"""The draft check: what speaks against sending a message as it is drafted. It finds and never rewrites."""

from voc.planning.draft_check.check import check_drafts
from voc.planning.draft_check.draft import Draft, read_drafts
from voc.planning.draft_check.evidence import Evidence, OpenTheme, OwnWord
from voc.planning.draft_check.finding import Finding, Level, Subject
from voc.planning.draft_check.past import DoubtedPhrase, PastMessage, PastMessages, PastVoice

__all__ = [
    "DoubtedPhrase",
    "Draft",
    "Evidence",
    "Finding",
    "Level",
    "OpenTheme",
    "OwnWord",
    "PastMessage",
    "PastMessages",
    "PastVoice",
    "Subject",
    "check_drafts",
    "read_drafts",
]

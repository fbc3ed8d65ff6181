"""The draft check: what speaks against sending a message as it is drafted. It finds and never rewrites."""

from voc.planning.draft_check.check import check_drafts
from voc.planning.draft_check.draft import Draft, read_drafts
from voc.planning.draft_check.evidence import Evidence, OpenTheme, OwnWord, PastMessage, PastMessages
from voc.planning.draft_check.finding import Finding, Level

__all__ = [
    "Draft",
    "Evidence",
    "Finding",
    "Level",
    "OpenTheme",
    "OwnWord",
    "PastMessage",
    "PastMessages",
    "check_drafts",
    "read_drafts",
]

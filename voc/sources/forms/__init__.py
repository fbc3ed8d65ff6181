"""Forms at survey services: what each question is taken for, and records from the responses."""

from voc.sources.forms.pages import Numbered, numbered_pages
from voc.sources.forms.plan import FormPlan, Judged, judge
from voc.sources.forms.questions import (
    Asks,
    Question,
    Response,
    alone,
    digits,
    hidden_fields,
    plain_title,
    readable,
    row_title,
    unreadable,
)
from voc.sources.forms.records import OTHER, Made, Maker
from voc.sources.forms.walk import FormService

__all__ = [
    "OTHER",
    "Asks",
    "FormPlan",
    "FormService",
    "Judged",
    "Made",
    "Maker",
    "Numbered",
    "Question",
    "Response",
    "alone",
    "digits",
    "hidden_fields",
    "judge",
    "numbered_pages",
    "plain_title",
    "readable",
    "row_title",
    "unreadable",
]

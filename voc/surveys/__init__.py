"""Surveys and forms: what each column asks, which answers are words, and records from them."""

from voc.surveys.answers import SurveyFacts, read_file, records_from
from voc.surveys.mapping import mapping_from
from voc.surveys.plan import PlannedColumn, Role, Scale, SurveyPlan, understand

__all__ = [
    "PlannedColumn",
    "Role",
    "Scale",
    "SurveyFacts",
    "SurveyPlan",
    "mapping_from",
    "read_file",
    "records_from",
    "understand",
]

"""Surveys and forms: what each column asks, which answers are words, and records from them."""

from voc.surveys.answers import SurveyFacts, records_from
from voc.surveys.files import SurveySpec, configured_mapping, read_file
from voc.surveys.plan import PlannedColumn, SurveyPlan, understand
from voc.surveys.roles import Role, Scale, mapping_from

__all__ = [
    "PlannedColumn",
    "Role",
    "Scale",
    "SurveyFacts",
    "SurveyPlan",
    "SurveySpec",
    "configured_mapping",
    "mapping_from",
    "read_file",
    "records_from",
    "understand",
]

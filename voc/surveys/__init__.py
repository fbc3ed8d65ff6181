"""Surveys and forms: what each column asks, which answers are words, and records from them."""

from voc.surveys.answers import LOW_INFORMATION, SurveyFacts, records_from
from voc.surveys.exclusion import Exclusion, exclusions_from
from voc.surveys.exports import FORM_NAMES, Recognised, recognise
from voc.surveys.files import SurveySpec, configured_mapping, read_file
from voc.surveys.judge import PlannedColumn
from voc.surveys.plan import SurveyPlan, understand
from voc.surveys.roles import Role, Scale, mapping_from, read_role
from voc.tables.mapping import EVERY_OTHER

__all__ = [
    "EVERY_OTHER",
    "FORM_NAMES",
    "LOW_INFORMATION",
    "Exclusion",
    "PlannedColumn",
    "Recognised",
    "Role",
    "Scale",
    "SurveyFacts",
    "SurveyPlan",
    "SurveySpec",
    "configured_mapping",
    "exclusions_from",
    "mapping_from",
    "read_file",
    "read_role",
    "recognise",
    "records_from",
    "understand",
]

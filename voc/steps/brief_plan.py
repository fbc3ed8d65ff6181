"""What a brief is given for planning: from the configuration, the analyser and the store."""

from sqlalchemy import Connection

from nlp.themebook import catalogue_id
from nlp.tokenize import load_tokenizer
from voc.config import Settings
from voc.planning.audience import suppression_themes
from voc.planning.brief import Brief, BriefNames
from voc.planning.briefing.avoid import OwnLine, careful_words
from voc.planning.briefing.inputs import Answers, PlanInputs
from voc.planning.briefing.learned import learned_parts
from voc.planning.briefing.plan import make_plan
from voc.steps.workplace import Workplace
from voc.store import load_snapshot
from voc.store.quote_permissions import WITHDRAWN, load_permissions


def with_plan(place: Workplace, connection: Connection, brief: Brief, names: BriefNames) -> Brief:
    """Add to a newly made brief what marketers plan with; one that was kept stays as it was handed out."""
    if load_snapshot(connection, brief["week"]) is not None:
        return brief
    planned = make_plan(connection, brief, plan_inputs(connection, place.settings, names))
    barred = {one.document_id for one in load_permissions(connection) if one.state == WITHDRAWN}
    return {**brief, **planned, **learned_parts(connection, brief, place.settings, names.channels, barred)}


def plan_inputs(connection: Connection, settings: Settings, names: BriefNames) -> PlanInputs:
    """Collect what the configuration says about answering hesitations."""
    analyse = load_tokenizer(settings.knowledge().brand_words).tokenize_mended
    return PlanInputs(
        names=names,
        careful=careful_words(settings.channels, analyse),
        own_lines=[OwnLine(line, f"우리 글 {own.name}") for own in settings.our_words for line in own.lines],
        message_channels={one.key: one.name for one in settings.channels.channels},
        answers=_answers(settings),
        figures=settings.figures,
        suppress=suppression_themes(connection, settings),
    )


def _answers(settings: Settings) -> Answers:
    return Answers(
        of_themes={catalogue_id(one.key): one.answer for one in settings.themes if one.answer},
        of_reasons={one.key: one.answer for one in settings.reasons if one.answer},
        asks={one.key: one.ask for one in settings.reasons if one.ask},
    )

"""What there is to choose from in the forms of curation, with the names that readers know."""

from collections.abc import Mapping

from voc.config import Settings
from voc.planning.wording import LABEL_VALUES
from voc.steps.curation.desk import Desk

LABEL_NAMES: Mapping[str, str] = {"hesitation": "망설임", "reason": "이유", "stage": "단계", "act": "말의 종류"}
_NO_REASON, _NO_STAGE = "이유 없음", "단계 미상"


def label_choices(settings: Settings) -> dict[str, dict[str, str]]:
    """List the values of each label of a sentence."""
    return {
        **{name: dict(values) for name, values in LABEL_VALUES.items()},
        "reason": {**{one.key: one.name for one in settings.reasons}, "none": _NO_REASON},
        "stage": {**{one.key: one.name for one in settings.stages}, "none": _NO_STAGE},
    }


def theme_choices(desk: Desk) -> dict[str, str]:
    """List the themes that stand for themselves, by title."""
    live = [theme for theme in desk.themes.values() if desk.edits.is_live(theme.theme_id)]
    return {theme.theme_id: theme.title for theme in sorted(live, key=lambda theme: (theme.title, theme.theme_id))}

"""From settings to the parts that do the work: what the configuration says in the terms of each part."""

from voc.config import Settings
from voc.privacy import ExtraPattern, Masker, MaskSettings


def masker_of(settings: Settings) -> Masker:
    """Build the masker that the configuration asks for."""
    privacy = settings.privacy
    return Masker(
        MaskSettings(
            kinds=privacy.kinds,
            extra=tuple(ExtraPattern(extra.name, extra.tag, extra.pattern) for extra in privacy.extra_patterns),
            keep=frozenset(privacy.keep),
            not_names=frozenset(privacy.not_names),
        )
    )

"""Which configuration is in force, and whether it loads."""

from pathlib import Path

from voc.config import Settings, load_settings
from voc.errors import ConfigError
from voc.steps.check_store import Finding

_SHOWN = 10


def configuration(explicit: Path | None) -> tuple[Settings | None, list[Finding]]:
    """Load the configuration; None where it cannot be used."""
    try:
        settings = load_settings(explicit)
    except ConfigError as error:
        found = [Finding("folder", "wrong", problem) for problem in error.problems[:_SHOWN]]
        more = len(error.problems) - _SHOWN
        return None, [*found, Finding("folder", "wrong", f"and {more} more: voc check config")] if more > 0 else found
    location, n_enabled = settings.location, sum(source.enabled for source in settings.sources)
    told = f"{location.path} ({location.origin}); {n_enabled} of {len(settings.sources)} sources are enabled"
    found = [Finding("folder", "ok", told)]
    if location.origin == "packaged defaults":
        found = [Finding("folder", "note", f"{told}. `voc init` writes a folder that you can edit")]
    return settings, [*found, *(Finding("notes", "note", note) for note in settings.notes)]

"""The digest of a week as a message: its headlines, and for those who may have them some sentences of customers."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from voc.config import Settings
from voc.planning.sentences import cautions, headline, origin_line, verdict
from voc.steps.night import WEEKLY
from voc.steps.telling.notices import RUN_NAMES, Notice, fill, listed, moment, short

_N_QUOTES = 3
_QUOTE_MARK = "“"


def digest_notice(settings: Settings, brief: Mapping[str, Any], run_id: str, started_at: datetime) -> Notice:
    """Say what a week has brought.

    Parameters
    ----------
    run_id, started_at : str, datetime
        Of the run that tells it.
    """
    quotes = list(_quotes(brief))
    values = {
        "run": RUN_NAMES[WEEKLY],
        "run_id": run_id[:8],
        "started": moment(started_at),
        "dashboard": settings.notify.dashboard_url or "",
        "week": str(brief["label"]),
        "headlines": listed(_headlines(brief)),
        "quotes": "",
    }
    quoting = values | {"quotes": listed((line for _, line in quotes), mark=_QUOTE_MARK)}
    template = settings.notify.texts.weekly
    quoted = tuple((document, f"{_QUOTE_MARK}{short(line)}") for document, line in quotes)
    return Notice("weekly", run_id, fill(template, values), fill(template, quoting), quoted)


def _headlines(brief: Mapping[str, Any]) -> Iterator[str]:
    yield headline(dict(brief))
    yield from verdict(dict(brief))
    yield from cautions(dict(brief))


def _quotes(brief: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Choose the first sentence of each of the themes that moved most, with the document that it stands in."""
    quoted = [theme["quotes"][0] for theme in (*brief["moved"], *brief["largest"]) if theme["quotes"]]
    for quote in quoted[:_N_QUOTES]:
        yield quote["doc_id"], f"{quote['text']}” {origin_line(quote)}"

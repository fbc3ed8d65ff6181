"""Where a table of a page is downloaded: the address of the page says which rows, so it goes along."""

from urllib.parse import urlencode

from starlette.requests import Request

DOWNLOAD = "/download"
# The name of a table, and what it is of: a theme, a run, a file.
TABLE, OF = "table", "of"
# Which part of a list is shown; a file holds all of it.
_PARTS = frozenset({"page", "after", "done", TABLE, OF})
_PERIOD = frozenset({"week", "from", "to"})
# These look through all times where their address names no weeks.
_TIMELESS = frozenset({"/search", "/words/concordance"})


def download_address(request: Request, table: str, of: str = "") -> str:
    """Return the address under which a table of the page that is shown can be had.

    Parameters
    ----------
    of : str
        Id of what the page is about, where its path says so.
    """
    filters = request.state.shared["filters"]
    asked = {name: value for name, value in request.query_params.items() if value and name not in _PARTS}
    if filters and request.url.path not in _TIMELESS:
        # A file is of the weeks that were looked at, also when the next week has been counted meanwhile.
        asked = {name: value for name, value in asked.items() if name not in _PERIOD} | filters.period.query
    named = {TABLE: table, **({OF: of} if of else {})}
    return f"{DOWNLOAD}?{urlencode({**named, **asked})}"

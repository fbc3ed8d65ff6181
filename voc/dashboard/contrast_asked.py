"""Asking for a contrast of words: at once where weekly counts tell it, from the process beside the pages elsewhere."""

from sqlalchemy import Connection
from starlette.requests import Request

from voc.dashboard.background import Answer, background_of
from voc.dashboard.beside import words_between
from voc.dashboard.contrasting import Side, contrasted
from voc.dashboard.kept import kept
from voc.store.standing import standing

# Who asks for little is answered at once.
_PATIENCE_S = 0.15


def ask_contrast(request: Request, connection: Connection, target: Side, rest: Side, *, limit: int) -> Answer:
    """Return `Contrasted`, or that it is not there yet; what was made is kept until the store changes."""
    state = standing(connection)
    if target.is_counted and rest.is_counted:
        key = ("contrast", state, target, rest, limit)
        return Answer("ready", kept(request, key, lambda: contrasted(connection, target, rest, limit)))
    return background_of(request).ask(words_between, target, rest, limit, state, wait_s=_PATIENCE_S)

"""One board in one run."""

from dataclasses import dataclass

from voc.config.families import BoardSettings
from voc.sources.web.board import Dialect
from voc.sources.web.board_memory import BoardMemory
from voc.sources.web.place import Place


@dataclass(kw_only=True)
class BoardPlace(Place):
    """One board in one run.

    Attributes
    ----------
    known : BoardMemory
        What was read before; grows as posts are stored.
    """

    settings: BoardSettings
    board: str
    dialect: Dialect
    known: BoardMemory

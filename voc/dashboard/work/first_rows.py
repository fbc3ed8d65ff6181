"""What a file says, shown before anything is stored: its first rows and the first that cannot be read, masked."""

from collections.abc import Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from voc.privacy import Masker, mask_cells, mask_text
from voc.steps.survey.file import SurveyFile, SurveyImport
from voc.tables import BadRow, Layout, Row, open_table

_ROWS, _REJECTS = 5, 50
# So many characters of a cell; whoever wants the rest has the file.
_LONGEST, _LONGEST_MASKED = 120, 2000


class Understood(Protocol):
    """A file and how it is to be opened."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def encoding(self) -> str | None:
        """Of a text file, where a person said so."""

    @property
    def layout(self) -> Layout:
        """Where the table stands."""


def first_rows(understood: Understood, shown: Mapping[str, bool], masker: Masker) -> list[dict[str, Any]]:
    """Return the first rows: `line`, and `cells` in the order of the columns; None where a cell is not shown.

    Parameters
    ----------
    shown : mapping of column to bool
        Whether its cells may be seen: masking finds numbers and addresses, not every name, so what is not stored is
        not shown either.
    """
    with open_table(understood.path, encoding=understood.encoding, layout=understood.layout) as table:
        rows = list(islice((one for one in table.read() if isinstance(one, Row)), _ROWS))
    return [
        {"line": row.line, "cells": [_shown(row.cells, name, masker) if seen else None for name, seen in shown.items()]}
        for row in rows
    ]


def first_rejects(understood: SurveyImport, masker: Masker) -> list[dict[str, Any]]:
    """Return `line` and `reason` of the first rows that would be set aside."""
    with closing(SurveyFile(understood).found()) as found:
        bad = list(islice((one for one in found if isinstance(one, BadRow)), _REJECTS))
    return [{"line": one.line, "reason": mask_text(one.reason, masker)} for one in bad]


def _shown(cells: Mapping[str, str], name: str, masker: Masker) -> str:
    # Cut behind the masking: half a number is found by nobody.
    (masked,) = mask_cells({name: " ".join(cells.get(name, "").split())[:_LONGEST_MASKED]}, masker).values()
    return masked if len(masked) <= _LONGEST else f"{masked[:_LONGEST]}…"

"""What a file says, shown before anything is stored: its first rows and the first that cannot be read, masked."""

from collections.abc import Mapping
from contextlib import closing
from itertools import islice
from typing import Any

from voc.privacy import Masker, mask_cells, mask_text
from voc.steps.survey.file import SurveyFile, SurveyImport
from voc.tables import BadRow, Row, open_table

_ROWS, _REJECTS = 5, 50
# So many characters of a cell; whoever wants the rest has the file.
_LONGEST, _LONGEST_MASKED = 120, 2000
# Masking finds numbers and addresses, not every name: what is not stored is not shown either.
_NOT_SHOWN = frozenset({"drop", "respondent"})


def first_rows(understood: SurveyImport, masker: Masker) -> list[dict[str, Any]]:
    """Return the first rows: `line`, and `cells` in the order of the columns; None where a cell is not shown."""
    roles = {one.name: one.role for one in understood.plan.columns if not one.doubtful}
    names = [one.name for one in understood.plan.columns]
    with open_table(understood.path, encoding=understood.encoding, layout=understood.layout) as table:
        rows = list(islice((one for one in table.read() if isinstance(one, Row)), _ROWS))
    return [{"line": row.line, "cells": [_shown(row.cells, name, roles, masker) for name in names]} for row in rows]


def first_rejects(understood: SurveyImport, masker: Masker) -> list[dict[str, Any]]:
    """Return `line` and `reason` of the first rows that would be set aside."""
    with closing(SurveyFile(understood).found()) as found:
        bad = list(islice((one for one in found if isinstance(one, BadRow)), _REJECTS))
    return [{"line": one.line, "reason": mask_text(one.reason, masker)} for one in bad]


def _shown(cells: Mapping[str, str], name: str, roles: Mapping[str, str], masker: Masker) -> str | None:
    if roles.get(name) in _NOT_SHOWN:
        return None
    # Cut behind the masking: half a number is found by nobody.
    (masked,) = mask_cells({name: " ".join(cells.get(name, "").split())[:_LONGEST_MASKED]}, masker).values()
    return masked if len(masked) <= _LONGEST else f"{masked[:_LONGEST]}…"

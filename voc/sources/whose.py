"""Cursors that say whose they are: another family's is refused, and one of another account counts for nothing."""

import json
from typing import Any

from voc.records import Cursor


def signed(family: str, account: str | None, place: dict[str, Any]) -> str:
    """Spell a place as the value of a cursor; the account is None where it is not known yet."""
    return json.dumps({"family": family, "account": account, **place})


def read_signed(cursor: Cursor | None, family: str, account: str | None) -> dict[str, Any] | None:
    """Return the place that a cursor holds; None without one, or where it is another account's: that begins anew.

    Parameters
    ----------
    account : str or None
        Whose cursor is wanted; None takes that of any.

    Raises
    ------
    ValueError
        It is none of this family.
    """
    if cursor is None:
        return None
    saved = json.loads(cursor.value)
    if not isinstance(saved, dict) or saved.get("family") != family:
        raise ValueError("another family's")
    is_others = account is not None and saved.get("account") != account
    return None if is_others else saved

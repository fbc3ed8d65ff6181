"""What the store keeps packed for the analyser - models, spaces, anchors - unpacked, or named where it is damaged."""

from collections.abc import Callable
from typing import TypeVar

from voc.errors import StoreError

Unpacked = TypeVar("Unpacked")


def unpacked(what: str, unpack: Callable[[bytes], Unpacked], payload: bytes) -> Unpacked:
    """Unpack something.

    Parameters
    ----------
    what : str
        For people, such as `the space of the themes`.

    Raises
    ------
    StoreError
        It is damaged: on the way to the disk, or by hand.
    """
    try:
        return unpack(payload)
    # What a damaged archive raises depends on where it is damaged.
    except Exception as error:
        message = (
            f"In the store {what} is damaged ({type(error).__name__}). Nothing was changed. Put a backup in its place: "
            "voc store restore FILE."
        )
        raise StoreError(message) from error

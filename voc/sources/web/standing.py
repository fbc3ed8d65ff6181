"""When a walk may move its source's cursor."""

from collections.abc import Iterator
from dataclasses import replace

from voc.records import Cursor, Window
from voc.sources.base import Page


def standing(pages: Iterator[Page], window: Window, cursor: Cursor | None) -> Iterator[Page]:
    """Pass pages on; without their cursors where the walk looks at a part of what the given cursor leaves to read.

    A window with a start leaves out what is older, which may be unread as well.
    """
    is_part = cursor is not None and window.start is not None
    for page in pages:
        yield replace(page, cursor=None) if is_part else page

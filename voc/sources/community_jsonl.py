"""Posts and comments as JSON Lines, one object each; an answer to another post is a comment."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from voc.records import Record
from voc.sources.base import SourceSpec
from voc.sources.mapped import read_mapped
from voc.tables import BadRow


def read(path: Path, spec: SourceSpec) -> Iterator[Record | BadRow]:
    """Read one file; where the source delivers posts, those with a parent become comments."""
    for record in read_mapped(path, spec):
        if isinstance(record, Record) and record.parent_id and record.kind == "post":
            yield replace(record, kind="comment")
        else:
            yield record

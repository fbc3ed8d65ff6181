"""Support tickets exported as a table, one message a row; with `roles` set, only what customers wrote."""

from collections.abc import Iterator
from pathlib import Path

from voc.records import Record
from voc.sources.base import SourceSpec
from voc.sources.mapped import read_mapped
from voc.tables import BadRow


def read(path: Path, spec: SourceSpec) -> Iterator[Record | BadRow]:
    """Read one export; rows of agents and bots are left out without a reject."""
    return read_mapped(path, spec)

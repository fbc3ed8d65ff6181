"""Reviews from anywhere as a table, one review a row; a rating without words is kept as a rating."""

from collections.abc import Iterator
from pathlib import Path

from voc.records import Record
from voc.sources.base import SourceSpec
from voc.sources.mapped import read_mapped
from voc.tables import BadRow


def read(path: Path, spec: SourceSpec) -> Iterator[Record | BadRow]:
    """Read one export."""
    return read_mapped(path, spec, rating_alone=True)

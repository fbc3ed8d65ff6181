"""Rows of CSV files, packed or not."""

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Read a UTF-8 CSV file with a header line, `.gz` too."""
    with path.open("rb") as raw:
        unpacked = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
        yield from csv.DictReader(io.TextIOWrapper(unpacked, encoding="utf-8-sig", newline=""))


def write_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write rows that have the same columns; without rows an empty file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        if rows:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

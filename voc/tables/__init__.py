"""A stranger's file to rows: encoding, delimiter, header, CSV, XLSX, HTML, JSON Lines, zip; dates and ratings."""

from voc.tables.dates import ParsedDate, VagueDateError, parse_date
from voc.tables.given_ids import GivenIds
from voc.tables.header_rows import Title
from voc.tables.opening import open_table
from voc.tables.ratings import parse_rating
from voc.tables.remembered import Remembered
from voc.tables.table import BadRow, Layout, MissingColumnError, Row, Table, find_column, look_up_column

__all__ = [
    "BadRow",
    "GivenIds",
    "Layout",
    "MissingColumnError",
    "ParsedDate",
    "Remembered",
    "Row",
    "Table",
    "Title",
    "VagueDateError",
    "find_column",
    "look_up_column",
    "open_table",
    "parse_date",
    "parse_rating",
]

"""Text on PostgreSQL is compared by its bytes, as SQLite and Python compare it.

A database has a language and sorts by it: 가 before a in a Korean one, capitals beside small letters. What is read in
the order of its keys would then come in another order on every server, and an index would break with an update of the
system's language files.
"""

from collections import defaultdict

from sqlalchemy import Connection, text

_OTHER_ORDER = text(
    """
    SELECT held.relname AS table_name, part.attname AS column_name,
           format_type(part.atttypid, part.atttypmod) AS type
    FROM pg_attribute AS part
    JOIN pg_class AS held ON held.oid = part.attrelid
    JOIN pg_collation AS found ON found.oid = part.attcollation
    WHERE held.relnamespace = current_schema()::regnamespace AND held.relkind = 'r'
      AND part.attnum > 0 AND NOT part.attisdropped
      AND held.relname = ANY(:tables) AND found.collname <> 'C'
    ORDER BY held.relname, part.attnum
    """
)


def compare_by_bytes(connection: Connection, tables: list[str]) -> None:
    """Give every text column of these tables PostgreSQL's collation C; indexes are built anew, rows stay in place."""
    changes: defaultdict[str, list[str]] = defaultdict(list)
    quote = connection.dialect.identifier_preparer.quote
    for row in connection.execute(_OTHER_ORDER, {"tables": tables}):
        changes[row.table_name].append(f'ALTER COLUMN {quote(row.column_name)} TYPE {row.type} COLLATE "C"')
    for name, parts in changes.items():
        connection.execute(text(f"ALTER TABLE {quote(name)} {', '.join(parts)}"))

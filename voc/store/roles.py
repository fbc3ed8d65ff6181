"""Who may do what on a PostgreSQL store: one role owns and writes it, another one only reads."""

from sqlalchemy import Connection, text

from voc.errors import StoreError
from voc.store.engine import Store

_WHERE = text(
    "SELECT current_database() AS db, current_schema() AS schema, tableowner AS owner FROM pg_tables "
    "WHERE schemaname = current_schema() AND tablename = 'documents'"
)


def reader_statements(store: Store, reader: str) -> list[str]:
    """Spell what the owner of a store has to run so that a role may read it, now and after every upgrade.

    Parameters
    ----------
    reader : str
        Name of the role; it is made by the first statement and gets its password by hand.

    Raises
    ------
    StoreError
        The store is SQLite's, where files have rights and nothing else has.
    """
    if store.path is not None or store.engine.dialect.name != "postgresql":
        message = (
            f"The store {store.address} is an SQLite file: whoever may read the file may read the store. Roles are for "
            "PostgreSQL."
        )
        raise StoreError(message)
    with store.read() as connection:
        return _statements(connection, reader)


def _statements(connection: Connection, reader: str) -> list[str]:
    quote = connection.dialect.identifier_preparer.quote_identifier
    found = connection.execute(_WHERE).one()
    role, schema = quote(reader), quote(found.schema)
    granted = f"IN SCHEMA {schema} GRANT SELECT ON TABLES TO {role}"
    return [
        f"CREATE ROLE {role} LOGIN",
        f"ALTER ROLE {role} SET default_transaction_read_only = on",
        f"GRANT CONNECT ON DATABASE {quote(found.db)} TO {role}",
        f"GRANT USAGE ON SCHEMA {schema} TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {quote(found.owner)} {granted}",
    ]

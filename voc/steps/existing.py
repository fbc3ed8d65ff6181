"""Open a store that is there already: whoever only asks must not create or upgrade one."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from voc.config import Settings
from voc.errors import StoreError
from voc.steps.progress import Report, silent
from voc.steps.workplace import Workplace, is_missing_file
from voc.store import Store
from voc.store.engine import connect, file_of, unreachable
from voc.store.migrate import check_version, schema_version

START_HERE = "Start with `voc demo` (an invented sample), or with `voc init` and `voc run nightly` (your own files)."


@contextmanager
def existing_store(settings: Settings, *, any_version: bool = False) -> Iterator[Store]:
    """Open the store of a configuration as it is, and close it at the end.

    Parameters
    ----------
    any_version : bool
        Whether tables of another version of the program will do.

    Raises
    ------
    StoreError
        There is no store yet, it cannot be reached, or its tables are of another version.
    """
    address = settings.store_url()
    if is_missing_file(address):
        raise _missing(str(file_of(address)))
    with connect(address) as store:
        try:
            with store.read() as connection:
                found = schema_version(connection)
        except DBAPIError as error:
            raise unreachable(store.engine.url, error) from error
        if found is None:
            raise _missing(store.address)
        if not any_version:
            check_version(store)
        yield store


@contextmanager
def existing_workplace(settings: Settings, report: Report = silent) -> Iterator[Workplace]:
    """Open a workplace on a store that is there already; see `existing_store`."""
    with existing_store(settings) as store:
        yield Workplace(settings, store, report)


def _missing(where: str) -> StoreError:
    return StoreError(f"There is no store at {where} yet, and asking does not make one. {START_HERE}")

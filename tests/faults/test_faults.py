"""Each kind of fault upon a real run on either store; afterwards the store is that of an unbroken run."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from postgres_server import NoServerError, Server, serving

from faults.casts import FEW, ON_SQLITE_TOO, kills, quick_labels, real_kills, selected
from faults.disks import NoSmallDiskError
from faults.homes import Homes
from faults.theatre import BOTH, SQLITE, Fault, Played, Theatre

# One worker, for what is prepared once; faults stop the server, so that nobody else may use it.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    with ExitStack() as stack:

        @cache
        def server() -> Server:
            try:
                return stack.enter_context(serving())
            except NoServerError as error:
                pytest.skip(str(error))

        yield Theatre(Homes(tmp_path_factory.mktemp("faults"), server))


def check(played: Played) -> None:
    assert played.differing == ()
    assert played.still_running == 0
    assert played.outcome == played.fault.promise, played.ended
    assert played.is_kept, played.ended


@pytest.mark.parametrize(
    ("label", "store"),
    [
        pytest.param(label, store, marks=[pytest.mark.long] if (label, store) in ON_SQLITE_TOO else [])
        for label in quick_labels()
        for store in BOTH
    ],
)
def test_a_command_that_is_killed_and_repeated_leaves_what_an_unbroken_one_leaves(
    theatre: Theatre, label: str, store: str
) -> None:
    for fault in kills(theatre, label, store, FEW):
        check(theatre.play(fault, store))


@pytest.mark.long
def test_a_process_that_is_killed_and_repeated_leaves_what_an_unbroken_one_leaves(theatre: Theatre) -> None:
    (fault,) = real_kills(theatre, "run nightly", SQLITE, 1)
    check(theatre.play(fault, SQLITE))


@pytest.mark.parametrize(("fault", "store"), selected(), ids=lambda one: getattr(one, "name", one))
def test_a_fault_does_what_the_table_says(theatre: Theatre, fault: Fault, store: str) -> None:
    try:
        played = theatre.play(fault, store)
    except NoSmallDiskError as error:
        pytest.skip(str(error))
    check(played)

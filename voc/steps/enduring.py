"""Work that outlasts a store which is away for a while: it waits, takes its turn again, and does the work again."""

from collections.abc import Callable
from typing import TypeVar

from voc.steps.mending import DAMAGES, mend_readings
from voc.steps.workplace import Workplace
from voc.store.patience import look

Result = TypeVar("Result")


def enduring(place: Workplace, work: Callable[[], Result]) -> Callable[[], Result]:
    """Let work be repeated once the store is back; doing it again after it was broken off must finish it.

    A run that lost its turn to another one waits for that one to end first.
    """

    def back() -> None:
        look(place.store)
        place.turn.take_again()

    return lambda: place.patience.insist(lambda: _mended(place, work), back=back)


def _mended(place: Workplace, work: Callable[[], Result]) -> Result:
    """Do work, and once more where damaged readings kept it from its end and could be made anew."""
    try:
        return work()
    except DAMAGES:
        if not mend_readings(place):
            raise
    return work()

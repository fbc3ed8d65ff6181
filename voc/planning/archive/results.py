"""What came of a message, in the words that readers are shown."""

from dataclasses import dataclass

from voc.planning.archive.bridge import OUTCOMES, Outcome, results_of
from voc.planning.archive.wording import OUTCOME_NAMES
from voc.store.messages import StoredMessage

_SMALL = 0.01


@dataclass(frozen=True, slots=True)
class Result:
    """One outcome of a message.

    Attributes
    ----------
    hits, tries : int
        How many did it, of how many it was delivered to (sent to, where that is not known).
    """

    outcome: Outcome
    name: str
    hits: int
    tries: int

    @property
    def rate(self) -> float:
        """Share, 0-1."""
        return self.hits / self.tries


def results(message: StoredMessage) -> list[Result]:
    """List the outcomes of a message that have usable numbers."""
    return [
        Result(outcome, OUTCOME_NAMES[outcome], *found)
        for outcome in OUTCOMES
        if (found := results_of(message, outcome)) is not None
    ]


def result_sentence(message: StoredMessage) -> str:
    """Say what came of a message: whom it reached, and the share of each outcome."""
    reached = message.n_delivered or message.n_sent
    if not reached:
        return "보낸 수가 기록되어 있지 않습니다."
    found = results(message)
    whom = f"{reached:,}명에게 {'닿았고' if message.n_delivered else '보냈고'}"
    if not found:
        return f"{whom}, 반응은 기록되어 있지 않습니다."
    return f"{whom}, {' · '.join(f'{one.name} {_percent(one.rate)}' for one in found)}였습니다."


def _percent(share: float) -> str:
    """Spell a share with as many places as tell opt-outs apart."""
    return f"{share:.1%}" if share >= _SMALL else f"{share:.2%}"

"""What the Naver search says instead of results: limits, refusals, wrong keys; at both of its hosts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from voc.sources.answers import Again, Answer, Stop

# Statuses that concern one search only.
REFUSED = frozenset({400, 404})
# What to do about the others.
HINTS: Mapping[int, str] = MappingProxyType(
    {
        401: "Client id and secret were refused: wrong, ended, unused for three months, or of the other host. Keys of "
        "Naver Developers need `host: developers` and end on 2027-06-30; those of NAVER API HUB need `host: hub`.",
        403: "Search is not switched on for this application: add the API 검색 to it. Plain http is refused as well.",
    }
)

_TOO_MANY = 429
# Codes of the API itself and of the gateway before the hub; both give 429 for either limit.
_DAY_IS_OVER, _TOO_FAST = frozenset({"010", "400"}), frozenset({"012", "410", "420"})
# In JSON or XML, alone or in the envelope of the gateway.
_CODE = re.compile(rb"errorCode\"?\s{0,9}[:>]\s{0,9}\"?(?:<!\[CDATA\[)?([A-Z0-9]{2,6})")
_NO_SUCH_SEARCH = "it has no such search: take the service out of `services`, or correct `host` or `base_url`"
_MEANINGS = {
    "SE01": "it makes no sense of the query: change it",
    "SE05": _NO_SUCH_SEARCH,
    "SE06": "it cannot read the letters of the query: change it",
    "300": _NO_SUCH_SEARCH,
}


@dataclass
class Allowance:
    """Tells the two limits apart that share one status.

    Attributes
    ----------
    is_used_up : bool
        The service has said that the calls of the day are used up.
    """

    is_used_up: bool = False

    def judge(self, answer: Answer) -> Again | Stop | None:
        """Say what a refusal for too many calls means."""
        if answer.status != _TOO_MANY:
            return None
        code = error_code(answer)
        if code in _DAY_IS_OVER:
            self.is_used_up = True
            return Stop("the calls of the day are used up")
        return Again(1.0) if code in _TOO_FAST else None


def error_code(answer: Answer) -> str:
    """Return the code that an answer names beside its status; blank where it names none."""
    match = _CODE.search(answer.content[:4096])
    return match[1].decode() if match else ""


def explain_refusal(answer: Answer) -> str:
    """Say in a sentence why a search was refused and what to do."""
    code = error_code(answer)
    meaning = _MEANINGS.get(code) or (_NO_SUCH_SEARCH if answer.status == 404 else "the query or an option is wrong")  # noqa: PLR2004 - not found
    return f"The service answered {answer.status}{f' ({code})' if code else ''}: {meaning} in sources.yaml."

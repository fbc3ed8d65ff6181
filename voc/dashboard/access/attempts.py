"""How often somebody may try to sign in."""

from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

WINDOW_S = 15 * 60.0
PER_USER, PER_PEER = 8, 30
_MOST_KEYS = 20_000


class Attempts:
    """Counts attempts over a sliding window, in the memory of this process.

    Parameters
    ----------
    most : int
        Attempts within the window; from then on all are refused, the right password too.
    """

    def __init__(self, most: int, clock: Callable[[], float], *, window_s: float = WINDOW_S) -> None:
        self._most, self._clock, self._window_s = most, clock, window_s
        self._moments: OrderedDict[str, deque[float]] = OrderedDict()
        self._turn = Lock()

    def begin(self, key: str) -> float:
        """Count an attempt that begins; return how many seconds to wait where it is one too many, else 0.

        It counts before it is decided, so that many at once are no way around.
        """
        with self._turn:
            now = self._clock()
            moments = self._moments.setdefault(key, deque())
            while moments and moments[0] <= now - self._window_s:
                moments.popleft()
            if len(moments) >= self._most:
                return moments[0] + self._window_s - now
            moments.append(now)
            self._moments.move_to_end(key)
            while len(self._moments) > _MOST_KEYS:
                self._moments.popitem(last=False)
            return 0.0

    def forgive(self, key: str) -> None:
        """Forget what was counted: they have shown who they are."""
        with self._turn:
            self._moments.pop(key, None)

    def take_back(self, key: str) -> None:
        """Forget the last attempt alone."""
        with self._turn:
            moments = self._moments.get(key)
            if moments:
                moments.pop()


def peer_key(address: str) -> str:
    """Name a peer; of IPv6 the network, for one subscriber has more addresses than there are stars.

    Examples
    --------
    >>> peer_key("203.0.113.9"), peer_key("2001:db8:1:2:3::4"), peer_key("testing")
    ('203.0.113.9', '2001:db8:1:2::/64', 'testing')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if isinstance(found, IPv6Address) else address

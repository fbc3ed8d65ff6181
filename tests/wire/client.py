"""A client that asks servers of this machine."""

from typing import Any

from voc.sources.credentials import Credentials, FixedHeaders
from voc.sources.http import HttpClient
from voc.sources.pace import Pacer
from voc.sources.request import HttpRules
from wire.server import WireServer


def client_of(
    *servers: WireServer | str,
    credentials: Credentials | None = None,
    pacer: Pacer | None = None,
    **rules: Any,  # noqa: ANN401 - each rule has its own type
) -> HttpClient:
    """Make a client that may ask the given servers or origins; `rules` as of `HttpRules`."""
    origins = frozenset(one if isinstance(one, str) else one.url for one in servers)
    chosen: dict[str, Any] = {
        "source": "played",
        "origins": origins,
        "user_agent": "malgwi/1.0 (+voc@haneulmart.example)",
        "allow_private": True,
        "timeout_s": 5.0,
        **rules,
    }
    return HttpClient(HttpRules(**chosen), credentials=credentials or FixedHeaders({}), pacer=pacer)

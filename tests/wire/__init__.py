"""Services on this machine that speak the documented formats; one for each family of sources."""

from wire.case import FIRST, NOW, Voice, Wire, voice
from wire.server import WireServer
from wire.zendesk import ZendeskWire

WIRES: dict[str, type[Wire]] = {one.family: one for one in (ZendeskWire,)}

__all__ = ["FIRST", "NOW", "WIRES", "Voice", "Wire", "WireServer", "ZendeskWire", "voice"]

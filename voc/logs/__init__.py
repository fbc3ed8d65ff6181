"""The log for machines: what happened, as events with ids, names and numbers; no customer text, no secret.

Everybody may `tell` an event. It goes nowhere unless the command line was asked for a log, and costs nothing then.
"""

from voc.logs.telling import about, as_environment_asks, begin, end, is_asked, is_json, tell

__all__ = ["about", "as_environment_asks", "begin", "end", "is_asked", "is_json", "tell"]

"""Prefect flows: schedule, reruns and run logs around the plain functions in `voc.steps`.

Prefect reads its settings when it is imported, so what must hold for all flows is set here, before any of them: nothing
is sent home, and nothing is printed. Whoever has set a variable otherwise has decided so.
"""

import os as _os

_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # Errors reach the caller as exceptions; Prefect would print each once more, with its traceback.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
for _name, _value in _QUIET.items():
    _os.environ.setdefault(_name, _value)

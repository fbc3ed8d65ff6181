"""Flows are reached through the entry-point group `voc.flows`, so that only commands that run one load Prefect."""

from importlib.metadata import entry_points
from typing import Any

from voc.errors import VocError

GROUP = "voc.flows"


def load_flow(name: str) -> Any:  # noqa: ANN401 - each flow has its own signature
    """Load a flow by its entry-point name.

    Raises
    ------
    VocError
        The package was installed without its entry points.
    """
    for entry in entry_points(group=GROUP):
        if entry.name == name:
            return entry.load()
    message = f"The flow '{name}' is not registered under '{GROUP}'. Install the package anew: pip install malgwi."
    raise VocError(message)

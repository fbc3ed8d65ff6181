"""How messages about the network call whoever asks, and what they tell people to look at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of the messages of one client.

    Attributes
    ----------
    what : str
        What asks, capitalised.
    file : str
        Where it is configured.
    kept : str
        A sentence on what becomes of the work where no answer came.
    """

    what: str = "Source"
    file: str = "sources.yaml"
    kept: str = "What came before is stored; the next run goes on from there."

    def named(self, name: str) -> str:
        """Name one of them."""
        return f"{self.what} '{name}'"


OF_SOURCES = Wording()

"""What every source is configured with, and every one that is asked over the network."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from voc.config.checks import Day, KeepTexts, Key, Text
from voc.config.section import Section


@dataclass(frozen=True, slots=True)
class NeededSecret:
    """A secret that a source cannot do without.

    Attributes
    ----------
    variable : str
        Environment variable that holds it, or, with `_FILE` appended, the path of a file that does.
    what : str
        What it is, for people.
    where : str
        Where one makes it, and which permission it needs.
    """

    variable: str
    what: str
    where: str


class SourceSettings(Section):
    """One place where customers' words come from.

    Attributes
    ----------
    name : str
        Kept in the store, so never changed later.
    channel : str
        Where the customer spoke; shown in charts.
    product : str or None
        What they spoke about.
    enabled : bool
        Whether the nightly run collects it.
    keep_texts : str or None
        How long its texts stay; None leaves that to privacy.yaml.
    """

    name: Key
    family: str
    channel: Key
    product: Text | None = None
    enabled: bool = True
    keep_texts: KeepTexts | None = None


class NetworkSettings(SourceSettings):
    """A source that is asked over the network.

    Attributes
    ----------
    since : date or None
        First day, in Seoul, of the first collection; 90 days before it where left out. Later runs go on from the last.
    allow_private : bool
        Whether its address may lie in a private network, such as the company's own board.
    """

    since: Day | None = None
    allow_private: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        """Addresses that may be asked; each stands for its scheme, host and port as a whole."""
        raise NotImplementedError

    @property
    def origins(self) -> frozenset[str]:
        """Scheme, host and port of each address, such as `https://api.channel.io`."""
        return frozenset(f"{parts.scheme}://{parts.netloc.lower()}" for parts in map(urlsplit, self.addresses))

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """What it needs from the environment; nothing for public addresses."""
        return ()

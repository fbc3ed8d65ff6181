"""What a source is given beside its own settings: the folder, the clock, who we are on the network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from importlib.metadata import version
from pathlib import Path

from voc.config.families import NetworkSettings
from voc.sources.answers import Again, Answer, Stop
from voc.sources.credentials import Credentials, FixedHeaders
from voc.sources.http import HttpClient
from voc.sources.pace import Pacer
from voc.sources.request import HttpRules
from voc.weeks import SEOUL

_FIRST_DAYS = 90


@dataclass(frozen=True)
class Surroundings:
    """What the sources of one run share.

    Attributes
    ----------
    home : Path
        Absolute; what paths in sources.yaml are relative to.
    contact : str or None
        At which the owner of a site reaches whoever collects.
    now : callable
        The time, aware.
    timeout_s : float
        For each single wait on the network.
    attempts : int
        Requests for one answer at most.
    longest_wait_s : float
        A host that asks to wait longer ends the source's run.
    """

    home: Path
    contact: str | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    pacer: Pacer = field(default_factory=Pacer)
    timeout_s: float = 30.0
    attempts: int = 5
    longest_wait_s: float = 300.0

    @property
    def user_agent(self) -> str:
        """Who we are, honestly, with where to complain."""
        about = f" (+{self.contact})" if self.contact else ""
        return f"malgwi/{version('malgwi')}{about}"

    def client(
        self,
        settings: NetworkSettings,
        *,
        credentials: Credentials | None = None,
        every_s: float = 0.0,
        hints: Mapping[int, str] | None = None,
        judge: Callable[[Answer], Again | Stop | None] = lambda _: None,
    ) -> HttpClient:
        """Open a client for the hosts of a source; to be used as a context."""
        rules = HttpRules(
            source=settings.name,
            origins=settings.origins,
            user_agent=self.user_agent,
            allow_private=settings.allow_private,
            every_s=every_s,
            timeout_s=self.timeout_s,
            attempts=self.attempts,
            longest_wait_s=self.longest_wait_s,
            hints=hints or {},
            judge=judge,
        )
        return HttpClient(rules, credentials=credentials or FixedHeaders({}), pacer=self.pacer, now=self.now)

    def first_moment(self, settings: NetworkSettings) -> datetime:
        """Return where a source that was never collected begins: its `since`, else 90 days ago. UTC."""
        if settings.since is not None:
            return datetime.combine(settings.since, time.min, SEOUL).astimezone(UTC)
        return self.now() - timedelta(days=_FIRST_DAYS)

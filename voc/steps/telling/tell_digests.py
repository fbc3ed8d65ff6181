"""Sending digests of frozen weeks: each webhook gets each week once, and what did not arrive with the next run.

A brief is frozen together with the note of who is to be told, so that no death in between loses a digest. Who dies
while sending may have sent: such a one is not sent again, and people are told so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection

from voc.config import Settings
from voc.config.notify import Webhook
from voc.steps.audit_log import acting
from voc.steps.brief import brief_of
from voc.steps.night import RunOutcome
from voc.steps.telling.digest_notice import digest_notice
from voc.steps.telling.notices import Notice
from voc.steps.telling.notify import handed_over
from voc.steps.telling.webhooks import documents_in
from voc.steps.workplace import Workplace
from voc.store import load_run
from voc.store.audit import EXPORT, close_audit, withdraw_audit, write_audit
from voc.store.digests import Owed, begin_digest, drop_digest, end_digest, owed_digests, put_off_digest


def digest_webhooks(settings: Settings) -> Mapping[str, Webhook]:
    """Name the webhooks that want the digest of each week."""
    return {one.name: one for one in settings.notify.webhooks if "weekly" in one.events}


def is_owed(place: Workplace) -> bool:
    """Tell whether a digest waits to be sent."""
    with place.store.read() as connection:
        return bool(owed_digests(connection))


@dataclass(slots=True)
class DigestTelling:
    """One run's sending of what is owed.

    Attributes
    ----------
    sent : dict
        What has arrived and may not be noted yet, with its line of the audit log: where the store went away meanwhile,
        `tell` is called once more.
    """

    place: Workplace
    outcome: RunOutcome
    sent: dict[Owed, str | None] = field(default_factory=dict)

    def tell(self) -> None:
        """Send everything that is owed; a webhook that takes one message not is asked for no other in this run."""
        for owed, line in self.sent.items():
            self._note_sent(owed, line)
        with self.place.store.read() as connection:
            waiting = owed_digests(connection)
        webhooks, down = digest_webhooks(self.place.settings), set()
        for owed in waiting:
            if owed.webhook not in webhooks:
                self._drop(owed)
            elif owed.webhook not in down and not self._settle(owed, webhooks[owed.webhook]):
                down.add(owed.webhook)

    def _settle(self, owed: Owed, webhook: Webhook) -> bool:
        """Send a digest; False where it did not arrive."""
        if owed.begun_at is not None:
            self._give_up(owed, owed.begun_at)
            return True
        brief = brief_of(self.place, owed.week)
        if brief is None:
            self._drop(owed)
            return True
        notice = digest_notice(self.place.settings, brief, self.outcome.run_id, self._started_at())
        return self._send(owed, webhook, notice)

    def _send(self, owed: Owed, webhook: Webhook, notice: Notice) -> bool:
        line = None
        with self.place.store.begin() as connection:
            if not begin_digest(connection, owed, at=datetime.now(UTC)):
                return True
            line = _open_line(connection, owed, documents_in(webhook, notice))
        failure = handed_over(self.place.settings, webhook, notice)
        if failure is None:
            self.sent[owed] = line
            self._note_sent(owed, line)
            return True
        self.outcome.notes.append(f"{failure} The digest of {owed.week} is sent with the next run.")
        with self.place.store.begin() as connection:
            put_off_digest(connection, owed)
            if line is not None:
                withdraw_audit(connection, line)
        return False

    def _note_sent(self, owed: Owed, line: str | None) -> None:
        with self.place.store.begin() as connection:
            end_digest(connection, owed, at=datetime.now(UTC))
            if line is not None:
                close_audit(connection, line)

    def _give_up(self, owed: Owed, begun_at: datetime) -> None:
        with self.place.store.begin() as connection:
            end_digest(connection, owed, at=begun_at)
        self.outcome.notes.append(
            f"Whether the digest of {owed.week} reached the webhook '{owed.webhook}' is not known: the run that sent "
            f"it was broken off. It is not sent a second time; `voc brief --week {owed.week}` shows the brief."
        )

    def _drop(self, owed: Owed) -> None:
        with self.place.store.begin() as connection:
            drop_digest(connection, owed)

    def _started_at(self) -> datetime:
        if not self.outcome.run_id:
            return datetime.now(UTC)
        with self.place.store.read() as connection:
            return load_run(connection, self.outcome.run_id).started_at


def _open_line(connection: Connection, owed: Owed, quoted: frozenset[str]) -> str | None:
    """Write down that quotes are about to leave; nothing where the message has none."""
    if not quoted:
        return None
    details = {"kind": "webhook", "target": owed.webhook, "documents": sorted(quoted), "week": owed.week}
    return write_audit(connection, EXPORT, details, at=datetime.now(UTC), who=acting(), is_open=True)

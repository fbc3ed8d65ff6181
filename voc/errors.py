"""Errors for people: what failed and where, the value seen, what was expected, what to do next.

Never customer text, never a secret. `TransientSourceError` means "try again"; every other error means "do not".
"""

from pathlib import Path


class VocError(Exception):
    """Base of everything that the command line reports without a traceback. Exit code 1.

    Parameters
    ----------
    kept : str or None
        The message without what it quotes of a file: names of columns, which are a customer's row where a file has no
        header. None where it quotes nothing.
    """

    exit_code = 1

    def __init__(self, *message: object, kept: str | None = None) -> None:
        super().__init__(*message)
        self._kept = kept

    @property
    def kept(self) -> str:
        """The message as it may be stored and sent on: to the run log, to webhooks, to a scheduler."""
        return str(self) if self._kept is None else self._kept


class UsageError(VocError):
    """The call itself is wrong: an unknown column, a week that is none. Exit code 2."""

    exit_code = 2


class DecisionError(UsageError):
    """A person's decision about themes or sentences that makes no sense as things stand.

    Attributes
    ----------
    kind : str
        Which of the reasons, for those who word it in another language.
    facts : mapping
        What the message names.
    """

    def __init__(self, kind: str, message: str, **facts: object) -> None:
        super().__init__(message)
        self.kind, self.facts = kind, facts


class ConfigError(VocError):
    """One or more settings are wrong. Exit code 2.

    Attributes
    ----------
    problems : tuple of str
        One sentence each, beginning with `file:line:column:` where known.
    """

    exit_code = 2

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class TableError(VocError):
    """A file as a whole cannot be read as a table; nothing of it was taken.

    Attributes
    ----------
    path : Path
        The file.
    """

    def __init__(self, message: str, *, path: Path, kept: str | None = None) -> None:
        super().__init__(message, kept=kept)
        self.path = path


class RecordError(VocError):
    """One row cannot become a record; it goes to the rejects.

    Attributes
    ----------
    reason : str
        Short, without customer text; stored with the reject.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SourceError(VocError):
    """A source cannot deliver; a rerun will not help before someone changes something."""


class TransientSourceError(SourceError):
    """A source cannot deliver now; trying again later may help."""


class StoreError(VocError):
    """The store cannot be opened, is too new or too old, or is locked."""


class ChangedMeanwhileError(StoreError):
    """Somebody else has decided something since a person looked."""


class OccupiedError(StoreError):
    """Another run has the turn on the store and did not end in time."""


class StoreAwayError(StoreError):
    """The store is away or busy for the moment: its server restarts, the network is gone, somebody else writes."""


class PrivacyError(VocError):
    """Personal data would have got through; nothing of the batch was stored."""

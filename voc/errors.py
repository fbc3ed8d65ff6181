"""Errors for people: what failed and where, the value seen, what was expected, what to do next.

Never customer text, never a secret. `TransientSourceError` means "try again"; every other error means "do not".
"""

from pathlib import Path


class VocError(Exception):
    """Base of everything that the command line reports without a traceback. Exit code 1."""

    exit_code = 1


class UsageError(VocError):
    """The call itself is wrong: an unknown column, a week that is none. Exit code 2."""

    exit_code = 2


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

    def __init__(self, message: str, *, path: Path) -> None:
        super().__init__(message)
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


class StoreAwayError(StoreError):
    """The store is away or busy for the moment: its server restarts, the network is gone, somebody else writes."""


class PrivacyError(VocError):
    """Personal data would have got through; nothing of the batch was stored."""

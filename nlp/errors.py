"""Errors of the reading side. `nlp` cannot import `voc.errors`, so it has a small family of its own."""


class NlpError(Exception):
    """Something about the reading of text failed; the message is for people."""


class CountsError(NlpError):
    """Counts of two sides do not fit together: other shapes, negative entries, an empty prior."""


class RuleError(NlpError):
    """A word rule of the configuration cannot be understood.

    Attributes
    ----------
    rule : str
        The rule as written.
    """

    def __init__(self, message: str, *, rule: str) -> None:
        super().__init__(message)
        self.rule = rule


class EncoderError(NlpError):
    """Sentence vectors could not be computed, or have the wrong shape."""

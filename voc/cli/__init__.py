"""The command line `voc`: verbs are loaded when they are called, so that `voc --help` answers at once."""

from voc.cli.group import main

__all__ = ["main"]

"""Where each setting in force comes from: a line of a file, the environment, a packaged default, the program itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from voc.config.problems import KeyPath, shown_path
from voc.config.yaml_text import Place

OriginKind = Literal["file", "environment", "packaged default", "built-in default"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from.

    Attributes
    ----------
    place : str
        `file:line`, the name of a variable, or nothing for a built-in default.
    """

    kind: OriginKind
    place: str = ""


@dataclass(frozen=True, slots=True)
class FileOrigins:
    """Where the values of one file come from.

    Attributes
    ----------
    file : Path
        The file that was read.
    kind : str
        Whether it is a person's or a packaged one.
    values, keys : mapping of key path to (line, column)
        Places in it.
    env : mapping of key path to str
        Variables that replaced values.
    """

    file: Path
    kind: OriginKind
    values: Mapping[KeyPath, Place]
    keys: Mapping[KeyPath, Place]
    env: Mapping[KeyPath, str]

    def of(self, path: KeyPath) -> Origin:
        """Return the origin of the value at a key path."""
        if path in self.env:
            return Origin("environment", self.env[path])
        place = self.keys.get(path) or self.values.get(path)
        return self.line(place[0]) if place else Origin("built-in default")

    def line(self, number: int) -> Origin:
        """Return the origin of a line."""
        return Origin(self.kind, f"{shown_path(self.file)}:{number}")

"""YAML text to plain data with the place of every key and value.

The parser's events are read one by one instead of letting a library build objects: that gives line and column in one
pass, and lets aliases, tags, repeated keys and bottomless nesting be refused before they cost anything.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from voc.config.problems import KeyPath, Problems, clip
from voc.config.texts import has_control

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
Place: TypeAlias = tuple[int, int]

# Settings are four levels deep at most.
_MAX_DEPTH = 16
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?=.*[.eE])(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_ODD_INDENT = re.compile("[ ]*([\t\u00a0\u3000])")
_EXPLAINED = (
    (
        "mapping values are not allowed",
        "there is a second ': ' here, or the indentation is off; quote text with a colon",
    ),
    ("found unexpected end of stream", "the quote opened here is never closed"),
    ("while scanning a quoted scalar", "the quote opened here is never closed"),
    ("',' or ']'", "the bracket '[' opened here is not closed, or a comma is missing"),
    ("',' or '}'", "the bracket '{' opened here is not closed, or a comma is missing"),
    ("expected node content", "a value is missing, or a bracket is not closed"),
    ("could not find expected ':'", "a key without a colon; write 'key: value'"),
    ("cannot start any token", "a value cannot begin with this character; put the value in quotes"),
    ("block sequence entries", "a list item '- ' must begin on a line of its own"),
    ("expected '-' indicator", "a list ends here without need; indent the line, or begin it with '- '"),
    ("expected key", "the indentation does not fit the lines above, or text follows a closing quote"),
    ("expected <block end>", "the indentation does not fit the lines above, or text follows a closing quote"),
)


@dataclass(slots=True)
class YamlText:
    """What a YAML file says.

    Attributes
    ----------
    data : dict
        Plain data, all keys text.
    values, keys : dict of key path to (line, column)
        Where each value, and each key of a mapping, begins; from 1.
    unread : set of key path
        Values that were refused; nothing more should be said about them.
    """

    data: dict[str, Plain] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    unread: set[KeyPath] = field(default_factory=set)


def parse_yaml(text: str, where: str, problems: Problems) -> YamlText | None:
    """Parse one YAML document that is a mapping; note everything wrong with it, None where it cannot be used."""
    reader = _Reader(where, problems)
    try:
        return reader.read(iter(YAML(typ="safe").parse(text)))
    except MarkedYAMLError as error:
        at, message = _explain(error, text)
        problems.add(where, message, at=at)
    except YAMLError as error:
        problems.add(where, f"is no YAML: {clip(str(error))}.", at=(1, 1))
    except _TooDeepError as error:
        problems.add(where, f"is nested more than {_MAX_DEPTH} levels deep, which no setting is.", at=error.at)
    return None


def parse_scalar(text: str) -> Plain:
    """Read an unquoted YAML value: null, true or false, a number, else text.

    Numbers with leading zeros stay text, as phone numbers and codes have them; so do yes and no, as in YAML 1.2.

    Examples
    --------
    >>> [parse_scalar(text) for text in ("12", "0.7", "true", "010", "no", "~")]
    [12, 0.7, True, '010', 'no', None]
    """
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text


class _TooDeepError(Exception):
    def __init__(self, at: Place) -> None:
        super().__init__(at)
        self.at = at


class _Reader:
    def __init__(self, where: str, problems: Problems) -> None:
        self._where = where
        self._problems = problems
        self._read = YamlText()

    def read(self, events: Iterator[Event]) -> YamlText | None:
        n_documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                n_documents += 1
                if n_documents > 1:
                    self._note(event, "a second document begins here ('---'); keep everything in one.")
                    return None
                root = next(events)
                if not isinstance(root, MappingStartEvent):
                    self._refuse_root(root)
                    return None
                data = self._value(events, root, ())
                self._read.data = data if isinstance(data, dict) else {}
        if not n_documents:
            message = "is empty. Write its settings, or delete it to use the packaged default."
            self._problems.add(self._where, message, at=(1, 1))
            return None
        return self._read

    def _refuse_root(self, root: Event) -> None:
        if isinstance(root, ScalarEvent) and root.value == "":
            self._note(root, "is empty. Write its settings, or delete it to use the packaged default.")
        else:
            self._note(root, "begins with a value; expected 'key: value' lines.")

    def _value(self, events: Iterator[Event], event: Event, path: KeyPath) -> Plain:
        self._read.values[path] = _place(event.start_mark)
        if isinstance(event, AliasEvent):
            self._note(event, f"the alias '*{event.anchor}' is not allowed; write the value out.", path)
            self._read.unread.add(path)
            return None
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self._note(event, f"the anchor '&{anchor}' is not allowed; write values out where needed.", path)
        if tag is not None:
            self._note(event, f"the tag '{clip(str(tag))}' is not allowed; write plain values.", path)
        if len(path) > _MAX_DEPTH:
            raise _TooDeepError(_place(event.start_mark))
        if isinstance(event, ScalarEvent):
            return self._scalar(event, path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, path)
        return self._mapping(events, path)

    def _scalar(self, event: ScalarEvent, path: KeyPath) -> Plain:
        if has_control(event.value):
            self._note(event, "the value holds an invisible control character. Delete it.", path)
            self._read.unread.add(path)
            return None
        is_plain = event.implicit[0]
        return parse_scalar(event.value) if is_plain else event.value

    def _sequence(self, events: Iterator[Event], path: KeyPath) -> Plain:
        items: list[Plain] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            items.append(self._value(events, event, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[Event], path: KeyPath) -> Plain:
        entries: dict[str, Plain] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            key = event.value if isinstance(event, ScalarEvent) else None
            if not key or key == "<<" or has_control(key):
                self._note(
                    event, "a key must be plain text; merge keys ('<<') and lists as keys are not allowed.", path
                )
                if not isinstance(event, ScalarEvent):
                    self._value(events, event, (*path, ""))
                self._value(events, next(events), (*path, ""))
                continue
            here = (*path, key)
            if here in self._read.keys:
                first = self._read.keys[here][0]
                self._note(event, f"the key is given twice, first on line {first}. Keep one of them.", here)
                self._skip(events)
                continue
            self._read.keys[here] = _place(event.start_mark)
            entries[key] = self._value(events, next(events), here)
        return entries

    def _skip(self, events: Iterator[Event]) -> None:
        depth = 0
        for event in events:
            if isinstance(event, MappingStartEvent | SequenceStartEvent):
                depth += 1
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                depth -= 1
            if not depth:
                return

    def _note(self, event: Event, message: str, path: KeyPath = ()) -> None:
        self._problems.add(self._where, message, at=_place(event.start_mark), key=path)


def _place(mark: StringMark) -> Place:
    return mark.line + 1, mark.column + 1


def _explain(error: MarkedYAMLError, text: str) -> tuple[Place, str]:
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    said = f"{error.context or ''}; {error.problem or ''}"
    for number in (mark.line, mark.line - 1):
        odd = _ODD_INDENT.match(lines[number]) if 0 <= number < len(lines) else None
        if odd:
            name = {"\t": "a tab", "\u00a0": "a no-break space", "\u3000": "a full-width space"}[odd[1]]
            return (number + 1, odd.end(1)), f"the line is indented with {name}; YAML takes spaces only."
    for phrase, meaning in _EXPLAINED:
        if phrase in said:
            opened = "opened here" in meaning and error.context_mark is not None
            return _place(error.context_mark if opened else mark), f"is no YAML: {meaning}."
    return _place(mark), f"is no YAML: {clip(str(error.problem))}."

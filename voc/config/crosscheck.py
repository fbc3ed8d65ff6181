"""What no single value shows: names used twice, references to nothing, settings that contradict each other.

These checks look at plain data, not at finished sections, so that a typing error in one entry does not hide another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import get_args

from voc.config.families import Format
from voc.config.problems import KeyPath, Problems, did_you_mean
from voc.config.yaml_text import Plain, YamlText

_FORMATS: tuple[str, ...] = get_args(Format)
_TEXT_COLUMN_NEEDED = ("tickets", "reviews", "community_jsonl")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A YAML file that could be parsed, and its name as shown."""

    where: str
    yaml: YamlText

    def items(self, key: str) -> Iterator[tuple[int, dict[str, Plain]]]:
        """Go through the entries of a list that are `key: value` groups."""
        entries = self.yaml.data.get(key)
        if isinstance(entries, list):
            for index, entry in enumerate(entries):
                if isinstance(entry, dict):
                    yield index, entry

    def note(self, problems: Problems, path: KeyPath, message: str) -> None:
        """Note a problem at a key path, or at the nearest thing around it."""
        around = path
        while around and around not in self.yaml.values:
            around = around[:-1]
        problems.add(self.where, message, at=self.yaml.values.get(around, (1, 1)), key=path)


def cross_check(parsed: Mapping[str, Parsed], problems: Problems) -> None:
    """Note every contradiction among the files that could be parsed, by their plain names such as `themes.yaml`."""
    for file, key, names in (
        ("sources.yaml", "sources", ("name",)),
        ("funnel.yaml", "stages", ("key", "name")),
        ("hesitations.yaml", "reasons", ("key", "name")),
        ("themes.yaml", "themes", ("key", "title")),
        ("privacy.yaml", "extra_patterns", ("name",)),
    ):
        if file in parsed:
            for name in names:
                _check_repeats(parsed[file], key, name, problems)
    for file, key in (("funnel.yaml", "stages"), ("hesitations.yaml", "reasons")):
        if file in parsed and parsed[file].yaml.data.get(key) == []:
            parsed[file].note(problems, (key,), "is an empty list; write at least one entry")
    if "sources.yaml" in parsed:
        _check_sources(parsed["sources.yaml"], problems)
    if "hesitations.yaml" in parsed:
        _check_other_reason(parsed["hesitations.yaml"], problems)
    if "themes.yaml" in parsed:
        _check_references(parsed, "reason", "hesitations.yaml", "reasons", problems)
        _check_references(parsed, "stage", "funnel.yaml", "stages", problems)


def check_model_folder(file: Parsed, home: Path, problems: Problems) -> None:
    """Note a model that is not where encoder.yaml says."""
    path = file.yaml.data.get("path")
    if isinstance(path, str) and path.strip() and not (home / path).is_dir():
        message = f"there is no folder '{home / path}'; name the folder of a model, or leave path out"
        file.note(problems, ("path",), message)


def _check_repeats(file: Parsed, key: str, name: str, problems: Problems) -> None:
    first: dict[str, int] = {}
    for index, entry in file.items(key):
        value = entry.get(name)
        if not isinstance(value, str):
            continue
        if value in first:
            line = file.yaml.values[key, first[value], name][0]
            message = f"'{value}' is given twice, first on line {line}; each {name} may stand once"
            file.note(problems, (key, index, name), message)
        else:
            first[value] = index


def _check_references(parsed: Mapping[str, Parsed], field: str, file: str, key: str, problems: Problems) -> None:
    if file not in parsed:
        return
    known = [value for _, entry in parsed[file].items(key) if isinstance(value := entry.get("key"), str)]
    allowed = [*known, "none"] if field == "stage" else known
    themes = parsed["themes.yaml"]
    for index, theme in themes.items("themes"):
        value = theme.get(field)
        if isinstance(value, str) and value not in allowed:
            hint = did_you_mean(value, allowed) or f"; {file} has {', '.join(known)}"
            themes.note(problems, ("themes", index, field), f"unknown {field} '{value}'{hint}")


def _check_other_reason(file: Parsed, problems: Problems) -> None:
    keys = {entry.get("key") for _, entry in file.items("reasons")}
    if keys and "other" not in keys:
        message = (
            "has no reason with the key 'other', which takes the hesitations that no other reason explains; add it"
        )
        file.note(problems, ("reasons",), message)


def _check_sources(file: Parsed, problems: Problems) -> None:
    places: list[tuple[str, str, Plain]] = []
    for index, source in file.items("sources"):
        path: KeyPath = ("sources", index)
        _check_needs(file, path, source, problems)
        folder, pattern = source.get("path"), source.get("pattern", "*")
        if not isinstance(folder, str) or not isinstance(pattern, str):
            continue
        place = str(PurePosixPath(folder)), pattern.casefold()
        for other_folder, other_pattern, name in places:
            if other_folder == place[0] and _overlap(other_pattern, place[1]):
                message = f"source '{name}' already reads {place[0]}/{other_pattern}; texts would count twice"
                file.note(problems, (*path, "path"), message)
                break
        places.append((*place, source.get("name")))


def _overlap(one: str, other: str) -> bool:
    """Tell whether a pattern surely means files of the other: one of them, read as a name, fits the other."""
    return fnmatchcase(one, other) or fnmatchcase(other, one)


def _check_needs(file: Parsed, path: KeyPath, source: dict[str, Plain], problems: Problems) -> None:
    """Check that a source has what its format needs and nothing that has no effect."""
    form = source.get("format")
    columns = source.get("columns", {})
    fields: dict[str, Plain] = columns if isinstance(columns, dict) else {}
    if form in _TEXT_COLUMN_NEEDED and isinstance(columns, dict) and "text" not in fields:
        file.note(
            problems, (*path, "columns"), f"format '{form}' needs columns.text, the column with the customer's words"
        )
    if form == "community_html" and "html" not in source:
        file.note(problems, (*path, "html"), "format 'community_html' needs html with at least the selector item")
    if form in _FORMATS and form != "community_html" and "html" in source:
        file.note(problems, (*path, "html"), f"html has no effect on format '{form}'; delete it")
    if form in _FORMATS and form != "survey" and "questions" in source:
        file.note(problems, (*path, "questions"), f"questions have no effect on format '{form}'; delete them")
    if source.get("roles") and "role" not in fields:
        file.note(problems, (*path, "roles"), "roles need columns.role, the column that says who wrote; add it")

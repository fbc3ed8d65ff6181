"""What no single value shows: names used twice, references to nothing, settings that contradict each other.

These checks look at plain data, not at finished sections, so that a typing error in one entry does not hide another.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import get_args

from voc.config.families import FILE, Format
from voc.config.problems import KeyPath, Problems, did_you_mean
from voc.config.storefronts import TERRITORIES
from voc.config.yaml_text import Plain, YamlText

_FORMATS: tuple[str, ...] = get_args(Format)
# What tells two sources of a family apart: the account or form that is asked for.
_TELLS_APART: Mapping[str, str] = {
    "zendesk": "subdomain",
    "freshdesk": "domain",
    "typeform": "form_id",
    "surveymonkey": "survey_id",
    "tally": "form_id",
    "google_forms": "form_id",
    "walla": "form_id",
}
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
        ("features.yaml", "features", ("key", "name")),
        ("privacy.yaml", "extra_patterns", ("name",)),
        ("notify.yaml", "webhooks", ("name",)),
    ):
        if file in parsed:
            for name in names:
                _check_repeats(parsed[file], key, name, problems)
    for file, key in (("funnel.yaml", "stages"), ("hesitations.yaml", "reasons")):
        if file in parsed and parsed[file].yaml.data.get(key) == []:
            parsed[file].note(problems, (key,), "is an empty list; write at least one entry")
    if "sources.yaml" in parsed:
        _check_sources(parsed["sources.yaml"], problems)
        _check_twins(parsed["sources.yaml"], problems)
        _check_app_store(parsed["sources.yaml"], problems)
        _check_google_play(parsed["sources.yaml"], problems)
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
        if source.get("family", FILE) != FILE:
            continue
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


def _check_twins(file: Parsed, problems: Problems) -> None:
    """Check that no account and no form comes in by two sources."""
    for family, key in _TELLS_APART.items():
        first: dict[str, str] = {}
        for index, source in _enabled(file, (family,), needs=key):
            name, value = str(source.get("name")), str(source[key]).casefold()
            if value in first:
                message = f"source '{first[value]}' already collects {source[key]}; texts would count twice"
                file.note(problems, ("sources", index, key), message)
            first.setdefault(value, name)


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


@dataclass(frozen=True, slots=True)
class _AppStoreEntry:
    """An app in a storefront; without a territory in all of them."""

    name: str
    family: str
    app_id: str
    territory: str | None

    @classmethod
    def of(cls, source: dict[str, Plain]) -> "_AppStoreEntry":
        territory = source.get("territory", "KOR")
        if source.get("family") == "itunes_rss":
            territory = TERRITORIES.get(str(source.get("country", "kr")), "")
        name, family, app_id = (str(source.get(key)) for key in ("name", "family", "app_id"))
        return cls(name, family, app_id.removeprefix("id"), None if territory is None else str(territory))

    def overlaps(self, other: "_AppStoreEntry") -> bool:
        is_everywhere = self.territory is None or other.territory is None
        return self.app_id == other.app_id and (is_everywhere or self.territory == other.territory)


def _check_app_store(file: Parsed, problems: Problems) -> None:
    """Check that no app's reviews in a storefront come in twice: the ids of the two families do not tell."""
    earlier: list[_AppStoreEntry] = []
    for index, source in _enabled(file, ("app_store_connect", "itunes_rss"), needs="app_id"):
        one = _AppStoreEntry.of(source)
        twin = next((other for other in earlier if other.overlaps(one)), None)
        if twin is not None:
            off = twin if (twin.family, one.family) == ("itunes_rss", "app_store_connect") else one
            why = "; App Store Connect gives all reviews" if twin.family != one.family else ""
            message = (
                f"source '{twin.name}' already collects app {one.app_id} in this storefront; texts would count twice. "
                f"Write 'enabled: false' at '{off.name}'{why}"
            )
            file.note(problems, ("sources", index, "app_id"), message)
        earlier.append(one)


def _check_google_play(file: Parsed, problems: Problems) -> None:
    """Check that no app's reviews come in by two sources, or by a source of files beside its own."""
    first: dict[str, str] = {}
    for index, source in _enabled(file, ("google_play",), needs="package"):
        name, package = str(source.get("name")), str(source.get("package"))
        path: KeyPath = ("sources", index, "package")
        if package in first:
            message = f"source '{first[package]}' already collects {package}; texts would count twice. Keep one of them"
            file.note(problems, path, f"{message}: API, reports_bucket and reports_folder go into one entry")
        first.setdefault(package, name)
        for files in _files_of(file, package, source.get("reports_folder")):
            message = (
                f"source '{files}' reads reports of Play Console too; texts would count twice. Name its folder here as "
                f"reports_folder and write 'enabled: false' at '{files}', or let its pattern leave out {package}"
            )
            file.note(problems, path, message)


def _files_of(file: Parsed, package: str, folder: Plain) -> Iterator[str]:
    """Name the sources of files that would read a report of an app."""
    report = f"reviews_{package}_202609.csv".casefold()
    for _, source in _enabled(file, (None, "file")):
        pattern = str(source.get("pattern", "*")).rpartition("/")[2].casefold()
        is_same_folder = isinstance(folder, str) and source.get("path") == folder
        if fnmatchcase(report, pattern) and (source.get("format") == "play_reviews" or is_same_folder):
            yield str(source.get("name"))


def _enabled(
    file: Parsed, families: Collection[str | None], *, needs: str = "name"
) -> Iterator[tuple[int, dict[str, Plain]]]:
    for index, source in file.items("sources"):
        if source.get("family") in families and source.get("enabled") is not False and needs in source:
            yield index, source

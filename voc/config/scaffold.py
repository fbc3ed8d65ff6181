"""Writing an editable configuration and an empty inbox: what `voc init` does."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from voc.config.explain import Checked, validate_section
from voc.config.families import FileSourceSettings, Format
from voc.config.locate import packaged_defaults
from voc.config.problems import Problems, shown_path
from voc.config.sections import SourcesSection
from voc.config.texts import read_text
from voc.config.yaml_text import parse_yaml
from voc.errors import ConfigError, VocError

_INBOX_README = Path("inbox/README.md")
_FORMAT_NAMES: Mapping[Format, str] = {
    "tickets": "CS 티켓·상담 CSV/XLSX, 한 줄에 메시지 하나",
    "play_reviews": "Play Console 월별 리뷰 CSV 그대로",
    "reviews": "리뷰 CSV/XLSX, 한 줄에 리뷰 하나",
    "survey": "설문 응답 XLSX/CSV, 한 줄에 응답 하나",
    "community_jsonl": "한 줄에 JSON 하나",
    "community_html": "게시판 화면을 저장한 HTML",
}
_PLAY_COLUMNS = "정해진 형식이라 따로 적지 않습니다"


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What is to be written below a folder.

    Attributes
    ----------
    files : mapping of Path to bytes
        Contents by path relative to the folder.
    folders : tuple of Path
        Empty folders, relative too.
    """

    files: Mapping[Path, bytes]
    folders: tuple[Path, ...]

    def existing(self, target: Path) -> list[Path]:
        """List the files that already stand below `target`, relative to it."""
        return [path for path in self.files if os.path.lexists(target / path)]


def plan_scaffold() -> Scaffold:
    """Prepare the packaged configuration with its comments, the inbox folders and their guide.

    Raises
    ------
    ConfigError
        The packaged defaults are missing or wrong.
    """
    defaults = packaged_defaults()
    contents = {
        Path("config") / file.relative_to(defaults): file.read_bytes()
        for file in sorted(defaults.rglob("*"))
        if file.is_file() and not any(part.startswith((".", "__")) for part in file.relative_to(defaults).parts)
    }
    sources = _default_sources(defaults)
    guide = (files("voc.config") / "inbox_readme.md").read_text(encoding="utf-8")
    contents[_INBOX_README] = guide.replace("{sources}", _sources_table(sources)).encode()
    return Scaffold(contents, tuple(Path(source.path) for source in sources))


def write_scaffold(scaffold: Scaffold, target: Path, *, force: bool = False) -> None:
    """Write everything below `target`, each file whole or not at all; files of other names are left alone.

    Raises
    ------
    VocError
        A file is there already and `force` is off (nothing is written then), or the disk refuses.
    """
    existing = scaffold.existing(target)
    if existing and not force:
        names = ", ".join(str(path) for path in existing)
        message = (
            f"{shown_path(target)} already has {names}. Nothing was written. Name another folder, or replace these "
            "files by the defaults with --force (your changes in them are lost)."
        )
        raise VocError(message)
    try:
        target.mkdir(parents=True, exist_ok=True)
        # Inside the target, so that moving stays on one disk and is a rename.
        stage = Path(tempfile.mkdtemp(prefix=".voc-init-", dir=target))
        try:
            _fill(stage, scaffold)
            for top in sorted(stage.iterdir()):
                _move(top, target / top.name)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        where = shown_path(Path(error.filename2 or error.filename or target))
        message = f"Cannot write {where}: {error.strerror}. Name a folder that you may write to."
        raise VocError(message) from error


def _fill(stage: Path, scaffold: Scaffold) -> None:
    for path, content in scaffold.files.items():
        (stage / path).parent.mkdir(parents=True, exist_ok=True)
        (stage / path).write_bytes(content)
    for folder in scaffold.folders:
        (stage / folder).mkdir(parents=True, exist_ok=True)


def _move(source: Path, target: Path) -> None:
    """Move a tree into place: in one step where nothing is there, else file by file."""
    if not os.path.lexists(target) or source.is_file():
        source.replace(target)
        return
    if not target.is_dir():
        raise NotADirectoryError(20, "a file stands where a folder is needed", str(target))
    for inner in sorted(source.iterdir()):
        _move(inner, target / inner.name)


def _default_sources(defaults: Path) -> tuple[FileSourceSettings, ...]:
    problems = Problems()
    file = defaults / "sources.yaml"
    text = read_text(file, problems)
    yaml = None if text is None else parse_yaml(text, shown_path(file), problems)
    section = None if yaml is None else validate_section(SourcesSection, Checked(shown_path(file), yaml), problems)
    if section is None:
        raise ConfigError(*problems.sentences())
    return tuple(source for source in section.sources if isinstance(source, FileSourceSettings))


def _sources_table(sources: tuple[FileSourceSettings, ...]) -> str:
    rows = ["| 폴더 | 파일 | 내용 | 읽는 열 |", "|---|---|---|---|"]
    for source in sources:
        folder = source.path.removeprefix("inbox/")
        rows.append(f"| `{folder}/` | `{source.pattern}` | {_FORMAT_NAMES[source.format]} | {_columns_text(source)} |")
    return "\n".join(rows)


def _columns_text(source: FileSourceSettings) -> str:
    if source.html is not None:
        return f"글 하나는 `{source.html.item}`, 본문은 `{source.html.body}`"
    named = [" 또는 ".join(names) for names in source.columns.values()]
    named += source.segments.values()
    named += [question for question, kind in source.questions.items() if kind != "drop"]
    return ", ".join(dict.fromkeys(named)) or _PLAY_COLUMNS

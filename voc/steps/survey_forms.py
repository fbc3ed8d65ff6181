"""Forms whose columns are known: which column of a survey holds what, kept beside the store for its next export."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

from voc.config import Settings
from voc.errors import VocError
from voc.steps.handout import write_whole

_ANSWERS = ("open_text", "rating")
# Share of columns that two exports of one form have in common at least: a question more or less.
_SAME_FORM = 0.8


@dataclass(frozen=True, slots=True)
class SavedForm:
    """A form and what its columns are.

    Attributes
    ----------
    form : str
        Names the form; part of the ids of its answers, so it never changes.
    mapping : mapping of column to role
        Every column of the export.
    """

    form: str
    mapping: Mapping[str, str]


def form_name(header: Sequence[str]) -> str:
    """Name a form by its columns, in any order."""
    return f"f-{blake2b(chr(31).join(sorted(header)).encode(), digest_size=4).hexdigest()}"


def forms_folder(settings: Settings) -> Path:
    """Return the folder with a file for each form."""
    return settings.home / "store" / "surveys"


def find_form(folder: Path, header: Sequence[str]) -> SavedForm | None:
    """Return the known form that an export belongs to: all its answers are there and most of its columns.

    Raises
    ------
    VocError
        A saved form cannot be read.
    """
    columns = set(header)
    found: list[tuple[float, SavedForm]] = []
    for path in sorted(folder.glob("*.json")):
        saved = _load(path)
        answers = {name for name, role in saved.mapping.items() if role.partition(":")[0] in _ANSWERS}
        alike = len(columns & saved.mapping.keys()) / len(columns | saved.mapping.keys())
        if answers and answers <= columns and alike >= _SAME_FORM:
            found.append((alike, saved))
    return max(found, key=lambda one: (one[0], one[1].form))[1] if found else None


def save_form(folder: Path, saved: SavedForm) -> Path:
    """Keep a form for its next export, and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{saved.form}.json"
    content = json.dumps({**asdict(saved), "mapping": dict(saved.mapping)}, ensure_ascii=False, indent=2)
    write_whole(path, f"{content}\n".encode())
    return path


def _load(path: Path) -> SavedForm:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return SavedForm(str(content["form"]), {str(name): str(role) for name, role in content["mapping"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"The saved form {path} cannot be read. Delete it, and name the columns again with --map."
        raise VocError(message) from error

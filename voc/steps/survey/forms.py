"""Forms whose columns are known: which column of a survey holds what, kept beside the store for its next export."""

import difflib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import blake2b
from pathlib import Path

from voc.config import Settings
from voc.errors import UsageError, VocError
from voc.steps.handout import write_whole

ANSWERS = ("open_text", "rating")
_QUESTIONS = (*ANSWERS, "choice", "segment")
# Share of columns that two exports of one form have in common at least: a question or two more.
_SAME_FORM = 2 / 3
# Share of questions from which on it may be the same form; a person says so.
_ALIKE = 0.5
# Two wordings of one question have so much in common.
_REWORDED = 0.6
_NAME = re.compile(r"[\w][\w-]{0,39}")


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What people said of a form beside the meaning of its columns.

    Attributes
    ----------
    sheet, header_row : str or None, int or None
        Where the table stands, see `voc.tables.Layout`.
    time_zone : str or None
        Of times without an offset, such as `Asia/Seoul`.
    product : str or None
        What all answers speak about.
    excluded : tuple of (column, value)
        Responses that are left out.
    renamed : mapping of column to column
        Reworded questions: title now to the first title.
    purpose : str or None
        What the respondents consented to.
    keep_until : date or None
        Last day on which the answers may be kept.
    channel : str or None
        Of sent messages, where no column tells it.
    """

    sheet: str | None = None
    header_row: int | None = None
    time_zone: str | None = None
    product: str | None = None
    excluded: tuple[tuple[str, str], ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    purpose: str | None = None
    keep_until: date | None = None
    channel: str | None = None


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
    facts: FormFacts = field(default_factory=FormFacts)

    @property
    def answers(self) -> set[str]:
        """Columns that hold answers in words or ratings."""
        return self.holding(*ANSWERS)

    @property
    def questions(self) -> set[str]:
        """Columns that hold what people answered, choices too."""
        return self.holding(*_QUESTIONS)

    @property
    def dropped(self) -> set[str]:
        """Columns of which nothing is stored."""
        return self.holding("drop")

    def holding(self, *roles: str) -> set[str]:
        """Columns that hold one of these."""
        return {name for name, role in self.mapping.items() if role.partition(":")[0] in roles}


def form_name(header: Sequence[str]) -> str:
    """Name a form by its columns, in any order."""
    return f"f-{blake2b(chr(31).join(sorted(header)).encode(), digest_size=4).hexdigest()}"


def check_form_name(name: str) -> str:
    """Return the name that a person gives to a form.

    Raises
    ------
    UsageError
        It cannot name a file and a part of an id.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"'{name}' cannot name a form. Use up to 40 letters, digits, - and _, such as nps-2026.")
    return name


def forms_folder(settings: Settings) -> Path:
    """Return the folder with a file for each form."""
    return settings.home / "store" / "surveys"


def load_forms(folder: Path) -> list[SavedForm]:
    """Load every form that is known, in the order of their names.

    Raises
    ------
    VocError
        A saved form cannot be read.
    """
    return [_load(path) for path in sorted(folder.glob("*.json"))]


def find_form(forms: Sequence[SavedForm], header: Sequence[str], needed: Sequence[str] = ANSWERS) -> SavedForm | None:
    """Return the known form that an export surely belongs to: all its answers are there and most of its columns.

    Columns that are never stored may be there or not.

    Parameters
    ----------
    needed : sequence of str
        Roles whose columns all have to be there.

    Raises
    ------
    UsageError
        It belongs to several alike.
    """
    columns = set(header)

    def alike(saved: SavedForm) -> float:
        used, there = saved.mapping.keys() - saved.dropped, columns - saved.dropped
        return len(used & there) / len(used | there)

    sure = [one for one in forms if (held := one.holding(*needed)) and held <= columns and alike(one) >= _SAME_FORM]
    best = [one for one in sure if alike(one) == max(map(alike, sure))]
    if len(best) > 1:
        names = ", ".join(one.form for one in best)
        raise UsageError(f"This file fits several saved forms alike: {names}. Say which one it is: --form NAME.")
    return best[0] if best else None


def similar_form(forms: Sequence[SavedForm], header: Sequence[str]) -> SavedForm | None:
    """Return the known form that an export may belong to: a question is the same, and half of them much alike."""
    columns = set(header)

    def alike(saved: SavedForm) -> float:
        service = saved.mapping.keys() - saved.questions
        there = columns - service
        n_alike = len(saved.questions & there) + len(reworded(saved, header))
        return n_alike / (len(saved.questions) + len(there) - n_alike)

    near = [one for one in forms if one.answers & columns and alike(one) >= _ALIKE]
    return max(near, key=lambda one: (alike(one), one.form), default=None)


def reworded(saved: SavedForm, header: Sequence[str]) -> dict[str, str]:
    """Guess which questions of a form were reworded: the title now to the title before."""
    fresh = [name for name in header if name not in saved.mapping]
    found: dict[str, str] = {}
    for old in saved.mapping:
        near = difflib.get_close_matches(old, fresh, n=1, cutoff=_REWORDED)
        if old in saved.questions and old not in header and near:
            fresh.remove(near[0])
            found[near[0]] = old
    return found


def save_form(folder: Path, saved: SavedForm) -> Path:
    """Keep a form for its next export, and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{saved.form}.json"
    facts = {name: value for name, value in asdict(saved.facts).items() if value not in (None, (), {})}
    entry = {"form": saved.form, "mapping": dict(saved.mapping), **facts}
    content = json.dumps(entry, ensure_ascii=False, indent=2, default=date.isoformat)
    write_whole(path, f"{content}\n".encode())
    return path


def _load(path: Path) -> SavedForm:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        mapping = {str(name): str(role) for name, role in content["mapping"].items()}
        return SavedForm(str(content["form"]), mapping, _facts(content))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"The saved form {path} cannot be read. Delete it, and name the columns again with --map."
        raise VocError(message) from error


def _facts(content: Mapping[str, object]) -> FormFacts:
    """Read the facts of a form; one that was saved by an earlier version has none."""
    given = {name: content[name] for name in FormFacts.__dataclass_fields__ if content.get(name) is not None}
    if "excluded" in given:
        given["excluded"] = tuple((str(column), str(value)) for column, value in given["excluded"])  # type: ignore[attr-defined]
    if "keep_until" in given:
        given["keep_until"] = date.fromisoformat(str(given["keep_until"]))
    return FormFacts(**given)  # type: ignore[arg-type]

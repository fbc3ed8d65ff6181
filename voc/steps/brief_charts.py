"""The pictures of a brief as files for slides."""

from functools import partial
from pathlib import Path

from voc.errors import VocError
from voc.planning.brief import Brief
from voc.planning.charts import charts_of
from voc.steps.audit_log import hand_out, note_export
from voc.steps.workplace import Workplace


def write_charts(place: Workplace, brief: Brief, folder: Path) -> tuple[list[Path], list[str]]:
    """Write the pictures of a brief into a folder, which is made where it is missing; each is noted as an export.

    Returns
    -------
    list of Path, list of str
        The files, and sentences for people about what could not be noted.

    Raises
    ------
    VocError
        The folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise VocError(f"The folder {folder} cannot be made ({error.strerror}). Name another one.") from error
    written: list[Path] = []
    unnoted: list[str] = []
    for name, drawn in charts_of(brief).items():
        file = folder / f"brief-{brief['week']}-{name}.svg"
        # Titles of themes, and no sentence of anybody.
        note = partial(note_export, kind="brief", target=str(file.resolve()), document_ids=(), week=brief["week"])
        unnoted += hand_out(place.store, file, drawn.encode(), note)
        written.append(file)
    return written, unnoted

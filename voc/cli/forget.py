"""`voc forget`: erase what a person wrote."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, config_option, json_option, say
from voc.cli.drawing import progress, show_rows
from voc.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voc.steps.rights.held_about import HeldAbout
    from voc.store import Forgotten

_LISTED = {"document_id": "문서", "created_at": "작성", "text": "고객의 말"}
_SET_ASIDE = "rejected_row"
_NOTHING_FOUND = (
    "Nothing found: unknown here, forgotten or cleared before. A handle is looked for as the source writes it, "
    "capitals included, and only the key that the authors were hashed with finds them."
)


@click.command(epilog="Example: voc forget --author kim1234 --source app_reviews --dry-run")
@click.option("--author", metavar="HANDLE", help="Everything by this author; the handle as the source delivers it.")
@click.option("--source", metavar="NAME", help="The author's source, or the one that gave the document its id.")
@click.option("--document", metavar="ID", help="One document: the store's id, or the source's own with --source.")
@click.option("--dry-run", is_flag=True, help="Only count what would be erased.")
@click.option(
    "--list", "only_list", is_flag=True, help="Erase nothing; show the texts, for somebody who asks for theirs."
)
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")
@json_option
@config_option
def command(  # noqa: PLR0913 - one parameter per option of the contract
    *,
    author: str | None,
    source: str | None,
    document: str | None,
    dry_run: bool,
    only_list: bool,
    yes: bool,
    as_json: bool,
    config: Path | None,
) -> int:
    """Erase an author's documents, or one document, from everything the store holds; the weekly counts stay.

    The words go from documents and their older versions, sentences, the search, exemplars of themes, frozen briefs and
    rejected rows. Delivered again, the documents stay forgotten. Files in the inbox, backups and the exports that are
    listed at the end are yours to delete.

    \b
    Fields with --json: dry_run n_documents n_revisions n_sentences n_quoting n_rejects weeks exports
    exports: at who kind target
    With --list: document_id source external_id week created_at kind title text rating url tags segment revisions
    revisions: revision title text; a row that was set aside: document_id=null source kind=rejected_row file line cells
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc forget --help` needs none of this
    from voc.steps.asked import check_source  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.rights.forget import ForgetRequest, forget, would_forget  # noqa: PLC0415
    from voc.steps.rights.held_about import held_about  # noqa: PLC0415

    request = ForgetRequest(author, document, source)
    settings = load_settings(config)
    with existing_workplace(settings) as place:
        if source:
            with place.store.read() as connection:
                check_source(settings, connection, source)
        if only_list:
            return _list(held_about(place, request), as_json=as_json)
        if dry_run or not yes:
            planned = would_forget(place, request)
            if dry_run or planned.is_nothing:
                return _report(planned, [], dry_run=dry_run, as_json=as_json)
            _confirm(planned)
    with progress() as report, existing_workplace(settings, report) as place:
        erased, weeks = forget(place, request)
    return _report(erased, weeks, dry_run=False, as_json=as_json)


def is_person() -> bool:
    """Tell whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _confirm(planned: "Forgotten") -> None:
    if not is_person():
        raise UsageError(
            f"{_counted(planned.n_documents, 'document')} and the content of "
            f"{_counted(planned.n_rejects, 'rejected row')} would be erased for good. Nobody can be asked here: repeat "
            "with --yes, or with --dry-run to count only. Nothing was changed."
        )
    click.confirm(f"Erase {_numbers(planned)} for good?", abort=True, err=True)


def _report(erased: "Forgotten", weeks: list[str], *, dry_run: bool, as_json: bool) -> int:
    exports = [{**asdict(one), "at": one.at.isoformat()} for one in erased.exports]
    if as_json:
        row = {"dry_run": dry_run, **erased.counts, "weeks": weeks, "exports": exports}
        click.echo(json.dumps(row, ensure_ascii=False))
    elif not erased.is_nothing:
        click.echo(f"{'Would erase' if dry_run else 'Erased'} {_numbers(erased)}.")
    if erased.is_nothing:
        say(_NOTHING_FOUND)
    elif not dry_run:
        say(f"Weeks counted anew: {', '.join(weeks) or 'none'}. Files in the inbox still hold the words; delete them.")
    _tell_exports(erased)
    return DONE


def _tell_exports(erased: "Forgotten") -> None:
    """Name what left the store with the words in it: no program can take that back."""
    if not erased.exports:
        return
    held = "may hold it, as they left the store" if erased.is_nothing else "left the store with the words in them"
    say(f"These {held}; delete them where they still are:")
    for one in erased.exports:
        say(f"  {one.said}")


def _list(found: "HeldAbout", *, as_json: bool) -> int:
    rows = [*_documents(found), *_set_aside(found)]
    show_rows(
        rows if as_json else [_in_short(row) for row in rows], as_json=as_json, columns=_LISTED, empty=_NOTHING_FOUND
    )
    if found.revisions and not as_json:
        say(f"{_counted(len(found.revisions), 'older version')} of them: --json shows what they said.")
    if found.ids_until:
        from voc.weeks import SEOUL  # noqa: PLC0415 - `voc forget --help` needs none of this

        last = max(found.ids_until.values()).astimezone(SEOUL).date()
        say(f"An id for the CRM tool is kept, sealed, beside {len(found.ids_until):,} of them; gone by {last}.")
    return DONE


def _documents(found: "HeldAbout") -> list[dict[str, object]]:
    return [
        {
            "document_id": one.id,
            "source": one.source,
            "external_id": one.external_id,
            "week": one.week,
            "created_at": one.created_at.isoformat() if one.created_at else None,
            "kind": one.kind,
            "title": one.title,
            "text": one.text,
            "rating": one.rating.value if one.rating else None,
            "url": one.url,
            "tags": list(one.tags),
            "segment": dict(one.segment),
            "revisions": [
                {"revision": older.revision, "title": older.title, "text": older.text}
                for older in found.revisions
                if older.document_id == one.id
            ],
        }
        for one in found.documents
    ]


def _set_aside(found: "HeldAbout") -> list[dict[str, object]]:
    return [
        {
            "document_id": None,
            "source": one.reject.source,
            "kind": _SET_ASIDE,
            "file": one.reject.file,
            "line": one.reject.line,
            "cells": dict(one.reject.content),
        }
        for one in found.rejects
    ]


def _in_short(row: "Mapping[str, Any]") -> dict[str, object]:
    """Lay a row out for the table; one that was set aside is named by its place."""
    if row["kind"] != _SET_ASIDE:
        return dict(row)
    cells = " / ".join(cell for cell in row["cells"].values() if cell)
    return {"document_id": f"{row['file']}:{row['line']}", "created_at": None, "text": cells}


def _numbers(erased: "Forgotten") -> str:
    parts = [
        _counted(erased.n_documents, "document"),
        _counted(erased.n_sentences, "sentence"),
        _counted(erased.n_revisions, "older version"),
        _counted(erased.n_quoting, "theme or brief", "themes or briefs") + " with quotes",
        "the content of " + _counted(erased.n_rejects, "rejected row"),
    ]
    return ", ".join(parts)


def _counted(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"

"""`voc lesson`: what was learned from messages and their results, written down and found again."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, Command, config_option, json_option, say, writing_options
from voc.cli.drawing import progress, show_rows

if TYPE_CHECKING:
    from voc.steps.lesson_book import LessonEntry, Noted

_COLUMNS = {
    "lesson_id": "번호",
    "on": "날짜",
    "who": "누가",
    "hypothesis": "가설",
    "message": "메시지",
    "result": "결과",
    "lesson": "배운 것",
    "titles": "테마",
}
_HISTORY = {
    "revision": "판",
    "on": "언제",
    "who": "누가",
    "hypothesis": "가설",
    "message": "메시지",
    "result": "결과",
    "lesson": "배운 것",
}
_TEXTS = {
    "hypothesis": "Why they hesitate, as we believed.",
    "message": "What we said to them.",
    "result": "What came of it.",
    "lesson": "What we take from it.",
}
_FIELDS = "lesson_id revision at who hypothesis message result lesson themes messages tests"


@click.group(epilog='Example: voc lesson list "수수료" --theme fee_burden')
def command() -> None:
    """Keep what was learned: the hypothesis, the message, its result and the lesson, linked to themes and messages.

    An edit is a new revision; nothing that was written is lost. Personal data in what is typed is masked.
    """


def _saying(command: Command) -> Command:
    """Add the texts and the links."""
    options = [click.option(f"--{name}", metavar="TEXT", help=text) for name, text in _TEXTS.items()]
    options += [
        click.option("--theme", "themes", multiple=True, metavar="ID", help="A theme it is about; repeat it."),
        click.option(
            "--sent", "messages", multiple=True, metavar="MESSAGE_ID", help="A message that was sent; repeat it."
        ),
        click.option("--test", "tests", multiple=True, metavar="NAME", help="A test of the archive; repeat it."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@command.command(
    "add",
    epilog='Example: voc lesson add --hypothesis "수수료를 모른다" --lesson "금액을 먼저 말한다" --theme fee_burden',
)
@_saying
@writing_options("writes")
def add(*, who: str, dry_run: bool, as_json: bool, config: Path | None, **said: Any) -> int:  # noqa: ANN401 - see `_saying`
    """Write a lesson down. Themes are named by id, catalogue key or exact title.

    \b
    Fields with --json: dry_run lesson_id revision at who hypothesis message result lesson themes messages tests masked
    """  # noqa: D301 - click wants the very character
    from voc.steps.curation.curate import Signature  # noqa: PLC0415 - `voc lesson --help` needs none of this
    from voc.steps.lesson_book import add_lesson  # noqa: PLC0415

    entry = _entry(said, is_new=True)
    with _place(config) as place:
        noted = add_lesson(place, entry, Signature(who, datetime.now(UTC)), dry_run=dry_run)
    _report(noted, dry_run=dry_run, as_json=as_json)
    return DONE


@command.command("edit", epilog='Example: voc lesson edit 3c9909af --result "전환 4.1% → 5.0%"')
@click.argument("lesson_id", metavar="ID")
@_saying
@click.option("--expect", type=int, metavar="N", help="Do it only if N is still the revision that stands.")
@writing_options("writes")
def edit(
    lesson_id: str,
    *,
    expect: int | None,
    who: str,
    dry_run: bool,
    as_json: bool,
    config: Path | None,
    **said: Any,  # noqa: ANN401 - as above
) -> int:
    """Write a lesson anew; texts that are not named stay. Links that are named replace those of their kind.

    \b
    Fields with --json: dry_run lesson_id revision at who hypothesis message result lesson themes messages tests masked
    """  # noqa: D301 - as above
    from voc.steps.curation.curate import Signature  # noqa: PLC0415 - as above
    from voc.steps.lesson_book import edit_lesson  # noqa: PLC0415

    entry, signed = _entry(said, is_new=False), Signature(who, datetime.now(UTC))
    with _place(config) as place:
        noted = edit_lesson(place, lesson_id, entry, signed, expect=expect, dry_run=dry_run)
    _report(noted, dry_run=dry_run, as_json=as_json)
    return DONE


@command.command("remove", epilog="Example: voc lesson remove 3c9909af --dry-run")
@click.argument("lesson_id", metavar="ID")
@writing_options("writes")
def remove(lesson_id: str, *, who: str, dry_run: bool, as_json: bool, config: Path | None) -> int:
    """Take a lesson out of all lists; `voc lesson show ID` still tells its history.

    \b
    Fields with --json: dry_run lesson_id revision at who hypothesis message result lesson themes messages tests masked
    """  # noqa: D301 - as above
    from voc.steps.curation.curate import Signature  # noqa: PLC0415 - as above
    from voc.steps.lesson_book import remove_lesson  # noqa: PLC0415

    with _place(config) as place:
        noted = remove_lesson(place, lesson_id, Signature(who, datetime.now(UTC)), dry_run=dry_run)
    _report(noted, dry_run=dry_run, as_json=as_json)
    return DONE


@command.command("list", epilog='Example: voc lesson list "수수료 부담" --json')
@click.argument("query", required=False)
@click.option("--theme", metavar="ID", help="Only lessons on this theme.")
@click.option("--all-forms", is_flag=True, help="Find other forms of the words too (takes some seconds).")
@json_option
@config_option
def list_lessons(*, query: str | None, theme: str | None, all_forms: bool, as_json: bool, config: Path | None) -> int:
    """List the lessons, the last written first; with QUERY those that hold all its words.

    QUERY is found as typed; only where nothing is found, or with --all-forms, other forms of its words are looked for.

    \b
    Fields with --json: lesson_id revision at who hypothesis message result lesson themes messages tests
    """  # noqa: D301 - as above
    from voc.steps.lesson_listing import found_rows  # noqa: PLC0415 - as above

    with _place(config) as place:
        rows = found_rows(place, query or "", theme=theme, all_forms=all_forms)
    empty = (
        "Nothing was found. Try a part of the word, or --all-forms."
        if query or theme
        else 'Nothing was learned yet. Write the first: voc lesson add --lesson "..." --theme ID'
    )
    show_rows(rows if as_json else map(_spelled, rows), as_json=as_json, columns=_COLUMNS, empty=empty)
    return DONE


@command.command("show", epilog="Example: voc lesson show 3c9909af")
@click.argument("lesson_id", metavar="ID")
@json_option
@config_option
def show(lesson_id: str, *, as_json: bool, config: Path | None) -> int:
    """Show a lesson with its history, the last revision first.

    \b
    Fields with --json, a line per revision: lesson_id revision at who hypothesis message result lesson themes messages
    tests is_removed
    """  # noqa: D301 - as above
    from voc.steps.lesson_listing import history_rows  # noqa: PLC0415 - as above

    with _place(config) as place:
        rows = history_rows(place, lesson_id)
    if not as_json:
        newest = _spelled(rows[0])
        for name in ("titles", "messages", "tests"):
            if newest[name]:
                value = newest[name]
                click.echo(f"{name}: {value if isinstance(value, str) else ', '.join(value)}")
        if rows[0]["is_removed"]:
            say("It was removed; this is its history.")
    show_rows(rows if as_json else map(_spelled, rows), as_json=as_json, columns=_HISTORY, empty="")
    return DONE


def _place(config: Path | None) -> Any:  # noqa: ANN401 - a workplace, to be opened
    from contextlib import contextmanager  # noqa: PLC0415 - as above

    from voc.config import load_settings  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    @contextmanager
    def opened() -> Any:  # noqa: ANN401 - as above
        with progress() as report, existing_workplace(load_settings(config), report) as place:
            yield place

    return opened()


def _entry(said: dict[str, Any], *, is_new: bool) -> "LessonEntry":
    from voc.steps.lesson_book import LessonEntry  # noqa: PLC0415 - as above

    texts = {name: said[name] for name in _TEXTS if said[name] is not None}
    links = {name: said[name] if said[name] or is_new else None for name in ("themes", "messages", "tests")}
    return LessonEntry(texts, **links)


def _report(noted: "Noted", *, dry_run: bool, as_json: bool) -> None:
    from voc.steps.lesson_listing import plain  # noqa: PLC0415 - as above

    row = plain(noted.lesson)
    if as_json:
        click.echo(json.dumps({"dry_run": dry_run, **row, "masked": noted.is_masked}, ensure_ascii=False))
    else:
        for name in _TEXTS:
            if row[name]:
                click.echo(f"{_HISTORY[name]}: {row[name]}")
    if noted.is_masked:
        say("Personal data in what was typed was masked.")
    if dry_run:
        say("Nothing was kept.")
    elif noted.lesson.is_removed:
        say(f"Lesson {noted.lesson.lesson_id} is removed; voc lesson show {noted.lesson.lesson_id} tells its history.")
    else:
        say(f"Lesson {noted.lesson.lesson_id} stands at revision {noted.lesson.revision}.")


def _spelled(row: dict[str, Any]) -> dict[str, Any]:
    titles = ", ".join(one["title"] if isinstance(one, dict) else str(one) for one in row["themes"])
    return {**row, "on": row["at"][:10], "titles": titles}

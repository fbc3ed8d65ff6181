"""`voc correct`: say how a sentence is to be read."""

import json
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, config_option, json_option, say, step_done, who_option
from voc.cli.drawing import progress, show_rows

if TYPE_CHECKING:
    from voc.config import Settings
    from voc.steps.curation.correct import Corrected
    from voc.steps.lessons import Progress

_COLUMNS = {"label": "항목", "before": "이전", "now": "지금", "machine": "기계가 읽은 것", "why": "기계의 메모(영어)"}
_YES_NO = ("yes", "no")
_LONGEST_WHY = 80


@click.command(epilog="Example: voc correct 5f4dcc3b 0 --reason delay --stage fulfilment --dry-run")
@click.argument("document", metavar="DOC")
@click.argument("sentence", metavar="SENTENCE", type=click.IntRange(min=0))
@click.option("--reason", metavar="R", help="Why the customer hesitates: a key of hesitations.yaml, or none.")
@click.option("--stage", metavar="S", help="Where: a key of funnel.yaml, or none.")
@click.option("--act", metavar="A", help="question, complaint, request, praise, statement or other.")
@click.option("--hesitation", type=click.Choice(_YES_NO), help="Whether the sentence voices a hesitation.")
@click.option("--everywhere", is_flag=True, help="For every sentence of the same words.")
@who_option("decides")
@click.option("--why", metavar="TEXT", default="", help="Why, for those who read the log.")
@click.option("--dry-run", is_flag=True, help="Show what would change, change nothing.")
@json_option
@config_option
def command(
    *,
    document: str,
    sentence: int,
    everywhere: bool,
    who: str,
    why: str,
    dry_run: bool,
    as_json: bool,
    **rest: Any,  # noqa: ANN401 - the labels, and the configuration
) -> int:
    """Say how a sentence is to be read. It counts at once, outranks the machine for good, and teaches it.

    DOC is the store's id of the document (its first 6 digits do) or SOURCE:EXTERNAL_ID; SENTENCE is its number there,
    from 0. The machine's own value confirms it, which is as good a lesson as a correction. A reason makes the sentence
    a hesitation, `--hesitation no` takes its reason away. Undo: voc theme undo.

    \b
    Fields with --json: dry_run document_id sentence_index text labels implied confirmed before now machine why
    n_sentences step weeks learning
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc correct --help` needs none of this
    from voc.steps.curation.correct import correct  # noqa: PLC0415
    from voc.steps.curation.curate import Signature  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415

    signed = Signature(who, datetime.now(UTC), why)
    settings = load_settings(rest.pop("config"))
    labels = {label: value for label, value in rest.items() if value is not None}
    with progress() as report, existing_workplace(settings, report) as place:
        done = correct(place, document, sentence, labels, signed, everywhere=everywhere, dry_run=dry_run)
    with nullcontext() if dry_run else step_done(done.step):
        if as_json:
            click.echo(json.dumps(_row(done, dry_run=dry_run), ensure_ascii=False))
        else:
            _show(done, settings, dry_run=dry_run)
    return DONE


def _row(done: "Corrected", *, dry_run: bool) -> dict[str, Any]:
    learning = [
        {"label": p.label, "n_corrections": p.n_corrections, "n_confirmed": p.n_confirmed, "missing": dict(p.missing)}
        for p in done.progress
    ]
    return {
        "dry_run": dry_run,
        "document_id": done.document_id,
        "sentence_index": done.sentence_index,
        "text": done.text,
        "labels": dict(done.labels),
        "implied": list(done.implied),
        "confirmed": list(done.confirmed),
        "before": dict(done.before),
        "now": dict(done.now),
        "machine": dict(done.machine),
        "why": dict(done.why),
        "n_sentences": done.n_sentences,
        "step": done.step,
        "weeks": list(done.weeks),
        "learning": learning,
    }


def _show(done: "Corrected", settings: "Settings", *, dry_run: bool) -> None:
    from voc.cli.spelling import label_name, label_value  # noqa: PLC0415 - as above

    # Customers' words are data: they belong on stdout, never among messages that end up in a log.
    click.echo(f"“{done.text}”")
    rows = [
        {
            "label": label_name(label),
            **{
                name: label_value(label, values[label], settings)
                for name, values in (("before", done.before), ("now", done.now), ("machine", done.machine))
            },
            "why": _short(done.why.get(label)),
        }
        for label in done.now
    ]
    show_rows(rows, as_json=False, columns=_COLUMNS, empty="")
    for label in done.implied:
        if done.labels[label] != done.before[label]:
            say(f"{label} is '{done.labels[label]}' too: the labels given imply it.")
    if done.confirmed:
        say(f"Confirmed as the machine had read it: {', '.join(done.confirmed)}.")
    if done.n_sentences > 1:
        say(f"{done.n_sentences} sentences have these words and are read alike.")
    if dry_run:
        say("Nothing was changed.")
    else:
        weeks = f"counted anew: {', '.join(done.weeks)}" if done.weeks else "no week had to be counted anew"
        say(f"Step {done.step} is done; {weeks}. To take it back: voc theme undo {done.step}")
    for one in done.progress:
        if one.label in done.labels:
            say(_learning(one))


def _short(why: str | None) -> str | None:
    return why if why is None or len(why) <= _LONGEST_WHY else f"{why[:_LONGEST_WHY]}…"


def _learning(one: "Progress") -> str:
    what = {"corrected": "corrections", "confirmed": "of them confirmations", "varied": "with a second value"}
    needed = ", ".join(f"{n} more {what[name]}" for name, n in one.missing.items())
    ready = f"learning starts after {needed}" if needed else "enough to learn from; the weekly run does"
    return f"{one.label}: {one.n_corrections} corrections ({one.n_confirmed} confirm) - {ready}."

"""`voc import`: a file that somebody brings, taken in now."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, FAILED, PARTLY_DONE, WRONG_USAGE, config_option, json_option
from voc.cli.drawing import progress
from voc.cli.import_funnel import funnel
from voc.cli.import_messages import messages
from voc.cli.import_rejects import rejects_option, write_rejects
from voc.cli.survey_options import form_options

if TYPE_CHECKING:
    from voc.config import Settings
    from voc.steps.collect import Collected
    from voc.steps.survey.import_survey import SurveyImport, SurveyOptions


@click.group(epilog="Example: voc import survey survey.xlsx --dry-run")
def command() -> None:
    """Import a file that somebody brings, outside the nightly run."""


command.add_command(messages)
command.add_command(funnel)


@command.command("survey", epilog="Example: voc import survey survey.xlsx --map open_text=의견 --map rating:1-5=만족도")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="What a column is; may be repeated.")
@form_options
@click.option("--dry-run", is_flag=True, help="Understand and read, store nothing.")
@rejects_option
@json_option
@config_option
def survey(
    *,
    file: Path,
    pairs: tuple[str, ...],
    options: "SurveyOptions",
    dry_run: bool,
    rejects: Path | None,
    as_json: bool,
    config: Path | None,
) -> int:
    """Import a survey: first say what each column is taken for, then store and analyse its answers.

    \b
    1. Look       voc import survey FILE --dry-run
    2. Correct    add --map FIELD=COLUMN for each column that is wrong
    3. Import     the same without --dry-run

    Exports of Google Forms, Naver Form, Typeform, SurveyMonkey, Tally and Walla are known by their columns; any other
    table is understood by its titles and answers. A column that is doubtful stops the import: nothing is stored, the
    command that confirms it is printed (exit code 2). A column that is neither certain nor confirmed is never stored.

    \b
    FIELD is what the column holds:
      open_text                  answers in the customers' own words
      rating:1-5  rating:0-10    marks, with the ends of their scale; labels (0 - 전혀 ...) are read too
      choice                     answers picked from a list; they become tags
      segment:NAME               a kind of customer, such as 'segment:가입=가입 경로'
      date  updated_at           when it was answered; when it was changed
      id  respondent             of the response; of the person (only a keyed hash is kept)
      product  app_version       what the answers speak about
      drop                       nothing is stored; 'drop=*' for every doubtful column that is not named

    What was confirmed is kept in store/surveys/ of the home folder for the next export of the form. Importing a file
    again, or a longer export, adds what is new and nothing twice. An answer edited under the same response id becomes a
    revision. Exit code 3 means that rows were set aside.

    \b
    With --json a line for each column: column role scale doubtful reason answers question
    and a last one: source form dry_run rows new changed unchanged removed forgotten expired rejects weeks
                    recognised why responses excluded unstored; where something is doubtful, command
    """  # noqa: D301 - click wants the very character
    from voc.cli.survey_shown import ask_back, show_nothing_yet, show_outcome, show_plan  # noqa: PLC0415 - help needs none
    from voc.config import load_settings  # noqa: PLC0415
    from voc.steps.survey.import_survey import check_answers, understand_survey  # noqa: PLC0415

    settings = load_settings(config)
    with progress() as report:
        understood = understand_survey(settings, file, pairs, options=options, report=report)
    show_plan(understood, as_json=as_json)
    if understood.plan.unconfirmed or understood.resembles:
        ask_back(understood, pairs, options, config, as_json=as_json)
        return WRONG_USAGE
    check_answers(understood)
    if understood.plan.n_responses == 0:
        show_nothing_yet(understood, dry_run=dry_run, as_json=as_json)
        return DONE
    collected, n_weeks = _take(settings, understood, dry_run=dry_run)
    if rejects is not None:
        write_rejects(settings, understood.facts.source, file, rejects, dry_run=dry_run)
    show_outcome(understood, collected, n_weeks, dry_run=dry_run, as_json=as_json)
    if collected.error:
        return FAILED
    return PARTLY_DONE if collected.saved.n_set_aside or collected.problems else DONE


def _take(settings: "Settings", understood: "SurveyImport", *, dry_run: bool) -> "tuple[Collected, int]":
    from voc.cli.entry import load_flow  # noqa: PLC0415 - as above
    from voc.steps.survey.import_survey import IMPORT, take_survey  # noqa: PLC0415
    from voc.steps.workplace import open_workplace  # noqa: PLC0415

    with progress() as report:
        if dry_run:
            with open_workplace(settings, report, dry_run=True) as place:
                return take_survey(place, understood, dry_run=True), 0
        outcome = load_flow(IMPORT)(settings, understood, report)
    return outcome.collected[0], outcome.counts.get("weeks", 0)

"""`voc analyze`: one file in, five tables and a run record out; no store."""

from pathlib import Path

import click

from voc.cli.drawing import progress

PARTLY_DONE = 3


@click.command(epilog="Example: voc analyze reviews.csv --text 내용 --id 번호 --date 작성일 --rating 별점 --out result")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--text", required=True, metavar="COLUMN", help="Column that holds what customers wrote.")
@click.option("--id", "id_", metavar="COLUMN", help="Column with a distinct id per row; row numbers without it.")
@click.option("--date", metavar="COLUMN", help="Column with the date; gives weeks, trends and peaks.")
@click.option("--rating", metavar="COLUMN", help="Column with the rating.")
@click.option("--source", metavar="COLUMN", help="Column that tells the channels apart; trends allow for their mix.")
@click.option(
    "--scope",
    type=click.Choice(["hesitation", "all"]),
    default="hesitation",
    show_default=True,
    help="Which sentences can have a theme.",
)
@click.option("--themes", type=click.IntRange(min=1), metavar="N", help="Exactly N themes; the data decide without it.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for the result.")
@click.option("--config", type=click.Path(path_type=Path), metavar="DIR", help="Configuration folder.")
def command(  # noqa: PLR0913 - one parameter per option of the contract
    *,
    file: Path,
    text: str,
    id_: str | None,
    date: str | None,
    rating: str | None,
    source: str | None,
    scope: str,
    themes: int | None,
    out: Path,
    config: Path | None,
) -> int:
    """Analyse FILE (CSV, XLSX or JSON Lines, also .gz; - for stdin) without a store.

    Writes sentences.jsonl, themes.jsonl, keywords.jsonl, documents.jsonl, rejects.jsonl and run.json into the folder
    named with --out. Personal data is masked first. Exit code 3 means that some rows were set aside.
    """
    # Loaded here, so that `voc analyze --help` does not wait for the analyser.
    from voc.config import load_settings  # noqa: PLC0415
    from voc.steps.one_file.analyze_file import AnalysisRequest, analyze_file  # noqa: PLC0415
    from voc.steps.one_file.intake import Columns  # noqa: PLC0415
    from voc.steps.scratch import own_temporary_files  # noqa: PLC0415

    request = AnalysisRequest(
        path=file,
        columns=Columns(text=text, id=id_, date=date, rating=rating, source=source),
        out=out,
        scope="all" if scope == "all" else "hesitation",
        n_themes=themes,
    )
    with own_temporary_files(), progress() as report:
        summary = analyze_file(request, load_settings(config), report)
    if not summary.n_documents and not summary.n_rejects:
        click.echo(f"None of the {summary.n_rows:,} rows holds text in '{text}': nothing was analysed.", err=True)
    click.echo(
        f"{summary.n_documents:,} documents, {summary.n_sentences:,} sentences, {summary.n_hesitations:,} hesitations, "
        f"{summary.n_themes} themes holding {summary.coverage:.0%} of the hesitations -> {summary.out}",
        err=True,
    )
    if summary.n_rejects:
        click.echo(f"{summary.n_rejects:,} rows were set aside; see {summary.out / 'rejects.jsonl'}.", err=True)
        return PARTLY_DONE
    return 0

"""`voc demo`: the whole way on an invented sample, from files of four channels to the brief."""

from pathlib import Path

import click

from voc.cli.drawing import progress
from voc.cli.entry import load_flow
from voc.cli.run import describe

FAILED = 1
_FOLDER = "malgwi-demo"


@click.command(epilog="Example: voc demo        and then: voc show themes --config malgwi-demo/config")
@click.argument("folder", metavar="[DIR]", default=_FOLDER, type=click.Path(path_type=Path, file_okay=False))
def command(*, folder: Path) -> int:
    """Run everything on an invented sample in DIR (malgwi-demo) and print the brief.

    Writes a configuration and an inbox with twelve weeks of invented tickets, reviews, survey answers and posts about a
    tax-refund service, and an archive of what the service sent them; runs the nightly and the weekly flow on SQLite and
    prints the brief of the last week. Nothing leaves this machine. Run again, it takes up what is there.
    """
    # Loaded here, so that `voc demo --help` answers at once.
    from voc.planning.markdown import brief_markdown  # noqa: PLC0415
    from voc.sample import SAMPLE_UNTIL, SAMPLE_WEEK, sample_calendar, write_archive, write_funnel, write_inbox  # noqa: PLC0415
    from voc.steps.brief import brief_of  # noqa: PLC0415
    from voc.steps.demo import prepare_demo, take_sample_funnel, take_sent  # noqa: PLC0415
    from voc.steps.night import NightRequest  # noqa: PLC0415
    from voc.steps.scratch import own_temporary_files  # noqa: PLC0415
    from voc.steps.workplace import open_workplace  # noqa: PLC0415

    settings = prepare_demo(folder, calendar=sample_calendar())
    config = folder / "config"
    written, n_sent = write_inbox(folder), write_archive(folder)
    click.echo(f"{sum(written.values()):,} invented texts in {folder / 'inbox'}; this takes a minute or two.", err=True)
    click.echo(f"{n_sent:,} invented messages in {folder / 'archive'}.", err=True)
    request = NightRequest(until=SAMPLE_UNTIL)
    with own_temporary_files(), progress() as report, load_flow("scheduler")(report):
        take_sent(settings, folder, report)
        nightly = load_flow("nightly")(settings, request, report)
        take_sample_funnel(settings, write_funnel(folder), SAMPLE_UNTIL, report)
        weekly = load_flow("weekly")(settings, request, report)
        with open_workplace(settings, report) as place:
            brief = brief_of(place, SAMPLE_WEEK)
    describe(nightly)
    describe(weekly)
    if brief is None:
        return FAILED
    click.echo(brief_markdown(brief))
    click.echo(f"다음: voc serve --config {config}   (대시보드: 적힌 주소를 브라우저로 엽니다)")
    click.echo(f"      voc show themes --week {SAMPLE_WEEK} --config {config}")
    click.echo(f"      voc brief --week {SAMPLE_WEEK} --out brief.html --config {config}")
    click.echo(f"      voc messages response --config {config}   (보낸 메시지와 반응)")
    return 0

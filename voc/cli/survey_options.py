"""The options of `voc import survey` that are about the form as a whole, handed over as one."""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

_OPTIONS = (
    click.option("--form", metavar="NAME", help="Name of the form: a saved one, or a new one that is kept apart."),
    click.option("--sheet", metavar="NAME", help="Sheet of the workbook that holds the responses."),
    click.option("--header-row", type=click.IntRange(min=1), metavar="N", help="Row or line of the column titles."),
    click.option("--encoding", metavar="NAME", help="Of a text file: utf-8, cp949, utf-16; found out without."),
    click.option("--time-zone", metavar="ZONE", help="Of times without an offset; Asia/Seoul."),
    click.option("--product", metavar="NAME", help="What all answers speak about."),
    click.option(
        "--exclude",
        "excluded",
        multiple=True,
        metavar="COLUMN=VALUE",
        help="Leave out test responses; * stands for anything: '응답일시=2026-11-01*'. May be repeated.",
    ),
    click.option(
        "--renamed",
        multiple=True,
        metavar="NEW=OLD",
        help="A question that was reworded since the last import keeps its answers. May be repeated.",
    ),
    click.option(
        "--complete",
        is_flag=True,
        help="The file holds every response there is: take back what is stored and not in it.",
    ),
    click.option("--purpose", metavar="TEXT", help="What the respondents consented to; kept with the form."),
    click.option(
        "--keep-until",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="YYYY-MM-DD",
        help="Last day of their consent; kept with the form, nothing is imported after it.",
    ),
)
_NAMES = (
    "form", "sheet", "header_row", "encoding", "time_zone", "product", "excluded", "renamed", "complete", "purpose",
)  # fmt: skip


def form_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which gets them as `options`."""

    @functools.wraps(command)
    def with_options(*, keep_until: datetime | None, **given: object) -> object:
        from voc.steps.survey.known import SurveyOptions  # noqa: PLC0415 - `voc import survey --help` needs none of this

        said: dict[str, Any] = {name: given.pop(name) for name in _NAMES}
        return command(options=SurveyOptions(**said, keep_until=keep_until and keep_until.date()), **given)

    decorated: Callable[..., Any] = with_options
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated

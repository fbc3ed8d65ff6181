"""`voc check draft`: what speaks against sending a message as it is drafted."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from voc.cli.asking import DONE, FAILED, config_option, json_option, say
from voc.cli.drawing import progress, show_rows
from voc.errors import UsageError

if TYPE_CHECKING:
    from voc.config import Settings
    from voc.planning.draft_check import Draft, Finding
    from voc.steps.progress import Report

_COLUMNS = {"level": "수준", "code": "항목", "span": "걸린 곳", "advice": "할 일"}
_LEVELS = {"error": "막힘", "warning": "주의", "info": "참고"}
_STDIN = "-"
# A message is short; what is larger was meant for something else.
_MOST_BYTES = 1_000_000


@click.command(
    "draft", epilog="Example: voc check draft push.md --channel app_push --ad --at '2026-11-24 10:30'   (- reads stdin)"
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--channel", metavar="NAME", help="Channel of channels.yaml; stands over what the draft says.")
@click.option("--ad/--no-ad", "is_ad", default=None, help="Whether it is an advertisement; over what the draft says.")
@click.option("--at", "send_at", metavar="TIME", help="When it is sent, Seoul time: '2026-11-24 10:30' or 10:30.")
@click.option("--week", metavar="WEEK", help="Set it beside the hesitations of this week; the last one without it.")
@json_option
@config_option
def check_draft_command(
    *,
    file: Path,
    channel: str | None,
    is_ad: bool | None,
    send_at: str | None,
    week: str | None,
    as_json: bool,
    config: Path | None,
) -> int:
    """Check a message before it is sent: rules of its channel and of advertising, wording, what customers say.

    Nothing is rewritten. Exit code 1 means that it must not be sent like this.

    \b
    A draft is a text; lines about it may stand on top of it:
      ---
      channel: sms
      is_ad: true
      send_at: "2026-11-24 10:30"
      ---
      (광고)환급나래 ...
    Other lines: title sender segment night_consent sent_today consent_on buttons
    Fields with --json: draft channel level code span advice
    level: error, warning or info
    """  # noqa: D301 - click wants the very character
    from voc.config import load_settings  # noqa: PLC0415 - `voc check --help` needs none of this

    settings = load_settings(config)
    given = {"channel": channel, "is_ad": is_ad, "send_at": send_at}
    drafts = _drafts(file, {key: value for key, value in given.items() if value is not None})
    with progress() as report:
        found = _found(settings, drafts, week, report)
    rows = [row for number, draft in enumerate(drafts, start=1) for row in _rows(number, draft, found[number - 1])]
    shown = rows if as_json else [{**row, "level": _LEVELS[row["level"]]} for row in rows]
    columns = {"draft": "초안", **_COLUMNS} if len(drafts) > 1 else _COLUMNS
    show_rows(shown, as_json=as_json, columns=columns, empty="Nothing was found against this draft.")
    return FAILED if any(row["level"] == "error" for row in rows) else DONE


def _drafts(file: Path, given: "dict[str, object]") -> "list[Draft]":
    from voc.planning.draft_check import read_drafts  # noqa: PLC0415 - as above

    where = "stdin" if str(file) == _STDIN else str(file)
    drafts = read_drafts(_text(file, where), where)
    return [one.overridden(given) for one in drafts]


def _text(file: Path, where: str) -> str:
    with click.open_file(str(file), "rb") as stream:
        raw: bytes = stream.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise UsageError(
            f"{where} is larger than {_MOST_BYTES:,} bytes. A draft is a message; name the file that holds it."
        )
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"{where} is neither UTF-8 nor cp949 text. Save it as UTF-8.")


def _found(settings: "Settings", drafts: "list[Draft]", week: str | None, report: "Report") -> "list[list[Finding]]":
    from nlp.tokenize import load_tokenizer  # noqa: PLC0415 - as above
    from voc.planning.draft_check import check_drafts  # noqa: PLC0415
    from voc.steps.draft_check import draft_evidence  # noqa: PLC0415
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.steps.workplace import is_missing_file  # noqa: PLC0415

    analyse = load_tokenizer(settings.knowledge().brand_words).tokenize_mended
    if week is None and is_missing_file(settings.store_url()):
        say("There is no store yet: only the draft itself was checked, not what customers say.")
        return check_drafts(drafts, settings.channels, analyse, figures=settings.figures)
    with existing_workplace(settings, report) as place:
        evidence = draft_evidence(place, week)
        if evidence is None:
            say("Nothing has been counted yet: only the draft itself was checked, not what customers say.")
        return check_drafts(drafts, settings.channels, analyse, evidence, figures=settings.figures)


def _rows(number: int, draft: "Draft", found: "list[Finding]") -> "list[dict[str, str]]":
    about = {"draft": str(number), "channel": draft.channel or ""}
    return [{**about, "level": one.level, "code": one.code, "span": one.span, "advice": one.advice} for one in found]

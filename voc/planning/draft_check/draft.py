"""Drafts as people write them: a text, a text with a few lines about it, or a list of drafts in one file."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field, ValidationError

from voc.config.checks import Day, Text
from voc.config.explain import Checked, validate_section
from voc.config.problems import Problems, clip
from voc.config.section import Section
from voc.config.yaml_text import parse_yaml
from voc.errors import UsageError

_FENCE = "---"
_HEADING = re.compile(r"# +(\S.*)")
_HOUR = re.compile(r"[012]?\d:[0-5]\d")

Model = TypeVar("Model", bound=Section)


def _check_moment(value: str) -> str:
    try:
        _moment(value)
    except ValueError as error:
        message = f'\'{clip(value)}\' is no time; expected something like "2026-11-24 10:30" or "10:30"'
        raise ValueError(message) from error
    return value


class Draft(Section):
    """A message that somebody plans to send.

    Attributes
    ----------
    channel : str or None
        Key or any name of a channel.
    is_ad : bool or None
        None where the draft does not say.
    send_at : str or None
        Day and time in Seoul, or a time alone.
    night_consent : bool
        Whether those who get it consented to advertising at night.
    sent_today : int or None
        Advertising messages that they have got on the day already.
    consent_on : date or None
        The day on which consent was given or confirmed last.
    buttons : tuple of str
        Their names.
    """

    channel: Text | None = None
    is_ad: bool | None = None
    send_at: Annotated[str, AfterValidator(_check_moment)] | None = None
    title: Text | None = None
    body: str = ""
    segment: Text | None = None
    sender: Text | None = None
    night_consent: bool = False
    sent_today: Annotated[int, Field(ge=0, le=1000)] | None = None
    consent_on: Day | None = None
    buttons: tuple[Text, ...] = ()

    def overridden(self, given: Mapping[str, object]) -> "Draft":
        """Return the draft with what somebody says beside it.

        Raises
        ------
        UsageError
            A value cannot be understood.
        """
        try:
            return Draft.model_validate({**self.model_dump(), **given})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            said = str(first["msg"]).removeprefix("Value error, ")
            raise UsageError(f"{first['loc'][0]}: {said}.") from error

    @property
    def day(self) -> date | None:
        """The day on which it is to be sent."""
        return _moment(self.send_at)[0] if self.send_at else None

    @property
    def hour(self) -> time | None:
        """The time of day at which it is to be sent."""
        return _moment(self.send_at)[1] if self.send_at else None

    @property
    def parts(self) -> tuple[str, ...]:
        """What a reader sees, in order."""
        return tuple(part for part in (self.title, self.body) if part)

    @property
    def text(self) -> str:
        """Title and body, line by line."""
        return "\n".join(self.parts)


class _DraftsFile(Section):
    drafts: Annotated[tuple[Draft, ...], Field(min_length=1)]


def read_drafts(text: str, where: str) -> list[Draft]:
    """Read the drafts of a file.

    A text between two lines of `---` at the top says what the draft is (`channel: sms`), the rest is its body; a first
    line `# ...` is its title. A file of `key: value` lines is one draft with `body`, or several below `drafts`.
    Anything else is the body alone.

    Raises
    ------
    UsageError
        A line about a draft cannot be understood, or a draft has no text.
    """
    clean = text.replace("\r\n", "\n").removeprefix("\ufeff")
    drafts = _read(clean, where)
    if not all(one.text.strip() for one in drafts):
        raise UsageError(f"{where} holds a draft without a text. Write a body, or a title and a body.")
    return drafts


def _read(text: str, where: str) -> list[Draft]:
    lines = text.split("\n")
    if lines[0].rstrip() == _FENCE:
        ends = [at for at, line in enumerate(lines[1:], start=1) if line.rstrip() == _FENCE]
        if not ends:
            raise UsageError(f"{where} begins with --- and has no second ---. Close the lines about the draft with it.")
        about = _validated(Draft, "\n" + "\n".join(lines[1 : ends[0]]), where)
        return [about if about.body else _with_text(about, "\n".join(lines[ends[0] + 1 :]))]
    if _is_yaml(text, where):
        if re.search(r"^drafts:", text, re.MULTILINE):
            return list(_validated(_DraftsFile, text, where).drafts)
        one = _validated(Draft, text, where)
        return [one.model_copy(update={"body": one.body.strip()})]
    return [_with_text(Draft(), text)]


def _is_yaml(text: str, where: str) -> bool:
    first = next((line for line in text.split("\n") if line.strip() and not line.startswith("#")), "")
    key = first.partition(":")[0]
    return where.lower().endswith((".yaml", ".yml")) or (":" in first and key in {*Draft.model_fields, "drafts"})


def _with_text(about: Draft, text: str) -> Draft:
    body = text.strip()
    first, _, rest = body.partition("\n")
    heading = _HEADING.fullmatch(first.rstrip())
    if heading and about.title is None:
        return about.model_copy(update={"title": heading[1], "body": rest.strip()})
    return about.model_copy(update={"body": body})


def _validated(model: type[Model], text: str, where: str) -> Model:
    problems = Problems()
    yaml = parse_yaml(text, where, problems) if text.strip() else None
    found = validate_section(model, Checked(where, yaml), problems) if yaml else None
    if problems.found:
        raise UsageError("\n".join(problems.sentences()))
    return found if found is not None else model()


def _moment(value: str) -> tuple[date | None, time]:
    if _HOUR.fullmatch(value):
        return None, time.fromisoformat(value.zfill(5))
    moment = datetime.fromisoformat(value)
    if " " not in value and "T" not in value:
        raise ValueError("a day alone")
    return moment.date(), moment.time()

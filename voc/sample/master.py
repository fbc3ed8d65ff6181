"""The master text of the sample, as written by hand: tables of one voice a line, and the plan behind them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Literal

from voc.weeks import SEOUL, week_of

Channel = Literal["tickets", "play_reviews", "app_reviews", "survey", "community"]
CHANNELS: tuple[Channel, ...] = ("tickets", "play_reviews", "app_reviews", "survey", "community")

_WEEK_COLUMN = "2026-W"


@dataclass(frozen=True, slots=True)
class Voice:
    """One text of the master with what was planned about it.

    Attributes
    ----------
    key : str
        The id in the delivered file; a survey's second answer ends in `/liked`, a review's later version in `+1`.
    at : datetime
        When it was written; aware, Asia/Seoul.
    themes : tuple of str
        Keys of the plan; empty where the text is no hesitation of the plan (praise, news, small talk).
    note : str
        How it belongs to another text, such as `copy=KEY`; empty for most. The words are listed in the README.
    masked : tuple of (kind, text)
        Invented personal data in the text, to be masked.
    kept : tuple of str
        What only looks like personal data and must stay.
    """

    key: str
    channel: Channel
    at: datetime
    themes: tuple[str, ...]
    title: str
    text: str
    note: str = ""
    masked: tuple[tuple[str, str], ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def week(self) -> str:
        """The ISO week in which it was written."""
        return week_of(self.at)


@dataclass(frozen=True, slots=True)
class PlannedTheme:
    """A theme planted in the sample.

    Attributes
    ----------
    title : str
        In customers' words.
    reason, stage : str
        Keys of hesitations.yaml and funnel.yaml.
    shape : str
        What its weekly counts do: steady, rising, falling, `burst W41`, `new W47`, or tail (few, by chance).
    weeks : mapping of week to number of voices
        All twelve weeks, later versions of an edited review not counted.
    """

    key: str
    title: str
    reason: str
    stage: str
    shape: str
    weeks: Mapping[str, int]


def read_rows(table: str) -> list[dict[str, str]]:
    r"""Read a table of `documents/` by name, such as `tickets`; `\n` in a cell is a line break."""
    text = files("voc.sample").joinpath("documents", f"{table}.tsv").read_text(encoding="utf-8")
    return list(_rows(text))


def read_plan() -> tuple[PlannedTheme, ...]:
    """Read the planted themes, the largest first."""
    text = files("voc.sample").joinpath("plan.tsv").read_text(encoding="utf-8")
    return tuple(
        PlannedTheme(
            key=row["key"],
            title=row["title"],
            reason=row["reason"],
            stage=row["stage"],
            shape=row["shape"],
            weeks={name: int(cell) for name, cell in row.items() if name.startswith(_WEEK_COLUMN)},
        )
        for row in _rows(text)
    )


def read_voices() -> tuple[Voice, ...]:
    """Read every text of the master: channel by channel, each in the order of time."""
    return tuple(voice for channel in CHANNELS for row in read_rows(channel) for voice in _voices(channel, row))


def moment(text: str) -> datetime:
    """Read a time of the master, which is Seoul's; a day alone is its midnight."""
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def _rows(text: str) -> Iterator[dict[str, str]]:
    header, *lines = text.splitlines()
    names = header.split("\t")
    for line in lines:
        yield dict(zip(names, (cell.replace("\\n", "\n") for cell in line.split("\t")), strict=True))


def _voices(channel: Channel, row: Mapping[str, str]) -> Iterator[Voice]:
    themes = () if row["themes"] == "-" else tuple(row["themes"].split(","))
    marks = tuple(_mark(mark) for mark in row["masked"].split(";") if mark)
    kept = tuple(text for text in row["kept"].split(";") if text)
    answers = [(row["key"], themes, row["text"]), (f"{row['key']}/liked", (), row.get("liked", ""))]
    for key, about, text in answers:
        if text:
            yield Voice(
                key=key,
                channel=channel,
                at=moment(row["at"]),
                themes=about,
                title=row.get("title", ""),
                text=text,
                note=row["note"],
                masked=tuple(mark for mark in marks if mark[1] in text),
                kept=tuple(look_alike for look_alike in kept if look_alike in text),
            )


def _mark(mark: str) -> tuple[str, str]:
    kind, _, text = mark.partition(":")
    return kind, text

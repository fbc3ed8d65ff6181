"""Words to avoid that stand in our own texts: alarming or exaggerating ones, each with the sentences that have it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection

from voc.config.channels import ChannelsSection
from voc.planning.draft_check.sentences import Analyse, cut
from voc.planning.draft_check.wording import CarefulWord, Wording
from voc.store.messages import load_messages
from voc.weeks import SEOUL

# Finds the words to be careful with in a text.
Careful: TypeAlias = Callable[[str], Sequence[CarefulWord]]

_N_WORDS, _N_USES = 8, 2
# Wordings of twelve weeks that are looked through, the newest first.
_MOST_WORDINGS = 500


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A text of the company.

    Attributes
    ----------
    where : str
        Where it stands, for readers.
    """

    text: str
    where: str


def careful_words(rules: ChannelsSection, analyse: Analyse) -> Careful:
    """Make what finds words to be careful with; see `Wording`."""
    wording = Wording(rules, analyse)
    return lambda text: list(wording.careful(cut(text, analyse)))


def words_to_avoid(lines: Iterable[OwnLine], careful: Careful) -> list[dict[str, Any]]:
    """List the words to avoid, those in most texts first, each with up to two of the sentences that have it.

    Parameters
    ----------
    lines : iterable of OwnLine
        What to look through; of one word, earlier lines are shown before later ones.
    """
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        for one in {one.word: one for one in careful(line.text)}.values():
            row = found.setdefault(
                one.word, {"word": one.word, "kind": one.kind, "advice": one.advice, "n": 0, "uses": []}
            )
            row["n"] += 1
            if len(row["uses"]) < _N_USES:
                row["uses"].append({"text": one.sentence, "where": line.where})
    return sorted(found.values(), key=lambda row: (-row["n"], row["word"]))[:_N_WORDS]


def sent_lines(
    connection: Connection, since: datetime, until: datetime, channel_name: Callable[[str], str]
) -> list[OwnLine]:
    """List the wordings that were sent in [since, until), each once as it was sent last, the newest first."""
    newest = {one.fingerprint: one for one in load_messages(connection, since=since, until=until)}
    ordered = sorted(newest.values(), key=lambda one: (one.sent_at, one.message_id), reverse=True)
    return [OwnLine(one.text, f"{channel_name(one.channel)} {_day(one.sent_at)}") for one in ordered[:_MOST_WORDINGS]]


def _day(moment: datetime) -> str:
    local = moment.astimezone(SEOUL)
    return f"{local.month}/{local.day}"

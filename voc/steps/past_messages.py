"""The message archive as a draft is set beside it: what was sent like it, how it did, what customers said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from nlp.echo_letters import letters_of
from voc.config.channels import ChannelsSection
from voc.planning.archive.results import result_sentence
from voc.planning.draft_check import DoubtedPhrase, PastMessage, PastVoice
from voc.steps.archive.said import PastWordings
from voc.steps.workplace import Workplace
from voc.store.messages import StoredMessage, find_messages
from voc.store.voices_on import VoiceOn, newest_voices
from voc.weeks import SEOUL

# Voices on messages that are looked through, the newest ones.
_NEWEST = 1000


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """The newest voices on messages, and the messages that they speak of by id."""

    voices: Sequence[VoiceOn]
    messages: Mapping[str, StoredMessage]

    def by_wording(self) -> dict[str, list[VoiceOn]]:
        """Gather the voices on all sendings of each wording, by its fingerprint."""
        found: dict[str, list[VoiceOn]] = {}
        for one in self.voices:
            found.setdefault(self.messages[one.message_id].fingerprint, []).append(one)
        return found


def load_spoken_of(connection: Connection) -> SpokenOf:
    """Load what customers said about messages."""
    voices = newest_voices(connection, _NEWEST)
    named = find_messages(connection, {one.message_id for one in voices})
    return SpokenOf(voices, {one.message_id: one for one in named})


class ArchivePast:
    """The archive of a store; loaded at the first question.

    Parameters
    ----------
    place : Workplace
        Its reader reads the texts that are asked.
    """

    def __init__(self, place: Workplace, spoken_of: SpokenOf) -> None:
        self._channels = place.settings.channels
        self._wordings = PastWordings(place)
        self._said = spoken_of.by_wording()

    def nearest(self, text: str, n: int) -> list[PastMessage]:
        """Return the messages nearest to a text, the nearest first, with what customers said about their wording."""
        return [
            PastMessage(
                sent_on=sent_on(one.message),
                channel=channel_title(self._channels, one.message.channel),
                text=one.message.text,
                result=result_sentence(one.message),
                message_id=one.message.message_id,
                is_alike=one.how != "meaning",
                voices=[_voice(voice) for voice in self._said.get(one.message.fingerprint, [])],
            )
            for one in self._wordings.nearest(text, n)
        ]


def doubted_phrases(spoken_of: SpokenOf, channels: ChannelsSection) -> list[DoubtedPhrase]:
    """List the words of messages that made customers doubt or complain, those of most customers first."""
    by_letters: dict[str, list[VoiceOn]] = {}
    for one in spoken_of.voices:
        if one.phrase and _is_doubt(one):
            by_letters.setdefault(letters_of(one.phrase).text, []).append(one)
    found = [_doubted(some, spoken_of.messages[some[0].message_id], channels) for some in by_letters.values()]
    return sorted(found, key=lambda one: (-one.n, one.phrase, one.message_id))


def sent_on(message: StoredMessage) -> str:
    """Return the day of a sending, in Seoul."""
    return message.sent_at.astimezone(SEOUL).date().isoformat()


def channel_title(channels: ChannelsSection, key: str) -> str:
    """Return what readers call a channel; one that is not configured keeps the name that its file gave."""
    return next((one.name for one in channels.channels if one.key == key), key)


def _doubted(voices: Sequence[VoiceOn], message: StoredMessage, channels: ChannelsSection) -> DoubtedPhrase:
    n = len({one.document_id for one in voices})
    where = channel_title(channels, message.channel)
    return DoubtedPhrase(voices[0].phrase, _voice(voices[0]), sent_on(message), where, message.message_id, n)


def _voice(one: VoiceOn) -> PastVoice:
    return PastVoice(one.text, one.phrase, one.theme_id, one.theme, _is_doubt(one))


def _is_doubt(one: VoiceOn) -> bool:
    return one.is_hesitation or one.act == "complaint"

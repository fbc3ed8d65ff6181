"""Link customers' texts to the messages that they paste, quote or mention."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from nlp.echo_archive import SentMessage
from nlp.message_echo import SPOKEN_OF_DAYS, CustomerText, EchoFinder, Said
from voc.config.channels import ChannelsSection
from voc.steps.days import midnight
from voc.steps.workplace import Workplace
from voc.store.marks import marked_weeks
from voc.store.message_voices import MessageVoice, drop_found_in_week, save_voices, weeks_with_voices
from voc.store.messages import StoredMessage, count_messages, find_messages, load_messages, messages_of_import
from voc.store.series import counted_weeks
from voc.store.voice_texts import VoiceText, how_customers_talk, texts_of_week
from voc.weeks import monday_of, shift_week, week_of

# Texts that tell how customers talk.
_BACKGROUND = 4000
# Texts per transaction.
_AT_ONCE = 1000
_SPOKEN_OF = timedelta(days=SPOKEN_OF_DAYS)
_PER_DAY = 86_400.0
# The last moment that a date leaves open: a text of some day may have been written at its end.
_OPEN = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}


def link_waiting(place: Workplace) -> int:
    """Link the texts of the weeks that wait to be counted: what a night brought or changed; return the links found.

    A run that is broken off and repeated finds the same, since its weeks wait until they are counted.
    """
    with place.store.read() as connection:
        waiting = marked_weeks(connection) if count_messages(connection) else []
    return link_weeks(place, waiting)


def link_messages(place: Workplace, message_ids: Collection[str]) -> int:
    """Link the texts that may speak of messages, from the day of sending on; return the links found in their weeks.

    For who has the turn to work on the store, after messages came in or changed.
    """
    with place.store.read() as connection:
        sent = {one.sent_at for one in find_messages(connection, message_ids)}
        there = {*counted_weeks(connection), *marked_weeks(connection)}
        linked = weeks_with_voices(connection, message_ids)
    spoken_of = {week for at in sent for week in _weeks_after(at)}
    return link_weeks(place, sorted((there & spoken_of) | linked))


def link_import(place: Workplace, import_id: str) -> int:
    """Link the texts that may speak of the messages that an import brought or changed; see `link_messages`."""
    with place.store.read() as connection:
        ids = messages_of_import(connection, import_id)
    return link_messages(place, ids) if ids else 0


def link_weeks(place: Workplace, weeks: Sequence[str]) -> int:
    """Look through the texts of weeks, and put down what is found in place of what was; return the links found.

    What a person has confirmed or denied stays.
    """
    if not weeks:
        return 0
    words = channel_words(place.settings.channels)
    with place.store.read() as connection:
        talk = how_customers_talk(connection, _BACKGROUND)
    n_found = 0
    for done, week in enumerate(sorted(weeks)):
        place.report("linking texts to messages", done, len(weeks))
        n_found += _link_week(place, week, words, talk)
    return n_found


def channel_words(channels: ChannelsSection) -> Mapping[str, tuple[str, ...]]:
    """Tell how customers call each channel."""
    return {one.key: one.heard_as for one in channels.channels if one.heard_as}


def _link_week(place: Workplace, week: str, words: Mapping[str, Collection[str]], talk: Sequence[VoiceText]) -> int:
    monday = midnight(monday_of(week))
    with place.store.read() as connection:
        sent = load_messages(connection, since=monday - _SPOKEN_OF, until=midnight(monday_of(shift_week(week, 1))))
    if not sent:
        with place.store.begin() as connection:
            drop_found_in_week(connection, week)
        return 0
    finder = EchoFinder(
        [_sent(one) for one in sent],
        words,
        background=[one.text for one in talk],
        background_terms=[{term for sentence in one.sentences for term in sentence.terms} for one in talk],
    )
    n_found, after = 0, ""
    while True:
        # Read and written in one transaction: nothing is kept of a text that was erased in between.
        with place.store.begin() as connection:
            some = texts_of_week(connection, week, after=after, limit=_AT_ONCE)
            found = [voice for one in some for voice in _voices(finder, one)]
            save_voices(connection, [one.document_id for one in some], found)
        if not some:
            return n_found
        n_found, after = n_found + len(found), some[-1].document_id


def _voices(finder: EchoFinder, one: VoiceText) -> list[MessageVoice]:
    said_at = _days(one.created_at + _OPEN.get(one.precision, timedelta()))
    said = [Said(sentence.start, sentence.end, sentence.terms) for sentence in one.sentences]
    found = finder.find(CustomerText(one.document_id, one.text, said_at, said))
    return [
        MessageVoice(one.document_id, echo.message_id, echo.how, echo.score, echo.start, echo.end, echo.phrase)
        for echo in found
    ]


def _sent(one: StoredMessage) -> SentMessage:
    return SentMessage(one.message_id, one.text, _days(one.sent_at), one.channel, frozenset(one.terms or ()))


def _days(moment: datetime) -> float:
    return (moment - datetime(2000, 1, 1, tzinfo=UTC)).total_seconds() / _PER_DAY


def _weeks_after(moment: datetime) -> list[str]:
    """List the weeks in which a message of some moment is spoken of."""
    weeks = [week_of(moment)]
    while monday_of(shift_week(weeks[-1], 1)) <= (moment + _SPOKEN_OF).date():
        weeks.append(shift_week(weeks[-1], 1))
    return weeks

"""From what is known of a message to the levels that it is compared by: hours as bands, lengths as thirds, words."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from nlp.message_traits import MessageTraits
from nlp.sends import NO

YES: Final = "yes"
# From which hour (Asia/Seoul, 0-23) a band reaches to the next; what lies before the first is part of the last.
HOUR_BANDS: Final[tuple[tuple[int, str], ...]] = (
    (6, "06-09"),
    (9, "09-12"),
    (12, "12-14"),
    (14, "14-18"),
    (18, "18-21"),
    (21, "21-06"),
)
# Below three messages, or with one length for all, a channel has no thirds.
_THIRDS = 3
_FEWEST = 3


def hour_band(hour: int) -> str:
    """Return the band of an hour, 0-23 in Asia/Seoul.

    Raises
    ------
    ValueError
        There is no such hour.

    Examples
    --------
    >>> hour_band(8), hour_band(9), hour_band(23), hour_band(2)
    ('06-09', '09-12', '21-06', '21-06')
    """
    if not 0 <= hour <= 23:  # noqa: PLR2004 - the hours of a day
        raise ValueError(f"hour is {hour}, expected 0-23.")
    begun = [name for start, name in HOUR_BANDS if start <= hour]
    return begun[-1] if begun else HOUR_BANDS[-1][1]


def length_levels(lengths: Sequence[int], channels: Sequence[str]) -> list[str]:
    """Call each message short, middle or long among those of its channel, by thirds.

    A text message and a push differ in what is long. Equal lengths get equal levels, so thirds may be unequal; in a
    channel of fewer than three messages, or of one length, all are middle.

    Examples
    --------
    >>> length_levels([20, 40, 60, 900, 300, 1500, 80], ["push", "push", "push", "lms", "lms", "lms", "alone"])
    ['short', 'middle', 'long', 'middle', 'short', 'long', 'middle']
    """
    of_channel: dict[str, list[int]] = defaultdict(list)
    for length, channel in zip(lengths, channels, strict=True):
        of_channel[channel].append(length)
    limits = {channel: _limits(sorted(found)) for channel, found in of_channel.items()}
    return [_third(length, limits[channel]) for length, channel in zip(lengths, channels, strict=True)]


def levels(traits: MessageTraits, length: str, *, has_image: bool | None = None) -> dict[str, str]:
    """Return the levels of one message by trait.

    Parameters
    ----------
    traits : MessageTraits
        Of title and body.
    length : str
        As `length_levels` says it.
    has_image : bool or None
        None where the archive does not say: then it is no trait.

    Examples
    --------
    >>> plain = MessageTraits(26, 46, 0, "haeyo", True, False, False, True, False)
    >>> sorted(levels(plain, "short", has_image=False).items())  # doctest: +NORMALIZE_WHITESPACE
    [('emoji', 'no'), ('image', 'no'), ('length', 'short'), ('number', 'no'), ('question', 'yes'),
     ('register', 'haeyo'), ('social_proof', 'no'), ('urgency', 'yes')]
    """
    found = {"length": length, "register": str(traits.register)}
    flags: Mapping[str, bool] = {
        "question": traits.question,
        "number": traits.number,
        "social_proof": traits.social_proof,
        "urgency": traits.urgency,
        "emoji": traits.emoji,
    }
    found.update({trait: _yes(value=value) for trait, value in flags.items()})
    return found if has_image is None else {**found, "image": _yes(value=has_image)}


def keyword_levels(said: Collection[str], keywords: Sequence[str]) -> dict[str, str]:
    """Return, for each keyword, whether a message that said these lemmas has it.

    Examples
    --------
    >>> keyword_levels({"환급", "확인하다"}, ["환급", "무료"])
    {'keyword 환급': 'yes', 'keyword 무료': 'no'}
    """
    return {f"keyword {keyword}": _yes(value=keyword in said) for keyword in keywords}


def _limits(found: Sequence[int]) -> tuple[int, int] | None:
    """Return the longest of the short and of the middle ones."""
    if len(found) < _FEWEST or found[0] == found[-1]:
        return None
    return found[(len(found) - 1) // _THIRDS], found[2 * (len(found) - 1) // _THIRDS]


def _third(length: int, limits: tuple[int, int] | None) -> str:
    if limits is None:
        return "middle"
    short, middle = limits
    return "short" if length <= short else "middle" if length <= middle else "long"


def _yes(*, value: bool) -> str:
    return YES if value else NO

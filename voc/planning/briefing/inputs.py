"""What the parts of a brief for planning are made of, beside the store."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from voc.config.proof import Figure
from voc.planning.brief import BriefNames
from voc.planning.briefing.avoid import Careful, OwnLine


@dataclass(frozen=True, slots=True)
class Answers:
    """What marketers wrote about answering hesitations.

    Attributes
    ----------
    of_themes, of_reasons : mapping of str to str
        What answers a hesitation, by theme id and by reason.
    asks : mapping of str to str
        What to ask customers where there is no proof yet, by reason.
    """

    of_themes: Mapping[str, str] = field(default_factory=dict)
    of_reasons: Mapping[str, str] = field(default_factory=dict)
    asks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """What is known outside the store.

    Attributes
    ----------
    careful : callable
        Finds alarming and exaggerating words in texts of ours.
    own_lines : sequence of OwnLine
        The company's own texts, as they are configured.
    message_channels : mapping of str to str
        Key of a channel to the name that readers know.
    figures : sequence of Figure
        All that is listed, expired or not.
    suppress : frozenset of str
        Themes whose voices ask to be left alone.
    """

    names: BriefNames
    careful: Careful
    own_lines: Sequence[OwnLine] = ()
    message_channels: Mapping[str, str] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)
    figures: Collection[Figure] = ()
    suppress: frozenset[str] = frozenset()

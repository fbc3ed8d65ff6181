"""Messages laid out to be found in customers' texts: one entry a wording, with what of it is telling."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nlp.echo_letters import Letters, letters_of, shingles
from nlp.echo_runs import places_of

# Wordings that share this much of the longer one are variants of one message.
_ALIKE = 0.5
# What more campaigns than these say belongs to none of them.
_FEW_FAMILIES, _FEW_OF_FAMILIES = 2, 0.05
# What more customers than these write anyway is nobody's wording.
_FEW_TEXTS, _FEW_OF_TEXTS = 3, 0.005
# A text that shares so many shingles with one message repeats it: it tells nothing about how customers talk.
_REPEATS = 12


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message as it went out.

    Attributes
    ----------
    text : str
        Title and body.
    sent_at : float
        In days, from any day on; the same for texts.
    channel : str
        Any name.
    terms : collection of str
        Lemmas; without them it is never found by being mentioned.
    """

    id: str
    text: str
    sent_at: float
    channel: str
    terms: Collection[str] = ()


@dataclass(frozen=True)
class Wording:
    """One wording and all its sendings, the earliest first; `family` numbers the campaign that it is a variant of."""

    letters: Letters
    sendings: tuple[SentMessage, ...]
    family: int

    @property
    def text(self) -> str:
        """The message as the first sending has it."""
        return self.sendings[0].text

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each shingle stands."""
        return places_of(self.letters.text)

    def words(self, pieces: Iterable[tuple[int, int]], longest: int = 200) -> str:
        """Spell pieces of its letters as the message writes them, cut where that is long."""
        spans = [self.letters.span(start, end) for start, end in pieces]
        joined = " … ".join(" ".join(self.text[start:end].split()) for start, end in spans)
        return joined if len(joined) <= longest else f"{joined[:longest].rstrip()}…"


@dataclass(frozen=True)
class Archive:
    """Wordings, found by their shingles.

    Attributes
    ----------
    wordings : sequence of Wording
    n_texts : int
        Customers' texts that were looked at for how customers talk.
    texts_with : mapping of str to int
        How many of them have a shingle of a message, those that repeat the message left out.
    """

    wordings: Sequence[Wording]
    n_texts: int = 0
    texts_with: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def holding(self) -> dict[str, list[int]]:
        """Wordings by shingle."""
        return _holding(self.wordings)

    @cached_property
    def most_families(self) -> int:
        """How many campaigns may share what still belongs to one of them."""
        n_families = 1 + max((one.family for one in self.wordings), default=-1)
        return max(_FEW_FAMILIES, int(_FEW_OF_FAMILIES * n_families))

    def is_rare(self, shingle: str) -> bool:
        """Tell whether few customers write it of themselves."""
        return self.texts_with.get(shingle, 0) <= max(_FEW_TEXTS, _FEW_OF_TEXTS * self.n_texts)

    def is_telling(self, shingle: str) -> bool:
        """Tell whether it points to few messages."""
        return shingle in self.telling

    @cached_property
    def telling(self) -> dict[str, list[int]]:
        """Wordings by shingle, of those that few campaigns and few customers write."""
        return {
            one: held
            for one, held in self.holding.items()
            if len({self.wordings[at].family for at in held}) <= self.most_families and self.is_rare(one)
        }


def lay_out(messages: Iterable[SentMessage], background: Iterable[str]) -> Archive:
    """Lay messages out, in whatever order they come.

    Parameters
    ----------
    background : iterable of str
        Customers' texts, some thousands, that tell how customers talk.
    """
    by_letters: dict[str, list[SentMessage]] = {}
    for one in messages:
        by_letters.setdefault(letters_of(one.text).text, []).append(one)
    by_letters.pop("", None)
    held = {letters: sorted(some, key=lambda one: (one.sent_at, one.id)) for letters, some in by_letters.items()}
    in_order = sorted(held, key=lambda letters: (held[letters][0].sent_at, letters))
    wordings = _in_families([tuple(held[letters]) for letters in in_order])
    n_texts, texts_with = _counted(_holding(wordings), background)
    return Archive(wordings, n_texts, texts_with)


def _in_families(sendings: Sequence[tuple[SentMessage, ...]]) -> list[Wording]:
    wordings: list[Wording] = []
    sizes: list[int] = []
    heads: dict[str, list[int]] = {}
    for held in sendings:
        letters = letters_of(held[0].text)
        own = set(shingles(letters.text))
        shared = Counter(family for one in own for family in heads.get(one, ()))
        alike = [family for family, n in shared.items() if n >= _ALIKE * max(len(own), sizes[family])]
        family = max(alike, key=lambda one: (shared[one], -one)) if alike else len(sizes)
        if not alike:
            sizes.append(len(own))
            for one in own:
                heads.setdefault(one, []).append(family)
        wordings.append(Wording(letters, held, family))
    return wordings


def _holding(wordings: Sequence[Wording]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, wording in enumerate(wordings):
        for one in wording.places:
            found.setdefault(one, []).append(at)
    return found


def _counted(holding: Mapping[str, Sequence[int]], background: Iterable[str]) -> tuple[int, Counter[str]]:
    n, found = 0, Counter[str]()
    for text in background:
        n += 1
        own = {one for one in shingles(letters_of(text).text) if one in holding}
        shared = Counter(at for one in own for at in holding[one]) if len(own) >= _REPEATS else Counter[int]()
        repeated = {at for at, times in shared.items() if times >= _REPEATS}
        found.update(one for one in own if not repeated.intersection(holding[one]))
    return n, found

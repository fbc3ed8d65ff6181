"""What people's decisions add up to: the ledger replayed. Pure: the same entries give the same edits.

The themes and sentences that readers see are a function of two things, what the machine placed and read, and these
edits; so undoing a decision gives back exactly what was there, however many nights have passed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal, TypeAlias

from voc.store.ledger import LedgerEntry
from voc.weeks import week_of

# Themes that a person split off begin like this; `c_` are the catalogue's, `d_` found by discovery.
SPLIT_OFF = "s_"

# A sentence of a document by its words: equal sentences of one document share their decisions.
SentenceKey: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Split:
    """A theme that a person split off.

    Attributes
    ----------
    is_active : bool
        Whether the split stands; undone, what it holds is shown in the parent.
    founders : tuple of (document id, fingerprint)
        The sentences that the person chose.
    """

    parent: str
    title: str
    founders: tuple[SentenceKey, ...]
    is_active: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A week in which a theme's line changed because of a person, not because of customers."""

    theme: str
    week: str
    kind: Literal["merge", "split"]
    other: str


@dataclass(frozen=True, slots=True)
class Edits:
    """Everything that stands, by theme or by sentence.

    Attributes
    ----------
    length : int
        Seq of the last entry, 0 for an empty ledger.
    merges : mapping
        Theme to the theme that it went into; see `resolve` for where that one went.
    splits : mapping of str to Split
        Every theme that was ever split off, undone ones too: ids are never used again.
    moves : mapping
        Sentence to the theme that a person gave it, None for no theme; founders of splits included.
    corrections : mapping
        Sentence to what a person read in it: act, hesitation ("yes" or "no"), reason, stage.
    marks : tuple of Mark
    undone : frozenset of int
        Seqs of the entries that do not count.
    void : frozenset of int
        Seqs of entries that count but cannot hold where they stand, such as renaming a theme that was merged away.
        The way in (`voc.store.shown.enter`) lets no such entry arise.
    """

    length: int = 0
    titles: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, bool] = field(default_factory=dict)
    pinned: Mapping[str, bool] = field(default_factory=dict)
    merges: Mapping[str, str] = field(default_factory=dict)
    splits: Mapping[str, Split] = field(default_factory=dict)
    moves: Mapping[SentenceKey, str | None] = field(default_factory=dict)
    corrections: Mapping[SentenceKey, Mapping[str, str]] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    undone: frozenset[int] = frozenset()
    void: frozenset[int] = frozenset()

    @property
    def documents(self) -> frozenset[str]:
        """Documents of which a person moved or corrected a sentence."""
        return frozenset(document for document, _ in (*self.moves, *self.corrections))

    def resolve(self, theme_id: str | None) -> str | None:
        """Return the theme under which readers find what a theme holds; None stays None."""
        while theme_id is not None:
            split = self.splits.get(theme_id)
            onward = split.parent if split and not split.is_active else self.merges.get(theme_id)
            if onward is None:
                return theme_id
            theme_id = onward
        return None

    def is_live(self, theme_id: str) -> bool:
        """Tell whether a theme, if there is one of that id, stands for itself."""
        return self.resolve(theme_id) == theme_id

    def held(self, sentence: SentenceKey, placed: str | None) -> str | None:
        """Return the theme that holds a sentence before merges: what the machine learns from."""
        return self._unsplit(self.moves.get(sentence, placed))

    def shown(self, sentence: SentenceKey, placed: str | None) -> str | None:
        """Return the theme under which readers find a sentence.

        A correction that it does not hesitate comes first, then a person's move, then where the machine placed it.
        """
        if self.corrections.get(sentence, {}).get("hesitation") == "no":
            return None
        return self.resolve(self.moves.get(sentence, placed))

    def _unsplit(self, theme_id: str | None) -> str | None:
        while theme_id is not None and (split := self.splits.get(theme_id)) and not split.is_active:
            theme_id = split.parent
        return theme_id


def replay(entries: Iterable[LedgerEntry]) -> Edits:
    """Work out what stands after these decisions; undone ones are passed over.

    Never fails: an entry that cannot hold where it stands has no effect and is listed in `Edits.void`.
    """
    ordered = sorted(entries, key=lambda entry: entry.seq)
    undone = _undone(ordered)
    table = _Table()
    for entry in ordered:
        table.see(entry, counts=entry.seq not in undone)
    return table.edits(ordered[-1].seq if ordered else 0, undone)


def child_id(seq: int, parent: str) -> str:
    """Make the id of the theme that the entry `seq` splits off; no two entries share one."""
    return f"{SPLIT_OFF}{blake2b(f'{seq}{chr(31)}{parent}'.encode(), digest_size=6).hexdigest()}"


def changed(before: Edits, after: Edits) -> tuple[set[str], set[str]]:
    """Compare two states of the ledger.

    Returns
    -------
    themes, documents : set of str
        Themes whose sentences are found elsewhere now, and documents with a sentence that is moved or corrected
        otherwise than before.
    """
    themes = {*before.merges, *after.merges, *before.splits, *after.splits}
    sentences = {*before.moves, *after.moves, *before.corrections, *after.corrections}
    return (
        {theme for theme in themes if before.resolve(theme) != after.resolve(theme)},
        {sentence[0] for sentence in sentences if _decided(before, sentence) != _decided(after, sentence)},
    )


def _decided(edits: Edits, sentence: SentenceKey) -> tuple[object, ...]:
    moved = sentence in edits.moves
    return moved, edits.resolve(edits.moves.get(sentence)) if moved else None, edits.corrections.get(sentence)


def _undone(ordered: Sequence[LedgerEntry]) -> frozenset[int]:
    """List what is undone: from the end, because an undo that is undone itself undoes nothing."""
    undone: set[int] = set()
    for entry in reversed(ordered):
        if entry.action == "undo" and entry.seq not in undone and entry.details["seq"] < entry.seq:
            undone.add(entry.details["seq"])
    return frozenset(undone)


class _Table:
    """Where the entries are laid out one after the other."""

    def __init__(self) -> None:
        self._facts: dict[str, dict[str, Any]] = {name: {} for name in ("title", "reason", "stage", "hidden", "pinned")}
        self._merges: dict[str, str] = {}
        self._splits: dict[str, Split] = {}
        self._moves: dict[SentenceKey, str | None] = {}
        self._corrections: dict[SentenceKey, dict[str, str]] = {}
        self._marks: list[Mark] = []
        self._void: set[int] = set()

    def edits(self, length: int, undone: Collection[int]) -> Edits:
        return Edits(
            length=length,
            titles=self._facts["title"],
            reasons=self._facts["reason"],
            stages=self._facts["stage"],
            hidden=self._facts["hidden"],
            pinned=self._facts["pinned"],
            merges=self._merges,
            splits=self._splits,
            moves=self._moves,
            corrections=self._corrections,
            marks=tuple(self._marks),
            undone=frozenset(undone),
            void=frozenset(self._void),
        )

    def see(self, entry: LedgerEntry, *, counts: bool) -> None:
        if entry.action == "split":
            self._register(entry, is_active=counts and self._is_live(entry.subject))
        # An undo counts by what it takes back, and a declined proposal changes no theme.
        if not counts or entry.action in {"undo", "decline"}:
            return
        if not self._take(entry):
            self._void.add(entry.seq)

    def _take(self, entry: LedgerEntry) -> bool:
        """Let an entry take effect; False where it cannot hold."""
        if entry.action == "merge":
            return self._merge(entry)
        if entry.action == "split":
            return self._split(entry)
        if entry.action == "move":
            return self._move(entry)
        if entry.action == "correct":
            # `also`: where else the same words stand, of a correction that is meant for all of them.
            also = entry.details.get("also", ())
            for sentence in [(entry.subject, entry.details["fingerprint"]), *map(tuple, also)]:
                self._corrections[sentence] = {**self._corrections.get(sentence, {}), **entry.details["labels"]}
            return True
        if not self._is_live(entry.subject):
            return False
        for name in self._facts.keys() & entry.details.keys():
            self._facts[name][entry.subject] = entry.details[name]
        return True

    def _is_live(self, theme_id: str) -> bool:
        split = self._splits.get(theme_id)
        is_known = split.is_active if split else not theme_id.startswith(SPLIT_OFF)
        return is_known and theme_id not in self._merges

    def _merge(self, entry: LedgerEntry) -> bool:
        gone = entry.details["themes"]
        if entry.subject in gone or not all(map(self._is_live, (entry.subject, *gone))):
            return False
        # Only themes that stand for themselves are merged, and into such: there can be no circle.
        self._merges |= dict.fromkeys(gone, entry.subject)
        for theme in gone:
            self._mark(entry, theme, entry.subject)
        return True

    def _split(self, entry: LedgerEntry) -> bool:
        child = entry.details["child"]
        if not self._splits[child].is_active:
            return False
        self._moves |= dict.fromkeys(self._splits[child].founders, child)
        self._mark(entry, entry.subject, child)
        return True

    def _register(self, entry: LedgerEntry, *, is_active: bool) -> None:
        sentences = tuple((document, fingerprint) for document, fingerprint in entry.details["sentences"])
        self._splits[entry.details["child"]] = Split(entry.subject, entry.details["title"], sentences, is_active)

    def _move(self, entry: LedgerEntry) -> bool:
        target = entry.details["to"]
        if target is not None and not self._is_live(target):
            return False
        self._moves |= dict.fromkeys(map(tuple, entry.details["sentences"]), target)
        return True

    def _mark(self, entry: LedgerEntry, theme: str, other: str) -> None:
        kind: Literal["merge", "split"] = "merge" if entry.action == "merge" else "split"
        week = week_of(entry.at)
        self._marks += [Mark(theme, week, kind, other), Mark(other, week, kind, theme)]

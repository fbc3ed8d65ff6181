"""The words of a body of sentences: who says them, how they are typed, and where an example stands."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from nlp.phrases import Phrase, PhraseIndex, join_phrases, mend_splits
from nlp.types import Readable, Term

# An example says something and fits into a line.
_SHORTEST, _USUAL, _LONGEST = 10, 28, 60
# A predicate mostly said of one noun is shown with it: 떼인 세금.
_SAID_OF, _SAID_OF_SHARE = 3, 0.4
# After these letters, without a space, a noun is half of a predicate: 해임됩니다.
_PREDICATE_LETTERS = frozenset("하해했한할함합되돼됐된될됨됩시")


@dataclass(slots=True)
class Entry:
    """A word or phrase with all its uses.

    Attributes
    ----------
    term : str
        As keywords count it, without negation.
    negated : bool
        Whether it stands under a negation.
    people : set of str
        Documents that use it.
    n, n_free : int
        Uses; those in which a noun is no half of a predicate.
    """

    term: str
    negated: bool
    people: set[str] = field(default_factory=set)
    n: int = 0
    n_free: int = 0
    surfaces: Counter[str] = field(default_factory=Counter)
    morphemes: Counter[int] = field(default_factory=Counter)
    said_of: Counter[str] = field(default_factory=Counter)
    examples: set[tuple[str, str]] = field(default_factory=set)

    @property
    def is_predicate(self) -> bool:
        """Whether it is a verb or an adjective."""
        return self.term.endswith("다")

    @property
    def is_phrase(self) -> bool:
        """Whether it has several words."""
        return " " in self.term

    @property
    def morpheme(self) -> int:
        """Kiwi's number of the word, the usual one where there are several; -1 where it has none."""
        return min(self.morphemes, key=lambda one: (-self.morphemes[one], one), default=-1)

    @property
    def surface(self) -> str:
        """The form typed most; a predicate that is mostly said of one noun comes with it."""
        if self.said_of:
            together, n = min(self.said_of.items(), key=lambda item: (-item[1], item[0]))
            if n >= max(_SAID_OF, _SAID_OF_SHARE * self.n):
                return together
        return min(self.surfaces, key=lambda form: (self.is_predicate and " " in form, -self.surfaces[form], form))

    def example(self) -> tuple[str, str]:
        """Return document and sentence of a use: readable, and in the form shown, where there is such a one."""
        shown = self.surface
        return min(
            self.examples,
            key=lambda one: (not _is_readable(one[1]), shown not in one[1], abs(len(one[1]) - _USUAL), one[1], one[0]),
        )


class Vocabulary:
    """The entries of a body of sentences.

    Attributes
    ----------
    entries : list of Entry
        By term; negated uses apart.
    n_people : int
        Documents in all.
    letters : str
        All sentences without spaces, one a line.
    """

    def __init__(self, entries: Sequence[Entry], *, n_people: int, letters: str, morphemes: dict[str, int]) -> None:
        self.entries = list(entries)
        self.n_people = n_people
        self.letters = letters
        self._morphemes = morphemes
        self._terms = {entry.term for entry in entries} | set(morphemes)

    def has(self, term: str) -> bool:
        """Tell whether a word occurs, by itself or inside a phrase."""
        return term in self._terms

    def morpheme_of(self, word: str) -> int:
        """Return Kiwi's number of a single word; -1 where it has none."""
        return self._morphemes.get(word, -1)


def count_words(sentences: Sequence[Readable], phrases: Iterable[Phrase]) -> Vocabulary:
    """Count the words of sentences, and the phrases that they form; a sentence without `document_id` is one person."""
    index = PhraseIndex(phrases)
    lemmas = {term.lemma for one in sentences for term in one.terms}
    entries: dict[tuple[str, bool], Entry] = {}
    numbers: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for one in sentences:
        person = str(getattr(one, "document_id", one.text))
        singles = mend_splits(one.terms, lemmas)
        phrases_here = [term for term in join_phrases(one.text, singles, index) if " " in term.lemma]
        for term in one.terms:
            numbers[term.lemma][term.morpheme] += 1
        for term, after in (*zip_longest(singles, singles[1:]), *((phrase, None) for phrase in phrases_here)):
            key = (term.lemma, term.negated and term.lemma.endswith("다"))
            _note(entries.setdefault(key, Entry(*key)), term, after, one.text, person)
    return Vocabulary(
        [entries[key] for key in sorted(entries)],
        n_people=len({str(getattr(one, "document_id", one.text)) for one in sentences}),
        letters="\n".join(compact(one.text) for one in sentences),
        morphemes={lemma: min(n, key=lambda m: (-n[m], m)) for lemma, n in numbers.items()},
    )


def compact(text: str) -> str:
    """Leave out the spaces: 주민 번호 and 주민번호 are one word."""
    return "".join(text.split()).lower()


def _note(entry: Entry, term: Term, after: Term | None, text: str, person: str) -> None:
    surface = " ".join(term.surface.split())
    entry.people.add(person)
    entry.n += 1
    entry.n_free += text[term.end : term.end + 1] not in _PREDICATE_LETTERS
    entry.surfaces[surface] += 1
    entry.morphemes[term.morpheme] += 1
    entry.examples.add((person, text))
    if entry.is_predicate and after is not None and not after.lemma.endswith("다") and _modifies(text, term, after):
        entry.said_of[f"{surface} {after.surface}"] += 1


def _modifies(text: str, term: Term, after: Term) -> bool:
    """Tell whether a predicate stands before a noun with a space between, in a form that describes it (떼인 세금)."""
    if text[term.end : after.start] != " ":
        return False
    jamo = (ord(term.surface[-1]) - 0xAC00) % 28 if "가" <= term.surface[-1] <= "힣" else 0
    # Final consonants ㄴ and ㄹ, in the order of Unicode's syllables.
    return jamo in {4, 8}


def _is_readable(text: str) -> bool:
    return _SHORTEST <= len(text) <= _LONGEST and "<" not in text

"""Read texts: sentences with their act, hesitation, reason, stage and catalogue theme, each with its why.

The reading of a passage depends on the passage and the knowledge alone, so equal passages are read once and a batch, a
row order or a number of threads changes nothing. Only then do neighbours in a document speak for sentences that point
at them (그래서, 재설치해도 같아요).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

from nlp.acts import ActReader, ActReading
from nlp.context import resolve
from nlp.decide import Decider, Seeds, SeedSentences
from nlp.labels import Evidence, LabelRules
from nlp.memory import no_collection
from nlp.sentences import passages, split_passage
from nlp.terms import TermExtractor
from nlp.themebook import ThemebookMaker
from nlp.titles import Namer
from nlp.tokenize import analyser_versions, load_tokenizer
from nlp.types import CatalogueTheme, Knowledge, Label, Reading, Sentence, Term
from nlp.vectors import MorphemeEncoder, load_morpheme_space

# Raised by hand whenever the code of this package reads a sentence differently.
RULES_VERSION = "2"
_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence of a passage before its vectors are looked at."""

    start: int
    end: int
    text: str
    terms: tuple[Term, ...]
    act: ActReading
    evidence: Evidence


class Reader:
    """Reads Korean texts with one set of knowledge.

    Parameters
    ----------
    knowledge : Knowledge
        Stages, reasons, themes, lexicons.

    Raises
    ------
    RuleError
        A word rule of the knowledge cannot be understood.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._tokenizer = load_tokenizer(knowledge.brand_words)
        self._extractor = TermExtractor(knowledge.synonyms, knowledge.stop_words)
        self._acts = ActReader(knowledge.polarity)
        self._rules = LabelRules(knowledge.reasons, knowledge.stages, knowledge.themes)
        self.encoder = MorphemeEncoder(load_morpheme_space(knowledge.brand_words))
        self._seeds = self._read_seeds(knowledge)
        self._decider = Decider(self.encoder, self._seeds)

    @property
    def analyser_versions(self) -> Mapping[str, str]:
        """Versions of the morphological analyser and its model."""
        return analyser_versions()

    def nominal(self, lemma: str) -> str:
        """Turn a predicate into the noun that headlines use, see `Tokenizer.nominal`."""
        return self._tokenizer.nominal(lemma)

    def themebook_maker(self) -> ThemebookMaker:
        """Return a maker of themebooks with this reader's catalogue and vectors."""
        namer = Namer(self._tokenizer.nominal, self._knowledge.polarity)
        return ThemebookMaker(self._knowledge.themes, self.encoder, namer, self._seeds.themes.by_key())

    @property
    def version(self) -> str:
        """Analysis version: equal versions read every sentence alike."""
        digest = blake2b(digest_size=8)
        for part in (RULES_VERSION, sorted(analyser_versions().items()), self.encoder.version, self._knowledge):
            digest.update(repr(_canonical(part)).encode())
        return digest.hexdigest()

    def read(self, texts: Iterable[str], remembered: Mapping[str, Sentence] | None = None) -> Iterator[list[Sentence]]:
        """Read each text, in order; a text without any visible character has no sentence.

        Parameters
        ----------
        texts : iterable of str
            Masked texts.
        remembered : mapping of str to Sentence, optional
            Passages (see `nlp.sentences.passages`) that this version of the reader has read before as one sentence
            each; they are not read again.
        """
        source = iter(texts)
        known: dict[str, tuple[Sentence, ...]] = {
            passage: (sentence,) for passage, sentence in (remembered or {}).items()
        }
        while batch := list(islice(source, _BATCH)):
            with no_collection():
                read = self._read_batch(batch, known)
            yield from read

    def _read_batch(self, texts: Sequence[str], known: dict[str, tuple[Sentence, ...]]) -> list[list[Sentence]]:
        cut = [[(start, text[start:end]) for start, end in passages(text)] for text in texts]
        new = sorted({passage for spans in cut for _, passage in spans if passage not in known})
        known.update(zip(new, self._read_passages(new), strict=True))
        return [resolve([_moved(s, start) for start, passage in spans for s in known[passage]]) for spans in cut]

    def _read_seeds(self, knowledge: Knowledge) -> Seeds:
        def seeds(labels: Sequence[Label | CatalogueTheme]) -> SeedSentences:
            pairs = [(label.key, text) for label in labels for text in label.sentences]
            # The fullest sentence stands for a seed of several.
            fullest = [
                max(drafts, key=lambda draft: len(draft.terms))
                for drafts in self._drafts_of([text for _, text in pairs])
            ]
            return SeedSentences([key for key, _ in pairs], [text for _, text in pairs], fullest)

        return Seeds(seeds(knowledge.reasons), seeds(knowledge.stages), seeds(knowledge.themes))

    def _read_passages(self, texts: Sequence[str]) -> list[tuple[Sentence, ...]]:
        drafts = list(self._drafts_of(texts))
        readings = iter(self._decider.decide([draft for of_passage in drafts for draft in of_passage]))
        return [tuple(_finished(draft, next(readings)) for draft in of_passage) for of_passage in drafts]

    def _drafts_of(self, texts: Sequence[str]) -> Iterator[list[Draft]]:
        for text, tokens in zip(texts, self._tokenizer.tokenize(texts), strict=True):
            drafts = []
            for start, end, first, last in split_passage(text, tokens):
                part = tokens[first:last]
                extract = self._extractor.extract(part, text, start)
                sentence = text[start:end]
                act = self._acts.read(sentence, part, extract)
                drafts.append(
                    Draft(start, end, sentence, tuple(extract.terms), act, self._rules.weigh(extract.features))
                )
            yield drafts


def _moved(sentence: Sentence, by: int) -> Sentence:
    if by == 0:
        return sentence
    return Sentence(sentence.start + by, sentence.end + by, sentence.text, sentence.terms, sentence.reading)


def _finished(draft: Draft, reading: Reading) -> Sentence:
    return Sentence(draft.start, draft.end, draft.text, draft.terms, reading)


def _canonical(part: object) -> object:
    """Bring knowledge into a form whose repr does not depend on the order of sets and mappings."""
    if isinstance(part, Knowledge):
        return (
            part.stages,
            part.reasons,
            part.themes,
            sorted(part.brand_words),
            sorted(part.stop_words),
            sorted(part.synonyms.items()),
            sorted(part.polarity.items()),
        )
    return part

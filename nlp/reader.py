"""Read texts: sentences with their act, hesitation, reason, stage and catalogue theme, each with its why.

The reading of a passage depends on the passage and the knowledge alone, so equal passages are read once and a batch, a
row order or a number of threads changes nothing. Only then do neighbours in a document speak for sentences that point
at them (그래서, 재설치해도 같아요).
"""

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import islice, tee
from typing import TypeAlias

from nlp.ahead import ahead
from nlp.answers import NOTHING_SAID, answered, heard_as_answer, in_doubt
from nlp.asked import Asked, asked_for, says_little
from nlp.calibrated import CalibratedEncoder, PluggedEncoder, joined
from nlp.context import resolve
from nlp.corrections import Studied
from nlp.decide import Decider, Seeds, SeedSentences
from nlp.drafts import CutPassage, Draft, Drafter
from nlp.label_models import LabelModel
from nlp.learned import Learned, fitting
from nlp.memory import no_collection
from nlp.quoted import quotations
from nlp.self_training import SelfTrained
from nlp.sentences import passages
from nlp.themebook import ThemebookMaker
from nlp.titles import Namer
from nlp.tokenize import analyser_versions, load_tokenizer
from nlp.types import CatalogueTheme, Knowledge, Label, Reading, Sentence
from nlp.usual import Usual
from nlp.vectors import Encoder, MorphemeEncoder, load_morpheme_space, load_word_encoder

# Raised by hand whenever the code of this package reads a sentence differently.
RULES_VERSION = "5"
_BATCH = 4096
# Where a passage starts in its text, and the passage.
_Span: TypeAlias = tuple[int, str]


class Reader:
    """Reads Korean texts with one set of knowledge.

    Parameters
    ----------
    knowledge : Knowledge
        Stages, reasons, themes, lexicons.
    models : sequence of LabelModel, optional
        What corrections have taught, on top of the rules; at most one for each label. One that does not fit the
        knowledge or the encoder any more is left out.
    plugged : PluggedEncoder, optional
        Sentence vectors to use beside the built-in ones.

    Raises
    ------
    RuleError
        A word rule of the knowledge cannot be understood.
    """

    def __init__(
        self, knowledge: Knowledge, models: Sequence[LabelModel] = (), plugged: PluggedEncoder | None = None
    ) -> None:
        self._knowledge = knowledge
        self._tokenizer = load_tokenizer(knowledge.brand_words)
        self._drafter = Drafter(knowledge, self._tokenizer)
        self._seeds = self._read_seeds(knowledge)
        morphemes = MorphemeEncoder(load_morpheme_space(knowledge.brand_words))
        self._plugged = plugged and PluggedEncoder(
            CalibratedEncoder(plugged.encoder, morphemes, self._seeds.reasons.readable, self._seeds.reasons.keys),
            plugged.share,
        )
        self.encoder = joined(morphemes, self._plugged)
        self._usual = Usual((label.key for label in knowledge.reasons), (label.key for label in knowledge.stages))
        self._decider = Decider(self.encoder, self._seeds, knowledge.themes, self._usual)
        self._self_trained: SelfTrained | None = None
        self._learned = Learned(fitting(models, knowledge, self.encoder), self.encoder)

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
        return ThemebookMaker(
            self._knowledge.themes, self.encoder, namer, self._seeds.themes.by_key(), self._grouping_encoder
        )

    def _grouping_encoder(self) -> Encoder:
        """Load the vectors that tell more about subjects than about what is wrong; takes a second."""
        return joined(load_word_encoder(self._knowledge.brand_words), self._plugged)

    @property
    def version(self) -> str:
        """Analysis version: equal versions read every sentence alike."""
        digest = blake2b(digest_size=8)
        for part in (RULES_VERSION, sorted(analyser_versions().items()), self.encoder.version, self._knowledge):
            digest.update(repr(_canonical(part)).encode())
        for label_and_version in self._learned.version:
            digest.update(repr(label_and_version).encode())
        if self._self_trained is not None:
            digest.update(self._self_trained.version.encode())
        return digest.hexdigest()

    def taught(self, self_trained: SelfTrained | None) -> "Reader":
        """Return this reader with what a corpus has taught between rules and corrections, None for without.

        See `nlp.self_training`.
        """
        other = copy.copy(self)
        vars(other)["_self_trained"] = self_trained
        return other

    def reread(self, documents: Iterable[Sequence[Sentence]]) -> Iterator[list[Sentence]]:
        """Read anew, with what a corpus has taught, what the rules alone have read of each document.

        The same as `read` without any model of corrections, but nothing is cut into morphemes again.
        """
        source = iter(documents)
        while batch := list(islice(source, _BATCH)):
            flat = [_by_itself(sentence) for of_document in batch for sentence in of_document]
            readings = self._heard_anew([s.text for s in flat], [s.reading for s in flat])
            sentences = (s if r is s.reading else replace(s, reading=r) for s, r in zip(flat, readings, strict=True))
            for of_document in batch:
                yield resolve(list(islice(sentences, len(of_document))))

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
        known: dict[str, tuple[Sentence, ...]] = {
            passage: (_with_quotations(sentence),) for passage, sentence in (remembered or {}).items()
        }
        # The analyser works on threads of its own: it cuts the next batch while this one is read.
        for spans, new in ahead(self._batches(texts, set(known))):
            with no_collection():
                known.update(zip((one.text for one in new), self._read_passages(new), strict=True))
                read = [resolve([_moved(s, start) for start, p in of_text for s in known[p]]) for of_text in spans]
            yield from read

    def read_answers(
        self, answers: Iterable[tuple[str | None, str]], remembered: Mapping[str, Sentence] | None = None
    ) -> Iterator[list[Sentence]]:
        """Read texts as `read` does, and those that answer a survey's question with the question in mind.

        Parameters
        ----------
        answers : iterable of (str or None, str)
            Question and text, both masked; the question is None where nothing was asked, empty where it is not known.
        remembered : mapping of str to Sentence, optional
            As in `read`.
        """
        asked, given = tee(answers)
        read = zip(asked, self.read((text for _, text in given), remembered), strict=True)
        while batch := list(islice(read, _BATCH)):
            yield from self._as_answers(batch)

    def study(self, texts: Iterable[str]) -> Iterator[list[Studied]]:
        """Read each text without what corrections taught; keeps what the rules saw in each sentence, to learn from."""
        for text in texts:
            spans = passages(text)
            cut = self._drafts_of([text[start:end] for start, end in spans])
            placed = [(draft, start) for (start, _), drafts in zip(spans, cut, strict=True) for draft in drafts]
            readings = self._decided([draft for draft, _ in placed])
            yield [
                Studied(draft, _moved(_finished(draft, reading), start))
                for (draft, start), reading in zip(placed, readings, strict=True)
            ]

    def _as_answers(self, batch: Sequence[tuple[tuple[str | None, str], list[Sentence]]]) -> list[list[Sentence]]:
        """Let the questions of some answers decide what their sentences leave open."""
        read = [list(sentences) for _, sentences in batch]
        doubtful: dict[int, tuple[Asked, list[int]]] = {}
        for i, ((question, text), sentences) in enumerate(batch):
            if question is None:
                continue
            asked = asked_for(question)
            if says_little(text):
                read[i] = [answered(one, NOTHING_SAID) for one in sentences]
            elif places := in_doubt(asked, sentences):
                doubtful[i] = asked, places
        drafts = self._drafts_in({batch[i][0][1] for i in doubtful})
        heard: list[tuple[int, int, Asked, Draft]] = []
        for i, (asked, places) in doubtful.items():
            of_text = drafts[batch[i][0][1]]
            if len(of_text) != len(read[i]):
                continue
            made = ((j, heard_as_answer(asked, of_text[j], read[i][j].reading)) for j in places)
            heard += [(i, j, asked, draft) for j, draft in made if draft is not None]
        readings = self._decider.decide([draft for *_, draft in heard])
        for (i, j, asked, _), reading in zip(heard, readings, strict=True):
            if reading.is_hesitation is not (asked.side == "liked"):
                read[i][j] = answered(read[i][j], reading)
        return read

    def _drafts_in(self, texts: Collection[str]) -> dict[str, list[Draft]]:
        """Draft all sentences of texts, in order, as they are cut for reading."""
        spans = {text: passages(text) for text in sorted(texts)}
        cut = self._drafts_of([text[start:end] for text, found in spans.items() for start, end in found])
        return {
            text: [draft for drafts in islice(cut, len(found)) for draft in drafts] for text, found in spans.items()
        }

    def _batches(self, texts: Iterable[str], seen: set[str]) -> Iterator[tuple[list[list[_Span]], list[CutPassage]]]:
        """Cut texts into passages, batch by batch, and into morphemes those that have not been seen before."""
        source = iter(texts)
        while batch := list(islice(source, _BATCH)):
            spans = [[(start, text[start:end]) for start, end in passages(text)] for text in batch]
            new = sorted({passage for of_text in spans for _, passage in of_text} - seen)
            seen.update(new)
            yield spans, list(self._drafter.cut(new))

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

    def _read_passages(self, cut: Sequence[CutPassage]) -> list[tuple[Sentence, ...]]:
        drafts = list(self._drafter.drafts(cut))
        flat = [draft for of_passage in drafts for draft in of_passage]
        readings = iter(self._learned.revise(flat, self._decided(flat)))
        return [tuple(_finished(draft, next(readings)) for draft in of_passage) for of_passage in drafts]

    def _decided(self, drafts: Sequence[Draft]) -> list[Reading]:
        return self._heard_anew([draft.text for draft in drafts], self._decider.decide(drafts))

    def _heard_anew(self, texts: Sequence[str], readings: Sequence[Reading]) -> list[Reading]:
        if self._self_trained is None:
            return list(readings)
        return self._self_trained.revise(texts, readings, self._usual)

    def _drafts_of(self, texts: Sequence[str]) -> Iterator[list[Draft]]:
        return self._drafter.drafts(self._drafter.cut(texts))


def _by_itself(sentence: Sentence) -> Sentence:
    return sentence if sentence.alone is None else replace(sentence, reading=sentence.alone, alone=None)


def _moved(sentence: Sentence, by: int) -> Sentence:
    if by == 0:
        return sentence
    start, end = sentence.start + by, sentence.end + by
    quoted = tuple((a + by, b + by) for a, b in sentence.quoted) if sentence.quoted else ()
    return Sentence(start, end, sentence.text, sentence.terms, sentence.reading, quoted=quoted)


def _with_quotations(sentence: Sentence) -> Sentence:
    """Mark again what a remembered passage quotes; only its reading and its terms were kept."""
    quoted = tuple((q.start, q.end) for q in quotations(sentence.text))
    return replace(sentence, quoted=quoted) if quoted else sentence


def _finished(draft: Draft, reading: Reading) -> Sentence:
    return Sentence(draft.start, draft.end, draft.text, draft.own, reading, quoted=draft.quoted)


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

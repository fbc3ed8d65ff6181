"""Passages to sentences with what can be said of them before any vector is looked at: terms, act, rules, quotations."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nlp.acts import QUOTED_ONLY, ActReader, ActReading
from nlp.labels import Evidence, LabelRules
from nlp.quoted import Quotation, quotations
from nlp.sentences import has_words, split_passage
from nlp.spelling import TornWords
from nlp.terms import TermExtractor
from nlp.tokenize import Tokenizer, mend_slips
from nlp.types import Knowledge, Term, Token

_NOTHING = Evidence()


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence of a passage before its vectors are looked at.

    Attributes
    ----------
    terms : tuple of Term
        What decisions rest on: the customer's words, and those of a text from the screen that they quote.
    own : tuple of Term
        The customer's words alone.
    quoted : tuple of (int, int)
        What is quoted, code points within the passage.
    """

    start: int
    end: int
    text: str
    terms: tuple[Term, ...]
    act: ActReading
    evidence: Evidence
    own: tuple[Term, ...]
    quoted: tuple[tuple[int, int], ...] = ()


class CutPassage(NamedTuple):
    """A passage, the same with its spelling slips mended, and its morphemes."""

    text: str
    plain: str
    tokens: Sequence[Token]


class Drafter:
    """Cuts passages into drafts.

    Raises
    ------
    RuleError
        A word rule of the knowledge cannot be understood.
    """

    def __init__(self, knowledge: Knowledge, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._torn = TornWords(knowledge.synonyms, tokenizer.tokenize)
        self._extractor = TermExtractor(knowledge.synonyms, knowledge.stop_words)
        self._acts = ActReader(knowledge.polarity)
        self._rules = LabelRules(knowledge.reasons, knowledge.stages, knowledge.themes, knowledge.synonyms)

    def cut(self, texts: Sequence[str]) -> Iterator[CutPassage]:
        """Cut each passage into morphemes, in order, as the caller asks for them; the analyser's own threads do it."""
        mended = [mend_slips(text) for text in texts]
        for text, plain, tokens in zip(texts, mended, self._tokenizer.tokenize_mended(mended), strict=True):
            yield CutPassage(text, plain, tokens)

    def drafts(self, cut: Iterable[CutPassage]) -> Iterator[list[Draft]]:
        """Draft the sentences of each passage, in order."""
        for text, plain, tokens in cut:
            whole = self._torn.mend(tokens, plain)
            quoted = quotations(text)
            yield [
                self._draft(text, plain, whole[first:last], start, end, quoted)
                for start, end, first, last in split_passage(text, whole)
            ]

    def _draft(
        self, text: str, plain: str, tokens: Sequence[Token], start: int, end: int, quoted: Sequence[Quotation]
    ) -> Draft:
        here = [q for q in quoted if q.start < end and start < q.end]
        if here:
            return self._quoting(text, plain, tokens, start, end, here)
        extract = self._extractor.extract(tokens, text, start)
        act = self._acts.read(plain[start:end], tokens, extract, start)
        terms = tuple(extract.terms)
        return Draft(start, end, text[start:end], terms, act, self._rules.weigh(extract.features, terms), terms)

    def _quoting(
        self, text: str, plain: str, tokens: Sequence[Token], start: int, end: int, quoted: Sequence[Quotation]
    ) -> Draft:
        """Draft a sentence that quotes: its act rests on the customer's words, its cause also on a screen's."""
        spans = tuple((max(q.start, start), min(q.end, end)) for q in quoted)
        own_text = _blanked(plain, spans)[start:end]
        if not has_words(own_text):
            return Draft(start, end, text[start:end], (), QUOTED_ONLY, _NOTHING, (), spans)
        said = [(q.start, q.end) for q in quoted]
        messages = [(q.start, q.end) for q in quoted if q.is_message]
        own = self._extractor.extract(_outside(tokens, said), text, start)
        seen = own if len(messages) == len(said) else self._extractor.extract(_outside(tokens, messages), text, start)
        shown_failure = "" if seen is own else self._failure(plain, tokens, text, quoted)
        act = self._acts.read(own_text, _outside(tokens, said), own, start, shown_failure=shown_failure)
        terms = tuple(seen.terms)
        evidence = self._rules.weigh(seen.features, terms)
        return Draft(start, end, text[start:end], terms, act, evidence, tuple(own.terms), spans)

    def _failure(self, plain: str, tokens: Sequence[Token], text: str, quoted: Sequence[Quotation]) -> str:
        """Return the failing word of the texts from the screen, empty where nothing failed."""
        for quotation in quoted:
            inside = [t for t in tokens if quotation.start <= t.start and t.end <= quotation.end]
            if inside and not quotation.is_message:
                extract = self._extractor.extract(inside, text, quotation.start)
                shown = plain[quotation.start : quotation.end]
                reading = self._acts.read(shown, inside, extract, quotation.start)
                if reading.problem or reading.doubt:
                    return reading.problem or reading.doubt
        return ""


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _outside(tokens: Sequence[Token], spans: Sequence[tuple[int, int]]) -> list[Token]:
    return [t for t in tokens if not any(start < t.end and t.start < end for start, end in spans)]

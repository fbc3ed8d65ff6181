"""The line-by-line files: brand words, stop words, synonyms, evaluating words, and the company's own texts."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from voc.config.problems import Problems, clip, did_you_mean, shown_path
from voc.config.texts import Line, read_text, spoken_lines

_BRAND_TAGS = ("NNP", "NNG")
_POLARITIES = {"-2": -2, "-1": -1, "0": 0, "1": 1, "2": 2}
_POLARITY_KINDS = ("problem", "outburst", "praise", "thanks", "doubt")
_MAX_WORD = 40

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class BrandWord:
    """An entry of the analyser's user dictionary.

    Attributes
    ----------
    tag : str
        NNP for a proper name, NNG for a common noun.
    line : int
        Where it stands in the file.
    """

    form: str
    tag: str
    comment: str
    line: int


@dataclass(frozen=True, slots=True)
class StopWord:
    """A lemma that never becomes a term, and its line."""

    lemma: str
    line: int


@dataclass(frozen=True, slots=True)
class Synonym:
    """A written variant, the lemma it stands for, and its line."""

    variant: str
    lemma: str
    line: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A lemma that evaluates: from -2 (very bad) to 2 (very good), of a kind, and its line."""

    lemma: str
    polarity: int
    kind: str
    line: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words that the reading side is told about."""

    brand_words: tuple[BrandWord, ...] = ()
    stop_words: tuple[StopWord, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()


@dataclass(frozen=True, slots=True)
class OurText:
    """One file of the company's own texts.

    Attributes
    ----------
    name : str
        File name without its ending.
    lines : tuple of str
        One text each, without blank lines and comments.
    """

    name: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it, one text a line."""
        return "\n".join(self.lines)


def read_brand_words(file: Path, problems: Problems) -> tuple[BrandWord, ...]:
    """Read `form <TAB> tag <TAB> comment` lines."""

    def parse(line: Line) -> BrandWord:
        form, tag, comment = _cells(line, ("form", "tag", "comment"), n_required=2)
        if tag not in _BRAND_TAGS:
            hint = did_you_mean(tag, _BRAND_TAGS) or "; expected NNP (a name) or NNG (a common noun)"
            message = f"unknown tag '{clip(tag)}'{hint}"
            raise _LineError(message, column=_cell_column(line, 1))
        return BrandWord(form, tag, comment, line.number)

    return _read_lines(file, problems, parse, lambda word: word.form)


def read_stop_words(file: Path, problems: Problems) -> tuple[StopWord, ...]:
    """Read one lemma per line."""

    def parse(line: Line) -> StopWord:
        if len(line.text.split()) > 1:
            message = f"'{clip(line.text)}' is more than one word; write one word per line"
            raise _LineError(message)
        _check_length(line.text)
        return StopWord(line.text, line.number)

    return _read_lines(file, problems, parse, lambda word: word.lemma)


def read_synonyms(file: Path, problems: Problems) -> tuple[Synonym, ...]:
    """Read `variant <TAB> lemma <TAB> comment` lines; a lemma that is itself a variant is refused."""

    def parse(line: Line) -> Synonym:
        variant, lemma, _ = _cells(line, ("variant", "lemma", "comment"), n_required=2)
        if variant == lemma:
            message = f"'{clip(variant)}' stands for itself; delete the line"
            raise _LineError(message)
        return Synonym(variant, lemma, line.number)

    synonyms = _read_lines(file, problems, parse, lambda synonym: synonym.variant)
    lemma_of = {synonym.variant: synonym.lemma for synonym in synonyms}
    for synonym in synonyms:
        final = lemma_of.get(synonym.lemma)
        if final is not None:
            message = f"'{clip(synonym.lemma)}' is itself a variant, of '{clip(final)}'; name the final lemma"
            problems.add(shown_path(file), message, at=(synonym.line, len(synonym.variant) + 2))
    return synonyms


def read_evaluations(file: Path, problems: Problems) -> tuple[Evaluation, ...]:
    """Read `lemma <TAB> polarity <TAB> kind` lines."""

    def parse(line: Line) -> Evaluation:
        lemma, polarity, kind = _cells(line, ("lemma", "polarity", "kind"), n_required=3)
        if polarity not in _POLARITIES:
            message = f"the polarity '{clip(polarity)}' is none of {', '.join(_POLARITIES)}"
            raise _LineError(message, column=_cell_column(line, 1))
        if kind not in _POLARITY_KINDS:
            hint = did_you_mean(kind, _POLARITY_KINDS) or f"; expected one of {', '.join(_POLARITY_KINDS)}"
            message = f"unknown kind '{clip(kind)}'{hint}"
            raise _LineError(message, column=_cell_column(line, 2))
        return Evaluation(lemma, _POLARITIES[polarity], kind, line.number)

    return _read_lines(file, problems, parse, lambda word: word.lemma)


def read_our_text(file: Path, problems: Problems) -> OurText | None:
    """Read one file of the company's own texts; None where it cannot be read."""
    text = read_text(file, problems)
    return None if text is None else OurText(file.stem, tuple(line.text for line in spoken_lines(text)))


class _LineError(ValueError):
    def __init__(self, message: str, *, column: int = 1) -> None:
        super().__init__(message)
        self.column = column


def _read_lines(
    file: Path, problems: Problems, parse: Callable[[Line], Entry], name_of: Callable[[Entry], str]
) -> tuple[Entry, ...]:
    where = shown_path(file)
    text = read_text(file, problems)
    entries: dict[str, Entry] = {}
    first_line: dict[str, int] = {}
    for line in spoken_lines(text or ""):
        try:
            entry = parse(line)
        except _LineError as error:
            problems.add(where, f"{error}.", at=(line.number, error.column))
            continue
        name = name_of(entry)
        if name in entries:
            message = f"'{clip(name)}' is given twice, first on line {first_line[name]}. Keep one of them."
            problems.add(where, message, at=(line.number, 1))
            continue
        entries[name] = entry
        first_line[name] = line.number
    return tuple(entries.values())


def _cells(line: Line, names: tuple[str, ...], *, n_required: int) -> list[str]:
    """Split a line at its tabs; cells that may be left out come back empty."""
    cells = [cell.strip() for cell in line.text.split("\t")]
    shape = " <TAB> ".join(names)
    if len(cells) == 1:
        message = f"'{clip(line.text)}' has no tab; expected {shape}, with the Tab key between (spaces do not count)"
        raise _LineError(message)
    if len(cells) > len(names) or len(cells) < n_required:
        message = f"the line has {len(cells)} cells, expected {shape}"
        raise _LineError(message)
    for name, cell in zip(names[:n_required], cells, strict=False):
        if not cell:
            message = f"the {name} is blank; expected {shape}"
            raise _LineError(message)
        _check_length(cell)
    return cells + [""] * (len(names) - len(cells))


def _cell_column(line: Line, index: int) -> int:
    """Return the column, from 1, at which a cell begins."""
    return sum(len(cell) + 1 for cell in line.text.split("\t")[:index]) + 1


def _check_length(word: str) -> None:
    if len(word) > _MAX_WORD:
        message = f"'{clip(word)}' has {len(word)} characters, a word has at most {_MAX_WORD}"
        raise _LineError(message)

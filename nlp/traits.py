"""What a learned model may weigh in a sentence: what the rules made of it, its words, its ending, its vector."""

from collections.abc import Mapping, Sequence
from typing import Final

from nlp.drafts import Draft
from nlp.labelling import NO, YES
from nlp.types import NO_REASON, FloatMatrix, Readable, Reading
from nlp.usual import OTHER_REASON
from nlp.vectors import Encoder, on_grid

# Traits that people recognise as words of the sentence begin like this.
WORD: Final = "word "
ENDING: Final = "ending "
# Vectors are of unit length and words are counted as 1: so much louder is the meaning than a word.
_VECTOR_SCALE = 4.0
_MARKS = " \t\n.,!?~ㅋㅎㅠㅜ^;…\"'()"
_N_SURENESS = 5


def proposed(sentence: Draft, reading: Reading) -> dict[str, str]:
    """Return the rules' value of each label; as reason their best guess also where they hear no hesitation."""
    reason = reading.reason
    if reason == NO_REASON:
        believed: Mapping[str, float] = sentence.evidence.reasons
        reason = min(believed, key=lambda key: (-believed[key], key), default=OTHER_REASON)
    return {
        "hesitation": YES if reading.is_hesitation else NO,
        "reason": reason,
        "stage": reading.stage,
        "act": reading.act,
    }


def rules_say(label: str, value: str) -> str:
    """Name the trait of a sentence whose label the rules read so."""
    return f"rules {label}={value}"


def traits_of(sentence: Draft, reading: Reading) -> list[str]:
    """List a sentence's traits by name, each once: the rules' decisions and evidence, words, endings, marks."""
    found = {rules_say(label, value) for label, value in proposed(sentence, reading).items()}
    found.add(f"sure {int(reading.hesitation * _N_SURENESS)}")
    found.add(f"theme {reading.theme}")
    found.update(f"reason? {key}" for key in sentence.evidence.reasons)
    found.update(f"stage? {key}" for key in sentence.evidence.stages)
    found.add("bad" if sentence.act.polarity < 0 else "good" if sentence.act.polarity > 0 else "even")
    found.update(WORD + term.shown for term in sentence.terms)
    said = sentence.text.rstrip(_MARKS)
    found.update(ENDING + said[-n:] for n in (1, 2, 3) if len(said) >= n)
    found.update("marked " + mark for mark in "?!" if mark in sentence.text[len(said) :])
    return sorted(found)


def sentence_vectors(sentences: Sequence[Readable], encoder: Encoder) -> FloatMatrix:
    """Return the sentences' vectors as the models take them, on the grid, shape (n_sentences, n_dimensions)."""
    return on_grid(encoder.encode(sentences) * _VECTOR_SCALE)

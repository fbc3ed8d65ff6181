"""Reading a sentence, as a night would."""

import time

from voc.config import Settings
from voc.errors import VocError
from voc.steps.check_store import Finding
from voc.steps.encoder import plugged_encoder

_SENTENCE = "인증 문자가 안 와서 가입을 못 하고 있어요"


def read_a_sentence(settings: Settings) -> Finding:
    """Load the analyser with the configured knowledge and read a sentence."""
    from nlp.errors import NlpError  # noqa: PLC0415 - the analyser takes seconds to load
    from nlp.reader import Reader  # noqa: PLC0415 - as above

    started = time.monotonic()
    try:
        reader = Reader(settings.knowledge(), [], plugged_encoder(settings))
        (sentence,) = next(iter(reader.read([_SENTENCE])))
    except (VocError, NlpError) as error:
        return Finding("reading", "wrong", str(error))
    seconds = time.monotonic() - started
    if not sentence.reading.is_hesitation:
        told = "the analyser reads a plain complaint as none. Look at what you changed in the configuration"
        return Finding("reading", "note", told)
    return Finding("reading", "ok", f"loading the analyser and reading a sentence took {seconds:.1f} s")

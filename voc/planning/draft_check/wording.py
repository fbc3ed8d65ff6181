"""Words that frighten or promise too much, words that make an advertisement, hard words with plain ones beside them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voc.config.channels import ChannelsSection
from voc.planning.draft_check.finding import Finding
from voc.planning.draft_check.sentences import Analyse, DraftSentence, Words
from voc.planning.wording import particle

_SHOUTED = re.compile(r"[!?！？]{2,}")


@dataclass(frozen=True, slots=True)
class CarefulWord:
    """A word to be careful with, and the sentence that it stands in.

    Attributes
    ----------
    kind : str
        `alarming` or `exaggerated`.
    advice : str
        What to do, in Korean.
    """

    word: str
    kind: str
    sentence: str
    advice: str


class Wording:
    """The words of the configuration, ready to be looked for in drafts."""

    def __init__(self, rules: ChannelsSection, analyse: Analyse) -> None:
        self._rules = rules
        careful = [word for group in rules.wording for word in (*group.words, *group.unless)]
        self._words = Words(analyse, [*careful, *rules.ad_words, *rules.plain_words])

    def ad_words(self, sentences: Sequence[DraftSentence]) -> list[str]:
        """List the words that make an advertisement of the sentences."""
        return [word for word in self._rules.ad_words if self._somewhere(word, sentences)]

    def check(self, sentences: Sequence[DraftSentence]) -> Iterator[Finding]:
        """Check the words of sentences, in the order of the configuration."""
        for one in self.careful(sentences):
            yield Finding(one.kind, "warning", one.sentence, f"‘{one.word}’: {one.advice}")
        for sentence in sentences:
            if _SHOUTED.search(sentence.text):
                yield Finding(
                    "shouting", "warning", sentence.text, "부호를 거듭 쓰면 다그치는 느낌을 줍니다. 하나만 쓰세요."
                )
        for hard, plain in self._rules.plain_words.items():
            if found := self._somewhere(hard, sentences):
                yield Finding(
                    "hard_word",
                    "warning",
                    found.text,
                    f"‘{hard}’{particle(hard, '은', '는')} 어려운 말입니다. 쉬운 말: {plain}",
                )

    def careful(self, sentences: Sequence[DraftSentence]) -> Iterator[CarefulWord]:
        """Find words that frighten or promise too much, in the order of the configuration."""
        for group in self._rules.wording:
            for sentence in sentences:
                if any(self._words.stands_in(word, sentence) for word in group.unless):
                    continue
                for word in group.words:
                    if self._words.stands_in(word, sentence):
                        yield CarefulWord(word, group.kind, sentence.text, group.advice)

    def _somewhere(self, word: str, sentences: Sequence[DraftSentence]) -> DraftSentence | None:
        return next((one for one in sentences if self._words.stands_in(word, one)), None)

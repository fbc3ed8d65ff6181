"""A body of sentences folded to distinct texts in canonical order, so that the order of rows changes nothing."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from nlp.portraits import Voice
from nlp.types import IntVector, Sentence


class Body:
    """Sentences folded to distinct texts in canonical order."""

    def __init__(
        self,
        sentences: Sequence[Sentence],
        counted: Sequence[bool],
        eligible: Sequence[bool],
        held: Sequence[str | None],
    ) -> None:
        self._sentences = sentences
        self._counted = counted
        self._eligible = eligible
        self._held = held
        weights: dict[str, int] = {}
        firsts: dict[str, Sentence] = {}
        for sentence, counts, ok, by in zip(sentences, counted, eligible, held, strict=True):
            if ok and by is None:
                firsts.setdefault(sentence.text, sentence)
                weights[sentence.text] = weights.get(sentence.text, 0) + int(counts)
        texts = sorted(firsts)
        self.pool = [firsts[text] for text in texts]
        self.weights: IntVector = np.array([weights[text] for text in texts], dtype=np.int64)

    def all_sentences(self) -> list[Sentence]:
        """Return one sentence per distinct eligible text, sorted; what the space is fitted to."""
        distinct = {s.text: s for s, ok in zip(self._sentences, self._eligible, strict=True) if ok}
        return [distinct[text] for text in sorted(distinct)]

    def held_voices(self) -> dict[str, list[Voice]]:
        """Group the distinct sentences that the catalogue holds by theme id."""
        return self.groups(list(self._held))

    def groups(self, theme_ids: Sequence[str | None]) -> dict[str, list[Voice]]:
        """Group distinct sentences by theme id, each with its voices; sorted by text."""
        firsts: defaultdict[str, dict[str, Sentence]] = defaultdict(dict)
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for sentence, theme_id, counts_here in zip(self._sentences, theme_ids, self._counted, strict=True):
            if theme_id is not None:
                firsts[theme_id].setdefault(sentence.text, sentence)
                counts[theme_id][sentence.text] += counts_here
        grouped = {
            theme_id: [Voice(of_theme[text], n) for text in sorted(of_theme) if (n := counts[theme_id][text])]
            for theme_id, of_theme in sorted(firsts.items())
        }
        return {theme_id: voices for theme_id, voices in grouped.items() if voices}

    def unheld(self, theme_ids: Sequence[str | None]) -> list[Voice]:
        """Return the distinct sentences of no theme; they are the background of keywords."""
        none = [None if theme_id is not None else "" for theme_id in theme_ids]
        return self.groups(none).get("", [])

    def spread(self, placed: dict[str, tuple[str | None, float]]) -> tuple[list[str | None], list[float]]:
        """Give every sentence its theme: the catalogue's where it has one, else that of its text."""
        ids: list[str | None] = []
        scores: list[float] = []
        for sentence, ok, by in zip(self._sentences, self._eligible, self._held, strict=True):
            theme, score = (None, 0.0)
            if by is not None:
                theme, score = by, sentence.reading.theme_score
            elif ok:
                theme, score = placed[sentence.text]
            ids.append(theme)
            scores.append(round(float(score), 4))
        return ids, scores

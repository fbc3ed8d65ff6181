"""What customers said, set beside a draft: words they use, hesitations it answers, messages like it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from voc.planning.draft_check.draft import Draft
from voc.planning.draft_check.finding import Finding, Subject
from voc.planning.draft_check.past import DoubtedPhrase, PastMessages, check_past
from voc.planning.draft_check.sentences import Analyse, Words, cut
from voc.planning.wording import particle

_N_OPEN = 3


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word of ours that customers do not use, or use less than another.

    Attributes
    ----------
    theirs : str or None
        What they say instead; None where nothing is known.
    n_theirs, n_ours : int
        How many people said either.
    """

    ours: str
    theirs: str | None = None
    n_theirs: int = 0
    n_ours: int = 0


@dataclass(frozen=True, slots=True)
class OpenTheme:
    """A hesitation of the week, with the number of voices."""

    theme_id: str
    title: str
    n: int


@dataclass(frozen=True)
class Evidence:
    """What the store knows.

    Attributes
    ----------
    week : str
        As readers see it.
    own_words : sequence of OwnWord
        From the last twelve weeks.
    themes : sequence of OpenTheme
        The week's hesitations, most voices first.
    touched : callable
        Returns the themes that a text speaks of, id to the sentence that does.
    past : PastMessages or None
        The archive, where there is one.
    doubted : sequence of DoubtedPhrase
        Words of earlier messages that made customers doubt, those of most customers first.
    """

    week: str
    own_words: Sequence[OwnWord]
    themes: Sequence[OpenTheme]
    touched: Callable[[str], Mapping[str, str]]
    past: PastMessages | None = None
    doubted: Sequence[DoubtedPhrase] = ()


def check_evidence(draft: Draft, evidence: Evidence, analyse: Analyse) -> Iterator[Finding]:
    """Set a draft beside what customers said."""
    yield from _own_words(draft, evidence, analyse)
    yield from _themes(draft, evidence)
    yield from check_past(draft, evidence.past, evidence.doubted)


def _own_words(draft: Draft, evidence: Evidence, analyse: Analyse) -> Iterator[Finding]:
    words, sentences = Words(analyse, (one.ours for one in evidence.own_words)), cut(draft.text, analyse)
    for one in evidence.own_words:
        if not any(words.stands_in(one.ours, sentence) for sentence in sentences):
            continue
        if one.theirs:
            quoting = particle(one.theirs, "이라고", "라고")
            advice = (
                f"고객은 ‘{one.theirs}’{quoting} 합니다(최근 12주 {one.n_theirs:,}명, ‘{one.ours}’ {one.n_ours:,}명)."
            )
        else:
            advice = "최근 12주 동안 고객이 쓰지 않은 말입니다. 고객이 하는 말로 바꿀 수 있는지 살펴보세요."
        subjects = (Subject("word", one.theirs, one.theirs),) if one.theirs else ()
        yield Finding("not_their_word", "info", one.ours, advice, subjects)


def _themes(draft: Draft, evidence: Evidence) -> Iterator[Finding]:
    touched = evidence.touched(draft.text)
    for theme in evidence.themes:
        if theme.theme_id in touched:
            named = f"‘{theme.title}’({evidence.week}, {theme.n:,}건)"
            advice = f"이 문장은 망설임 {named}에 관한 말입니다. 답이 되는지 살펴보세요."
            yield Finding("hesitation_touched", "info", touched[theme.theme_id], advice, (_subject(theme),))
    left = [theme for theme in evidence.themes if theme.theme_id not in touched][:_N_OPEN]
    if left:
        named = ", ".join(f"‘{theme.title}’ {theme.n:,}건" for theme in left)
        advice = f"{evidence.week}에 많았던 망설임 가운데 이 초안이 다루지 않은 것입니다: {named}"
        yield Finding("hesitations_open", "info", "", advice, tuple(map(_subject, left)))


def _subject(theme: OpenTheme) -> Subject:
    return Subject("theme", theme.theme_id, theme.title)

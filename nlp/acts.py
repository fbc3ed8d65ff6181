"""What a customer does with a sentence: asks, complains, requests, praises, states, or says nothing.

The decision starts from the ending and the words around it; polarity words and negation decide where the ending is
plain. Values and rulings are those of a labelling guide for Korean app reviews: rhetorical questions are complaints, a
request may carry the complaint that caused it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nlp.asking import asking, requested
from nlp.sentences import has_words
from nlp.signals import SignalReader, Signals
from nlp.terms import Extract
from nlp.types import Act, Token
from nlp.wording import (
    AVOID,
    CURSE,
    GREETING,
    NOTHING,
    SHORT_PRAISE,
    THANKS,
    TIP,
    WISH,
    WONDER,
    announces_leaving,
    praises_another,
)


class ActReading(NamedTuple):
    """The act of a sentence and the signals that hesitation is decided from.

    Attributes
    ----------
    polarity : int
        Sum of evaluations, negation applied, what follows the last contrast counted twice; below 0 is negative.
    problem : str
        The word that names a failing, empty where none does.
    doubt : str
        The word that voices doubt or worry, empty where none does.
    outburst : bool
        Whether nothing but emotion is said.
    avoiding, leaving, wishing : bool
        A call to other customers to keep away; an announcement to go; a request for something that is not there.
    why : str
        Which ending, word or rule decided.
    """

    act: Act
    polarity: int = 0
    problem: str = ""
    doubt: str = ""
    outburst: bool = False
    avoiding: bool = False
    leaving: bool = False
    wishing: bool = False
    why: str = ""


# Greetings, "nothing" and a bare word of praise are short; longer texts need not be tried.
_LONGEST_NOTHING = 60
QUOTED_ONLY = ActReading("other", why="not the customer's own words")


class ActReader:
    """Decides the act of a sentence from its ending, its polarity words and its negations.

    Parameters
    ----------
    polarity : mapping of str to (int, str)
        Lemma to evaluation (-2 to 2) and kind: problem, outburst, praise, thanks, doubt.
    """

    def __init__(self, polarity: Mapping[str, tuple[int, str]]) -> None:
        self._signals = SignalReader(polarity)

    def read(
        self, text: str, tokens: Sequence[Token], extract: Extract, start: int, *, shown_failure: str = ""
    ) -> ActReading:
        """Decide the act of one sentence.

        Parameters
        ----------
        text : str
            The sentence, spelling slips mended, quoted words blanked.
        start : int
            Where the sentence begins in the text that was tokenized.
        shown_failure : str, optional
            The failing word of a text from the screen that the customer quotes.
        """
        signals = self._signals.weigh(text, tokens, extract, start)
        if shown_failure and not signals.problem and signals.total <= 0 and not signals.cleared:
            signals.problem = shown_failure
        avoiding = leaving = False
        if _says_nothing(text):
            act: Act = "other"
            why = "no content"
        elif only := _only_praises(text, signals):
            act, why = "praise", only
        elif announces_leaving(text):
            act, why, leaving = "complaint", "announces to leave", True
        elif asked := asking(text, tokens, signals):
            act, why = asked
        elif curse := CURSE.search(text):
            act, why = "complaint", f"'{curse[0]}' is a curse"
        elif better := praises_another(text):
            act, why, avoiding = "complaint", f"'{better}' praises another", True
        elif signals.total <= 0 and (avoid := AVOID.search(text)):
            act, why, avoiding = "complaint", f"'{avoid[0].strip()}' calls others away", True
        elif request := requested(text, tokens):
            act, why = "request", f"'{request}' asks for something"
        else:
            act, why = _plain(text, extract, signals)
        return ActReading(
            act,
            signals.total,
            # 깔지 마세요 denies the step, and no failing is named by that.
            "" if avoiding and signals.problem.startswith("안 ") else signals.problem,
            signals.doubt,
            outburst=signals.n_outbursts > 0 and signals.n_outbursts >= len(extract.terms),
            avoiding=avoiding,
            leaving=leaving,
            wishing=act == "request" and WISH.search(text) is not None,
            why=why,
        )


def _says_nothing(text: str) -> bool:
    if not has_words(text):
        return True
    if len(text) > _LONGEST_NOTHING:
        return False
    return GREETING.fullmatch(text) is not None or NOTHING.fullmatch(text) is not None


def _only_praises(text: str, signals: Signals) -> str:
    """Tell why a sentence is praise whatever its ending asks, empty where it is not."""
    if len(text) <= _LONGEST_NOTHING and SHORT_PRAISE.fullmatch(text):
        return "nothing but praise"
    wonder = WONDER.search(text) if signals.cleared else None
    return f"'{wonder[0].strip()}' praises" if wonder else ""


def _plain(text: str, extract: Extract, signals: Signals) -> tuple[Act, str]:
    """Decide a sentence that neither asks nor requests."""
    if signals.ironic or signals.overcome:
        return ("complaint", "praise that mocks") if signals.ironic else ("praise", "a trouble that ended well")
    if signals.total < 0:
        return "complaint", f"negative words ({signals.total})"
    if signals.total > 0 or signals.ends_well:
        return "praise", f"positive words (+{signals.total})"
    if failing := signals.problem or signals.doubt:
        return "complaint", f"'{failing}'"
    if not extract.terms and not signals.negated and not THANKS.search(text):
        return "other", "no content words"
    return _told(text)


def _told(text: str) -> tuple[Act, str]:
    if THANKS.search(text):
        return "praise", "thanks"
    return "statement", "advice to others" if TIP.search(text) else "plain ending"

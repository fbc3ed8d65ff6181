"""What a customer does with a sentence: asks, complains, requests, praises, states, or says nothing.

Korean says this at the end of the sentence, so the decision starts from the ending and the words around it; polarity
words and negation decide where the ending is plain. Values and rulings are those of a labelling guide for Korean app
reviews: rhetorical questions are complaints, a request may carry the complaint that caused it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.sentences import has_words
from nlp.terms import Extract
from nlp.types import Act, Token
from nlp.wording import (
    ASKING_TO_TELL,
    AVOID,
    CURSE,
    EMBEDDED_QUESTION,
    GOOD_OUTCOME,
    GREETING,
    NOT_GIVEN,
    NOT_SO_MUCH,
    OUTBURST,
    PLAIN_QUESTION,
    PRAISE_IDIOM,
    QUESTION_WORD,
    REQUEST,
    RHETORICAL,
    SCOLDING,
    SHORT_PRAISE,
    THANKS,
    UNCHANGED,
    USED_WELL,
    WISH,
    announces_leaving,
)

_QUESTION_ENDINGS = (
    "나요", "가요", "까요", "니까", "을까", "ᆯ까", "냐", "느냐", "으냐", "는지요", "ᆫ지요", "을지요", "ᆯ지요",
    "려나", "려나요", "나여", "남",
)  # fmt: skip
# 좋으니까요 gives a reason.
_GIVING_REASONS = frozenset({"니까", "으니까", "니까요", "으니까요"})
# With a question word these ask, even without a mark: 왜 안되죠.
_SOFT_QUESTION_ENDINGS = frozenset({"나", "니", "ᆫ가", "는가", "은가", "죠", "지요", "지", "ᆫ지", "는지", "은지"})
_PLAIN_ENDINGS = frozenset({"어", "어요", "여", "여요", "어여", "에요", "예요"})
# 안되네요?? is surprise, no question.
_EXCLAIMING_ENDINGS = frozenset({"네", "네요", "군요", "구나", "다니", "다니요", "ᆫ다니", "는다니", "구만", "는구나"})
_CONTRAST = frozenset(
    {"는데", "ᆫ데", "은데", "지만", "으나", "나", "는데도", "더니", "ᆫ데도", "었는데", "으나마", "건만", "던데"}
)
_CONTRASTING_ADVERBS = frozenset({"하지만", "그런데", "근데", "그러나", "그치만", "다만", "단", "그래도"})
# A can-do verb under a negation is a failing, whatever the word: 안 열려요, 못 찾겠어요, 진행이 안 돼요.
_INABILITY = frozenset(
    {"불가", "불가하다", "불가능", "불가능하다", "실패", "없다", "못하다", "안되다", "힘들다", "어렵다"}
)
# Denied together with the failing that they follow: 오류가 나지 않아요.
_OCCURRING = frozenset({"나다", "있다", "생기다", "뜨다", "발생", "발생하다"})


@dataclass(frozen=True, slots=True)
class ActReading:
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


class ActReader:
    """Decides the act of a sentence from its ending, its polarity words and its negations.

    Parameters
    ----------
    polarity : mapping of str to (int, str)
        Lemma to evaluation (-2 to 2) and kind: problem, outburst, praise, thanks, doubt.
    """

    def __init__(self, polarity: Mapping[str, tuple[int, str]]) -> None:
        self._polarity = dict(polarity)

    def read(self, text: str, tokens: Sequence[Token], extract: Extract) -> ActReading:
        """Decide the act of one sentence."""
        signals = self._weigh(text, tokens, extract)
        avoiding = leaving = False
        if not has_words(text) or GREETING.fullmatch(text):
            act: Act = "other"
            why = "no content"
        elif SHORT_PRAISE.fullmatch(text):
            act, why = "praise", "nothing but praise"
        elif announces_leaving(text):
            act, why, leaving = "complaint", "announces to leave", True
        elif asked := _asking(text, tokens, signals):
            act, why = asked
        elif curse := CURSE.search(text):
            act, why = "complaint", f"'{curse[0]}' is a curse"
        elif signals.total <= 0 and (avoid := AVOID.search(text)):
            act, why, avoiding = "complaint", f"'{avoid[0]}' calls others away", True
        elif request := _request(text, tokens):
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

    def _weigh(self, text: str, tokens: Sequence[Token], extract: Extract) -> "_Signals":
        signals = _Signals()
        turn = _last_contrast(tokens) - (tokens[0].start if tokens else 0)
        polarity = self._polarity
        last = len(extract.terms) - 1
        for i, (lemma, _, negated, start, _, _) in enumerate(extract.terms):
            entry = polarity.get(lemma)
            if negated:
                _weigh_negated(lemma, entry, extract, late=start >= turn, signals=signals)
            elif entry is not None:
                signals.take(lemma, *entry, late=start >= turn)
                if i == last:
                    # What a Korean sentence comes to stands at its end: 오류 문의도 금방 답해줘서 좋아요.
                    signals.add(entry[0], late=True)
                    signals.ends_well = entry[0] > 0
        for word in extract.words:
            if word in polarity and not signals.negated:
                signals.take(word, *polarity[word], late=True)
        _weigh_idioms(text, signals)
        if not signals.problem and not signals.cleared:
            signals.problem = min(
                (f for f in extract.features & _INABILITY if f"{f}!" not in extract.features), default=""
            )
        return signals


def _weigh_idioms(text: str, signals: "_Signals") -> None:
    if PRAISE_IDIOM.search(text):
        signals.clear(2)
    elif USED_WELL.search(text) or (not signals.problem and GOOD_OUTCOME.search(text)):
        signals.add(1, late=True)
    if NOT_SO_MUCH.search(text):
        signals.take("정도가 아니다", -1, "problem", late=True)
    if (unchanged := UNCHANGED.search(text)) and signals.total <= 0:
        signals.take(unchanged[0], -1, "problem", late=True)
    if outburst := OUTBURST.search(text):
        signals.total = min(signals.total, 0)
        signals.take(outburst[0], -2, "outburst", late=True)


def _weigh_negated(
    lemma: str, entry: tuple[int, str] | None, extract: Extract, *, late: bool, signals: "_Signals"
) -> None:
    """Weigh a term under a negation: what is bad is denied, all else fails."""
    signals.negated = True
    if (entry is not None and entry[0] < 0) or lemma in _INABILITY:
        # 오류 없이, 불편하지 않아요, 안 되는 게 없어요
        signals.cleared = True
        signals.add(1, late=late)
    elif entry is not None:
        signals.problem = signals.problem or f"안 {lemma}"
        signals.add(-max(1, entry[0]), late=late)
    elif lemma in _OCCURRING and signals.cleared:
        return
    elif lemma.endswith("다") or not extract.features.isdisjoint(("하다!", "되다!")):
        signals.problem = signals.problem or f"안 {lemma}"
        signals.add(-1, late=late)


@dataclass(slots=True)
class _Signals:
    """Running sums of one sentence; what comes after the last 'but' counts double."""

    total: int = 0
    problem: str = ""
    doubt: str = ""
    n_outbursts: int = 0
    cleared: bool = False
    negated: bool = False
    ends_well: bool = False

    def add(self, value: int, *, late: bool) -> None:
        self.total += 2 * value if late else value

    def take(self, lemma: str, value: int, kind: str, *, late: bool) -> None:
        self.add(value, late=late)
        if kind == "problem":
            self.problem = self.problem or lemma
        elif kind == "doubt":
            self.doubt = self.doubt or lemma
        elif kind == "outburst":
            self.n_outbursts += 1

    def clear(self, value: int) -> None:
        """Take back what the words of an idiom seemed to say."""
        self.total = max(self.total, 0) + value
        self.problem = ""
        self.cleared = True


def _asking(text: str, tokens: Sequence[Token], signals: _Signals) -> tuple[Act, str] | None:
    """Decide a sentence in the form of a question: put to the company, or rhetorical."""
    if ASKING_TO_TELL.search(text):
        return "question", "asks to be told"
    question = _question_cue(text, tokens)
    scolding = SCOLDING.search(text) or (RHETORICAL.search(text) if question else None)
    if scolding is not None:
        if signals.total > 0 and not signals.problem and not signals.negated:
            # 왜 이렇게 좋아요
            return "praise", f"positive words (+{signals.total})"
        return "complaint", f"'{scolding[0]}' wants no answer"
    return ("question", f"ends in {question}") if question else None


def _plain(text: str, extract: Extract, signals: _Signals) -> tuple[Act, str]:
    """Decide a sentence that neither asks nor requests."""
    total = signals.total
    if total < 0:
        return "complaint", f"negative words ({total})"
    if total > 0 or signals.ends_well:
        return "praise", f"positive words (+{total})"
    if signals.problem or signals.doubt:
        return "complaint", f"'{signals.problem or signals.doubt}'"
    if THANKS.search(text):
        return "praise", "thanks"
    if not extract.terms and not signals.negated:
        return "other", "no content words"
    return "statement", "plain ending"


def _question_cue(text: str, tokens: Sequence[Token]) -> str:
    """Return the ending or mark that makes the sentence a question, empty where it is none."""
    ending = _final_ending(tokens)
    if ending.endswith(_QUESTION_ENDINGS) and ending not in _GIVING_REASONS:
        return f"-{_shown(ending)}"
    if ("?" in text or "？" in text) and ending not in _EXCLAIMING_ENDINGS:
        return "?"
    if ending in _PLAIN_ENDINGS and PLAIN_QUESTION.search(text) and not EMBEDDED_QUESTION.search(text):
        return f"a question word and -{_shown(ending)}"
    if ending in _SOFT_QUESTION_ENDINGS and QUESTION_WORD.search(text) and not EMBEDDED_QUESTION.search(text):
        return f"a question word and -{_shown(ending)}"
    return ""


def _shown(ending: str) -> str:
    return ending.replace("ᆯ", "ㄹ").replace("ᆫ", "ㄴ").replace("ᆸ", "ㅂ")


def _final_ending(tokens: Sequence[Token]) -> str:
    for token in reversed(tokens):
        tag = token.tag
        if tag == "EF":
            return token.form
        if tag[0] in "NVM" or tag in {"EC", "XSV", "XSA"}:
            return ""
    return ""


def _request(text: str, tokens: Sequence[Token]) -> str:
    """Return the words that ask for something, empty where none do."""
    request = REQUEST.search(text)
    if request and not (request[0].startswith("줘") and NOT_GIVEN.search(text)):
        return request[0].strip()
    ending = _final_ending(tokens)
    if ending.endswith(("세요", "십시오", "시오", "ᆸ시다")) or ending in {"어라", "아라", "라", "으라", "려무나"}:
        return f"-{_shown(ending)}"
    return ""


def _last_contrast(tokens: Sequence[Token]) -> int:
    """Return where the last clause after a 'but' begins (code points), 0 where there is no contrast."""
    for i in range(len(tokens) - 2, -1, -1):
        token = tokens[i]
        tag = token.tag
        if (tag == "EC" and token.form in _CONTRAST) or (tag == "NNB" and token.form == "데"):
            return token.end
        if tag in {"MAJ", "MAG"} and token.form in _CONTRASTING_ADVERBS:
            return token.end
    return 0

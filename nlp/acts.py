"""What a customer does with a sentence: asks, complains, requests, praises, states, or says nothing.

Korean says this at the end of the sentence, so the decision starts from the ending and the words around it; polarity
words and negation decide where the ending is plain. Values and rulings are those of a labelling guide for Korean app
reviews: rhetorical questions are complaints, a request may carry the complaint that caused it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.sentences import has_words
from nlp.terms import Extract
from nlp.types import Act, Token

_REQUEST = re.compile(
    r"주세[요여용욤]|주셔요|주십[시쇼]|주시[기길죠지면]|줘[요라]?(?:\W|$)|주라|주[실셨]?으?면\s*(?:좋|감사|고맙|안\s*되)|"
    r"(?:줬|주셨|주셧|했|됐|있었|였|었|갔|왔)으면\s*(?:하|좋|싶|해|함)|(?:으면|면)\s*(?:더\s*)?(?:좋겠|좋을\s*(?:것|거|듯|텐데|꺼))|"
    r"바랍니다|바래[요용]|바라[요며]|바람\W*$|부탁|(?:개선|수정|해결|조치|보완|업데이트|확인|추가|대책|점검|관리)(?:이|을|가)?\s*"
    r"(?:[이]?\s*)?(?:좀|바로|빨리|얼른|당장)?\s*(?:필요|시급|요망|요청|바람|부탁|하[세시십]|해라|하라|해야)|"
    r"(?:고쳐|고치|만들|바꿔|없애|넣어|살려|도와|알려|풀어|늘려|줄여)\s*(?:라|세요|십시오|놔라|내라|내세요|주)|"
    r"(?:하|되|만들|고치|보완|해결|신경|투자)\S{0,3}(?:야\s*(?:할|될|합니다|해요|하지)\s*(?:것|거|듯|않)?)|신경\s*(?:좀\s*)?쓰|정신\s*(?:좀\s*)?차[리려]"
)
_ASKING_TO_TELL = re.compile(r"(?:알려|가르쳐|설명해|답변해?|말씀해|안내해)\s*(?:좀\s*)?(?:주|줘|달|부탁|바)")
_QUESTION_ENDINGS = (
    "나요", "가요", "까요", "니까", "을까", "ᆯ까", "냐", "느냐", "으냐", "는지요", "ᆫ지요", "을지요", "ᆯ지요", "려나", "려나요", "대요", "나여", "남",
)  # fmt: skip
_SOFT_QUESTION_ENDINGS = (
    "나",
    "니",
    "ᆫ가",
    "는가",
    "은가",
    "죠",
    "지",
    "지요",
    "어",
    "어요",
    "ᆫ지",
    "는지",
    "을지",
    "ᆯ지",
    "다",
    "ᆫ데",
    "는데",
    "ᆫ데요",
    "는데요",
)
_QUESTION_WORDS = re.compile(
    r"왜|어떻게|어케|어찌|언제|무엇|뭐[가를지예에]|뭔|무슨|누구|누가|어디|얼마|몇\s|어느|어떤|어떡|방법|가능한가|되는건|맞는"
)
_RHETORICAL = re.compile(
    r"어쩌라|어쩌자|어쩌란|어쩌라구|뭐\s*하자|뭐하는\s*(?:짓|건|거|앱|회사|곳)|뭐\s*어쩌|장난|말이\s*되|말이\s*됩|말이\s*돼|제정신|양심|도대체|대체\s|"
    r"누가\s*(?:쓰|하|이용|사|믿|좋아)|누굴|몇\s*번[을이]?\s*(?:을|이나|씩|째|해야|하|더|시|다시|찍|눌|깔|설치|인증)|언제까지|이게\s*(?:뭐|무슨|은행|앱|말|서비스|맞)|"
    r"왜\s*(?:이리|이렇|이케|이따|이래|케|있는|만든|만들|받는|하는\s*건지|쓰는|바꾼|바꿔|굳이|자꾸\s*\S+는\s*거)|왜케|왤케|왜캐|아닌가[요?\s]|아닙니까|아니냐|아니에요\?|아닌지|않나[요?]|"
    r"않습니까|않을까|말입니까|말인가|말이냐|하란\s*(?:건|거|말|겁)|하라는\s*(?:건|거|말|겁)|란\s*(?:말|건|겁|거)|라는\s*(?:건지|거야|거냐|겁니까)|할\s*거면|줄\s*거면|"
    r"그렇게\s*(?:어렵|힘드|힘들)|그게\s*(?:어렵|힘드|힘들)|생각이\s*(?:있|없)|머리|일\s*(?:안|은)\s*하|테스트[는도]?\s*(?:안|하|해)|(?:하긴|있긴|하기는|하고는|보긴|보고는|알고는)\s*(?:하|한|있|했)|"
    r"우롱|호구|바보|우습|놀리|사기\s*아니|싸우자|죽을래|망하|할\s*생각|뭣|뭐\s*이[리런딴따]|뭐이리|머이리|이럴\s*거면|이럴거면|거면\s*왜"
)
_AVOID = re.compile(
    r"비추|거르|걸러|(?:쓰|깔|하|가입|이용|설치|시작|사|믿)(?:하)?지\s*(?:도\s*)?(?:마|말)|다른\s*(?:데|곳|앱|어플|은행|거|회사|업체|사이트)\S*\s*"
    r"(?:쓰|써|이용|가|하|알아|추천)\S{0,3}(?:세요|시길|라|셈|자)?"
)
_GREETING = re.compile(
    r"(?:안녕하(?:세요|십니까)|안녕|수고(?:하|많)\S*|고생\S*|ㅎㅇ|하이|네+|예|넵|음+|아+|오+|헐|와+|흠+|글쎄\S*|여보세요|"
    r"이상입니다|잘\s*지내\S*|반갑\S*|축하\S*|화이팅|파이팅|굿모닝|[ㄱ-ㅎㅏ-ㅣ]+|[a-zA-Z]{1,2}|\d+)[\s.,!?~^ㅋㅎㅠㅜ]*"
)
_THANKS = re.compile(r"감사(?:합|해|드|했|히)|고맙|고마[워웠운]")
_CONTRAST = frozenset(
    {"는데", "ᆫ데", "은데", "지만", "으나", "나", "는데도", "더니", "ᆫ데도", "었는데", "으나마", "건만", "던데"}
)
# A can-do verb under a negation is a failing, whatever the word: 안 열려요, 못 찾겠어요, 진행이 안 돼요.
_INABILITY = frozenset(
    {"불가", "불가하다", "불가능", "불가능하다", "실패", "없다", "못하다", "안되다", "힘들다", "어렵다"}
)


@dataclass(frozen=True, slots=True)
class ActReading:
    """The act of a sentence and the signals that hesitation is decided from.

    Attributes
    ----------
    polarity : int
        Sum of evaluations in the clause that counts, negation applied; below 0 is negative.
    problem : str
        The word that names a failing, empty where none does.
    doubt : str
        The word that voices doubt or worry, empty where none does.
    outburst, avoiding, rhetorical, asks : bool
        Bare emotion; a call to other customers to keep away; a question that wants no answer; any question.
    why : str
        Which ending, word or rule decided.
    """

    act: Act
    polarity: int
    problem: str
    doubt: str
    outburst: bool
    avoiding: bool
    rhetorical: bool
    why: str


class ActReader:
    """Decides the act of a sentence from its ending, its polarity words and its negations.

    Parameters
    ----------
    polarity : mapping of str to (int, str)
        Lemma to evaluation (-2 to 2) and kind: problem, outburst, praise, thanks, doubt.
    """

    def __init__(self, polarity: Mapping[str, tuple[int, str]]) -> None:
        self._polarity = polarity

    def read(self, text: str, tokens: Sequence[Token], extract: Extract) -> ActReading:
        """Decide the act of one sentence."""
        signals = self._weigh(tokens, extract)
        act, why = self._decide(text, tokens, extract, signals)
        return ActReading(
            act=act,
            polarity=signals.total,
            problem=signals.problem,
            doubt=signals.doubt,
            outburst=signals.outburst,
            avoiding=act == "complaint" and _AVOID.search(text) is not None,
            rhetorical=_RHETORICAL.search(text) is not None,
            why=why,
        )

    def _decide(self, text: str, tokens: Sequence[Token], extract: Extract, signals: "_Signals") -> tuple[Act, str]:
        if not has_words(text) or _GREETING.fullmatch(text.strip()):
            return "other", "no content"
        question = _question_cue(text, tokens)
        if _ASKING_TO_TELL.search(text):
            return "question", "asks to be told"
        if question and not (rhetorical := _RHETORICAL.search(text)):
            return "question", f"ends in {question}"
        if question or _RHETORICAL.search(text):
            return "complaint", "rhetorical question"
        if avoid := _AVOID.search(text):
            return "complaint", f"'{avoid[0]}' calls others away"
        if request := (_REQUEST.search(text) or _imperative(tokens)):
            return "request", f"'{request if isinstance(request, str) else request[0]}' asks for something"
        return _plain(text, extract, signals)

    def _weigh(self, tokens: Sequence[Token], extract: Extract) -> "_Signals":
        signals = _Signals()
        turn = _last_contrast(tokens)
        start = tokens[0].start if tokens else 0
        for term in extract.terms:
            self._weigh_term(term.lemma, term.negated, late=term.start + start >= turn, signals=signals)
        for feature in extract.features & _INABILITY:
            if f"{feature}!" not in extract.features and not signals.cleared:
                signals.problem = signals.problem or feature
        return signals

    def _weigh_term(self, lemma: str, negated: bool, *, late: bool, signals: "_Signals") -> None:
        entry = self._polarity.get(lemma)
        if entry is None:
            if negated and lemma.endswith("다"):
                signals.problem = signals.problem or f"안 {lemma}"
                signals.add(-1, late=late)
            return
        value, kind = entry
        if negated:
            if value < 0:
                # 오류 없이, 불편하지 않아요: what is bad is denied.
                signals.cleared = True
                signals.add(1, late=late)
                return
            signals.problem = signals.problem or f"안 {lemma}"
            signals.add(-max(1, value), late=late)
            return
        signals.add(value, late=late)
        if kind == "problem":
            signals.problem = signals.problem or lemma
        elif kind == "doubt":
            signals.doubt = signals.doubt or lemma
        elif kind == "outburst":
            signals.outburst = True


@dataclass(slots=True)
class _Signals:
    """Running sums of one sentence; what comes after the last 'but' counts double."""

    early: int = 0
    late: int = 0
    problem: str = ""
    doubt: str = ""
    outburst: bool = False
    cleared: bool = False

    def add(self, value: int, *, late: bool) -> None:
        if late:
            self.late += value
        else:
            self.early += value

    @property
    def total(self) -> int:
        return self.early + 2 * self.late


def _plain(text: str, extract: Extract, signals: _Signals) -> tuple[Act, str]:
    """Decide a sentence that neither asks nor requests."""
    total = signals.total
    if total < 0:
        return "complaint", f"negative words ({total})"
    if total > 0:
        return "praise", f"positive words (+{total})"
    if signals.problem or signals.doubt:
        return "complaint", f"'{signals.problem or signals.doubt}'"
    if _THANKS.search(text):
        return "praise", "thanks"
    if not extract.terms:
        return "other", "no content words"
    return "statement", "plain ending"


def _question_cue(text: str, tokens: Sequence[Token]) -> str:
    """Return the ending or mark that makes the sentence a question, empty where it is none."""
    ending = _final_ending(tokens)
    if ending.endswith(_QUESTION_ENDINGS) and ending not in {"니까", "으니까"}:
        return f"-{ending.replace('ᆯ', 'ㄹ').replace('ᆫ', 'ㄴ').replace('ᆸ', 'ㅂ')}"
    if "?" in text or "？" in text:
        return "?"
    if ending in _SOFT_QUESTION_ENDINGS[:5] and _QUESTION_WORDS.search(text):
        return f"a question word and -{ending.replace('ᆫ', 'ㄴ')}"
    return ""


def _final_ending(tokens: Sequence[Token]) -> str:
    for token in reversed(tokens):
        if token.tag == "EF":
            return token.form
        if token.tag[0] in "NVM" or token.tag in {"EC", "XSV", "XSA"}:
            return ""
    return ""


def _imperative(tokens: Sequence[Token]) -> str:
    ending = _final_ending(tokens)
    if ending.endswith(("세요", "십시오", "시오", "ᆸ시다")) or ending in {"어라", "아라", "라", "으라", "려무나"}:
        return ending
    return ""


def _last_contrast(tokens: Sequence[Token]) -> int:
    """Return where the last clause after a 'but' begins (code points), 0 where there is no contrast."""
    for token in reversed(tokens[:-1] if tokens else ()):
        if (token.tag == "EC" and token.form in _CONTRAST) or (token.tag == "NNB" and token.form == "데"):
            return token.end
        if token.tag == "MAJ" and token.form in {"하지만", "그런데", "근데", "그러나"}:
            return token.end
    return 0

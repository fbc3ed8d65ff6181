"""Whether sentences are easy to read: their length, rows of nouns, double negation."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from nlp.types import Token
from voc.config.channels import House
from voc.planning.draft_check.finding import Finding
from voc.planning.draft_check.sentences import DraftSentence

_NEGATIONS = frozenset({"않다", "못하다", "없다", "아니다", "안", "못"})
_NEGATION_TAGS = ("VX", "VA", "VCN", "MAG")
# Morphemes between two negations of one thought: 지 않을 수 없다, 없으면 안 된다.
_NEAR = 5
# What ends the thought between them.
_JOINING = frozenset({"고", "거나", "며", "으며", "지만", "는데", "어서", "아서"})
_NOUNS = frozenset({"NNG", "NNP", "XPN", "XSN", "NR"})


def check_readability(sentences: Sequence[DraftSentence], house: House) -> Iterator[Finding]:
    """Check how easily each sentence reads."""
    for one in sentences:
        n = len(one.text.split())
        if n > house.longest_sentence:
            advice = f"한 문장이 {n}어절입니다. {house.longest_sentence}어절 안쪽으로 나누세요."
            yield Finding("long_sentence", "warning", one.text, advice)
        chain = longest_noun_chain(one)
        if len(chain) >= house.longest_noun_chain:
            advice = f"조사 없이 명사 {len(chain)}개가 이어집니다. ‘~을 ~하다’처럼 풀어 쓰세요."
            yield Finding("noun_chain", "warning", " ".join(chain), advice)
        if is_doubly_negated(one.tokens):
            advice = "부정하는 말이 두 번 겹칩니다. 긍정으로 바꿔 쓰세요(~하지 않을 수 없다 → ~해야 한다)."
            yield Finding("double_negative", "warning", one.text, advice)


def longest_noun_chain(sentence: DraftSentence) -> list[str]:
    """Return the longest row of eojeols that are nothing but nouns; numbers, particles and signs end a row."""
    best: list[str] = []
    row: list[str] = []
    for eojeol, tokens in _eojeols(sentence):
        row = [*row, eojeol] if tokens and all(token.tag in _NOUNS for token in tokens) else []
        best = max(best, row, key=len)
    return best


def is_doubly_negated(tokens: Sequence[Token]) -> bool:
    """Tell whether two negations belong to one thought."""
    places = [at for at, one in enumerate(tokens) if one.lemma in _NEGATIONS and one.tag.startswith(_NEGATION_TAGS)]
    return any(
        second - first <= _NEAR and not any(_parts(token) for token in tokens[first + 1 : second])
        for first, second in pairwise(places)
    )


def _parts(token: Token) -> bool:
    return token.tag in {"SP", "SF"} or (token.tag == "EC" and token.form in _JOINING)


def _eojeols(sentence: DraftSentence) -> Iterator[tuple[str, list[Token]]]:
    at = sentence.tokens[0].start
    for eojeol in sentence.text.split():
        start = sentence.line.index(eojeol, at)
        at = start + len(eojeol)
        yield eojeol, [token for token in sentence.tokens if start <= token.start < at]

"""Figures that a draft claims, against the list of those that were approved."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from voc.config.proof import Figure
from voc.planning.draft_check.finding import Finding
from voc.planning.wording import particle

_SIZES = {"": 1, "천": 1_000, "만": 10_000, "억": 100_000_000}
_FIGURE = re.compile(
    r"(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<size>[천만억]?)\s*(?P<unit>명|%|퍼센트|원|건|배)(?![가-힣]*(?:쿠폰|할인|적립))"
)
_SAME = {"퍼센트": "%"}
# Offers and conditions are no claims: 20% 할인, 선착순 100명, 5만 원보다 적으면.
_OFFER = re.compile(r"할인|쿠폰|적립|페이백|캐시백|추첨|당첨|선착순|경품|증정|이하|미만|이상|보다 (?:적|작|많|크)")
# Fewer people prove nothing: 2명이 함께.
_LEAST_PEOPLE = 10


def check_figures(sentences: Sequence[str], approved: Sequence[Figure], on: date | None) -> Iterator[Finding]:
    """Find figures about people, shares, amounts that are on no list, or not any more; nothing without a list.

    Parameters
    ----------
    on : date or None
        The day of sending; None where the draft does not tell, and then no figure is out of date.
    """
    for sentence in sentences if approved else ():
        for claim in () if _OFFER.search(sentence) else _FIGURE.finditer(sentence):
            value, unit = _value(claim), _SAME.get(claim["unit"], claim["unit"])
            if unit == "명" and value < _LEAST_PEOPLE:
                continue
            known = [one for one in approved if (one.value, one.unit) == (value, unit)]
            if not known:
                yield _unknown(claim[0], sentence)
            elif on is not None and not any(one.is_valid(on) for one in known):
                yield _outdated(claim[0], sentence)


def _value(claim: re.Match[str]) -> float:
    return float(claim["value"].replace(",", "")) * _SIZES[claim["size"]]


def _unknown(claim: str, sentence: str) -> Finding:
    advice = (
        f"‘{claim}’{particle(claim, '은', '는')} 승인된 숫자 목록(config/proof.yaml)에 없습니다. 출처와 기준일을 "
        "확인하고 승인받은 뒤에 쓰세요."
    )
    return Finding("figure_not_approved", "info", sentence, advice)


def _outdated(claim: str, sentence: str) -> Finding:
    advice = f"‘{claim}’{particle(claim, '은', '는')} 보내는 날에 쓸 수 없는 숫자입니다. 기준일과 기한을 확인하세요."
    return Finding("figure_not_approved", "info", sentence, advice)

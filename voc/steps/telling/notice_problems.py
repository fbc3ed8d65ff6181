"""What went wrong in a run, in Korean; what only an error's own words can say stays in its words."""

import re
from collections.abc import Callable, Iterator, Mapping

from voc.errors import VocError
from voc.steps.collect import Collected
from voc.steps.night import RunOutcome

# As `collect` names an error that nobody foresaw.
_UNFORESEEN = re.compile(r"unexpected (\w+) in ")
_STRANGE: Mapping[str, Callable[[Collected], str]] = {
    "silent": lambda _: "평소와 달리 새 글이 하나도 없습니다",
    "little": lambda one: f"새 글이 {one.n_read:,}건으로, 평소보다 크게 줄었습니다",
    "rejects": lambda _: "읽지 못한 줄이 평소보다 크게 늘었습니다",
    "first_empty": lambda _: "첫 수집에서 아무것도 받지 못했습니다. sources.yaml의 설정을 확인해 주세요",
}


def problems_of(outcome: RunOutcome, error: Exception | None) -> Iterator[str]:
    """Say what went wrong, one sentence for each thing.

    Parameters
    ----------
    error : Exception or None
        What ended the run before its time; the words of one that is not ours may be a customer's.
    """
    if error is not None:
        yield error.kept if isinstance(error, VocError) else _unforeseen(type(error).__name__)
    for one in outcome.collected:
        yield from (f"{one.source}: {said}" for said in _of_source(one))
    if outcome.unreadable:
        yield f"분석하지 못한 글 {len(outcome.unreadable):,}건"


def _of_source(one: Collected) -> Iterator[str]:
    if one.error:
        unforeseen = _UNFORESEEN.match(one.error)
        yield _unforeseen(unforeseen[1]) if unforeseen else f"수집하지 못했습니다. {one.error}"
    yield from (f"일부를 받지 못했습니다. {problem.part}: {problem.reason}" for problem in one.problems)
    for verdict in one.verdicts:
        if verdict.level == "red":
            said = _STRANGE.get(verdict.what)
            yield said(one) if said else verdict.sentence
    if one.saved.n_rejects:
        yield f"{one.saved.n_rejects:,}줄을 읽지 못해 따로 두었습니다 (voc rejects list)"


def _unforeseen(kind: str) -> str:
    return f"예상하지 못한 오류({kind})입니다. voc show runs에서 확인해 주세요"

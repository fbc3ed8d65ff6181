"""Whether a brief was frozen, and when: what readers are told of it."""

from datetime import datetime

from voc.planning.sentences import Brief
from voc.weeks import in_seoul


def frozen_line(brief: Brief) -> str:
    """Say whether the brief is the one that was handed out, or made of what the store holds today.

    Examples
    --------
    >>> frozen_line({"frozen": True, "frozen_at": "2026-11-22T17:30:00+00:00"})
    '2026-11-23 02:30 KST에 확정한 브리프입니다. 그 뒤에 들어오거나 바뀐 것은 담지 않았습니다.'
    >>> frozen_line({})
    '아직 확정하지 않은 주라, 지금 있는 자료로 만들었습니다.'
    """
    if not brief.get("frozen"):
        return "아직 확정하지 않은 주라, 지금 있는 자료로 만들었습니다."
    if not brief.get("frozen_at"):
        return (
            "확정한 브리프입니다(언제 확정했는지는 남아 있지 않습니다). 그 뒤에 들어오거나 바뀐 것은 담지 않았습니다."
        )
    at = in_seoul(datetime.fromisoformat(brief["frozen_at"]))
    return f"{at}에 확정한 브리프입니다. 그 뒤에 들어오거나 바뀐 것은 담지 않았습니다."

"""Tables of a survey that is being imported: what its columns are taken for, and what came of it."""

from voc.dashboard.downloads.table import Column, Row, Table
from voc.dashboard.downloads.view import Offer, View
from voc.dashboard.import_form import roles_for
from voc.dashboard.import_words import reason
from voc.dashboard.pages.work import folder_named
from voc.dashboard.work import WorkFolder
from voc.dashboard.work.survey_steps import PLAN

_PAGE = "/imports/{of}"
_STEPS = ("look", "try", "take")
_COUNTED = {
    "n_rows": "읽은 줄",
    "n_new": "새 응답",
    "n_revised": "고쳐진 응답",
    "n_unchanged": "이미 있는 응답",
    "n_removed": "거둬들인 응답",
    "n_expired": "보관 기간이 지난 응답",
    "n_forgotten": "잊기로 한 사람의 응답",
    "n_rejects": "읽지 못한 줄",
    "n_weeks": "다시 센 주",
}


def _columns(view: View) -> Table:
    work = _work(view)
    plan = work.read(PLAN) or {"columns": []}
    columns = [
        Column("문항", wide=50),
        Column("무엇으로", wide=24),
        Column("응답", "count"),
        Column("까닭", wide=40),
        Column("확인", wide=12),
    ]
    rows: list[Row] = [
        (
            one["name"],
            roles_for(one["word"])[one["word"]],
            one["n_answers"],
            reason(one["reason"]),
            "확인 필요" if one["doubtful"] else "",
        )
        for one in plan["columns"]
    ]
    return Table(columns, rows, work.asked["name"])


def _counts(view: View) -> Table:
    work = _work(view)
    counts = (work.result or {}).get("counts") or {}
    rows: list[Row] = [(said, counts[name]) for name, said in _COUNTED.items() if name in counts]
    return Table([Column("항목", wide=24), Column("수", "count")], rows, work.asked["name"])


def _work(view: View) -> WorkFolder:
    return folder_named(view.request, view.of, _STEPS)


OFFERS = {
    "import-columns": Offer("설문 문항", _PAGE, _columns, "editor", weeks="none", knows=()),
    "import-counts": Offer("설문 가져오기 결과", _PAGE, _counts, "editor", weeks="none", knows=()),
}

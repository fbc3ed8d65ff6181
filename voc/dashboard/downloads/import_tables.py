"""Tables of a file that is being imported: what its columns are taken for, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voc.dashboard import import_words, message_import_words
from voc.dashboard.downloads.table import Column, Row, Table
from voc.dashboard.downloads.view import Offer, View
from voc.dashboard.import_form import roles_for
from voc.dashboard.pages.work import folder_named
from voc.dashboard.work import WorkFolder
from voc.dashboard.work.survey_steps import PLAN


@dataclass(frozen=True, slots=True)
class _Imported:
    """What the tables of one kind of import say.

    Attributes
    ----------
    heading, filled : str
        What a column of the file is called, and what is counted in it.
    counted : mapping of str to str
        Counts of the work, as people call them.
    """

    steps: tuple[str, ...]
    heading: str
    filled: str
    roles_for: Callable[[str], Mapping[str, str]]
    reason: Callable[[str], str]
    counted: Mapping[str, str]

    def columns(self, view: View) -> Table:
        """Say what each column is taken for."""
        work = self._work(view)
        plan = work.read(PLAN) or {"columns": []}
        columns = [
            Column(self.heading, wide=50),
            Column("무엇으로", wide=24),
            Column(self.filled, "count"),
            Column("까닭", wide=40),
            Column("확인", wide=12),
        ]
        rows: list[Row] = [
            (
                one["name"],
                self.roles_for(one["word"])[one["word"]],
                one["n_answers"],
                self.reason(one["reason"]),
                "확인 필요" if one["doubtful"] else "",
            )
            for one in plan["columns"]
        ]
        return Table(columns, rows, work.asked["name"])

    def counts(self, view: View) -> Table:
        """Say what came of the file."""
        work = self._work(view)
        counts = (work.result or {}).get("counts") or {}
        rows: list[Row] = [(said, counts[name]) for name, said in self.counted.items() if name in counts]
        return Table([Column("항목", wide=24), Column("수", "count")], rows, work.asked["name"])

    def _work(self, view: View) -> WorkFolder:
        return folder_named(view.request, view.of, self.steps)


_SURVEYS = _Imported(
    ("look", "try", "take"),
    "문항",
    "응답",
    roles_for,
    import_words.reason,
    {
        "n_rows": "읽은 줄",
        "n_new": "새 응답",
        "n_revised": "고쳐진 응답",
        "n_unchanged": "이미 있는 응답",
        "n_removed": "거둬들인 응답",
        "n_expired": "보관 기간이 지난 응답",
        "n_forgotten": "잊기로 한 사람의 응답",
        "n_rejects": "읽지 못한 줄",
        "n_weeks": "다시 센 주",
    },
)
_MESSAGES = _Imported(
    ("look-messages", "try-messages", "take-messages"),
    "칸",
    "채워진 줄",
    message_import_words.roles_for,
    message_import_words.reason,
    {
        "n_rows": "읽은 줄",
        "n_new": "새 메시지",
        "n_changed": "결과가 바뀐 메시지",
        "n_unchanged": "이미 있는 메시지",
        "n_repeated": "파일에 두 번 있는 줄",
        "n_rejects": "읽지 못한 줄",
    },
)


def _offer(title: str, path: str, make: Callable[[View], Table]) -> Offer:
    return Offer(title, path, make, "editor", weeks="none", knows=())


OFFERS = {
    "import-columns": _offer("설문 문항", "/imports/{of}", _SURVEYS.columns),
    "import-counts": _offer("설문 가져오기 결과", "/imports/{of}", _SURVEYS.counts),
    "sent-columns": _offer("메시지 파일의 칸", "/imports/messages/{of}", _MESSAGES.columns),
    "sent-counts": _offer("메시지 가져오기 결과", "/imports/messages/{of}", _MESSAGES.counts),
}

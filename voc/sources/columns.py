"""Which column of a file holds which field of a record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voc.sources.base import SourceSpec
from voc.tables import look_up_column
from voc.tables.table import MissingColumnError

# What exports call these fields, looked for where sources.yaml names no column. A running number (번호) is no id.
USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "doc_id", "review_id", "ticket_id", "post_id", "문의번호", "접수번호", "상담번호", "리뷰ID", "글번호"),
    "text": (
        "text", "body", "content", "message", "내용", "본문", "문의내용", "문의 내용", "상담내용", "상담 내용",
        "리뷰내용", "리뷰 내용", "리뷰", "후기", "의견",
    ),
    "title": ("title", "subject", "제목", "문의제목"),
    "created_at": (
        "created_at", "date", "written_at", "작성일시", "작성일", "등록일시", "등록일", "접수일시", "접수일",
        "문의일시", "상담일시", "일시", "날짜",
    ),
    "updated_at": ("updated_at", "수정일시", "수정일"),
    "author": ("author", "작성자", "닉네임", "아이디", "회원번호", "고객번호"),
    "rating": ("rating", "score", "stars", "별점", "평점", "만족도"),
    "url": ("url", "link", "링크"),
    "app_version": ("app_version", "앱버전", "앱 버전"),
    "language": ("language", "언어"),
    "parent_id": ("parent_id", "원글번호"),
    "tags": ("tags", "태그"),
}  # fmt: skip
# The field of the customer's id in the company's own tools, where sources.yaml asks for it.
USER = "external_user"
# A source that names one of these means it: without it ids would change, dates vanish, or agents speak as customers.
_MEANT = frozenset({"id", "text", "created_at", "role"})


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The columns of one file by field; a field that the file lacks is absent."""

    by_field: Mapping[str, str]
    segments: Mapping[str, str]

    def cell(self, cells: Mapping[str, str], field: str) -> str:
        """Return the trimmed cell of a field, `""` where the file has no such column."""
        column = self.by_field.get(field)
        return cells[column].strip() if column is not None else ""

    def as_delivered(self, cells: Mapping[str, str], field: str) -> str:
        """Return the cell of a field exactly as delivered."""
        column = self.by_field.get(field)
        return cells[column] if column is not None else ""


def map_columns(header: Sequence[str], spec: SourceSpec, *, where: str) -> ColumnMap:
    """Find the columns of a file: those that sources.yaml names, for other fields the usual names.

    Raises
    ------
    MissingColumnError
        There is no text column, or a named id, time or role column is not there.
    """
    found: dict[str, str] = {}
    for field in {**USUAL_NAMES, **spec.columns}:
        names = spec.columns.get(field) or USUAL_NAMES.get(field, ())
        column = look_up_column(header, names)
        if column is not None:
            found[field] = column
        elif field in _MEANT and (field in spec.columns or field == "text"):
            raise MissingColumnError(names[0], header, where=where)
    if spec.roles and "role" not in found:
        raise MissingColumnError(
            "role", header, where=f"{where} (roles are set, so sources.yaml must name their column)"
        )
    user = look_up_column(header, (spec.user_column,)) if spec.user_column else None
    if user is not None:
        found[USER] = user
    segments = {name: look_up_column(header, (column,)) for name, column in spec.segments.items()}
    return ColumnMap(found, {name: column for name, column in segments.items() if column is not None})

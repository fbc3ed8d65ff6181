"""A brief as a file: drawn in a format, with the documents whose words it holds."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, TypeAlias

from voc.planning.brief import Brief
from voc.planning.html import brief_html
from voc.planning.markdown import brief_markdown
from voc.planning.slack import brief_slack, slack_text
from voc.steps.audit_log import quoted_documents
from voc.steps.brief import brief_names
from voc.steps.workplace import Workplace

Format: TypeAlias = Literal["markdown", "html", "slack", "xlsx"]


_TEXTS: Mapping[Format, Callable[[Brief], str]] = {
    "markdown": brief_markdown,
    "html": brief_html,
    "slack": lambda brief: slack_text(brief_slack(brief)),
}


@dataclass(frozen=True, slots=True)
class BriefFile:
    """What leaves the store.

    Attributes
    ----------
    documents : set of str
        Ids of those whose words it holds.
    """

    content: bytes
    documents: AbstractSet[str]


def draw_brief(place: Workplace, brief: Brief, form: Format) -> BriefFile:
    """Draw a brief; a workbook also holds what was said on its themes beyond the quotes."""
    quoted = quoted_documents(brief)
    if form != "xlsx":
        return BriefFile(_TEXTS[form](brief).encode(), quoted)
    # Loaded here: the other formats need no writer of workbooks.
    from voc.planning.brief_sheets import brief_workbook  # noqa: PLC0415 - see above
    from voc.planning.brief_sheets.verbatims import list_verbatims  # noqa: PLC0415

    with place.store.read() as connection:
        listed = list_verbatims(connection, brief, brief_names(place).channels)
    return BriefFile(brief_workbook(brief, listed), quoted | {one.document_id for one in listed})

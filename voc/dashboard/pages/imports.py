"""설문 가져오기: a file is handed in, understood, corrected, tried, imported; what takes long runs beside the page."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard import import_words
from voc.dashboard.access import needs
from voc.dashboard.import_form import roles_for
from voc.dashboard.pages.importing import Imported, draw_start, pages_of, safe_name
from voc.dashboard.shared import place_of
from voc.dashboard.work import WorkFolder

__all__ = ["SURVEYS", "drop", "go_on", "hand_out", "safe_name", "show", "show_one", "take_file"]


def _about(request: Request, _: WorkFolder, result: Mapping[str, Any]) -> Mapping[str, Any]:
    is_known = any(one.name == result.get("source") for one in place_of(request).settings.sources)
    return {
        "said": import_words.refusal(result["error"]) if "error" in result else "",
        "answers_at": {"source": result["source"]} if is_known else {},
        "roles_for": roles_for,
        "spelled": import_words,
    }


SURVEYS = Imported(
    path="/imports",
    steps={"look": "look", "try": "try", "take": "take"},
    start="imports.html",
    one="import.html",
    nameless="설문 파일",
    source=lambda result: str(result.get("source", "")),
    about=_about,
)


@needs("editor")
def show(request: Request) -> Response:
    """Draw where a file is handed in, and the files of this person that wait."""
    return draw_start(request, SURVEYS)


take_file, show_one, go_on, drop, hand_out = pages_of(SURVEYS)

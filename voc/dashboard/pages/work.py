"""다시 읽기의 진행: how far a retry is, and what came of it; it asks for itself until there is an end."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from voc.dashboard import operation_words as words
from voc.dashboard.access import needs, user_of
from voc.dashboard.drawing import page
from voc.dashboard.shared import place_of
from voc.dashboard.work import WorkFolder, open_folder


@needs("admin")
def show(request: Request) -> Response:
    """Draw the state of a retry."""
    work = folder_of(request, ("retry",))
    return page(request, "retry.html", work=work, state=work.state, words=words)


def folder_of(request: Request, steps: tuple[str, ...]) -> WorkFolder:
    """Find the folder that an address names; only for who began it, and for admins.

    Raises
    ------
    HTTPException
        There is none, it is another's, or of another kind of work.
    """
    return folder_named(request, request.path_params["work_id"], steps)


def folder_named(request: Request, work_id: str, steps: tuple[str, ...]) -> WorkFolder:
    """Find a folder by its id, as `folder_of` does."""
    work, user = open_folder(place_of(request).settings, work_id), user_of(request)
    asked = work.asked if work else {}
    if work is None or asked.get("step") not in steps or not (asked.get("who") == user.name or user.may("admin")):
        raise HTTPException(404)
    return work

"""Where an answer leads on to."""

import httpx

from voc.sources.answers import Answer, HttpError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5


def target_of(answer: Answer, *, source: str) -> str:
    """Return the address that a redirect names; empty where an answer is none.

    Raises
    ------
    HttpError
        It names none.
    """
    if answer.status not in REDIRECTS:
        return ""
    location = answer.headers.get("location", "")
    if not location:
        message = (
            f"Source '{source}': {httpx.URL(answer.url).host} answered {answer.status} without saying where to go. "
            "Check the address in sources.yaml."
        )
        raise HttpError(message, status=answer.status)
    return str(httpx.URL(answer.url).join(location))

"""The Prefect server that the environment or a profile of Prefect names; asked without loading Prefect."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from voc.steps.check_store import Finding

_VARIABLE = "PREFECT_API_URL"
_PATIENCE_S = 2.0
_WELL, _ELSEWHERE, _LOCKED = 200, range(300, 400), {401, 403}


@dataclass(frozen=True, slots=True)
class Named:
    """A server's address, and what names it."""

    address: str
    by: str


def named_server(environment: Mapping[str, str]) -> Named | None:
    """Find the server that runs would use: that of the variable, else that of the profile which is switched on."""
    if environment.get(_VARIABLE):
        return Named(environment[_VARIABLE], _VARIABLE)
    home = Path(environment.get("PREFECT_HOME") or Path.home() / ".prefect").expanduser()
    file = Path(environment.get("PREFECT_PROFILES_PATH") or home / "profiles.toml").expanduser()
    try:
        held = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None  # None is needed; what Prefect cannot read it says itself.
    name = environment.get("PREFECT_PROFILE") or held.get("active")
    profile = held.get("profiles", {}).get(name, {})
    address = profile.get(_VARIABLE) if isinstance(profile, dict) else None
    return Named(str(address), f"Prefect's profile '{name}'") if address else None


def scheduler(named: Named | None, ask: Callable[[str], int | None]) -> Finding:
    """Judge whether the server answers.

    Parameters
    ----------
    ask : callable
        Address to the HTTP status of the answer, None where there is none; see `status_of`.
    """
    if named is None:
        told = "no Prefect server is named (PREFECT_API_URL): each run starts a scheduler of its own, 10-20 s"
        return Finding("scheduler", "ok", told)
    # Behind an @ there may be a password before it.
    shown = named.address.rpartition("@")[2]
    if urlsplit(named.address).scheme not in {"http", "https"}:
        told = f"{named.by} names no web address: {shown}. Expected http://HOST:4200/api"
        return Finding("scheduler", "wrong", told)
    return _judge(ask(named.address), f"Prefect's server at {shown} (named by {named.by})", named.by)


def _judge(status: int | None, server: str, by: str) -> Finding:
    if status is None:
        told = f"{server} does not answer. Start it (prefect server start), or take it out of {by}"
        return Finding("scheduler", "wrong", told)
    if status == _WELL:
        return Finding("scheduler", "ok", f"{server} answers")
    if status in _LOCKED:
        told = f"{server} answers and wants to know who asks ({status}). Runs need PREFECT_API_AUTH_STRING"
        return Finding("scheduler", "note", told)
    if status in _ELSEWHERE:
        told = f"{server} sends elsewhere ({status}), which was not followed. Name the address where it is"
        return Finding("scheduler", "note", told)
    told = f"{server} answers {status}, which Prefect's would not. Expected an address such as http://HOST:4200/api"
    return Finding("scheduler", "wrong", told)


def status_of(address: str) -> int | None:
    """Ask a server whether it is well, follow it nowhere, and return the HTTP status; None where no answer came."""
    parts = urlsplit(address)
    plain = parts._replace(netloc=parts.netloc.rpartition("@")[2], path=f"{parts.path.rstrip('/')}/health").geturl()
    try:
        with build_opener(_Staying).open(plain, timeout=_PATIENCE_S) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (HTTPException, OSError, ValueError):
        return None


class _Staying(HTTPRedirectHandler):
    """Follows no redirect, which then counts as the answer."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Go nowhere."""

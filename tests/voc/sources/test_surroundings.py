"""What the sources of a run share, and what an answer is."""

from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from voc.config.families import ZendeskSettings
from voc.errors import SourceError
from voc.sources import Surroundings
from voc.sources.answers import Answer

NOW = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)
ENTRY = {"name": "cs", "family": "zendesk", "subdomain": "haneulmart"}


def zendesk(**changes: object) -> ZendeskSettings:
    return ZendeskSettings.model_validate({**ENTRY, **changes})


def test_a_source_begins_with_the_day_it_names_as_it_begins_in_seoul() -> None:
    surroundings = Surroundings(Path(), now=lambda: NOW)
    settings = zendesk(since=date(2026, 9, 1))
    assert surroundings.first_moment(settings) == datetime(2026, 8, 31, 15, 0, tzinfo=UTC)


def test_without_one_it_begins_ninety_days_ago() -> None:
    surroundings = Surroundings(Path(), now=lambda: NOW)
    assert surroundings.first_moment(zendesk()) == datetime(2026, 6, 16, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(("contact", "about"), [(None, ""), ("voc@haneulmart.example", " (+voc@haneulmart.example)")])
def test_who_we_are_is_the_program_its_version_and_whom_to_write_to(contact: str | None, about: str) -> None:
    assert Surroundings(Path(), contact).user_agent == f"malgwi/{version('malgwi')}{about}"


def test_a_client_asks_the_hosts_of_its_source_only() -> None:
    with Surroundings(Path()).client(zendesk(base_url="https://desk.example.kr/help"), hints={403: "Ask."}) as http:
        assert http.rules.origins == {"https://desk.example.kr"}
        assert (http.rules.source, http.rules.allow_private, http.rules.hints) == ("cs", False, {403: "Ask."})
        with pytest.raises(SourceError, match="does not name"):
            http.get("https://haneulmart.zendesk.com/api/v2/tickets")


@pytest.mark.parametrize(
    ("content", "kind", "is_page"),
    [
        (b"<!DOCTYPE html><html>", "", True),
        (b"\xef\xbb\xbf \r\n<HTML lang='ko'>", "", True),
        ("점검 중입니다".encode(), "text/html; charset=utf-8", True),
        (b'{"body": "<html>"}', "application/json", False),
        (b"<rss><channel/></rss>", "application/rss+xml", False),
        (b"", "", False),
    ],
)
def test_a_web_page_is_told_by_what_it_says_or_is_said_to_be(content: bytes, kind: str, *, is_page: bool) -> None:
    headers = httpx.Headers({"content-type": kind} if kind else {})
    assert Answer("https://desk.example.kr/", 200, headers, content, NOW).is_page is is_page


@pytest.mark.parametrize(("status", "is_good"), [(199, False), (200, True), (204, True), (299, True), (304, False)])
def test_two_hundreds_are_good(status: int, *, is_good: bool) -> None:
    assert Answer("https://desk.example.kr/", status, httpx.Headers(), b"", NOW).is_good is is_good

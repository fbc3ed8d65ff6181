"""Plays the review feed of the App Store: ten pages at most, the last change first."""

import re
from datetime import datetime, timedelta, timezone
from typing import Any

from wire.case import Voice, Wire
from wire.server import Reply, Request, json_reply, text_reply

APP = "1234567890"
_PACIFIC = timezone(timedelta(hours=-7))
_FEED = re.compile(rf"/kr/rss/customerreviews/page=(\d+)/id={APP}/sortby=mostrecent/json")


class ItunesRssWire(Wire):
    """Each voice is a review. `per_page` is small; the real feed has 50 on a page."""

    family = "itunes_rss"
    listing = "/rss/customerreviews/"
    abilities = frozenset({"edit", "stick", "strange", "json", "late"})

    def __init__(self, n_voices: int = 0) -> None:
        self.changed: dict[int, datetime] = {}
        self.per_page = 3
        self.has_times = True
        self.has_app_entry = False
        self.empty_pages: set[int] = set()
        self.apps: set[str] = {APP}
        super().__init__(n_voices)

    def entry(self, url: str) -> dict[str, Any]:
        return {"family": "itunes_rss", "app_id": APP, "base_url": url, "delay_s": 0}

    def external_id(self, one: Voice) -> str:
        return str(11_290_010_000 + one.number)

    def add(self, one: Voice) -> None:
        super().add(one)
        self.changed[one.number] = one.at

    def edit(self, number: int, words: str) -> None:
        self.voices[number] = Voice(number, words, self.voices[number].at)
        self.changed[number] = self.now

    def answer(self, request: Request) -> Reply:
        if request.path == "/lookup":
            found = [{"trackId": int(APP)}] if request.query["id"] in self.apps else []
            return json_reply({"resultCount": len(found), "results": found})
        match = _FEED.fullmatch(request.path)
        if match is None:
            return json_reply({"feed": {"title": {"label": "iTunes Store: 사용자 리뷰"}}})
        if int(match[1]) > 10:
            return text_reply("CustomerReviews RSS page depth is limited to 10", 400, "text/plain")
        return self._page(int(match[1]))

    def _page(self, number: int) -> Reply:
        newest = sorted(self.voices, key=lambda one: (self.changed[one], one), reverse=True)
        start = 0 if self.is_stuck else (number - 1) * self.per_page
        entries = (
            [] if number in self.empty_pages else [self._entry(one) for one in newest[start : start + self.per_page]]
        )
        if self.has_app_entry and number == 1:
            entries.insert(0, {"im:name": {"label": "하늘마트"}, "id": {"label": "https://apps.example/kr/app"}})
        if self.is_strange and number == 1:
            entries.append({"im:rating": {"label": "별 다섯"}, "id": {"label": "1"}, "content": {"label": "모를 줄"}})
        feed: dict[str, Any] = {
            "author": {"name": {"label": "iTunes Store"}},
            "updated": {"label": self.now.isoformat()},
            "title": {"label": "iTunes Store: 사용자 리뷰"},
        }
        if entries:
            feed["entry"] = entries[0] if len(entries) == 1 else entries
        return json_reply({"feed": feed})

    def _entry(self, number: int) -> dict[str, Any]:
        one = self.voices[number]
        address = f"https://itunes.apple.com/kr/reviews/id{700_000 + number}"
        entry: dict[str, Any] = {
            "author": None
            if self.is_strange
            else {"uri": {"label": address}, "name": {"label": "달빛고양이"}, "label": ""},
            "updated": {"label": self.changed[number].astimezone(_PACIFIC).isoformat()},
            "im:rating": {"label": str(1 + number % 5)},
            "im:version": None if self.is_strange else {"label": "5.12.0"},
            "id": {"label": self.external_id(one)},
            "title": {"label": "로그인 이야기"},
            "content": {"label": one.words, "attributes": {"type": "text"}},
            "link": {"attributes": {"rel": "related", "href": "https://itunes.apple.com/kr/review?id=1234567890"}},
        }
        return entry if self.has_times else {name: value for name, value in entry.items() if name != "updated"}

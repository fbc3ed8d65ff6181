"""Google Play: what the API and the monthly reports say of the same reviews, and what is lost between them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from held import earlier_texts, held
from wire import FIRST, NOW, GooglePlayWire, Voice, voice
from wire.google_play import BUCKET, Row, report
from wire.server import Reply, json_reply, text_reply

from voc.privacy import hash_handle
from voc.records import Cursor, Window
from voc.store import save_cursor

DAY = timedelta(days=1)
# 20 May 2026, noon in Seoul.
MAY = datetime(2026, 5, 20, 3, 0, tzinfo=UTC)


def gp(number: int) -> str:
    return f"gp:AOqpTOE{number:04}"


def row(number: int, words: str, at: datetime, *, changed_at: datetime | None = None, **more: Any) -> Row:  # noqa: ANN401
    return Row(gp(number), words, at, changed_at or at, **more)


@pytest.fixture
def market(play: Callable) -> Callable[..., Any]:
    """Start a Google Play that also has a bucket: `market(3, api=False)`."""

    def start(n_voices: int = 0, **changes: object) -> Any:  # noqa: ANN401
        played = play("google_play", n_voices)
        played.write_sources(reports_bucket=BUCKET, **changes)
        return played

    return start


def asked(played: Any, part: str) -> list[Any]:  # noqa: ANN401
    return [request for request in played.server.requests if part in request.path]


def test_a_review_becomes_a_record_with_all_that_the_api_tells(play: Callable) -> None:
    played = play("google_play", 3)
    assert played.collect().error == ""
    found = held(played)[gp(2)]
    # Written at 11:00 in Seoul and .317 s; reports tell whole seconds.
    at = FIRST + timedelta(hours=2)
    assert (found.created_at, found.created_precision, found.updated_at) == (at, "seen", at)
    assert (found.title, found.text) == ("결제 이야기", f"결제 이야기\n\n{voice(2).words}")
    assert (found.kind, found.channel, found.rating_value, found.language) == ("review", "google_play", 3, "ko")
    assert (found.product, found.app_version, found.url, found.tags) == ("kr.example.haneulmart", "5.12.0", None, [])
    with played.place() as place:
        assert found.author_hash == hash_handle(f"김하늘 {gp(2)}", place.author_key)


def test_without_a_tab_all_is_body_and_without_a_name_there_is_no_author(play: Callable) -> None:
    played = play("google_play", 2)
    played.collect()
    found = held(played)[gp(1)]
    assert (found.title, found.text, found.author_hash) == (None, voice(1).words, None)


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("\t배송이 늦어요", None, "배송이 늦어요"),
        ("늦어요\t사흘째\t그대로예요", "늦어요", "사흘째\t그대로예요"),
        ("제목만 있어요\t", "제목만 있어요", None),
    ],
)
def test_the_first_tab_parts_title_and_body(text: str, title: str | None, body: str | None, play: Callable) -> None:
    played = play("google_play", 1)

    def with_text(reply: Reply) -> Reply:
        content = b'"text": "' + text.replace("\t", "\\t").encode() + b'"'
        return Reply(
            200, reply.body.replace(f'"text": "결제 이야기\\t{voice(0).words}"'.encode(), content), reply.headers
        )

    played.server.misbehave(with_text, on=played.wire.listing)
    played.collect()
    (found,) = held(played).values()
    assert found.title == title
    assert found.text == "\n\n".join(part for part in (title, body) if part)


def test_a_review_of_which_only_the_reply_is_told_gives_nothing(play: Callable) -> None:
    played = play("google_play", 0)
    reply = {"developerComment": {"text": "감사합니다.", "lastModified": {"seconds": "1789261512"}}}
    content = {"reviews": [{"reviewId": "gp:a", "comments": [reply]}, {"reviewId": "gp:b", "comments": []}]}
    played.server.misbehave(lambda _: json_reply(content), on=played.wire.listing)
    collected = played.collect()
    assert (collected.error, collected.n_rows, held(played)) == ("", 0, {})


@pytest.mark.parametrize("comments", [[1, 2], ["좋아요"], [{"userComment": "좋아요"}], "좋아요"])
def test_comments_of_another_form_are_set_aside(comments: object, play: Callable) -> None:
    played = play("google_play", 0)
    content = {"reviews": [{"reviewId": "gp:a", "comments": comments}]}
    played.server.misbehave(lambda _: json_reply(content), on=played.wire.listing)
    collected = played.collect()
    assert (collected.error, collected.saved.n_rejects, held(played)) == ("", 1, {})


def test_a_review_that_tells_no_time_is_of_when_it_was_first_seen(play: Callable) -> None:
    played = play("google_play", 1)

    def timeless(reply: Reply) -> Reply:
        content = json.loads(reply.body)
        del content["reviews"][0]["comments"][1]["userComment"]["lastModified"]
        return json_reply(content)

    played.server.misbehave(timeless, on=played.wire.listing, times=9)
    played.collect(Window(end=NOW - 2 * DAY))
    played.wire.now = NOW + DAY
    assert played.collect().saved.n_revised == 0
    found = held(played)[gp(0)]
    assert (found.created_at, found.created_precision, found.week) == (NOW, "seen", "2026-W38")


def test_another_app_under_the_same_name_is_collected_from_its_beginning(market: Callable) -> None:
    played = market(7)
    played.wire.write_report("202609", row(9, "보고서의 후기", FIRST))
    content = {
        "family": "google_play",
        "app": "kr.example.nobody",
        "since": "2026-09-20T00:00:00+00:00",
        "newest": (NOW + 3 * DAY).isoformat(),
        "until": (NOW - 90 * DAY).isoformat(),
    }
    with played.place() as place, place.store.begin() as connection:
        save_cursor(connection, Cursor("played", json.dumps(content)))
    collected = played.collect()
    assert (collected.error, collected.problems, set(held(played))) == ("", [], {gp(n) for n in (*range(7), 9)})
    assert json.loads(played.cursor().value)["app"] == "kr.example.haneulmart"


def test_a_cursor_of_another_family_is_refused(play: Callable) -> None:
    played = play("google_play", 2)
    with played.place() as place, place.store.begin() as connection:
        save_cursor(connection, Cursor("played", '{"family": "itunes_rss", "app": "kr.example.haneulmart"}'))
    assert "is none of its family's" in played.collect().error


@pytest.mark.parametrize("item", [{"name": "", "generation": None}, 7, {"name": ["a"]}])
def test_an_odd_line_in_the_list_of_reports_costs_only_itself(item: object, market: Callable) -> None:
    played = market(2)
    name = "reviews/reviews_kr.example.haneulmart_202608.csv"
    odd = {"name": name, "generation": None} if isinstance(item, dict) and item["name"] == "" else item
    played.wire.write_report("202609", row(9, "보고서의 후기", FIRST))

    def with_odd(reply: Reply) -> Reply:
        content = json.loads(reply.body)
        return json_reply({**content, "items": [odd, *content["items"]]})

    played.server.misbehave(with_odd, on=f"/b/{BUCKET}/o")
    collected = played.collect()
    assert (collected.error, set(held(played))) == ("", {gp(0), gp(1), gp(9)})
    assert [problem.part for problem in collected.problems] == [
        name if odd is not item else "the list of monthly reports"
    ]


def test_no_word_of_the_developers_is_stored(market: Callable) -> None:
    played = market(3)
    played.wire.write_report("202609", row(0, voice(0).words, FIRST))
    played.collect()
    assert len(held(played)) == 3
    assert not [one for one in held(played).values() if "불편을 드려" in repr(one)]


def test_a_run_stops_a_day_before_what_it_knows_and_begins_at_the_top(play: Callable) -> None:
    played = play("google_play", 0)
    for number in range(12):
        played.wire.add(Voice(number, f"{number}번 후기예요", NOW - timedelta(hours=5 * number)))
    played.collect()
    # Twelve reviews, three on a page.
    assert len(asked(played, "/reviews")) == 4
    played.server.requests.clear()
    played.wire.add(Voice(12, "새로 쓴 후기예요", NOW))
    assert played.collect().saved.n_new == 1
    # 5, 6 and 7 on the third page are more than a day older than 0, which was the newest that was known.
    assert [request.query.get("token") for request in asked(played, "/reviews")] == [None, "t3", "t6"]
    assert all(request.query["maxResults"] == "100" for request in asked(played, "/reviews"))


def test_reviews_that_the_api_has_forgotten_since_the_last_run_are_told_once(play: Callable) -> None:
    played = play("google_play", 2)
    played.collect()
    played.wire.now = NOW + timedelta(days=7)
    assert played.collect().problems == []
    # Nine and a half days later, two and a half are out of reach: of 21, 22 and the first half of 23 September.
    played.wire.now += timedelta(days=9, hours=12)
    (problem,) = played.collect().problems
    assert problem.part == "reviews from 2026-09-21 to 2026-09-24"
    assert problem.reason.startswith("3 days are no longer in the API, which keeps a week.")
    assert "reports_bucket" in problem.reason
    assert played.collect().problems == []


def test_where_reports_are_configured_nothing_is_lost(market: Callable) -> None:
    played = market(2)
    played.wire.write_report("202609", row(0, voice(0).words, FIRST))
    played.collect()
    played.wire.now = NOW + timedelta(days=30)
    assert played.collect().problems == []


def test_a_window_that_ended_earlier_counts_as_not_asked(play: Callable) -> None:
    played = play("google_play", 2)
    played.collect(Window(end=NOW - timedelta(days=2)))
    played.wire.now = NOW + timedelta(days=6)
    (problem,) = played.collect().problems
    assert problem.reason.startswith("1 days")


def test_many_nights_of_api_and_reports_change_nothing_twice(market: Callable) -> None:
    """Night one knows the API only; the report of night two tells the time of submission; then all is quiet."""
    played = market(2)
    played.wire.write_report("202608", row(90, "지난달에 쓴 후기", FIRST - timedelta(days=20)))
    played.write_sources(reports_bucket=BUCKET, since="2026-08-01")
    first = played.collect()
    assert (first.error, first.saved.n_new, first.saved.n_revised) == ("", 3, 0)
    submitted = FIRST - timedelta(hours=30)
    told = (
        row(0, voice(0).words, submitted, changed_at=FIRST, title="결제 이야기", stars=1),
        row(1, voice(1).words, FIRST + timedelta(hours=1), stars=2),
    )
    played.wire.write_report("202609", *told)
    second = played.collect()
    assert (second.saved.n_new, second.saved.n_revised) == (0, 2)
    found = held(played)[gp(0)]
    assert (found.created_at, found.created_precision) == (submitted, "second")
    assert found.url is not None
    before = played.facts()
    for _ in range(3):
        played.wire.now += timedelta(hours=12)
        # Regenerated every day, also where nothing is new.
        played.wire.write_report("202609", *told)
        night = played.collect()
        assert (night.error, night.saved.n_new, night.saved.n_revised, night.problems) == ("", 0, 0, [])
    assert played.facts() == before


def test_words_that_reports_spell_otherwise_do_not_change_every_night(market: Callable) -> None:
    """The API says nanoseconds and the report whole seconds: the report of the same edit stands."""
    played = market(1)
    told = row(0, "결제하고 나서\n주문 내역이 안 보여요", FIRST, stars=1, title="결제 이야기")
    played.wire.write_report("202609", told)
    played.collect()
    played.collect()
    played.wire.write_report("202609", told)
    night = played.collect()
    assert night.saved.n_revised == 0
    assert played.bodies()[gp(0)] == "결제하고 나서\n주문 내역이 안 보여요"


def test_an_edit_that_the_api_tells_first_keeps_the_time_of_submission(market: Callable) -> None:
    played = market(1)
    submitted = FIRST - timedelta(days=2)
    played.wire.write_report(
        "202609", row(0, voice(0).words, submitted, changed_at=FIRST, title="결제 이야기", stars=1)
    )
    played.collect()
    played.wire.now += DAY
    played.wire.edit(0, "고쳐 주셔서 이제 잘 됩니다")
    night = played.collect()
    assert (night.saved.n_revised, played.bodies()[gp(0)]) == (1, "고쳐 주셔서 이제 잘 됩니다")
    assert held(played)[gp(0)].created_at == submitted
    assert earlier_texts(played, gp(0)) == ["결제 이야기\n\n" + voice(0).words]


@pytest.mark.parametrize("is_may_last", [False, True])
def test_a_review_of_may_that_was_edited_in_june_has_junes_words(market: Callable, *, is_may_last: bool) -> None:
    played = market(api=False, since="2026-05-01")
    may = row(7, "앱이 자꾸 꺼져요", MAY, stars=1)
    june = row(7, "업데이트하니 안 꺼져요", MAY, changed_at=MAY + timedelta(days=20), stars=5)
    played.wire.write_report("202605", may)
    if is_may_last:
        played.wire.write_report("202606", june)
    played.collect()
    # The May file goes on saying what was said in May.
    played.wire.write_report("202605", may)
    played.wire.write_report("202606", june)
    played.collect()
    found = held(played)[gp(7)]
    assert (found.text, found.rating_value, found.created_at) == ("업데이트하니 안 꺼져요", 5, MAY)
    assert played.collect().saved.n_revised == 0


def test_stars_without_words_are_kept_as_ratings(market: Callable) -> None:
    played = market(api=False)
    alone = Row("", "", FIRST, FIRST, stars=5)
    played.wire.write_report("202609", row(1, "포장이 튼튼해요", FIRST), alone, alone)
    collected = played.collect()
    assert (collected.error, collected.saved.n_new, collected.saved.n_rejects) == ("", 3, 0)
    ratings = [one for key, one in sorted(held(played).items()) if key.startswith("gpcsv:")]
    millis = int(FIRST.timestamp() * 1000)
    assert ratings[0].external_id == f"gpcsv:kr.example.haneulmart:{millis}:a52sxq:ko"
    assert [(one.text, one.rating_value) for one in ratings] == [("", 5), ("", 5)]


def test_only_reports_that_have_changed_are_read_again(market: Callable) -> None:
    played = market(api=False, since="2026-07-01")
    for month in (7, 8, 9):
        played.wire.write_report(f"2026{month:02}", row(month, f"{month}월 후기", datetime(2026, month, 5, tzinfo=UTC)))
    played.wire.write_report("202609", row(50, "남의 앱 후기", FIRST), package="kr.example.haneulmart_pro")
    assert played.collect().saved.n_new == 3
    played.server.requests.clear()
    new = row(10, "새 후기", FIRST)
    played.wire.write_report("202609", row(9, "9월 후기", datetime(2026, 9, 5, tzinfo=UTC)), new)
    assert (played.collect().saved.n_new, set(held(played))) == (1, {gp(7), gp(8), gp(9), gp(10)})
    assert [request.path.rpartition("_")[2] for request in asked(played, "/o/")] == ["202609.csv"]
    assert "pro" not in {request.path for request in played.server.requests}


def test_months_before_the_first_day_are_not_read(market: Callable) -> None:
    played = market(api=False, since="2026-09-05")
    played.wire.write_report("202607", row(7, "칠월 후기", datetime(2026, 7, 5, tzinfo=UTC)))
    played.wire.write_report(
        "202609",
        row(8, "사흘 후기", datetime(2026, 9, 3, tzinfo=UTC)),
        row(9, "아흐레 후기", datetime(2026, 9, 9, tzinfo=UTC)),
    )
    played.collect()
    assert set(held(played)) == {gp(9)}
    assert [request.path.rpartition("_")[2] for request in asked(played, "/o/")] == ["202609.csv"]
    # The day is moved: what was not read is, what was read is read again where it is asked for.
    played.write_sources(reports_bucket=BUCKET, api=False, since="2026-07-01")
    played.collect()
    assert set(held(played)) == {gp(7), gp(9)}
    played.collect(Window(start=datetime(2026, 9, 1, tzinfo=UTC)))
    assert set(held(played)) == {gp(7), gp(8), gp(9)}


def test_rows_behind_the_window_come_with_the_next_night(market: Callable) -> None:
    played = market(api=False)
    played.wire.write_report("202609", row(1, "첫째 후기", FIRST), row(2, "둘째 후기", FIRST + DAY))
    played.collect(Window(end=FIRST + timedelta(hours=3)))
    assert set(held(played)) == {gp(1)}
    # The report has not changed.
    played.collect(Window(end=FIRST + 2 * DAY))
    assert set(held(played)) == {gp(1), gp(2)}
    played.server.requests.clear()
    played.collect(Window(end=FIRST + 3 * DAY))
    assert asked(played, "/o/") == []


def test_a_large_report_comes_in_pages_and_its_cursor_last(market: Callable) -> None:
    played = market(api=False)
    rows = [row(number, f"{number}번째 후기", FIRST + timedelta(minutes=number)) for number in range(2_500)]
    played.wire.write_report("202609", *rows)
    with played.place() as place:
        pages = list(place.sources(("played",))[0].fetch(Window(), None))
    assert [len(page.records) for page in pages] == [1_000, 1_000, 500]
    assert [page.cursor is not None for page in pages] == [False, False, True]


def test_a_broken_row_is_set_aside_and_a_file_that_is_no_report_is_a_problem(market: Callable) -> None:
    played = market(api=False, since="2026-08-01")
    broken = report(row(1, "괜찮은 후기", FIRST), row(2, "별이 이상한 후기", FIRST)).decode("utf-16")
    broken = broken.replace(",2,,별이", ",별,,별이")
    played.wire.reports["reviews/reviews_kr.example.haneulmart_202608.csv"] = (1, broken.encode("utf-16"))
    played.wire.reports["reviews/reviews_kr.example.haneulmart_202609.csv"] = (1, "이름,값\n가,1\n".encode())
    collected = played.collect()
    assert (collected.error, collected.saved.n_new, collected.saved.n_rejects) == ("", 1, 1)
    (problem,) = collected.problems
    assert problem.part == "reviews/reviews_kr.example.haneulmart_202609.csv"
    assert "202609.csv has no column 'Star Rating' among its 2." in problem.reason


def test_a_report_that_goes_between_list_and_reading_is_no_fault(market: Callable) -> None:
    played = market(api=False)
    played.wire.write_report("202609", row(1, "후기", FIRST))
    played.server.misbehave(lambda _: text_reply("No such object", 404), on="alt=media")
    collected = played.collect()
    assert (collected.error, collected.problems, held(played)) == ("", [], {})
    assert played.collect().saved.n_new == 1


def test_without_the_right_to_reports_the_api_is_asked_all_the_same(market: Callable) -> None:
    played = market(2)
    played.server.misbehave(lambda _: json_reply({"error": {"code": 403}}, 403), on="/storage/", times=9)
    collected = played.collect()
    (problem,) = collected.problems
    assert (collected.error, collected.saved.n_new, problem.part) == ("", 2, "reports in the bucket")
    assert "'View app information and download bulk reports'" in problem.reason


def test_a_bucket_without_reports_of_the_app_is_told(market: Callable) -> None:
    played = market(api=False)
    played.wire.write_report("202609", row(1, "남의 앱 후기", FIRST), package="kr.example.rider")
    (problem,) = played.collect().problems
    assert problem.reason.startswith("It holds no report of kr.example.haneulmart. Check `package`")


def test_a_wrong_bucket_is_told(market: Callable) -> None:
    played = market(0)
    played.write_sources(reports_bucket="pubsite_prod_rev_999", api=False)
    assert "No such bucket: copy its address again" in played.collect().error


def test_a_folder_of_reports_needs_no_key(play: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    played = play("google_play", 3)
    monkeypatch.delenv("VOC_GOOGLE_PLAY_CREDENTIALS")
    played.write_sources(api=False, reports_folder="inbox/play")
    assert "which does not exist. Create it or correct `path`" in played.collect().error
    folder = played.home / "inbox" / "play"
    folder.mkdir(parents=True)
    (folder / "reviews_kr.example.haneulmart_202609 (1).csv").write_bytes(report(row(1, "쿠폰이 사라졌어요", FIRST)))
    (folder / "reviews_kr.example.haneulmart_pro_202609.csv").write_bytes(report(row(2, "남의 앱", FIRST)))
    first = played.collect()
    assert (first.error, first.saved.n_new, played.server.requests) == ("", 1, [])
    assert played.bodies() == {gp(1): "쿠폰이 사라졌어요"}
    assert played.collect().n_rows == 0


def test_folder_and_api_give_one_record(play: Callable) -> None:
    played = play("google_play", 1)
    played.write_sources(reports_folder="inbox/play")
    first = played.collect()
    assert [problem.part for problem in first.problems] == ["reports in the folder"]
    assert first.saved.n_new == 1
    folder = played.home / "inbox" / "play"
    folder.mkdir(parents=True)
    told = report(row(0, voice(0).words, FIRST - DAY, changed_at=FIRST, title="결제 이야기", stars=1))
    (folder / "reviews_kr.example.haneulmart_202609.csv").write_bytes(told)
    assert played.collect().saved.n_revised == 1
    assert held(played)[gp(0)].created_at == FIRST - DAY
    assert played.collect().n_rows == 1


def refusal(status: int, reason: str) -> Callable[[Reply], Reply]:
    error = {"code": status, "errors": [{"domain": "usageLimits", "reason": reason}]}
    return lambda _: json_reply({"error": error}, status)


@pytest.mark.parametrize("fault", [refusal(403, "rateLimitExceeded"), refusal(429, "rateLimitExceeded")])
def test_too_many_requests_are_waited_for_also_where_they_look_like_a_missing_right(
    fault: Callable, play: Callable
) -> None:
    played = play("google_play", 2)
    played.server.misbehave(fault, on=played.wire.listing, times=2)
    collected = played.collect()
    assert (collected.error, collected.saved.n_new) == ("", 2)


@pytest.mark.parametrize(
    ("fault", "said", "n_asked"),
    [
        (refusal(403, "dailyLimitExceeded"), "the quota of the day is used up", 1),
        (refusal(403, "forbidden"), "with 'Reply to reviews' for this app", 1),
        (lambda _: text_reply("Forbidden", 403), "with 'Reply to reviews' for this app", 1),
        (refusal(404, "applicationNotFound"), "No such app in this account: check `package`", 1),
        (refusal(401, "authError"), "the service account was deleted or switched off", 2),
    ],
)
def test_a_refusal_says_what_to_do(fault: Callable, said: str, n_asked: int, play: Callable) -> None:
    played = play("google_play", 2)
    played.server.misbehave(fault, on=played.wire.listing, times=99)
    assert said in played.collect().error
    assert len(asked(played, "/reviews")) == n_asked


def test_a_wrong_package_is_not_found(play: Callable) -> None:
    played = play("google_play", 2)
    played.write_sources(package="kr.example.nobody")
    assert "check `package`" in played.collect().error


def test_what_is_no_key_is_explained(play: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    played = play("google_play", 2)
    monkeypatch.setenv("VOC_GOOGLE_PLAY_CREDENTIALS", '{"type": "service_account", "client_email": "a@b.example"}')
    assert "VOC_GOOGLE_PLAY_CREDENTIALS holds no service account key" in played.collect().error
    assert played.server.requests == []


def test_a_run_from_a_later_day_moves_no_cursor_past_what_lies_between(market: Callable) -> None:
    played = market(2)
    played.wire.write_report("202609", row(50, "첫 보고서의 후기", FIRST))
    played.collect()
    before = played.cursor()
    played.wire.now += DAY
    played.wire.add(Voice(60, "이른 후기", NOW))
    played.wire.add(Voice(61, "늦은 후기", NOW + timedelta(hours=9)))
    rows = (
        row(50, "첫 보고서의 후기", FIRST),
        row(51, "이른 별점", NOW),
        row(52, "늦은 별점", NOW + timedelta(hours=9)),
    )
    played.wire.write_report("202609", *rows)
    collected = played.collect(Window(start=NOW + timedelta(hours=5)))
    assert (collected.error, collected.saved.n_new, played.cursor()) == ("", 2, before)
    assert played.collect().saved.n_new == 2
    assert {gp(60), gp(51)} <= set(held(played))


def test_reviews_that_are_not_told_any_more_stay(play: Callable) -> None:
    played = play("google_play", 3)
    played.collect()
    del played.wire.voices[1], played.wire.changed[1]
    collected = played.collect()
    assert (collected.saved.n_removed, len(played.stored())) == (0, 3)


def test_another_form_of_answer_is_told(play: Callable) -> None:
    played = play("google_play", 2)
    played.server.misbehave(lambda _: json_reply({"reviews": "none"}), on=played.wire.listing)
    assert "the reviews have another form than expected: 'reviews' is no list" in played.collect().error


def test_the_wire_is_one_of_google_play(play: Callable) -> None:
    assert isinstance(play("google_play").wire, GooglePlayWire)

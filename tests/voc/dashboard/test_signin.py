"""Signing in with a password: who gets in, who stays in, who is out at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from visitor import PASSWORD, Clock, Visitor

from voc.steps.users import add_user, change_user, remove_user
from voc.store import Store

LATER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
Visit = Callable[..., Visitor]


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(visit: Visit) -> None:
    answer = visit().get("/tried?week=2026-W47&q=%ED%99%98%EB%B6%88")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/signin?next=%2Ftried%3Fweek%3D2026-W47%26q%3D%25ED%2599%2598%25EB%25B6%2588"
    form = visit().get(answer.headers["location"])
    assert 'name="next" value="/tried?week=2026-W47&amp;q=%ED%99%98%EB%B6%88"' in form.text


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(visit: Visit) -> None:
    answer = visit().get("/tried?week=2026-W46", HX_Request="true", HX_Current_URL="http://127.0.0.1:8765/tried?a=1")
    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["hx-redirect"] == "/signin?next=%2Ftried%3Fa%3D1"


def test_a_form_of_somebody_whose_session_is_over_leads_back_to_the_page_of_the_form(visit: Visit) -> None:
    answer = visit().post("/tried/edit", Referer="http://127.0.0.1:8765/tried?week=2026-W47")
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?next=%2Ftried%3Fweek%3D2026-W47")


def test_the_right_password_opens_the_door_and_leads_on(visit: Visit) -> None:
    visitor = visit()
    answer = visitor.post("/signin", {"name": " Editor ", "password": PASSWORD, "next": "/tried?week=2026-W47"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/tried?week=2026-W47")
    assert visitor.get("/tried").text.startswith("editor editor")
    assert visitor.get("/signin").headers["location"] == "/"


@pytest.mark.parametrize(("name", "password"), [("editor", "다른 비밀번호입니다"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_one_is_told_no_more_than_that(visit: Visit, name: str, password: str) -> None:
    visitor = visit()
    answer = visitor.sign_in(name, password)
    assert answer.status_code == 403
    assert "이름이나 비밀번호가 맞지 않습니다" in answer.text
    assert password == "" or password not in answer.text
    assert visitor.get("/tried").status_code == 303


def test_leaving_closes_the_session(visit: Visit) -> None:
    visitor = visit("editor")
    answer = visitor.post("/signout", {"csrf": visitor.token_on("/tried")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin?out=1")
    assert visitor.get("/tried").status_code == 303
    assert "로그아웃했습니다" in visitor.get("/signin?out=1").text


def test_a_session_ends_after_its_hours(visit: Visit, clock: Clock) -> None:
    visitor = visit("editor")
    clock.now += 12 * 3600 - 1
    assert visitor.get("/tried").status_code == 200
    clock.now += 1
    assert visitor.get("/tried").status_code == 303


def test_whoever_is_removed_is_out_with_the_next_click(visit: Visit, people: Store) -> None:
    visitor = visit("editor")
    remove_user(people, "editor", at=LATER, who="한별")
    assert visitor.get("/tried").status_code == 303
    add_user(people, "editor", "editor", PASSWORD, at=LATER, who="한별")
    assert visitor.get("/tried").status_code == 303, "a new person of the same name is another one"


def test_another_role_counts_from_the_next_click(visit: Visit, people: Store) -> None:
    visitor = visit("editor")
    change_user(people, "editor", role="reader", at=LATER, who="한별")
    assert visitor.get("/tried").text.startswith("editor reader")
    assert visitor.post("/tried/edit", {"csrf": visitor.token_on("/tried")}).status_code == 403


def test_another_password_ends_the_sessions_of_the_old_one(visit: Visit, people: Store) -> None:
    visitor = visit("editor")
    change_user(people, "editor", password="다른 아주 긴 비밀번호", at=LATER, who="한별")
    assert visitor.get("/tried").status_code == 303
    assert visitor.sign_in("editor", PASSWORD).status_code == 403
    assert visitor.sign_in("editor", "다른 아주 긴 비밀번호").status_code == 303


def test_the_page_names_who_is_signed_in_and_lets_them_leave(visit: Visit) -> None:
    page = visit("reader").get("/").text
    assert "<span>reader</span> · 보기" in page
    assert 'action="/signout"' in page


def test_a_store_that_is_away_is_said(visit: Visit, people: Store, home: Path) -> None:
    visitor = visit("editor")
    people.close()
    (home / "store").rename(home / "elsewhere")
    answer = visitor.get("/tried")
    assert answer.status_code == 503
    assert "저장소를 읽지 못했습니다" in answer.text
    (home / "elsewhere").rename(home / "store")
    assert visitor.get("/tried").status_code == 200, "nobody was signed out by it"

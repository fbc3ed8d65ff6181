"""What Google Forms does beside the contract: tokens, titles from the form, grids, edits."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fetched import records, roles
from wire import FIRST
from wire.google_forms import response
from wire.server import Request, json_reply

from voc.records import Rating


def item(kind: str, content: dict[str, Any], title: str = "한 가지 더") -> dict[str, Any]:
    return {"title": title, "questionItem": {"question": {"questionId": "q-x", kind: content}}}


def test_an_answer_brings_question_rating_and_what_stood_beside_it(play: Callable) -> None:
    """The phone number is asked for in a plain text question: its title gives it away."""
    (record,) = records(play("google_forms", 1))
    assert (record.external_id, record.title) == ("ACYDB-0000:q-why", "불편했던 점을 적어주세요")
    assert record.rating == Rating(2.0, 1.0, 5.0)
    assert record.tags == ("자주 쓰는 기능=주문", "자주 쓰는 기능=기타")
    assert record.created_at == FIRST - timedelta(seconds=20, milliseconds=-118)
    assert record.updated_at == FIRST + timedelta(microseconds=305_221)
    assert record.author_handle == "user0@haneulmart.example"
    assert "010-1234-5678" not in repr(record)


def test_an_e_mail_is_kept_as_a_hash_only_where_the_owner_allows_it(play: Callable) -> None:
    played = play("google_forms", 1)
    played.collect()
    assert "haneulmart.example" not in "".join(played.facts())
    played.write_sources(respondent=None, segments={"누구": "respondentEmail"})
    (record,) = records(played)
    assert (record.author_handle, dict(record.segment)) == (None, {})


def test_each_question_is_told_with_what_it_is_taken_for(play: Callable) -> None:
    found = roles(play("google_forms", 1))
    assert found == {"q-scale": "rating:1-5", "q-why": "open_text", "q-use": "choice", "q-tel": "drop"}


@pytest.mark.parametrize(
    ("kind", "content", "taken_for"),
    [
        ("scaleQuestion", {"high": 10}, "rating:0-10"),
        ("scaleQuestion", {"low": 1, "high": 7, "lowLabel": "나쁨"}, "rating:1-7"),
        ("ratingQuestion", {"ratingScaleLevel": 7, "iconType": "STAR"}, "rating:1-7"),
        ("textQuestion", {}, "open_text"),
        ("choiceQuestion", {"type": "RADIO", "options": [{"isOther": True}]}, "drop?"),
        ("dateQuestion", {"includeYear": True}, "drop"),
        ("timeQuestion", {}, "drop"),
        ("fileUploadQuestion", {"maxFiles": 1}, "drop"),
        ("hologramQuestion", {}, "drop"),
    ],
)
def test_types_and_scales_come_from_the_form(
    kind: str, content: dict[str, Any], taken_for: str, play: Callable
) -> None:
    played = play("google_forms", 0)
    played.wire.items = [*played.wire.items, item(kind, content)]
    assert roles(played)["q-x"] == taken_for


def test_a_grid_gives_a_question_a_row(play: Callable) -> None:
    rows = [{"questionId": f"g{n}", "rowQuestion": {"title": title}} for n, title in enumerate(("배송", "포장"))]
    columns = {"type": "RADIO", "options": [{"value": "빠름"}, {"value": "느림"}]}
    grid = {"title": "속도는요?", "questionGroupItem": {"questions": rows, "grid": {"columns": columns}}}
    played = play("google_forms", 0)
    played.wire.items = [*played.wire.items, grid]
    answers = {"q-why": ["늦게 왔어요"], "g0": ["느림"], "g1": ["빠름"]}
    played.wire.more = [response("m1", FIRST, FIRST, answers)]
    (record,) = records(played)
    assert record.tags == ("속도는요? [배송]=느림", "속도는요? [포장]=빠름")


def test_an_edit_that_empties_an_answer_takes_its_record_back(play: Callable) -> None:
    played = play("google_forms", 1)
    played.collect()
    both = {"q-scale": ["1"], "q-why": ["주문 내역이 사라졌어요"]}
    for days, answers, left in [
        (0, both, ["ACYDB-0000:q-why", "m1:q-why"]),
        (1, {"q-scale": ["5"]}, ["ACYDB-0000:q-why", "m1:rating"]),
        (2, both, ["ACYDB-0000:q-why", "m1:q-why"]),
    ]:
        played.wire.more = [response("m1", FIRST, FIRST + timedelta(days=days), answers)]
        assert played.collect().error == ""
        assert sorted(played.stored()) == left


def test_each_page_is_asked_for_with_the_filter_of_the_first_a_day_behind_the_newest(play: Callable) -> None:
    played = play("google_forms", 8)
    played.collect()
    played.server.requests.clear()
    played.collect()
    asked = [request.query["filter"] for request in played.server.requests if request.path.endswith("/responses")]
    assert len(asked) > 1
    assert set(asked) == {"timestamp >= 2026-09-09T07:00:00Z"}


def test_a_quota_that_is_used_up_is_waited_for(play: Callable) -> None:
    played = play("google_forms", 3)
    error = {"error": {"code": 429, "message": "Quota exceeded", "status": "RESOURCE_EXHAUSTED"}}
    played.server.misbehave(lambda _: json_reply(error, 429), on="/responses", times=2)
    assert played.collect().error == ""
    assert played.bodies() == played.wire.wanted()


def test_a_service_account_signs_for_both_scopes(play: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    account = {"type": "service_account", "client_email": "voc@haneul.example", "private_key": pem}
    monkeypatch.setenv("VOC_GOOGLE_FORMS_CREDENTIALS", json.dumps(account))
    played = play("google_forms", 2)
    monkeypatch.setenv("VOC_GOOGLE_FORMS_CREDENTIALS", json.dumps(account))
    inner, claims = played.wire.answer, {}

    def answer(request: Request) -> Any:  # noqa: ANN401 - a reply
        if request.path != "/token":
            return inner(request)
        # Whatever address is asked, the token is meant for Google.
        audience = "https://oauth2.googleapis.com/token"
        claims.update(jwt.decode(request.form["assertion"], key.public_key(), ["RS256"], audience=audience))
        played.wire.n_tokens += 1
        return json_reply({"access_token": f"ya29.invented-{played.wire.n_tokens}", "expires_in": 3599})

    played.server.answer = answer
    assert played.collect().error == ""
    assert played.bodies() == played.wire.wanted()
    assert claims["iss"] == "voc@haneul.example"
    assert claims["scope"].split() == [
        "https://www.googleapis.com/auth/forms.body.readonly",
        "https://www.googleapis.com/auth/forms.responses.readonly",
    ]


@pytest.mark.parametrize(("status", "says"), [(403, "form's editors"), (404, "/edit"), (401, "key was deleted")])
def test_each_refusal_says_what_to_do(status: int, says: str, play: Callable) -> None:
    played = play("google_forms", 1)
    error = {"error": {"code": status, "message": "no", "status": "NO"}}
    played.server.misbehave(lambda _: json_reply(error, status), on="/v1/forms", times=9)
    told = played.collect().error
    assert str(status) in told
    assert says in told


def test_content_that_is_no_key_is_said_without_being_shown(play: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    played = play("google_forms", 1)
    monkeypatch.setenv("VOC_GOOGLE_FORMS_CREDENTIALS", "AIza-an-api-key-by-mistake")
    told = played.collect().error
    assert "VOC_GOOGLE_FORMS_CREDENTIALS" in told
    assert "AIza" not in told


def test_an_answer_that_cannot_be_read_is_set_aside_alone(play: Callable) -> None:
    played = play("google_forms", 0)
    odd = response("m1", FIRST, FIRST, {"q-why": ["늦게 왔어요"], "q-use": ["주문"], "q-scale": ["2"]})
    odd["answers"]["q-use"]["textAnswers"] = ["주문"]
    odd["answers"]["q-scale"] = "2"
    played.wire.more = [odd]
    collected = played.collect()
    assert (collected.error, collected.saved.n_rejects, played.bodies()) == ("", 2, {"m1:q-why": "늦게 왔어요"})


def test_a_question_that_is_added_later_is_answered_by_all_responses(play: Callable) -> None:
    """Two weeks of responses answered what sources.yaml dropped at first."""
    played = play("google_forms", 0)
    for day in range(14):
        answers = {"q-why": [f"{day}일째 늦게 왔어요"], "q-tel": ["문 앞에 두고 가셨어요"]}
        played.wire.more.append(response(f"m{day}", *[FIRST - timedelta(days=day - 3)] * 2, answers))
    played.wire.now = FIRST + timedelta(days=4)
    played.collect()
    assert len(played.stored()) == 13
    played.write_sources(questions={"q-tel": "open_text"})
    assert played.collect().saved.n_new == 13

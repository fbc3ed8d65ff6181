"""User ids of the CRM tool as sources give them: of whoever wrote, only where asked for, and used for nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from wire.delivery import deliver, records_of
from wire.freshdesk import CUSTOMER
from wire.zendesk import CC

from voc.records import Record
from voc.sources.base import SourceSpec
from voc.sources.community_jsonl import read as read_posts
from voc.sources.tickets import read as read_tickets
from voc.surveys import read_file
from voc.tables import BadRow

# The fixture's own class.
Play = Callable[..., Any]


def ids(played: Any, **entry: object) -> dict[str, str | None]:  # noqa: ANN401 - the fixture's own
    found = records_of(deliver(played.wire, played.server, **entry))
    return {key.rpartition(":")[2]: record.external_user for key, record in found.items()}


def test_zendesk_gives_the_id_of_whoever_wrote(play: Play) -> None:
    """The customer is the company's hm-0; nobody has told an id of the one who was copied in."""
    played = play("zendesk", 1)
    played.wire.comments[0] = [
        {"id": 1, "author_id": 5001, "plain_body": "적립금이 안 쌓였어요"},
        {"id": 2, "author_id": CC, "plain_body": "저도 안 쌓였어요"},
    ]
    assert ids(played, audience={}) == {"1": "hm-0", "2": None}
    assert ids(played) == {"1": None, "2": None}


def test_channel_talk_gives_the_member_of_a_chat(play: Play) -> None:
    played = play("channel_talk", 2)
    assert set(ids(played, audience={}).values()) == {"hm-0", "hm-1"}
    assert set(ids(played).values()) == {None}


def test_freshdesk_gives_a_field_of_the_ticket_with_what_its_requester_wrote(play: Play) -> None:
    played = play("freshdesk", 1)
    played.wire.facts[0] = {"custom_fields": {"cf_member": "hm-0"}}
    played.wire.answers[0] = [
        {"id": 1, "body": "<div>그대로예요</div>", "body_text": "그대로예요"},
        {"id": 2, "body": "<div>저도요</div>", "body_text": "저도요", "user_id": CUSTOMER + 77},
    ]
    assert ids(played, audience={"user_id": "cf_member"}) == {"9000": "hm-0", "1": "hm-0", "2": None}


def test_a_form_gives_a_hidden_field_or_an_answer_that_is_then_nothing_else(play: Play) -> None:
    played = play("typeform", 1)

    def asked(**entry: object) -> Record:
        (record,) = records_of(deliver(played.wire, played.server, **entry)).values()
        return record

    plain, hidden = asked(), asked(audience={"user_id": "user_key"})
    assert (plain.external_user, hidden.external_user) == (None, "u-0")
    assert (hidden.author_handle, hidden.tags) == (plain.author_handle, plain.tags)
    assert asked(audience={"user_id": "mail"}).external_user == "user0@haneulmart.example"
    assert [tag for tag in asked(audience={"user_id": "feat"}).tags if tag.startswith("자주 쓰는 기능")] == []


def spec(path: Path, **more: object) -> SourceSpec:
    return SourceSpec(
        name="box",
        format="survey",
        path=path,
        channel="c",
        kind="post",
        user_column="회원번호",
        **more,  # type: ignore[arg-type] - facts of a spec
    )


def test_files_give_a_column(tmp_path: Path) -> None:
    table, posts = tmp_path / "a.csv", tmp_path / "a.jsonl"
    table.write_text("번호,내용,회원번호\n1,환급이 안 와요, M-1 \n2,느려요,\n", encoding="utf-8")
    posts.write_text('{"id": "1", "body": "느려요", "회원번호": "M-2"}\n', encoding="utf-8")
    columns = {"id": ("번호", "id"), "text": ("내용", "body")}
    assert [user(one) for one in read_tickets(table, spec(table, columns=columns))] == ["M-1", None]
    assert [user(one) for one in read_posts(posts, spec(posts, columns=columns))] == ["M-2"]


def test_the_column_of_a_survey_is_stored_as_nothing_else(tmp_path: Path) -> None:
    """By its answers the column would be taken for a choice; as an id of responses it would stand in ids."""
    file = tmp_path / "a.csv"
    head = "응답일시,회원번호,불편했던 점을 적어 주세요\n"
    rows = [f"2026-11-16 09:{n:02},M-{n % 3},알림이 너무 자주 오고 끄는 방법을 모르겠어요 {n}\n" for n in range(12)]
    file.write_text(head + "".join(rows), encoding="utf-8")
    found = [one for one in read_file(file, spec(file)) if isinstance(one, Record)]
    assert [one.external_user for one in found] == [f"M-{n % 3}" for n in range(12)]
    assert not any("M-" in f"{one.tags}{one.segment}{one.external_id}{one.body}" for one in found)


def test_no_id_stands_in_the_representation_of_a_record() -> None:
    record = Record("box", "1", "post", "c", "느려요", external_user="zqx-7741")
    assert "zqx-7741" not in repr(record)


def user(one: Record | BadRow) -> str | None:
    assert isinstance(one, Record)
    return one.external_user

"""What the archive tells: the sample's planted effects are found, the confounded one is not claimed."""

import pytest
from sent_archive import PLAIN, sample_archive, stored

from voc.planning.archive.bridge import comparable, sends_of
from voc.planning.archive.response import Compared, response
from voc.planning.archive.results import result_sentence
from voc.planning.archive.variants import judge_variants
from voc.sample.outcomes import EFFECTS


@pytest.fixture(scope="module")
def rows() -> dict[tuple[str, str], Compared]:
    found = response(sample_archive(), "clicked")
    assert found.n_messages >= 200
    return {(one.within.trait, one.within.level): one for one in found.rows}


@pytest.mark.parametrize(
    ("trait", "level", "sign"), [("image", "yes", 1), ("length", "long", -1), ("question", "yes", 1)]
)
def test_what_is_planted_is_found(rows: dict[tuple[str, str], Compared], trait: str, level: str, sign: int) -> None:
    found = rows[trait, level].within
    assert found.is_claimed
    assert found.difference is not None
    assert found.difference * sign > 0


def test_what_only_stands_where_people_click_is_not_claimed(rows: dict[tuple[str, str], Compared]) -> None:
    """해요체 does nothing: the table without bands claims it, the one within bands and the model do not."""
    found = rows["register", "haeyo"]
    assert (found.is_plain_claimed, found.within.is_claimed, found.disagrees) == (True, False, True)
    assert found.plain.difference > 0.01
    assert "bands_matter" in {caution.code for caution in found.within.cautions}
    model = response(sample_archive(), "clicked").model
    assert model is not None
    effects = {(one.trait, one.level): one for one in model.effects}
    assert effects["register", "haeyo"].q > 0.05
    for trait, level, planted in [("image", "yes", "image"), ("question", "yes", "question")]:
        assert effects[trait, level].q < 0.001
        assert (effects[trait, level].odds_ratio > 1) == (EFFECTS[planted] > 0)


def test_what_does_nothing_is_not_claimed(rows: dict[tuple[str, str], Compared]) -> None:
    nothing = [
        one.within for (trait, _), one in rows.items() if trait in {"emoji", "number", "urgency", "social_proof"}
    ]
    assert len(nothing) == 4
    assert not any(one.is_claimed for one in nothing)


def test_tests_of_the_sample_end_as_they_were_planted() -> None:
    found = {one.test: one for one in judge_variants(sample_archive(), "clicked").outcomes}
    assert {name for name, one in found.items() if one.is_claimed} == {"질문으로 시작하기", "이미지"}
    assert set(found) == {"질문으로 시작하기", "이미지", "말투", "이모지"}


def test_messages_without_numbers_are_counted_by_reason() -> None:
    messages = [
        stored("a", "가 나"),
        stored("b", "다 라", n_delivered=None),
        stored("c", "마 바", n_clicked=None),
        stored("d", "사 아", n_clicked=1001),
        stored("e", "자 차", traits=None),
        stored("f", "카 타", n_delivered=None, n_sent=400),
    ]
    found = comparable(messages, "clicked")
    assert found.passed_over == {"more_than_sent": 1, "no_recipients": 1, "no_result": 1, "not_read": 1}
    assert sorted(row.tries for row in found.rows) == [400, 1000]
    said = response(messages, "clicked").notes[0]
    assert said == (
        "견주지 못한 메시지가 있습니다: 반응 수가 보낸 수보다 많음 1건, 발송 수나 도달 수가 없음 1건, "
        "이 반응의 수가 없음 1건, 아직 문구를 읽지 않음 1건."
    )


def test_batches_of_one_sending_are_one_row() -> None:
    """Ten batches of one wording in one campaign, band and day are one decision; another day or campaign is not."""
    batches = [stored(f"a{n}", "한 문구", hours=n / 100, campaign="가을") for n in range(10)]
    others = [stored("b", "한 문구", hours=24, campaign="가을"), stored("c", "한 문구", campaign="겨울")]
    found = comparable([*others, *reversed(batches)], "clicked")
    assert sorted((row.hits, row.tries, len(row.messages)) for row in found.rows) == [
        (50, 1000, 1), (50, 1000, 1), (500, 10000, 10),
    ]  # fmt: skip
    assert found.n_messages == 12


def test_bands_are_channel_segment_and_the_hour_in_seoul() -> None:
    late, nobody = stored("a", "가", hours=9), stored("b", "나", segment="신규", sent_precision="day")
    assert [row.band for row in comparable([late, nobody], "clicked").rows] == [
        ("sms", "신규", "시각 모름"), ("sms", "전체", "18-21"),
    ]  # fmt: skip


def test_an_image_is_a_trait_where_any_message_tells() -> None:
    rows = comparable([stored("a", "가", has_image=True), stored("b", "나")], "clicked").rows
    assert [send.traits["image"] for send in sends_of(rows)] == ["yes", "unknown"]
    assert "image" not in sends_of(rows[1:])[0].traits
    assert {
        one.within.level for one in response([stored("a", "가", has_image=True), stored("b", "나")], "clicked").rows
    } == set()


def test_a_campaign_of_many_messages_is_named() -> None:
    many = [stored(f"a{n}", f"문구 {n}", hours=n, campaign="가을 행사") for n in range(12)]
    (note,) = [one for one in response(many, "clicked").notes if "가을 행사" in one]
    assert note.startswith("캠페인 ‘가을 행사’의 메시지가 12건(100%)입니다.")


def test_an_archive_without_messages_says_nothing() -> None:
    found = response([], "clicked")
    assert (found.rows, found.model, found.notes) == ((), None, ())


def test_results_are_said_in_one_sentence() -> None:
    assert result_sentence(stored("a", "가", n_opened=250)) == "1,000명에게 닿았고, 오픈 25.0% · 클릭 5.0%였습니다."
    assert result_sentence(stored("a", "가", n_delivered=None, n_clicked=None)) == "보낸 수가 기록되어 있지 않습니다."
    assert PLAIN.register == "hapnida"

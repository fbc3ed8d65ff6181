"""What the questions of a form are taken for, and the records that its responses give."""

from datetime import UTC, datetime

import pytest

from voc.config.families import TypeformSettings
from voc.errors import SourceError
from voc.records import Rating
from voc.sources.forms import FormPlan, Maker, Numbered, Question, Response, judge, numbered_pages, readable
from voc.surveys import Scale

_AT = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)
_NOW = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)
_WHY = Question("why", "그렇게 답하신 이유를 들려주세요", "words", "long_text")
_MORE = Question("more", "더 하고 싶은 말", "words", "short_text")
_NPS = Question("nps", "하늘마트를 추천하시겠어요?", "rating", "nps", Scale(0.0, 10.0))
_STARS = Question("stars", "배송 만족도", "rating", "rating", Scale(1.0, 5.0))
_USE = Question("use", "자주 쓰는 기능", "choice", "dropdown", options={"c1": "주문", "c2": "쿠폰"})


def settings(**more: object) -> TypeformSettings:
    return TypeformSettings.model_validate({"name": "poll", "family": "typeform", "form_id": "AbCd", **more})


def plan(*questions: Question, **more: object) -> FormPlan:
    return judge(questions, settings(**more))


def role(question: Question, **more: object) -> str:
    """Return what a question alone is taken for; `?` where somebody should confirm it."""
    (shown,) = (one.shown() for one in plan(question, **more).judged)
    return shown.role + "?" * shown.doubtful


@pytest.mark.parametrize(
    ("asks", "title", "taken_for"),
    [
        ("words", "아쉬웠던 점을 적어 주세요", "open_text"),
        ("words", "연락처를 남겨 주세요", "drop"),
        ("words", "성함", "drop"),
        ("words", "개인정보 수집·이용에 동의하십니까?", "drop"),
        ("words", "사용 중인 앱 버전", "app_version"),
        ("words", "이메일 알림에서 불편했던 점을 적어 주세요", "open_text?"),
        ("personal", "경품 받으실 곳", "drop"),
        ("other", "방문일", "drop"),
        ("rating", "만족도 (1~5)", "rating:1-5"),
        ("rating", "친구에게 추천하시겠어요?", "rating:0-10"),
        ("rating", "이메일 상담은 어땠나요?", "rating?"),
        ("choice", "자주 쓰는 기능", "drop?"),
    ],
)
def test_the_type_decides_and_then_the_title(asks: str, title: str, taken_for: str) -> None:
    assert role(Question("q", title, asks, "some_type")) == taken_for


def test_choices_that_are_steps_are_a_rating() -> None:
    """매우 만족 to 매우 불만족 are the five steps; bare numbers only where the title asks for a mark."""
    steps = dict(enumerate(("매우 불만족", "불만족", "보통", "만족", "매우 만족")))
    options = {str(key): label for key, label in steps.items()}
    assert role(Question("q", "배송은 어땠나요", "choice", "RADIO", options=options)) == "rating:1-5"
    numbers = {str(n): str(n) for n in range(11)}
    assert role(Question("q", "추천 점수", "choice", "RADIO", options=numbers)) == "rating:0-10"
    assert role(Question("q", "함께 사는 사람 수", "choice", "RADIO", options=numbers)) == "choice"
    ages = {"a": "20대", "b": "30대"}
    assert role(Question("q", "연령대", "choice", "RADIO", options=ages)) == "segment"


def test_what_the_configuration_says_outranks_type_and_title() -> None:
    phone = Question("tel", "연락처로 문자 받을 때 불편한 점", "words", "short_text", aliases=("f77",))
    for name in ("tel", "f77", "연락처로  문자 받을 때 불편한점"):
        assert role(phone, questions={name: "open_text"}) == "open_text"
    number = Question("n", "점수를 숫자로", "other", "number")
    assert role(number, questions={"n": "rating:0-100"}) == "rating:0-100"
    assert role(_WHY, questions={"why": "drop"}) == "drop"


def test_a_type_that_holds_personal_data_can_only_become_a_hash() -> None:
    mail = Question("mail", "메일", "personal", "email")
    assert role(mail, questions={"mail": "open_text"}) == "drop"
    assert role(mail, questions={"mail": "segment"}) == "drop"
    assert role(mail, questions={"mail": "respondent"}) == "respondent"


def test_a_name_that_the_form_lacks_is_the_id_of_a_question_that_was_there() -> None:
    judged = plan(_WHY, questions={"old1": "open_text"}).judged
    assert [(one.question.key, one.role, one.is_kept) for one in judged] == [
        ("why", "open_text", True),
        ("old1", "open_text", True),
    ]


def test_what_a_question_offers_can_be_said() -> None:
    """Without it nobody can tell a choice from what one person typed."""
    unknown = Question("u", "자주 쓰는 기능", "choice", "dropdown")
    assert role(unknown, questions={"u": "choice"}) == "drop?"
    assert role(unknown, choices={"자주 쓰는 기능": ["주문", "쿠폰"]}) == "choice"
    (record,) = made(
        Response("r1", {"u": ("주문", "한바다"), "why": ("좋아요",)}, _AT), unknown, _WHY, choices={"u": ["주문"]}
    ).records
    assert record.tags == ("자주 쓰는 기능=주문", "자주 쓰는 기능=기타")


def test_a_star_drops_what_is_doubtful() -> None:
    assert role(_USE, questions={"use": "choice"}) == "choice"
    assert role(Question("u", "자주 쓰는 기능", "choice", "dropdown"), questions={"*": "drop"}) == "drop"
    assert role(_WHY, questions={"*": "drop"}) == "open_text"


def test_a_form_that_would_give_nothing_is_refused_with_what_to_do() -> None:
    with pytest.raises(SourceError, match=r"'자주 쓰는 기능'.*`questions:`.*voc check source poll"):
        plan(_USE).check("poll")


def made(response: Response, *questions: Question, **more: object):  # noqa: ANN201 - of the tests
    return Maker(plan(*questions, **more), settings(**more), _NOW).make(response)


def test_each_answer_in_words_is_a_record_with_the_first_rating_and_the_rest_as_tags() -> None:
    answers = {
        "stars": ("4",),
        "nps": ("3",),
        "why": ("환불이 느려요 ",),
        "more": ("포장은 좋았어요",),
        "use": ("c1", "알뜰폰"),
    }
    found = made(Response("r1", answers, _AT), _NPS, _WHY, _STARS, _USE, _MORE)
    assert found.complaints == []
    first, second = found.records
    assert (first.external_id, first.title, first.body) == (
        "r1:why",
        "그렇게 답하신 이유를 들려주세요",
        "환불이 느려요",
    )
    assert (second.external_id, second.title, second.body) == ("r1:more", "더 하고 싶은 말", "포장은 좋았어요")
    for record in found.records:
        assert (record.kind, record.created_at, record.created_precision) == ("survey_answer", _AT, "second")
        assert record.rating == Rating(3.0, 0.0, 10.0)
        assert record.tags == ("자주 쓰는 기능=주문", "자주 쓰는 기능=기타", "배송 만족도=4")


def test_a_response_with_ratings_only_is_one_record_without_words() -> None:
    (record,) = made(Response("r2", {"nps": ("9",), "why": ("  ",)}, _AT), _NPS, _WHY).records
    assert (record.external_id, record.kind, record.body) == ("r2:rating", "survey_rating", "")
    assert (record.title, record.rating) == ("하늘마트를 추천하시겠어요?", Rating(9.0, 0.0, 10.0))
    assert made(Response("r3", {"use": ("c1",)}, _AT), _NPS, _WHY, _USE).records == []


def test_a_rating_off_its_scale_is_left_out_with_its_reason_and_the_words_stay() -> None:
    found = made(Response("r4", {"stars": ("8",), "why": ("느려요",)}, _AT), _STARS, _WHY)
    assert [(one.body, one.rating) for one in found.records] == [("느려요", None)]
    assert found.complaints == ["'배송 만족도': the rating 8 is not within 1-5"]


def test_marks_of_choices_count_and_a_choice_without_mark_is_no_rating() -> None:
    graded = Question(
        "g",
        "만족도",
        "rating",
        "matrix",
        Scale(1.0, 3.0),
        {"a": "나쁨", "b": "좋음", "x": "해당 없음"},
        {"a": 1.0, "b": 3.0},
    )
    (record,) = made(Response("r5", {"g": ("b",)}, _AT), graded).records
    assert record.rating == Rating(3.0, 1.0, 3.0)
    assert made(Response("r6", {"g": ("x",)}, _AT), graded).records == []


def test_who_answered_and_customer_groups_come_from_hidden_fields_and_questions() -> None:
    hidden = {"user_key": "u-7", "app_version": "5.12.0", "joined": "신규", "product": "하늘마트 플러스"}
    response = Response(
        "r7", {"why": ("느려요",), "use": ("c2",), "more": ("이웃 한바다 님 덕분",)}, _AT, hidden=hidden
    )
    segments = {"가입": "joined", "기능": "자주 쓰는 기능", "소개": "more", "누구": "user_key"}
    record = made(response, _WHY, _USE, _MORE, respondent="user_key", segments=segments).records[0]
    assert (record.author_handle, record.app_version, record.product) == ("u-7", "5.12.0", "하늘마트 플러스")
    # What somebody typed is no customer group, and neither is who they are.
    assert record.segment == {"가입": "신규", "기능": "쿠폰"}


def test_an_answer_that_says_nothing_is_kept_and_marked() -> None:
    first, second = made(Response("r9", {"why": ("없음",), "more": ("배송이 늦어요",)}, _AT), _WHY, _MORE).records
    assert (first.body, first.tags, second.tags) == ("없음", ("low_information",), ())


def test_a_response_without_a_time_counts_from_when_it_was_seen() -> None:
    (record,) = made(Response("r8", {"why": ("느려요",)}, None), _WHY).records
    assert (record.created_at, record.created_precision) == (_NOW, "seen")


def test_a_question_that_cannot_be_read_takes_no_other_with_it() -> None:
    raw = [{"id": "a"}, {"id": None}, "nonsense", {"id": "b"}]
    found = readable(raw, lambda one: [Question(one.needed("id"), "", "words")])
    assert [(one.key, one.asks) for one in found] == [
        ("a", "words"),
        ("number 2", "unreadable"),
        ("number 3", "unreadable"),
        ("b", "words"),
    ]


def test_a_question_that_cannot_be_read_waits_by_its_id_or_title_unless_it_is_to_be_left() -> None:
    (odd,) = readable(
        [{"ref": "why", "id": "f7", "title": "아쉬운 점"}], lambda one: [Question(one.needed("x"), "", "words")]
    )
    assert (odd.key, odd.aliases, odd.title) == ("why", ("f7",), "아쉬운 점")
    for mapping in ({}, {"f7": "open_text"}, {"*": "drop"}):
        (judged,) = plan(odd, questions=mapping).judged
        assert (judged.is_unreadable, judged.is_kept, judged.reason) == (
            True,
            False,
            "It cannot be read ('x' is missing).",
        )
    assert not plan(odd, questions={"아쉬운 점": "drop"}).judged[0].is_unreadable


def test_a_plan_gains_where_answers_count_that_did_not() -> None:
    """What a question is called, or that one is gone, asks for nothing to be read once more."""
    doubtful = Question("u", "자주 쓰는 기능", "choice", "dropdown")
    earlier = plan(_WHY, _NPS, doubtful).marks
    assert not plan(_NPS, Question("why", "이유가 무엇인가요", "words", "long_text"), doubtful).gains(earlier)
    assert not plan(_WHY, doubtful).gains(earlier)
    assert plan(_WHY, _NPS, doubtful, choices={"u": ["주문"]}).gains(earlier)
    assert plan(_WHY, _NPS, _MORE).gains(earlier)
    assert plan(_WHY, _NPS, questions={"nps": "open_text"}).gains(earlier)


def test_what_no_longer_stands_is_taken_back_but_nothing_that_could_not_be_read() -> None:
    maker = Maker(plan(_NPS, _WHY, _MORE), settings(), _NOW)

    def gone(*, is_edit: bool, odd: tuple[str, ...] = (), **answers: tuple[str, ...]) -> set[str]:
        response = Response("r1", answers, _AT, odd=odd)
        return maker.gone(response, maker.make(response), is_edit=is_edit)

    assert gone(why=("느려요",), is_edit=True) == {"r1:rating", "r1:more"}
    assert gone(why=("느려요",), is_edit=False) == {"r1:rating"}
    assert gone(nps=("3",), is_edit=True) == {"r1:why", "r1:more"}
    assert gone(nps=("3",), is_edit=False) == set()
    assert gone(why=("느려요",), odd=("'text' is no text",), is_edit=True) == {"r1:rating"}
    assert gone(nps=("30",), is_edit=True) == set()


def test_numbered_pages_are_walked_again_where_the_listing_shrank_meanwhile() -> None:
    """Ten stand on pages of four; two of the first page vanish before the second is asked for."""
    rows = list(range(10))

    def ask(number: int) -> Numbered:
        if number == 2 and len(rows) == 10:
            del rows[:2]
        found = rows[4 * (number - 1) : 4 * number]
        return Numbered(found, len(rows), 4 * number < len(rows))

    pages = list(numbered_pages(ask, source="poll", what="the list"))
    assert {row for page in pages for row in page} == set(range(10))
    assert pages[2:] == [[2, 3, 4, 5], [6, 7, 8, 9]]


def test_pages_that_repeat_themselves_are_left() -> None:
    with pytest.raises(SourceError, match="again and again"):
        list(numbered_pages(lambda _: Numbered([1, 2], None, has_more=True), source="poll", what="the list"))
    with pytest.raises(SourceError, match="again and again"):
        list(numbered_pages(lambda _: Numbered([], None, has_more=True), source="poll", what="the list"))
    # One page without anything is no end and no error.
    few = {1: Numbered([1], 2, has_more=True), 2: Numbered([], 2, has_more=True), 3: Numbered([2], 2, has_more=False)}
    assert list(numbered_pages(few.__getitem__, source="poll", what="the list")) == [[1], [], [2]]

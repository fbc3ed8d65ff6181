from collections.abc import Callable

import pytest

from voc.errors import UsageError
from voc.records import Document, Rating
from voc.store import (
    Condition,
    Selection,
    Store,
    StoredTheme,
    ThemeChoice,
    parse_selection,
    save_themes,
    set_themes,
    verbatims,
)

Make = Callable[..., Document]
Fill = Callable[..., None]


def test_conditions_are_joined_by_commas() -> None:
    parsed = parse_selection(r" stage = onboarding ,rating<=2, segment.가입 경로!=검색\, 광고")
    assert parsed == Selection(
        (
            Condition("stage", "=", "onboarding"),
            Condition("rating", "<=", "2"),
            Condition("segment.가입 경로", "!=", "검색, 광고"),
        )
    )
    assert str(parse_selection("week>=2026-W40")) == "week>=2026-W40"
    assert parse_selection(" ") == Selection()


@pytest.mark.parametrize(
    "text",
    ["stage=usage|loyalty", 'segment."나이, 만"="30대|40대"|50대', "week>=2026-W40,rating!=1|2", 'segment."a=b"=c'],
)
def test_a_selection_reads_as_it_is_written(text: str) -> None:
    assert str(parse_selection(text)) == text
    assert parse_selection(str(parse_selection(text))) == parse_selection(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("stag=usage", r"'stag' is nothing.*Did you mean 'stage'\? Known: stage, reason, theme, .*segment\.NAME"),
        ("segment.=x", "'segment.' is nothing"),
        ("stage", "'stage' cannot be read. Expected FIELD=VALUE"),
        ("stage=", "cannot be read"),
        ("=usage", "cannot be read"),
        ("stage<usage", "compared with = or != only"),
        ("week=2026-W60", "'2026-W60' is no week"),
        ("rating<=gut", "compared with a number.*'gut'"),
        ("hesitation=maybe", "yes or no"),
        (
            "stage=usage|",
            "A value of 'stage' is empty. Write values as stage=A, several as stage=A|B".replace("|", r"\|"),
        ),
        ("week<2026-W40|2026-W41", "several values with = or != only"),
        ("rating=1|gut", "compared with a number.*'gut'"),
    ],
)
def test_mistakes_are_explained(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_selection(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "abc"),
        ("source=앱리뷰", "ab"),
        ("source!=앱리뷰", "c"),
        ("rating<=2", "a"),
        ("rating!=1", "b"),
        ("rating=none", "c"),
        ("product=none", "ac"),
        ("product!=none", "b"),
        ("product!=환급", "ac"),
        ("segment.가입=신규", "a"),
        ("segment.가입!=신규", "bc"),
        ('segment."가=신규', ""),
        ("stage=onboarding", "a"),
        ("reason=none", "bc"),
        ('segment."가입"="신규"', "a"),
        ("segment.가입 경로=영상 광고|문자", "bc"),
        ('segment."가입 경로"="영상 광고"|검색', "b"),
        ("segment.가입 경로!=영상 광고|검색", "ac"),
        ("segment.가입 경로!=none", "bc"),
        (r"segment.나이\, 만=30대\|40대", "c"),
        ('segment."나이, 만"="30대|40대"', "c"),
        ("rating=1|5", "ab"),
        ("rating=none|5", "bc"),
        ("source!=앱리뷰|카페", ""),
        ("hesitation=yes", "a"),
        ("theme=t1", "a"),
        ("theme!=t1", "bc"),
        ("theme=none", "bc"),
        ("week=2026-W47,week!=2026-W47", ""),
        ("source=x' OR '1'='1", ""),
    ],
)
def test_conditions_select_documents(store: Store, make: Make, fill: Fill, text: str, expected: str) -> None:
    documents = {
        "a": make("a", "인증이 안 돼요", rating=Rating(1.0, 1.0, 5.0), segment={"가입": "신규"}),
        "b": make("b", "좋아요", rating=Rating(5.0, 1.0, 5.0), product="환급", segment={"가입 경로": "영상 광고"}),
        "c": make("c", "좋네요", source="카페", segment={"가입 경로": "문자", "나이, 만": "30대|40대"}),
    }
    fill(*documents.values())
    with store.begin() as connection:
        save_themes(connection, [StoredTheme("t1", "본인 인증", "defect", "onboarding")])
        set_themes(connection, [ThemeChoice(documents["a"].id, 0, "t1", 0.9, "s1")])
        found = {one.document_id for one in verbatims(connection, parse_selection(text))}
    assert found == {documents[key].id for key in expected}

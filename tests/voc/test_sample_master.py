import re
from collections import Counter
from itertools import combinations

import pytest

from voc.sample import SAMPLE_FIRST_WEEK, SAMPLE_UNTIL, SAMPLE_WEEK, Voice, read_plan, read_rows, read_voices
from voc.weeks import monday_of, weeks_between

WEEKS = weeks_between(SAMPLE_FIRST_WEEK, SAMPLE_WEEK)
STAGES = {"awareness", "onboarding", "consideration", "conversion", "fulfilment", "usage", "loyalty"}
REASONS = {
    "trust", "privacy", "cost", "value", "understanding", "complexity", "access", "defect", "delay", "support",
    "fatigue", "missing", "other",
}  # fmt: skip
# Not the whole market; what a Korean writer of such texts would reach for without thinking.
REAL_BRANDS = re.compile(
    "카카오|카톡|네이버|(?<!코)토스(?!트)|삼쩜삼|갤럭시|아이폰|아이패드|삼성|애플|구글|신한은행|신한카드|국민은행|우리은행|하나은행"
    "|농협|기업은행|배민|배달의민족|쿠팡|당근마켓|유튜|인스타|페이스북|틱톡|안드로이드|에어팟|스타벅스|다이소|뱅크샐러드|케이뱅크"
    "|새마을금고|현대카드|롯데|비씨카드|알바몬|알바천국|번개장터|중고나라|요기요|텔레그램|(?i:pass 앱|kakao|naver|toss)"
)


@pytest.fixture(scope="module")
def voices() -> tuple[Voice, ...]:
    return read_voices()


def shape(key: str) -> list[int]:
    theme = next(theme for theme in read_plan() if theme.key == key)
    return [theme.weeks[week] for week in WEEKS]


def test_the_sample_ends_with_its_last_week() -> None:
    assert (SAMPLE_UNTIL - monday_of(SAMPLE_WEEK)).days == 7
    assert len(WEEKS) == 12


def test_there_are_a_thousand_voices_from_all_channels(voices: tuple[Voice, ...]) -> None:
    n = Counter(voice.channel for voice in voices)
    assert n.total() >= 950
    assert n["tickets"] >= 300
    assert n["play_reviews"] >= 200
    assert n["app_reviews"] >= 130
    assert n["survey"] >= 220
    assert n["community"] >= 150


def test_every_voice_lies_in_the_twelve_weeks_and_they_are_level(voices: tuple[Voice, ...]) -> None:
    n = Counter(voice.week for voice in voices)
    assert sorted(n) == WEEKS
    ordinary = [n[week] for week in WEEKS[:-1]]
    assert max(ordinary) / min(ordinary) < 1.3
    assert n[SAMPLE_WEEK] / max(ordinary) < 1.35


def test_the_mix_of_channels_is_stable(voices: tuple[Voice, ...]) -> None:
    channels = Counter(voice.channel for voice in voices)
    weeks = Counter(voice.week for voice in voices)
    cells = Counter((voice.week, voice.channel) for voice in voices)
    for week in WEEKS:
        for channel, n in channels.items():
            assert abs(cells[week, channel] / weeks[week] - n / len(voices)) < 0.07, (week, channel)


def test_every_week_has_voices_on_all_seven_days_of_the_last_week(voices: tuple[Voice, ...]) -> None:
    assert {voice.at.weekday() for voice in voices if voice.week == SAMPLE_WEEK} == set(range(7))


def test_every_stage_and_every_reason_is_planted() -> None:
    plan = read_plan()
    assert {theme.stage for theme in plan} == STAGES
    assert {theme.reason for theme in plan} == REASONS
    assert 35 <= len(plan) <= 42


def test_theme_sizes_are_very_uneven() -> None:
    sizes = sorted((sum(theme.weeks.values()) for theme in read_plan()), reverse=True)
    assert sizes[0] >= 70
    assert sizes[len(sizes) // 2] <= 22
    assert sizes[-1] == 3


def test_the_plan_counts_what_the_master_holds(voices: tuple[Voice, ...]) -> None:
    n = Counter((theme, voice.week) for voice in voices if not voice.note.startswith("edit=") for theme in voice.themes)
    planned = {(theme.key, week): count for theme in read_plan() for week, count in theme.weeks.items() if count}
    assert dict(n) == planned


def test_the_steady_theme_is_steady() -> None:
    weekly = shape("id_number")
    assert min(weekly) >= 5
    assert max(weekly) <= 7


def test_the_rising_theme_rises_over_the_last_six_weeks() -> None:
    weekly = shape("payout_stuck")
    assert max(weekly[:6]) <= 2
    assert weekly[6:] == sorted(weekly[6:])
    assert weekly[-1] >= 18


def test_the_falling_theme_falls_to_nothing() -> None:
    weekly = shape("push_flood")
    assert sum(weekly[:3]) >= 20
    assert sum(weekly[-3:]) <= 2


def test_the_update_bursts_in_the_last_week_alone() -> None:
    weekly = shape("auth_38")
    assert weekly[-1] >= 25
    assert max(weekly[:-1]) <= 1


def test_the_outage_bursts_in_week_41_alone() -> None:
    weekly = shape("server_down")
    assert weekly[WEEKS.index("2026-W41")] >= 15
    assert sum(weekly) == weekly[WEEKS.index("2026-W41")]


def test_the_new_theme_is_unheard_of_before_the_last_week() -> None:
    weekly = shape("family_link")
    assert weekly[-1] >= 14
    assert sum(weekly[:-1]) == 0
    texts = [voice.title + voice.text for voice in read_voices() if "family_link" in voice.themes]
    for word in ("가족", "링크", "동의", "합산"):
        assert sum(word in text for text in texts) >= len(texts) * 0.6, word


def test_about_a_third_are_no_hesitation(voices: tuple[Voice, ...]) -> None:
    assert 0.28 <= sum(not voice.themes for voice in voices) / len(voices) <= 0.36


def test_several_texts_hold_several_points(voices: tuple[Voice, ...]) -> None:
    assert sum(len(voice.themes) > 1 for voice in voices) >= 30


def test_lengths_run_from_a_word_to_a_long_post(voices: tuple[Voice, ...]) -> None:
    lengths = sorted(len(voice.text) for voice in voices)
    assert lengths[0] <= 4
    assert lengths[-1] >= 220
    posts = [voice for voice in voices if voice.channel == "community"]
    assert all(len(re.findall(r"[.?!~]|ㅋ\b|ㅠ\b", post.text)) >= 2 for post in posts)


def test_no_text_stands_twice_but_the_planned_copies(voices: tuple[Voice, ...]) -> None:
    n = Counter(voice.text for voice in voices if not voice.note)
    assert [text for text, count in n.items() if count > 1 and len(text) > 3] == []


def test_no_two_texts_are_nearly_the_same(voices: tuple[Voice, ...]) -> None:
    def shingles(text: str) -> frozenset[str]:
        packed = "".join(text.split())
        return frozenset(packed[i : i + 3] for i in range(len(packed) - 2))

    texts = [(voice.key, shingles(voice.text)) for voice in voices if not voice.note and len(voice.text) >= 12]
    near = [(a, b) for (a, x), (b, y) in combinations(texts, 2) if len(x & y) > 0.4 * len(x | y)]
    assert near == []


def test_no_sentence_is_worn_out(voices: tuple[Voice, ...]) -> None:
    sentences = Counter(
        sentence for voice in voices if not voice.note for sentence in re.split(r"(?<=[.?!])\s+", voice.text)
    )
    assert max(count for sentence, count in sentences.items() if len(sentence) > 3) <= 2


def test_planned_copies_are_all_there(voices: tuple[Voice, ...]) -> None:
    by_key = {voice.key: voice for voice in voices}
    kinds = Counter(voice.note.partition("=")[0] for voice in voices if voice.note)
    assert kinds == {"copy": 3, "second_address": 1, "same_author": 2, "same_words": 9, "edit": 2}
    for voice in voices:
        kind, _, key = voice.note.partition("=")
        if kind in {"copy", "second_address", "same_author"}:
            assert voice.text == by_key[key].text
            assert len("".join(voice.text.split())) >= 40
        if kind == "edit":
            assert voice.text != by_key[key].text


def test_authors_of_copies_are_as_the_note_says() -> None:
    rows = {row["key"]: row for row in read_rows("community")}
    for row in rows.values():
        kind, _, key = row["note"].partition("=")
        if kind:
            assert (row["author"] == rows[key]["author"]) == (kind != "copy"), row["key"]


def test_personal_data_is_planted_in_six_of_a_hundred(voices: tuple[Voice, ...]) -> None:
    assert 0.05 <= sum(bool(voice.masked) for voice in voices) / len(voices) <= 0.07
    kinds = Counter(kind for voice in voices for kind, _ in voice.masked)
    assert set(kinds) == {"phone", "email", "rrn", "account", "address", "name", "card", "ip", "url"}
    assert sum(bool(voice.kept) for voice in voices) >= 12
    for voice in voices:
        for kind, text in voice.masked:
            assert text in voice.title + voice.text
            assert kind != "email" or re.fullmatch(r"\S+@example\.(com|kr)", text)
            assert kind != "phone" or re.sub(r"\D", "", text).startswith("0100000")


def test_every_mark_is_found_in_its_text() -> None:
    for channel in ("tickets", "play_reviews", "app_reviews", "survey", "community"):
        for row in read_rows(channel):
            text = row.get("title", "") + row["text"] + row.get("liked", "")
            assert all(mark.partition(":")[2] in text for mark in row["masked"].split(";") if mark), row["key"]
            assert all(mark in text for mark in row["kept"].split(";") if mark), row["key"]


def test_no_real_brand_is_named(voices: tuple[Voice, ...]) -> None:
    replies = [reply["text"] for reply in read_rows("replies")]
    named = [
        text for text in [*(voice.title + " " + voice.text for voice in voices), *replies] if REAL_BRANDS.search(text)
    ]
    assert named == []


def test_ids_are_unique_within_a_channel(voices: tuple[Voice, ...]) -> None:
    assert [key for key, n in Counter((voice.channel, voice.key) for voice in voices).items() if n > 1] == []

"""Briefs drawn from known figures: sentences, marks, cautions; nothing that customers wrote becomes markup."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from planted import Said, plant, planted, sentence, weeks_of

from voc.planning.brief import Brief, BriefNames, make_brief
from voc.planning.html import brief_html
from voc.planning.markdown import brief_markdown, escape
from voc.planning.sentences import cautions, headline, impact_line, verdict
from voc.planning.wording import particle, sparkline
from voc.records import Rating
from voc.store import Store

WEEK = "2026-W47"
NAMES = BriefNames(
    stages={"onboarding": "설치·가입·인증", "fulfilment": "처리·대기·수령"},
    reasons={"delay": "지연·대기", "cost": "수수료·비용"},
    channels={"앱리뷰": "앱 리뷰", "카페": "커뮤니티", "블로그글": "커뮤니티"},
)
EVIL = "<script>alert('1')</script> **굵게** [여기](javascript:alert(1)) | # 제목 https://a.example www.b.example"


def _brief(store: Store, week: str = WEEK) -> Brief:
    with store.read() as connection:
        return make_brief(connection, week, NAMES, lambda: [sentence("안내 문구")])


@pytest.fixture
def brief(tmp_path: Path) -> Iterator[Brief]:
    """Eight weeks: t1 (delay) is new with 12 of 40, t2 (cost) stays at 10 of 40, the rest do not hesitate."""
    said = [
        *weeks_of([0] * 7 + [12], text="가족 합산이 이상해요", theme="t1"),
        *weeks_of([10] * 8, text="수수료가 아까워요", theme="t2", reason="cost", stage="onboarding"),
        *weeks_of([30] * 7 + [18], hesitates=False, rating=Rating(4.0, 1.0, 5.0)),
    ]
    with planted(tmp_path, said) as store:
        yield _brief(store)


def test_the_headline_sets_the_week_against_the_last(brief: Brief) -> None:
    assert headline(brief).startswith(
        "고객의 목소리 40건 가운데 22건(55%)에서 망설임이 보였습니다. 지난주는 40건 가운데 10건(25%)이었습니다."
    )


def test_what_is_new_is_named_first(brief: Brief) -> None:
    assert verdict(brief)[0] == "처음 나타난 망설임은 ‘t1’(12건)입니다."
    assert [theme["title"] for theme in brief["moved"]] == ["t1"]
    assert [theme["title"] for theme in brief["largest"]] == ["t2"]


def test_a_card_says_how_often_and_how_it_went(brief: Brief) -> None:
    text = brief_markdown(brief)
    assert "**★ t1** (새로 나타남)\n" in text
    assert "- 12건 · 지난주 0건 · 1,000건당 300건 · 예상 범위 " in text
    assert "▁▁▁▁▁▁▁█" in text
    assert "> “가족 합산이 이상해요” — 앱 리뷰, 11/16" in text


def test_steady_themes_and_reasons_carry_no_mark(brief: Brief) -> None:
    text = brief_markdown(brief)
    assert "**t2**\n" in text
    assert "| 수수료·비용 | 10 | 10 | 250 |" in text
    assert re.search(r"\| [★▲]+ 지연·대기 \| 12 \| 0 \| 300 \|", text)


def test_tables_have_as_many_cells_as_columns(brief: Brief) -> None:
    for block in re.findall(r"(?:^\|.*\n)+", brief_markdown(brief), flags=re.MULTILINE):
        cells = {len(re.split(r"(?<!\\)\|", line)) for line in block.strip().split("\n")}
        assert len(cells) == 1


def test_a_quiet_week_says_so(tmp_path: Path) -> None:
    with planted(tmp_path, weeks_of([10] * 6, theme="t1")) as store:
        found = _brief(store)
    assert verdict(found) == ["앞선 5주와 견주어 뚜렷하게 달라진 망설임은 없습니다."]
    assert "### 많이 나온 것" in brief_markdown(found)


def test_the_first_week_has_nothing_to_compare_with(tmp_path: Path) -> None:
    with planted(tmp_path, weeks_of([12], theme="t1")) as store:
        found = _brief(store)
    assert "지난주에는 들어온 목소리가 없어 견줄 수 없습니다." in headline(found)
    assert verdict(found) == [
        "견줄 지난 자료가 아직 없어 무엇이 새로 나타났는지 말할 수 없습니다. 4주가 쌓이면 알려 드립니다."
    ]


def test_a_week_without_voices_helps(tmp_path: Path) -> None:
    with planted(tmp_path, weeks_of([5, 5], theme="t1")) as store:
        found = _brief(store, "2026-W48")
    assert headline(found).startswith("이번 주에 들어온 고객의 목소리가 없습니다.")
    assert verdict(found) == []
    assert "## 망설임" not in brief_markdown(found)
    assert "이번 주에 들어온 고객의 목소리가 없습니다." in brief_html(found)


def test_an_empty_store_can_be_briefed(tmp_path: Path) -> None:
    with planted(tmp_path, []) as store:
        found = _brief(store)
    assert (found["moved"], found["largest"], found["channels"]) == ([], [], [])
    assert "없습니다" in brief_markdown(found)
    assert "없습니다" in brief_html(found)


def test_a_silent_source_is_named_and_explains_its_decline(tmp_path: Path) -> None:
    said = [*weeks_of([30] * 8, hesitates=False), *weeks_of([10] * 7 + [0], source="카페", theme="t1")]
    with planted(tmp_path, said) as store:
        found = _brief(store)
    (caution,) = cautions(found)
    assert caution.startswith("수집 확인: 커뮤니티(카페)에서 이번 주에 들어온 글이 없습니다(최근 4주 평균 10건).")
    assert found["less"] == []
    assert "▼" not in brief_markdown(found).split("★ 처음 나타남")[0]


def test_two_sources_of_a_channel_are_one_row(tmp_path: Path) -> None:
    """Means are weighted by ratings: two of 1 and one of 4 make 2."""
    said = [
        *[Said(WEEK, source="카페", rating=Rating(1.0, 1.0, 5.0))] * 2,
        Said(WEEK, source="블로그글", rating=Rating(4.0, 1.0, 5.0)),
        Said(WEEK),
    ]
    with planted(tmp_path, said) as store:
        found = _brief(store)
    assert found["channels"] == [
        {"channel": "커뮤니티", "voices": [3, 0], "mean_rating": 2.0},
        {"channel": "앱 리뷰", "voices": [1, 0], "mean_rating": None},
    ]


def test_a_falling_theme_stands_under_what_became_less(tmp_path: Path) -> None:
    said = [*weeks_of([20] * 7 + [2], theme="t1"), *weeks_of([40] * 7 + [58], hesitates=False)]
    with planted(tmp_path, said) as store:
        found = _brief(store)
    assert [theme["state"] for theme in found["less"]] == ["falling"]
    assert "‘t1’은 줄었습니다." in verdict(found)
    assert "- ▼ **t1** 2건 · 지난주 20건" in brief_markdown(found)


def test_customer_text_is_never_markup(tmp_path: Path) -> None:
    """In quotes, titles, names, keywords, examples of words, in both drawings."""
    with planted(tmp_path, weeks_of([0] * 7 + [12], text=EVIL, theme=EVIL)) as store:
        plant(store, weeks_of([30] * 8, hesitates=False), first=100)
        found = _brief(store)
    assert found["moved"][0]["quotes"]
    found["moved"][0] |= {"keywords": [EVIL], "stage": EVIL, "reason": EVIL}
    found["words"]["theirs"] = [{"term": EVIL, "surface": EVIL, "n": 5, "n_week": 1, "doc_id": "d", "example": EVIL}]
    found["words"]["ours"] = [{"surface": EVIL, "n": 2}]
    found["channels"][0]["channel"] = EVIL
    found["sources"] = [{"name": EVIL, "state": "silent", "n": 0, "usual": 5.0}]
    page = BeautifulSoup(brief_html(found), "html.parser")
    assert page.find_all(["script", "a", "img", "iframe", "link"]) == []
    assert "<script>alert('1')</script>" in page.find("blockquote").get_text()
    text = brief_markdown(found)
    assert not re.search(r"(?<!\\)<script", text)
    assert not re.search(r"(?<!\\)\]\(", text)
    assert "https://" not in text
    assert "www.b" not in text
    assert escape(EVIL) in text


def test_the_page_loads_nothing_and_runs_nothing(brief: Brief) -> None:
    page = BeautifulSoup(brief_html(brief), "html.parser")
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert not page.find_all(src=True)
    assert not page.find_all(href=True)
    assert page.html["lang"] == "ko"
    trends = page.find_all("svg", class_="trend")
    assert trends[0]["aria-label"] == "최근 8주: 0, 0, 0, 0, 0, 0, 0, 12건"
    assert len(trends[0].find_all("rect")) == 8


def test_drawing_leaves_the_brief_alone(brief: Brief) -> None:
    before = copy.deepcopy(brief)
    brief_markdown(brief)
    brief_html(brief)
    assert brief == before


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("동의 링크", "가"),
        ("수수료 부담", "이"),
        ("앱 안 열림!", "이"),
        ("AUTH-4103", "이"),
        ("PC 2", "가"),
        ("’", "가"),
    ],
)
def test_particles_follow_the_last_sound(name: str, subject: str) -> None:
    assert particle(name, "이", "가") == subject


@pytest.mark.parametrize(
    ("impact", "line"),
    [
        (0.35, "이 목소리를 빼면 평균 별점이 0.35점 높아집니다"),
        (-0.1, "이 목소리를 빼면 평균 별점이 0.10점 낮아집니다"),
        (0.04, ""),
        (None, ""),
    ],
)
def test_the_impact_on_ratings_is_said_where_it_shows(impact: float | None, line: str) -> None:
    assert impact_line({"rating_impact": impact}) == line


def test_a_sparkline_has_a_bar_for_each_week() -> None:
    assert sparkline([0, 0, 0]) == "▁▁▁"
    assert sparkline([1, 2, 4]) == "▃▅█"


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ({"t1": "burst"}, ["‘t1’은 지난주에는 없다가 12건으로 갑자기 늘었습니다."]),
        ({"t1": "rising", "t2": "rising"}, ["‘t1’, ‘t2’가 늘고 있습니다."]),
        ({"t1": "new", "t2": "rising"}, ["처음 나타난 망설임은 ‘t1’(12건)입니다.", "‘t2’가 늘고 있습니다."]),
    ],
)
def test_each_kind_of_change_has_its_sentence(brief: Brief, states: dict[str, str], said: list[str]) -> None:
    themes = [one for one in (*brief["moved"], *brief["largest"]) if one["title"] in states]
    for theme in themes:
        theme["state"] = states[theme["title"]]
    assert verdict({**brief, "moved": themes, "reasons": [], "stages": []}) == said

"""테마 and 키워드: every theme that the brief lists, with its weeks in columns, and the words that go with them."""

from collections.abc import Iterator, Mapping, Sequence

from voc.planning.brief import Brief
from voc.planning.sentences import base_name, held_line
from voc.planning.sheets import Column, Row, Sheet
from voc.planning.wording import state_name
from voc.weeks import shift_week

# The lists of a brief, each with what it is called; a theme stands where it is listed first.
LISTS: Mapping[str, str] = {
    "moved": "새로 나타났거나 늘어난 것",
    "largest": "많이 나온 것",
    "less": "줄어든 것",
    "held": "비교를 보류한 것",
}


def listed_themes(brief: Brief) -> list[tuple[str, Brief]]:
    """List the themes of a brief once each, with the name of the list."""
    found: dict[str, tuple[str, Brief]] = {}
    for name, called in LISTS.items():
        for theme in brief.get(name, ()):
            found.setdefault(theme["theme_id"], (called, theme))
    return list(found.values())


def theme_sheet(brief: Brief) -> Sheet:
    """Lay out the themes, the weeks of their trend at the right, oldest first."""
    themes, base = listed_themes(brief), base_name(brief)
    n_weeks = max((len(theme["series"]) for _, theme in themes), default=0)
    weeks = [shift_week(brief["week"], place - n_weeks + 1) for place in range(n_weeks)]
    columns = (
        Column("망설임", wide=30),
        Column("구분", wide=22),
        Column("변화", wide=12),
        Column("건수", "count"),
        Column(base, "count"),
        Column("1,000건당", "rate"),
        Column(f"{base} 1,000건당", "rate"),
        Column("예상 최소", "count"),
        Column("예상 최대", "count"),
        Column("단계", wide=18),
        Column("이유", wide=18),
        Column("빼고 본 별점 차이", "decimal"),
        Column("작년 같은 주", "count"),
        Column("비교를 보류한 까닭", wide=36),
        Column("고객의 말", wide=36),
        Column("테마 번호", wide=26),
        *(Column(week, "count") for week in weeks),
    )
    return Sheet("테마", columns, [_theme(called, theme, n_weeks) for called, theme in themes])


def _theme(called: str, theme: Brief, n_weeks: int) -> Row:
    last_year, series = theme.get("last_year"), theme["series"]
    return (
        theme["title"],
        called,
        state_name(theme["state"]),
        *theme["n"],
        *theme["rate"],
        *theme["expected"],
        theme["stage"],
        theme["reason"],
        theme["rating_impact"],
        last_year["n"] if last_year else None,
        held_line(theme),
        ", ".join(theme["keywords"]),
        theme["theme_id"],
        *[None] * (n_weeks - len(series)),
        *series,
    )


def keyword_sheet(brief: Brief) -> Sheet:
    """Lay out the words: those of the themes, those that customers alone use, those that we alone use."""
    columns = (
        Column("말", wide=24),
        Column("구분", wide=24),
        Column("테마", wide=30),
        Column("12주 동안 쓴 사람", "count", 18),
        Column("이번 주", "count"),
        Column("우리 글에 쓴 횟수", "count", 18),
        Column("이렇게 씁니다", wide=70),
    )
    return Sheet("키워드", columns, [*_of_themes(brief), *_of_words(brief.get("words", {}))])


def _of_themes(brief: Brief) -> Iterator[Row]:
    for _, theme in listed_themes(brief):
        yield from ((word, "테마의 말", theme["title"], None, None, None, None) for word in theme["keywords"])


def _of_words(words: Mapping[str, Sequence[Brief]]) -> Iterator[Row]:
    for word in words.get("theirs", ()):
        yield word["surface"], "고객만 쓰는 말", None, word["n"], word["n_week"], None, word["example"]
    for word in words.get("ours", ()):
        yield word["surface"], "우리 글에만 있는 말", None, None, None, word["n"], None

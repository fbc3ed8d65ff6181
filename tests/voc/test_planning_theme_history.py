"""The line of a theme and its parts, on voices that are counted by hand."""

from pathlib import Path

from planted import Said, planted

from voc.planning.theme_history import Part, ThemeWeek, theme_history, theme_parts

W45, W46, W47 = "2026-W45", "2026-W46", "2026-W47"
VOICES = [
    Said(W45, theme="slow"),
    *[Said(W45)] * 3,
    *[Said(W47, theme="slow")] * 2,
    Said(W47, theme="slow", source="상담", stage="usage"),
    *[Said(W47, source="상담")] * 2,
]


def test_a_week_without_voices_is_a_week_with_none(tmp_path: Path) -> None:
    """W45: 1 of 4 voices, so 250 per 1,000. W47: 3 of 5."""
    with planted(tmp_path, VOICES) as store, store.read() as connection:
        line = theme_history(connection, "slow", [W45, W46, W47])
    assert line == [ThemeWeek(W45, 1, 4, 250.0), ThemeWeek(W46, 0, 0, 0.0), ThemeWeek(W47, 3, 5, 600.0)]


def test_one_source_is_set_against_its_own_voices(tmp_path: Path) -> None:
    with planted(tmp_path, VOICES) as store, store.read() as connection:
        assert theme_history(connection, "slow", [W47], source="상담") == [ThemeWeek(W47, 1, 3, 333.3)]


def test_parts_are_compared_with_the_period_before(tmp_path: Path) -> None:
    """앱리뷰 has 2 now and 1 in the period before, 상담 1 and none: half of the largest."""
    with planted(tmp_path, VOICES) as store, store.read() as connection:
        by_source = theme_parts(connection, "slow", [W46, W47], ["2026-W44", W45], by="source")
        by_stage = theme_parts(connection, "slow", [W46, W47], [], by="stage", source="상담")
    assert by_source == [Part("앱리뷰", 2, 1, 1.0), Part("상담", 1, 0, 0.5)]
    assert by_stage == [Part("usage", 1, 0, 1.0)]

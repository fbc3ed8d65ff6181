"""Pictures of a brief: coordinates worked out by hand, every text escaped, nothing that loads or runs."""

import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from voc.planning.charts import charts_of
from voc.planning.charts.drops import drop_chart
from voc.planning.charts.heat import SHADES, heat_chart
from voc.planning.charts.trend import apart, trend_chart

SVG = "{http://www.w3.org/2000/svg}"
EVIL = "</text><script>alert(1)</script>&\"'"
WEEKS = ["2026-W45", "2026-W46", "2026-W47"]
BRIEF = {
    "week": "2026-W47",
    "label": "2026-W47 · 11월 3주차",
    "moved": [{"title": EVIL, "series": [0, 2, 8]}],
    "largest": [{"title": "수수료", "series": [4, 4, 4]}],
    "board": {"stages": ["가입", EVIL], "rows": [{"theme_id": "t", "title": EVIL, "n": [0, 5]}]},
    "funnel": [{"name": EVIL, "drop": 0.25, "drop_before": None, "state": "steady", "n_voices": 3}],
}


def shapes(drawn: str, tag: str) -> list[dict[str, str]]:
    return [dict(one.attrib) for one in ET.fromstring(drawn).iter(f"{SVG}{tag}")]  # noqa: S314 - our own drawing


def texts(drawn: str) -> list[str]:
    return [str(one.text) for one in ET.fromstring(drawn).iter(f"{SVG}text")]  # noqa: S314 - as above


def test_a_line_goes_through_its_weeks() -> None:
    """Weeks stand at 48, 268 and 488; of a top of 8 the height of 228 gives 28.5 a voice, down from 300."""
    drawn = trend_chart([("환급", [0, 2, 8]), ("인증", [4, 4])], WEEKS, "주별 건수")
    lines = {one["points"]: one for one in shapes(drawn, "polyline") if one["stroke-width"] == "2.5"}
    assert "48,300 268,243 488,72" in lines
    assert "268,186 488,186" in lines
    assert len({one.get("stroke-dasharray") for one in lines.values()}) == 2
    assert [one["cx"] for one in shapes(drawn, "circle")] == ["488", "488"]
    assert {"8건 환급", "4건 인증", "W45", "W47", "0", "8"} <= set(texts(drawn))


def test_only_five_lines_are_drawn_and_a_single_week_is_a_dot() -> None:
    drawn = trend_chart([(f"t{n}", [n]) for n in range(7)], WEEKS[-1:], "")
    assert [one["cx"] for one in shapes(drawn, "circle")] == ["488"] * 5


def test_labels_never_lie_on_each_other() -> None:
    for ends in ([300.0] * 5, [72.0] * 5, [290.0, 100.0, 295.0]):
        places = sorted(apart(ends))
        assert all(later - earlier >= 18 for earlier, later in pairwise(places))
        assert places[-1] <= max(300.0, 72.0 + 4 * 18)


def test_a_cell_has_its_shade_and_its_number() -> None:
    """Of a highest of 25, 25 is the darkest of five steps, 4 the second (2/5 squared is 0.16), 0 white and empty."""
    drawn = heat_chart(["가입", "결제"], [("환급", [25, 4]), ("인증", [0, 0])], "")
    cells = [one for one in shapes(drawn, "rect") if one["stroke"] != "none"]
    assert [one["fill"] for one in cells] == [SHADES[5], SHADES[2], SHADES[0], SHADES[0]]
    assert [one["x"] for one in cells] == ["246", "495", "246", "495"]
    assert [one["y"] for one in cells] == ["104", "104", "134", "134"]
    assert [one for one in texts(drawn) if one.isdigit()] == ["25", "4"]


def test_bars_are_as_long_as_their_share() -> None:
    """25 % of 400 units; the week before at 186 + 0.2 x 400."""
    rows = [
        {"name": "가입", "drop": 0.25, "drop_before": 0.2, "state": "up", "n_voices": 12},
        {"name": "결제", "drop": 0.5, "drop_before": None, "state": "steady", "n_voices": 0},
    ]
    drawn = drop_chart(rows, "")
    bars = [one for one in shapes(drawn, "rect") if one["fill"] in {"#1f6fae", "#8fbfe3"}]
    assert [(one["x"], one["width"], one["fill"]) for one in bars] == [
        ("186", "100", "#1f6fae"),
        ("186", "200", "#8fbfe3"),
    ]
    assert [one["points"] for one in shapes(drawn, "polyline") if one["stroke-width"] == "2"] == ["266,76 266,102"]
    assert "▲ 25.0%" in texts(drawn)


@pytest.mark.parametrize("name", ["trend", "board", "funnel"])
def test_pictures_have_a_title_and_a_description_and_hold_text_only(name: str) -> None:
    drawn = charts_of(BRIEF)[name]
    root = ET.fromstring(drawn)  # noqa: S314 - as above
    assert root.attrib["role"] == "img"
    ids = root.attrib["aria-labelledby"].split()
    assert (
        [one.attrib["id"] for one in root if "id" in one.attrib] == ids == [f"chart-{name}-title", f"chart-{name}-desc"]
    )
    assert root.find(f"{SVG}desc").text
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "title", "desc", "rect", "polyline", "circle", "text",
    }  # fmt: skip
    assert not [
        key for one in root.iter() for key in one.attrib if key == "style" or key.startswith("on") or "href" in key
    ]
    assert "<script" not in drawn


def test_a_brief_without_figures_has_no_pictures() -> None:
    empty = {"week": "2026-W47", "label": "", "moved": [], "largest": []}
    assert charts_of(empty) == {}

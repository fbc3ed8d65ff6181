"""proof.yaml: what is taken, what is refused with its place, whose figures they are, that every key is documented."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from voc.config import load_settings
from voc.config.proof import Figure, ProofSection, shown_figure
from voc.errors import ConfigError

ROOT = Path(__file__).parents[2]
Write = Callable[[str], None]
FIGURE = (
    "figures:\n  - text: 신청한 고객\n    value: 12\n    unit: 명\n    source: 집계\n    as_of: 2026-10-31\n"
    "    approved_by: 팀장\n"
)


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    return lambda text: (tmp_path / "config" / "proof.yaml").write_text(text, encoding="utf-8") and None


def test_own_figures_are_approved_and_packaged_ones_only_examples(write: Write) -> None:
    """Whoever has no file of their own claims nothing that an invented company may."""
    assert load_settings(ROOT / "config").figures
    write(FIGURE + "    reasons: [trust]\n")
    assert [(one.value, one.as_of) for one in load_settings().figures] == [(12.0, date(2026, 10, 31))]
    Path("config/proof.yaml").unlink()
    write_other = Path("config/store.yaml")
    write_other.write_text("patience_s: 10\n", encoding="utf-8")
    assert load_settings().figures == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FIGURE, "config/proof.yaml:2:5: figures.0: the figure speaks for nothing"),
        (
            FIGURE + "    reasons: [trus]\n",
            "config/proof.yaml:8:15: figures.0.reasons.0: hesitations.yaml has no 'trus'",
        ),
        (FIGURE + "    themes: [fee_burdn]\n", "themes.yaml has no 'fee_burdn' (did you mean 'fee_burden'?)"),
        (FIGURE + "    reasons: [trust]\n    valid_until: 2026-10-30\n", "2026-10-30 lies before as_of"),
        (FIGURE + "    reasons: [trust]\n    untill: 2026-12-31\n", "config/proof.yaml:9"),
        (FIGURE.replace("value: 12", "value: 열둘") + "    reasons: [trust]\n", "figures.0.value"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(write: Write, text: str, said: str) -> None:
    write(text)
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert said in str(error.value)


def test_a_figure_holds_from_its_day_to_its_last_one() -> None:
    figure = Figure(
        text="t", value=1.0, unit="명", source="s", as_of=date(2026, 1, 2), valid_until=date(2026, 1, 4),
        approved_by="b", themes=("d_1",),
    )  # fmt: skip
    assert [figure.is_valid(date(2026, 1, day)) for day in (1, 2, 4, 5)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(1_250_000, "명", "125만 명"), (150_000_000, "원", "1.5억 원"), (1_234, "명", "1,234명"), (98.5, "%", "98.5%")],
)
def test_figures_are_written_as_koreans_write_them(value: float, unit: str, said: str) -> None:
    assert shown_figure(float(value), unit) == said


def test_every_key_is_documented() -> None:
    text = (ROOT / "docs" / "brief.md").read_text(encoding="utf-8")
    assert {name for model in (ProofSection, Figure) for name in model.model_fields if f"`{name}`" not in text} == set()

"""Figures in drafts: claims that nobody approved are named, offers and approved ones are not."""

from datetime import date

import pytest

from voc.config.proof import Figure
from voc.planning.draft_check.figures import check_figures

APPROVED = [
    Figure(
        text="신청한 고객", value=value, unit=unit, source="집계", as_of=date(2026, 10, 31),
        valid_until=date(2026, 12, 31), approved_by="팀장", reasons=("trust",),
    )
    for value, unit in ((1_200_000.0, "명"), (98.5, "%"))
]  # fmt: skip
DAY = date(2026, 11, 24)


def _claims(sentence: str, on: date | None = DAY) -> list[str]:
    return [one.advice.split("’")[0].removeprefix("‘") for one in check_figures([sentence], APPROVED, on)]


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        ("이미 120만 명이 신청했어요", []),
        ("이미 1,200,000명이 신청했어요", []),
        ("만족도 98.5 퍼센트", []),
        ("이미 130만 명이 신청했어요", ["130만 명"]),
        ("고객 한 분이 평균 18만 원을 돌려받아요", ["18만 원"]),
        ("만족도 99%, 3배 빨라요", ["99%", "3배"]),
        ("수수료 20% 할인", []),
        ("선착순 100명께 드려요", []),
        ("5만 원보다 적으면 수수료를 안 받아요", []),
        ("가족 2명이 함께", []),
        ("3분이면 끝나요", []),
    ],
)
def test_claims_on_no_list_are_named(sentence: str, claims: list[str]) -> None:
    assert _claims(sentence) == claims


def test_an_approved_figure_is_named_once_its_time_is_over() -> None:
    (found,) = check_figures(["120만 명이 신청했어요"], APPROVED, date(2027, 1, 1))
    assert (found.code, found.level) == ("figure_not_approved", "info")
    assert "보내는 날에 쓸 수 없는 숫자입니다" in found.advice
    assert _claims("120만 명이 신청했어요", None) == []


def test_without_a_list_nothing_is_checked() -> None:
    assert list(check_figures(["130만 명이 신청했어요"], [], DAY)) == []

"""Answers of selection questions: how several choices in one cell are told apart."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Literal

# `;` as in CSV exports of Google Forms, `, ` as in its sheets, `,` as in Naver Form; empty: one choice a cell.
Separator = Literal[";", ", ", ",", ""]
_AROUND_COMMA = {
    # Not within brackets: 기타 (배송, 반품).
    ", ": re.compile(r",\s+(?![^(]*\))"),
    # Not within a number: 1,000원.
    ",": re.compile(r"\s*,(?!\d{3}(?!\d))\s*(?![^(]*\))"),
}


def separator_of(cells: Mapping[str, int]) -> Separator:
    """Find what stands between the choices of a column, from its different cells.

    A comma parts choices only where the parts come back in other cells: `네, 만족합니다` is one choice.

    Examples
    --------
    >>> separator_of({"주문, 쿠폰": 3, "주문": 2}), separator_of({"네, 만족합니다": 8, "아니요, 불만입니다": 5})
    (', ', '')
    """
    if any(";" in cell for cell in cells):
        return ";"
    separators: tuple[Separator, Separator] = (", ", ",")
    for separator in separators:
        split = {cell: parts for cell in cells if len(parts := split_at(cell, separator)) > 1}
        if split and _come_back(split, set(cells)):
            return separator
    return ""


def _come_back(split: Mapping[str, list[str]], cells: set[str]) -> bool:
    parts = Counter(part for found in split.values() for part in set(found))
    return len(parts.keys() | (cells - split.keys())) <= len(cells) or any(part in cells for part in parts)


def split_at(cell: str, separator: Separator) -> list[str]:
    """Split the choices of one cell.

    Examples
    --------
    >>> split_at("주문; 쿠폰", ";"), split_at("1,000원 미만,카드", ","), split_at("기타 (배송, 반품), 쿠폰", ", ")
    (['주문', '쿠폰'], ['1,000원 미만', '카드'], ['기타 (배송, 반품)', '쿠폰'])
    """
    if not separator:
        parts = [cell]
    elif separator == ";":
        parts = cell.split(";")
    else:
        parts = _AROUND_COMMA[separator].split(cell)
    return [part.strip() for part in parts if part.strip()]

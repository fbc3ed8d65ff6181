"""Figures in the text format that Prometheus reads: names, labels, values, nothing else."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(frozen=True, slots=True)
class Sample:
    """One value and what it is of."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its samples.

    Attributes
    ----------
    name : str
        With its unit at the end, in base units: seconds, bytes.
    help : str
        One sentence.
    """

    name: str
    help: str
    samples: tuple[Sample, ...]
    kind: Literal["gauge", "counter"] = "gauge"


def spell(figures: Iterable[Figure]) -> str:
    r"""Spell figures; one without a sample is left out.

    Source: Prometheus documentation, "Exposition formats", text format version 0.0.4.

    Examples
    --------
    >>> print(spell([Figure("voc_rows", "Rows.", (Sample(3, {"source": 'a"b'}),))]), end="")
    # HELP voc_rows Rows.
    # TYPE voc_rows gauge
    voc_rows{source="a\"b"} 3
    """
    lines: list[str] = []
    for figure in figures:
        if figure.samples:
            told = figure.help.replace("\\", r"\\").replace("\n", r"\n")
            lines += [f"# HELP {figure.name} {told}", f"# TYPE {figure.name} {figure.kind}"]
            lines += [f"{figure.name}{_labels(one.labels)} {_number(one.value)}" for one in figure.samples]
    return "".join(f"{line}\n" for line in lines)


def _labels(labels: Mapping[str, str]) -> str:
    inner = ",".join(f'{name}="{value.translate(_ESCAPED)}"' for name, value in labels.items())
    return f"{{{inner}}}" if inner else ""


def _number(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value == int(value) else repr(value)

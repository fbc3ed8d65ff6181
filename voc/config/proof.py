"""proof.yaml: figures about the company that somebody approved, so that messages may claim them."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator, model_validator

from voc.config.checks import Day, Key, Text
from voc.config.crosscheck import Parsed
from voc.config.problems import Problems, did_you_mean
from voc.config.section import Section

_TEN_THOUSAND, _HUNDRED_MILLION = 10_000, 100_000_000
# Themes that a discovery found or a person split off; only the store knows which there are.
_OF_STORE = ("d_", "s_")


class Figure(Section):
    """A figure that may be claimed.

    Attributes
    ----------
    text : str
        What was counted, in Korean, without the figure.
    value, unit : float, str
        Such as 98.5 and `%`.
    source : str
        Where the figure comes from.
    as_of : date
        The day that it holds for.
    valid_until : date or None
        The last day on which it may be used; None sets no end.
    approved_by : str
        Who answers for it.
    themes, reasons : tuple of str
        What it may speak for: keys of themes.yaml or ids of themes, keys of hesitations.yaml.
    """

    text: Text
    value: Annotated[float, Field(ge=0)]
    unit: Text
    source: Text
    as_of: Day
    valid_until: Day | None = None
    approved_by: Text
    themes: tuple[Key, ...] = ()
    reasons: tuple[Key, ...] = ()

    @field_validator("value", mode="before")
    @classmethod
    def _whole_numbers_too(cls, value: object) -> object:
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("valid_until")
    @classmethod
    def _not_before_it_holds(cls, value: date | None, info: ValidationInfo) -> date | None:
        as_of = info.data.get("as_of")
        if value is not None and as_of is not None and value < as_of:
            message = f"{value} lies before as_of, which is {as_of}"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _speaks_for_something(self) -> "Figure":
        if not self.themes and not self.reasons:
            raise ValueError("the figure speaks for nothing; name themes or reasons that it may support")
        return self

    def is_valid(self, on: date) -> bool:
        """Tell whether it may be used on a day: it holds already, and has not expired."""
        return self.as_of <= on and (self.valid_until is None or on <= self.valid_until)

    def plain(self) -> dict[str, Any]:
        """As JSON values, with the figure as readers write it."""
        return {
            "text": self.text,
            "figure": shown_figure(self.value, self.unit),
            "source": self.source,
            "as_of": self.as_of.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "approved_by": self.approved_by,
        }


class ProofSection(Section):
    """proof.yaml."""

    figures: tuple[Figure, ...] = ()


def shown_figure(value: float, unit: str) -> str:
    """Write a figure as Korean texts do.

    Examples
    --------
    >>> shown_figure(1_200_000.0, "명"), shown_figure(98.5, "%"), shown_figure(12_345.0, "원")
    ('120만 명', '98.5%', '12,345원')
    """
    for size, name in ((_HUNDRED_MILLION, "억"), (_TEN_THOUSAND, "만")):
        if value >= size and value % (size / 10) == 0:
            return f"{value / size:,.15g}{name} {unit}"
    return f"{value:,.15g}{unit}"


def check_figures(parsed: Mapping[str, Parsed], problems: Problems) -> None:
    """Note themes and reasons of proof.yaml that are not configured."""
    proof = parsed.get("proof.yaml")
    for field, file, listed in (("themes", "themes.yaml", "themes"), ("reasons", "hesitations.yaml", "reasons")):
        if proof is None or file not in parsed:
            continue
        known = [key for _, one in parsed[file].items(listed) if isinstance(key := one.get("key"), str)]
        for index, figure in proof.items("figures"):
            keys = figure.get(field)
            for place, key in enumerate(keys if isinstance(keys, list) else []):
                if isinstance(key, str) and key not in known and not key.startswith(_OF_STORE):
                    message = f"{file} has no '{key}'{did_you_mean(key, known)}; correct or delete it"
                    proof.note(problems, ("figures", index, field, place), message)

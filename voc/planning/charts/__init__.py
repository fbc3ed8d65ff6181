"""Pictures of a brief as SVG: static, fit for paper, for slides and for those who tell no red from green."""

from voc.planning.charts.chosen import charts_of

__all__ = ["charts_of"]

"""features.yaml: what of the product customers may praise."""

from voc.config.checks import LabelKey, Text, WordRule
from voc.config.section import Section


class FeatureSettings(Section):
    """A part of the product, or what it is like to use; with the words by which a sentence of praise names it."""

    key: LabelKey
    name: Text
    words: tuple[WordRule, ...] = ()


class FeaturesSection(Section):
    """features.yaml: in the order in which they are listed."""

    features: tuple[FeatureSettings, ...] = ()

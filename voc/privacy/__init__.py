"""Personal data: masking of texts, keyed hashes of authors, and the only way from a record to a document."""

from voc.privacy.masker import Masked, Masker, Span
from voc.privacy.settings import KINDS, ExtraPattern, MaskSettings

__all__ = ["KINDS", "ExtraPattern", "MaskSettings", "Masked", "Masker", "Span"]

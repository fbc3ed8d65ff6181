"""What everything configured has in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Base of everything configured: frozen, strict, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

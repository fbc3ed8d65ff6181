"""outreach.yaml: people who write about us, on a list of those to thank or apologise to: whether, and for how long."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from voc.config.checks import Key
from voc.config.crosscheck import Parsed
from voc.config.keeping import check_keeping, check_users_keeping
from voc.config.problems import Problems, did_you_mean
from voc.config.section import Section


class OutreachSection(Section):
    """outreach.yaml.

    Attributes
    ----------
    sources : tuple of str
        Names of sources whose posts are looked at.
    keep : str
        How long an author's handle and link stay, counted from the post.
    keep_cases : str
        How long a case stays after it ended.
    remind_after : int
        Days without a step after which a case is due.
    second_person : bool
        Whether a letter or a gift is approved by somebody else than whoever asked for it.
    """

    enabled: bool = False
    sources: tuple[Key, ...] = ()
    keep: Annotated[str, AfterValidator(check_users_keeping)] = "180 days"
    keep_cases: Annotated[str, AfterValidator(check_keeping)] = "24 months"
    remind_after: Annotated[int, Field(ge=1, le=365)] = 5
    second_person: bool = True

    @model_validator(mode="after")
    def _looks_somewhere(self) -> "OutreachSection":
        if self.enabled and not self.sources:
            raise ValueError("enabled is true and sources names none; name the sources whose posts are looked at")
        return self


def check_outreach_sources(parsed: Mapping[str, Parsed], problems: Problems) -> None:
    """Note names in `sources` that sources.yaml does not have."""
    if not {"outreach.yaml", "sources.yaml"} <= parsed.keys():
        return
    sources = (source for _, source in parsed["sources.yaml"].items("sources"))
    known = [name for source in sources if isinstance(name := source.get("name"), str)]
    names = parsed["outreach.yaml"].yaml.data.get("sources")
    for index, name in enumerate(names if isinstance(names, list) else []):
        if isinstance(name, str) and name not in known:
            message = f"sources.yaml has no source '{name}'{did_you_mean(name, known)}; correct or delete it"
            parsed["outreach.yaml"].note(problems, ("sources", index), message)

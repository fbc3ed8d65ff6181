"""Sources that are files in a folder of the inbox."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from voc.config.checks import Encoding, Folder, Glob, Names, Question, Text
from voc.config.families.audience import AudienceSettings
from voc.config.families.base import SourceSettings
from voc.config.section import Section
from voc.records import Kind

Format = Literal["tickets", "play_reviews", "reviews", "survey", "community_jsonl", "community_html"]
ColumnField = Literal[
    "id",
    "text",
    "title",
    "created_at",
    "updated_at",
    "author",
    "rating",
    "url",
    "app_version",
    "language",
    "parent_id",
    "tags",
    "role",
]


class RatingScale(Section):
    """The ends of a rating scale, such as 1 and 5 stars."""

    min: float
    max: float

    @field_validator("max")
    @classmethod
    def _above_min(cls, value: float, info: ValidationInfo) -> float:
        low = info.data.get("min")
        if low is not None and value <= low:
            message = f"{value:g} is not above min, which is {low:g}"
            raise ValueError(message)
        return value


class HtmlSelectors(Section):
    """Where things stand on a saved page, as CSS selectors; all but `item` within one item.

    Attributes
    ----------
    id : str or None
        An attribute of the item such as `data-id`, or a selector.
    body : str or None
        None takes the whole item.
    remove : tuple of str
        What is not the author's own voice: quotes, signatures.
    """

    item: Text
    id: Text | None = None
    title: Text | None = None
    body: Text | None = None
    author: Text | None = None
    date: Text | None = None
    url: Text | None = None
    remove: tuple[Text, ...] = ()


class FileSourceSettings(SourceSettings):
    """Files in a folder of the inbox.

    Attributes
    ----------
    path : str
        Folder relative to the home folder, with `/`.
    columns : mapping of field to column names
        Alternatives in the order in which they are looked for.
    segments : mapping of segment name to column
        Customer segments.
    roles : tuple of str
        Values of the `role` column that mean "written by a customer"; empty keeps every row.
    questions : mapping of column to role
        What the columns of a survey hold; `rating:1-5` also says the scale.
    page_size : int
        Records per page; a page is stored as a whole.
    audience : AudienceSettings or None
        Which column holds the customer's id in the CRM tool; None keeps no id.
    """

    family: Literal["file"] = "file"
    format: Format
    path: Folder
    pattern: Glob = "*"
    kind: Kind
    columns: Mapping[ColumnField, Names] = Field(default_factory=dict)
    segments: Mapping[str, Text] = Field(default_factory=dict)
    roles: tuple[Text, ...] = ()
    rating: RatingScale | None = None
    encoding: Encoding | None = None
    html: HtmlSelectors | None = None
    questions: Mapping[str, Question] = Field(default_factory=dict)
    page_size: Annotated[int, Field(ge=1, le=100_000)] = 1000
    audience: AudienceSettings | None = None

    @property
    def rating_min(self) -> float | None:
        """Lowest rating of the scale."""
        return self.rating.min if self.rating else None

    @property
    def rating_max(self) -> float | None:
        """Highest rating of the scale."""
        return self.rating.max if self.rating else None

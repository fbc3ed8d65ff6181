"""audience.yaml: how lists of customers are handed to the tools that send messages."""

from collections import Counter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from voc.config.checks import Key, Text
from voc.config.keeping import check_users_keeping
from voc.config.problems import did_you_mean
from voc.config.section import Section
from voc.errors import UsageError

USER_ID: Literal["user_id"] = "user_id"

KeepUsers = Annotated[str, AfterValidator(check_users_keeping)]
Variable = Literal["user_id", "theme", "theme_id", "source", "last_voiced_on", "exported_on"]


class LayoutColumn(Section):
    """A column of a handed-out file.

    Attributes
    ----------
    name : str
        Its title.
    value : str or None
        What stands in it: the user's id, the theme's title or id, the source, the day of the customer's last voice of
        the theme, the day of the hand-out.
    text : str or None
        The same text in every row instead.
    """

    name: Text
    value: Variable | None = None
    text: Text | None = None

    @model_validator(mode="after")
    def _says_one(self) -> "LayoutColumn":
        if (self.value is None) == (self.text is None):
            raise ValueError("a column has either value or text; write one of them")
        return self


class Layout(Section):
    """What a tool takes in.

    Attributes
    ----------
    header : bool
        Whether the first line holds the names of the columns.
    encoding : str
        `utf-8-sig` begins with the mark by which Excel knows UTF-8.
    """

    name: Key
    columns: Annotated[tuple[LayoutColumn, ...], Field(min_length=1)]
    header: bool = True
    encoding: Literal["utf-8", "utf-8-sig", "cp949"] = "utf-8-sig"

    @model_validator(mode="after")
    def _can_be_used(self) -> "Layout":
        if USER_ID not in {column.value for column in self.columns}:
            message = f"layout '{self.name}' has no column with 'value: user_id', so nobody could be found by it"
            raise ValueError(message)
        twice = [name for name, n in Counter(column.name for column in self.columns).items() if n > 1]
        if twice:
            message = f"layout '{self.name}' has the column '{twice[0]}' twice; each name may stand once"
            raise ValueError(message)
        return self


# Braze, Audience > Import Users: one column must be named `external_id`, exactly so. A file with that column alone
# changes no profile and is what its segments and suppression lists are filled with; any other column becomes an
# attribute of the profile. An id that Braze does not know makes a new user there. UTF-8, and no mark before the name of
# the first column.
BRAZE = Layout(name="braze", columns=(LayoutColumn(name="external_id", value=USER_ID),), encoding="utf-8")
# 빅인 (bigin): lists of customers are uploaded by the member id that its script sends as the user's id. What the column
# must be called is not published: compare it with the sample file of your account, and write a layout of your own if it
# differs.
BIGIN = Layout(name="bigin", columns=(LayoutColumn(name="user_id", value=USER_ID),), encoding="utf-8-sig")


class AudienceSection(Section):
    """audience.yaml.

    Attributes
    ----------
    keep : str
        How long a sealed user id stays, counted from the voice that it came with; a source may say otherwise.
    suppress_themes : tuple of str
        Keys of themes.yaml: whoever voices one of them asks to be left alone.
    least : int
        A list of fewer users is handed out with a warning: who gets the message can guess why.
    """

    keep: KeepUsers = "90 days"
    suppress_themes: tuple[Key, ...] = ("push_too_many", "spam_messages", "unsubscribe_hard")
    least: Annotated[int, Field(ge=1, le=10_000)] = 5
    layouts: tuple[Layout, ...] = ()

    @model_validator(mode="after")
    def _names_are_free(self) -> "AudienceSection":
        twice = [name for name, n in Counter(one.name for one in self.layouts).items() if n > 1]
        if twice:
            message = f"the layout '{twice[0]}' is given twice; each name may stand once"
            raise ValueError(message)
        return self

    @property
    def all_layouts(self) -> tuple[Layout, ...]:
        """Those of the file, then the built-in ones that it does not replace."""
        own = {one.name for one in self.layouts}
        return (*self.layouts, *(one for one in (BRAZE, BIGIN) if one.name not in own))

    def layout(self, name: str | None) -> Layout:
        """Return a layout by its name, the first one where none is named.

        Raises
        ------
        UsageError
            There is none of that name.
        """
        known = self.all_layouts
        found = next((one for one in known if name in {None, one.name}), None)
        if found is None:
            names = [one.name for one in known]
            message = f"There is no layout '{name}'{did_you_mean(str(name), names)}. Known: {', '.join(names)}."
            raise UsageError(message)
        return found

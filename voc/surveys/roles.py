"""What a column of a survey can be, and how people name it in a mapping."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, get_args

from voc.errors import UsageError
from voc.tables.mapping import hint_at, mapping_of

Role = Literal[
    "open_text",
    "rating",
    "choice",
    "segment",
    "date",
    "updated_at",
    "id",
    "respondent",
    "product",
    "app_version",
    "drop",
]
ROLES: tuple[Role, ...] = get_args(Role)
# What else people call them, on the command line and in sources.yaml.
_ALSO: dict[str, Role] = {"text": "open_text", "time": "date", "created_at": "date", "author": "respondent"}
_SCALE = re.compile(r"(\d{1,3})\s?-\s?(\d{1,3})")


class Scale(NamedTuple):
    """The ends of a rating scale."""

    min: float
    max: float

    def __str__(self) -> str:
        return f"{self.min:g}-{self.max:g}"


def read_role(text: str, column: str) -> tuple[Role, Scale | None]:
    """Read a role as people write it in a mapping, a rating also with its scale.

    Raises
    ------
    UsageError
        It is none of the roles.

    Examples
    --------
    >>> read_role("rating:0-10", "추천"), read_role("segment:가입", "가입 경로")
    (('rating', Scale(min=0.0, max=10.0)), ('segment', None))
    """
    word, _, rest = text.strip().partition(":")
    role = _ALSO.get(word) or next((role for role in ROLES if role == word), None)
    scale = _SCALE.fullmatch(rest.strip())
    is_scaled = scale is not None and role == "rating" and int(scale[1]) < int(scale[2])
    if role is None or (rest and not is_scaled and role != "segment"):
        hint = hint_at(word, [*ROLES, *_ALSO])
        message = f"Column '{column}' cannot be '{text}'.{hint} Known: {', '.join(ROLES)}, rating:1-5, segment:NAME."
        raise UsageError(message)
    return role, Scale(float(scale[1]), float(scale[2])) if scale and is_scaled else None


def segment_name(text: str) -> str:
    """Return the name that a mapping gives to a segment, empty where it gives none.

    Examples
    --------
    >>> segment_name("segment:가입"), segment_name("segment"), segment_name("rating:1-5")
    ('가입', '', '')
    """
    word, _, name = text.strip().partition(":")
    return name.strip() if word == "segment" else ""


def mapping_from(pairs: Iterable[str], header: Sequence[str], *, where: str) -> dict[str, str]:
    """Turn `ROLE=COLUMN` texts of a command line into a mapping of column to role.

    `drop=*` stands for every doubtful column that no other text names.

    Raises
    ------
    UsageError
        A text has another form, the role is none, the file lacks the column, or two texts contradict each other.

    Examples
    --------
    >>> mapping_from(["text=불편한 점", "rating:0-10=추천"], ["일시", "불편한 점", "추천"], where="a.csv")
    {'불편한 점': 'text', '추천': 'rating:0-10'}
    """
    return mapping_of(pairs, header, where=where, check=read_role, example="open_text=의견 or rating:1-5=만족도")

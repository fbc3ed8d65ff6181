"""What to mask: kinds, a team's own patterns, and what must stay."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from voc.errors import ConfigError

KINDS = (
    "phone",
    "email",
    "rrn",
    "card",
    "account",
    "passport",
    "licence",
    "birth",
    "bizno",
    "customs",
    "address",
    "name",
    "secret",
    "ip",
)

_TAG = re.compile(r"[A-Z][A-Z_]{0,19}")


@dataclass(frozen=True, slots=True)
class ExtraPattern:
    """A team's own identifier, such as a membership number.

    Attributes
    ----------
    name : str
        Shown in messages.
    tag : str
        Capital letters and underscores; `MEMBER` masks as `<MEMBER>`.
    pattern : str
        Regular expression, matched after digits, dashes and spaces were made plain ASCII. A group named `v` limits
        what is replaced.
    """

    name: str
    tag: str
    pattern: str


@dataclass(frozen=True)
class MaskSettings:
    """What a `Masker` masks and leaves.

    Attributes
    ----------
    kinds : frozenset of str
        Names out of `KINDS`; everything by default.
    extra : tuple of ExtraPattern
        Tried before the built-in patterns.
    keep : frozenset of str
        Exact strings that stay, such as the company's own telephone number.
    not_names : frozenset of str
        Words that are never a person's name, such as a product.

    Raises
    ------
    ConfigError
        An unknown kind, a tag that is none, or a pattern that does not compile or matches nothing at all.
    """

    kinds: frozenset[str] = frozenset(KINDS)
    extra: tuple[ExtraPattern, ...] = ()
    keep: frozenset[str] = frozenset()
    not_names: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        problems = [
            f"privacy: unknown kind '{kind}' under 'mask'. Known: {', '.join(KINDS)}."
            for kind in sorted(self.kinds.difference(KINDS))
        ]
        for extra in self.extra:
            problems += _problems_of(extra)
        if problems:
            raise ConfigError(*problems)

    @cached_property
    def compiled_extra(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Pairs of tag and compiled pattern."""
        return tuple((extra.tag, re.compile(extra.pattern)) for extra in self.extra)

    @cached_property
    def compiled_keep(self) -> re.Pattern[str] | None:
        """One pattern for every string to keep, longest first; None where there is none."""
        words = sorted(filter(None, self.keep), key=lambda word: (-len(word), word))
        if not words:
            return None
        # A kept number must not protect the middle of a longer one.
        return re.compile("|".join(rf"(?<![0-9]){re.escape(word)}(?![0-9])" for word in words))


def _problems_of(extra: ExtraPattern) -> list[str]:
    where = f"privacy: extra pattern '{extra.name}'"
    problems = []
    if not _TAG.fullmatch(extra.tag):
        problems.append(f"{where} has tag '{extra.tag}', expected up to 20 capital letters such as MEMBER.")
    try:
        empty = re.compile(extra.pattern).match("")
    except re.error as error:
        return [*problems, f"{where} is no regular expression: {error}."]
    if empty:
        problems.append(f"{where} also matches an empty text. Make it require at least one character.")
    return problems

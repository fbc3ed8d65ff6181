"""Drafts: what somebody typed into a form of curation, kept whole until it is a decision."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from voc.dashboard.access.addresses import local_path
from voc.errors import DecisionError
from voc.steps.curation import decisions
from voc.steps.curation.decisions import Decision

# Wide enough for whatever people explain, narrow enough for a log that is read.
LONGEST_WHY = 300
LABELS = ("hesitation", "reason", "stage", "act")
_NUMBER = re.compile(r"\d{1,9}")
# No ledger has this length: a form that does not say what its writer saw is never carried out unseen.
_NEVER = -1


@dataclass(frozen=True)
class Draft:
    """What stands in a form.

    Attributes
    ----------
    fields : mapping of str to sequence of str
        As typed.
    expect : int
        Last step of the log that its writer saw.
    """

    fields: Mapping[str, Sequence[str]]
    expect: int

    def one(self, name: str) -> str:
        """Return what was typed into a field; empty where nothing was."""
        return next(iter(self.fields.get(name, ())), "")

    def all(self, name: str) -> Sequence[str]:
        """Return everything that was chosen under a name."""
        return self.fields.get(name, ())

    def number(self, name: str) -> int | None:
        """Return a whole number; None where none was typed."""
        typed = self.one(name)
        return int(typed) if _NUMBER.fullmatch(typed) else None

    @property
    def what(self) -> str:
        """The kind of decision; empty where there is none of that name."""
        return self.one("what") if self.one("what") in KINDS else ""

    @property
    def is_meant(self) -> bool:
        """Whether it is to be done, and not only looked at."""
        return self.one("do") == "yes"

    @property
    def back(self) -> str:
        """The page that it came from."""
        return local_path(self.one("back") or "/curation")

    @property
    def labels(self) -> dict[str, str]:
        """What a person reads in a sentence; labels left as they are do not count."""
        return {name: value for name in LABELS if (value := self.one(f"label_{name}"))}

    def seen(self, expect: int) -> "Draft":
        """Return it as its writer sees it now, with the log at another length."""
        return replace(self, expect=expect)


def draft_of(what: str, expect: int, **fields: str | Sequence[str]) -> Draft:
    """Begin a draft with what a form shows before anybody has typed."""
    listed = {name: [value] if isinstance(value, str) else value for name, value in fields.items()}
    return Draft({"what": [what], **listed}, expect)


def read_draft(form: FormData) -> Draft:
    """Read what was sent; files are no part of it."""
    fields: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str) and name != "csrf":
            fields.setdefault(name, []).append(value)
    draft = Draft(fields, _NEVER)
    expect = draft.number("expect")
    return draft if expect is None else draft.seen(expect)


def check_draft(draft: Draft) -> None:
    """Make sure that the explanation can be kept.

    Raises
    ------
    DecisionError
        It is too long.
    """
    n = len(draft.one("why"))
    if n > LONGEST_WHY:
        message = f"An explanation has at most {LONGEST_WHY} characters; this one has {n}."
        raise DecisionError("long_why", message, longest=LONGEST_WHY, n=n)


def decision_of(draft: Draft) -> Decision:
    """Make the decision about themes that a draft asks for."""
    return _DECISIONS[draft.what](draft)


def _split(draft: Draft) -> Decision:
    theme, title, query = draft.one("theme"), draft.one("title"), draft.one("query")
    is_by_words = draft.one("by") == "words"
    return decisions.split(theme, title, places=() if is_by_words else draft.all("place"), query=query)


def _chosen(draft: Draft) -> Decision:
    """Split the chosen sentences off, or move them."""
    if draft.one("then") != "move":
        return _split(draft)
    if not draft.all("place"):
        raise DecisionError("none_chosen", "No sentence was chosen, so there is nothing to move.")
    return decisions.move(draft.all("place"), draft.one("to"))


_DECISIONS: Mapping[str, Callable[[Draft], Decision]] = {
    "rename": lambda draft: decisions.rename(draft.one("theme"), draft.one("title")),
    "merge": lambda draft: decisions.merge([draft.one("theme")], draft.one("into")),
    "sentences": _chosen,
    "hide": lambda draft: decisions.hide(draft.one("theme"), hidden=draft.one("on") == "yes"),
    "pin": lambda draft: decisions.pin(draft.one("theme"), pinned=draft.one("on") == "yes"),
    "set": lambda draft: decisions.set_labels(
        draft.one("theme"), reason=draft.one("reason") or None, stage=draft.one("stage") or None
    ),
    # Step 0 is in no log: a number that cannot be read must not take back the last step.
    "undo": lambda draft: decisions.undo(draft.number("seq") or 0),
    "accept": lambda draft: decisions.accept(draft.one("proposal"), title=draft.one("title") or None),
    "decline": lambda draft: decisions.decline(draft.one("proposal")),
}
CORRECT = "correct"
KINDS: Mapping[str, str] = {
    "rename": "이름 바꾸기",
    "merge": "합치기",
    "sentences": "문장 나누기 · 옮기기",
    "hide": "숨기기",
    "pin": "고정하기",
    "set": "단계와 이유 정하기",
    "undo": "되돌리기",
    "accept": "제안 받아들이기",
    "decline": "제안 거절하기",
    CORRECT: "문장 고쳐 읽기",
}

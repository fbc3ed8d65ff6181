"""Short complaints, and the least that an encoder can read."""

from dataclasses import dataclass, field

from nlp.types import Term

TEXTS = [
    f"{what} {how}"
    for what in ("차트가", "이체가", "알림이", "로그인이", "화면이")
    for how in ("안 돼요", "느려요", "자꾸 꺼져요", "답답해요")
]


@dataclass
class Words:
    text: str = ""
    terms: list[Term] = field(default_factory=list)

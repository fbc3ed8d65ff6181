"""Invented customers' texts in any number, for measuring how the store bears growth; no real customer wrote any of it.

The same seed gives the same texts. Sentences are put together from `growth_phrases.txt`, numbers, names of shops that
do not exist, and slips of the keyboard, so that seven in ten are said only once; how often a theme comes up follows
Zipf's law. Short remarks that many people make word for word are part of it, as are the same words of one author twice,
and pasted appeals.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

_PHRASES = Path(__file__).with_name("growth_phrases.txt")
# Syllables of shops' names; two to four of them make a hundred thousand names.
_SYLLABLES = "가나다라마바사아자하온빛솔누리담별샘터울해봄결찬품뜰"
_HANGUL, _N_HANGUL, _N_FINALS = 0xAC00, 11172, 28
# Final letters that a finger adds: none, ㄴ, ㄹ, ㅁ, ㅅ, ㅆ, ㅇ, in the order of Unicode's syllables.
_FINALS = (0, 4, 8, 16, 19, 20, 21)
# Shares of the documents: a short remark, praise or plain talk without trouble; the rest is about a theme.
_SHORT, _WITHOUT_TROUBLE = 0.2, 0.25
# One in a hundred is said twice by its author, one in three hundred is a pasted appeal.
_TWICE, _PASTED = 0.01, 0.003
_SLIP, _NO_SPACE, _TAIL = 0.2, 0.15, 0.3
_MISTYPED, _FILLED, _GREETED = 0.35, 0.45, 0.4
_OTHER_WORD, _OTHER_ENDING = 0.6, 0.5
_TAILS = ("ㅠㅠ", "ㅜㅜ", "ㅋㅋ", "..", "!!", "~", "ㅡㅡ", "?!", "...", ";;")
_SLIPS = (("돼", "되"), ("안 ", "안"), ("습니다", "슴다"), ("네요", "네여"), ("어요", "어여"), ("데요", "대요"))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a share of the customers speak, and in how many sentences."""

    name: str
    kind: str
    share: float
    n_sentences: tuple[int, ...]
    rated: bool = False


SOURCES = (
    Source("play", "review", 0.5, (1, 1, 1, 1, 1, 2, 2), rated=True),
    Source("appstore", "review", 0.2, (1, 1, 1, 1, 2, 3), rated=True),
    Source("tickets", "ticket_message", 0.2, (1, 1, 2, 2)),
    Source("board", "post", 0.1, (1, 2, 3, 4)),
)


@dataclass(frozen=True, slots=True)
class Voice:
    """One text with what a source would deliver beside it; `at` is a moment without zone, in Seoul."""

    key: str
    source: Source
    at: datetime
    author: str
    rating: int | None
    text: str


def phrases() -> dict[str, list[str]]:
    """Read the phrases by section; themes as whole lines."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in _PHRASES.read_text("utf-8").splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            name = heading[1]
        elif line and not line.startswith("#"):
            found.setdefault(name, []).extend([line] if name == "themes" else line.split("/"))
    return found


def voices(n: int, *, first: datetime, n_days: int, seed: int = 1) -> Iterator[Voice]:
    """Yield `n` texts spread evenly over some days, in order of time."""
    talk = _Talk(Random(f"growth-{seed}"))  # noqa: S311 - no secret, the same texts every time
    step = timedelta(days=n_days) / n
    before: list[Voice] = []
    for number in range(n):
        voice = talk.voice(f"{seed}-{number}", first + step * number)
        if before and talk.chance(_TWICE):
            again = talk.one_of(before)
            voice = Voice(voice.key, again.source, voice.at, again.author, again.rating, again.text)
        before = [*before[-99:], voice] if number % 10 == 0 else before
        yield voice


class _Talk:
    """Makes texts from one stream of chance."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.chance: Callable[[float], bool] = lambda share: random.random() < share
        self._said = phrases()
        themes = [line.partition(" | ") for line in self._said["themes"]]
        self._themes = [(nouns.split("/"), troubles.split("/")) for nouns, _, troubles in themes]
        self._synonyms, self._endings = (
            {one.partition("=")[0]: one.partition("=")[2].split(",") for one in self._said[section]}
            for section in ("synonyms", "endings")
        )
        # Zipf: the n-th theme comes up 1/n as often as the first.
        self._theme_weights = list(accumulate(1 / n for n in range(1, len(themes) + 1)))
        self._short_weights = list(accumulate(1 / n for n in range(1, len(self._said["short"]) + 1)))
        self._source_weights = list(accumulate(source.share for source in SOURCES))
        self._slots: dict[str, Callable[[], str]] = {
            "n": lambda: str(random.randint(2, 60)),
            "v": lambda: f"{random.randint(1, 9)}.{random.randint(0, 30)}.{random.randint(0, 9)}",
            "w": lambda: f"{random.randint(10, 2000) * 100:,}",
            "s": self._shop,
            "d": lambda: self._filled("devices"),
            "p": lambda: self._filled("products"),
            "k": lambda: self._filled("menus"),
        }

    def one_of(self, choices: list[Voice]) -> Voice:
        return self._random.choice(choices)

    def voice(self, key: str, at: datetime) -> Voice:
        random = self._random
        source = random.choices(SOURCES, cum_weights=self._source_weights)[0]
        # Most speak once, some every month.
        author = f"u{int(400_000 * random.random() ** 3)}"
        mood, text = self._text(source)
        rating = random.choice((1, 1, 2, 3) if mood == "trouble" else (4, 5, 5, 5)) if source.rated else None
        return Voice(key, source, at, author, rating, text)

    def _text(self, source: Source) -> tuple[str, str]:
        roll = self._random.random()
        if roll < _PASTED:
            return "trouble", self._filled("pasted")
        if roll < _SHORT and source.rated:
            short = self._random.choices(self._said["short"], cum_weights=self._short_weights)[0]
            return ("trouble" if "안" in short or "늦" in short else "fine"), self._with_tail(short)
        n = self._random.choice(source.n_sentences)
        if roll > 1 - _WITHOUT_TROUBLE:
            makers = [self._random.choice((self._praise, self._plain, self._ask)) for _ in range(n)]
            mood = "fine"
        else:
            theme = self._random.choices(self._themes, cum_weights=self._theme_weights)[0]
            others = (self._plain, self._reaction, lambda: self._trouble(theme), self._ask)
            makers = [lambda: self._trouble(theme), *(self._random.choice(others) for _ in range(n - 1))]
            mood = "trouble"
        sentences = [self._slipped(make()) for make in makers]
        if not source.rated and self.chance(_GREETED):
            sentences[0] = f"{self._filled('opened')} {sentences[0]}"
            sentences[-1] += f" {self._filled('closed')}"
        return mood, self._random.choice((". ", ". ", " ", "\n")).join(sentences)

    def _trouble(self, theme: tuple[list[str], list[str]]) -> str:
        nouns, troubles = theme
        noun, trouble = self._random.choice(nouns), self._fill(self._random.choice(troubles))
        parts = [f"{noun}{_particle(noun, *self._random.choice((('이', '가'), ('은', '는'), ('', ''))))} {trouble}"]
        if self.chance(0.5):
            parts.insert(0, self._filled("about"))
        if self.chance(0.45):
            parts.insert(0, self._filled("when"))
        if self.chance(0.25):
            parts.append(self._filled("reaction"))
        return " ".join(parts)

    def _praise(self) -> str:
        what = self._filled("fine")
        return f"{what}{_particle(what, '이', '가')} {self._filled('praise')}"

    def _plain(self) -> str:
        return f"{self._filled('when')} {self._filled('plain')}" if self.chance(0.5) else self._filled("plain")

    def _ask(self) -> str:
        return self._filled("ask")

    def _reaction(self) -> str:
        return f"{self._filled('when')} {self._filled('reaction')}"

    def _filled(self, section: str) -> str:
        return self._fill(self._random.choice(self._said[section]))

    def _fill(self, phrase: str) -> str:
        return re.sub(r"\{(\w)\}", lambda slot: self._slots[slot[1]](), phrase) if "{" in phrase else phrase

    def _shop(self) -> str:
        return "".join(self._random.choices(_SYLLABLES, k=self._random.choice((2, 3, 3, 4))))

    def _slipped(self, text: str) -> str:
        text = " ".join(map(self._otherwise, text.split(" ")))
        if self.chance(_FILLED):
            words = text.split(" ")
            words.insert(self._random.randrange(len(words)), self._filled("fillers"))
            text = " ".join(words)
        if self.chance(_MISTYPED):
            text = self._mistyped(text)
        if self.chance(_SLIP):
            text = text.replace(*self._random.choice(_SLIPS))
        if self.chance(_NO_SPACE):
            text = text.replace(" ", "", self._random.randint(1, 4))
        return self._with_tail(text)

    def _otherwise(self, word: str) -> str:
        """Say a word, or end it, as somebody else would."""
        if word in self._synonyms:
            return self._random.choice(self._synonyms[word]) if self.chance(_OTHER_WORD) else word
        ending = next((one for one in (word[-3:], word[-2:]) if one in self._endings), "")
        if not ending or not self.chance(_OTHER_ENDING):
            return word
        return word.removesuffix(ending) + self._random.choice(self._endings[ending])

    def _mistyped(self, text: str) -> str:
        """Give one syllable another final letter."""
        place = self._random.randrange(len(text))
        code = ord(text[place]) - _HANGUL
        if not 0 <= code < _N_HANGUL:
            return text
        other = chr(_HANGUL + code - code % _N_FINALS + self._random.choice(_FINALS))
        return text[:place] + other + text[place + 1 :]

    def _with_tail(self, text: str) -> str:
        return text + self._random.choice(_TAILS) if self.chance(_TAIL) else text


def _particle(noun: str, closed: str, opened: str) -> str:
    """Choose the particle by the noun's last letter."""
    code = ord(noun[-1]) - _HANGUL
    return closed if 0 <= code < _N_HANGUL and code % _N_FINALS else opened

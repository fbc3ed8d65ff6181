"""Measure masking: recall of planted personal data, share of look-alikes masked, texts per second.

    python tests/bench/privacy.py [--cases 400] [--seed 20260831] [--against kiwi presidio] [--misses]

Every case is invented: values are built digit by digit and set into carrier sentences that no pattern was written from.
A value counts as found when every letter and digit of it is covered, a look-alike as masked when one character is.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from voc.privacy import Masker

Spans = list[tuple[int, int]]
WORDS = json.loads((Path(__file__).parent / "privacy_sentences.json").read_text(encoding="utf-8"))


class Case(NamedTuple):
    """A text with one stretch that must be masked, or must stay."""

    kind: str
    text: str
    start: int
    end: int


READ = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))


class Writer:
    """Makes values and the many ways in which people write them."""

    wide = str.maketrans("0123456789-.", "０１２３４５６７８９－．")
    dashes = ("-", "-", "-", "-", " ", ".", " - ", "–", "—", "−", "ㅡ", "‐", "", "")
    accounts = ((3, 3, 6), (6, 2, 6), (4, 3, 6), (3, 6, 2, 3), (3, 4, 4, 2), (4, 2, 7), (3, 6, 5), (3, 2, 6))

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - test cases, no secrets
        self.pick = self.rng.choice

    def digits(self, n: int, first: str = "0123456789") -> str:
        return self.pick(first) + "".join(self.pick("0123456789") for _ in range(n - 1))

    def joined(self, *groups: str) -> str:
        text, way = self.pick(self.dashes).join(groups), self.rng.random()
        if way < 0.08:
            return text.translate(self.wide)
        if way < 0.14:
            at = self.rng.randrange(1, len(text))
            return text[:at] + self.pick("\u200b\u200d\ufeff\u2060") + text[at:]
        return text

    def spoken(self, *groups: str, share: float = 1.0) -> str:
        read = READ | {"0": self.pick("공영")}
        words = ["".join(read[c] if self.rng.random() < share else c for c in group) for group in groups]
        return self.pick([" ", "", "-", " "]).join(words)

    def day(self) -> tuple[int, int, int]:
        return self.rng.randint(1950, 2009), self.rng.randint(1, 12), self.rng.randint(1, 28)

    def mobile(self) -> str:
        groups = ["010", self.digits(4, "23456789"), self.digits(4)]
        if self.rng.random() < 0.05:
            groups = [self.pick(["011", "016", "017", "019"]), self.digits(3, "23456789"), self.digits(4)]
        way = self.rng.random()
        if way < 0.1:
            abroad = self.pick(["+82 10", "+82-10", "82-10", "+8210", "+82 (0)10", "+82)10"])
            return abroad + self.pick(["-", " ", ""]) + self.joined(*groups[1:])
        if way < 0.2 and groups[0] == "010":
            return self.spoken(*groups, share=self.pick([1.0, 1.0, 0.5]))
        first, *rest = groups
        odd = [f"({first}){'-'.join(rest)}", " ".join("".join(groups)), f"{first}-{rest[0]}\n-{rest[1]}"]
        return self.pick(odd) if way < 0.28 else self.joined(*groups)

    def landline(self) -> str:
        area = self.pick(["02", "031", "032", "051", "053", "062", "042", "064", "070", "0507"])
        groups = [area, self.digits(4 if area in {"070", "0507"} else self.pick([3, 4]), "23456789"), self.digits(4)]
        return f"{area}){groups[1]}-{groups[2]}" if self.rng.random() < 0.1 else self.joined(*groups)

    def email(self) -> str:
        local = self.pick(WORDS["locals"]) + self.pick(["", self.digits(2), self.digits(4)])
        at = self.pick(["@"] * 8 + ["＠", " @ ", "(at)", "골뱅이"])
        return local + at + self.pick(WORDS["hosts"])

    def rrn(self, signs: tuple[str, str] = ("12", "34")) -> str:
        year, month, day = self.day()
        front, back = f"{year % 100:02}{month:02}{day:02}", self.digits(7, signs[year >= 2000])
        way = self.rng.random()
        if way < 0.06:
            return f"{front}-{back[0]}******"
        return self.spoken(front, back) if way < 0.12 else self.joined(front, back)

    def foreigner(self) -> str:
        return self.rrn(("56", "78"))

    def card(self) -> str:
        if self.rng.random() < 0.05:
            return "-".join(["37" + self.digits(2), self.digits(6), self.digits(5)])
        body = self.pick(["4", "51", "53", "55", "35", "9410", "9490", "6210"])
        body += self.digits(15 - len(body))
        total = sum(sum(divmod(int(c) * 2, 10)) for c in body[::-2]) + sum(int(c) for c in body[-2::-2])
        number = body + str(-total % 10)
        return self.joined(*(number[i : i + 4] for i in range(0, 16, 4)))

    def account(self) -> str:
        groups = [self.digits(n, "123456789") for n in self.pick(self.accounts)]
        return self.spoken(*groups) if self.rng.random() < 0.05 else self.joined(*groups)

    def passport(self) -> str:
        rest = self.pick([self.digits(8), self.digits(3) + self.pick("ABCDEFG") + self.digits(4)])
        return self.pick("MMMSR") + rest

    def licence(self) -> str:
        if self.rng.random() < 0.2:
            return f"{self.pick(['서울', '경기', '부산'])} {self.digits(2)}-{self.digits(6)}-{self.digits(2)}"
        return self.joined(self.pick(["11", "13", "21", "26", "28"]), self.digits(2), self.digits(6), self.digits(2))

    def birth(self) -> str:
        y, m, d = self.day()
        forms = [f"{y}년 {m}월 {d}일", f"{y}.{m:02}.{d:02}", f"{y}-{m:02}-{d:02}", f"{y % 100:02}{m:02}{d:02}"]
        return self.pick([*forms, f"{y}{m:02}{d:02}", f"{y % 100:02}.{m}.{d}", f"{y}/{m}/{d}"])

    def bizno(self) -> str:
        return self.joined(self.digits(3, "123456789"), self.digits(2), self.digits(5))

    def address(self) -> str:
        number = self.pick([str(self.rng.randint(1, 400)), f"{self.rng.randint(1, 400)}-{self.rng.randint(1, 30)}"])
        road, lot = f"{self.pick(WORDS['towns'])} {self.pick(WORDS['roads'])} {number}", self.pick(WORDS["quarters"])
        town, house = self.pick(WORDS["towns"]), self.pick(WORDS["houses"])
        flat = f"{self.rng.randint(101, 120)}동 {self.rng.randint(101, 2500)}호"
        by_road = [road, f"{road}, {flat}", f"{road} ({lot})", f"{road} {house} {flat}", f"{road} {number[0]}층"]
        return self.pick([*by_road, f"{town} {lot} {number}번지", f"{town} {lot} {number} {house} {flat}", flat])

    def name(self) -> str:
        surname = self.pick(WORDS["double_surnames"] if self.rng.random() < 0.04 else WORDS["surnames"])
        return surname + self.pick(WORDS["given_names"])

    def secret(self) -> str:
        return "".join(self.pick("abcdefghijkmnpqrstuvwxyzABCDEFGH23456789_-") for _ in range(self.pick([8, 16, 40])))

    def ipv4(self) -> str:
        return ".".join(str(self.rng.randint(11, 254)) for _ in range(4))

    def ipv6(self) -> str:
        parts = [f"{self.rng.randrange(1, 1 << 16):x}" for _ in range(8)]
        return f"2001:db8::{parts[0]}:{parts[1]}" if self.rng.random() < 0.4 else ":".join(parts)

    def fill(self, template: str) -> str:
        """Fill a look-alike's template: `9` stands for a digit, {a-b} for a number, {x8} for 8 hex digits, {d} days."""
        pieces = []
        for piece in template.replace("}", "{").split("{"):
            if piece.startswith("x") and piece[1:].isdigit():
                pieces.append(self.rng.randbytes(20).hex()[: int(piece[1:])])
            elif piece in {"ymd", "y.m.d", "y-m-d"}:
                pieces.append(piece.translate(dict(zip(map(ord, "ymd"), map("{:02}".format, self.day()), strict=True))))
            elif piece.count("-") == 1 and piece.replace("-", "").isdigit():
                pieces.append(str(self.rng.randint(*map(int, piece.split("-")))))
            else:
                pieces.append("".join(self.pick("123456789") if c == "9" else c for c in piece))
        return "".join(pieces)


def planted_cases(seed: int, n: int) -> Iterator[Case]:
    """Yield `n` cases per kind."""
    for kind, carriers in WORDS["carriers"].items():
        writer = Writer(f"{seed}{kind}")
        for _ in range(n):
            value = getattr(writer, kind)()
            head, tail = writer.pick(carriers).split("{}")
            before, after = writer.pick(WORDS["before"]) + head, tail + writer.pick(WORDS["after"])
            yield Case(kind, before + value + after, len(before), len(before) + len(value))


def lookalike_cases(seed: int, n: int) -> Iterator[Case]:
    """Yield cases that must stay, `n` of each template; [brackets] mark what is looked at."""
    writer = Writer(f"{seed}")
    for _ in range(n):
        for kind, templates in WORDS["lookalikes"].items():
            for template in templates:
                before, value, after = writer.fill(template).replace("]", "[").split("[")
                before = writer.pick(WORDS["before"]) + before
                text = before + value + after + writer.pick(WORDS["after"])
                yield Case(kind, text, len(before), len(before) + len(value))


def covered(case: Case, spans: Spans) -> bool:
    inside = {i for start, end in spans for i in range(start, end)}
    return all(i in inside for i in range(case.start, case.end) if case.text[i].isalnum())


def touched(case: Case, spans: Spans) -> bool:
    return any(start < case.end and end > case.start for start, end in spans)


def ours() -> Callable[[str], Spans]:
    masker = Masker()
    return lambda text: [(span.start, span.end) for span in masker.mask(text).spans]


def kiwi() -> Callable[[str], Spans]:
    """Kiwi's own pattern tokens, and its proper nouns before 님 and 씨."""
    from kiwipiepy import Kiwi  # noqa: PLC0415 - loaded only when asked for

    tokenizer = Kiwi()

    def find(text: str) -> Spans:
        tokens = tokenizer.tokenize(text)
        spans = [(token.start, token.end) for token in tokens if token.tag in {"W_URL", "W_EMAIL", "W_SERIAL"}]
        return spans + [(a.start, a.end) for a, b in pairwise(tokens) if a.tag == "NNP" and b.form in {"님", "씨"}]

    return find


def presidio() -> Callable[[str], Spans]:
    """Presidio's recognisers for Korea with its general ones, every score taken."""
    from presidio_analyzer import predefined_recognizers as known  # noqa: PLC0415 - an optional peer
    from presidio_analyzer.predefined_recognizers.country_specific import korea  # noqa: PLC0415 - the same

    recognisers = [getattr(korea, name)() for name in korea.__all__]
    recognisers += [known.EmailRecognizer(), known.CreditCardRecognizer(), known.IpRecognizer()]
    recognisers += [known.PhoneRecognizer(supported_regions=("KR",))]

    def find(text: str) -> Spans:
        return [(r.start, r.end) for one in recognisers for r in one.analyze(text, one.supported_entities, None)]

    return find


def report(title: str, rows: list[tuple[Case, Spans]], test: Callable[[Case, Spans], bool], *, wrong: bool) -> None:
    """Print the share of each kind for which `test` holds; with `wrong` also the cases where it ought not."""
    print(f"{title}:")
    results = [(case, spans, test(case, spans)) for case, spans in rows]
    for kind in dict.fromkeys(case.kind for case, _ in rows):
        hits = [good for case, _, good in results if case.kind == kind]
        print(f"  {kind:12} {sum(hits) / len(hits):7.2%} of {len(hits)}")
    print(f"  {'all':12} {sum(good for *_, good in results) / len(rows):7.2%} of {len(rows)}")
    for case, spans, good in results:
        if wrong and good is (test is touched):
            print("   ", case.kind, repr(case.text), [case.text[start:end] for start, end in spans])


def main() -> None:
    """Print one table per masker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=400, help="planted cases per kind")
    parser.add_argument("--seed", type=int, default=20260831)
    parser.add_argument("--against", nargs="*", choices=["kiwi", "presidio"], default=[])
    parser.add_argument("--misses", action="store_true", help="print every case that went wrong (invented text)")
    options = parser.parse_args()
    planted = list(planted_cases(options.seed, options.cases))
    kept = list(lookalike_cases(options.seed, max(1, options.cases // 5)))
    makers = {"voc": ours} | {name: {"kiwi": kiwi, "presidio": presidio}[name] for name in options.against}
    for title, make in makers.items():
        find = make()
        started = time.perf_counter()
        found = [(case, find(case.text)) for case in planted + kept]
        seconds = time.perf_counter() - started
        print(f"== {title}: {len(found)} texts in {seconds:.2f} s, {len(found) / seconds:,.0f} texts/s")
        report("recall", found[: len(planted)], covered, wrong=options.misses)
        report("look-alikes masked", found[len(planted) :], touched, wrong=options.misses)
    plain, mask = WORDS["plain"] * 20_000, Masker().mask
    started = time.perf_counter()
    for text in plain:
        mask(text)
    print(f"== texts with nothing to mask: {len(plain) / (time.perf_counter() - started):,.0f} texts/s")


if __name__ == "__main__":
    main()

"""`voc messages response` and `tests`: what answers to messages, like with like, and what tests decided."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voc.cli.asking import DONE, Command, config_option, json_option, say
from voc.cli.drawing import show_rows

if TYPE_CHECKING:
    from nlp.variant_tests import Outcome
    from voc.planning.archive.response import Compared, Response

# The outcomes of voc.planning.archive.bridge, said here so that a help text loads nothing.
_OUTCOMES = ("opened", "clicked", "converted", "opted_out")
_COLUMNS = {
    "about": "특징",
    "n": "메시지",
    "n_reference": "견준 메시지",
    "difference": "같은 조건끼리(%p)",
    "interval": "95% 구간",
    "q": "q",
    "verdict": "판단",
    "plain": "그냥 견주면(%p)",
    "cautions": "주의",
}
_MODEL_COLUMNS = {"about": "특징", "odds_ratio": "오즈비", "interval": "95% 구간", "q": "q", "inflation": "분산 팽창"}
_TEST_COLUMNS = {
    "test": "테스트",
    "variant": "안",
    "against": "견준 안",
    "rate": "반응률",
    "rate_against": "견준 안의 반응률",
    "difference": "차이(%p)",
    "interval": "95% 구간",
    "q": "q",
    "verdict": "판단",
    "cautions": "주의",
}
_CLAIMED, _NOT_CLAIMED = "차이 있음", "-"
_MISLEADING = {True: " · 그냥 견주면 안 보임", False: " · 그냥 견주면 차이처럼 보임"}


def _asking(command: Command) -> Command:
    options = [
        click.option("--outcome", type=click.Choice(_OUTCOMES), default="clicked", show_default=True, help="Response."),
        click.option("--channel", metavar="NAME", help="Only this channel, by key or name of channels.yaml."),
        json_option,
        config_option,
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command("response", epilog="Example: voc messages response --outcome clicked --channel app_push")
@_asking
def response_command(*, outcome: Any, channel: str | None, as_json: bool, config: Path | None) -> int:  # noqa: ANN401 - one of _OUTCOMES
    """Compare messages by length, tone, image, hour and words, within channel, segment and hour band.

    Only messages of one channel, segment and hour band are compared; the message is the unit, not the recipient. A
    difference is called one where q is at most 0.05 and no caution speaks against it. Beside it stands what a table
    without bands would show: where the two disagree, trust the first.

    \b
    Fields with --json, by kind:
      within, hour  trait level reference n n_reference rate reference_rate n_bands n_compared difference low high p q
                    is_claimed plain_difference plain_low plain_high plain_p is_plain_claimed disagrees cautions
      model         trait level reference odds_ratio low high p q inflation
      note          text
    Shares are 0-1.
    """  # noqa: D301 - click wants the very character
    from voc.planning.archive.response import response  # noqa: PLC0415 - `voc messages --help` needs none of this
    from voc.steps.archive.asked import NOTHING_SENT, asked_channel  # noqa: PLC0415

    settings, messages = _archive(config)
    if not messages:
        say(NOTHING_SENT)
        return DONE
    found = response(messages, outcome, channel=asked_channel(settings, messages, channel))
    if as_json:
        show_rows(_json_rows(found), as_json=True, columns={}, empty="")
    else:
        _show(found)
    return DONE


@click.command("tests", epilog="Example: voc messages tests --outcome converted")
@_asking
def tests_command(*, outcome: Any, channel: str | None, as_json: bool, config: Path | None) -> int:  # noqa: ANN401 - one of _OUTCOMES
    """Judge A/B tests: each variant against the first of its test, over all tests at once.

    q controls false discoveries over all tests that are listed. What a test says holds for its two wordings.

    \b
    Fields with --json: test variant against n_tries n_hits n_tries_against n_hits_against difference low high p q
    is_claimed cautions text text_against
    """  # noqa: D301 - click wants the very character
    from voc.planning.archive.variants import judge_variants  # noqa: PLC0415 - as above
    from voc.steps.archive.asked import NOTHING_SENT, asked_channel  # noqa: PLC0415

    settings, messages = _archive(config)
    if not messages:
        say(NOTHING_SENT)
        return DONE
    found = judge_variants(messages, outcome, channel=asked_channel(settings, messages, channel))
    rows = [_test_row(one, found.texts) for one in found.outcomes]
    footnotes: list[str] = []
    shown = rows if as_json else [_drawn_test(row, footnotes) for row in rows]
    empty = "No test has two variants with this response. An export with columns 테스트 and 변형 brings them."
    show_rows(shown, as_json=as_json, columns=_TEST_COLUMNS, empty=empty)
    if not as_json:
        _tell(footnotes, [f"테스트 ‘{name}’: 한 안만 있거나 반응 수가 없어 견주지 못했습니다." for name in found.alone])
    return DONE


def _archive(config: Path | None) -> Any:  # noqa: ANN401 - settings and messages, whose types a help text must not load
    from voc.config import load_settings  # noqa: PLC0415 - as above
    from voc.steps.existing import existing_workplace  # noqa: PLC0415
    from voc.store.messages import load_messages  # noqa: PLC0415

    settings = load_settings(config)
    with existing_workplace(settings) as place, place.store.read() as connection:
        return settings, load_messages(connection)


def _json_rows(found: "Response") -> Iterator[dict[str, object]]:
    yield from ({"kind": "within", **_row(one)} for one in found.rows)
    yield from ({"kind": "hour", **_row(one)} for one in found.hours)
    names = ("trait", "level", "reference", "odds_ratio", "low", "high", "p", "q", "inflation")
    for effect in found.model.effects if found.model else ():
        yield {"kind": "model", **{name: getattr(effect, name) for name in names}}
    for text in (*found.diagnostics, *found.notes):
        yield {"kind": "note", "text": text}


def _row(one: "Compared") -> dict[str, object]:
    from voc.planning.archive.wording import caution_sentence  # noqa: PLC0415 - as above

    within, plain = one.within, one.plain
    return {
        "trait": within.trait,
        "level": within.level,
        "reference": within.reference,
        "n": within.n_messages,
        "n_reference": within.n_reference,
        "rate": within.rate,
        "reference_rate": within.reference_rate,
        "n_bands": within.n_bands,
        "n_compared": within.n_compared,
        "difference": within.difference,
        "low": within.low,
        "high": within.high,
        "p": within.p,
        "q": within.q,
        "is_claimed": within.is_claimed,
        "plain_difference": plain.difference,
        "plain_low": plain.low,
        "plain_high": plain.high,
        "plain_p": plain.p,
        "is_plain_claimed": one.is_plain_claimed,
        "disagrees": one.disagrees,
        "cautions": [caution_sentence(caution) for caution in within.cautions],
    }


def _show(found: "Response") -> None:
    footnotes: list[str] = []
    for title, rows in (("표현", found.rows), ("보낸 시간대", found.hours)):
        if rows:
            click.echo(f"{title} (같은 채널·세그먼트{'·시간대' if rows is found.rows else ''} 안에서)")
            drawn = [_drawn(_row(one), footnotes) for one in rows]
            show_rows(drawn, as_json=False, columns=_COLUMNS, empty="")
    if found.model and found.model.effects:
        click.echo("모든 특징을 함께 본 모형")
        show_rows(map(_drawn_effect, found.model.effects), as_json=False, columns=_MODEL_COLUMNS, empty="")
    _tell(footnotes, (*found.diagnostics, *found.notes))


def _drawn(row: Mapping[str, Any], footnotes: list[str]) -> dict[str, object]:
    verdict = _CLAIMED if row["is_claimed"] else _NOT_CLAIMED
    return {
        **row,
        "about": _about(row["trait"], row["level"], row["reference"]),
        "difference": _points(row["difference"]),
        "interval": _interval(row["low"], row["high"]),
        "q": _chance(row["q"]),
        "verdict": verdict + (_MISLEADING[row["is_claimed"]] if row["disagrees"] else ""),
        "plain": _points(row["plain_difference"]),
        "cautions": _numbers(row["cautions"], footnotes),
    }


def _drawn_effect(effect: Any) -> dict[str, object]:  # noqa: ANN401 - an Effect, whose type a help text must not load
    return {
        "about": _about(effect.trait, effect.level, effect.reference),
        "odds_ratio": f"{effect.odds_ratio:.2f}",
        "interval": f"{effect.low:.2f} ~ {effect.high:.2f}",
        "q": _chance(effect.q),
        "inflation": f"{effect.inflation:.1f}",
    }


def _test_row(one: "Outcome", texts: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    from voc.planning.archive.wording import caution_sentence  # noqa: PLC0415 - as above

    names = (
        "test", "variant", "against", "n_tries", "n_hits", "n_tries_against", "n_hits_against",
        "difference", "low", "high", "p", "q", "is_claimed",
    )  # fmt: skip
    return {
        **{name: getattr(one, name) for name in names},
        "cautions": [caution_sentence(caution) for caution in one.cautions],
        "text": texts.get((one.test, one.variant)),
        "text_against": texts.get((one.test, one.against)),
    }


def _drawn_test(row: Mapping[str, Any], footnotes: list[str]) -> dict[str, object]:
    return {
        **row,
        "rate": _rate(row["n_hits"], row["n_tries"]),
        "rate_against": _rate(row["n_hits_against"], row["n_tries_against"]),
        "difference": _points(row["difference"]),
        "interval": _interval(row["low"], row["high"]),
        "q": _chance(row["q"]),
        "verdict": _CLAIMED if row["is_claimed"] else _NOT_CLAIMED,
        "cautions": _numbers(row["cautions"], footnotes),
    }


def _about(trait: str, level: str, reference: str) -> str:
    from voc.planning.archive.wording import level_name, trait_name  # noqa: PLC0415 - as above

    return f"{trait_name(trait)}: {level_name(level)} (기준 {level_name(reference)})"


def _points(share: float | None) -> str:
    return "-" if share is None else f"{share * 100:+.2f}"


def _interval(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low * 100:+.2f} ~ {high * 100:+.2f}"


def _chance(q: float) -> str:
    return "<0.001" if q < 0.001 else f"{q:.3f}"  # noqa: PLR2004 - three decimals


def _rate(n_hits: int, n_tries: int) -> str:
    return f"{n_hits / n_tries:.2%} ({n_hits:,}/{n_tries:,})" if n_tries else "-"


def _numbers(sentences: Sequence[str], footnotes: list[str]) -> str:
    """Enter sentences into the footnotes, equal ones once, and return their numbers."""
    footnotes += [one for one in dict.fromkeys(sentences) if one not in footnotes]
    return ",".join(str(footnotes.index(one) + 1) for one in sentences)


def _tell(footnotes: Sequence[str], notes: Sequence[str]) -> None:
    for number, sentence in enumerate(footnotes, start=1):
        click.echo(f"{number}) {sentence}")
    for sentence in notes:
        click.echo(f"· {sentence}")

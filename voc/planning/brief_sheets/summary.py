"""요약: what the week comes to, as lines that can be filtered, with its numbers in columns."""

from collections.abc import Iterator

from voc.planning.brief import Brief
from voc.planning.freezing import frozen_line
from voc.planning.sentences import base_name, calendar_line, cautions, footnotes, headline, held_line, verdict
from voc.planning.sheets import Column, Row, Sheet
from voc.planning.wording import MARKS, state_name


def summary_sheet(brief: Brief) -> Sheet:
    """Lay out the conclusions, the sizes, stages, reasons and channels of a brief, a line each."""
    base = base_name(brief)
    columns = (
        Column("구분", wide=12),
        Column("항목", wide=26),
        Column("내용", wide=70),
        Column("변화"),
        Column("이번 주", "count"),
        Column(base, "count"),
        Column("1,000건당", "rate"),
        Column("평균 별점", "decimal"),
    )
    return Sheet("요약", columns, list(_rows(brief)), n_fixed=2)


def _rows(brief: Brief) -> Iterator[Row]:
    yield _said("주", brief["label"])
    yield _said("확정", frozen_line(brief))
    yield _said("결론", headline(brief))
    yield from (_said("결론", sentence) for sentence in verdict(brief))
    yield from (_said("수집 확인", sentence) for sentence in cautions(brief))
    yield from (_said("일정", line) for line in [calendar_line(brief)] if line)
    yield ("규모", "들어온 목소리", None, None, *brief["voices"], None, None)
    yield _counted("규모", "망설임이 보인 목소리", brief["hesitating"])
    for kind, groups in (("단계", brief["stages"]), ("이유", brief["reasons"])):
        yield from (_counted(kind, one["name"], one) for one in groups)
    for one in brief["channels"]:
        yield ("채널", one["channel"], None, None, *one["voices"], None, one["mean_rating"])
    yield from (_said("읽는 법", note.replace("`", "")) for note in footnotes(brief))


def _said(kind: str, text: str) -> Row:
    return (kind, None, text, None, None, None, None, None)


def _counted(kind: str, name: str, one: Brief) -> Row:
    titles = ", ".join(f"{theme['title']} {theme['n']}" for theme in one.get("themes", ()))
    told = ". ".join(part for part in (held_line(one), titles) if part)
    change = state_name(one["state"]) if one["state"] in MARKS else None
    return (kind, name, told, change, *one["n"], one["rate"][0], None)

"""메시지 아이디어, 보낸 메시지, 칭찬: what marketers plan with, in the sentences of the drawn brief."""

from collections.abc import Iterator, Sequence
from datetime import date

from voc.planning.brief import Brief
from voc.planning.briefing import lines
from voc.planning.sheets import Column, Row, Sheet

_PROOF = "칭찬한 말 (동의를 확인하고 쓰기)"


def planned_sheets(brief: Brief) -> Iterator[Sheet]:
    """Lay out the message ideas, what was sent before and what was praised, where the brief has them."""
    if brief.get("ideas"):
        columns = (
            Column("망설임", wide=30),
            Column("이번 주", "count"),
            Column("지난주", "count"),
            Column("상황", wide=40),
            Column("고객이 한 말", wide=50),
            Column("무엇이 답인가", wide=40),
            Column("근거", wide=50),
            Column(_PROOF, wide=50),
            Column("쓸 말", wide=40),
            Column("보낸 적", wide=24),
            Column("대상 고객", wide=40),
        )
        yield Sheet("메시지 아이디어", columns, [_idea(idea, brief) for idea in brief["ideas"]])
    if brief.get("sent", {}).get("n_messages"):
        of_sent = (
            Column("망설임", wide=30),
            Column("보낸 날", "day"),
            Column("채널", wide=14),
            Column("메시지", wide=70),
            Column("받은 고객", "count"),
            Column("결과", wide=40),
        )
        yield Sheet("보낸 메시지", of_sent, list(_sent(brief)))
    if brief.get("praise"):
        of_praise = (
            Column("칭찬한 것", wide=26),
            Column("이번 주", "count"),
            Column("지난주", "count"),
            Column(_PROOF, wide=80),
        )
        rows = [(row["name"], *row["n"], _proofs(row["quotes"], brief)) for row in brief["praise"]]
        yield Sheet("칭찬", of_praise, rows)


def _idea(idea: Brief, brief: Brief) -> Row:
    reach = {row["theme_id"]: row for row in brief.get("reach", ())}
    proof = idea["proof"]
    figures = [lines.figure_line(one) for one in proof["figures"]]
    return (
        idea["title"],
        *idea["n"],
        lines.situation_line(idea),
        "\n".join(f"“{one['text']}”" for one in idea["hesitation"]["quotes"] if one["text"]),
        lines.answer_line(idea),
        "\n".join((*lines.proof_lines(idea), *figures)),
        _proofs(proof["quotes"], brief),
        "\n".join(lines.word_lines(idea)),
        lines.gap_line(idea, brief),
        lines.reach_line(reach[idea["theme_id"]]) if idea["theme_id"] in reach else None,
    )


def _sent(brief: Brief) -> Iterator[Row]:
    for theme in brief["sent"]["themes"]:
        for one in theme["messages"]:
            day = date.fromisoformat(one["sent_on"])
            told = lines.message_line(one), one["n_delivered"], lines.result_line(one)
            yield (theme["title"], day, one["channel"], *told)


def _proofs(quotes: Sequence[Brief], brief: Brief) -> str:
    """List praise, each with whether it may be used."""
    permissions = brief.get("permissions", {})
    return "\n".join(f"“{one['text']}” — {lines.proof_origin(one, permissions)}" for one in quotes if one["text"])

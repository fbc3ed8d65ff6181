"""The sentences of a brief's planning parts, in Korean, as plain text that every drawing shares."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from voc.planning.sentences import origin_line
from voc.planning.wording import particle

Row: TypeAlias = Mapping[str, Any]

RESULTS: Mapping[str, str] = {"opened": "열람", "clicked": "클릭", "converted": "전환", "opted_out": "수신 거부"}
KINDS: Mapping[str, str] = {"alarming": "겁주는 말", "exaggerated": "과장된 말"}
_CONSENT = {"granted": "인용 동의 받음", "withdrawn": "인용 동의 철회, 쓰지 마세요"}
_NO_CONSENT = "인용 동의 필요"
_ID_DIGITS = 8
# Below it a decimal is worth reading.
_SMALL_SHARE = 0.1


def month_day(day: str) -> str:
    """Write a day as readers do.

    Examples
    --------
    >>> month_day("2026-09-04")
    '9/4'
    """
    _, month, of_month = day.split("-")
    return f"{int(month)}/{int(of_month)}"


def consent_mark(quote: Row, permissions: Mapping[str, Row]) -> str:
    """Say whether a quote may be used: not before somebody has recorded that its author agreed.

    Until then it says the beginning of the document's id, by which permission is recorded.
    """
    held = permissions.get(str(quote["doc_id"]))
    if held is None:
        return f"{_NO_CONSENT}(글 {str(quote['doc_id'])[:_ID_DIGITS]})"
    return f"{_CONSENT[held['state']]}({month_day(held['on'])} 기록)"


def proof_origin(quote: Row, permissions: Mapping[str, Row]) -> str:
    """Say where a quote comes from and whether it may be used."""
    return f"{origin_line(dict(quote))} · {consent_mark(quote, permissions)}"


def cell_line(row: Row) -> str:
    """Say how often a hesitation was voiced at a stage."""
    now, before = row["n"]
    return f"{now:,}건 · 지난주 {before:,}건"


def ideas_intro(brief: Row) -> str:
    """Say what the ideas are, and what they are not."""
    sent = brief["sent"]
    if not sent["n_messages"]:
        return (
            "보낸 메시지를 아직 넣지 않아, 무엇을 이미 다루었는지 모릅니다. `voc import messages`로 넣으면 다룬 것은 "
            "빠집니다. 아래는 재료이며, 문장은 사람이 씁니다."
        )
    return (
        f"최근 {sent['n_weeks']}주 동안 다룬 메시지가 없거나, 보냈는데도 늘어난 망설임입니다. "
        "아래는 재료이며, 문장은 사람이 씁니다."
    )


def gap_line(idea: Row, brief: Row) -> str:
    """Say since when nothing was sent on it; empty where it is not known what was sent."""
    if not brief["sent"]["n_messages"]:
        return ""
    if idea["gap"] == "never":
        return "보낸 적 없음"
    day = month_day(idea["last_on"])
    return f"{day}에 보냈지만 늘어남" if idea["gap"] == "still" else f"{day} 뒤로 보내지 않음"


def situation_line(idea: Row) -> str:
    """Say where the customers stand and where they speak."""
    place = idea["situation"]
    said = [f"{one['channel']} {one['n']:,}건" for one in place["channels"] if one["n"] > 1]
    heard = f" 주로 {', '.join(said)}에서 들렸습니다." if said else ""
    if place["stage"] is None:
        return f"어느 단계의 일인지 드러나지 않습니다(이번 주 {place['n']:,}건).{heard}"
    stage = f"‘{place['stage']}’ 단계"
    if place["n_stage"] == place["n"]:
        return f"이번 주 {place['n']:,}건 모두 {stage}에서 나왔습니다.{heard}"
    return f"{stage}에서 가장 많이 나왔습니다(이번 주 {place['n']:,}건 가운데 {place['n_stage']:,}건).{heard}"


def answer_line(idea: Row) -> str:
    """Say what kind of answer it needs, as marketers wrote it."""
    return str(
        idea["answer"]["text"]
        or "무엇이 답인지 아직 적혀 있지 않습니다. config/hesitations.yaml의 answer에 적어 두면 여기에 나옵니다."
    )


def proof_lines(idea: Row) -> list[str]:
    """Say what speaks for an answer; that nothing does, and what to ask then."""
    proof = idea["proof"]
    if proof["n_reassured"]:
        lately = f"최근 {proof['n_weeks']}주 동안"
        said = [f"{lately} 같은 이야기를 하며 만족을 나타낸 고객이 {proof['n_reassured']:,}명 있습니다."]
    elif proof["figures"]:
        said = ["같은 이야기를 하며 만족을 나타낸 고객은 아직 없습니다."]
    else:
        said = [" ".join(part for part in ("근거가 아직 없습니다.", proof["ask"]) if part)]
    if not proof["n_reassured"] and proof["n_at_stage"]:
        stage = f"‘{proof['stage']}’"
        said.append(f"{stage} 단계 전체에서 만족을 나타낸 고객은 {proof['n_at_stage']:,}명입니다.")
    return said


def figure_line(figure: Row) -> str:
    """Say an approved figure, with where it comes from and how long it may be used."""
    until = f", {figure['valid_until']}까지 쓸 수 있음" if figure["valid_until"] else ""
    return f"승인된 숫자: {figure['text']} {figure['figure']} (출처: {figure['source']}, {figure['as_of']} 기준{until})"


def word_lines(idea: Row) -> list[str]:
    """List the words to use, those of them that our texts lack, and ours that no customer says."""
    words = idea["words"]
    said = [f"고객의 말: {', '.join(words['use'])}"] if words["use"] else []
    if words["lacking"]:
        said.append(f"우리 글에 아직 없는 말: {', '.join(words['lacking'])}")
    if words["avoid"]:
        said.append(f"고객이 쓰지 않는 우리 말: {', '.join(words['avoid'])}")
    return said


def reach_line(row: Row) -> str:
    """Say how many customers a hesitation concerns, in which segments, and how many want no message."""
    n, suppressed = row["n_customers"], row["n_suppressed"]
    line = f"최근 12주에 말한 고객 {n:,}명"
    if suppressed:
        line += f" · 연락을 원하지 않는 고객 {suppressed:,}명({suppressed / n:.0%})을 빼면 {n - suppressed:,}명"
    return " · ".join([line, *map(_segment_line, row["segments"])])


def _segment_line(segment: Row) -> str:
    values = [f"{one['value']} {one['n']:,}명" for one in segment["values"]]
    return f"{segment['name']}: {', '.join(values)}"


def result_line(message: Row) -> str:
    """Say how a message did: rates with what they were counted of."""
    results, delivered = message["results"], message["n_delivered"]
    rates = [f"{RESULTS[one['kind']]} {_percent(one['rate'])}" for one in results]
    if len({one["n"] for one in results}) == 1:
        return f"{results[0]['n']:,}명 가운데 {', '.join(rates)}"
    if results:
        return ", ".join(f"{rate}({one['n']:,}명 가운데)" for rate, one in zip(rates, results, strict=True))
    return "결과를 받지 못함" if delivered is None else f"{delivered:,}명에게 보냄, 결과를 받지 못함"


def message_line(message: Row) -> str:
    """Say what a message said, with whom it went to."""
    text = " / ".join(part for part in (message["title"], message["text"]) if part)
    segments = f" ({', '.join(message['segments'])})" if message["segments"] else ""
    return f"{text}{segments}"


def sent_intro(brief: Row) -> str:
    """Say what of the listed hesitations was addressed, and what was not."""
    sent = brief["sent"]
    if not sent["n_messages"]:
        return (
            "보낸 메시지가 아직 없습니다. CRM 도구에서 내려받은 파일을 `voc import messages`로 넣으면, 망설임마다 "
            "무엇을 보냈고 어땠는지 나옵니다."
        )
    return (
        "그 망설임에 관한 문장이 든 메시지를 기계가 골랐습니다. 답이 되었는지는 읽어 보고 판단해 주세요. 비율은 "
        "메시지마다 따로 본 것이라 서로 견줄 수 없습니다. 견주려면 `voc messages response`를 보세요."
    )


def none_sent_line(brief: Row) -> str:
    """List the hesitations on which nothing was ever sent; empty where that is none."""
    none = [f"‘{one['title']}’" for one in brief["sent"]["themes"] if not one["n_ever"]]
    return f"보낸 적 없음: {', '.join(none)}" if none and brief["sent"]["n_messages"] else ""


def how_often_line(row: Row) -> str:
    """Say how often something was sent on a hesitation."""
    lately = f"최근 12주에 {row['n_lately']:,}번" if row["n_lately"] else "최근 12주에는 보내지 않음"
    return lately if row["n_lately"] == row["n_ever"] else f"{lately}, 모두 {row['n_ever']:,}번"


def avoid_line(word: Row) -> str:
    """Say why a word of ours is better avoided."""
    return f"{KINDS[word['kind']]}, {word['n']:,}곳. {word['advice']}"


def lessons_on(brief: Row, theme_id: str) -> list[str]:
    """List what was learned about a theme, with the day."""
    return [
        f"{month_day(one['at'][:10])} {one['lesson']}"
        for one in brief.get("lessons", ())
        if any(theme["id"] == theme_id for theme in one["themes"])
    ]


def watched_line(row: Row) -> str:
    """Say what was changed when, and what came of its theme; what it does not prove is said once for all."""
    return f"{month_day(row['day'])} ‘{row['what']}’: {row['said']}"


def echo_line(voice: Row) -> str:
    """Say which message a voice is about, and which words of it it takes up."""
    about = voice["about"]
    phrase = f", ‘{voice['phrase']}’{particle(voice['phrase'], '을', '를')} 두고" if voice["phrase"] else ""
    theme = f" · 망설임: {voice['theme']}" if voice["theme"] else ""
    return f"{month_day(about['sent_on'])} {about['channel']} “{about['text']}”{phrase}{theme}"


def proof_notes(ideas: Sequence[Row]) -> list[str]:
    """Say how the figures of the ideas were counted; nothing where there are none."""
    if not ideas:
        return []
    return [
        (
            "만족을 나타낸 고객은 다른 망설임이 없는 글에서 칭찬한 고객만 셉니다(별점이 있으면 4점 이상). "
            "쓰기 전에 원문의 앞뒤를 확인해 주세요."
        ),
        (
            "인용은 작성자의 동의를 받은 뒤에만 메시지에 쓸 수 있습니다. "
            "동의를 받으면 `voc quote permit 글번호`로 적어 둡니다."
        ),
        "고객의 말은 고객이 알아듣게 답하기 위한 것입니다. 불안하게 하는 말을 되풀이하지는 마세요.",
        "대상 고객은 작성자를 알 수 있으면 사람마다, 알 수 없으면 글마다 한 명으로 셉니다.",
    ]


def _percent(share: float) -> str:
    return f"{share * 100:.2g}%" if share < _SMALL_SHARE else f"{share:.0%}"

"""What an advertisement needs by law and by house rule: mark, sender, way out, hour, number, consent."""

import re
from collections.abc import Iterator
from datetime import date, time

from voc.config.channels import Channel, ChannelsSection
from voc.planning.draft_check.draft import Draft
from voc.planning.draft_check.finding import Finding

# Forms that are not the mark and are meant as such: [광고], (광 고), (AD), 광고).
_LIKE_A_MARK = re.compile(r"[(\[<{【(]?\s*(?:광[\s.·_-]*고|AD)\s*[)\]>}】)]", re.IGNORECASE)
_REFUSING = re.compile(
    r"수신\s*(?:을\s*)?(?:거부|거절|해지)|수신\s*동의\s*(?:를\s*)?(?:철회|해제)|알림\s*(?:을\s*)?(?:끄|해제)"
)
_FREE_NUMBER = re.compile(r"(?<!\d)080[-\s.)]?\d{3,4}[-\s.]?\d{4}(?!\d)")
_MONTHS = 12


def check_advertising(draft: Draft, channel: Channel, rules: ChannelsSection) -> Iterator[Finding]:
    """Check a draft that is an advertisement, on a channel that takes advertisements."""
    yield from _mark(draft, rules.law.mark)
    yield from _sender(draft, channel, rules)
    yield from _way_out(draft, channel)
    yield from _hour(draft, channel, rules)
    yield from _many(draft, rules)
    yield from _consent(draft, rules)


def _mark(draft: Draft, mark: str) -> Iterator[Finding]:
    first = draft.parts[0].lstrip()
    if first.startswith(mark):
        return
    place = "제목" if draft.title else "본문"
    if mark in draft.text:
        advice = f"{mark} 표시가 맨 앞에 있지 않습니다. {place}의 맨 앞으로 옮기세요."
        yield Finding("ad_mark_place", "error", _line_with(draft.text, mark), advice)
    elif found := _LIKE_A_MARK.match(first):
        advice = f"광고 표시는 정해진 모양 그대로 써야 합니다. {place}의 맨 앞을 {mark}로 고치세요."
        yield Finding("ad_mark_form", "error", found[0], advice)
    else:
        advice = f"광고인데 {mark} 표시가 없습니다. {place}의 맨 앞에 넣으세요."
        yield Finding("ad_mark_missing", "error", first.split("\n")[0], advice)


def _sender(draft: Draft, channel: Channel, rules: ChannelsSection) -> Iterator[Finding]:
    names = [*rules.house.senders, *([draft.sender] if draft.sender else [])]
    if channel.sender == "none" or any(_flat(name) in _flat(draft.text) for name in names):
        return
    known = (
        f"보내는 사람 이름({', '.join(names)})이 보이지 않습니다. 제목이나 본문에 넣으세요."
        if names
        else "보내는 사람 이름을 몰라 확인하지 못했습니다. 초안의 sender나 channels.yaml의 senders에 적으세요."
    )
    yield Finding("sender_missing", "error" if channel.sender == "required" else "warning", "", known)


def _way_out(draft: Draft, channel: Channel) -> Iterator[Finding]:
    if channel.opt_out == "none":
        return
    is_free = channel.opt_out == "free_number"
    refusing = _REFUSING.search(draft.text)
    if refusing is None:
        how = "무료수신거부 080 번호를" if is_free else "수신거부하는 방법을"
        yield Finding("opt_out_missing", "error", "", f"수신거부 안내가 없습니다. 본문 끝에 {how} 적으세요.")
    elif is_free and not _FREE_NUMBER.search(draft.text):
        advice = "수신거부에 비용이 들면 안 됩니다. 080으로 시작하는 무료 번호를 함께 적으세요."
        yield Finding("opt_out_not_free", "error", _line_with(draft.text, refusing[0]), advice)


def _hour(draft: Draft, channel: Channel, rules: ChannelsSection) -> Iterator[Finding]:
    law, house = rules.law, rules.house
    if draft.hour is None:
        span = f"{house.quiet_from}~{house.quiet_until}"
        advice = f"보낼 시각(send_at)이 없어 시간대를 확인하지 못했습니다. {span}에는 보내지 마세요."
        yield Finding("send_at_unknown", "info", "", advice)
    elif channel.night and not draft.night_consent and _is_within(draft.hour, law.night_from, law.night_until):
        advice = (
            f"{law.night_from}~{law.night_until}에는 밤에 받겠다고 따로 동의한 사람에게만 광고를 보낼 수 있습니다"
            "(정보통신망법 제50조). 시각을 옮기거나, 동의한 사람만 골랐다면 night_consent: true로 적으세요."
        )
        yield Finding("night", "error", f"{draft.hour:%H:%M}", advice)
    elif _is_within(draft.hour, house.quiet_from, house.quiet_until):
        advice = f"우리 회사는 {house.quiet_from}~{house.quiet_until}에 광고를 보내지 않기로 했습니다. 시각을 옮기세요."
        yield Finding("quiet_hours", "warning", f"{draft.hour:%H:%M}", advice)


def _many(draft: Draft, rules: ChannelsSection) -> Iterator[Finding]:
    most = rules.house.ads_a_day
    if draft.sent_today is not None and draft.sent_today >= most:
        advice = (
            f"같은 날 같은 고객에게 {draft.sent_today + 1}번째 광고입니다. 하루 {most}건까지로 정했으니 날을 옮기세요."
        )
        yield Finding("daily_cap", "warning", "", advice)


def _consent(draft: Draft, rules: ChannelsSection) -> Iterator[Finding]:
    months, most = rules.law.consent_months, rules.house.ads_a_day
    if draft.consent_on and draft.day and _months_after(draft.consent_on, months) <= draft.day:
        law = "정보통신망법 제50조 제8항"
        advice = f"수신동의를 받은 지 {months}개월이 지났습니다. 동의를 다시 확인한 뒤에 보내세요({law})."
        yield Finding("consent_old", "warning", f"{draft.consent_on}", advice)
    advice = (
        f"받을 사람을 확인하세요: 광고 수신에 동의했고 {months}개월 안에 다시 확인했으며, 수신거부한 사람은 빠졌고, "
        f"이날 받는 광고가 {most}건을 넘지 않아야 합니다."
    )
    yield Finding("audience_check", "info", draft.segment or "", advice)


def _is_within(hour: time, start: str, end: str) -> bool:
    """Tell whether a time lies in a span that may go over midnight; the end is outside."""
    first, last = time.fromisoformat(start), time.fromisoformat(end)
    return first <= hour < last if first <= last else hour >= first or hour < last


def _months_after(day: date, months: int) -> date:
    """Return the day so many months later; the first of the next month where that month is too short."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:
        return date(year, month + 2, 1)


def _line_with(text: str, part: str) -> str:
    return next(line for line in text.split("\n") if part.splitlines()[0] in line)


def _flat(text: str) -> str:
    return "".join(text.split()).casefold()

"""notify.yaml: who is told how a run ended, over which webhook, in which words."""

from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from voc.config.checks import Address, EnvName, Key, Text
from voc.config.problems import did_you_mean
from voc.config.section import Section

NotifyEvent = Literal["failed", "partly", "weekly"]
NotifyKind = Literal["slack", "kakaowork", "plain"]

# What a text may hold in braces; each is filled in by `voc.steps.telling.notices`.
ABOUT_RUNS = ("run", "run_id", "started", "problems", "counts", "dashboard")
ABOUT_WEEKS = ("run", "run_id", "started", "week", "headlines", "quotes", "dashboard")


def template_problem(text: str, known: tuple[str, ...]) -> str | None:
    """Say what is wrong with a text that has placeholders, None where nothing is.

    Examples
    --------
    >>> template_problem("{run} 실패", ("run",)) is None
    True
    >>> template_problem("{runn} 실패", ("run",))
    "unknown placeholder '{runn}' (did you mean 'run'?); known: {run}"
    """
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return "has a brace without its other half; write {{ and }} for braces that are meant as such"
    for _, name, form, conversion in parts:
        if name is None:
            continue
        if name not in known or form or conversion:
            listed = ", ".join(f"{{{one}}}" for one in known)
            return f"unknown placeholder '{{{name}}}'{did_you_mean(name, known)}; known: {listed}"
    return None


def _checked(known: tuple[str, ...]) -> AfterValidator:
    def check(value: str) -> str:
        problem = template_problem(value, known)
        if problem:
            raise ValueError(problem)
        return value

    return AfterValidator(check)


RunText = Annotated[Text, _checked(ABOUT_RUNS)]
WeekText = Annotated[Text, _checked(ABOUT_WEEKS)]


class Texts(Section):
    """What is said; a line whose placeholders are all empty is left out."""

    failed: RunText = (
        "[말귀] {run} 실패 ({started} 시작)\n"
        "{problems}\n"
        "저장된 내용은 그대로입니다. 원인을 고친 뒤 다시 실행하면 이어서 처리합니다. 자세히 보기: voc show runs\n"
        "대시보드: {dashboard}"
    )
    partly: RunText = (
        "[말귀] {run} 일부 완료 ({started} 시작)\n"
        "{problems}\n"
        "나머지는 모두 처리했습니다. 자세히 보기: voc show runs\n"
        "대시보드: {dashboard}"
    )
    weekly: WeekText = "[말귀] 주간 고객의 소리 · {week}\n{headlines}\n{quotes}\n대시보드: {dashboard}"


class Webhook(Section):
    """A place that is told.

    Attributes
    ----------
    url_env : str
        Name of the environment variable with the address. The address itself is a secret: whoever knows it can write.
    quotes : bool
        Whether the digest of the week may hold customers' (masked) sentences; they then leave this machine.
    allow_private : bool
        Whether the address may lie in a private network.
    """

    name: Key
    kind: NotifyKind
    url_env: EnvName
    events: Annotated[tuple[NotifyEvent, ...], Field(min_length=1)] = ("failed", "partly", "weekly")
    quotes: bool = False
    allow_private: bool = False


class NotifySection(Section):
    """notify.yaml.

    Attributes
    ----------
    dashboard_url : str or None
        Where people open the dashboard.
    """

    dashboard_url: Address | None = None
    webhooks: tuple[Webhook, ...] = ()
    texts: Texts = Texts()

    @field_validator("dashboard_url")
    @classmethod
    def _without_secrets(cls, value: str | None) -> str | None:
        if value is not None and "?" in value:
            raise ValueError("holds a query, which everybody who is told would see; write the address alone")
        return value

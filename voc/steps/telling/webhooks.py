"""Handing a message to a webhook: Slack's and KakaoWork's way of writing it, and the network's rules."""

from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from voc.config import Settings
from voc.config.environment import FILE_SUFFIX
from voc.config.notify import NotifyKind, Webhook
from voc.errors import SourceError
from voc.sources.guard import is_in_private_network, origin_of
from voc.sources.http import HttpClient
from voc.sources.request import HttpRules
from voc.sources.secrets import read_secret
from voc.sources.wording import Wording
from voc.steps.telling.notices import Notice

# Slack shows a message of up to 4,000 characters whole, KakaoWork a text of up to 500.
_LONGEST: Mapping[NotifyKind, int] = {"slack": 4_000, "kakaowork": 500, "plain": 20_000}
_CUT = "\n…"
# Three characters mean something to Slack; everything else is text.
_SLACK_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_WORDING = Wording("Webhook", "notify.yaml", "The run itself is not touched by that.")


def payload(kind: NotifyKind, notice: Notice, *, quotes: bool = False) -> dict[str, Any]:
    """Spell a message the way a service takes it."""
    text = notice.text_with_quotes if quotes else notice.text
    if kind == "slack":
        return {"text": _cut(text, _LONGEST[kind], _escape)}
    if kind == "kakaowork":
        return {"text": _cut(text, _LONGEST[kind])}
    return {"event": notice.event, "run_id": notice.run_id, "text": _cut(text, _LONGEST[kind])}


def documents_in(webhook: Webhook, notice: Notice) -> frozenset[str]:
    """Name the documents whose words stand in a message as the webhook gets it: a long one is cut."""
    if not webhook.quotes:
        return frozenset()
    text = payload(webhook.kind, notice, quotes=True)["text"]
    spell = _escape if webhook.kind == "slack" else str
    return frozenset(document for document, line in notice.quoted if spell(line) in text)


def deliver(settings: Settings, webhook: Webhook, notice: Notice) -> None:
    """Hand a message to a webhook.

    Raises
    ------
    SourceError
        Its address is not set, may not be asked, or it did not take the message. Neither the message nor the path of
        the address stands in the error.
    """
    address = _address(webhook)
    _check_way(webhook, origin_of(address))
    hint = (
        f"The service takes nothing at this address: make a new webhook there and set {webhook.url_env} anew. "
        f"Try it: voc check notify {webhook.name}"
    )
    rules = HttpRules(
        source=webhook.name,
        origins=frozenset({origin_of(address)}),
        user_agent=_user_agent(settings),
        allow_private=webhook.allow_private,
        # The run waits for it.
        timeout_s=10.0,
        longest_answer_s=20.0,
        attempts=3,
        longest_wait_s=30.0,
        max_bytes=1_000_000,
        hints=dict.fromkeys(range(300, 500), hint),
        wording=_WORDING,
    )
    with HttpClient(rules) as client:
        client.post_json(address, payload(webhook.kind, notice, quotes=webhook.quotes), private_path=True)


def _address(webhook: Webhook) -> str:
    address = read_secret(webhook.url_env)
    if address is None:
        message = (
            f"Webhook '{webhook.name}': its address is expected in the environment variable {webhook.url_env}, which "
            f"is not set (nor is {webhook.url_env}{FILE_SUFFIX}, the path of a file with it)."
        )
        raise SourceError(message)
    if not origin_of(address):
        message = (
            f"Webhook '{webhook.name}': what {webhook.url_env} holds is no web address (it is not shown); expected one "
            "that begins with https://."
        )
        raise SourceError(message)
    return address


def _check_way(webhook: Webhook, origin: str) -> None:
    """Refuse to send the secret path and the message readable over the public network."""
    # Whether a private network may be asked at all is for the client to say.
    if origin.startswith("https:") or is_in_private_network(origin):
        return
    message = (
        f"Webhook '{webhook.name}': the address in {webhook.url_env} begins with http://, so that address and message "
        "could be read on the way. Expected https://; http:// only to a host in a private network, with "
        "'allow_private: true' at the webhook in notify.yaml."
    )
    raise SourceError(message)


def _user_agent(settings: Settings) -> str:
    about = f" (+{settings.contact})" if settings.contact else ""
    return f"malgwi/{version('malgwi')}{about}"


def _escape(text: str) -> str:
    return "".join(_SLACK_MARKUP.get(letter, letter) for letter in text)


def _cut(text: str, longest: int, spell: Callable[[str], str] = str) -> str:
    """Spell a text; one that is too long then is cut between two lines, or within its first."""
    spelled = spell(text)
    if len(spelled) <= longest:
        return spelled
    kept = ""
    for letter in text:
        one = spell(letter)
        if len(kept) + len(one) + len(_CUT) > longest:
            break
        kept += one
    whole, newline, _ = kept.rpartition("\n")
    return f"{whole if newline else kept}{_CUT}"

"""Exports of tools that send messages: what each column holds, and the messages in the rows."""

from voc.messages.field_names import FIELD_NAMES
from voc.messages.fields import FIELDS, Field, mapping_from, read_field
from voc.messages.judge import MessageColumn
from voc.messages.plan import MessagePlan, understand
from voc.messages.rows import NO_CHANNEL, MessageFacts, SentMessage, messages_from
from voc.messages.tools import TOOL_NAMES

__all__ = [
    "FIELDS",
    "FIELD_NAMES",
    "NO_CHANNEL",
    "TOOL_NAMES",
    "Field",
    "MessageColumn",
    "MessageFacts",
    "MessagePlan",
    "SentMessage",
    "mapping_from",
    "messages_from",
    "read_field",
    "understand",
]

"""channels.yaml: what is taken, what is refused with its place, that every key is documented."""

from collections.abc import Callable
from pathlib import Path

import pytest

from voc.config import load_settings
from voc.config.channels import Buttons, Channel, ChannelsSection, House, Law, Length, Wording
from voc.errors import ConfigError, UsageError

ROOT = Path(__file__).parents[2]
Write = Callable[[str], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    return lambda text: (tmp_path / "config" / "channels.yaml").write_text(text, encoding="utf-8") and None


def test_the_packaged_channels_are_those_of_the_documents() -> None:
    channels = load_settings(ROOT / "config").channels
    assert [one.key for one in channels.channels] == ["app_push", "sms", "lms", "alimtalk", "brand_message", "email"]
    assert (channels.channel("sms").body.most, channels.channel("장문").body.most) == (90, 2000)
    assert channels.channel("카카오  알림톡").body.most == 1000
    assert (channels.law, channels.house) == (Law(), House())


def test_an_unknown_channel_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'alimtalk'"):
        load_settings(ROOT / "config").channels.channel("alimtak")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("channels: []\n", "config/channels.yaml:1:11: channels:"),
        ("channels:\n  - key: sms\n    name: 문자\n    bodi: {most: 90}\n", "did you mean 'body'"),
        ('law: {night_from: "25:00"}\nchannels:\n  - {key: a, name: b}\n', "law.night_from: '25:00' is no time of day"),
        (
            "channels:\n  - {key: a, name: b}\n  - {key: c, name: B}\n",
            "channel 'c' has a name that another channel has",
        ),
        ("channels:\n  - {key: a, name: b, longer: z}\n", "channel 'a' names 'z' as longer; known: a"),
        ("channels:\n  - {key: a, name: b, opt_out: maybe}\n", "config/channels.yaml:2:32: channels.0.opt_out:"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(write: Write, text: str, said: str) -> None:
    write(text)
    with pytest.raises(ConfigError) as error:
        load_settings()
    assert said in str(error.value)


def test_every_key_is_documented() -> None:
    text = (ROOT / "docs" / "draft.md").read_text(encoding="utf-8")
    models = (ChannelsSection, Law, House, Channel, Length, Buttons, Wording)
    assert {name for model in models for name in model.model_fields if f"`{name}`" not in text} == set()

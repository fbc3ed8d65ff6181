"""notify.yaml: what is taken, what is refused with its place, what is shown."""

from pathlib import Path

import pytest

from voc.config import load_settings
from voc.config.notify import ABOUT_RUNS, ABOUT_WEEKS, Texts, template_problem
from voc.config.shown import settings_shown
from voc.errors import ConfigError

HOOK = "webhooks:\n  - name: crm_team\n    kind: slack\n    url_env: VOC_NOTIFY_SLACK_URL\n"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("VOC_CONFIG", "VOC_NOTIFY_SLACK_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "config").mkdir()
    return tmp_path


def write(text: str) -> None:
    Path("config/notify.yaml").write_text(text, encoding="utf-8")


def problem(text: str) -> str:
    write(text)
    with pytest.raises(ConfigError) as raised:
        load_settings()
    return "\n".join(raised.value.problems)


def test_nobody_is_told_by_default() -> None:
    write("webhooks: []\n")
    assert load_settings().notify.webhooks == ()
    assert load_settings().notify.dashboard_url is None


def test_the_commented_example_is_sound_without_its_marks() -> None:
    text = (Path(__file__).parents[2] / "config" / "notify.yaml").read_text(encoding="utf-8")
    after = text.partition("webhooks: []\n")[2]
    example = "\n".join(
        line.removeprefix("# ")
        for line in after.splitlines()
        if not line.startswith(("# What is said", "# {problems}"))
    )
    write(example)
    notify = load_settings().notify
    assert [(one.name, one.kind, one.events) for one in notify.webhooks] == [
        ("crm_team", "slack", ("failed", "partly", "weekly")),
        ("data_team", "kakaowork", ("failed",)),
    ]
    assert notify.texts.failed == "[말귀] {run} 실패 ({started} 시작)\n{problems}"
    assert notify.texts.partly == Texts().partly


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HOOK.replace("slack", "slak"), "config/notify.yaml:3:11: webhooks.0.kind:"),
        (HOOK + "    events: []\n", "config/notify.yaml:5:13: webhooks.0.events:"),
        (HOOK + "    events: [weakly]\n", "config/notify.yaml:5:14: webhooks.0.events.0:"),
        (HOOK + HOOK.partition("\n")[2], "config/notify.yaml:5:11: webhooks.1.name: 'crm_team' is given twice"),
        (
            "texts:\n  weekly: '{weak}'\n",
            "config/notify.yaml:2:11: texts.weekly: unknown placeholder '{weak}' (did you",
        ),
        (
            "texts:\n  failed: '{headlines}'\n",
            "config/notify.yaml:2:11: texts.failed: unknown placeholder '{headlines}'",
        ),
        ("texts:\n  failed: '{run'\n", "config/notify.yaml:2:11: texts.failed: has a brace without its other half"),
        ("dashboard_url: https://voc.example.kr/?key=1\n", "config/notify.yaml:1:16: dashboard_url: holds a query"),
    ],
)
def test_a_mistake_is_said_with_its_place(text: str, said: str) -> None:
    assert problem(text).startswith(said)


def test_an_address_in_the_place_of_its_variable_is_refused_and_not_repeated() -> None:
    said = problem(HOOK.replace("VOC_NOTIFY_SLACK_URL", "https://hooks.slack.example/services/T0/hidden"))
    assert "expected the name of an environment variable" in said
    assert "hidden" not in said
    assert "hidden" not in problem(HOOK.replace("url_env: VOC_NOTIFY_SLACK_URL", "url: https://slack.example/hidden"))


@pytest.mark.parametrize("template", ["{run!r}", "{run:>9}", "{run.text}", "{run[0]}", "{}", "{0}"])
def test_a_placeholder_is_a_name_and_nothing_else(template: str) -> None:
    assert template_problem(template, ABOUT_RUNS) is not None


def test_doubled_braces_are_braces() -> None:
    assert template_problem("{{run}} {week}", ABOUT_WEEKS) is None


def test_what_is_in_force_is_shown_and_the_address_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    write(f"dashboard_url: https://voc.example.kr/\n{HOOK}")
    monkeypatch.setenv("VOC_NOTIFY_SLACK_URL", "https://hooks.slack.example/services/T0/hidden")
    settings = load_settings()
    rows = {f"{row.section}.{row.key}": (row.value, row.origin.place) for row in settings_shown(settings)}
    assert rows["notify.dashboard_url"] == ("https://voc.example.kr", "config/notify.yaml:1")
    assert rows["notify.webhooks.crm_team.kind"] == ("slack", "config/notify.yaml:4")
    assert rows["notify.webhooks.crm_team.url_env"] == ("VOC_NOTIFY_SLACK_URL", "config/notify.yaml:5")
    assert rows["secrets.VOC_NOTIFY_SLACK_URL"] == ("set", "VOC_NOTIFY_SLACK_URL")
    assert not any("hidden" in str(value) or "\n" in str(value) for value, _ in rows.values())
    assert settings.notes == ()

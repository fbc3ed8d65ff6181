"""dashboard.yaml: what is taken, what is refused with its place, what is shown."""

import re
from pathlib import Path

import pytest

from voc.config import load_settings
from voc.config.shown import settings_shown
from voc.errors import ConfigError

CHECKOUT = Path(__file__).parents[2] / "config"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("VOC_CONFIG", "VOC_SESSION_KEY", "VOC_OIDC_SECRET", "VOC_OIDC_SECRET_FILE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "config").mkdir()
    return tmp_path


def write(text: str) -> None:
    Path("config/dashboard.yaml").write_text(text, encoding="utf-8")


def problem(text: str) -> str:
    write(text)
    with pytest.raises(ConfigError) as raised:
        load_settings()
    return "\n".join(raised.value.problems)


def test_by_default_it_is_for_this_machine_alone() -> None:
    write("{}\n")
    found = load_settings().dashboard
    assert (found.sign_in, found.public_url, found.default_role, found.proxy.trusted) == ("none", None, "none", ())
    assert (found.session_hours, found.upload_mb, found.is_encrypted) == (12, 50, False)
    packaged = load_settings(CHECKOUT).dashboard
    assert packaged == found


def test_the_commented_examples_are_sound_without_their_marks() -> None:
    text = (CHECKOUT / "dashboard.yaml").read_text(encoding="utf-8").replace("sign_in: none\n", "sign_in: oidc\n")
    example = re.sub(r"^# (?=(?:groups|oidc|proxy|public_url|  [a-z_-]+):)", "", text, flags=re.MULTILINE)
    write(example)
    found = load_settings().dashboard
    assert found.public_url == "https://voc.example.kr"
    assert found.is_encrypted
    assert found.groups == {"crm-marketing": "editor", "data-platform": "admin"}
    assert (found.oidc.issuer, found.oidc.client_id) == ("https://login.example.kr/realms/company", "malgwi")
    assert (found.oidc.groups_claim, found.oidc.name_claim, found.oidc.other_hosts) == ("groups", "email", ())
    assert found.proxy.trusted == ("127.0.0.1/32", "10.0.0.0/24")
    assert found.proxy.groups_header == "X-Forwarded-Groups"


OIDC = "oidc: {issuer: 'https://login.example.kr', client_id: malgwi}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sign_in: open\n", "sign_in: unknown value 'open'; expected one of none, password, proxy, oidc"),
        ("sign_in: oidc\n", "sign_in: oidc also needs public_url, oidc.issuer, oidc.client_id"),
        ("sign_in: proxy\ndefault_role: reader\n", "sign_in: proxy also needs proxy.trusted"),
        (
            f"sign_in: oidc\npublic_url: https://voc.example.kr\n{OIDC}",
            "sign_in: oidc would let nobody in: name groups or a default_role",
        ),
        ("public_url: https://voc.example.kr/voc\n", "public_url: 'https://voc.example.kr/voc' leads into a folder"),
        ("public_url: voc.example.kr\n", "public_url: is no web address"),
        ("oidc: {issuer: 'http://login.example.kr'}\n", "oidc.issuer: 'http://login.example.kr' is not encrypted"),
        ("oidc: {client_secret: abc}\n", "a secret is never written into a file"),
        ("oidc: {client_secret_env: 'abc def'}\n", "expected the name of an environment variable"),
        ("oidc: {other_hosts: ['https://a.example']}\n", "is no name of a host"),
        ("proxy: {trusted: [10.0.0.7/24]}\n", "'10.0.0.7/24' is no address or network"),
        ("proxy: {trusted: [nginx]}\n", "'nginx' is no address or network"),
        ("proxy: {user_header: 'X User'}\n", "'X User' is no name of a header"),
        ("groups: {crm: owner}\n", "groups.crm"),
        ("session_hours: 0\n", "session_hours"),
        ("upload_mb: 5000\n", "upload_mb"),
        ("sing_in: none\n", "sing_in: unknown key (did you mean 'sign_in'?)"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    told = problem(text)
    assert told.startswith(("config/dashboard.yaml:1:", "config/dashboard.yaml:2:"))
    assert said in told
    assert "abc" not in told


def test_what_is_in_force_is_shown_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_OIDC_SECRET", "an invented secret")
    monkeypatch.setenv("VOC_SESSION_KEY", "an invented key of 32 characters")
    write(f"sign_in: oidc\npublic_url: https://voc.example.kr\ngroups: {{crm: editor}}\n{OIDC}")
    settings = load_settings()
    rows = {f"{row.section}.{row.key}": row.value for row in settings_shown(settings)}
    assert rows["dashboard.sign_in"] == "oidc"
    assert rows["dashboard.groups.crm"] == "editor"
    assert rows["dashboard.oidc.issuer"] == "https://login.example.kr"
    assert (rows["secrets.VOC_OIDC_SECRET"], rows["secrets.VOC_SESSION_KEY"]) == ("set", "set")
    assert "invented" not in repr(rows)
    assert settings.notes == ()


def test_a_secret_that_nothing_needs_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOC_OIDC_SECRET", "an invented secret")
    write("sign_in: none\n")
    (note,) = load_settings().notes
    assert "VOC_OIDC_SECRET is set, but nothing reads it" in note

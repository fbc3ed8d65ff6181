"""What reaches a person is sealed: only who holds the key can read it."""

import pytest
from cryptography.fernet import Fernet

from voc.errors import PrivacyError
from voc.privacy.sealing import Sealer, sealer_from

NAME = "VOC_REACH_KEY"


def test_what_was_sealed_opens_again_and_shows_nothing() -> None:
    sealer = Sealer([Fernet.generate_key().decode()], NAME)
    sealed = sealer.seal("haru_note_77")
    assert sealer.open(sealed) == "haru_note_77"
    assert b"haru" not in sealed
    assert sealer.seal("haru_note_77") != sealed


def test_an_old_key_behind_the_new_one_still_opens() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = Sealer([old], NAME).seal("haru_note_77")
    assert Sealer([new, old], NAME).open(sealed) == "haru_note_77"
    with pytest.raises(PrivacyError, match="another key than VOC_REACH_KEY holds now"):
        Sealer([new], NAME).open(sealed)


def test_what_was_changed_does_not_open() -> None:
    sealer = Sealer([Fernet.generate_key().decode()], NAME)
    with pytest.raises(PrivacyError):
        sealer.open(sealer.seal("haru_note_77")[:-4] + b"AAA=")


def test_keys_come_from_the_environment_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    with pytest.raises(PrivacyError, match="The environment variable VOC_REACH_KEY is not set"):
        sealer_from(NAME)
    monkeypatch.setenv(NAME, "짧은 키")
    with pytest.raises(PrivacyError, match="VOC_REACH_KEY holds no key") as refused:
        sealer_from(NAME)
    assert "짧은 키" not in str(refused.value)
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    monkeypatch.setenv(NAME, f"{new}, {old}")
    assert sealer_from(NAME).open(Sealer([old], NAME).seal("하루")) == "하루"

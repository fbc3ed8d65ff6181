"""Passwords: kept as argon2 hashes, checked in the same time whether or not there is such a person."""

import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from voc.errors import UsageError

SHORTEST = 10
# Hashing takes time with the length, and nobody types more.
LONGEST = 256

# Argon2id in the low-memory profile of RFC 9106: 64 MiB and about 50 ms a check.
_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """Hash a password for keeping.

    Raises
    ------
    UsageError
        It has fewer than 10 or more than 256 characters.
    """
    plain = _normal(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        message = (
            f"The password has {len(plain)} characters, expected {SHORTEST} to {LONGEST}. A few words that only you "
            "would put together are easy to keep in mind."
        )
        raise UsageError(message)
    return _HASHER.hash(plain)


def is_password(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one that was hashed; None, for an unknown person, takes as long and is False."""
    plain = _normal(password)[: LONGEST + 1]
    try:
        return _HASHER.verify(kept or hash_of_nobody(), plain) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def hash_of_nobody() -> str:
    """Return a hash that no password has; make it before the first question, as that takes time."""
    return _HASHER.hash(secrets.token_hex())


def _normal(password: str) -> str:
    # Keyboards of different systems put the same Korean syllable together differently.
    return unicodedata.normalize("NFC", password)

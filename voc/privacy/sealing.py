"""What is needed to reach somebody, encrypted before it is stored; only the environment holds the key."""

import os
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from voc.errors import PrivacyError


class Sealer:
    """Seals and opens short texts.

    Parameters
    ----------
    keys : sequence of str
        Of 32 bytes in URL-safe base64 each; the first seals, all of them open, so that a key can be replaced.
    variable : str
        Where the keys stand, to be named in errors.

    Raises
    ------
    PrivacyError
        A key is none.
    """

    def __init__(self, keys: Sequence[str], variable: str) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError as error:
            message = f"{variable} holds no key: expected 32 bytes in URL-safe base64. {how_to_make(variable)}"
            raise PrivacyError(message) from error
        self._variable = variable

    def seal(self, text: str) -> bytes:
        """Encrypt a text; twice the same text gives different bytes."""
        return self._fernet.encrypt(text.encode("utf-8"))

    def open(self, sealed: bytes) -> str:
        """Decrypt what was sealed.

        Raises
        ------
        PrivacyError
            It was sealed with another key, or was changed since.
        """
        try:
            return self._fernet.decrypt(sealed).decode("utf-8")
        except InvalidToken as error:
            message = (
                "What is needed to reach a person cannot be opened: it was sealed with another key than "
                f"{self._variable} holds now. Put the earlier key behind the new one, parted by a comma."
            )
            raise PrivacyError(message) from error


def sealer_from(variable: str) -> Sealer:
    """Make the sealer of the keys that an environment variable holds, parted by commas.

    Raises
    ------
    PrivacyError
        The variable is not set, or holds no key.
    """
    keys = [key for part in os.environ.get(variable, "").split(",") if (key := part.strip())]
    if not keys:
        raise PrivacyError(f"The environment variable {variable} is not set. {how_to_make(variable)}")
    return Sealer(keys, variable)


def how_to_make(variable: str) -> str:
    """Say how a key is made and where it belongs."""
    return (
        'Make one with: python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())" '
        f"and keep it as {variable} in the environment of the service; without it nobody can be reached any more."
    )

"""Keyed hashes of author handles, so that voices can be counted without a name in the store."""

import os
import re
import secrets
import stat
import tempfile
import unicodedata
from hashlib import blake2b
from pathlib import Path

from voc.errors import VocError

_KEY_BYTES = 32
_MIN_CHARACTERS = 16
_KEY_LINE = re.compile(r"[0-9a-f]{64}")
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_RESTORE = "Restore it from a backup: with another key the same authors count as new ones."


class HandleKeyError(VocError):
    """The key for author handles cannot be used or made.

    Attributes
    ----------
    place : str
        The environment variable or the file.
    """

    def __init__(self, message: str, *, place: str) -> None:
        super().__init__(message)
        self.place = place


class HandleKeyTooShortError(HandleKeyError):
    """The key in the environment is short enough to be guessed."""


class HandleKeyFileError(HandleKeyError):
    """The key file cannot be read or written, is open to other users, or holds no key."""


def hash_handle(handle: str, key: bytes) -> str:
    """Hash an author's handle with a key: 32 hexadecimal digits, the same wherever the key is the same.

    Unicode forms and outer spaces do not matter, capitals do.

    Examples
    --------
    >>> hash_handle("gildong", b"k" * 32) == hash_handle(" gildong ", b"k" * 32)
    True
    """
    plain = unicodedata.normalize("NFC", handle).strip()
    # A lone surrogate, as damaged files have them, must not stop a run.
    return blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16, key=key).hexdigest()


def load_or_create_key(env_name: str, path: Path, *, without_key: str = _RESTORE) -> bytes:
    """Take the key from the environment, or else from a file that is made, once, when it is not there.

    Parameters
    ----------
    env_name : str
        Environment variable; at least 16 characters where it is set.
    path : Path
        Key file beside the store, mode 600. Processes that start together all get the key of the first.
    without_key : str
        What to do about a file that holds no key.

    Returns
    -------
    bytes
        32 bytes.

    Raises
    ------
    HandleKeyTooShortError
        The variable holds fewer than 16 characters.
    HandleKeyFileError
        The file cannot be read or made, is open to other users, or holds no key.
    """
    value = os.environ.get(env_name, "").strip()
    if value:
        if len(value) < _MIN_CHARACTERS:
            message = (
                f"Environment variable {env_name} has {len(value)} characters, expected at least {_MIN_CHARACTERS}. "
                "Set a longer random one, or unset it to use a key file."
            )
            raise HandleKeyTooShortError(message, place=env_name)
        return blake2b(value.encode("utf-8", "surrogateescape"), digest_size=_KEY_BYTES).digest()
    try:
        if not path.exists():
            _create(path)
        return _read(path, without_key)
    except OSError as error:
        message = f"Key file {path} cannot be used: {error.strerror}. Correct its rights, or set {env_name}."
        raise HandleKeyFileError(message, place=str(path)) from error


def _create(path: Path) -> None:
    """Write a key under a name of its own and link it into place: whoever comes second keeps the first key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp opens with mode 600.
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink()


def _read(path: Path, without_key: str) -> bytes:
    with path.open(encoding="ascii", errors="replace") as file:
        mode = os.fstat(file.fileno()).st_mode
        # Windows keeps rights elsewhere and shows every file as open.
        if os.name == "posix" and mode & _OPEN_TO_OTHERS:
            seen = f"mode {stat.S_IMODE(mode):o}"
            message = f"Key file {path} is open to other users ({seen}, expected 600). Run: chmod 600 {path}"
            raise HandleKeyFileError(message, place=str(path))
        line = file.read(2 * _KEY_BYTES + 2).strip()
    if not _KEY_LINE.fullmatch(line):
        message = f"Key file {path} holds no key of {2 * _KEY_BYTES} hexadecimal digits. {without_key}"
        raise HandleKeyFileError(message, place=str(path))
    return bytes.fromhex(line)

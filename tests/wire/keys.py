"""Keys that exist only while the tests run: what services give out, and what they check signatures with."""

import json
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

_PRIVATE = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
_PUBLIC = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@cache
def apple_keys() -> tuple[str, str]:
    """Return a private key as in a `.p8` file, and its public half."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(*_PRIVATE).decode(), key.public_key().public_bytes(*_PUBLIC).decode()


@cache
def google_keys() -> tuple[str, str]:
    """Return a service account's private key and its public half."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    return key.private_bytes(*_PRIVATE).decode(), key.public_key().public_bytes(*_PUBLIC).decode()


@cache
def service_account(email: str) -> str:
    """Return the JSON file of a service account's key."""
    private, _ = google_keys()
    return json.dumps(
        {
            "type": "service_account",
            "project_id": "haneulmart-voc",
            "client_email": email,
            "private_key": private,
            "token_uri": "https://oauth2.example/never-asked",
        }
    )

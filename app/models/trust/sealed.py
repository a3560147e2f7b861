"""Single values sealed for the database or a browser: AES-256-GCM, a key derived from SECRET_KEY, bound to their owner.

Whoever has the database alone reads nothing. A value moved to another row, or brought to a place with another
SECRET_KEY, does not open.
"""

import base64
import os

NONCE = 12


class Unopenable(Exception):
    """The SECRET_KEY or the owner differs, or the value was changed."""


def key_for(secret_key: str, purpose: str) -> bytes:
    """The key of 32 bytes for one purpose."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"lopso {purpose}".encode()).derive(secret_key.encode())


def seal(key: bytes, plain: str, owner: str) -> str:
    """A value encrypted, as text."""
    return seal_bytes(key, plain.encode(), owner)


def unseal(key: bytes, sealed: str, owner: str) -> str:
    """The value.

    Raises:
        Unopenable: it does not open.
    """
    try:
        return unseal_bytes(key, sealed, owner).decode()
    except UnicodeDecodeError as error:
        raise Unopenable from error


def seal_bytes(key: bytes, plain: bytes, owner: str) -> str:
    """Bytes encrypted, as text for a database or a cookie."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE)
    return base64.urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, plain, owner.encode())).decode()


def unseal_bytes(key: bytes, sealed: str, owner: str) -> bytes:
    """The bytes.

    Raises:
        Unopenable: they do not open.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        sealed_bytes = base64.urlsafe_b64decode(sealed.encode())
        return AESGCM(key).decrypt(sealed_bytes[:NONCE], sealed_bytes[NONCE:], owner.encode())
    except (InvalidTag, ValueError) as error:
        raise Unopenable from error

"""What one installation says to another: signed by its own key (Ed25519), which is derived from SECRET_KEY and so needs
no file of its own; the receiver knows its public half, compared once by telephone."""

import base64
import hashlib
from typing import TYPE_CHECKING

from app.models.trust.sealed import key_for

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PURPOSE = "reports to another server"


def public_key(secret_key: str) -> str:
    """The public half of this installation's key, as text."""
    return base64.b64encode(_private(secret_key).public_key().public_bytes_raw()).decode()


def sign(secret_key: str, content: bytes) -> str:
    """The signature of some bytes, as text."""
    return base64.b64encode(_private(secret_key).sign(content)).decode()


def is_signed(key: str, content: bytes, signature: str) -> bool:
    """Whether a signature of these bytes was made with the private half of a key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(key: str) -> str:
    """A short form of a key, which two people compare by telephone: "3F9A 01C2 77B0 E54D 9A12"."""
    digest = hashlib.sha256(key.encode()).hexdigest().upper()[:20]
    return " ".join(digest[at : at + 4] for at in range(0, 20, 4))


def _private(secret_key: str) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(key_for(secret_key, PURPOSE))

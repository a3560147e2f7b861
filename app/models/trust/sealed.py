"""Single values sealed for the database or a browser: AES-256-GCM, a key derived from SECRET_KEY, bound to their owner.

Whoever has the database alone reads nothing. A value moved to another row, or brought to a place with another
SECRET_KEY, does not open.
"""

import base64
import hashlib
import os
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


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


# A fingerprint of the SECRET_KEY that a database belongs to.
#
# Two servers on one database with two keys refuse each other's forms and open none of each other's second factors, and
# nothing says why.
class KeyFingerprint(Base):
    """One row: 32 bytes derived from the key for this purpose alone (HKDF-SHA256), in hex; nothing leads from them back
    to the key, or on to what is signed and sealed with it."""

    __tablename__ = "key_fingerprint"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default_factory=lambda: 1, kw_only=True)
    fingerprint: Mapped[str]
    noted_at: Mapped[datetime]

    @classmethod
    def of(cls, secret_key: str) -> str:
        """The fingerprint of a key."""
        return key_for(secret_key, "fingerprint of the key").hex()

    @classmethod
    def noted(cls) -> Select[str]:
        """The stored fingerprint; no row before the first start."""
        return select(cls.fingerprint)

    @classmethod
    def note(cls, session: Session, secret_key: str, now: datetime) -> None:
        """Store the fingerprint of a key in place of the former one."""
        session.merge(cls(fingerprint=cls.of(secret_key), noted_at=now))
        session.flush()


# What one installation says to another: signed by its own key (Ed25519), which is derived from SECRET_KEY and so needs
# no file of its own; the receiver knows its public half, compared once by telephone.
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

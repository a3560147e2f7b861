"""Verification of a passkey's answer: made for this site, confirmed by the owner's finger or face, for our challenge,
signed by the registered key (W3C Web Authentication Level 3, 7.1 and 7.2).

Written without a package: docs/decisions/0026. Attestation is not requested, and browsers export the key in a form that
`cryptography` reads.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, update
from sqlalchemy.orm import Mapped, MappedAsDataclass, Session, mapped_column

MADE, PROVED = "webauthn.create", "webauthn.get"
# ES256, Ed25519 and RS256 (Windows Hello), by their numbers in the IANA register of COSE algorithms.
ALGORITHMS = (-7, -8, -257)
# Flags of the authenticator data: user present, user verified, attested credential included.
PRESENT, VERIFIED, ATTACHED = 1, 4, 64
MOST_SIGNS = 8_000
LEAST_RSA = 2048


class PasskeyRefused(Exception):
    """The answer is not valid."""


class Party(NamedTuple):
    """The relying party: its host name and the origin of its pages."""

    host: str
    origin: str


class Made(NamedTuple):
    """A new passkey: credential id, public key, signature counter."""

    credential: str
    public_key: str
    signatures: int


class BrowserAnswer(NamedTuple):
    """A browser's answer, decoded to bytes."""

    credential: bytes
    client: bytes
    device: bytes
    proof: bytes  # the public key of a new passkey, or the signature of a known one


def read(text: str) -> BrowserAnswer:
    """Decode a browser's answer from a form field (passkey.js).

    Raises:
        Refused: it cannot be read.
    """
    try:
        sent = json.loads(text[:MOST_SIGNS])
        return BrowserAnswer(
            *(base64.b64decode(sent[name], validate=True) for name in ("id", "client", "device", "proof"))
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PasskeyRefused from error


def as_text(value: bytes) -> str:
    """A credential id or key in base64, as it is stored and sent."""
    return base64.b64encode(value).decode()


def made(answer: BrowserAnswer, challenge: str, party: Party) -> Made:
    """The new passkey of an answer to a challenge.

    Raises:
        Refused: the answer is wrong, or its key is of an unknown kind.
    """
    _check(answer, MADE, challenge, party)
    # The first 37 bytes are fixed; then 16 bytes of the model, two of a length, and the credential id.
    length = int.from_bytes(answer.device[53:55], "big")
    if (
        not answer.device[32] & ATTACHED
        or not answer.credential
        or answer.device[55 : 55 + length] != answer.credential
    ):
        raise PasskeyRefused
    _verifier(answer.proof)
    return Made(as_text(answer.credential), as_text(answer.proof), _count(answer))


def proved(answer: BrowserAnswer, public_key: str, challenge: str, party: Party) -> int:
    """The signature counter after a valid answer to a challenge; 0 if the device has none.

    Raises:
        Refused: the answer is not from this passkey.
    """
    _check(answer, PROVED, challenge, party)
    check_signature(answer, public_key)
    return _count(answer)


def check_signature(answer: BrowserAnswer, public_key: str) -> None:
    """Check the signature of an answer.

    Raises:
        Refused: the key did not sign it.
    """
    from cryptography.exceptions import InvalidSignature

    try:
        _verifier(base64.b64decode(public_key))(answer.proof, answer.device + sha256(answer.client).digest())
    except InvalidSignature as error:
        raise PasskeyRefused from error


def _check(answer: BrowserAnswer, kind: str, challenge: str, party: Party) -> None:
    """Check that an answer is for this challenge, from our pages, and confirmed by the device's owner."""
    try:
        client = json.loads(answer.client)
        claims = (client["type"], client["challenge"], client["origin"], client.get("crossOrigin", False))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PasskeyRefused from error
    if claims != (kind, challenge, party.origin, False) or len(answer.device) < 37:
        raise PasskeyRefused
    for_us = hmac.compare_digest(answer.device[:32], sha256(party.host.encode()).digest())
    if not for_us or answer.device[32] & (PRESENT | VERIFIED) != PRESENT | VERIFIED:
        raise PasskeyRefused


def _count(answer: BrowserAnswer) -> int:
    return int.from_bytes(answer.device[33:37], "big")


def _verifier(public_key: bytes) -> Callable[[bytes, bytes], None]:
    """A function that checks a signature of a text by a key, and raises InvalidSignature if it is wrong.

    Raises:
        Refused: not a key, or of a kind that was not requested.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(public_key)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise PasskeyRefused from error
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return lambda signature, text: key.verify(signature, text, ec.ECDSA(SHA256()))
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key.verify
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_RSA:
        return lambda signature, text: key.verify(signature, text, padding.PKCS1v15(), SHA256())
    raise PasskeyRefused


# The challenge that a passkey has to sign: stored with the sign-in, valid once and for a few minutes.
# Also given to the browser as its timeout.
LASTS = timedelta(minutes=5)


def asked_at_a_moment() -> CheckConstraint:
    """The check constraint of both tables: challenge and time are set together."""
    return CheckConstraint("(challenge IS NULL) = (challenged_at IS NULL)", name="asked_at_a_moment")


class Challenged(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Mixed into sign-ins and half sign-ins: rows that can hold a challenge."""

    id: Mapped[Any]
    # 256 random bits, encoded as browsers return them.
    challenge: Mapped[str | None] = mapped_column(default=None)
    challenged_at: Mapped[datetime | None] = mapped_column(default=None)

    def ask(self, now: datetime) -> str:
        """Store a new challenge in place of an earlier one, and return it."""
        self.challenge, self.challenged_at = secrets.token_urlsafe(32), now
        return self.challenge

    def use_up(self, session: Session, now: datetime) -> str:
        """Return the stored challenge and clear it, so that only one of two simultaneous answers gets it; "" if there
        is none."""
        noun, standing = type(self), self.challenge
        used = session.execute(
            update(noun)
            .where(noun.id == self.id, noun.challenge == standing, noun.challenged_at > now - LASTS)
            .values(challenge=None, challenged_at=None)
            .returning(noun.id)
        )
        return standing if standing is not None and used.one_or_none() is not None else ""

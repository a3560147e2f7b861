"""What a device says by a passkey, checked: made for us, by its owner's finger or face, in answer to what was asked,
signed by the key it has had from the beginning (W3C Web Authentication Level 3, 7.1 and 7.2).

docs/decisions/0026: without a package for it. Nobody's attestation is asked for, and browsers hand the key out in a
form that `cryptography` reads by itself.
"""

import base64
import hmac
import json
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

MADE, PROVED = "webauthn.create", "webauthn.get"
# ES256, Ed25519 and RS256 (Windows Hello): numbers of the IANA register of COSE algorithms.
ALGORITHMS = (-7, -8, -257)
# Flags of what the device says: somebody was there; it was its owner; a new passkey stands in it.
PRESENT, VERIFIED, ATTACHED = 1, 4, 64
MOST_SIGNS = 8_000
LEAST_RSA = 2048


class Refused(Exception):
    """It is not what was asked for."""


class Party(NamedTuple):
    """Whom passkeys here are made for: the name of the place, and where its pages come from."""

    host: str
    origin: str


class Made(NamedTuple):
    """A new passkey: its name among all passkeys, its public key, how often it has signed."""

    credential: str
    public_key: str
    signatures: int


class BrowserAnswer(NamedTuple):
    """What a browser sent, in bytes."""

    credential: bytes
    client: bytes
    device: bytes
    proof: bytes  # the public key of a new passkey, the signature of one that we know


def read(text: str) -> BrowserAnswer:
    """What a browser sent in a field (passkey.js).

    Raises:
        Refused: it cannot be read.
    """
    try:
        sent = json.loads(text[:MOST_SIGNS])
        return BrowserAnswer(
            *(base64.b64decode(sent[name], validate=True) for name in ("id", "client", "device", "proof"))
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused from error


def as_text(value: bytes) -> str:
    """A name or a key in the signs in which it is stored and sent."""
    return base64.b64encode(value).decode()


def made(told: BrowserAnswer, challenge: str, party: Party) -> Made:
    """The new passkey that answers a challenge.

    Raises:
        Refused: it does not, or its key is of a kind that we do not know.
    """
    _check(told, MADE, challenge, party)
    # After 37 bytes of every answer come 16 of the model, two of a length, and the passkey's own name.
    length = int.from_bytes(told.device[53:55], "big")
    if not told.device[32] & ATTACHED or not told.credential or told.device[55 : 55 + length] != told.credential:
        raise Refused
    _verifier(told.proof)
    return Made(as_text(told.credential), as_text(told.proof), _count(told))


def proved(told: BrowserAnswer, public_key: str, challenge: str, party: Party) -> int:
    """How often the passkey with a key has signed by now, this answer to a challenge included; 0: it does not count.

    Raises:
        Refused: the answer is not its.
    """
    _check(told, PROVED, challenge, party)
    check_signature(told, public_key)
    return _count(told)


def check_signature(told: BrowserAnswer, public_key: str) -> None:
    """Let pass what the key has signed.

    Raises:
        Refused: it has not.
    """
    from cryptography.exceptions import InvalidSignature

    try:
        _verifier(base64.b64decode(public_key))(told.proof, told.device + sha256(told.client).digest())
    except InvalidSignature as error:
        raise Refused from error


def _check(told: BrowserAnswer, kind: str, challenge: str, party: Party) -> None:
    """Let pass what answers a challenge, comes from our pages and was confirmed by the owner of the device."""
    try:
        client = json.loads(told.client)
        said = (client["type"], client["challenge"], client["origin"], client.get("crossOrigin", False))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused from error
    if said != (kind, challenge, party.origin, False) or len(told.device) < 37:
        raise Refused
    for_us = hmac.compare_digest(told.device[:32], sha256(party.host.encode()).digest())
    if not for_us or told.device[32] & (PRESENT | VERIFIED) != PRESENT | VERIFIED:
        raise Refused


def _count(told: BrowserAnswer) -> int:
    return int.from_bytes(told.device[33:37], "big")


def _verifier(public_key: bytes) -> Callable[[bytes, bytes], None]:
    """What lets pass a signature of a text by the owner of a key, and raises InvalidSignature for any other.

    Raises:
        Refused: no key, or of a kind that we did not ask for.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(public_key)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Refused from error
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return lambda signature, text: key.verify(signature, text, ec.ECDSA(SHA256()))
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key.verify
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_RSA:
        return lambda signature, text: key.verify(signature, text, padding.PKCS1v15(), SHA256())
    raise Refused

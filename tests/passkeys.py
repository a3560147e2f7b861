"""A phone that makes passkeys and answers by them, as the browser on it hands that on (passkey.js)."""

import base64
import json
import os
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.models.people.webauthn import PRESENT, VERIFIED, Party, as_text

# Of every test's place (tests/conftest.py).
HERE = Party("lopso.example", "https://lopso.example")


def as_script(challenge: str) -> str:
    """A challenge as it is stored, in the signs in which a script is told it."""
    return as_text(base64.urlsafe_b64decode(challenge + "="))


@dataclass
class Device:
    """One phone with one passkey of one account. What differs from an honest one is set on it."""

    party: Party = HERE
    flags: int = PRESENT | VERIFIED
    signatures: int = 0
    counts: bool = True
    cross_origin: bool = False
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: os.urandom(16))

    def make(self, challenge: str) -> str:
        """A new passkey, in answer to a challenge as a script is told it."""
        public = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        model_and_name = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential
        return self._told("webauthn.create", challenge, self._device(64) + model_and_name, public)

    def answer(self, challenge: str) -> str:
        """Its owner confirms."""
        self.signatures += self.counts
        device, client = self._device(), self._client("webauthn.get", challenge)
        proof = self.key.sign(device + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._told("webauthn.get", challenge, device, proof)

    def _device(self, attached: int = 0) -> bytes:
        flags = bytes([self.flags | attached])
        return sha256(self.party.host.encode()).digest() + flags + self.signatures.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        as_browsers_do = base64.urlsafe_b64encode(base64.b64decode(challenge)).decode().rstrip("=")
        said = {
            "type": kind,
            "challenge": as_browsers_do,
            "origin": self.party.origin,
            "crossOrigin": self.cross_origin,
        }
        return json.dumps(said).encode()

    def _told(self, kind: str, challenge: str, device: bytes, proof: bytes) -> str:
        sent = {"id": self.credential, "client": self._client(kind, challenge), "device": device, "proof": proof}
        return json.dumps({name: as_text(value) for name, value in sent.items()})

"""A list of encrypted lines: a scanned ticket decrypts its own line and no other.

A helper's phone stores this list instead of the roll. The key of a line is derived from the ticket's token, which has
80 random bits; app/static/js/door/sealed.js decrypts it by the same rules.
"""

import base64
import hashlib
import json
import secrets

from app.models.learning.door_list import DoorEntry
from app.models.learning.roll import RollRow

SALT = "lopso-seal:"
KEY_LENGTH = 16
NONCE_LENGTH = 12
# Every line is padded to a multiple of this, so that its length does not reveal the length of a name.
STEP = 48


def seal(entry: DoorEntry) -> str:
    """One ticket's line: the hash of its token, a space, and its people, encrypted: `9f… QUJD…` (base64)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # seven megabytes, needed only for door helpers

    plain = json.dumps([_row(row) for row in entry.people], ensure_ascii=False, separators=(",", ":")).encode()
    filled = plain + b" " * (-len(plain) % STEP)  # JSON may end in spaces
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return f"{entry.hash} {base64.b64encode(nonce + AESGCM(key_of(entry.token)).encrypt(nonce, filled, None)).decode()}"


def key_of(token: str) -> bytes:
    """The 128-bit key of a ticket's line."""
    return hashlib.sha256(f"{SALT}{token}".encode()).digest()[:KEY_LENGTH]


def _row(row: RollRow) -> list[str | int]:
    """A person as in the scanner's own list (routes/teaching/scan/scans.py): key, name, birth year, the office's line,
    needs, state of the registration, status at the lesson."""
    return [row.key, row.name, row.birth_year, row.door_line, row.needs, row.state, row.status]

"""A list that opens only by what stands in it: whoever has scanned a ticket reads that ticket's line and no other.

A helper's phone holds this, not the roll. The key of a line follows from the ticket's token, which has 80 random bits;
app/static/js/door/sealed.js opens it by the same rules.
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
# Every line is filled up to a multiple of this, so that its length does not tell the length of a name.
STEP = 48


def seal(entry: DoorEntry) -> str:
    """One ticket's line: what its token is found by, a space, and its people, sealed: `9f… QUJD…` (base64)."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # seven megabytes, for halls with a helper alone

    told = json.dumps([_told(row) for row in entry.people], ensure_ascii=False, separators=(",", ":")).encode()
    filled = told + b" " * (-len(told) % STEP)  # JSON may end in spaces
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return f"{entry.hash} {base64.b64encode(nonce + AESGCM(key_of(entry.token)).encrypt(nonce, filled, None)).decode()}"


def key_of(token: str) -> bytes:
    """The key of a ticket's line, of 128 bits."""
    return hashlib.sha256(f"{SALT}{token}".encode()).digest()[:KEY_LENGTH]


def _told(row: RollRow) -> list[str | int]:
    """As the scanner's own list tells people (routes/teaching/scan/scans.py): key, name, birth year, the office's line,
    needs, state of the registration, where they stand at the lesson."""
    return [row.key, row.name, row.birth_year, row.door_line, row.needs, row.state, row.status]

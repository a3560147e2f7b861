"""Codes that change with the minute: they follow from a secret and the hour, so none is stored and none swept away.

A code counts in its own minute and in the next one: whoever scanned at the last second has time to arrive. Pure
functions; no Flask, no database.
"""

import hmac
from datetime import datetime

from app.country.codes import ALPHABET, TOKEN_LENGTH

STEP_SECONDS = 60
GRACE_STEPS = 1
LETTERS = 6  # 30 bits: read off a wall and typed, counted when wrong
_BITS = 5  # of a sign


def step_of(moment: datetime) -> int:
    """The number of the minute that a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def seconds_left(moment: datetime) -> int:
    """How long the code of a moment goes on being shown: 1 to 60 seconds."""
    return STEP_SECONDS - int(moment.timestamp()) % STEP_SECONDS


def token(secret: str, step: int | str) -> str:
    """The 16 signs (80 bits) of a minute, for an address."""
    return _signs(secret, f"token {step}", TOKEN_LENGTH)


def letters(secret: str, step: int | str) -> str:
    """The six signs of a minute, for whoever types. They tell nothing of its token."""
    return _signs(secret, f"letters {step}", LETTERS)


def same(one: str, other: str) -> bool:
    """Whether two codes are the same, compared in a time that tells nothing; of any signs."""
    return hmac.compare_digest(one.encode(), other.encode())


def _signs(secret: str, message: str, length: int) -> str:
    number = int.from_bytes(hmac.digest(secret.encode(), message.encode(), "sha256"), "big")
    return "".join(ALPHABET[number >> (_BITS * place) & 31] for place in range(length))

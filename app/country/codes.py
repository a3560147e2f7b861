"""Codes that are printed, read aloud and typed again: Crockford base32, without the look-alikes I, L, O (and U).

Two kinds. **Random** ones (tickets, certificates, invitations) are made here; they hold no look-alikes, so what
`read_code` makes of a typed one is compared with the stored one. **Chosen** ones (DEM1, LOP02) may hold any letter:
they are shown as chosen, and looked up by a second column that stores `fold(code)`, compared with `fold(typed)`. So
DEMO1 and DEM01 are the same code, and the unique constraint belongs on the folded column.
"""

import hmac
import secrets
import unicodedata
from datetime import datetime

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_LENGTH = 16  # 16 signs of 5 bits: 80 random bits
_LIMIT = 64  # longer than any code; a longer text is no code
_GROUP = 4
_LOOK_ALIKES = str.maketrans("OIL", "011")


def new_token() -> str:
    """A secret of 16 signs (80 random bits), for addresses that whoever holds them may open."""
    return new_code(TOKEN_LENGTH)


def new_code(length: int) -> str:
    """A random code of so many signs, 5 bits each. Whoever stores it checks that it is new."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


# What a course may be called by: no vowels, so that no word comes about, and nothing that is read for something else.
_FIRST, _REST = "CDHKMNPRTVX", "23456789CDHKMNPRTVX"


def new_name() -> str:
    """A short name for a course to be printed and read aloud: five signs, a letter first. No secret."""
    return secrets.choice(_FIRST) + "".join(secrets.choice(_REST) for _ in range(4))


def fold(text: str) -> str:
    """The form in which two codes are compared: upper case, O → 0, I and L → 1, no accents, no spaces, no dashes.

    Takes anything, never fails: what is no letter or digit of ASCII is left out, so that "đêm 1", "DEM-1" and
    "d.e.m.l" all give DEM1. At most 64 signs. Folding twice changes nothing.
    """
    letters = unicodedata.normalize("NFKD", text[:_LIMIT]).upper().replace("Đ", "D")
    return "".join(filter(_is_sign, letters)).translate(_LOOK_ALIKES)[:_LIMIT]


def _is_sign(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def read_code(text: str) -> str:
    """A typed or scanned random code as it is stored, or "" where it cannot be one (another letter, too long).

    Never None: a missing code compared in SQL would find the rows that have none yet. No row's code is "".
    """
    code = fold(text)
    return code if len(text) <= _LIMIT and set(code) <= set(ALPHABET) else ""


def spoken(code: str) -> str:
    """The code in groups of at most four, for eyes and for the telephone: "7K3M Q9X2"; six signs as "7K3 MQ9"."""
    return " ".join(_groups(code))


def spelt(code: str) -> str:
    """The code sign by sign for screen readers, with a pause between groups: "7 K 3 M, Q 9 X 2"."""
    return ", ".join(" ".join(group) for group in _groups(code))


def _groups(code: str) -> list[str]:
    """The code cut into as few groups of at most four as it needs, the longer ones first."""
    count = -(-len(code) // _GROUP)
    groups = []
    while count:
        size = -(-len(code) // count)
        groups.append(code[:size])
        code, count = code[size:], count - 1
    return groups


# Codes that change with the minute: they follow from a secret and the hour, so none is stored and none swept away.
#
# A code counts in its own minute and in the next one: whoever scanned at the last second has time to arrive. Pure
# functions; no Flask, no database.
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

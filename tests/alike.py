"""Pages that differ only in which numbers, tokens and names of rows stand where: what holds of one holds of the other.

Of a page, each number and each UUID is replaced by its turn of first standing there, so that equal ones stay equal and
others stay apart: two ids that are one, a label that names no control, a form sent elsewhere are seen as before. What
is written is all that a check reads; tokens of forms have no value of their own.
"""

import hashlib
import re

# A digit behind a letter belongs to a word: h1, aria-level1.
TURNING = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![A-Za-z\d])\d+")
TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]*')


def likeness(address: str, html: str) -> bytes:
    """What pages share that are alike."""
    turns: dict[str, str] = {}

    def turn(found: re.Match[str]) -> str:
        return turns.setdefault(found[0], str(len(turns)))

    told = TURNING.sub(turn, TOKEN.sub("", f"{address}\n{html}"))
    return hashlib.blake2b(told.encode(), digest_size=16).digest()

"""Reads name, birth and sex from the QR code of a citizen card.

The code holds `12 digits|old number or empty|Họ tên|ddMMyyyy|Nam/Nữ|nơi thường trú|ddMMyyyy`; newer cards append more.
The numbers and the address are dropped, and nothing of the card is stored. A phone without signal applies the same
rules (app/static/js/scan/hits.js); tests/outbox/scanning/citizen_cards.json has examples for both.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from app.country.names import UnusableName, clean_name

FEWEST_FIELDS = 6
EARLIEST = 1900
_NUMBER = re.compile(r"[0-9]{12}")
_OLD_NUMBER = re.compile(r"[0-9]{0,12}")
_BIRTH = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_SEXES = {"nam": "male", "nữ": "female", "nu": "female"}
# Windows-1252 for the bytes 80 to 9F; the five bytes that it does not define map to themselves.
_WESTERN = {bytes([byte]).decode("cp1252", "replace"): byte for byte in range(0x80, 0xA0)}


@dataclass(frozen=True)
class CitizenCard:
    """The card's holder. `birth_date` is None if the card has the year only; `sex` is male, female or ""."""

    full_name: str
    birth_year: int
    birth_date: date | None
    sex: str


def read_card(text: str, today: date) -> CitizenCard | None:
    """Parse the text of a code; None if it is no citizen card, or its name or birth is unreadable."""
    fields = [field.strip() for field in unicodedata.normalize("NFC", unspoilt(text)).strip().split("|")]
    if len(fields) < FEWEST_FIELDS or not _NUMBER.fullmatch(fields[0]) or not _OLD_NUMBER.fullmatch(fields[1]):
        return None
    birth = _birth(fields[3], today)
    if birth is None:
        return None
    try:
        name = clean_name(fields[2])
    except UnusableName:
        return None
    year, day = birth
    return CitizenCard(name, year, day, _SEXES.get(fields[4].lower(), ""))


def unspoilt(text: str) -> str:
    """Vietnamese text decoded as Windows-1252 once or twice ("Nguyá»…n"), repaired; other text unchanged."""
    for _again in range(2):
        try:
            better = bytes(_byte(sign) for sign in text).decode("utf-8")
        except (ValueError, KeyError):
            return text
        if better == text:
            return text
        text = better
    return text


def _byte(sign: str) -> int:
    return ord(sign) if ord(sign) < 0x100 else _WESTERN[sign]


def _birth(field: str, today: date) -> tuple[int, date | None] | None:
    """Year and day of birth; the day is None if the card has zeros for it."""
    found = _BIRTH.fullmatch(field)
    if not found:
        return None
    day, month, year = (int(part) for part in found.groups())
    if not EARLIEST <= year <= today.year:
        return None
    if day == 0 or month == 0:
        return year, None
    try:
        born = date(year, month, day)
    except ValueError:
        return None
    return (year, born) if born <= today else None

"""Classifies a typed or photographed code, for a page without script.

Phones apply the same rules (app/static/js/scan/hits.js); tests/outbox/scanning has examples for both.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from app.country import codes
from app.country.names import UnusableName, clean_name

# Reads name, birth and sex from the QR code of a citizen card.
#
# The code holds `12 digits|old number or empty|Họ tên|ddMMyyyy|Nam/Nữ|nơi thường trú|ddMMyyyy`; newer cards append
# more. The numbers and the address are dropped, and nothing of the card is stored. A phone without signal applies the
# same rules (app/static/js/scan/hits.js); tests/outbox/scanning/citizen_cards.json has examples for both.
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


# Targets of our short addresses, by first letter (docs/promises.md, "What stays put").
PLACES = {
    "v": "ticket",
    "d": "check_in",
    "g": "certificate",
    "k": "help",
    "h": "helper",
    "m": "invitation",
    "l": "course",
    "b": "roll",
}
# Messages for codes that mark nobody.
WORDS: Mapping[str, object] = {
    "check_in": _l("Đây là mã tự điểm danh trên tường, người học quét bằng máy của mình. Ở đây quét phiếu đi học."),
    "certificate": _l("Đây là mã kiểm tra giấy chứng nhận, không phải phiếu đi học."),
    "help": _l("Đây là mã của việc giúp tại nhà, không phải phiếu đi học."),
    "helper": _l("Đây là đường dẫn của người giúp ở cửa, không phải phiếu đi học."),
    "invitation": _l("Đây là lời mời dành cho cán bộ, không phải phiếu đi học."),
    "course": _l("Đây là mã trên áp phích, để đăng ký học. Anh chị quét phiếu đi học, hoặc tìm tên trong danh sách."),
    "roll": _l("Đây là mã trên giấy ký tên của một buổi, không phải phiếu đi học."),
    "number": _l("Đây là số định danh. Anh chị quét mã QR in trên thẻ căn cước, hoặc tìm tên trong danh sách."),
    "link": _l("Đây là đường dẫn lạ, máy không mở."),
    "text": _l("Mã này không phải phiếu đi học."),
}
MOST = 2000
_ADDRESS = re.compile(r"(https?://[^/?#\s]+)((?:/[^/?#\s]+)*)/([a-z])/([^/?#\s]+)/?(?:[?#]\S*)?", re.IGNORECASE)
_LINK = re.compile(r"[a-z][a-z0-9+.-]*:.*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Scanned:
    """A classified code: `kind` is ticket (with its token), card (with its holder) or a key of WORDS.

    `text` is the code's text, "" if it may be somebody's identity number.
    """

    kind: str
    text: str = ""
    token: str | None = None
    card: CitizenCard | None = None


def read_scanned(text: str, origins: Collection[str], today: date) -> Scanned:
    """Classify a code. `origins`: the origins of our addresses, including former ones that are still printed."""
    given = text[:MOST].strip()
    if card := read_card(given, today):
        return Scanned("card", card=card)
    if _NUMBER.fullmatch(given):
        return Scanned("number")
    if found := _ADDRESS.fullmatch(given):
        origin, path, letter, code = found.groups()
        place, token = PLACES.get(letter.lower()), codes.fold(code)
        if place == "ticket" and _is_token(token):
            return Scanned("ticket", given, token)
        if place and (origin + path).lower() in origins:
            return Scanned(place, given)
    if _LINK.fullmatch(given):
        return Scanned("link", given)
    token = codes.fold(given)
    if _is_token(token) and all(sign.isalnum() or sign in " -" for sign in given):
        return Scanned("ticket", given, token)
    return Scanned("text", given)


def _is_token(code: str) -> bool:
    return len(code) == codes.TOKEN_LENGTH and code == codes.read_code(code)

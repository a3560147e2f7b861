"""Codes that are scanned: a typed or photographed one classified, for a page without script (photos are never
stored); and a list of encrypted lines: a scanned ticket decrypts its own line and no other.

Phones apply the same rules (app/static/js/scan/hits.js); tests/outbox/scanning has examples for both.

A helper's phone stores this list instead of the roll. The key of a line is derived from the ticket's token, which has
80 random bits; app/static/js/door/sealed.js decrypts it by the same rules.
"""

import base64
import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import IO

from flask_babel import lazy_gettext as _l

from app.country import codes
from app.country.names import UnusableName, clean_name
from app.models.learning.door_list import DoorEntry
from app.models.learning.roll import RollRow
from app.web import photos

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


# A photo is meant to show one code.
MOST_CODES = 10


def read_codes(stream: IO[bytes]) -> list[str]:
    """The texts of the QR codes on a photo (JPEG, PNG or WebP, at most 20 MB).

    Raises:
        UnusablePhoto: the picture cannot be opened.
    """
    # Imported late: they take five megabytes and are seldom needed.
    import zxingcpp
    from PIL import Image

    only = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    photo = photos.read(stream)
    with Image.open(BytesIO(photo.jpeg)) as image:
        found = zxingcpp.read_barcodes(image.convert("L"), formats=only)
    return [each.text for each in found if each.text][:MOST_CODES]


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

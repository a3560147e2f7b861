"""Classifies a typed or photographed code, for a page without script.

Phones apply the same rules (app/static/js/scan/hits.js); tests/outbox/scanning has examples for both.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from app.country import codes
from app.outbox.scanning.citizen_cards import CitizenCard, read_card

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
_NUMBER = re.compile(r"[0-9]{12}")


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

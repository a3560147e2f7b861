"""Splits lines as people write them in a chat, one a person: "Nguyễn Thị Hoa 1954 Túc Duyên 1 0912 345 678".

The content of the pieces decides, never their position: a telephone number anywhere, a year or day of birth, the name
before it, the group after it. A line without a birth stays in one piece, and is reported so.
"""

import re
from collections.abc import Sequence

from app.country import names
from app.exchange.imports import vocabulary

# The share of lines that must hold a name and a birth.
ENOUGH = 0.5
_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)")
_BIRTH = re.compile(r"(?<![\d/.\-])(?:\d{1,2}[/.\-]\d{1,2}[/.\-])?(?:19|20)\d\d(?!\d)")
_BEFORE_BIRTH = re.compile(
    r"[\s,;(\-]*\b(?:sinh\s+(?:năm|ngày)|(?:năm|ngày)\s+sinh|sinh|sn|ns)\s*[:.]?\s*$", re.IGNORECASE
)
_BEFORE_PHONE = re.compile(
    r"[\s,;(\-]*\b(?:số\s+)?(?:điện\s+thoại|đ\.?t|sđt|dt|sdt|zalo|tel)\s*[:.]?\s*$", re.IGNORECASE
)
_NAMED = re.compile(r"^(?:họ\s+(?:và\s+)?tên|tên)\s*:\s*", re.IGNORECASE)
_SEX = re.compile(r"^(nữ|nam(?=\s*(?:[,;\-]|$|\b(?:tổ|tdp|thôn|xóm|khu|kp|bản)\b)))[\s,;\-]*", re.IGNORECASE)
_AT = re.compile(r"^(?:ở|tại|trú\s+tại|địa\s+chỉ|đ\.?c)\s*:?\s+", re.IGNORECASE)
_GROUP_BEFORE = re.compile(
    r"\b(?:tổ\s+dân\s+phố|tổ\s+dp|tdp|tổ|thôn|xóm|khu\s+phố|kp|bản)\s+(?:số\s+)?\d+.*$", re.IGNORECASE
)
_EDGES = " ,;|()-–—.:"


def split(line: str) -> tuple[str | None, ...]:
    """A line's name, birth, sex, group and phone, None for missing ones; () for an empty line."""
    text = names.unlisted(names.clean(line)).strip(_EDGES)
    if not text:
        return ()
    phone = None
    if found := _PHONE.search(text):
        phone = found[0]
        text = _BEFORE_PHONE.sub("", text[: found.start()]) + " " + text[found.end() :]
    birth = _BIRTH.search(text)
    if birth is None:
        return (text.strip(_EDGES) or None, None, None, None, phone)
    name = _NAMED.sub("", _BEFORE_BIRTH.sub("", text[: birth.start()]).strip(_EDGES))
    rest = text[birth.end() :].strip(_EDGES)
    if sex := _SEX.match(rest):
        rest = rest[sex.end() :]
    group = _AT.sub("", rest).strip(_EDGES)
    if not group and (named := _GROUP_BEFORE.search(name)):
        name, group = name[: named.start()].strip(_EDGES), named[0].strip(_EDGES)
    return (name or None, birth[0], sex[1] if sex else None, group or None, phone)


def are_chat_lines(lines: Sequence[str]) -> bool:
    """Whether at least half of the lines hold a name without a digit, and a birth."""
    rows = [cells for line in lines if (cells := split(line))]
    people = [
        cells for cells in rows if cells[1] and any(map(str.isalpha, cells[0] or "")) and not _digits(cells[0] or "")
    ]
    return bool(people) and len(people) >= ENOUGH * len(rows)


def is_heading(line: str, sign: str) -> bool:
    """Whether a line, split at a sign, holds titles of columns."""
    known = vocabulary.known(vocabulary.PEOPLE)
    cells = [names.search_key(re.sub(r"[\W_]+", " ", cell)) for cell in line.split(sign)]
    return sum(cell in known for cell in cells) > 1


def _digits(text: str) -> bool:
    return any(map(str.isdigit, text))

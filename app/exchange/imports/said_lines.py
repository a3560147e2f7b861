"""Lines as people write them in a chat, one a person: "Nguyễn Thị Hoa 1954 Túc Duyên 1 0912 345 678".

A line is split by what its pieces say, never by where they stand: a telephone number wherever it is, a year or day of
birth, the name before that, the group after it. What says no birth stays whole, and is told as such.
"""

import re
from collections.abc import Sequence

from app.country import names
from app.exchange.imports import vocabulary

# So many of the lines have to say a name and a birth.
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
    """A line's name, birth, sex, group and phone, None for what it does not say; () for an empty one."""
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
    if not group and (said := _GROUP_BEFORE.search(name)):
        name, group = name[: said.start()].strip(_EDGES), said[0].strip(_EDGES)
    return (name or None, birth[0], sex[1] if sex else None, group or None, phone)


def are_said(lines: Sequence[str]) -> bool:
    """Whether these are such lines: at least half of them say a name without a digit, and a birth."""
    told = [cells for line in lines if (cells := split(line))]
    said = [
        cells for cells in told if cells[1] and any(map(str.isalpha, cells[0] or "")) and not _digits(cells[0] or "")
    ]
    return bool(said) and len(said) >= ENOUGH * len(told)


def is_heading(line: str, sign: str) -> bool:
    """Whether a line, parted by a sign, names columns instead of somebody."""
    known = vocabulary.known(vocabulary.PEOPLE)
    cells = [names.search_key(re.sub(r"[\W_]+", " ", cell)) for cell in line.split(sign)]
    return sum(cell in known for cell in cells) > 1


def _digits(text: str) -> bool:
    return any(map(str.isdigit, text))

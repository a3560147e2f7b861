"""Splits lines as people write them in a chat, one a person: "Nguyễn Thị Hoa 1954 Túc Duyên 1 0912 345 678".

The content of the pieces decides, never their position: a telephone number anywhere, a year or day of birth, the name
before it, the group after it. A line without a birth stays in one piece: as the name, if it may be one, to be asked for
the year; else (a title, a greeting) beside the list.
"""

import re
from collections.abc import Sequence

from app.country import names
from app.country.name_surroundings import is_name, names_several
from app.exchange.imports import vocabulary
from app.exchange.imports.vocabulary import Meaning

M = Meaning
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
# What a chat puts before a message that is copied from it: "[19:02, 3/11/2026] Chị Hạnh: ".
_STAMP = re.compile(r"^\[[\d:,/ ]{5,}\]\s*(?:[^:]{1,60}:\s*)?")
_SHORT_YEAR = re.compile(r"\s+\d\d$")
_REMARK = re.compile(r"\((?!tổ|tdp|thôn|xóm|khu|kp|bản|ở|tại)[^()\d]*\)?")
PIECES = (M.FULL_NAME, M.BIRTH_DATE, M.SEX, M.GROUP, M.PHONE, M.NONE)
_EDGES = " ,;|/()-–—.:"


def split(line: str) -> tuple[str | None, ...]:
    """A line's name, birth, sex, group, phone and what else it says, None for missing ones; () for an empty line."""
    plain = "".join(" " if names.is_picture(sign) and sign > "ÿ" else sign for sign in names.clean(line))
    text = names.unlisted(_STAMP.sub("", plain)).strip(_EDGES)
    if not text:
        return ()
    phone = None
    if found := _PHONE.search(text):
        phone = found[0]
        text = _BEFORE_PHONE.sub("", text[: found.start()]) + " " + text[found.end() :]
    births = list(_BIRTH.finditer(text))
    if not births or _names_second(text, births):
        text = names.clean(text.strip(_EDGES))
        name = text if _GROUP_BEFORE.search(text) else _SHORT_YEAR.sub("", text)
        if is_name(name):
            return (name, text[len(name) :].strip() or None, None, None, phone, None)
        if births or phone or names_several(text):
            return (text or None, None, None, None, phone, None)
        return (None, None, None, None, None, text)
    birth, remark = births[0], None
    name = _NAMED.sub("", _BEFORE_BIRTH.sub("", text[: birth.start()]).strip(_EDGES))
    rest = text[birth.end() :].strip()
    if _REMARK.fullmatch(rest) and rest.islower():
        rest, remark = "", rest.strip(_EDGES)
    rest = rest.strip(_EDGES)
    if sex := _SEX.match(rest):
        rest = rest[sex.end() :]
    group = _AT.sub("", rest).strip(_EDGES)
    if not group and (named := _GROUP_BEFORE.search(name)):
        name, group = name[: named.start()].strip(_EDGES), named[0].strip(_EDGES)
    return (name or None, birth[0], sex[1] if sex else None, group or None, phone, remark)


def _names_second(text: str, births: Sequence[re.Match[str]]) -> bool:
    """Whether a second person stands between two births."""
    between = text[births[0].end() : births[1].start()] if len(births) > 1 else ""
    return is_name(_BEFORE_BIRTH.sub("", between).strip(_EDGES).removeprefix("và "))


def meanings(rows: Sequence[Sequence[object]]) -> tuple[str, ...]:
    """What the pieces of the lines mean, without those that no line has."""
    there = {place for row in rows for place, cell in enumerate(row) if cell is not None}
    return tuple(meaning if place in there else M.NONE for place, meaning in enumerate(PIECES))


def are_chat_lines(lines: Sequence[str]) -> bool:
    """Whether at least half of the lines that are not beside the list hold a name without a digit, and a birth."""
    rows = [cells for line in lines if (cells := split(line)) and any(cells[:5])]
    named = [cells[0] or "" for cells in rows if cells[1]]
    people = sum(any(map(str.isalpha, name)) and not any(map(str.isdigit, name)) for name in named)
    return people > 0 and people >= ENOUGH * len(rows)


def is_heading(line: str, sign: str) -> bool:
    """Whether a line, split at a sign, holds titles of columns."""
    known = vocabulary.known(vocabulary.PEOPLE)
    cells = [names.search_key(re.sub(r"[\W_]+", " ", cell)) for cell in line.split(sign)]
    return sum(cell in known for cell in cells) > 1

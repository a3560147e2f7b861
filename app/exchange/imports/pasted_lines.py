"""A pasted list of people: one line a person, "Họ tên, năm sinh, tổ, điện thoại", and, if the list may name the sender,
"đơn vị" after the group.

Commas, semicolons and tabs separate the cells, so rows of a sheet can be pasted unchanged; a running number or a dash
before the name is dropped. Nothing is guessed silently: an unreadable cell refuses its line, with the reason.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.country import names
from app.country.births import Birth, UnusableBirth, parse_birth
from app.country.formats import PhoneFault, UnusablePhone, parse_phone
from app.country.name_surroundings import check_one
from app.country.names import UnusableName
from app.country.refusals import sentence
from app.models import ResidentialGroup

# As many lines as one page can show, and as a unit sends; longer lists come as a file.
LIMIT = 300
# Lines in one transaction: other writers wait no longer than that. A line that is sent again is known.
BATCH = 50
_CELLS = re.compile(r"[;,|]")
_NUMBER = re.compile(r"\s*\d{1,3}\s*[.)/-]?\s*")
# "Nguyễn Thị Hoa 1950 tổ 3": a name, a year or a date, the rest.
_UNPARTED = re.compile(r"^(\D+?)[\s(]+((?:\d{1,2}[/.-]){0,2}\d{4})\)?\s*(.*)$")
_PHONE = re.compile(r"[\d\s.+()-]{5,}")
# Words for the kind of group, often shortened or left out.
_KINDS = {"to", "dan", "pho", "tdp", "khu", "thon", "ban", "khoi", "tieu", "xom", "buon", "so"}
_ELSEWHERE = {"noi khac", "khac"}
# Characters in the name of a sender.
LONGEST_BODY = 120


NO_BIRTH = Birth(0)


@dataclass(frozen=True)
class PastedLine:
    """One line: its number, its text, and the person it names, or `why` it names nobody."""

    number: int
    text: str
    full_name: str = ""
    birth: Birth = NO_BIRTH
    group: ResidentialGroup | None = None
    phone: str | None = None
    why: str = ""
    body: str = ""

    @property
    def key(self) -> tuple[str, int, int | None]:
        """The key by which two lines, or a line and a registered person, are the same."""
        return names.identity_key(self.full_name), self.birth.year, self.group.id if self.group else None


class Unread(Exception):
    """A line names nobody; the message says why."""


def read_lines(
    text: str, groups: Sequence[ResidentialGroup], *, elsewhere: bool, today: date, bodies: bool = False
) -> Iterator[PastedLine]:
    """The people of a pasted text, line by line, without empty lines and headings; at most `LIMIT`.

    `groups`: the groups that may be named; with only one, and no `elsewhere`, a line need not name it. With `bodies` a
    line may name, after the group, the sender.
    """
    split = re.split(r"\r\n|\r|\n", text)
    lines = [(number, line.replace("\t", ", ").strip(" ,")) for number, line in enumerate(split, 1) if line.strip()]
    if lines and _is_heading(lines[0][1]):
        lines = lines[1:]
    for number, line in lines[:LIMIT]:
        try:
            yield _read(number, line, groups, elsewhere, today, bodies)
        except (UnusableName, UnusableBirth, UnusablePhone) as refused:
            yield PastedLine(number, line, why=sentence(refused, staff=True))
        except Unread as refused:
            yield PastedLine(number, line, why=str(refused))


def count_lines(text: str) -> int:
    """The number of lines that are not empty."""
    return sum(1 for line in text.splitlines() if line.strip())


def _is_heading(line: str) -> bool:
    key = names.search_key(line)
    return "ho va ten" in key or "ho ten" in key or ("nam sinh" in key and not re.search(r"\d{4}", line))


def _read(
    number: int, line: str, groups: Sequence[ResidentialGroup], elsewhere: bool, today: date, bodies: bool
) -> PastedLine:
    cells = _cells(line)
    check_one(cells[0])
    name = names.clean_name(cells[0])
    birth = parse_birth(cells[1] if len(cells) > 1 else "", today)
    group: ResidentialGroup | None = None
    phone: str | None = None
    has_group, body = False, ""
    for cell in cells[2:]:
        if _PHONE.fullmatch(cell) and phone is None:
            phone = _phone(cell)
        elif not has_group:
            group, has_group = _group(cell, groups, elsewhere), True
        elif bodies and not body:
            body = _body(cell)
        else:
            order = _("họ tên, năm sinh, điện thoại, tổ, đơn vị") if bodies else _("họ tên, năm sinh, tổ, điện thoại")
            raise Unread(_("Không hiểu “%(cell)s”. Mỗi dòng chỉ ghi: %(order)s.", cell=cell[:40], order=order))
    if not has_group:
        if elsewhere or len(groups) != 1:
            raise Unread(_("Chưa ghi tổ, thôn. Anh chị ghi thêm sau năm sinh, ví dụ: %(name)s.", name=_example(groups)))
        group = groups[0]
    return PastedLine(number, line, name, birth, group, phone, body=body)


def _body(cell: str) -> str:
    if len(cell) > LONGEST_BODY:
        raise Unread(_("Tên đơn vị dài quá %(longest)s chữ. Anh chị ghi gọn lại.", longest=LONGEST_BODY))
    return cell


def _cells(line: str) -> list[str]:
    cells = [names.clean(cell).strip("\"' ") for cell in _CELLS.split(line)]
    if len(cells) > 1 and _NUMBER.fullmatch(cells[0]):
        cells = cells[1:]
    cells[0] = names.unlisted(cells[0])
    if len(cells) == 1 and (parted := _UNPARTED.match(cells[0])):
        cells = [part.strip(" -") for part in parted.groups()]
    return [cells[0], *[cell for cell in cells[1:] if cell]]


def _phone(cell: str) -> str | None:
    try:
        return parse_phone(cell)
    except UnusablePhone as refused:
        if refused.reason is PhoneFault.EMPTY:
            return None
        raise


def _group(cell: str, groups: Sequence[ResidentialGroup], elsewhere: bool) -> ResidentialGroup | None:
    """The group that a cell names, by name, code, or the name without the word for its kind."""
    if elsewhere and names.search_key(cell) in _ELSEWHERE:
        return None
    wanted = _group_key(cell)
    found = [group for group in groups if wanted and wanted in (_group_key(group.name), names.search_key(group.code))]
    if len(found) == 1:
        return found[0]
    if found:
        raise Unread(_("“%(cell)s” là tên của nhiều nơi. Anh chị ghi mã của tổ, thôn.", cell=cell[:40]))
    raise Unread(
        _("Không có tổ, thôn nào là “%(cell)s”. Anh chị ghi như: %(name)s.", cell=cell[:40], name=_example(groups))
    )


def _group_key(text: str) -> str:
    words = names.search_key(text).split()
    return " ".join([word for word in words if word not in _KINDS] or words)


def _example(groups: Sequence[ResidentialGroup]) -> str:
    return groups[0].name if groups else ""

"""Draws the sign-in sheet: A4 portrait, 40 people and 10 walk-ins on the two sides of one sheet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask_babel import gettext as _

from app import formats
from app.documents import qr
from app.documents.faults import Unprintable
from app.documents.fitting import MM_PER_PT, shorten
from app.documents.headers import header_lines
from app.documents.issuers import Issuer
from app.documents.rendering import LaidOut, lay_out
from app.documents.templates import page
from app.documents.typefaces import face, legible
from app.names import sort_key

Status = Literal["present", "late", "excused", "absent", "unmarked"]
MARKS = {"present": "x", "late": "x", "excused": "P", "absent": "K", "unmarked": ""}  # Tinos has no ✓
TEXT_WIDTH, FOOT_WIDTH, FOOT_SIZE = 179, 163, 9  # mm, mm, pt, as print.css has them
ONE_SHEET, SIDES = 50, 2  # so many rows shall stand on the two sides of one sheet of paper
MOST_ROWS, LONGEST = 1000, 400  # rows of a sheet, signs of a field


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the sheet. `status`, `arrived` (aware) and `way` ("mã QR") are printed only after the lesson.

    `phone` is a number as stored (E.164), or already masked, as it is to be read; "" leaves the field empty.
    """

    name: str
    birth_year: int | None = None
    sex: str = ""
    group: str = ""
    phone: str = ""
    status: Status = "unmarked"
    arrived: datetime | None = None
    way: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Which lesson of how many, when (aware), where and by whom."""

    number: int
    count: int
    starts_at: datetime
    place: str
    instructors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """What stands on the sheet of one lesson.

    `people` are the registered, in any order: the sheet sorts them as Vietnam does. `walk_ins` came without having
    registered, in the order they came. `address` is what the QR code holds: the roll `/b/…` before the lesson, the
    class `/l/…` after it. `marked` chooses the print: False to sign by hand, True with marks and totals.
    `printed_at` (aware) stands in the foot of the marked print.
    """

    issuer: Issuer
    course: str
    lesson: Lesson
    people: tuple[Row, ...]
    address: str
    marked: bool = False
    walk_ins: tuple[Row, ...] = ()
    blank_rows: int = 10
    with_phones: bool = True
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""
    printed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Printed:
    """A row as it is printed, all of it text but its number."""

    number: int
    name: str
    year: str
    sex: str
    group: str
    phone: str
    mark: str
    hour: str
    way: str
    note: str


@dataclass(frozen=True, slots=True)
class _Signature:
    capacity: str
    how: str
    name: str


def draw(sheet: SignInSheet) -> bytes:
    """The sheet as PDF. Raises `Unprintable` for a sheet out of bounds, `PaperFault` when drawing fails.

    A sign that our fonts lack is printed as □: the list is needed on the day, whatever one name holds.
    """
    _check(sheet)
    content = _content(sheet)
    loose = _laid_out(content, spacing="loose")
    if _row_count(sheet) <= ONE_SHEET and loose.pages > SIDES:
        return _laid_out(content, spacing="tight").pdf
    return loose.pdf


def _row_count(sheet: SignInSheet) -> int:
    return len(sheet.people) + (len(sheet.walk_ins) if sheet.marked else sheet.blank_rows)


def _content(sheet: SignInSheet) -> dict[str, object]:
    """What the template prints: the marked sheet with its walk-ins, the other with its empty rows."""
    people = sorted(sheet.people, key=lambda row: (sort_key(row.name), row.birth_year or 0, row.group, row.phone))
    walk_ins = sheet.walk_ins if sheet.marked else ()
    rows = [_printed(number, row) for number, row in enumerate((*people, *walk_ins), 1)]
    kind, title = ("marked", "Kết quả điểm danh") if sheet.marked else ("to_sign", "Danh sách ký nhận học viên")
    size = 14 if sheet.issuer.style == "party" else 12  # as components/parts.css has them
    starts_at = sheet.lesson.starts_at
    return {
        "sheet": sheet,
        "title": title,
        "foot": _foot(sheet, title),
        "issuer_lines": header_lines(sheet.issuer, text_width=TEXT_WIDTH, size=size),
        "when": f"{_which(sheet.lesson)} · {formats.paper_time(starts_at)} {formats.long_date(starts_at)}",
        "where": _where(sheet.lesson),
        "code": qr.svg(sheet.address, quiet=2),
        "code_label": "Trang của lớp" if sheet.marked else "Mã của buổi học",
        "table": f"sign_in_sheet/_{kind}.html",
        "totals": f"sign_in_sheet/_totals_{kind}.html",
        "rows": rows,
        "counts": _counts(sheet),
        "first_walk_in": len(people) + 1,
        "blank_numbers": range(len(rows) + 1, len(rows) + 1 + sheet.blank_rows),
        "signers": _signers(sheet),
    }


def _laid_out(content: dict[str, object], *, spacing: str) -> LaidOut:
    html = page("sign_in_sheet/page.html", spacing=spacing, **content)
    return lay_out(html, ("components/parts.css", "sign_in_sheet/print.css"))


def _check(sheet: SignInSheet) -> None:
    rows = (*sheet.people, *sheet.walk_ins)
    if _row_count(sheet) > MOST_ROWS:
        raise Unprintable(_("Danh sách dài quá %(most)s dòng, không in được một lần.", most=MOST_ROWS))
    for row in rows:
        if max(map(len, (row.name, row.group, row.note, row.way, row.phone, row.sex))) > LONGEST:
            raise Unprintable(_("Dòng của “%(name)s” dài quá, không in được.", name=row.name[:60]))


def _printed(number: int, row: Row) -> _Printed:
    notes = ("đến muộn" if row.status == "late" else "", row.note)
    return _Printed(
        number=number,
        name=row.name,
        year=str(row.birth_year or ""),
        sex=row.sex,
        group=row.group,
        phone=formats.phone(row.phone) if row.phone.startswith("+") else row.phone,
        mark=MARKS[row.status],
        hour=f"{formats.local(row.arrived):%H:%M}" if row.arrived else "",
        way=row.way,
        note="; ".join(filter(None, notes)),
    )


def _which(lesson: Lesson) -> str:
    return f"Buổi {lesson.number:02d}/{lesson.count:02d}"


def _where(lesson: Lesson) -> str:
    taught = f"Giảng viên: {', '.join(lesson.instructors)}" if lesson.instructors else ""
    return " · ".join(filter(None, (lesson.place, taught)))


def _foot(sheet: SignInSheet, title: str) -> str:
    """One line in the margin that says which paper a loose sheet belongs to; the name of the class gives way."""
    printed = ""
    if sheet.printed_at:
        other_day = formats.date(sheet.printed_at) != formats.date(sheet.lesson.starts_at)
        day = f" ngày {formats.date(sheet.printed_at)}" if other_day else ""
        printed = f"in lúc {formats.local(sheet.printed_at):%H:%M}{day}"
    rest = " · ".join(filter(None, (_which(sheet.lesson), formats.date(sheet.lesson.starts_at), printed)))
    italic, em = face("Tinos-Italic"), FOOT_SIZE * MM_PER_PT
    room = FOOT_WIDTH / em - italic.width(f"{title} ·  · {rest}")
    return f"{title} · {shorten(legible(sheet.course), italic, room)} · {rest}"


def _counts(sheet: SignInSheet) -> dict[str, str]:
    """The sentence of totals: counts below ten with a zero, as sentences take it; the share of those registered."""
    registered = len(sheet.people)
    of = {status: sum(row.status == status for row in sheet.people) for status in MARKS}
    present = of["present"] + of["late"]
    walked_in = sum(row.status in {"present", "late"} for row in sheet.walk_ins)
    counts = {
        "registered": registered,
        "present": present,
        "excused": of["excused"],
        "absent": of["absent"],
        "unmarked": of["unmarked"],
        "walk_ins": walked_in,
        "attended": present + walked_in,
    }
    written = {name: formats.count_in_sentence(count) for name, count in counts.items()}
    return {**written, "share": formats.share(present, registered) if registered else ""}


def _signers(sheet: SignInSheet) -> tuple[_Signature, ...]:
    instructor = sheet.lesson.instructors[0] if len(sheet.lesson.instructors) == 1 else ""
    by_hand = "(Ký, ghi rõ họ tên)"
    return (
        _Signature("NGƯỜI LẬP BIỂU", by_hand, sheet.prepared_by),
        _Signature("GIẢNG VIÊN", by_hand, instructor),
        _Signature("XÁC NHẬN CỦA ĐƠN VỊ", "(Ký tên, đóng dấu)", ""),
    )

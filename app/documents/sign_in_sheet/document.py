"""Draws the sign-in sheet: A4 portrait, 40 people and 10 walk-ins on the two sides of one sheet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app import formats
from app.documents import bounds, qr
from app.documents.feet import foot, printed
from app.documents.headers import header_lines
from app.documents.issuers import Issuer
from app.documents.rendering import LaidOut, lay_out
from app.documents.signatures import BY_HAND, BY_THE_OFFICE, Signature
from app.documents.templates import page
from app.documents.working_sheets import PORTRAIT, STYLES

Status = Literal["present", "late", "excused", "absent", "unmarked"]
MARKS = {"present": "x", "late": "M", "excused": "P", "absent": "K", "unmarked": ""}  # Tinos has no ✓
ONE_SHEET, SIDES = 50, 2  # so many rows shall stand on the two sides of one sheet of paper


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
    """Which lesson of how many, when (aware), where and by whom; `stands_in` when that is not the course's own."""

    number: int
    count: int
    starts_at: datetime
    place: str
    instructors: tuple[str, ...] = ()
    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class SignInSheet:
    """What stands on the sheet of one lesson.

    `people` are the registered in the order of the roll, so that a signed sheet is keyed back line by line; `walk_ins`
    came without having registered, in the order they came. `address` is what the QR code holds: the roll `/b/…`
    before the lesson, the class `/l/…` after it. `marked` chooses the print: False to sign by hand, True with marks
    and totals. `blank_rows` (0 to 40) are for those who come unannounced, on the one to sign; of the marked print
    `heads` are those counted in the hall, `remark` what the instructor wrote of the lesson, `printed_at` (aware) when.
    """

    issuer: Issuer
    course: str
    lesson: Lesson
    people: tuple[Row, ...]
    address: str
    marked: bool = False
    walk_ins: tuple[Row, ...] = ()
    blank_rows: int = 10
    with_phones: bool = False
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""
    heads: int | None = None
    remark: str = ""
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
    walk_ins = sheet.walk_ins if sheet.marked else ()
    rows = [_printed(number, row) for number, row in enumerate((*sheet.people, *walk_ins), 1)]
    kind, title = ("marked", "Kết quả điểm danh") if sheet.marked else ("to_sign", "Danh sách ký nhận học viên")
    starts_at = sheet.lesson.starts_at
    return {
        "sheet": sheet,
        "title": f"{title} – {_which(sheet.lesson).lower()}",
        "foot": foot(
            title,
            _which(sheet.lesson),
            formats.date(starts_at),
            printed(sheet.printed_at, starts_at),
            course=sheet.course,
            width=PORTRAIT,
        ),
        "issuer_lines": header_lines(sheet.issuer, text_width=PORTRAIT),
        "lines": [f"{formats.paper_time(starts_at)}, {_on(starts_at)}", _where(sheet.lesson)],
        "code": qr.svg(sheet.address, quiet=2),
        "code_label": "Trang của lớp" if sheet.marked else "Mã của buổi học",
        "table": f"sign_in_sheet/_{kind}.html",
        "totals": f"sign_in_sheet/_totals_{kind}.html",
        "rows": rows,
        "counts": _counts(sheet),
        "heads": None if sheet.heads is None else formats.count_in_sentence(sheet.heads),
        "first_walk_in": len(sheet.people) + 1,
        "blank_numbers": range(len(rows) + 1, len(rows) + 1 + sheet.blank_rows),
        "signers": _signers(sheet),
    }


def _laid_out(content: dict[str, object], *, spacing: str) -> LaidOut:
    html = page("sign_in_sheet/page.html", spacing=spacing, **content)
    return lay_out(html, (*STYLES, "sign_in_sheet/print.css"))


def _check(sheet: SignInSheet) -> None:
    lines = [(row.name, row.group, row.note, row.way, row.phone, row.sex) for row in (*sheet.people, *sheet.walk_ins)]
    bounds.check(lines + [("",)] * (0 if sheet.marked else sheet.blank_rows))


def _printed(number: int, row: Row) -> _Printed:
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
        note=row.note,
    )


def _which(lesson: Lesson) -> str:
    return f"Buổi {lesson.number:02d}/{lesson.count:02d}"


def _on(day: datetime) -> str:
    return f"{formats.weekday(day)} {formats.long_date(day)}"


def _where(lesson: Lesson) -> str:
    who = "Giảng viên dạy thay" if lesson.stands_in else "Giảng viên"
    taught = f"{who}: {', '.join(lesson.instructors)}" if lesson.instructors else ""
    return " · ".join(filter(None, (lesson.place, taught)))


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
    late = any(row.status == "late" for row in (*sheet.people, *sheet.walk_ins))
    written = {name: formats.count_in_sentence(count) for name, count in counts.items()}
    return {
        **written,
        "share": formats.share(present, registered) if registered else "",
        "late": "late" if late else "",
    }


def _signers(sheet: SignInSheet) -> tuple[Signature, ...]:
    instructor = sheet.lesson.instructors[0] if len(sheet.lesson.instructors) == 1 else ""
    return (
        Signature("NGƯỜI LẬP BIỂU", BY_HAND, sheet.prepared_by),
        Signature("GIẢNG VIÊN", BY_HAND, instructor),
        BY_THE_OFFICE,
    )

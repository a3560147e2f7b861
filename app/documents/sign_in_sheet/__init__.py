"""The sign-in sheet of a lesson: before it, to sign by hand; after it, with the marks."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from app.country import formats
from app.country.figures import share_of
from app.documents import faults, qr
from app.documents.issuers import BY_HAND, BY_THE_OFFICE, Issuer, Signature, header_lines
from app.documents.paging import CLOSER, Nearer
from app.documents.rendering import lay_out
from app.documents.sign_in_sheet.length import FEW, ROW, blank_rows
from app.documents.tables import Column, Table, ruled
from app.documents.templates import page
from app.documents.working_sheets import PORTRAIT, STYLES, foot, printed

# Draws the sign-in sheet: A4 portrait, 40 people and 10 walk-ins on the two sides of one sheet.
Status = Literal["present", "late", "excused", "absent", "unmarked"]
MARKS = {"present": "x", "late": "M", "excused": "P", "absent": "K", "unmarked": ""}  # Tinos has no ✓
# A name of so many letters may take two lines; tight.css then takes so many mm off its row.
LONG_NAME, LONG_NAME_GIVES = 30, 1.5
MOST_TAGGED = 100  # people; a longer sheet is paper alone, and its tags would cost a third of its time


@dataclass(frozen=True, slots=True)
class SignInRow:
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
    people: tuple[SignInRow, ...]
    address: str
    marked: bool = False
    walk_ins: tuple[SignInRow, ...] = ()
    blank_rows: int = 10
    with_phones: bool = False
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""
    heads: int | None = None
    remark: str = ""
    printed_at: datetime | None = None


def draw(sheet: SignInSheet) -> bytes:
    """The sheet as PDF. Raises `Unprintable` for a sheet out of bounds, `PaperFault` when drawing fails.

    A sign that our fonts lack is printed as □: the list is needed on the day, whatever one name holds. Where a sheet of
    paper is saved by words nearer together, they are; where some empty rows fewer do it, they are left out.
    """
    _check(sheet)
    if not sheet.marked and len(sheet.people) > MOST_TAGGED:
        names = [row.name for row in sheet.people]
        sheet = replace(sheet, blank_rows=blank_rows(names, sheet.blank_rows, _table(sheet).widths[1]))
    tight = Nearer(("sign_in_sheet/tight.css",), a_row=CLOSER.a_row, at_once=6.5 + LONG_NAME_GIVES * _long_names(sheet))
    ways = [CLOSER, tight]
    if not sheet.marked:
        ways += [_fewer(sheet, tight, count) for count in range(1, min(FEW, sheet.blank_rows - 1) + 1)]
    return lay_out(_html(sheet), STYLES, tagged=len(sheet.people) <= MOST_TAGGED, nearer=ways).pdf


def _fewer(sheet: SignInSheet, tight: Nearer, count: int) -> Nearer:
    """A way to save a sheet of paper: `tight`, and so many empty rows fewer."""
    fewer = replace(sheet, blank_rows=sheet.blank_rows - count)
    return replace(tight, html=lambda: _html(fewer), at_once=tight.at_once + count * ROW)


def _html(sheet: SignInSheet) -> str:
    """What the template prints: the marked sheet with its walk-ins, the other with its empty rows."""
    kind, title = ("marked", "Kết quả điểm danh") if sheet.marked else ("to_sign", "Danh sách ký nhận học viên")
    starts_at = sheet.lesson.starts_at
    return page(
        "sign_in_sheet/page.html",
        sheet=sheet,
        title=f"{title} – {_which(sheet.lesson).lower()}",
        foot=foot(
            title,
            _which(sheet.lesson),
            formats.date(starts_at),
            printed(sheet.printed_at, starts_at),
            course=sheet.course,
            width=PORTRAIT,
        ),
        issuer_lines=header_lines(sheet.issuer, text_width=PORTRAIT),
        lines=[f"{formats.paper_time(starts_at)}, {_on(starts_at)}", _where(sheet.lesson)],
        code=qr.svg(sheet.address, quiet=2),
        code_label="Trang của lớp" if sheet.marked else "Mã của buổi học",
        table=_table(sheet),
        totals=f"sign_in_sheet/_totals_{kind}.html",
        people=len(sheet.people),
        counts=_counts(sheet),
        heads=None if sheet.heads is None else formats.count_in_sentence(sheet.heads),
        signers=_signers(sheet),
    )


def _table(sheet: SignInSheet) -> Table:
    rows = [_printed(number, row) for number, row in enumerate(sheet.people, 1)]
    if sheet.marked:
        if sheet.walk_ins:
            rows.append({"band": "Người đến không đăng ký trước"})
        rows += [_printed(number, row) for number, row in enumerate(sheet.walk_ins, len(sheet.people) + 1)]
    else:
        rows += [{"number": len(rows) + place, "look": "walk"} for place in range(1, sheet.blank_rows + 1)]
    return ruled(_columns(sheet), rows, width=PORTRAIT, look="roll", head_size=11)


def _columns(sheet: SignInSheet) -> list[Column]:
    """Before the lesson most of the room is for the hands that sign; after it for the names."""
    columns = [
        Column("STT", "number", least=9),
        Column("Họ và tên", "name", "name", most=68, grow=1),
        Column("Năm\nsinh", "year"),
        Column("Giới\ntính", "sex"),
        Column(sheet.group_label, "group", "small", group=True),
    ]
    if sheet.marked:
        return [
            *columns,
            Column("Điểm\ndanh", "mark", "bold"),
            Column("Giờ\nđến", "hour"),
            Column("Cách ghi", "way", "small"),
            Column("Ghi chú", "note", "small", least=14, grow=2),
        ]
    if sheet.with_phones:
        columns.append(Column("Số\nđiện thoại", "phone", "small tight"))
    return [*columns, Column("Ký tên", "sign", least=27, most=46, grow=3), Column("Ghi chú", "note", "small", least=15)]


def _check(sheet: SignInSheet) -> None:
    lines = [(row.name, row.group, row.note, row.way, row.phone, row.sex) for row in (*sheet.people, *sheet.walk_ins)]
    faults.check(lines + [("",)] * (0 if sheet.marked else sheet.blank_rows))


def _printed(number: int, row: SignInRow) -> dict[str, object]:
    return {
        "number": number,
        "name": row.name,
        "year": row.birth_year or "",
        "sex": row.sex,
        "group": row.group,
        "phone": formats.phone(row.phone) if row.phone.startswith("+") else row.phone,
        "mark": MARKS[row.status],
        "hour": f"{formats.local(row.arrived):%H:%M}" if row.arrived else "",
        "way": row.way,
        "note": row.note,
    }


def _long_names(sheet: SignInSheet) -> int:
    return sum(len(row.name) > LONG_NAME for row in (*sheet.people, *sheet.walk_ins))


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
        "share": share_of(present, registered) if registered else "",
        "late": "late" if late else "",
    }


def _signers(sheet: SignInSheet) -> tuple[Signature, ...]:
    instructor = sheet.lesson.instructors[0] if len(sheet.lesson.instructors) == 1 else ""
    return (
        Signature("NGƯỜI LẬP BIỂU", BY_HAND, sheet.prepared_by),
        Signature("GIẢNG VIÊN", BY_HAND, instructor),
        BY_THE_OFFICE,
    )

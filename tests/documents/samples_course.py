"""Content for the papers of a whole course: grid, lists, extract and file."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from app.documents.course_file import (
    Certified as Owner,
    CourseFile,
    Fact,
    FiledLearner as Registered,
    FiledLesson,
    Photo,
)
from app.documents.course_grid import Column, CourseGrid, GridRow
from app.documents.issuers import Issuer, Signer
from app.documents.lists import ListPaper, Office, certificates as certificate_lists, registers
from app.documents.lists.certificates import entry, person, register_extract
from app.documents.lists.registers import Heading
from app.documents.official import Decision
from app.documents.paper_note import Note
from app.documents.tables import Row
from tests.documents import samples

FIRST = datetime(2026, 3, 18, 1, 30, tzinfo=UTC)
RULE = "Dự ít nhất 80% số buổi (buổi nghỉ có phép tính là vắng) thì được đề nghị cấp giấy chứng nhận."


def columns(count: int = 8) -> tuple[Column, ...]:
    """So many weekly lessons, all held."""
    return tuple(Column(number + 1, FIRST + timedelta(weeks=number), held=True) for number in range(count))


def learners(count: int = 30, lessons: int = 8) -> tuple[GridRow, ...]:
    """So many people in the order of the roll, some of them missing now and then."""
    made = []
    for place, row in enumerate(samples.rows(count), 1):
        statuses = tuple(_status(place, lesson) for lesson in range(lessons))
        came = sum(status in ("present", "late") for status in statuses)
        made.append(GridRow(row.name, row.birth_year, row.group, statuses, came, lessons, came / lessons >= 0.8))
    return tuple(made)


def _status(place: int, lesson: int) -> str:
    if place in (9, 21) and lesson > 3:
        return "absent"
    return {3: "excused", 11: "absent", 7: "late"}.get((place * 7 + lesson * 13) % 23, "present")


def grid(count: int = 30, lessons: int = 8, **changes: object) -> CourseGrid:
    """The grid of a course of thirty and eight lessons."""
    content: dict[str, object] = {
        "issuer": samples.OFFICE,
        "course": samples.COURSE,
        "lessons": columns(lessons),
        "people": learners(count, lessons),
        "address": "https://lopso.example/l/DEM4",
        "rule": RULE,
        "share": 80,
        "place": "Nhà văn hóa Túc Duyên",
        "instructors": ("Lê Thị Thanh Mơ",),
        "prepared_by": "Lường Thị Bích Đào",
    }
    return CourseGrid(**{**content, **changes})


def note(name: str = "Nguyễn Thị Tuyết Nhung", lessons: int = 4, **changes: object) -> Note:
    """The note of one person for a course of so many lessons."""
    content: dict[str, object] = {
        "issuer": "UBND phường Phan Đình Phùng",
        "name": name,
        "course": samples.COURSE,
        "course_code": "DEM1",
        "lessons": tuple(FIRST + timedelta(weeks=number) for number in range(lessons)),
        "place": "Nhà văn hóa Túc Duyên",
        "address": "Tổ dân phố Túc Duyên 3, cạnh trường mầm non",
        "bring": "điện thoại, căn cước",
        "contact": "cô Lường Thị Bích Đào",
        "phone": "+842083855555",
        "link": "https://lopso.example/v/7K3MQ9X2ABCDEFGH",
        "token": "7K3MQ9X2ABCDEFGH",
    }
    return Note(**{**content, **changes})


DECISION = Decision("214/QĐ-UBND", date(2026, 4, 13))


def office(issuer: Issuer = samples.WARD) -> Office:
    """Whose lists they are."""
    return Office(issuer, samples.AWARD.signer, "Lường Thị Bích Đào")


def people(count: int = 34, **changes: Any) -> list[Row]:
    """So many people to be certified."""
    lessons = {"came": 4, "counted": 4, "exception": "", **changes}
    return [
        person(name=row.name, year=row.birth_year, sex=row.sex, group=row.group, entry=f"{number:03d}/2026", **lessons)
        for number, row in enumerate(samples.rows(count), 1)
    ]


def approval_list(rows: Sequence[Row] | int = 34, **changes: Any) -> ListPaper:
    """The annex of the decision about a class of thirty-four."""
    content: dict[str, Any] = {"rule": RULE, "decision": DECISION, "approved": True, **changes}
    return certificate_lists.approval_list(
        office(), samples.COURSE, people(rows) if isinstance(rows, int) else rows, **content
    )


def certificates(count: int = 34) -> list[Row]:
    """So many certificates to be handed over."""
    return [
        {"name": row.name, "entry": f"{number:03d}/2026", "year": row.birth_year, "group": row.group, "handed_on": None,
         "note": ""}
        for number, row in enumerate(samples.rows(count), 1)
    ]  # fmt: skip


def hand_over_list(rows: Sequence[Row] | int = 34, **changes: Any) -> ListPaper:
    """The list to sign for the certificates of that class."""
    listed = certificates(rows) if isinstance(rows, int) else rows
    address, due_on = "https://lopso.example/l/DEM5", date(2026, 4, 30)
    content = {"address": address, "decision": DECISION, "due_on": due_on, **changes}
    return certificate_lists.hand_over_list(office(samples.OFFICE), samples.COURSE, listed, **content)


def entries(count: int = 34) -> list[Row]:
    """So many lines of the register; number seven was replaced, number nine revoked."""
    notes = {7: "Thay bằng số 035/2026 ngày 20/5/2026: sai tên đệm", 9: "Thu hồi ngày 21/5/2026: cấp nhầm người"}
    return [
        entry(
            name=row.name, number=f"{number:03d}/2026", year=row.birth_year, sex=row.sex, group=row.group,
            issued_on=date(2026, 4, 15), code=f"K7M4X0ABCDEF{number:04d}", handed_on=date(2026, 4, 16 + number % 4),
            note=notes.get(number, ""), ended=number in notes,
        )
        for number, row in enumerate(samples.rows(count), 1)
    ]  # fmt: skip


def extract(rows: Sequence[Row] | int = 34, issuer: Issuer = samples.WARD) -> ListPaper:
    """The extract with that class."""
    band = f"Lớp DEM5, {samples.COURSE}, 18/3–08/4/2026; Quyết định số 214/QĐ-UBND ngày 13/4/2026"
    return register_extract(
        office(issuer),
        2026,
        [{"band": band}, *entries(rows)] if isinstance(rows, int) else rows,
        trail="0f3a" * 16,
        trail_length=12345,
        drawn_at=datetime(2026, 5, 20, 2, tzinfo=UTC),
        day=date(2026, 5, 20),
    )


def picture(width: int = 1200, height: int = 900) -> bytes:
    """A JPEG of stripes."""
    image = Image.linear_gradient("L").resize((width, height))
    file = BytesIO()
    image.save(file, "JPEG", quality=60)
    return file.getvalue()


def course_file(people: int = 30, photos: int = 7, **changes: object) -> CourseFile:
    """The file of a course of thirty and eight lessons."""
    facts = (("Mã lớp", "DEM4"), ("Dành cho", "người cao tuổi"), ("Số chỗ", "30"), ("Địa điểm", "Nhà văn hóa"),
             ("Giảng viên", "Lê Thị Thanh Mơ"), ("Điều kiện cấp giấy", RULE))  # fmt: skip
    content: dict[str, object] = {
        "issuer": samples.OFFICE,
        "code": "DEM4",
        "course": samples.COURSE,
        "facts": tuple(Fact(*each) for each in facts),
        "meetings": tuple(
            FiledLesson(
                column.number,
                column.starts_at,
                column.starts_at + timedelta(hours=2),
                "Nhà văn hóa Túc Duyên",
                "Lê Thị Thanh Mơ",
                "",
                27,
                28,
                "Học hết bài, còn phần thực hành" if column.number == 3 else "",
            )
            for column in columns()
        ),
        "learners": tuple(
            Registered(row.name, row.birth_year, row.sex, row.group, "mã QR") for row in samples.rows(people)
        ),
        "grid": grid(people),
        "photos": tuple(Photo(picture(), f"Buổi {number}, 18/3/2026: bảng") for number in range(1, photos + 1)),
        "results": ("Đăng ký 30 người; có người dự ít nhất một buổi: 30.", "Đủ điều kiện cấp giấy: 28 người."),
        "certified": tuple(
            Owner(f"{number:03d}/2026", row.name, row.birth_year, "đã giao 20/4/2026")
            for number, row in enumerate(samples.rows(min(people, 28)), 1)
        ),
        "day": date(2026, 5, 20),
        "decisions": (DECISION,),
        "prepared_by": "Lường Thị Bích Đào",
    }
    return CourseFile(**{**content, **changes})


def register_list(count: int = 20, **changes: Any) -> ListPaper:
    """The list of so many residential groups, lying."""
    words = ("Tên", "Mã", "Trong sổ", "Số người", "Số hộ", "Số liệu tính đến ngày")
    content: dict[str, Any] = {
        "headings": [Heading(each, place == 0, place in (2, 3, 4)) for place, each in enumerate(words)],
        "rows": [
            (f"Tổ dân phố Túc Duyên {number}", f"TDP{number:02d}", "15", "1.204", "310", "01/10/2026")
            for number in range(1, count + 1)
        ],
        "total": 24,
        "printed_at": datetime(2026, 11, 22, 3, tzinfo=UTC),
        "counted": "tổ dân phố",
        "subject": "Đang có",
        **changes,
    }
    signer = Signer("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Hồng Thái")
    by = Office(samples.WARD, signer, "Lường Thị Bích Đào")
    return registers.register_list(by, "Danh sách tổ dân phố", **content)

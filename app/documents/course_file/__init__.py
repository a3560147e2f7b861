"""The file of a course, in one PDF: plan, learners, attendance, photos, result."""

import io
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from PIL import Image

from app.country import formats
from app.documents import faults
from app.documents.course_grid import CourseGrid, check, key_of, lies, parts_of
from app.documents.faults import Unprintable
from app.documents.issuers import BY_HAND, BY_THE_OFFICE, Issuer, Signature
from app.documents.official import PORTRAIT, STYLES, Decision, letterhead
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.tables import Column, Table, ruled
from app.documents.templates import page
from app.documents.working_sheets import LANDSCAPE, PORTRAIT as UPRIGHT


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the plan: what it is, and what is said of it."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class FiledLesson:
    """One lesson as it was planned and held. `heads` were counted in the hall (None: nobody counted), `came` marked."""

    number: int
    starts_at: datetime
    ends_at: datetime
    place: str
    instructors: str
    state: str
    came: int | None = None
    heads: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FiledLearner:
    """One of the learners, in the order of the roll; `way` is how they came to the course ("mã QR")."""

    name: str
    birth_year: int | None
    sex: str
    group: str
    way: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture of the board or the hall: JPEG, and what is printed below it."""

    jpeg: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class Certified:
    """One who was certified; `state` says what became of the paper ("đã giao 20/4/2026")."""

    number: str
    name: str
    birth_year: int | None
    state: str


@dataclass(frozen=True, slots=True)
class CourseFile:
    """The whole file. `results` are sentences ("Đăng ký 40 người."), `lost` counts photos whose file is not whole."""

    issuer: Issuer
    code: str
    course: str
    facts: tuple[Fact, ...]
    meetings: tuple[FiledLesson, ...]
    learners: tuple[FiledLearner, ...]
    grid: CourseGrid
    photos: tuple[Photo, ...]
    results: tuple[str, ...]
    certified: tuple[Certified, ...]
    day: date
    decisions: tuple[Decision, ...] = ()  # one for each list that was approved
    lost: int = 0
    group_label: str = "Tổ dân phố"
    prepared_by: str = ""


# Photos for print: as many pixels as the paper shows, and no word beside them.
LONGEST, QUALITY = 1000, 80  # pixels of the longer side: 300 to the inch on a third of a page


def for_print(jpeg: bytes) -> bytes:
    """The picture as a JPEG of at most 1,000 pixels a side. Raises `OSError` for one that cannot be read."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        image.thumbnail((LONGEST, LONGEST), reducing_gap=2.0)
        file = io.BytesIO()
        image.convert("RGB").save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


# Draws the file of a course: one document of pages standing and lying, numbered through, with bookmarks.
MOST_PHOTOS = 120
SECTIONS = ("Lớp học và các buổi", "Danh sách học viên", "Bảng điểm danh", "Hình ảnh", "Kết quả")
NUMERALS = ("I", "II", "III", "IV", "V")


def draw(file: CourseFile) -> bytes:
    """The file as PDF. Raises `Unprintable` for one out of bounds, `PaperFault` when drawing fails."""
    _check(file)
    pictures = {f"paper:photo-{number}.jpg": for_print(photo.jpeg) for number, photo in enumerate(file.photos, 1)}
    html = page("course_file/page.html", **_content(file))
    styles = (*STYLES, "components/roll.css", "course_grid/print.css", "course_file/print.css")
    return lay_out(html, styles, pictures, tagged=True, nearer=[CLOSER]).pdf


def _check(file: CourseFile) -> None:
    check(file.grid)
    if len(file.photos) > MOST_PHOTOS:
        raise Unprintable(_("Hồ sơ in nhiều nhất %(most)s ảnh. Anh chị bỏ bớt ảnh của các buổi.", most=MOST_PHOTOS))
    faults.check((learner.name, learner.group) for learner in file.learners)
    faults.check((meeting.place, meeting.instructors) for meeting in file.meetings)


def _content(file: CourseFile) -> dict[str, object]:
    lying = lies(file.grid)
    shown = [title for title in SECTIONS if title != "Hình ảnh" or file.photos or file.lost]
    return {
        "file": file,
        "sections": {title: f"{NUMERALS[place]}. {title}" for place, title in enumerate(shown)},
        **letterhead(file.issuer, text_width=PORTRAIT, day=file.day),
        "meetings": _meetings(file),
        "learners": _learners(file),
        "certified": _certified(file),
        "lying": lying,
        "parts": parts_of(file.grid, LANDSCAPE if lying else UPRIGHT),
        "key": key_of(file.grid),
        "photos": [(number, photo.caption) for number, photo in enumerate(file.photos, 1)],
        "lost": formats.count_in_sentence(file.lost) if file.lost else "",
        "decision": "; ".join(filter(None, (one.short() for one in file.decisions))),
        "signers": (Signature("NGƯỜI LẬP HỒ SƠ", BY_HAND, file.prepared_by), BY_THE_OFFICE),
    }


def _meetings(file: CourseFile) -> Table:
    columns = [
        Column("Buổi", "number"),
        Column("Ngày, giờ", "day", "tight"),
        Column("Địa điểm", "place", "left", most=50, grow=1),
        Column("Giảng viên", "instructors", "left", most=50, grow=1),
        Column("Có\nmặt", "came"),
        Column("Đếm\nđược", "heads"),
        Column("Ghi chú", "note", "left", least=16, grow=1),
    ]
    return ruled(columns, list(map(_meeting, file.meetings)), width=PORTRAIT, look="grid meetings")


def _learners(file: CourseFile) -> Table:
    columns = [
        Column("STT", "number"),
        Column("Họ và tên", "name", "left", grow=2),
        Column("Năm\nsinh", "year"),
        Column("Giới\ntính", "sex"),
        Column(file.group_label, "group", "left", group=True, grow=1),
        Column("Cách đăng ký", "way", "left", grow=1),
    ]
    rows = [
        {"number": number, "name": one.name, "year": one.birth_year or "", "sex": one.sex, "group": one.group,
         "way": one.way}
        for number, one in enumerate(file.learners, 1)
    ]  # fmt: skip
    return ruled(columns, rows, width=PORTRAIT)


def _certified(file: CourseFile) -> Table:
    columns = [
        Column("STT", "number"),
        Column("Số vào\nsổ cấp", "entry", "tight", least=22),
        Column("Họ và tên", "name", "left", grow=2),
        Column("Năm\nsinh", "year"),
        Column("Tình trạng", "state", "left", grow=1),
    ]
    rows = [
        {"number": number, "entry": one.number, "name": one.name, "year": one.birth_year or "", "state": one.state}
        for number, one in enumerate(file.certified, 1)
    ]
    return ruled(columns, rows, width=PORTRAIT, look="grid certified")


def _meeting(meeting: FiledLesson) -> dict[str, object]:
    hours = f"{formats.local(meeting.starts_at):%H:%M}–{formats.local(meeting.ends_at):%H:%M}"
    return {
        "number": meeting.number,
        "day": f"{formats.date(meeting.starts_at)}\n{hours}",
        "place": meeting.place,
        "instructors": meeting.instructors,
        "came": "" if meeting.came is None else meeting.came,
        "heads": "" if meeting.heads is None else meeting.heads,
        "note": "; ".join(filter(None, (meeting.state, meeting.note))),
    }

"""Draws the file of a course: one document of pages standing and lying, numbered through, with bookmarks."""

from flask_babel import gettext as _

from app.country import formats
from app.documents import bounds
from app.documents.course_file.content import CourseFile, FiledLesson
from app.documents.course_file.pictures import for_print
from app.documents.course_grid.document import check, key_of, lies, parts_of
from app.documents.faults import Unprintable
from app.documents.official import PORTRAIT, STYLES, letterhead
from app.documents.paging import CLOSER
from app.documents.rendering import lay_out
from app.documents.signatures import BY_HAND, BY_THE_OFFICE, Signature
from app.documents.tables import Column, Table, ruled
from app.documents.templates import page
from app.documents.working_sheets import LANDSCAPE, PORTRAIT as UPRIGHT

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
    bounds.check((learner.name, learner.group) for learner in file.learners)
    bounds.check((meeting.place, meeting.instructors) for meeting in file.meetings)


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

"""Draws the file of a course: one document of pages standing and lying, numbered through, with bookmarks."""

from flask_babel import gettext as _

from app import formats
from app.documents import bounds
from app.documents.course_file.content import CourseFile, Meeting
from app.documents.course_file.pictures import for_print
from app.documents.course_grid.document import check, parts_of
from app.documents.faults import Unprintable
from app.documents.headers import header_lines
from app.documents.official import PORTRAIT, STYLES, dated
from app.documents.rendering import lay_out
from app.documents.signatures import BY_HAND, BY_THE_OFFICE, Signature
from app.documents.templates import page

MOST_PHOTOS = 120
SECTIONS = ("Kế hoạch lớp học", "Danh sách học viên", "Bảng điểm danh", "Hình ảnh", "Kết quả")
NUMERALS = ("I", "II", "III", "IV", "V")


def draw(file: CourseFile) -> bytes:
    """The file as PDF. Raises `Unprintable` for one out of bounds, `PaperFault` when drawing fails."""
    _check(file)
    pictures = {f"paper:photo-{number}.jpg": for_print(photo.jpeg) for number, photo in enumerate(file.photos, 1)}
    html = page("course_file/page.html", **_content(file))
    styles = (*STYLES, "components/roll.css", "course_grid/print.css", "course_file/print.css")
    return lay_out(html, styles, pictures, tagged=True).pdf


def _check(file: CourseFile) -> None:
    check(file.grid)
    if len(file.photos) > MOST_PHOTOS:
        raise Unprintable(_("Hồ sơ in nhiều nhất %(most)s ảnh. Anh chị bỏ bớt ảnh của các buổi.", most=MOST_PHOTOS))
    bounds.check((learner.name, learner.group) for learner in file.learners)
    bounds.check((meeting.place, meeting.instructors) for meeting in file.meetings)


def _content(file: CourseFile) -> dict[str, object]:
    issuer = file.issuer
    shown = [title for title in SECTIONS if title != "Hình ảnh" or file.photos or file.lost]
    return {
        "file": file,
        "sections": {title: f"{NUMERALS[place]}. {title}" for place, title in enumerate(shown)},
        "issuer_lines": header_lines(issuer, text_width=PORTRAIT),
        "dated": dated(issuer, file.day),
        "meetings": [_meeting(meeting) for meeting in file.meetings],
        "grid": file.grid,
        "parts": parts_of(file.grid),
        "photos": [(number, photo.caption) for number, photo in enumerate(file.photos, 1)],
        "lost": formats.count_in_sentence(file.lost) if file.lost else "",
        "decision": "; ".join(filter(None, (one.short() for one in file.decisions))),
        "signers": (
            Signature("NGƯỜI LẬP HỒ SƠ", BY_HAND, file.prepared_by),
            BY_THE_OFFICE,
        ),
    }


def _meeting(meeting: Meeting) -> dict[str, str]:
    hours = f"{formats.local(meeting.starts_at):%H:%M}–{formats.local(meeting.ends_at):%H:%M}"
    return {
        "number": str(meeting.number),
        "day": formats.date(meeting.starts_at),
        "hours": hours,
        "place": meeting.place,
        "instructors": meeting.instructors,
        "came": "" if meeting.came is None else str(meeting.came),
        "heads": "" if meeting.heads is None else str(meeting.heads),
        "note": "; ".join(filter(None, (meeting.state, meeting.note))),
    }

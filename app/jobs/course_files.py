"""Draws the file of a course: its plan, learners, attendance, photos and result; and its attendance grid alone."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app.country import clock, formats
from app.country.audiences import audience
from app.country.figures import share_of
from app.documents import course_file, course_grid
from app.documents.course_file import Certified, CourseFile, Fact, FiledLearner, FiledLesson, Photo
from app.documents.course_grid import Column, CourseGrid, GridRow
from app.documents.official import Decision
from app.jobs import drawing
from app.jobs.drawing import draw_file, issuer_of, row_of
from app.jobs.work import Work
from app.models import (
    Approval,
    Certificate,
    CertificateState,
    Course,
    CourseTemplate,
    Lesson,
    LessonPhoto,
    Registration,
)
from app.models.learning.class_list import attendance_at
from app.models.learning.standing import LearnerStatus, ever_listed, learner_statuses
from app.web.database import db
from app.web.kept_files import Altered, kept
from app.web.responses import public_address
from app.web.words.certificates import what_became


def draw_grid(work: Work) -> str:
    """Draw the attendance grid of `course`, with marks unless `marked` is "0"; returns its file."""
    course = row_of(work, Course, "course", _("Lớp này không còn nữa."))
    content = grid_of(course, marked=work.arguments["marked"] == "1", asked_by_id=work.asked_by_id)
    return draw_file(work, course.unit.code, course_grid.draw, content)


def grid_of(course: Course, *, marked: bool, asked_by_id: int | None) -> CourseGrid:
    """The present grid of a course: with marks, everybody who was in class at any lesson, even if they left since; to
    sign, the present learners."""
    lessons = course.live_lessons
    people = ever_listed(db.session(), course) if marked else learner_statuses(db.session(), course)
    return CourseGrid(
        issuer=issuer_of(course.unit),
        course=course.named_title,
        lessons=tuple(Column(lesson.number, lesson.starts_at, lesson.is_closed) for lesson in lessons),
        people=tuple(
            GridRow(
                name=standing.registration.person.full_name,
                birth_year=standing.registration.person.birth_year,
                group=drawing.group_of(standing.registration),
                statuses=standing.statuses,
                came=standing.came,
                counted=standing.of_all,
                met=standing.met,
                open=not standing.met and not standing.out_of_reach,
                left=not standing.registration.is_live,
            )
            for standing in people
        ),
        address=public_address(f"/l/{course.code}"),
        rule=drawing.rule_of(course),
        share=course.certificate_share,
        place=course.place.name if course.place else "",
        instructors=drawing.instructors_of(course),
        marked=marked,
        group_label=drawing.group_label(course.unit),
        prepared_by=drawing.name_of(asked_by_id),
        printed_at=clock.now() if marked else None,
    )


# The content of a course file, read from the database.
def file_of(course: Course, asked_by_id: int | None) -> CourseFile:
    """The file of a course, without its photos."""
    session = db.session()
    stands = learner_statuses(session, course)
    approvals = session.scalars(Approval.approved_of(course.id)).all()
    papers = list(session.scalars(Certificate.of_course(course.id)))
    came, _listed = attendance_at(session, [lesson.id for lesson in course.lessons])
    return CourseFile(
        issuer=issuer_of(course.unit),
        code=course.code,
        course=course.named_title,
        facts=tuple(Fact(label, words) for label, words in _facts(course) if words),
        meetings=tuple(_meeting(lesson, came) for lesson in course.lessons),
        learners=tuple(_learner(standing.registration) for standing in stands),
        grid=grid_of(course, marked=True, asked_by_id=asked_by_id),
        photos=(),
        results=tuple(_results(stands, papers)),
        certified=tuple(_certified(paper) for paper in papers),
        day=clock.today(),
        decisions=tuple(Decision(one.decision_number, one.decision_date) for one in approvals),
        group_label=drawing.group_label(course.unit),
        prepared_by=drawing.name_of(asked_by_id),
    )


def _facts(course: Course) -> Iterator[tuple[str, str]]:
    if not course.is_telling:  # people are named below
        yield _("Dành cho"), audience(course.audience)
        yield from _programme(course.template) if course.template else ()
    yield _("Đơn vị tổ chức"), course.organiser
    yield _("Nội dung"), "; ".join(course.topic_names)
    place = course.place
    yield _("Địa điểm"), ", ".join(filter(None, (place.name, place.address))) if place else ""
    yield _("Giảng viên"), ", ".join(drawing.instructors_of(course))
    yield _("Số buổi, thời lượng"), _lessons(course)
    yield _("Số chỗ"), formats.number(course.seats)
    yield _("Mang theo"), course.bring
    yield _("Điều kiện cấp giấy"), drawing.rule_of(course)


def _programme(template: CourseTemplate) -> Iterator[tuple[str, str]]:
    """What is taught, as the template says it."""
    yield _("Mẫu lớp"), template.name
    yield _("Mục tiêu"), template.goal
    lines = template.outline.splitlines()
    yield _("Nội dung từng buổi"), "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    if template.practice_hours:
        yield _("Thực hành"), _("%(hours)s giờ, theo mẫu lớp", hours=formats.number(template.practice_hours))


def _lessons(course: Course) -> str:
    count = formats.count_in_sentence(len(course.live_lessons))
    hours = formats.number(course.minutes / 60, 1)
    return str(_("%(count)s buổi, %(hours)s giờ", count=count, hours=hours))


def _meeting(lesson: Lesson, came: Mapping[int, int]) -> FiledLesson:
    cancelled = lesson.state == "cancelled"
    state = _("không học: %(reason)s", reason=lesson.cancelled_reason) if lesson.cancelled_reason else _("không học")
    return FiledLesson(
        number=lesson.number,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        place=lesson.where.name if lesson.where else "",
        instructors=", ".join(drawing.instructors_at(lesson)) + (f" ({_('dạy thay')})" if lesson.substitute else ""),
        state=state if cancelled else "",
        came=came.get(lesson.id, 0) if lesson.is_closed else came.get(lesson.id),
        heads=lesson.heads,
        note=lesson.note,
    )


def _learner(seat: Registration) -> FiledLearner:
    person = seat.person
    return FiledLearner(
        person.full_name, person.birth_year, person.sex or "", drawing.group_of(seat), drawing.way_of(seat)
    )


def _results(stands: list[LearnerStatus], papers: list[Certificate]) -> Iterator[str]:
    """The result in sentences; counts below ten get a leading zero."""
    count = formats.count_in_sentence
    there = sum(1 for standing in stands if standing.present)
    met = sum(1 for standing in stands if standing.met)
    yield _(
        "Danh sách lớp có %(all)s người; %(there)s người dự ít nhất một buổi.",
        all=count(len(stands)),
        there=count(there),
    )
    if stands:
        share = share_of(met, len(stands))
        yield _("Đủ điều kiện cấp giấy chứng nhận: %(met)s người, đạt %(share)s.", met=count(met), share=share)
    if not papers:
        yield _("Chưa có danh sách cấp giấy được duyệt.")
        return
    standing = sum(1 for paper in papers if paper.is_valid)
    handed = sum(1 for paper in papers if paper.state == CertificateState.HANDED_OVER)
    yield _(
        "Đã vào sổ cấp %(all)s giấy: còn giá trị %(standing)s, đã giao %(handed)s.",
        all=count(len(papers)),
        standing=count(standing),
        handed=count(handed),
    )


def _certified(paper: Certificate) -> Certified:
    content = paper.paper
    return Certified(paper.register_number, content["full_name"], int(content["birth_year"]), what_became(paper))


log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Shot:
    """A photo to read: its path in the photo folder, its hash, and its caption."""

    file: str
    sha256: str
    caption: str


def perform(work: Work) -> str:
    """Draw the file of `course`; returns the path of the paper."""
    course = row_of(work, Course, "course", _("Lớp này không còn nữa."))
    shots = list(_shots(course))
    content = file_of(course, work.asked_by_id)

    def draw() -> bytes:
        photos = tuple(photo for shot in shots if (photo := _photo(work, shot)) is not None)
        return course_file.draw(replace(content, photos=photos, lost=len(shots) - len(photos)))

    return draw_file(work, course.unit.code, draw)


def _shots(course: Course) -> Iterator[_Shot]:
    """The photos of boards and halls, lesson by lesson; photos of signed sheets are left out."""
    for lesson in course.live_lessons:
        pictures = db.session.scalars(LessonPhoto.of(lesson.id).where(LessonPhoto.kind == "board"))
        for picture in pictures:
            day = formats.date(lesson.starts_at)
            yield _Shot(picture.file, picture.sha256, _("Buổi %(number)s, %(day)s", number=lesson.number, day=day))


def _photo(work: Work, shot: _Shot) -> Photo | None:
    """The photo, or None if its file is missing or altered: the course file is drawn without it."""
    try:
        return Photo(kept(work.photos, shot.file, shot.sha256), shot.caption)
    except (Altered, OSError):
        log.exception("a photo of a lesson is not the one that was kept")
        return None

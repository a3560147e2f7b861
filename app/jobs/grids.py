"""Draws the attendance grid of a course."""

from flask_babel import gettext as _

from app.country import clock
from app.documents import course_grid
from app.documents.course_grid import Column, CourseGrid, GridRow
from app.jobs import drawing
from app.jobs.drawing import draw_file, issuer_of, row_of
from app.jobs.work import Work
from app.models import Course
from app.models.learning.standing import ever_listed, learner_statuses
from app.web.database import db
from app.web.responses import public_address


def perform(work: Work) -> str:
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

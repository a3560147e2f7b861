"""What can be asked of the worker: each function finds or makes the Job row, inside the asker's write transaction.

Afterwards: `app.jobs.queue.enqueue(job.id)` once the transaction has committed, and `app.routes.jobs.answer_with(job)`
or a page that links to it.
"""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.models import Approval, Course, Job, JobState, Lesson


def poster(session: Session, course: Course, *, by: int | None) -> Job:
    """The poster of a course as it stands now; a later version of the course makes another."""
    return Job.ask(
        session,
        "poster",
        {"course": str(course.id), "version": str(course.version)},
        title=_("Áp phích lớp %(code)s", code=course.code),
        unit_id=course.unit_id,
        asked_by_id=by,
        now=clock.now(),
    )


def sign_in_sheet(session: Session, lesson: Lesson, *, marked: bool, by: int | None) -> Job:
    """The sign-in sheet of a lesson, to sign by hand or with the marks; drawn anew each time it is asked for."""
    title = (
        _("Kết quả điểm danh %(lesson)s", lesson=lesson.key)
        if marked
        else _("Danh sách ký %(lesson)s", lesson=lesson.key)
    )
    return Job.ask(
        session,
        "sheet_after" if marked else "sheet_before",
        {"lesson": str(lesson.id)},
        title=title,
        unit_id=lesson.course.unit_id,
        asked_by_id=by,
        now=clock.now(),
        again=True,
    )


def certificates(session: Session, approval: Approval, *, by: int | None) -> Job:
    """The single certificates of an approved list; what is issued already is left as it is."""
    return _of_list(session, "course_certificates", approval, _("Giấy chứng nhận lớp %(code)s"), by)


def certificates_file(session: Session, approval: Approval, *, by: int | None) -> Job:
    """All issued certificates of a list in one file, to print."""
    return _of_list(session, "course_certificates_file", approval, _("Tệp in giấy chứng nhận lớp %(code)s"), by)


def _of_list(session: Session, kind: str, approval: Approval, title: str, by: int | None) -> Job:
    return Job.ask(
        session,
        kind,
        {"approval": str(approval.id)},
        title=title % {"code": approval.course.code},
        unit_id=approval.course.unit_id,
        asked_by_id=by,
        now=clock.now(),
    )


def drawn_poster(session: Session, course: Course) -> Job | None:
    """The newest poster of a course that was drawn, of whatever version, or None."""
    like = f'poster {{"course": "{course.id}", %'
    done = select(Job).where(Job.unit_id == course.unit_id, Job.same.like(like), Job.state == JobState.DONE)
    return session.scalars(done.order_by(Job.id.desc()).limit(1)).first()

"""What can be asked of the worker: each function finds or makes the Job row, inside the asker's write transaction.

Afterwards: `app.jobs.queue.enqueue(job.id)` once the transaction has committed, and `app.routes.jobs.answer_with(job)`
or a page that links to it.
"""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.models import Approval, AuditEvent, Course, Job, Lesson


def poster(session: Session, course: Course, *, by: int | None, again: bool = False) -> Job:
    """The poster of a course as it stands now; a later version of the course makes another.

    `again` draws it anew although it was drawn: for one whose file was lost.
    """
    return Job.ask(
        session,
        "poster",
        _poster_of(course),
        title=_("Áp phích lớp %(code)s", code=course.code),
        unit_id=course.unit_id,
        asked_by_id=by,
        now=clock.now(),
        again=again,
    )


def poster_asked(session: Session, course: Course) -> Job | None:
    """The newest job for the poster of a course as it stands now, however far it is, or None."""
    return session.scalars(Job.newest("poster", _poster_of(course), course.unit_id).limit(1)).first()


def _poster_of(course: Course) -> dict[str, str]:
    return {"course": str(course.id), "version": str(course.version)}


def sign_in_sheet(session: Session, lesson: Lesson, *, marked: bool, by: int | None) -> Job:
    """The sign-in sheet of a lesson, to sign by hand or with the marks; drawn anew each time it is asked for."""
    title = (
        _("Kết quả điểm danh %(lesson)s", lesson=lesson.key)
        if marked
        else _("Danh sách ký %(lesson)s", lesson=lesson.key)
    )
    kind = "sheet_after" if marked else "sheet_before"
    return _ask(session, kind, {"lesson": str(lesson.id)}, title, lesson.course, by, again=True)


def certificates(session: Session, approval: Approval, *, by: int | None) -> Job:
    """The single certificates of an approved list; what is issued already is left as it is."""
    title = _("Giấy chứng nhận lớp %(code)s", code=approval.course.code)
    return _ask(session, "course_certificates", {"approval": str(approval.id)}, title, approval.course, by)


def certificates_file(session: Session, approval: Approval, *, by: int | None) -> Job:
    """All issued certificates of a list in one file, to print; put together anew each time it is asked for."""
    title = _("Tệp in giấy chứng nhận lớp %(code)s", code=approval.course.code)
    wanted = {"approval": str(approval.id)}
    return _ask(session, "course_certificates_file", wanted, title, approval.course, by, again=True)


def certificates_asked(session: Session, approval: Approval) -> Job | None:
    """The newest job that issues the certificates of a list, however far it is, or None."""
    wanted = {"approval": str(approval.id)}
    return session.scalars(Job.newest("course_certificates", wanted, approval.course.unit_id).limit(1)).first()


def _ask(
    session: Session,
    kind: str,
    wanted: dict[str, str],
    title: str,
    course: Course,
    by: int | None,
    *,
    again: bool = False,
) -> Job:
    """The row, and what was asked for in the audit trail: a list that leaves the screen leaves a trace."""
    now = clock.now()
    job = Job.ask(session, kind, wanted, title=title, unit_id=course.unit_id, asked_by_id=by, now=now, again=again)
    if by is not None:
        AuditEvent.note(
            session,
            "paper.asked",
            at=now,
            account_id=by,
            unit_id=course.unit_id,
            subject=("course", course.code),
            detail={"kind": kind, **wanted},
        )
    return job

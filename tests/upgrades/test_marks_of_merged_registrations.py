"""A mark that the release before stored on a registration merged already: the migration moves it; present wins."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.commands.guards import merged_registrations
from app.country import clock
from app.models import Account, AdministrativeUnit, Attendance, AttendanceMark, PersonMerge, Registration
from app.models.learning import merging
from app.web.database import db, immediate, schema
from tests.factories import make_course, make_registration

MARK = """
INSERT INTO attendance_mark (uuid, lesson_id, registration_id, status, by_id, device, sequence, device_at, at,
                             received_at, way, shown)
VALUES (:uuid, :lesson, :of, :status, NULL, 'phone', 1, :at, :at, :at, 'roll', '')
"""
STATE = """
INSERT INTO attendance (lesson_id, registration_id, status, mark_uuid, at, disputed, contested)
VALUES (:lesson, :of, :status, :uuid, :at, false, false)
"""
# How the kept one and the merged one stand ("" for never marked); how the person stands afterwards.
CASES = [
    ("", "present", "present"),
    ("absent", "late", "late"),
    ("present", "absent", "present"),
    ("", "excused", "excused"),
    ("late", "", "late"),
]


def _merged(session: Session) -> tuple[list[int], int, int]:
    """A class with as many lessons as cases, and two merged rows of one person on it: lessons, kept, gone."""
    unit, by = session.scalars(AdministrativeUnit.called("05443")).one(), session.scalars(Account.called("canbo")).one()
    course = make_course(session, unit, first=clock.now() - timedelta(minutes=30), lessons=len(CASES))
    rows = [make_registration(session, course, name, 1956) for name in ("Đỗ Thị Nhung", "Đỗ Thị Nhumg")]
    kept, gone = (each.person for each in rows)
    merging.merge(session, kept.id, gone.id, seen=(str(kept.version), str(gone.version)), by=by, now=clock.now())
    return [each.id for each in course.lessons], rows[0].id, rows[1].id


def _mark(session: Session, lesson: int, of: int, status: str) -> None:
    given = {"uuid": f"{lesson}-{of}", "lesson": lesson, "of": of, "status": status, "at": clock.now()}
    for statement in (MARK, STATE) if status else ():
        session.execute(text(statement).bindparams(**given))


def _stands(lesson: int, of: int) -> str:
    state = db.session.get(Attendance, (lesson, of))
    return state.status.replace("unmarked", "") if state else ""


def test_marks_of_a_merged_registration_go_to_the_one_that_stays(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            lessons, kept, gone = _merged(session)
        schema.downgrade("0084")
        with immediate() as session:
            for lesson, (own, late, _after) in zip(lessons, CASES, strict=True):
                _mark(session, lesson, kept, own)
                _mark(session, lesson, gone, late)
        schema.upgrade()
        assert [_stands(each, kept) for each in lessons] == [after for _own, _late, after in CASES]
        assert [_stands(each, gone) for each in lessons] == [""] * len(CASES)
        there = db.session.scalars(select(AttendanceMark).where(AttendanceMark.lesson_id == lessons[1])).all()
        assert sorted(each.status for each in there) == ["absent", "late", "late", "unmarked"]
        assert db.session.get_one(Registration, gone).merged_into_id == kept
        assert merged_registrations().state == "ok"
        db.session.rollback()
        with immediate() as session:  # the way back knows whose each was
            made = session.scalars(select(PersonMerge).order_by(PersonMerge.id.desc())).first()
            by = session.scalars(Account.called("canbo")).one()
            assert made
            assert merging.undo(session, made, by=by, now=clock.now())
        assert [_stands(each, kept) for each in lessons] == [own for own, _late, _after in CASES]
        assert [_stands(each, gone) for each in lessons] == [late for _own, late, _after in CASES]


def test_the_doctor_names_marks_that_lie_on_a_merged_registration(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            lessons, _kept, gone = _merged(session)
            _mark(session, lessons[0], gone, "present")
        assert (merged_registrations().state, merged_registrations().found[:1]) == ("bad", "1")

"""A database that did not keep since when a seat is somebody's: the migration finds out from what happened."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, Attendance, Course, Person, Registration, SignUpWay, Wishes
from app.models.learning import merging
from app.models.learning.leaving import cancel
from app.models.learning.walk_in import Press, WalkIn
from app.web.database import db, immediate, schema
from tests.factories import make_course, make_group, make_person

HOUR = timedelta(hours=1)


def _join(session: Session, course: Course, person: Person, at: datetime) -> Registration:
    Registration.register(session, course.id, person, Wishes(way=SignUpWay.DESK), at)
    return session.scalars(Registration.of(course.id).where(Registration.person_id == person.id)).one()


def _happen(session: Session) -> int:
    """A seat given up, one for who waited, one that was offered and taken, one offered; a walk-in undone; two rows of
    one person. Returns a registration of which no step is known."""
    unit, by = session.scalars(AdministrativeUnit.called("05443")).one(), session.scalars(Account.called("canbo")).one()
    now = clock.now()
    course = make_course(session, unit, first=now - HOUR, lessons=3, seats=2)
    people = [make_person(session, unit, f"Hoàng Thị Hoa {place}", 1950 + place) for place in range(7)]
    seats = [_join(session, course, one, now - (20 - place) * HOUR) for place, one in enumerate(people)]
    cancel(session, seats[0], now=now - 9 * HOUR)
    course.offer_hours = 24
    cancel(session, seats[1], now=now - 8 * HOUR)
    seats[3].accept(session, now=now - 7 * HOUR)
    lesson = course.lessons[0]
    press = Press("walk", now, now, "phone")
    guest = make_person(session, unit, "Vũ Đăng Khoa", 1960, add=False)
    WalkIn.enter(session, lesson, guest, press, by_id=by.id, now=now)
    last, _outcome = Attendance.undo(session, lesson, uuid="undo", by_id=by.id, device="phone", now=now)
    WalkIn.take_back(session, last, now=now)
    other, group = make_course(session, unit, lessons=2), make_group(session, unit, "Tổ Hai dòng")
    kept = make_person(session, unit, "Nguyễn Thị Nhung", 1956, group=group)
    gone = make_person(session, unit, "Nguyễn Thị Nhumg", 1956, group=group, unsure=True)
    _join(session, other, gone, now - 5 * HOUR)
    _join(session, other, kept, now - 4 * HOUR)
    seen = str(kept.version), str(gone.version)
    merging.merge(session, kept.id, gone.id, seen=seen, by=by, now=now)
    old = _join(session, other, make_person(session, unit, "Lê Thanh Tùng", 1951), now - 3 * HOUR)
    session.flush()
    session.execute(text("DELETE FROM registration_step WHERE registration_id = :of"), {"of": old.id})
    return old.id


def _seated() -> dict[int, datetime | None]:
    rows = db.session.execute(select(Registration.id, Registration.seated_at).order_by(Registration.id)).all()
    db.session.rollback()
    return {row[0]: row[1] for row in rows}


def test_since_when_a_seat_is_held_is_found_in_the_steps(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            old = _happen(session)
        before = _seated()
        schema.downgrade("0055")
        schema.upgrade()

        assert _seated() == before
        assert before[old] is not None
        newest = list(before.values())[-14:]
        assert len({at for at in newest if at is not None}) > 5
        assert newest.count(None) > 3

"""Two print, two key in, at the same moment: one order each, one mark each."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from app.country import clock
from app.models import AttendanceMark, Course, Lesson, PrintedSheet, Role
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.classroom import make_classroom
from tests.factories import make_account, make_registration


def test_prints_and_keyings_follow_one_another(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    room = make_classroom(app, first=clock.now() - timedelta(hours=1))
    with app.app_context(), immediate() as session:
        by_id = make_account(session, session.get_one(Course, room.course_id).unit, Role.INSTRUCTOR).id

    def freeze() -> int:
        with app.app_context(), immediate() as session:
            lesson = session.get_one(Lesson, room.lesson_id)
            return PrintedSheet.freeze(session, lesson, by_id=by_id, now=clock.now()).number

    assert at_once([freeze] * 4) == [1] * 4
    with app.app_context(), immediate() as session:
        make_registration(session, session.get_one(Course, room.course_id), "Bùi Thị An", 1961)
    assert at_once([freeze] * 4) == [2] * 4

    def key_in() -> int:
        with app.app_context(), immediate() as session:
            lesson = session.scalars(Lesson.locked(room.lesson_id)).one()
            sheet = session.scalars(PrintedSheet.of(lesson.id)).first()
            assert sheet is not None
            now = clock.now()
            return len(sheet.key_in(session, lesson, {1, 2, 3}, by_id=by_id, device="d", now=now)[0])

    keyed = at_once([key_in] * 4)
    assert sorted(each for each in keyed if isinstance(each, int)) == [0, 0, 0, 3], keyed
    with app.app_context():
        assert db.session.scalars(select(func.count()).select_from(AttendanceMark)).one() == 3

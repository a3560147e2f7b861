"""A version that knows one list a course keeps the further ones aside; up again, each stands where it stood."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import text

from app.country import clock
from app.models import Approval, Role
from app.models.learning.certificate_numbers import enter
from app.models.learning.standing import learner_statuses
from app.web.database import db, immediate, schema
from tests.factories import make_account, make_approved_list, make_attended_course, make_ward


def held(table: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY id"))]


def states() -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT state, reason FROM approval ORDER BY id"))]


def test_further_lists_go_down_and_come_up_as_they_were(engine: str, make_app: Callable[[str], Flask]) -> None:
    with make_app(engine).app_context():
        with immediate() as session:
            course = make_attended_course(session, make_ward(session), people=2, seldom=2)
            late = [row.registration.public_id for row in learner_statuses(session, course) if not row.met]
            make_approved_list(session, course)
            officer, leader = (make_account(session, course.unit, role) for role in (Role.OFFICER, Role.LEADER))
            gone = Approval.submit(session, course.id, by=officer, now=clock.now(), proposals={late[0]: "Ốm."})
            gone.send_back(session, by=leader, reason="Thiếu giấy viện.", now=clock.now())
            session.flush()
            further = Approval.submit(session, course.id, by=officer, now=clock.now(), proposals={late[0]: "Ốm."})
            further.make_exception(session, late[0], by=leader, reason="Đồng ý.")
            session.flush()
            further.approve(session, by=leader, now=clock.now())
            enter(session, further, now=clock.now())
            Approval.submit(session, course.id, by=officer, now=clock.now(), proposals={late[1]: "Ốm."})
        before = {table: held(table) for table in ("approval", "certificate")}
        stood = states()
        assert [state for state, _reason in stood] == ["approved", "sent_back", "approved", "submitted"]

        schema.downgrade("0003")
        assert [state for state, _reason in states()] == ["approved", "sent_back", "sent_back", "sent_back"]
        schema.upgrade()

        assert states() == stood
        assert {table: held(table) for table in before} == before
        assert schema.differences() == []
        db.engine.dispose()

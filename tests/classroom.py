"""A class in session: a ward, its instructor signed in, a lesson under way and the people on its roll."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.country import clock
from app.models import Account, Attendance, AttendanceMark, Lesson, Registration, Role
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.factories import make_account, make_course, make_group, make_registration, make_sign_in, make_ward

NAMES = ("Lưu Thị Lan Anh", "Phạm Ngọc Ánh", "Dương Gia Bảo", "Đỗ Tiến Đạt", "H'Hen Niê", "Vũ Đăng Khoa")


@dataclass
class Classroom:
    """Keys and names only, so that it outlives every transaction."""

    app: Flask
    ward_id: int
    course_id: int
    course_code: str
    lesson_id: int
    account_id: int
    public_id: str
    token: str
    group_code: str
    # Registrations by their public ids, in the order of the roll.
    people: list[str]
    names: list[str]

    @property
    def lesson(self) -> str:
        """How phones name the lesson."""
        return f"{self.course_code}/1"

    @property
    def address(self) -> str:
        """The roll."""
        return f"/giang-vien/lop/{self.course_code}/buoi/1"

    def entered(self) -> "Classroom":
        """The same for one test: its instructor signs in now, and its lists are the test's own."""
        with self.app.app_context(), immediate() as session:
            token = make_sign_in(session, session.get_one(Account, self.account_id))
        return replace(self, token=token, people=list(self.people), names=list(self.names))

    def statuses(self) -> dict[str, str]:
        """Who stands how at the lesson, by public id; whoever was never marked is left out."""
        with self.app.app_context():
            rows = db.session.execute(
                select(Registration.public_id, Attendance.status)
                .join(Attendance, Attendance.registration_id == Registration.id)
                .where(Attendance.lesson_id == self.lesson_id)
            )
            return {row.public_id: row.status for row in rows}

    def marks(self) -> int:
        """How many marks are stored for the lesson."""
        with self.app.app_context():
            stored = select(func.count()).where(AttendanceMark.lesson_id == self.lesson_id)
            return db.session.scalars(stored).one()

    def begin(self) -> None:
        """Let the lesson begin now, for pages of the day: an hour ago is yesterday when it is just past midnight."""
        with self.app.app_context(), immediate() as session:
            lesson = session.get_one(Lesson, self.lesson_id)
            lesson.ends_at += clock.now() - lesson.starts_at
            lesson.starts_at = clock.now()

    def close(self, minutes_ago: float = 0) -> datetime:
        """Close the lesson as its instructor; returns when."""
        at = clock.now() - timedelta(minutes=minutes_ago)
        with self.app.app_context(), immediate() as session:
            lesson, by = session.get(Lesson, self.lesson_id), session.get(Account, self.account_id)
            assert lesson
            assert by
            lesson.close(by=by, now=at)
        return at


def make_classroom(app: Flask, names: Sequence[str] = NAMES, **course: Any) -> Classroom:
    """A class whose first lesson began an hour ago."""
    with app.app_context(), immediate() as session:
        return _made(app, session, names, course)


def _made(app: Flask, session: Session, names: Sequence[str], course: dict[str, Any]) -> Classroom:
    ward = make_ward(session)
    group = make_group(session, ward)
    # Of today, in the hour after midnight too.
    first = max(clock.now() - timedelta(hours=1), clock.at_local(clock.today()))
    made = make_course(session, ward, **{"first": first, "seats": max(30, len(names) + 5), **course})
    people = [make_registration(session, made, name, 1950 + n % 40) for n, name in enumerate(names)]
    account = make_account(session, ward, Role.INSTRUCTOR, full_name="Nguyễn Hữu Nguyên")
    in_order = sorted(people, key=lambda each: (each.person.sort_key, each.person.birth_year, each.id))
    return Classroom(
        app=app,
        ward_id=ward.id,
        course_id=made.id,
        course_code=made.code,
        lesson_id=made.lessons[0].id,
        account_id=account.id,
        public_id=account.public_id,
        token=make_sign_in(session, account),
        group_code=group.code,
        people=[each.public_id for each in in_order],
        names=[each.person.full_name for each in in_order],
    )


@dataclass
class Phone:
    """A signed-in phone that sends its outbox."""

    client: FlaskClient
    account: str
    device: str
    csrf: str = ""

    @classmethod
    def of(cls, room: Classroom, token: str | None = None, account: str | None = None) -> "Phone":
        """A phone of the room's instructor, or of whoever the token is."""
        client = room.app.test_client()
        client.set_cookie(COOKIE, token or room.token)
        phone = cls(client, account or room.public_id, str(uuid.uuid4()))
        phone.csrf = client.get("/dong-bo").get_json().get("csrf_token", "")
        return phone

    def post(self, body: object, **headers: str) -> TestResponse:
        """Send any body."""
        return self.client.post("/dong-bo", json=body, headers={"X-CSRFToken": self.csrf, **headers})

    def send(self, operations: Sequence[object], sent_at: datetime | None = None, **changed: object) -> list[Any]:
        """Send operations; their results."""
        answer = self.post(self.body(operations, sent_at, **changed))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        results: list[Any] = answer.get_json()["results"]
        return results

    def verdicts(self, operations: Sequence[object], sent_at: datetime | None = None) -> list[str]:
        """Send operations; what became of each."""
        return [result["status"] for result in self.send(operations, sent_at)]

    def body(self, operations: Sequence[object], sent_at: datetime | None = None, **changed: object) -> dict[str, Any]:
        """A call as the interface describes it."""
        return {
            "device": self.device,
            "account": self.account,
            "client_now": (sent_at or clock.now()).isoformat(),
            "operations": list(operations),
            **changed,
        }


def operation(kind: str, data: object, at: datetime | None = None, **changed: object) -> dict[str, Any]:
    """One operation with a uuid of its own."""
    made = at or clock.now()
    return {"uuid": str(uuid.uuid4()), "kind": kind, "at": made.isoformat(), "sequence": 1, "data": data, **changed}


def mark(
    room: Classroom, person: int | str, status: str = "present", at: datetime | None = None, **changed: object
) -> dict[str, Any]:
    """A mark of somebody on the roll (by place, or by a key)."""
    key = room.people[person] if isinstance(person, int) else person
    return operation("mark", {"lesson": room.lesson, "registration": key, "status": status}, at, **changed)

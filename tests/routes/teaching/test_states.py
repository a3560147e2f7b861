"""Phones that keep one roll together ask every few seconds whether anything is new: little, and only to whom it is."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.country import clock
from app.models import Account, Course, Lesson, Registration, RegistrationState, Role, SignIn
from app.models.learning.leaving import cancel
from app.web.database import immediate
from tests.classroom import Classroom, Phone, make_classroom, mark
from tests.factories import make_registration
from tests.pages import Pages
from tests.routes.teaching.conftest import colleague, signed_in
from tests.statements import counted


def ask(client: FlaskClient, room: Classroom, tag: str = "") -> TestResponse:
    """What a roll that is open asks."""
    headers = {"Accept": "application/json"} | ({"If-None-Match": tag} if tag else {})
    return client.get(f"{room.address}/ghi", headers=headers)


def told(client: FlaskClient, room: Classroom) -> dict[str, Any]:
    body: dict[str, Any] = ask(client, room).get_json()
    return body


def test_everybody_on_the_roll_is_told_with_their_status(room: Classroom, teacher: Pages) -> None:
    Phone.of(room).send([mark(room, 0), mark(room, 1, "late"), mark(room, 2, "excused")])

    asked = clock.now()
    body = told(teacher.client, room)

    assert sorted(body["marks"].values()) == ["excused", "late", "present", "unmarked", "unmarked", "unmarked"]
    shown = {str(button.get("value")).partition(":")[2] for button in teacher.get(room.address).all("button")}
    assert set(body["marks"]) <= shown
    assert body["disputed"] == []
    assert body["closed"] is False
    assert asked <= datetime.fromisoformat(body["now"]) <= clock.now()


def test_of_whom_devices_disagree_is_told_by_key(room: Classroom, teacher: Pages) -> None:
    Phone.of(room).send([mark(room, 0, "absent", clock.now() - timedelta(minutes=1))])
    Phone.of(room).send([mark(room, 0, "present", clock.now() - timedelta(minutes=2))])

    body = told(teacher.client, room)

    [key] = body["disputed"]
    assert body["marks"][key] == "absent"
    assert room.people[0].startswith(key.removeprefix("p"))


def test_a_lesson_that_was_closed_says_so(room: Classroom, teacher: Pages) -> None:
    before = ask(teacher.client, room)
    room.close()

    after = ask(teacher.client, room, before.headers["ETag"])

    assert after.status_code == 200
    assert after.get_json()["closed"] is True


def test_nothing_new_is_304_and_costs_one_statement_beside_who_asks(room: Classroom, teacher: Pages) -> None:
    first = ask(teacher.client, room)
    with counted() as whole:
        ask(teacher.client, room)
    with counted() as seen:
        again = ask(teacher.client, room, first.headers["ETag"])

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "no-store"
    assert len(seen) == 2, "\n".join(seen)
    assert len(whole) == 3, "\n".join(whole)


def test_whatever_changes_a_roll_changes_its_tag(room: Classroom, teacher: Pages) -> None:
    tags = [ask(teacher.client, room).headers["ETag"]]

    def changed() -> bool:
        answer = ask(teacher.client, room, tags[-1])
        tags.append(answer.headers["ETag"])
        return answer.status_code == 200 and tags[-1] != tags[-2]

    Phone.of(room).send([mark(room, 0)])
    assert changed()
    Phone.of(room).send([mark(room, 0, "unmarked")])
    assert changed()
    with room.app.app_context(), immediate() as session:
        make_registration(session, session.get_one(Course, room.course_id), "Bế Văn Thim", 1957)
    assert changed()
    with room.app.app_context(), immediate() as session:
        seats = session.query(Registration).filter_by(course_id=room.course_id).order_by(Registration.id).all()
        seats[-1].state = RegistrationState.REMOVED
    assert changed()
    with room.app.app_context(), immediate() as session:
        cancel(session, session.query(Registration).filter_by(public_id=room.people[3]).one(), now=clock.now())
    assert changed()
    room.close()
    assert changed()
    with room.app.app_context(), immediate() as session:
        session.get_one(Lesson, room.lesson_id).reopen(officer=False, now=clock.now())
    assert changed()
    assert not changed()


def test_a_phone_whose_sign_in_has_ended_is_told_so_as_a_program(room: Classroom) -> None:
    answer = ask(room.app.test_client(), room)

    assert answer.status_code == 401
    assert "đăng nhập" in answer.get_json()["message"]


def test_the_lessons_of_others_are_not_there(app: Flask, room: Classroom, teacher: Pages) -> None:
    other = make_classroom(app, ["Ngô Hồng Quân"])

    assert ask(teacher.client, other).status_code == 404
    assert ask(teacher.client, room).status_code == 200
    assert ask(colleague(room, Role.OFFICER).client, room).status_code == 200
    assert teacher.client.get(f"{room.address.replace('buoi/1', 'buoi/9')}/ghi").status_code == 404


def test_a_page_that_asks_by_itself_keeps_no_sign_in_alive(room: Classroom) -> None:
    """An officer who left the roll open on a laptop and went home is signed out all the same."""
    teacher = signed_in(room.app, room.token)
    teacher.get(room.address)

    def seen() -> object:
        with room.app.app_context(), immediate() as session:
            account = session.get_one(Account, room.account_id)
            return session.scalars(SignIn.open_for(account.id)).one().last_seen_at

    before = seen()
    with clock.shifted(timedelta(minutes=2)):
        assert ask(teacher.client, room).status_code == 200
        assert seen() == before
        teacher.get(room.address)
        assert seen() != before


def test_the_disputes_say_who_said_what_when(room: Classroom) -> None:
    now = clock.now()
    first, second = now - timedelta(minutes=10), now - timedelta(minutes=3)
    with room.app.app_context(), immediate() as session:
        session.get_one(Account, room.account_id).full_name = "Trần Thị Lan"
    Phone.of(room).send([mark(room, 0, "absent", second)])
    Phone.of(room).send([mark(room, 0, "present", first)])

    page = signed_in(room.app, room.token).get(room.address)

    [said] = [item for item in page.all("li") if item.get("data-dispute")]
    lines = ["".join(small.itertext()).strip() for small in said.iter("small")]
    assert lines[0].startswith("Trần Thị Lan ghi Vắng lúc")
    assert lines[0].endswith("đang tính")
    assert lines[1].startswith("Trần Thị Lan ghi Có mặt lúc")
    assert [button.get("value", "").partition(":")[0] for button in said.iter("button")] == ["absent", "present"]

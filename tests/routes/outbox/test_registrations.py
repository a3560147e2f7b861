"""Whom staff register without a line: sent by the phone, once, by the rules of the plain form."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, AuditEvent, Course, Registration, Role, RoleGrant, WhoMay
from app.web.database import db, immediate
from tests.factories import make_account, make_course, make_grant, make_group, make_registration, make_ward
from tests.pages import Pages

BE = {"full_name": "Trần Thị Bé", "birth_year": "1950", "residential_group": "TDP-1", "phone": "0912 345 678"}


class Doorstep:
    """A ward with two groups, the head of the first, and a class with three seats."""

    def __init__(self, app: Flask, **course: Any) -> None:
        self.app = app
        with app.app_context(), immediate() as session:
            ward = make_ward(session)
            group, other = make_group(session, ward), make_group(session, ward, "Tổ dân phố Túc Duyên 2")
            group.code, other.code = "TDP-1", "TDP-2"
            self.head: Account = make_account(session, ward)
            self.grant_id = make_grant(session, self.head, ward, Role.GROUP_HEAD, group=group).id
            self.course_id = make_course(session, ward, **{"code": "NHA1", "seats": 3, **course}).id
        self.pages = Pages(app.test_client()).sign_in(self.head)

    def send(self, person: dict[str, Any] | None = None, *, uuid: str = "", **more: Any) -> dict[str, Any]:
        """Send one; the answer."""
        told = self.pages.client.get("/dong-bo").get_json()
        at = more.pop("at", clock.now()).isoformat()
        data = {"course": "NHA1", "person": {**BE, **(person or {})}, "needs": ["nophone"], **more}
        one = {"uuid": uuid or str(uuid4()), "kind": "registration", "at": at, "sequence": 1, "data": data}
        body = {"account": told["account"], "device": "may", "client_now": clock.now().isoformat(), "operations": [one]}
        answer = self.pages.client.post("/dong-bo", json=body, headers={"X-CSRFToken": told["csrf_token"]})
        result: dict[str, Any] = answer.get_json()["results"][0]
        return result

    def made(self) -> list[Registration]:
        """All registrations, with their people."""
        with self.app.app_context():
            found = list(
                db.session.scalars(
                    select(Registration).where(Registration.course_id == self.course_id).order_by(Registration.id)
                )
            )
            return [each for each in found if each.person.full_name]


@pytest.mark.postgresql
def test_who_is_registered_without_a_line_has_a_seat_and_sent_twice_one(app: Flask) -> None:
    door, name = Doorstep(app), str(uuid4())
    at = clock.now()
    assert [door.send(uuid=name, at=at)["status"] for _ in range(2)] == ["done", "already_done"]
    (made,) = door.made()
    assert (made.person.full_name, made.person.phone, made.needs) == ("Trần Thị Bé", "+84912345678", "nophone")
    assert (made.way, made.made_by_id) == ("desk", door.head.id)
    with app.app_context():
        acts = list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.action == "registration.made")))
    assert len(acts) == 1


def test_help_that_few_ask_for_comes_from_a_phone_and_an_unknown_kind_is_left_out(app: Flask) -> None:
    door = Doorstep(app)
    assert door.send(needs=["companion", "sign", "throne"])["status"] == "done"
    assert [made.needs for made in door.made()] == ["sign companion"]


def test_other_content_under_the_same_uuid_is_a_conflict(app: Flask) -> None:
    door, name = Doorstep(app), str(uuid4())
    door.send(uuid=name)
    assert door.send({"full_name": "Nông Văn Chín"}, uuid=name)["status"] == "conflict"
    assert len(door.made()) == 1


def test_by_two_phones_one_person_is_registered_once_and_the_second_is_told(app: Flask) -> None:
    door = Doorstep(app)
    door.send()
    again = door.send({"phone": ""})
    assert again["status"] == "done"
    assert "đã có tên trong lớp này từ trước" in again["message"]
    assert len(door.made()) == 1


def test_when_the_seats_are_gone_they_wait_and_it_is_said(app: Flask) -> None:
    door = Doorstep(app)
    with app.app_context(), immediate() as session:
        course = session.get_one(Course, door.course_id)
        for number in range(3):
            make_registration(session, course, f"Nguyễn Văn Thử {number + 1}", 1950)
    answer = door.send()
    assert answer["status"] == "done"
    assert "đang chờ, thứ 1" in answer["message"]


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ({"residential_group": "TDP-2"}, "không thuộc tổ anh chị phụ trách"),
        ({"residential_group": "khac"}, "không thuộc tổ anh chị phụ trách"),
        ({"full_name": "  "}, ""),
        ({"birth_year": "1850"}, ""),
        ({"birth_year": str(clock.today().year - 8)}, "dưới 16 tuổi"),
    ],
)
def test_whom_the_plain_form_refuses_the_outbox_refuses(app: Flask, person: dict[str, str], words: str) -> None:
    door = Doorstep(app)
    answer = door.send(person)
    assert answer["status"] == "refused"
    assert words in answer["message"]
    assert door.made() == []


def test_a_class_of_another_ward_is_none_of_theirs(app: Flask) -> None:
    door = Doorstep(app)
    with app.app_context(), immediate() as session:
        make_course(session, make_ward(session), code="XA1")
    assert door.send(course="XA1")["status"] == "refused"


def test_a_class_for_other_groups_is_refused(app: Flask) -> None:
    door = Doorstep(app, who_may=WhoMay.GROUPS)
    assert door.send()["status"] == "refused"


def test_what_was_pressed_while_a_role_was_held_counts_when_it_comes_later(app: Flask) -> None:
    door = Doorstep(app)
    before = clock.now()
    with app.app_context(), immediate() as session:
        grant = session.get_one(RoleGrant, door.grant_id)
        grant.revoke(clock.now())
        make_grant(session, grant.account, grant.unit, Role.INSTRUCTOR)
    with clock.shifted(timedelta(minutes=5)):
        assert door.send(at=before - timedelta(minutes=1))["status"] == "done"
        assert door.send({"full_name": "Nông Văn Chín"})["status"] == "refused"

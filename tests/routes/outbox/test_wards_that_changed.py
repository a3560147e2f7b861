"""What phones kept while their ward was merged or divided: every kind arrives as it would have before, and the pages of
a class that was held before open for whoever kept its roll."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, Course, Lesson, LessonState, ResidentialGroup, Role, RoleGrant
from app.models.people.ward_division import divide
from app.models.people.ward_merging import merge
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, mark
from tests.conftest import put_back
from tests.factories import make_account, make_group, make_sign_in, make_ward
from tests.helping import HelpPhone
from tests.pages import Pages
from tests.routes.outbox.each_kind import Maker, each_kind

DAY = timedelta(days=1)


def merged(session: Session, ward: AdministrativeUnit) -> None:
    merge(session, [ward.id, make_ward(session).id], make_ward(session), clock.today(), clock.now())


def merged_twice(session: Session, ward: AdministrativeUnit) -> None:
    merged(session, ward)
    merged(session, ward.standing)


def gave_groups(session: Session, ward: AdministrativeUnit) -> None:
    _divided(session, ward, None)


def divided_up(session: Session, ward: AdministrativeUnit) -> None:
    _divided(session, ward, make_ward(session))


def _divided(session: Session, ward: AdministrativeUnit, rest: AdministrativeUnit | None) -> None:
    make_group(session, ward)
    groups = session.scalars(ResidentialGroup.of(ward.id)).all()
    other = make_ward(session)
    divide(session, ward, {each.id: other for each in groups}, rest, clock.today(), clock.now())


Change = Callable[[Session, AdministrativeUnit], None]
CHANGES: tuple[Change, ...] = (merged, merged_twice, gave_groups, divided_up)


def ward_of(session: Session, account: Account) -> AdministrativeUnit:
    return session.scalars(RoleGrant.with_places(account.id)).first().unit  # type: ignore[union-attr]


def change(app: Flask, account: Account, how: Change) -> None:
    with app.app_context(), immediate() as session:
        how(session, ward_of(session, account))


def over(room: Classroom) -> None:
    """The class's last lesson was held, and "Xong" is what its phone sends last."""
    with room.app.app_context(), immediate() as session:
        lessons = update(Lesson).where(Lesson.course_id == room.course_id)
        session.execute(lessons.values(state=LessonState.HELD, closed_at=clock.now() + timedelta(minutes=5)))


def phone_of(app: Flask, room: Classroom, account: Account) -> Phone:
    with app.app_context(), immediate() as session:
        token = make_sign_in(session, session.get_one(Account, account.id))
    return Phone.of(room, token, account.public_id)


def arrives_after_each(room: Classroom, account: Account, pressed: dict[str, Any], changes: Iterable[Change]) -> None:
    """What the phone of an account kept is stored once after each of the changes of its ward."""
    app = room.app
    over(room)
    for how in changes:
        with put_back(app), clock.shifted(DAY):
            change(app, account, how)
            for status in ("done", "already_done"):
                [answer] = phone_of(app, room, account).send([pressed])
                assert answer["status"] == status, f"{how.__name__}: {answer['message']}"


@each_kind
def test_each_kind_arrives_after_its_ward_changed(app: Flask, room: Classroom, name: str, made: Maker) -> None:
    account, data = made(app, room, name)
    arrives_after_each(room, account, HelpPhone(app, account).operation(name, data, clock.now()), CHANGES)


def officer_of(room: Classroom) -> Account:
    with room.app.app_context(), immediate() as session:
        return make_account(session, session.get_one(Course, room.course_id).unit, Role.OFFICER)


@pytest.mark.postgresql
@pytest.mark.parametrize("how", [merged, merged_twice, divided_up])
def test_a_class_held_before_its_ward_became_another_is_corrected_and_opens(room: Classroom, how: Change) -> None:
    officer = officer_of(room)
    with room.app.app_context():
        instructor = db.session.get_one(Account, room.account_id)
    pressed = [mark(room, 0), mark(room, 1), mark(room, 0, "absent"), mark(room, 1, "unmarked", undo=True)]
    over(room)
    with clock.shifted(DAY):
        change(room.app, officer, how)
        for who in (officer, instructor):
            assert set(phone_of(room.app, room, who).verdicts(pressed)) <= {"done", "already_done"}
            pages = Pages(room.app.test_client()).sign_in(who)
            for address in (room.address, f"{room.address}/nguoi/{room.people[0]}"):
                assert pages.client.get(address, follow_redirects=True).status_code == 200, address
        with room.app.app_context(), immediate() as session:
            stranger = make_account(session, make_ward(session), Role.INSTRUCTOR, Role.OFFICER)
        assert set(phone_of(room.app, room, stranger).verdicts([mark(room, 0)])) == {"refused"}
        assert Pages(room.app.test_client()).sign_in(stranger).client.get(room.address).status_code == 404


@pytest.mark.postgresql
@pytest.mark.parametrize("how", [gave_groups, divided_up])
def test_a_class_that_went_to_another_ward_takes_what_was_pressed_before(room: Classroom, how: Change) -> None:
    """Its instructor stays with the ward before: what comes after the division is another's."""
    with room.app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        course.groups = list(session.scalars(ResidentialGroup.of(course.unit_id)))
        instructor, went_from = session.get_one(Account, room.account_id), course.unit_id
    pressed = mark(room, 0)
    with clock.shifted(DAY):
        change(room.app, instructor, how)
        with room.app.app_context():
            course = db.session.scalars(select(Course).where(Course.id == room.course_id)).one()
            assert course.unit_id != went_from
        phone = phone_of(room.app, room, instructor)
        assert phone.verdicts([pressed, mark(room, 1)]) == ["done", "refused"]
        assert phone.client.get(room.address).status_code == 404
    with clock.shifted(40 * DAY):
        late = mark(room, 2, at=clock.now() - 40 * DAY)
        assert phone_of(room.app, room, instructor).verdicts([late]) == ["refused"]

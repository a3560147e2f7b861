"""By its name what a phone sends of each kind there is, for kits that send every kind."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import Account, Course, CourseSkill, Registration, ResidentialGroup, Role, Skill
from app.web.database import db, immediate
from tests.classroom import Classroom
from tests.doorsteps import Street
from tests.factories import make_account, make_course
from tests.helping import Counter, HelpPhone
from tests.pairs import House

# An operation of a kind, and whose phone sends it.
Made = tuple[Account, dict[str, Any]]
Maker = Callable[[Flask, Classroom, str], Made]


def in_class(**data: Any) -> Maker:
    """An operation at the lesson of the class, by its instructor."""

    def made(app: Flask, room: Classroom, name: str) -> Made:
        with app.app_context():
            held = select(Registration).where(Registration.public_id == room.people[0])
            token = db.session.scalars(held).one().ticket.token
            account = db.session.get_one(Account, room.account_id)
        person = {"full_name": "Bế Văn Thim", "birth_year": 1957, "residential_group": room.group_code}
        own = (
            {"registration": str(uuid.uuid4()), "person": person}
            if name == "walk_in"
            else {"registration": room.people[0]}
        )
        return account, {"lesson": room.lesson, "ticket": token, **own, **data}

    return made


def asked_at_class(app: Flask, room: Classroom, name: str) -> Made:
    """A press at the lesson of the class, which asks about a skill."""
    with app.app_context(), immediate() as session:
        course = session.get_one(Course, room.course_id)
        skill = Skill(unit_id=course.unit_id, key="tu_lam", label="Tự làm được")
        session.add(skill)
        session.flush()
        CourseSkill.ask(session, course.id, [skill])
        key = skill.key
    account, said = in_class()(app, room, name)
    return account, {"lesson": said["lesson"], "skill": key, "can": True, "registrations": said["registration"]}


def at_a_house(app: Flask, room: Classroom, name: str) -> Made:
    street = Street.build(app, "14")
    return street.head, street.said(street.houses["14"])["data"]


def at_a_new_house(app: Flask, room: Classroom, name: str) -> Made:
    street = Street.build(app, "14")
    made = {"alley": "Ngõ 12", "number": "16", "head": "Ma Văn Cường", "group": street.group.code}
    return street.head, street.said(str(uuid.uuid4()), made=made)["data"]


def at_a_mentees(app: Flask, room: Classroom, name: str) -> Made:
    house = House.build(app)
    return house.village.account, {"mentorship": house.pair.public_id, "met": True}


def with_a_new_mentee(app: Flask, room: Classroom, name: str) -> Made:
    house = House.build(app)
    person = {"full_name": "Trần Thị Bé", "birth_year": "1950", "residential_group": house.village.group.code}
    return house.village.account, {"person": person, "consent": "2026-11"}


def at_the_counter(app: Flask, room: Classroom, name: str) -> Made:
    with app.app_context(), immediate() as session:
        helper = Counter(session).helper
        session.expunge_all()
    return helper, HelpPhone(app, helper).help()["data"]


def anothers_help(app: Flask, room: Classroom, name: str) -> Made:
    with app.app_context(), immediate() as session:
        counter = Counter(session)
        officer = make_account(session, counter.ward, Role.OFFICER)
        session.expunge_all()
    phone = HelpPhone(app, counter.helper)
    given = phone.help()
    assert phone.verdicts(given) == ["done"]
    return officer, {"record": given["uuid"], "minutes": 9, "why": "Ghi nhầm số phút"}


def at_a_neighbours(app: Flask, room: Classroom, name: str) -> Made:
    street = Street.build(app, "14")
    with app.app_context(), immediate() as session:
        group = session.get_one(ResidentialGroup, street.group.id)
        course = make_course(session, group.unit)
        person = {"full_name": "Trần Thị Bé", "birth_year": "1950", "residential_group": group.code}
        return street.head, {"course": course.code, "person": person}


# By its name what a phone sends of each kind there is.
BY_KIND: Mapping[str, tuple[Maker, ...]] = {
    "mark": (in_class(status="present"),),
    "scan": (in_class(shown="Có mặt"),),
    "walk_in": (in_class(),),
    "note": (in_class(text="Lớp đông"),),
    "skill": (asked_at_class,),
    "close": (in_class(heads=3),),
    "entry": (at_a_house, at_a_new_house),
    "visit": (at_a_mentees,),
    "mentorship": (with_a_new_mentee,),
    "registration": (at_a_neighbours,),
    "help_record": (at_the_counter,),
    "help_correction": (anothers_help,),
}
EACH = [(name, made) for name, made_of in BY_KIND.items() for made in made_of]
# A test that is asked of each.
each_kind = pytest.mark.parametrize(
    ("name", "made"), EACH, ids=[f"{name}-{place}" for place, (name, _made) in enumerate(EACH)]
)

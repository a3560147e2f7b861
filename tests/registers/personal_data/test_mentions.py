"""Wherever the name or the number of somebody stands, in whatever spelling, it is found, shown and taken out when they
are erased as they asked; whoever else is called so keeps theirs."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, String, func, select, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.models import (
    AdministrativeUnit,
    AuditEvent,
    Base,
    Course,
    HelpRequest,
    HelpTopic,
    Membership,
    Person,
    Registration,
    ResidentialGroup,
    Team,
    Ticket,
)
from app.models.helping.requests.requesting import RequestStage
from app.models.trust.lifting import lifted
from app.registers.personal_data.called import Called
from app.registers.personal_data.erasing import StillNeeded, anonymise
from app.registers.personal_data.fields import OF_COLUMN
from app.registers.personal_data.holdings import key_of
from app.registers.personal_data.mentions import Search
from app.registers.personal_data.personal import Then
from app.registers.personal_data.searched import of_units, searched, tables
from app.registers.personal_data.titles import title_of
from app.web.database import db, immediate
from tests.factories import make_course, make_person, make_registration, make_ward
from tests.registers.personal_data.rows import a_row

NAME, PHONE = "Đàm Quỳnh Zương", "+84987123456"
CALLED = Called.by([NAME], [PHONE])
# As people write it, in turn, so that each column holds one of them.
SPELT = (
    "Đàm Quỳnh Zương", "ĐÀM QUỲNH  ZƯƠNG", "0987 123 456", "+84987123456", "bà Đàm Quỳnh Zương 0987.123.456 đón",
    "dam quynh zuong 84987123456", "0987123456",
)  # fmt: skip


def fed(session: Session, ward_id: int) -> set[str]:
    """Put them into one row of each table of a ward, in each column that takes a text; returns in which."""
    places = set()
    with lifted(session):
        for table in tables():
            if table.name == "person":
                continue
            keys = session.execute(
                select(*key_of(table))
                .where(of_units(table, [ward_id]))
                .order_by(*(each.desc() for each in key_of(table)))
                .limit(99)
            ).all()
            for place, column in enumerate(searched(table)):
                if any(takes(session, column, key, place) for key in keys):
                    places.add(f"{table.name}.{column.name}")
    return places


def takes(session: Session, column: Column[Any], key: Any, place: int) -> bool:
    """Put them into a column, where the database lets a sentence stand."""
    table = Base.metadata.tables[str(column.table)]
    same = [part == value for part, value in zip(key_of(table), key, strict=True)]
    words = SPELT[place % len(SPELT)]
    if "phone" in column.name:
        words = PHONE
    try:
        with session.begin_nested():
            session.execute(update(table).where(*same).values({column: words}))
    except (IntegrityError, DataError):
        return False
    return True


def where_they_stand(session: Session) -> set[str]:
    """Every column of every table in which they stand."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table))
        for column in table.columns
        if isinstance(text := row._mapping[column.name], str) and CALLED.find(text)
    }


def prepared(session: Session, ward: AdministrativeUnit) -> int:
    """A ward in which there is a row of everything, and somebody on file of whom nothing goes on; their number."""
    person = make_person(session, ward, NAME, 1951, phone=PHONE)
    team = session.scalars(Team.standing_in([ward.id])).first()
    seat = session.scalars(select(Registration).join(Registration.course).where(Course.unit_id == ward.id)).first()
    assert team
    assert seat
    team.name_in(session, "Nông Thị Hạ", "", day=clock.today())
    typed: dict[str, Any] = {"typed_name": "X", "typed_birth_year": 1950, "submission": str(uuid.uuid4())}
    session.add(Ticket(course=seat.course, repeats_id=seat.id, created_at=clock.now(), **typed))
    session.flush()
    with lifted(session):
        for table in tables():
            if not session.scalar(select(func.count()).select_from(table).where(of_units(table, [ward.id]))):
                a_row(session, table, ward.id)
    return person.id


def is_text(place: str) -> bool:
    """Whether a column holds words."""
    table, _dot, column = place.partition(".")
    return isinstance(Base.metadata.tables[table].c[column].type, String)


# What was sent or filed under a number, for good.
LOCKED = {"report", "document", "report_arrival"}


@pytest.mark.core("erasure of every declared column")
def test_every_declared_column_is_searched_and_emptied(used: Flask) -> None:
    with used.app_context():
        with immediate() as session:
            ward = session.scalars(ResidentialGroup.wards_for_people()).first()
            assert ward
            person_id = prepared(session, ward)
            places = fed(session, ward.id)
            session.execute(update(Membership).where(Membership.phone == PHONE).values(until=Membership.since))
            over = {"state": RequestStage.CANCELLED, "done_at": None}
            session.execute(update(HelpRequest).where(HelpRequest.phone == PHONE).values(over))
        declared = {".".join(place) for place, field in OF_COLUMN.items() if field.then is Then.EMPTY}
        words = {f"{table.name}.{column.name}" for table in tables() for column in searched(table)}
        assert {place for place in (declared & words) - places if not place.startswith("person.")} == set()
        assert {place for place in declared - words if is_text(place)} == set()
        assert places <= where_they_stand(db.session())
        db.session.rollback()

        with immediate() as session:
            person = session.get_one(Person, person_id)
            erased = anonymise(session, person, now=clock.now(), why="asked", is_meant=lambda mention: True)

        assert {place for place in where_they_stand(db.session()) if place.split(".")[0] not in LOCKED} == set()
        assert set(erased.left) == {title_of(table) for table in LOCKED}
        assert AuditEvent.first_broken(db.session()) is None


@pytest.fixture
def ward(app: Flask) -> Iterator[AdministrativeUnit]:
    """A ward on an empty database."""
    with app.app_context():
        with immediate() as session:
            made = make_ward(session)
        yield made


def sure(session: Session, person: Person) -> dict[str, bool]:
    """In which tables somebody stands, and whether it is they."""
    return {each.table: each.sure for each in Search.of(session, person).mentions(session) if not each.own}


def test_whoever_is_called_the_same_keeps_their_name_unless_the_office_says_otherwise(
    app: Flask, ward: AdministrativeUnit
) -> None:
    with immediate() as session:
        unit = session.merge(ward)
        person = make_person(session, unit, NAME, 1951, phone=PHONE)
        child = make_registration(session, make_course(session, unit), "Đàm Gia Bảo", 2015, guardian="Lò Thị Ún")
        child.guardian = NAME
        session.flush()
        assert sure(session, person) == {"registration": True}
        make_person(session, unit, NAME, 1960)
        assert sure(session, person) == {"registration": False}
        child.guardian = f"{NAME}, 0987 123 456"
        session.flush()
        assert sure(session, person) == {"registration": True}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Bà dam quynh zuong hẹn lại", False), ("Bà Đàm Quỳnh Zương hẹn lại", True), ("Đàm Quỳnh Zưong", None),
        ("gọi 0987.123.456", True), ("gọi 10987123456", None), ("Đàm Quỳnh, Zương", None),
    ],
)  # fmt: skip
def test_accents_count_unless_there_are_none(
    app: Flask, ward: AdministrativeUnit, words: str, found: bool | None
) -> None:
    with immediate() as session:
        unit = session.merge(ward)
        person = make_person(session, unit, NAME, 1951, phone=PHONE)
        make_registration(session, make_course(session, unit), "Nông Thị Hạ", 1970).door_line = words
        session.flush()
        assert sure(session, person).get("registration") is found


def test_a_number_that_a_family_shares_stays_with_the_others(app: Flask, ward: AdministrativeUnit) -> None:
    with immediate() as session:
        unit = session.merge(ward)
        person = make_person(session, unit, NAME, 1951, phone=PHONE)
        other = make_person(session, unit, "Nông Văn Bình", 1949, phone=PHONE)
        assert sure(session, person) == {"person": False}
        erased = anonymise(session, person, now=clock.now(), why="asked")
        session.flush()
        assert (other.phone, erased.left) == (PHONE, ("Hồ sơ",))


def test_what_stands_in_another_ward_stays(app: Flask, ward: AdministrativeUnit) -> None:
    with immediate() as session:
        person = make_person(session, session.merge(ward), NAME, 1951, phone=PHONE)
        away = make_registration(session, make_course(session, make_ward(session)), "Nông Thị Hạ", 1970)
        away.door_line = "Bà Đàm Quỳnh Zương 0987 123 456 đón"
        session.flush()
        assert sure(session, person) == {}


def test_who_waits_by_their_number_and_a_second_row_of_theirs_come_first(app: Flask, ward: AdministrativeUnit) -> None:
    with immediate() as session:
        unit = session.merge(ward)
        supply(session, unit)
        person = make_person(session, unit, NAME, 1951, phone=PHONE)
        topic = session.scalars(HelpTopic.of(unit.id)).first()
        assert topic
        session.add(HelpRequest(
            submission="1", unit=unit, full_name="Nông Thị Hạ", asked_by=NAME, phone=PHONE, topic=topic,
            due_on=clock.today(), made_at=clock.now(),
        ))  # fmt: skip
        make_person(session, unit, NAME.upper(), 1952, phone=PHONE)
        with pytest.raises(StillNeeded) as needed:
            anonymise(session, person, now=clock.now(), why="asked")
    assert "Nông Thị Hạ" in needed.value.why
    assert "sinh 1952" in needed.value.why

"""Wherever the name or the number of somebody stands, in whatever spelling, it is found, shown and taken out when they
are erased as they asked; whoever else is called so keeps theirs."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, String, func, insert, literal, select, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import supply
from app.models import (
    Account,
    AdministrativeUnit,
    AuditEvent,
    Base,
    Course,
    DataRequest,
    HelpRequest,
    HelpTopic,
    Membership,
    Person,
    Registration,
    ResidentialGroup,
    Role,
    Team,
    ThanksLetter,
    Ticket,
)
from app.models.base import noun_of
from app.models.helping.requests.requesting import RequestStage
from app.models.movement.represented import REPRESENTING, OrganisationSite
from app.models.movement.representing import differing
from app.models.trust.data_rights import Right
from app.models.trust.lifting import lifted
from app.registers.personal_data.erasing import StillNeeded, anonymise
from app.registers.personal_data.fields import OF_COLUMN
from app.registers.personal_data.holdings import key_of
from app.registers.personal_data.mentions import Search
from app.registers.personal_data.personal import Then
from app.registers.personal_data.searched import Called, of_units, searched, tables
from app.registers.personal_data.titles import title_of
from app.web.database import db, immediate
from tests.factories import (
    make_account,
    make_course,
    make_organisation,
    make_person,
    make_registration,
    make_ward,
)
from tests.pages import Page, Pages
from tests.pairs import make_ambassador
from tests.registers.personal_data.rows import a_row

NAME, PHONE = "Đàm Quỳnh Zương", "+84987123456"
FOLLOWING = {each.__mapper__.polymorphic_identity for each in REPRESENTING.values()}
CALLED = Called.by([NAME], [PHONE])
# As people write it, in turn, so that each column holds one of them.
SPELT = (
    "Đàm Quỳnh Zương", "ĐÀM QUỲNH  ZƯƠNG", "0987 123 456", "+84987123456", "bà Đàm Quỳnh Zương 0987.123.456 đón",
    "dam quynh zuong 84987123456", "0987123456",
)  # fmt: skip


def fed(session: Session, ward_id: int) -> set[str]:
    """Put them into one row of each table of a ward, and of each kind of rows that share a table, in each column that
    takes a text; returns in which. Sites that follow another row are called as it is."""
    places = set()
    with lifted(session):
        for table in tables():
            if table.name == "person":
                continue
            kind = noun_of(table.name).__mapper__.polymorphic_on
            of_kind = kind if kind is not None and kind.table is table else literal("")
            wanted = select(*key_of(table), of_kind.label("_kind")).where(of_units(table, [ward_id]))
            newest: dict[str, list[Any]] = {}
            for *key, one in session.execute(wanted.order_by(*(each.desc() for each in key_of(table)))):
                newest.setdefault(one, []).append(key)
            for place, column in enumerate(searched(table)):
                for one in newest.keys() - FOLLOWING:
                    if any(takes(session, column, key, place) for key in newest[one][: 99 if len(newest) == 1 else 9]):
                        places.add(f"{table.name}.{column.name}")
    for site in differing(session, [ward_id]):
        site.align()
    session.flush()
    return places


def takes(session: Session, column: Column[Any], key: Any, place: int) -> bool:
    """Put them into a column, where the database lets a sentence stand."""
    table = Base.metadata.tables[str(column.table)]
    same = [part == value for part, value in zip(key_of(table), key, strict=True)]
    words = SPELT[place % len(SPELT)]
    if "phone" in column.name:
        words = PHONE
    if str(column) == "programme_version.said":  # every page reads it
        stood = session.scalars(select(column).where(*same)).one()
        words = stood.replace('"label":"', f'"label":"{words} ', 1)
    try:
        with session.begin_nested():
            session.execute(update(table).where(*same).values({column: words}))
    except (IntegrityError, DataError):
        return False
    return True


def where_they_stand(session: Session) -> set[str]:
    """Every column of every table in which they stand; of a site that follows another row, in that."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table))
        if table.name != "site" or row._mapping["kind"] not in FOLLOWING
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
LOCKED = {"report", "document", "report_arrival", "programme_version"}


def is_locked(place: str) -> bool:
    """Whether nothing may change what stands there; why a document is no longer valid, is said beside it."""
    return place.split(".")[0] in LOCKED and place != "document.end_reason"


def review(app: Flask) -> Page:
    """They came to the counter of the demo ward and asked to be erased; the page on which the officer reads it."""
    with app.app_context():
        officer = db.session.scalars(Account.called("canbo")).one()
        person = db.session.scalars(select(Person).where(Person.full_name == NAME)).one().public_id
    who = {"full_name": NAME, "birth_year": "1951", "phone": PHONE, "kind": Right.ERASURE, "way": "desk"}
    form = Pages(app.test_client()).sign_in(officer).get("/van-phong/quyen/moi").form("/moi")
    return form.submit(who).form("/nguoi-hoi").submit({"how": "paper", "person": person})


@pytest.fixture
def subclasses_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mappers, which stand in a set, in the order in which a table's name leads to a subclass first."""
    every = sorted(Base.registry.mappers, key=lambda mapper: (mapper.base_mapper is mapper, mapper.class_.__name__))
    monkeypatch.setattr(type(Base.registry), "mappers", property(lambda self: every))


@pytest.mark.core("erasure of every declared column")
@pytest.mark.usefixtures("subclasses_first")
def test_every_declared_column_is_searched_and_emptied(used: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the page of the request, with a row of each kind of site."""
    monkeypatch.setattr("app.routes.office.rights.data_decisions.wipe", lambda: None)  # nothing is committed here
    with used.app_context():
        with immediate() as session:
            ward = session.scalars(ResidentialGroup.wards_for_people()).first()
            assert ward
            prepared(session, ward)
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

    page = review(used)
    shown = page.form("/xoa").fields["da-xem"]
    page = page.form("/xoa").submit({"xoa-o": shown})
    assert "Đã xóa" in page.text

    with used.app_context():
        assert {place for place in where_they_stand(db.session()) if not is_locked(place)} == set()
        assert list(differing(db.session())) == []
        asked = db.session.scalars(select(DataRequest).order_by(DataRequest.id.desc()).limit(1)).one()
        left = {where for where, why in asked.came_of_it["stays"] if "văn bản đã khóa" in why}
        assert left == {title_of(table) for table in LOCKED}
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


def test_a_business_called_after_its_owner_is_shown_and_decided_apart_from_its_contact(
    app: Flask, ward: AdministrativeUnit
) -> None:
    with immediate() as session:
        unit = session.merge(ward)
        person = make_person(session, unit, NAME, 1951)
        named = f"Hộ kinh doanh {NAME}"
        shop = make_organisation(session, unit, named)
        shop.contact_name, shop.address = NAME, f"Nhà bà {NAME}, ngõ 3"
        site = OrganisationSite.made_for(shop)
        session.add(site)
        session.flush()
        found = [each for each in Search.of(session, person).mentions(session) if not each.own]
        assert {each.id: (each.sure, each.words) for each in found} == {
            f"organisation.{shop.id}": (True, NAME),
            f"organisation.{shop.id}.ten": (False, f"{named}; Nhà bà {NAME}, ngõ 3"),
        }
        anonymise(session, person, now=clock.now(), why="asked", is_meant=lambda mention: not mention.sure)
        session.flush()
        assert (shop.name, shop.address, shop.contact_name) == (
            "Hộ kinh doanh (đã xóa)", "Nhà bà (đã xóa), ngõ 3", NAME,
        )  # fmt: skip
        assert site.name == shop.name


def test_why_a_letter_of_thanks_was_declined_goes_with_the_ambassador(app: Flask, ward: AdministrativeUnit) -> None:
    with immediate() as session:
        letter = ThanksLetter.__table__
        unit = session.merge(ward)
        ambassador = make_ambassador(session, unit, NAME)
        leader = make_account(session, unit, Role.LEADER)
        a_letter = {
            "public_id": str(uuid.uuid4()), "unit_id": unit.id, "ambassador_id": ambassador.id, "year": 2026,
            "said": "{}", "proposed_by_id": leader.id, "proposed_at": clock.now(), "declined_at": clock.now(),
            "declined_by_id": leader.id, "declined_why": f"Bà {NAME} mới làm hai tháng", "name_key": "",
            "file": "", "sha256": "", "revoked_why": "", "version": 1,
        }  # fmt: skip
        session.execute(insert(letter).values(a_letter))
        ambassador.until = clock.today()
        anonymise(session, ambassador.person, now=clock.now())
        assert session.scalars(select(ThanksLetter.declined_why)).all() == ["–"]


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

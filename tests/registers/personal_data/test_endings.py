"""What is declared to be emptied is: a word is put into every place of it, its time ends, and the word is gone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Boolean, Date, Integer, Table, exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.jobs import forgetting, sweeping
from app.models import (
    Ambassador,
    AmbassadorOffer,
    Base,
    DataRequest,
    DataRequestStep,
    HelpRequest,
    HelpRequestStep,
    Membership,
    Mentorship,
    Organisation,
    PairOutcome,
    Person,
    Registration,
    ResidentialGroup,
    Team,
)
from app.models.trust.lifting import lifted
from app.registers.personal_data.emptying import NOTHING, only
from app.registers.personal_data.erasing import anonymise
from app.registers.personal_data.fields import FIELDS
from app.registers.personal_data.holdings import WAYS, Holdings, theirs
from app.registers.personal_data.personal import (
    CASE,
    CLOSED,
    CONTACT,
    LAST_SEEN,
    LEFT,
    LOG,
    MERGED_HOUSE,
    OFFER,
    REQUEST,
    RIGHT,
    Then,
)
from app.registers.personal_data.searched import of_units
from app.web.database import db, immediate
from tests.registers.personal_data.rows import a_row

WORD, YEAR = "Chữ riêng bảy", 1951
LATER = timedelta(days=3 * 366)
EMPTIED = [field for field in FIELDS if field.then is Then.EMPTY]
# The rows in which the word stood: table, column, keys.
Held = list[tuple[str, str, Sequence[int]]]


def put(session: Session, unit_id: int, place: tuple[str, str], people: Sequence[int] | None = None) -> Sequence[int]:
    """Put the word, or a day or a year, into all rows of a place that the database lets have it; returns which."""
    table = Base.metadata.tables[place[0]]
    column = table.c[place[1]]
    which = of_units(table, [unit_id]) if people is None else theirs(table, Holdings(people, (), ()))
    if column.foreign_keys or isinstance(column.type, Boolean):
        return session.scalars(select(table.c.id).where(which, column.is_not(None))).all()
    value = YEAR if isinstance(column.type, Integer) else clock.today() if isinstance(column.type, Date) else WORD
    held = []
    for key in session.scalars(select(table.c.id).where(which, only(column))).all():
        try:
            with session.begin_nested():
                words = f"{WORD} {key}" if value == WORD else value
                session.execute(update(table).where(table.c.id == key).values({column: words}))
            held.append(key)
        except IntegrityError:
            continue
    return held


def owners(session: Session, unit_id: int, table: Table) -> list[int]:
    """Somebody who has a row of a table."""
    people = session.scalars(select(Person.id).where(Person.unit_id == unit_id)).all()
    has = (each for each in people if session.scalar(select(exists().where(theirs(table, Holdings([each], (), ()))))))
    return [next(has)]


def end_people(session: Session, unit_id: int, people: Sequence[int]) -> None:
    """Nobody was seen for three years, nothing goes on."""
    for pair in session.scalars(select(Mentorship).where(Mentorship.until.is_(None))):
        pair.end(PairOutcome.MOVED, day=pair.since)
    for noun in (Ambassador, Membership):
        session.execute(update(noun).where(noun.until.is_(None)).values(until=noun.since))
    for each in people:
        anonymise(session, session.get_one(Person, each), now=clock.now())


def end_requests() -> None:
    with immediate() as session:
        session.execute(update(HelpRequest).values(state="cancelled", done_at=None))
    sweeping.forget_requests()


def end_offers() -> None:
    with immediate() as session:
        session.execute(update(AmbassadorOffer).values(state="declined", why=WORD, decided_at=clock.now() - LATER))
    sweeping.forget_offers()


def end_data_requests() -> None:
    with immediate() as session:
        session.execute(update(DataRequest).values(state="withdrawn", done_at=None))
    sweeping.forget_data_requests()


def end_memberships() -> None:
    with immediate() as session:
        session.execute(update(Membership).values(until=Membership.since))
        forgetting.forget_members(session, clock.now())


def end_nights() -> None:
    with immediate() as session:
        for sweep in forgetting.IN_ONE_GO:
            sweep(session, clock.now())


def retire_all() -> None:
    with immediate() as session:
        for each in session.scalars(select(Organisation)):
            each.retire(clock.today())


ENDS: Mapping[str, Callable[[], None]] = {
    CLOSED.key: end_nights,
    REQUEST.key: end_requests,
    OFFER.key: end_offers,
    LEFT.key: end_memberships,
    LOG.key: end_nights,
    MERGED_HOUSE.key: end_nights,
    RIGHT.key: end_data_requests,
    CONTACT.key: retire_all,
}
OF_PEOPLE = (LAST_SEEN.key, CASE.key)


def left(held: Held) -> list[str]:
    """Where the word stands yet."""
    found = []
    for name, column, keys in held:
        table = Base.metadata.tables[name]
        values = db.session.scalars(select(table.c[column]).where(table.c.id.in_(keys)))
        found += [f"{name}.{column}" for value in values if value not in NOTHING and value != YEAR - YEAR % 10]
    return sorted(set(found))


def with_rows(session: Session, unit_id: int, names: Sequence[str]) -> None:
    """Let each of some tables have a row."""
    with lifted(session):
        for name in names:
            table = Base.metadata.tables[name]
            if not session.scalar(select(func.count()).select_from(table).where(of_units(table, [unit_id]))):
                a_row(session, table, unit_id)


def test_every_time_of_what_is_emptied_is_ended_here() -> None:
    assert {field.time.key for field in EMPTIED} == {*ENDS, *OF_PEOPLE}


@pytest.mark.parametrize("time", sorted({field.time.key for field in EMPTIED} - set(OF_PEOPLE)))
def test_what_is_declared_to_be_emptied_is_when_its_time_ends(used: Flask, time: str) -> None:
    places = [place for field in EMPTIED if field.time.key == time for place in field.places]
    with used.app_context():
        with immediate() as session:
            ward = session.scalars(ResidentialGroup.wards_for_people()).first()
            assert ward
            team = session.scalars(Team.standing_in([ward.id])).first()
            assert team
            team.name_in(session, "Nông Thị Hạ", "", day=clock.today())
            also = ["data_request_step"] if time == RIGHT.key else []
            with_rows(session, ward.id, list(dict.fromkeys([*(table for table, _column in places), *also])))
            with lifted(session):
                held: Held = [(*place, put(session, ward.id, place)) for place in places]
                for noun in (HelpRequestStep, DataRequestStep):
                    session.execute(update(noun).values(at=clock.now() - timedelta(days=9)))
        assert [f"{table}.{column}" for table, column, keys in held if not keys] == []
        with clock.shifted(LATER):
            ENDS[time]()
        assert left(held) == []


# Of no row in the demo ward: what only a repeated ticket has.
MAY_LACK = {"ticket.typed_name"}


def test_what_is_declared_to_be_emptied_with_a_person_is(used: Flask) -> None:
    places = [place for field in EMPTIED if field.time.key in OF_PEOPLE for place in field.places]
    with used.app_context():
        with immediate() as session:
            ward = session.scalars(ResidentialGroup.wards_for_people()).first()
            assert ward
            with_rows(session, ward.id, list(dict.fromkeys(table for table, _column in places)))
            unit_id, people = ward.id, set[int]()
            session.execute(update(Base.metadata.tables["help_record"]).values(
                person_id=session.scalars(select(Person.id).where(Person.unit_id == unit_id)).first()
            ))  # fmt: skip
            for table in dict.fromkeys(table for table, _column in places):
                assert table in WAYS, "nothing leads from there to a person: they would not be erased there"
                people.update(owners(session, unit_id, Base.metadata.tables[table]))
            works = select(Person.id).where(Person.unit_id == unit_id, Person.organisation_id.is_not(None))
            people.update(session.scalars(works.order_by(Person.id).limit(1)))
            removed = {"state": "removed", "position": None, "offered_until": None, "ended_at": clock.now()}
            session.execute(update(Registration).where(Registration.person_id.in_(people)).values(removed))
            with lifted(session):
                held: Held = [(*place, put(session, unit_id, place, sorted(people))) for place in places]
        assert {f"{table}.{column}" for table, column, keys in held if not keys} <= MAY_LACK
        with clock.shifted(LATER), immediate() as session:
            end_people(session, unit_id, sorted(people))
        assert left(held) == []

"""Plates are counted as of a day, found when they run out, and stay with a house that turns out to be another."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.programmes import indicator_called
from app.models import Account, AdministrativeUnit, Household, Plate, Recognition, Role
from app.models.movement.candidates import candidate_count, candidates
from app.models.movement.site_merging import merge_sites
from app.registers.indicator import Scope
from app.web.database import immediate
from tests.factories import make_account, make_ward
from tests.recognising import make_met, make_recognising, propose, record


def people(session: Session) -> tuple[AdministrativeUnit, Account, Account]:
    unit = make_ward(session)
    return unit, make_account(session, unit, Role.OFFICER), make_account(session, unit, Role.LEADER)


def given(session: Session, count: int) -> tuple[AdministrativeUnit, Account, Account, list[Household]]:
    """A ward whose houses were all recognised today."""
    unit, officer, leader = people(session)
    houses = make_met(session, unit, count)
    propose(session, make_recognising(session, unit), houses, by=officer).approve(session, by=leader, now=clock.now())
    return unit, officer, leader, houses


def figures(session: Session, unit: AdministrativeUnit, days: int) -> tuple[object, object]:
    """How many are recognised as of so many days from now, and whose plate has run out."""
    day = clock.today() + timedelta(days=days)
    scope = Scope((unit.id,), day.replace(month=1, day=1), day)
    found = [indicator_called(session, f"household.{key}", [unit.id]) for key in ("recognised", "lapsed")]
    told = [each.figure(session, scope) for each in found if each]
    return told[0], told[1]


@pytest.mark.postgresql
def test_a_plate_counts_from_its_day_to_its_last_and_is_told_beside_afterwards(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, _officer, _leader, houses = given(session, 3)
        record(session, houses[0], teaches=False)  # what was recorded since takes nothing away
        last = (clock.today().replace(year=clock.today().year + 2) - clock.today()).days

        assert figures(session, unit, -1) == (0, 0)
        assert figures(session, unit, 0) == (3, 0)
        assert figures(session, unit, last) == (3, 0)
        assert figures(session, unit, last + 1) == (0, 3)


@pytest.mark.postgresql
def test_what_runs_out_within_sixty_days_is_due_and_proposed_by_a_later_entry_alone(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, _officer, _leader, houses = given(session, 2)
        programme = make_recognising(session, unit)
        assert programme.current
        last = (clock.today().replace(year=clock.today().year + 2) - clock.today()).days
        for before, due in ((61, 0), (60, 2), (-30, 2)):
            day = clock.today() + timedelta(days=last - before)
            assert session.scalar(Plate.count_due(programme.id, day)) == due
        with clock.shifted(timedelta(days=1)):
            record(session, houses[1])
        near = clock.today() + timedelta(days=last - 60)
        assert [each.site.id for each in candidates(session, programme.current, near)] == [houses[1].id]
        early = clock.today() + timedelta(days=last - 61)
        assert candidates(session, programme.current, early) == []
        counts = [candidate_count(session, programme.current, day) for day in (near, early)]
        assert counts == [1, 0]


@pytest.mark.postgresql
def test_two_houses_that_are_one_keep_the_later_plate(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, _officer, _leader, (kept, gone) = given(session, 2)
        later = session.scalars(select(Plate).where(Plate.site_id == gone.id)).one()
        earlier = session.scalars(select(Plate).where(Plate.site_id == kept.id)).one()

        merge_sites(session, gone, kept, clock.now())

        assert [(each.number, each.state, each.site_id) for each in (earlier, later)] == [
            (1, "replaced", kept.id), (2, "standing", kept.id),
        ]  # fmt: skip
        assert figures(session, unit, 0) == (1, 0)


def test_of_two_proposals_of_one_house_one_waits_on(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, officer, _leader = people(session)
        kept, gone = make_met(session, unit, 2)
        listed = propose(session, make_recognising(session, unit), [kept, gone], by=officer)

        merge_sites(session, gone, kept, clock.now())

        assert [each.state for each in session.scalars(select(Plate).order_by(Plate.id))] == ["proposed", "dropped"]
        assert len(listed.plates(session)) == 1


@pytest.mark.postgresql
def test_a_house_waits_on_one_list_alone(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, officer, _leader = people(session)
        programme, houses = make_recognising(session, unit), make_met(session, unit, 1)
        assert programme.current
        before = candidates(session, programme.current, clock.today())
        propose(session, programme, houses, by=officer)

        assert candidates(session, programme.current, clock.today()) == []
        with pytest.raises(IntegrityError), session.begin_nested():
            Recognition.submit(session, programme.current, before, by=officer, now=clock.now())

"""With `one_per` each organisation that records has an entry of its own of a subject and period."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.entries.asked_now import asked_now
from app.entries.senders import EntrySender
from app.models import Organisation, Programme, ProgrammeEntry, Site
from app.models.movement import entry_recording, merging
from app.models.movement.declaration_reading import read
from app.models.movement.programme import Fixed
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.returns import moment
from tests.unions import DECLARED, LAST, THIS, make_unions, report

pytestmark = pytest.mark.usefixtures("november")
# The period of a year is open until the next one ends.
DAY, LATER = date(2026, 11, 3), date(2026, 11, 9)


def standing(session: Session) -> list[tuple[int, bool, bool]]:
    """Of each entry its key, whether it is the newest, whether it counts."""
    rows = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
    return [(each.organiser_key, each.latest, each.counts) for each in rows]


def test_what_a_union_sends_replaces_its_own_alone(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        made = make_unions(session)
        women, farmers, site = made.women, made.farmers, made.sites[0]
        report(session, made.programme, site, women, LAST, DAY, helpers=2)
        report(session, made.programme, site, farmers, LAST, DAY, helpers=3)
        report(session, made.programme, site, None, LAST, DAY, helpers=1)
        report(session, made.programme, site, women, THIS, DAY, helpers=4)
        again = report(session, made.programme, site, women, LAST, LATER, helpers=5)
        assert standing(session) == [
            (women.id, False, False), (farmers.id, True, True), (0, True, True), (women.id, True, True),
            (women.id, True, True),
        ]  # fmt: skip
        entry_recording.withdraw(session, again, clock.now())
        assert standing(session)[0] == (women.id, True, True)


def test_without_it_there_is_one_whoever_records(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        made = make_unions(session, one_per=None, counts=[])
        report(session, made.programme, made.sites[0], made.women, LAST, DAY, helpers=2)
        report(session, made.programme, made.sites[0], made.farmers, LAST, LATER, helpers=3)
        assert standing(session) == [(0, False, False), (0, True, True)]


@pytest.mark.postgresql
def test_the_database_itself_has_one_of_each_organiser(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        made = make_unions(session)
        report(session, made.programme, made.sites[0], made.women, LAST, DAY, helpers=2)
        report(session, made.programme, made.sites[0], made.farmers, LAST, DAY, helpers=3)
        own = {"organiser_key": made.women.id, "organisation_id": made.women.id}
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(update(ProgrammeEntry).values(**own))
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(update(ProgrammeEntry).values(organiser_key=made.women.id))


@pytest.mark.postgresql
def test_of_two_unions_that_are_one_the_later_entry_stays(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        made = make_unions(session)
        first, second = made.sites[:2]
        report(session, made.programme, first, made.women, LAST, DAY, helpers=2)
        report(session, made.programme, first, made.farmers, LAST, LATER, helpers=3)
        report(session, made.programme, second, made.farmers, LAST, DAY, helpers=4)
        merging.merge(session, made.farmers, made.women, LATER)
        key = made.women.id
        assert standing(session) == [(key, False, False), (key, True, True), (key, True, True)]
        assert set(session.scalars(select(ProgrammeEntry.organisation_id))) == {key}


def test_an_organisation_is_asked_for_what_it_did_not_record_itself(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        made = make_unions(session)
        for site in made.sites:
            report(session, made.programme, site, made.women, THIS, DAY, helpers=2)
        report(session, made.programme, made.sites[0], made.farmers, THIS, DAY, helpers=1)
        recorded = {
            union.name: {
                str(each.period.key): each.recorded
                for each in asked_now(session, EntrySender([union.unit_id], [union]), moment(DAY))
                if each.period
            }
            for union in (made.women, made.farmers)
        }
        assert recorded["Hội Phụ nữ"]["2026-01-01"] == 3
        assert recorded["Hội Nông dân"]["2026-01-01"] == 1


def test_it_cannot_change_once_there_are_entries(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        made = make_unions(session)
        other = {key: each for key, each in DECLARED.items() if key not in ("one_per", "counts")}
        report(session, made.programme, made.sites[0], made.women, LAST, DAY, helpers=2)
        with pytest.raises(Fixed, match="one_per"):
            made.programme.redraft(session, read(other), seen=str(made.programme.version), now=clock.now())


def test_two_unions_that_record_one_group_at_once_both_stand(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        made = make_unions(session)
        programme_id, site_id, ids = made.programme.id, made.sites[0].id, [made.women.id, made.farmers.id]

    def go(number: int) -> int:
        with app.app_context(), immediate() as session:
            programme, site = session.get_one(Programme, programme_id), session.get_one(Site, site_id)
            union = session.get_one(Organisation, ids[number % 2])
            return report(session, programme, site, union, LAST, DAY, helpers=number).id

    stored = at_once([partial(go, number) for number in range(6)])
    assert [each for each in stored if isinstance(each, Exception)] == []
    with app.app_context():
        rows = standing(db.session())
        for key in ids:
            own = [each for each in rows if each[0] == key]
            assert (len(own), sum(each[1] for each in own), sum(each[2] for each in own)) == (3, 1, 1)

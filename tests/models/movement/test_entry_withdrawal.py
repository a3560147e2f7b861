"""Who recorded an entry takes it back by themselves, and the site that they made with it, while nobody built on it."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.entries.reading import Posted
from app.entries.second_entry import remark
from app.entries.submitting import submit
from app.models import Account, Programme, ProgrammeEntry, ProgrammeSubject, Site
from app.models.movement.entry_lists import SOON, Withdrawn, take_back
from app.models.movement.site_merging import merge_sites
from app.web.database import db, immediate
from tests import recording
from tests.at_once import under_way
from tests.entries.ward import Ward
from tests.factories import make_account, make_ward
from tests.recognising import make_met, make_recognising, propose, record

pytestmark = pytest.mark.usefixtures("november")
Change = Callable[[Session, Ward, ProgrammeEntry], object]


@pytest.fixture
def app(make_app: Callable[..., Flask], engine: str) -> Flask:
    return make_app(engine, rooms=False)


@pytest.fixture
def ward(app: Flask) -> Ward:
    return Ward.build(app, "site", periods=False, recorded_on=["office", "phone"], outcomes=["done"])


def stall(session: Session, ward: Ward, name: str = "Quầy 30", by: Account | None = None) -> ProgrammeEntry:
    """A stall that the head of its group makes, with its first entry."""
    code = session.scalars(select(Site).where(Site.public_id == ward.site)).one().residential_group
    assert code
    made = {"name": name, "group": code.code}
    return said(session, ward, str(uuid4()), by, made=made)


def said(
    session: Session, ward: Ward, subject: str, by: Account | None = None, people: int = 5, **more: object
) -> ProgrammeEntry:
    """What the head, or somebody else, says of a site on a phone."""
    sent = Posted(
        uuid=str(uuid4()), at=clock.now(), programme=ward.programme, version=1, subject=subject, outcome="done",
        answers={"people": people}, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return submit(session, sent, (by or ward.head).id, clock.now()).entry


def back(session: Session, ward: Ward, entry: ProgrammeEntry, by: Account | None = None) -> Withdrawn | None:
    return take_back(session, entry, (by or ward.head).id, clock.now())


def counted(session: Session, ward: Ward) -> list[int]:
    """Of how many sites an entry counts."""
    unit = session.get_one(Programme, ward.programme).unit_id
    return [each[1] for each in session.execute(ProgrammeEntry.counted_in(unit))]


def test_a_site_that_was_made_twice_goes_with_its_only_entry(ward: Ward) -> None:
    with ward.write() as session:
        stall(session, ward), stall(session, ward, "Quầy 30, bà Liên")
        assert counted(session, ward) == [2]
    with ward.write() as session:
        slip = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id.desc())).first()
        assert slip
        assert back(session, ward, slip) == Withdrawn(site=True)
        assert (slip.site.retired_on, counted(session, ward)) == (clock.today(), [1])
        assert back(session, ward, slip) is None


@pytest.mark.postgresql
def test_what_was_recorded_before_counts_again_and_the_site_stays(ward: Ward) -> None:
    with ward.write() as session:
        first = stall(session, ward)
        second = said(session, ward, first.site.public_id, people=50)
        assert back(session, ward, second) == Withdrawn(site=False)
        assert (first.latest, first.counts, first.site.retired_on) == (True, True, None)
        assert back(session, ward, first) == Withdrawn(site=True)


def test_the_site_of_somebody_else_stays(ward: Ward) -> None:
    """Another's site, whose only entry it is; and one of which another recorded before."""
    with ward.write() as session:
        there = session.scalars(select(Site).where(Site.public_id == ward.site)).one()
        there.created_at = clock.now() - timedelta(days=30)
        first = said(session, ward, ward.site, ward.union)
        second = said(session, ward, ward.site, ward.union)
        assert back(session, ward, second, ward.union) == Withdrawn(site=False)
        assert back(session, ward, first, ward.union) == Withdrawn(site=False)
        assert (there.retired_on, counted(session, ward)) == (None, [])


def _confirmed(session: Session, ward: Ward, entry: ProgrammeEntry) -> None:
    entry.confirmed_at, entry.confirmed_by_id = clock.now(), ward.officer.id


def _returned(session: Session, ward: Ward, entry: ProgrammeEntry) -> None:
    entry.counts, entry.returned_at, entry.returned_words = False, clock.now(), "Xem lại"


def _recorded_after(session: Session, ward: Ward, entry: ProgrammeEntry) -> None:
    version = session.get_one(Programme, ward.programme).current
    assert version
    recording.record(
        session, entry.site, version, uuid=str(uuid4()), by=session.get_one(Account, ward.officer.id), way="office",
        at=clock.now(), answers={"people": 6}, now=clock.now(),
    )  # fmt: skip


def _ended(session: Session, ward: Ward, entry: ProgrammeEntry) -> None:
    session.get_one(Programme, ward.programme).retire(clock.today())


def _old(session: Session, ward: Ward, entry: ProgrammeEntry) -> None:
    entry.received_at = clock.now() - SOON - timedelta(minutes=1)


@pytest.mark.postgresql
@pytest.mark.parametrize("built", [_confirmed, _returned, _recorded_after, _ended, _old])
def test_what_somebody_built_on_is_not_taken_back(ward: Ward, built: Change) -> None:
    with ward.write() as session:
        entry = stall(session, ward)
        built(session, ward, entry)
        session.flush()
        assert back(session, ward, entry) is None
        assert (entry.withdrawn_at, entry.site.retired_on) == (None, None)


def test_by_what_a_house_is_proposed_is_not_taken_back(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit = make_ward(session)
        programme, by = make_recognising(session, unit), make_account(session, unit)
        entries = [record(session, each) for each in make_met(session, unit, 2)]
        for each in entries:
            each.by_id = by.id
        propose(session, programme, [entries[0].site], by=by)
        taken = [take_back(session, each, by.id, clock.now()) for each in entries]
        assert taken == [None, Withdrawn(site=False)]


def test_nobody_takes_back_what_another_recorded(ward: Ward) -> None:
    with ward.write() as session:
        entry = stall(session, ward)
        assert back(session, ward, entry, ward.union) is None
        assert entry.latest


def test_an_entry_of_a_closed_period_is_not_taken_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ward = Ward.build(app, "group", periods=True)
    with ward.write() as session:
        entry = said(session, ward, ward.site, period=date.fromisoformat(ward.ky))
    later = clock.now() + timedelta(days=90)
    monkeypatch.setattr(clock, "now", lambda: later)
    with ward.write() as session:
        assert take_back(session, session.get_one(ProgrammeEntry, entry.id), ward.head.id, later) is None


def _contains(session: Session, ward: Ward, entry: ProgrammeEntry) -> None:
    session.add(Site(unit=entry.site.unit, programme_id=ward.programme, name="Kệ 1", within=entry.site))


def _decided(session: Session, ward: Ward, entry: ProgrammeEntry) -> None:
    ProgrammeSubject.decide(session, entry.site, ward.programme, included=True, on=clock.today())


def _kept_of_two(session: Session, ward: Ward, entry: ProgrammeEntry) -> None:
    other = Site(unit=entry.site.unit, programme_id=ward.programme, name="Quầy 31")
    session.add(other)
    session.flush()
    merge_sites(session, other, entry.site, clock.now())


@pytest.mark.parametrize("holds", [_contains, _decided, _kept_of_two])
def test_a_site_that_holds_more_stays_in_the_book(ward: Ward, holds: Change) -> None:
    with ward.write() as session:
        entry = stall(session, ward)
        holds(session, ward, entry)
        session.flush()
        assert back(session, ward, entry) == Withdrawn(site=False)
        assert entry.site.retired_on is None


def test_of_two_that_were_merged_the_earlier_entry_is_over(ward: Ward) -> None:
    with ward.write() as session:
        first, second = stall(session, ward), stall(session, ward, "Quầy 30, bà Liên")
        ids = first.id, second.id
        merge_sites(session, first.site, second.site, clock.now())
    with ward.write() as session:
        first, second = (session.get_one(ProgrammeEntry, each) for each in ids)
        assert back(session, ward, first) is None
        assert back(session, ward, second) == Withdrawn(site=False)
        assert (first.latest, first.counts) == (True, True)


def test_a_second_entry_that_is_under_way_keeps_it(app: Flask, ward: Ward) -> None:
    with ward.write() as session:
        entry = stall(session, ward)
        number, site = entry.id, entry.site.public_id

    def second(session: Session) -> None:
        said(session, ward, site, ward.officer, people=7)

    with under_way(app, second), app.app_context(), immediate() as session:
        assert back(session, ward, session.get_one(ProgrammeEntry, number)) is None
    with app.app_context():
        entries = db.session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
        assert [(each.given["people"], each.latest, each.withdrawn_at) for each in entries] == [
            (5, False, None), (7, True, None),
        ]  # fmt: skip


def test_who_records_of_a_site_that_is_taken_back_meanwhile_reads_so(app: Flask, ward: Ward) -> None:
    with ward.write() as session:
        entry = stall(session, ward)
        number, site = entry.id, entry.site.public_id

    def taken(session: Session) -> None:
        assert back(session, ward, session.get_one(ProgrammeEntry, number)) == Withdrawn(site=True)

    with under_way(app, taken), app.app_context(), immediate() as session:
        assert "đã ra khỏi sổ" in remark(session, said(session, ward, site, ward.officer, people=7))
    with app.app_context():
        entries = db.session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
        assert [(each.latest, each.withdrawn_at is None) for each in entries] == [(False, False), (True, True)]

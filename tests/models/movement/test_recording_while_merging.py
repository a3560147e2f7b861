"""A site or an organisation is merged while an entry of it is being recorded or decided."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.entries.judging import NotRecorded
from app.entries.reading import Posted
from app.entries.submitting import submit
from app.models import Account, Organisation, Programme, ProgrammeEntry, Role, Site
from app.models.movement import entry_recording
from app.models.movement.declaration_reading import read
from app.models.movement.merging import merge
from app.models.movement.represented import OrganisationSite
from app.models.movement.site_merging import merge_sites
from app.web.database import db, immediate
from tests import recording
from tests.at_once import under_way
from tests.factories import make_account, make_grant, make_group, make_organisation, make_ward
from tests.recognising import make_met, make_recognising
from tests.unions import make_unions, report

pytestmark = pytest.mark.postgresql
TERM = {
    "key": "term", "shape": "recognise", "name": "Báo cáo", "noun": "trường", "subject": "organisation",
    "among": {"organisations": ["school"]}, "records": ["own_organisation"], "recorded_on": ["office", "phone"],
    "fields": [{"key": "pupils", "label": "Học sinh", "type": "number", "counted": True}],
}  # fmt: skip


@pytest.fixture
def app(make_app: Callable[..., Flask], engine: str) -> Flask:
    return make_app(engine, rooms=False)


def houses(app: Flask) -> tuple[int, int, int, int]:
    """Two houses of a group, their programme, the head of the group, by id."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        group = make_group(session, ward)
        one, other = make_met(session, ward, 2, residential_group=group)
        head = make_account(session, ward)
        make_grant(session, head, ward, Role.GROUP_HEAD, group=group)
        return one.id, other.id, make_recognising(session, ward).id, head.id


def merges(gone_id: int, into_id: int) -> Callable[[Session], object]:
    """Merges a house into another."""

    def act(session: Session) -> None:
        both = {each.id: each for each in session.scalars(Site.locked(gone_id, into_id))}
        merge_sites(session, both[gone_id], both[into_id], clock.now())

    return act


def joins(gone_id: int, into_id: int) -> Callable[[Session], object]:
    """Merges an organisation into another."""

    def act(session: Session) -> None:
        both = {each.id: each for each in session.scalars(Organisation.locked(gone_id, into_id))}
        merge(session, both[gone_id], both[into_id], clock.today())

    return act


def send(session: Session, programme_id: int, public_id: str, by_id: int, **answers: object) -> int:
    """Record on a phone; the id of the entry."""
    version, now = session.get_one(Programme, programme_id).current, clock.now()
    assert version
    sent = Posted(
        uuid=str(uuid4()), at=now, programme=programme_id, version=version.number, subject=public_id, made=None,
        outcome="done", answers=answers,
    )  # fmt: skip
    return submit(session, sent, by_id, now).entry.id


def test_an_entry_of_a_house_goes_to_the_one_into_which_it_was_merged(app: Flask) -> None:
    gone, into, programme, head = houses(app)
    with app.app_context():
        public_id = db.session.get_one(Site, gone).public_id
    with under_way(app, merges(gone, into)), app.app_context(), immediate() as session:
        sent = send(session, programme, public_id, head, teaches=False)
    with app.app_context():
        entry = db.session.get_one(ProgrammeEntry, sent)
        assert (entry.site_id, entry.latest, entry.counts) == (into, True, True)
        counting = select(ProgrammeEntry.id).where(ProgrammeEntry.site_id.in_((gone, into)), ProgrammeEntry.counts)
        assert db.session.scalars(counting).all() == [sent]


def test_nothing_is_recorded_of_a_site_that_is_gone_meanwhile(app: Flask) -> None:
    gone, into, programme, head = houses(app)
    with app.app_context(), immediate() as session:
        version, site = session.get_one(Programme, programme).current, session.get_one(Site, gone)
        assert version
        site.retired_on = None  # as the door read it
        session.execute(
            update(Site).where(Site.id == gone).values(retired_on=clock.today(), merged_into_id=into),
            execution_options={"synchronize_session": False},
        )
        with pytest.raises(entry_recording.SiteGone):
            recording.record(
                session, site, version, uuid=str(uuid4()), by=session.get_one(Account, head), way="office",
                at=clock.now(), answers={"teaches": False}, now=clock.now(),
            )  # fmt: skip


def test_an_entry_is_decided_where_its_house_was_merged_meanwhile(app: Flask) -> None:
    gone, into, _programme, head = houses(app)
    with app.app_context(), immediate() as session:
        waits = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.site_id == gone)).one()
        waits.waits, waits.counts, number = True, False, waits.id
    with app.app_context(), immediate() as session:  # it is the newest of both
        session.execute(update(ProgrammeEntry).where(ProgrammeEntry.id == number).values(at=clock.now()))
    with under_way(app, merges(gone, into)), app.app_context(), immediate() as session:
        entry = session.get_one(ProgrammeEntry, number)
        assert entry_recording.decide(session, entry, session.get_one(Account, head), clock.now())
    with app.app_context():
        entry = db.session.get_one(ProgrammeEntry, number)
        assert (entry.site_id, entry.waits, entry.latest, entry.counts) == (into, False, True, True)
        counting = select(ProgrammeEntry.id).where(ProgrammeEntry.site_id.in_((gone, into)), ProgrammeEntry.counts)
        assert db.session.scalars(counting).all() == [number]


def test_a_school_that_was_merged_meanwhile_sends_nothing_more(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        gone, into = make_organisation(session, ward, "Trường A"), make_organisation(session, ward, "Trường B")
        made = Programme.begun(session, ward, read(TERM), catalogue="", now=clock.now())
        made.use_draft(seen="1", now=clock.now())
        account = make_account(session, ward)
        make_grant(session, account, ward, Role.UNIT, organisation=gone)
        session.flush()
        programme, by, ids = made.id, account.id, (gone.id, into.id)
        public_id = session.scalars(OrganisationSite.of(gone.id)).one().public_id
    refused = pytest.raises(NotRecorded, match="không thuộc")
    with under_way(app, joins(*ids)), app.app_context(), refused, immediate() as session:
        send(session, programme, public_id, by, pupils=350)
    with app.app_context():
        assert db.session.scalars(select(ProgrammeEntry)).all() == []


def test_an_entry_for_a_union_is_of_the_one_into_which_it_was_merged(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        made, last = make_unions(session), date(clock.today().year - 1, 1, 1)
        report(session, made.programme, made.sites[0], made.farmers, last, clock.today(), helpers=3)
        programme, site, gone, into = made.programme.id, made.sites[0].id, made.women.id, made.farmers.id
    with under_way(app, joins(gone, into)), app.app_context(), immediate() as session:
        union = session.get_one(Organisation, gone)
        where = session.get_one(Programme, programme), session.get_one(Site, site)
        report(session, *where, union, last, clock.today(), helpers=5)
    with app.app_context():
        rows = db.session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
        assert [(each.organisation_id, each.organiser_key) for each in rows] == [(into, into)] * 2
        assert [each.counts for each in rows] == [False, True]

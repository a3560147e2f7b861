"""A closed period is opened again for one subject until the end of a day, and nothing of another is."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country.periods import Period
from app.models import Account, Organisation, Programme, ProgrammeEntry, ReopenedPeriod, Site
from app.models.movement.declaration_reading import read
from app.models.movement.declared_periods import PeriodNotOpen
from app.models.movement.programme_merging import rehang
from app.models.movement.reopened_period import sender_of
from app.models.movement.represented import GroupSite
from app.web.database import db, immediate
from tests import recording
from tests.at_once import at_once
from tests.factories import make_account, make_group, make_organisation
from tests.returns import DECLARED, make_returns, moment

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
# September closed on 5/11, the day on which October is due.
CLOSED, LATER = date(2026, 11, 6), date(2026, 11, 10)


class Ward:
    """A programme with three sites of an organisation, an officer, and what happens to its September."""

    def __init__(self, session: Session, **said: Any) -> None:
        self.session = session
        self.programme, self.sites = make_returns(session, records=["unit", "officer"], **said)
        unit = self.programme.unit
        self.officer, self.organisation = make_account(session, unit), make_organisation(session, unit)
        for site in self.sites:
            site.organisation = self.organisation
        session.flush()

    @property
    def september(self) -> Period:
        assert self.programme.schedule
        found = self.programme.schedule.called(SEPTEMBER)
        assert found
        return found

    def reopen(self, day: date = CLOSED, reason: str = "Ghi nhầm", site: int = 0) -> bool:
        return reopen(self.session, self.programme, self.sites[site], self.officer, moment(day), reason)

    def close(self, at: datetime) -> bool:
        return ReopenedPeriod.close(self.session, self.sites[0].id, self.programme.id, self.september, now=at)

    def send(self, on: date, *, way: str = "office", arrives: date | None = None, site: int = 0) -> ProgrammeEntry:
        """What the organisation sends for September on a day, on a page or on a phone."""
        return send(self.session, self.programme, self.sites[site], self.organisation, moment(on), way,
                    moment(arrives or on))  # fmt: skip

    def row(self) -> ReopenedPeriod:
        return self.session.scalars(select(ReopenedPeriod)).one()


def reopen(
    session: Session, programme: Programme, site: Site, officer: Account, now: datetime, reason: str = "Ghi nhầm"
) -> bool:
    assert programme.schedule
    period = programme.schedule.called(SEPTEMBER)
    assert period
    return ReopenedPeriod.reopen(session, site.id, programme.id, period, reason=reason, by=officer, now=now)


def send(
    session: Session, programme: Programme, site: Site, organisation: Organisation, at: datetime, way: str,
    now: datetime,
) -> ProgrammeEntry:  # fmt: skip
    assert programme.current
    return recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, organisation_id=organisation.id, way=way, at=at,
        period=SEPTEMBER, answers={"loans": 4}, now=now,
    )  # fmt: skip


def test_it_is_open_for_one_site_until_the_end_of_a_day(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = Ward(session)
        with pytest.raises(PeriodNotOpen):
            ward.send(CLOSED)
        assert ward.reopen()
        assert (ward.row().last_day, ward.row().opened_by.id) == (CLOSED + timedelta(days=14), ward.officer.id)
        with pytest.raises(PeriodNotOpen):
            ward.send(CLOSED, site=1)
        for day in (CLOSED, CLOSED + timedelta(days=14)):
            for way in ("office", "doorstep"):
                assert ward.send(day, way=way).period == SEPTEMBER
        with pytest.raises(PeriodNotOpen):
            ward.send(CLOSED + timedelta(days=15))


@pytest.mark.postgresql
def test_asked_twice_it_is_open_once_and_what_is_open_for_all_is_not_opened(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = Ward(session)
        assert not ward.reopen(date(2026, 11, 5)), "it closes after this day"
        assert ward.reopen()
        assert not ward.reopen(LATER, "Lý do khác")
        assert (ward.row().reason, ward.row().opened_at) == ("Ghi nhầm", moment(CLOSED))
        assert ward.close(moment(LATER))
        assert not ward.close(moment(LATER))
        assert ward.row().last_day == LATER
        assert ward.reopen(LATER + timedelta(days=1), "Lý do khác")
        assert (ward.row().reason, ward.row().opened_at) == ("Lý do khác", moment(LATER + timedelta(days=1)))


def test_what_was_pressed_before_it_was_closed_counts_whenever_it_arrives(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = Ward(session)
        ward.reopen()
        ward.close(moment(LATER))
        assert ward.send(LATER - timedelta(days=1), way="doorstep", arrives=LATER + timedelta(days=9))
        for pressed in (LATER, LATER + timedelta(days=1)):
            with pytest.raises(PeriodNotOpen):
                ward.send(pressed, way="doorstep", arrives=LATER + timedelta(days=9))


def test_what_a_phone_kept_since_before_it_was_opened_arrives_while_it_is_open(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = Ward(session)
        ward.reopen(LATER)
        assert ward.send(CLOSED, way="doorstep", arrives=LATER + timedelta(days=1))


def test_the_office_records_whether_it_is_open_or_not(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = Ward(session)
        assert ward.programme.current
        made = recording.record(
            session, ward.sites[0], ward.programme.current, uuid="own", by=ward.officer, way="office",
            at=moment(LATER), period=SEPTEMBER, answers={"loans": 3}, now=moment(LATER),
        )  # fmt: skip
        assert made.counts


@pytest.mark.postgresql
@pytest.mark.parametrize("wrong", [{"reason": ""}, {"closes_at": moment(SEPTEMBER)}, {"period_key": date.min}])
def test_the_database_itself_keeps_none_without_reason_period_or_end(app: Flask, wrong: dict[str, Any]) -> None:
    with app.app_context(), immediate() as session:
        Ward(session).reopen()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(update(ReopenedPeriod).values(wrong))


def test_who_sends_is_the_organisation_or_the_group_of_a_row(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = Ward(session)
        site, said = ward.sites[0], {key: each for key, each in DECLARED.items() if key != "outcomes"}
        assert sender_of(read({**said, "records": ["unit"]}), site) == ward.organisation.name
        assert sender_of(read({**said, "records": ["officer"]}), site) == ""
        site.organisation = None
        assert sender_of(read({**said, "records": ["unit"]}), site) == ""
        group = GroupSite.made_for(make_group(session, ward.programme.unit))
        of_groups = {**said, "subject": "group"}
        assert sender_of(read({**of_groups, "records": ["organisation.police"]}), group) == group.name
        assert sender_of(read({**of_groups, "records": ["group_head"], "recorded_on": ["phone"]}), group) == group.name
        assert sender_of(read({**of_groups, "records": ["officer"]}), group) == ""


@pytest.mark.postgresql
def test_it_goes_along_where_two_programmes_become_one(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = Ward(session)
        ward.reopen()
        twin = Programme.begun(session, ward.programme.unit, read({**DECLARED, "key": "twin"}), catalogue="",
                               now=moment(SEPTEMBER))  # fmt: skip
        session.flush()
        rehang(session, ward.programme.id, twin.id, {}, moment(LATER))
        assert (ward.row().programme_id, ward.row().reason, ward.row().last_day) == (
            twin.id, "Ghi nhầm", CLOSED + timedelta(days=14),
        )  # fmt: skip


def test_closed_while_a_phone_sends_it_is_stored_once_or_refused(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        ward = Ward(session)
        ward.reopen()
        ids = ward.programme.id, ward.sites[0].id, ward.organisation.id

    def go(number: int) -> str:
        with app.app_context(), immediate() as session:
            programme, site, organisation = (
                session.get_one(noun, id_) for noun, id_ in zip((Programme, Site, Organisation), ids, strict=True)
            )
            if number:
                at = moment(LATER) + timedelta(minutes=1)
                send(session, programme, site, organisation, at, "doorstep", at)
                return "sent"
            session.scalars(Site.locked(site.id)).one()
            assert programme.schedule
            period = programme.schedule.called(SEPTEMBER)
            assert period
            ReopenedPeriod.close(session, site.id, programme.id, period, now=moment(LATER))
            return "closed"

    answers = at_once([partial(go, number) for number in range(4)])
    assert answers[0] == "closed"
    assert {type(each) for each in answers[1:]} <= {str, PeriodNotOpen}
    with app.app_context():
        stored = db.session.scalars(select(ProgrammeEntry.counts)).all()
        assert (len(stored), sum(stored)) == (answers.count("sent"), min(answers.count("sent"), 1))

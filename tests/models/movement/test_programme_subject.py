"""Decisions of the office about single subjects of a programme: which holds on which day."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import OrganisationSite, Programme, ProgrammeSubject, Site
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_organisation, make_ward
from tests.models.movement.test_represented import use

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


def begin(session: Session) -> tuple[Programme, Site]:
    """A programme of a ward with one school."""
    ward = make_ward(session)
    school = make_organisation(session, ward, "Trường THCS Hai", "school")
    programme = use(session, ward)
    return programme, session.scalars(OrganisationSite.of(school.id)).one()


def rows(session: Session) -> list[tuple[date, date | None, bool]]:
    """Since, until and whether included, of all decisions."""
    columns = select(ProgrammeSubject.since, ProgrammeSubject.until, ProgrammeSubject.included)
    return [(*each,) for each in session.execute(columns.order_by(ProgrammeSubject.since))]


@pytest.mark.postgresql
def test_the_next_decision_ends_the_one_before(session: Session) -> None:
    programme, site = begin(session)
    decide = partial(ProgrammeSubject.decide, session, site, programme.id)
    decide(included=False, reason="Sáp nhập", on=MONDAY)
    decide(included=True, on=TUESDAY)
    assert rows(session) == [(MONDAY, TUESDAY, False), (TUESDAY, None, True)]


def test_a_second_decision_of_a_day_or_with_another_reason_replaces_the_first(session: Session) -> None:
    programme, site = begin(session)
    decide = partial(ProgrammeSubject.decide, session, site, programme.id)
    decide(included=False, reason="Sáp nhập", on=MONDAY)
    decide(included=True, on=MONDAY)
    assert rows(session) == [(MONDAY, None, True)]
    decide(included=False, reason="Sáp nhập", on=TUESDAY)
    decide(included=False, reason="Không còn dạy", on=TUESDAY)
    current = ProgrammeSubject.current(session, programme.id, site.id)
    assert current
    assert (current.since, current.reason) == (TUESDAY, "Không còn dạy")


@pytest.mark.postgresql
def test_the_database_refuses_two_that_hold_and_days_in_no_order(session: Session) -> None:
    programme, site = begin(session)
    ProgrammeSubject.decide(session, site, programme.id, included=True, on=MONDAY)
    own = {"programme_id": programme.id, "site_id": site.id, "included": True, "reason": ""}
    for since, until in ((TUESDAY, None), (TUESDAY, MONDAY)):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(ProgrammeSubject).values(**own, since=since, until=until))


def test_officers_who_decide_at_once_leave_one_decision_that_holds(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        programme, site = begin(session)
        ids = programme.id, site.id
        ProgrammeSubject.decide(session, site, programme.id, included=True, on=MONDAY)

    def go(number: int) -> None:
        with app.app_context(), immediate() as session:
            site = session.scalars(Site.locked(ids[1])).one()
            included = bool(number % 2)
            reason = "" if included else "Sáp nhập"
            ProgrammeSubject.decide(session, site, ids[0], included=included, reason=reason, on=TUESDAY)

    assert at_once([partial(go, number) for number in range(6)]) == [None] * 6
    with app.app_context():
        assert [each[:2] for each in rows(db.session())] == [(MONDAY, TUESDAY), (TUESDAY, None)]

"""Who is late with what programmes ask: as many statements for many programmes and subjects as for one of each."""

from datetime import date
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.indicators.late import Late, late_reports
from app.indicators.late_returns import late_returns
from app.models import AdministrativeUnit, Programme, Role, Site, Team, TeamKind
from app.models.movement.declaration_reading import read
from app.models.reports.reminder import CALL, PROGRAMME, WORDS, Reminder
from app.web.database import immediate
from tests.factories import make_account, make_group, make_organisation, make_ward
from tests.following import make_following, make_rule, rows_of
from tests.returns import DECLARED, make_returns, moment
from tests.statements import counted

pytestmark = pytest.mark.postgresql
TODAY = date(2026, 11, 25)
BEGAN = date(2026, 9, 15)
NUMBERS = count(1)


def made(session: Session, ward: AdministrativeUnit, subjects: int) -> None:
    """A programme of each kind of subject that is late, each about so many more; one follows a rule."""
    number = next(NUMBERS)
    organisations = [make_organisation(session, ward, f"Trường {number}.{place}") for place in range(subjects)]
    groups = [make_group(session, ward, f"Tổ {number}.{place}") for place in range(subjects)]
    for place in range(subjects):
        session.add(Team(unit=ward, name=f"Đội {number}.{place}", kind=TeamKind.COMMUNITY, created_at=moment(BEGAN)))
    _programme, sites = make_returns(session, ward, sites=3 * subjects, key=f"own_{number}")
    for place, site in enumerate(sites):
        site.created_at = moment(date(2026, 9, 20))
        site.organisation = organisations[place % subjects] if place < subjects else None
        site.residential_group = groups[place % subjects] if place < 2 * subjects else None
    rule = make_rule(session, ward)
    of_rule = make_following(session, ward, rule, key=f"rule_{number}", sees=["officer"])
    among = (("organisation", {"organisations": ["school"]}), ("group", None), ("team", {"teams": ["community"]}))
    for subject, of in among:
        told = {**DECLARED, "key": f"{subject}_{number}", "subject": subject, **({"among": of} if of else {})}
        programme = Programme.begun(session, ward, read(told), catalogue="", now=moment(BEGAN))
        programme.use_draft(seen="1", now=moment(BEGAN))
        session.flush()
        rows_of(session, programme)
    for each in session.scalars(select(Site)):
        each.created_at = min(each.created_at, of_rule.created_at)
    session.flush()


def asked(session: Session, ward: AdministrativeUnit) -> tuple[list[Late], list[str]]:
    session.flush()
    session.expunge_all()
    with counted() as statements:
        found = late_returns(session, [ward.id], TODAY, lambda programme, declared: True)
    return found, statements


def test_it_asks_as_often_for_many_programmes_and_subjects(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        made(session, ward, 1)
        few, before = asked(session, ward)
        assert {each.receiver.kind for each in few} == {"organisation", "residential_group", "team", WORDS}
        here = session.get_one(AdministrativeUnit, ward.id)
        by = make_account(session, here, Role.OFFICER)
        items = [(each.subject, each.receiver) for each in few]
        Reminder.record(session, here, items, CALL, by=by, now=moment(TODAY))
        for subjects in (3, 5):
            made(session, session.get_one(AdministrativeUnit, ward.id), subjects)
        many, after = asked(session, ward)
        assert len(many) > 5 * len(few)
        assert any(each.reminded for each in many)
        assert len(after) == len(before) <= 8, after


def test_whom_the_rule_does_not_name_is_late_with_the_programme_and_not_with_the_report(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        rule = make_rule(session, ward, senders="các trường")
        for name, kind in {"Trường Một": "school", "Phòng Văn hóa": "agency"}.items():
            make_organisation(session, ward, name, kind)
        rows_of(session, make_following(session, ward, rule))
        day = date(2026, 5, 21)

        besides = late_returns(session, [ward.id], day, lambda programme, declared: True)
        named = late_reports(session, [ward.id], day)

        assert ([each.name for each in named], [each.name for each in besides]) == (["Trường Một"], ["Phòng Văn hóa"])
        assert [each.subject.about for each in besides] == [PROGRAMME]

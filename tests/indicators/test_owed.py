"""Which places owe what: of each kind of paper, and in as many statements for many as for one of each."""

from datetime import date, timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.indicators.late import Late, called_at
from app.indicators.owed import owed
from app.indicators.papers import papers
from app.models import (
    AdministrativeUnit,
    Programme,
    ReportingRule,
    ReportReceipt,
    Role,
    Site,
    Team,
    TeamKind,
)
from app.models.movement.declaration_reading import read
from app.models.reports.reminder import CALL, PROGRAMME, REPORT, WORDS, Reminder
from app.web.database import immediate
from tests.factories import make_account, make_grant, make_group, make_organisation, make_ward
from tests.following import make_following, make_rule, rows_of
from tests.owing import lates
from tests.returns import DECLARED, make_returns, moment
from tests.statements import counted
from tests.team_months import tell_month, use_months

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
        found = lates(session, [ward.id], TODAY, PROGRAMME)
    return found, statements


@pytest.mark.postgresql
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
        assert len(after) == len(before) <= 15, after


def test_whom_the_rule_does_not_name_is_late_with_the_programme_and_not_with_the_report(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        rule = make_rule(session, ward, senders="các trường")
        for name, kind in {"Trường Một": "school", "Phòng Văn hóa": "agency"}.items():
            make_organisation(session, ward, name, kind)
        rows_of(session, make_following(session, ward, rule))
        day = date(2026, 5, 21)

        besides, named = (lates(session, [ward.id], day, about) for about in (PROGRAMME, REPORT))

        assert ([each.name for each in named], [each.name for each in besides]) == (["Trường Một"], ["Phòng Văn hóa"])
        assert [each.subject.about for each in besides] == [PROGRAMME]


def late_with_a_report(session: Session, ward: AdministrativeUnit) -> tuple[Team, ReportingRule]:
    """A team that owes a report since May and the month before, which closes tomorrow."""
    rule = make_rule(session, ward, senders="Tổ công nghệ số cộng đồng; Hội Chữ thập đỏ")
    team = Team(unit=ward, name="Tổ công nghệ số cộng đồng 1", kind=TeamKind.COMMUNITY, created_at=moment(BEGAN))
    session.add(team)
    use_months(session, ward)
    return team, rule


@pytest.mark.postgresql
def test_a_place_stands_once_with_all_that_it_owes(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        late_with_a_report(session, ward)
        day = date(2026, 11, 27)
        found = {each.receiver.name: [late.what for late in each.lates] for each in owed(session, [ward.id], day)}
        assert found == {
            "Hội Chữ thập đỏ": ["báo cáo năm 2026"],
            "Tổ công nghệ số cộng đồng 1": ["báo cáo năm 2026", "số liệu “Tháng của tổ, đội” tháng 11/2026"],
        }
        assert len(owed(session, [ward.id], day)) == 2
        assert owed(session, [ward.id], date(2026, 11, 20)) == []  # what is due today is not late
        assert [each.due for each in papers(session, [ward.id], day, [])] == [date(2026, 11, 20), date(2026, 11, 25)]


def test_who_need_not_send_and_who_sent_owe_nothing(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        team, rule = late_with_a_report(session, ward)
        by, due = make_account(session, ward, Role.OFFICER), date(2026, 11, 20)
        excused = {"name-hoi chu thap do": "Hội Chữ thập đỏ"}
        ReportReceipt.write(session, rule, due, excused, reason="Mới lập", by=by, now=moment(due))
        ReportReceipt.write(session, rule, due, {f"team-{team.id}": team.name}, day=due, by=by, now=moment(due))
        tell_month(session, team, date(2026, 11, 1), due)
        assert owed(session, [ward.id], date(2026, 11, 27)) == []


def test_whoever_was_reminded_of_all_of_it_is_to_be_reminded_again_after_a_week(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        late_with_a_report(session, ward)
        day, by = date(2026, 11, 27), make_account(session, ward, Role.OFFICER)
        [place] = [one for one in owed(session, [ward.id], day) if one.receiver.kind == "team"]
        assert place.waits(day)
        for each, waits in zip(place.lates, (True, False), strict=True):
            Reminder.record(session, ward, [(each.subject, each.receiver)], CALL, by=by, now=moment(day))
            [again] = [one for one in owed(session, [ward.id], day) if one.receiver == place.receiver]
            assert again.waits(day) is waits
            assert again.reminded
        assert again.waits(day + timedelta(days=7))


@pytest.mark.postgresql
def test_the_table_that_the_police_record_is_one_paper_of_one_place(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        groups = [make_group(session, ward, f"Tổ {number}") for number in range(3)]
        said = {"subject": "group", "records": ["organisation.police", "officer"], "noun": "tổ", "criteria": []}
        programme, _none = make_returns(session, ward, sites=0, key="vneid", **said)
        for each in groups:
            each.created_at = moment(BEGAN)
        rows_of(session, programme)
        nobody = {each.receiver.kind for each in owed(session, [ward.id], TODAY)}
        police = make_organisation(session, ward, "Công an phường", "police")
        grant = make_grant(session, make_account(session, ward), ward, Role.UNIT, organisation=police)
        session.flush()
        [place] = owed(session, [ward.id], TODAY)
        assert nobody == {"residential_group"}
        assert called_at(session, place.lates, TODAY)[place.receiver.key] == (grant.account.full_name, "")
        assert [each.left for each in place.lates] == ["3 tổ"]

"""The list of senders reads the entries of programmes that follow its rule, and records on paper into them."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import AdministrativeUnit, Programme, ProgrammeEntry, ReportingRule, ReportReceipt, Site
from app.models.movement.entry_recording import decide
from app.models.reports.due import periods
from app.models.reports.returns import record_on_paper, withdraw_paper
from app.models.reports.senders import Sent, sent_by
from app.web.database import db, immediate
from tests.factories import make_account, make_group, make_organisation, make_ward
from tests.following import make_following, make_rule, rows_of, tallies
from tests.returns import moment, send
from tests.statements import counted

MAY, SENT_ON = date(2026, 5, 20), date(2026, 5, 18)
GROUPS = {"key": "groups", "subject": "group", "among": None, "records": ["officer"]}


def world(session: Session) -> tuple[ReportingRule, Programme, dict[str, Site]]:
    """A rule that names schools; a programme about schools and agencies that follows it."""
    ward = make_ward(session)
    rule = make_rule(session, ward, senders="các trường; Hội Người cao tuổi")
    for name, kind in {"Trường Một": "school", "Trường Hai": "school", "Phòng Văn hóa": "agency"}.items():
        make_organisation(session, ward, name, kind)
    programme = make_following(session, ward, rule)
    return rule, programme, {each.name: each for each in rows_of(session, programme)}


def lines(session: Session, rule: ReportingRule, due: date = MAY) -> dict[str, Sent]:
    session.flush()
    session.expire_all()
    period = next(periods(rule, due, due))
    return {each.sender.name: each for each in sent_by(session, rule, period)}


@pytest.mark.postgresql
def test_it_has_who_the_rule_names_and_whom_its_programmes_ask(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule, programme, sites = world(session)
        found = lines(session, rule)
        assert list(found) == ["Trường Hai", "Trường Một", "Hội Người cao tuổi", "Phòng Văn hóa"]
        assert not any(each.day for each in found.values())
        send(session, programme, sites["Trường Một"], MAY, SENT_ON, classes=2)
        send(session, programme, sites["Trường Một"], MAY, date(2026, 5, 29), classes=3)
        send(session, programme, sites["Phòng Văn hóa"], MAY, date(2026, 5, 21))
        send(session, programme, sites["Trường Hai"], date(2026, 11, 20), date(2026, 5, 21), classes=3)
        found = lines(session, rule)
        assert {name: (each.day, each.late) for name, each in found.items()} == {
            "Trường Một": (SENT_ON, False), "Trường Hai": (None, False), "Hội Người cao tuổi": (None, False),
            "Phòng Văn hóa": (date(2026, 5, 21), True),
        }  # fmt: skip
        assert lines(session, rule, date(2026, 11, 20))["Trường Hai"].day
        period = next(periods(rule, MAY, MAY))
        assert [name for name, each in found.items() if not each.named] == ["Phòng Văn hóa"]
        assert tallies(session, programme.unit_id, [(rule, period)]) == [(1, 3)]  # of those whom the rule names


def test_what_was_returned_was_not_sent_and_what_waits_was(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule, _programme, sites = world(session)
        other = make_following(session, rule.unit, rule, key="confirmed", confirmed_by=["officer"],
                               among={"organisations": ["agency"]})  # fmt: skip
        entry = send(session, other, sites["Phòng Văn hóa"], MAY, SENT_ON, classes=2)
        # two programmes ask it: it sent when both have it
        assert not lines(session, rule)["Phòng Văn hóa"].day
        send(session, _programme, sites["Phòng Văn hóa"], MAY, date(2026, 5, 19), classes=2)
        assert lines(session, rule)["Phòng Văn hóa"].day == date(2026, 5, 19)
        assert decide(session, entry, make_account(session, rule.unit), clock.now(), returned="Thiếu số lớp")
        assert not lines(session, rule)["Phòng Văn hóa"].day


def test_groups_send_to_a_programme_about_groups(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        rule = make_rule(session, ward, senders="các tổ dân phố")
        make_group(session, ward, "Tổ 1")
        programme = make_following(session, ward, rule, **GROUPS)
        send(session, programme, rows_of(session, programme)[0], MAY, SENT_ON, classes=1)
        assert {name: each.day for name, each in lines(session, rule).items()} == {"Tổ 1": SENT_ON}


def test_a_programme_that_leaders_alone_see_is_not_listed(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        rule = make_rule(session, ward)
        make_organisation(session, ward, "Trường Một")
        make_following(session, ward, rule, sees=["leader"])
        assert lines(session, rule) == {}


def test_what_came_on_paper_is_an_entry_that_can_be_taken_back(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule, programme, sites = world(session)
        account = make_account(session, rule.unit)
        found = lines(session, rule)
        returns = [*found["Trường Một"].returns, *found["Phòng Văn hóa"].returns]
        now = moment(date(2026, 5, 25))
        assert record_on_paper(session, returns, SENT_ON, by=account, now=now) == 2
        found = lines(session, rule)
        assert record_on_paper(session, found["Trường Một"].returns, SENT_ON, by=account, now=now) == 0
        assert (found["Trường Một"].day, found["Trường Một"].is_undone) == (SENT_ON, True)
        # what is added in the book is no paper any more
        send(session, programme, sites["Trường Một"], MAY, date(2026, 5, 26), classes=4)
        found = lines(session, rule)
        assert (found["Trường Một"].day, found["Trường Một"].is_undone) == (SENT_ON, False)
        assert withdraw_paper(session, found["Trường Một"].returns, now) == 0
        assert withdraw_paper(session, found["Phòng Văn hóa"].returns, now) == 1
        assert not lines(session, rule)["Phòng Văn hóa"].day
        assert {each.way for each in session.scalars(select(ProgrammeEntry)).all()} == {"office"}
        assert session.scalars(select(ReportReceipt)).all() == []


@pytest.mark.postgresql
def test_after_the_rule_was_edited_its_new_day_has_what_was_sent_for_the_former(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule, programme, sites = world(session)
        send(session, programme, sites["Trường Một"], MAY, SENT_ON, classes=2)
        rule.days = "05-25,11-20"
        found = lines(session, rule, date(2026, 5, 25))
        assert (found["Trường Một"].day, found["Trường Hai"].day) == (SENT_ON, None)


@pytest.mark.postgresql
def test_as_many_statements_for_many_days_and_programmes(app: Flask) -> None:
    with app.app_context():
        with immediate() as session:
            rule, _programme, sites = world(session)
            for number in range(3):
                made = make_following(session, rule.unit, rule, key=f"more_{number}")
                send(session, made, sites["Trường Một"], MAY, SENT_ON, classes=2)
            ids = rule.id, rule.unit_id
        seen = []
        for days in (1, 4):
            rule = db.session.get_one(ReportingRule, ids[0])
            asked = [(rule, each) for each in periods(rule, date(2026, 1, 1), date(2028, 1, 1))][:days]
            db.session.get_one(AdministrativeUnit, ids[1])
            with counted() as statements:
                tallies(db.session(), ids[1], asked)
            seen.append(len(statements))
            db.session.rollback()
        assert seen[0] == seen[1] <= 12, seen

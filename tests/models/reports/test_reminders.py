"""Who is reminded of what is late: once a day and way, of anything with a due day; taken back if pressed by mistake."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, Matter, Reminder, ReportingRule, Role, Team
from app.models.reports.reminder import (
    CALL,
    GROUP,
    LETTER,
    PROGRAMME,
    REPORT,
    TASK,
    WORDS,
    Receiver,
    Subject,
    item_key,
)
from app.web.database import immediate
from tests.at_once import at_once
from tests.factories import make_account, make_organisation, make_plan, make_ward
from tests.recognising import make_recognising
from tests.team_months import use_months

DUE = date(2026, 11, 20)


def rule_of(session: Session, ward: AdministrativeUnit) -> ReportingRule:
    rule = ReportingRule(unit=ward, plan=make_plan(session, ward), text="Báo cáo", every="yearly", days="11-20")
    session.add(rule)
    session.flush()
    return rule


@pytest.mark.postgresql
def test_each_kind_of_subject_and_receiver_is_recorded_once_a_day(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        by = make_account(session, ward, Role.OFFICER)
        team = Team.made(session, ward, {"name": "Tổ 1"})
        session.add(team)
        school = make_organisation(session, ward, "Trường Túc Duyên")
        task = Matter(unit=ward, plan=make_plan(session, ward), text="Mở lớp")
        session.add(task)
        session.flush()
        subjects = [
            Subject(REPORT, rule_of(session, ward).id, DUE),
            Subject(TASK, task.id, DUE),
            Subject(PROGRAMME, use_months(session, ward).id, DUE),
            Subject(PROGRAMME, make_recognising(session, ward).id, DUE),
        ]
        receivers = [
            Receiver("organisation", school.id, school.name), Receiver("team", team.id, team.name),
            Receiver("account", by.id, by.full_name), Receiver(WORDS, 0, "Hội Chữ thập đỏ"),
        ]  # fmt: skip
        items = list(zip(subjects, receivers, strict=True))

        now = clock.now()
        assert Reminder.record(session, ward, items, GROUP, by=by, now=now) == receivers
        assert Reminder.record(session, ward, items, GROUP, by=by, now=now) == []
        assert len(Reminder.record(session, ward, items, CALL, by=by, now=now)) == 4
        assert len(Reminder.record(session, ward, items, GROUP, by=by, now=now + timedelta(days=1))) == 4
        keys = [item_key(*each) for each in items]
        newest = Reminder.newest(session, [ward.id], keys)
        assert {each.day for each in newest.values()} == {clock.local(now).date() + timedelta(days=1)}
        assert Reminder.undo(session, ward.id, keys[:1], GROUP, clock.local(now).date() + timedelta(days=1)) == 1
        assert Reminder.newest(session, [ward.id], keys)[keys[0]].how == CALL
        assert len(session.scalars(select(Reminder)).all()) == 11


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "said",
    [
        {"about": "rumour"}, {"rule_id": None}, {"about": TASK}, {"how": "pigeon"}, {"number": "7/UBND", "how": CALL},
        {"words": ""}, {"team_id": 1}, {"day": None},
    ],
    ids=["another subject", "no rule", "a rule for a task", "another way", "a number that is of no letter", "nobody",
         "two at once", "on no day"],
)  # fmt: skip
def test_the_database_refuses_half_a_reminder(app: Flask, said: dict[str, object]) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        session.add(Team.made(session, ward, {"name": "Tổ 1"}))
        rule = rule_of(session, ward)
        team = session.scalars(select(Team.id)).one()
        stored = {"unit_id": ward.id, "about": REPORT, "due_on": DUE, "rule_id": rule.id, "words": "Hội Chữ thập đỏ",
                  "item": "report-1", "how": LETTER, "number": "7/UBND", "day": DUE, "at": clock.now(),
                  "by_id": make_account(session, ward, Role.OFFICER).id}  # fmt: skip
        session.execute(insert(Reminder).values(**stored))
        said = {**said, **({"team_id": team} if "team_id" in said else {})}
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(Reminder).values(**{**stored, "item": "report-2", **said}))
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(Reminder).values(**stored))


def test_one_press_at_the_same_moment_by_two_records_one(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        people = [make_account(session, ward, Role.OFFICER).id for _ in range(2)]
        ward_id, rule_id = ward.id, rule_of(session, ward).id

    def press(account: int) -> Callable[[], int]:
        def act() -> int:
            with app.app_context(), immediate() as session:
                ward, by = session.get_one(AdministrativeUnit, ward_id), session.get_one(Account, account)
                item = Subject(REPORT, rule_id, DUE), Receiver(WORDS, 0, "Hội Chữ thập đỏ")
                return len(Reminder.record(session, ward, [item], GROUP, by=by, now=clock.now()))

        return act

    assert sorted(at_once([press(each) for each in people])) == [0, 1]
    with app.app_context(), immediate() as session:
        assert len(session.scalars(select(Reminder)).all()) == 1

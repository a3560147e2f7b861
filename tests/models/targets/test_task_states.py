"""A task goes from hand to hand: given, reported, accepted or given back; what the database keeps, and two at once."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.reports.task_figures import NOBODY, task_figures
from app.models import Account, AdministrativeUnit, Matter, Membership, Role, Team, Workplace
from app.models.mixins.decided import AlreadyDecided, OwnProposal
from app.models.people.changing import Overtaken
from app.models.targets.given_tasks import given_to, readers_of
from app.models.targets.matter_file import steps_on
from app.models.targets.task_owner import Owner
from app.models.targets.task_states import STATES, NotUnderWay, ReportedAnew
from app.web.database import immediate
from tests.at_once import at_once
from tests.factories import make_account, make_grant, make_group, make_organisation, make_plan, make_ward

WORDS = "Đã mở hai lớp, 56 người học"
DONE = ("xong", "dang", "thoi", "con")


def people(session: Session) -> tuple[AdministrativeUnit, Account, Account]:
    """A ward, who has the task, and who leads."""
    unit = make_ward(session)
    return unit, make_account(session, unit, Role.INSTRUCTOR), make_account(session, unit, Role.LEADER)


def given(session: Session) -> tuple[Matter, Account, Account]:
    unit, owner, leader = people(session)
    row = Matter(unit=unit, plan=make_plan(session, unit), text="Mở lớp hằng tháng")
    session.add(row)
    session.flush()
    row.give(session, Owner.of(owner), clock.today(), by=leader, now=clock.now(), version="1")
    session.flush()
    return row, owner, leader


def reported(session: Session) -> tuple[Matter, Account, Account]:
    row, owner, leader = given(session)
    row.report(session, WORDS, by=owner, now=clock.now())
    session.flush()
    return row, owner, leader


def test_a_task_goes_from_hand_to_hand(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        row, owner, leader = given(session)
        assert (row.state, row.due_on, row.given_by_id, row.owner) == (
            "open",
            clock.today(),
            leader.id,
            Owner.of(owner),
        )
        row.begin(session)
        row.begin(session)
        assert row.state == "doing"
        row.report(session, WORDS, by=owner, now=clock.now())
        session.flush()
        assert (row.state, row.answer, row.waits, row.days_late(clock.today() + timedelta(9))) == (
            "reported", WORDS, True, 0
        )  # fmt: skip
        with pytest.raises(NotUnderWay):
            row.report(session, "Lần nữa", by=owner, now=clock.now())
        with pytest.raises(OwnProposal):
            row.accept(session, by=owner, now=clock.now(), seen=row.proposed_at.isoformat())
        row.give_back(session, "Thiếu danh sách ký", by=leader, now=clock.now())
        session.flush()
        read = clock.now() - timedelta(minutes=1)
        assert (row.state, row.reason, row.decided_by_id) == ("returned", "Thiếu danh sách ký", leader.id)
        row.report(session, WORDS, by=owner, now=clock.now())
        session.flush()
        with pytest.raises(ReportedAnew):
            row.accept(session, by=leader, now=clock.now(), seen=read.isoformat())
        row.accept(session, by=leader, now=clock.now(), seen=row.proposed_at.isoformat())
        session.flush()
        assert (row.state, row.reason) == ("accepted", "")
        for late in (partial(row.begin, session), partial(row.report, session, "x", by=owner, now=clock.now())):
            with pytest.raises(NotUnderWay):
                late()
        row.reopen(session, "Số liệu sai", by=leader, now=clock.now())
        assert (row.state, row.reason) == ("returned", "Số liệu sai")


def test_what_was_changed_since_is_not_given_over_it(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        row, owner, leader = given(session)
        with pytest.raises(Overtaken):
            row.give(session, Owner.of(leader), None, by=leader, now=clock.now(), version="1")
        assert row.owner == Owner.of(owner)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "values",
    [
        {"state": "returned", "decided_at": clock.now()},
        {"state": "accepted"},
        {"state": "reported"},
        {"state": "unknown"},
        {"decided_by_id": 1, "proposed_by_id": 1},
    ],
    ids=["given back without a reason", "accepted by nobody", "reported at no time", "unknown", "one person"],
)
def test_the_database_refuses_what_no_task_is(app: Flask, values: dict[str, object]) -> None:
    with app.app_context(), immediate() as session:
        row, owner, _leader = given(session)
        if "proposed_by_id" in values:
            values = dict.fromkeys(values, owner.id)
        made = row.id
    with app.app_context(), pytest.raises(IntegrityError), immediate() as session:
        session.execute(update(Matter).where(Matter.id == made).values(**values))


def _pressed(app: Flask, act: Callable[[Session, Matter], object], row_id: int) -> str:
    with app.app_context():
        try:
            with immediate() as session:
                act(session, session.get_one(Matter, row_id))
        except (AlreadyDecided, NotUnderWay) as refused:
            return type(refused).__name__
    return "stored"


def test_of_accepting_and_giving_back_at_once_one_is_stored(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        row, _owner, leader = reported(session)
        row_id, seen, by_id = row.id, row.proposed_at.isoformat(), leader.id

    def accept(session: Session, task: Matter) -> None:
        task.accept(session, by=session.get_one(Account, by_id), now=clock.now(), seen=seen)

    def give_back(session: Session, task: Matter) -> None:
        task.give_back(session, "Thiếu", by=session.get_one(Account, by_id), now=clock.now())

    presses = [accept, give_back, accept, give_back]
    outcomes = at_once([partial(_pressed, app, each, row_id) for each in presses])
    assert Counter(outcomes) == Counter(stored=1, AlreadyDecided=3)
    won = presses[outcomes.index("stored")]
    with app.app_context(), immediate() as session:
        row = session.get_one(Matter, row_id)
        assert (row.state, row.reason) == (("accepted", "") if won is accept else ("returned", "Thiếu"))


def test_reported_twice_at_once_it_is_reported_once(make_app: Callable[..., Flask], engine: str) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        row, owner, _leader = given(session)
        row_id, by_id, version = row.id, owner.id, row.version

    def report(session: Session, task: Matter) -> None:
        task.report(session, WORDS, by=session.get_one(Account, by_id), now=clock.now())

    outcomes = at_once([partial(_pressed, app, report, row_id)] * 3)
    assert Counter(outcomes) == Counter(stored=1, NotUnderWay=2)
    with app.app_context(), immediate() as session:
        assert session.get_one(Matter, row_id).version == version + 1


def test_the_office_reports_what_is_owned_and_changes_nothing_that_was_accepted(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        row, _owner, leader = given(session)
        assert row.possible_states == ["open", "doing", "reported", "dropped"]
        assert row.as_written({"state": "done"}, leader.id, clock.now())["state"] == "reported"
        row.owner = None
        assert row.possible_states == ["open", "doing", "done", "dropped"]
        assert row.as_written({"state": "done"}, leader.id, clock.now()) == {"state": "done"}
        assert row.as_written({"state": "accepted"}, leader.id, clock.now()) == {}
        row.state, row.decided_at = "accepted", clock.now()
        assert row.possible_states == ["accepted"]
        assert row.as_written({"state": "doing"}, leader.id, clock.now()) == {}


@pytest.mark.postgresql
def test_whoever_heads_leads_or_works_there_has_it_and_nobody_else(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, me, _leader = people(session)
        other, plan = make_ward(session), make_plan(session, unit)
        group, elsewhere = make_group(session, unit), make_group(session, unit, "Tổ dân phố Gia Sàng 9")
        make_grant(session, me, unit, Role.GROUP_HEAD, group=group)
        team = Team.made(session, unit, {"name": "Tổ công nghệ số"})
        session.add_all([team, Membership(team=team, account=me, leads=True, since=clock.today())])
        school = make_organisation(session, unit, "Trường Ao Sen")
        session.flush()
        session.add(Workplace(account_id=me.id, unit_id=unit.id, organisation_id=school.id))
        rows = {}
        for number, owner in enumerate((me, group, team, school, elsewhere)):
            row = Matter(unit=unit, plan=plan, text=f"Việc {number}", due_on=clock.today() - timedelta(days=number))
            row.owner = Owner.of(owner)
            session.add(row)
            rows[number] = row
        rows[1].state, rows[1].reason, rows[1].decided_at = "returned", "Thiếu", clock.now()
        rows[2].state = "dropped"
        session.flush()
        mine = session.scalars(given_to(me.id, {group.id}, {unit.id})).all()
        assert [each.text for each in mine] == ["Việc 1", "Việc 3", "Việc 0"]
        assert not session.scalars(given_to(me.id, {group.id}, {other.id})).all()
        assert not session.scalars(given_to(make_account(session, unit, Role.COUNTER).id, (), {unit.id})).all()
        for owner in (me, group, team, school):
            assert readers_of(session, Owner.of(owner), unit.id, clock.today()) == [me.full_name]
        assert readers_of(session, Owner.of(elsewhere), unit.id, clock.today()) == []
        records = make_account(session, unit, full_name="Hoàng Thị Lan")
        make_grant(session, records, unit, Role.UNIT, organisation=school)
        assert [each.text for each in session.scalars(given_to(records.id, (), {unit.id}, {school.id}))] == ["Việc 3"]
        assert readers_of(session, Owner.of(school), unit.id, clock.today()) == [records.full_name, me.full_name]


@pytest.mark.postgresql
def test_a_report_counts_each_state_once(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        unit, owner, _leader = people(session)
        plan, past = make_plan(session, unit), clock.today() - timedelta(days=2)
        rows = [
            Matter(
                unit=unit, plan=plan, text=f"Việc {state}", state=state, due_on=past, reason="Thiếu",
                proposed_by_id=owner.id, proposed_at=clock.now(), decided_at=clock.now(),
            )
            for state in STATES
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        with app.test_request_context():
            counts = figures(session, rows, clock.today())
        assert counts == told(7, xong=2, dang=3, thoi=1, con=1, cham=3)


def told(every: int, **counts: int) -> dict[str, int]:
    """The figures of so many tasks: each is done, under way, dropped or still to begin; some of them are late."""
    assert every == sum(counts.get(each, 0) for each in DONE)
    return {
        "tong": every,
        **dict.fromkeys(("cham", "khong-han", "thuong-xuyen", NOBODY), 0),
        **dict.fromkeys(DONE, 0),
        "chua": counts.get("con", 0),
        **counts,
    }


def figures(session: Session, rows: Sequence[Matter], day: date) -> dict[str, float | None]:
    states = {key: state for key, (state, _day) in steps_on(session, [each.id for each in rows], day).items()}
    return {each.key.partition(".")[2]: each.number for each in task_figures(rows, states, day)}


@pytest.mark.postgresql
def test_a_report_of_an_earlier_day_reads_the_states_of_that_day(app: Flask) -> None:
    with app.app_context(), immediate() as session, app.test_request_context():
        unit, owner, leader = people(session)
        begun, given = date(2026, 4, 1), date(2026, 3, 1)
        rows = [Matter(unit=unit, plan=make_plan(session, unit), text=f"Việc {place}", due_on=date(2026, 5, 10))
                for place in range(3)]  # fmt: skip
        session.add_all(rows)
        session.flush()
        with clock.shifted(clock.at_local(begun, 9) - clock.now()):
            rows[0].begin(session)
            rows[1].begin(session)
        with clock.shifted(clock.at_local(date(2026, 6, 1), 9) - clock.now()):
            rows[1].report(session, "Xong", by=owner, now=clock.now())
            session.flush()
            assert rows[1].proposed_at
            rows[1].accept(session, by=leader, now=clock.now(), seen=rows[1].proposed_at.isoformat())
        session.flush()

        unmarked = figures(session, rows, given)
        assert unmarked.pop(NOBODY) == 0  # who does what the plan says, marked or not
        assert set(unmarked.values()) == {None}
        assert figures(session, rows, begun) == told(3, dang=2, con=1)
        assert figures(session, rows, date(2026, 5, 20)) == told(3, dang=2, con=1, cham=3)
        assert figures(session, rows, date(2026, 6, 1)) == told(3, xong=1, dang=1, con=1, cham=2)

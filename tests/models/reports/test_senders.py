"""Who is expected to send for a rule's day, what is known of each, and two officers at one of them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock
from app.data.plans import catalogue
from app.models import (
    Account,
    AdministrativeUnit,
    Organisation,
    ReportingRule,
    ReportReceipt,
    ResidentialGroup,
    Role,
    Team,
)
from app.models.movement.merging import merge
from app.models.reports.due import Period, periods
from app.models.reports.senders import Sent, sent_by
from app.web.database import immediate
from tests.at_once import at_once
from tests.factories import make_account, make_group, make_organisation, make_plan, make_ward
from tests.following import tallies
from tests.team_months import tell_month

DUE = date(2026, 5, 20)


def ward_with_many(session: Session) -> AdministrativeUnit:
    """A ward with two teams, a group, and one organisation of some kinds, all of a day before the first report."""
    with clock.shifted(clock.at_local(date(2026, 1, 5), 9) - clock.now()):
        return _ward_with_many(session)


def _ward_with_many(session: Session) -> AdministrativeUnit:
    ward = make_ward(session)
    for number in (1, 2):
        session.add(Team.made(session, ward, {"name": f"Tổ công nghệ số cộng đồng {number}"}))
    session.add(Team.made(session, ward, {"name": "Đội hình thanh niên"}))
    make_group(session, ward, "Thôn Bó Nhai")
    kinds = {"Trường Túc Duyên": "school", "Phòng Văn hóa - Xã hội": "agency", "Trạm Y tế": "health_station",
             "Hội LHPN": "mass_organisation", "Chi bộ 3": "party_cell", "Công ty May": "enterprise"}  # fmt: skip
    for name, kind in kinds.items():
        make_organisation(session, ward, name, kind)
    session.flush()
    return ward


def rule_of(session: Session, ward: AdministrativeUnit, **said: str) -> ReportingRule:
    told = {"text": "Báo cáo", "every": "half_yearly", "days": "05-20,11-20", "addressee": "UBND phường", **said}
    rule = ReportingRule(unit=ward, plan=make_plan(session, ward), **told)
    session.add(rule)
    session.flush()
    return rule


def period_of(rule: ReportingRule) -> Period:
    return next(periods(rule, DUE, DUE))


def lines(session: Session, rule: ReportingRule) -> dict[str, Sent]:
    return {each.sender.name: each for each in sent_by(session, rule, period_of(rule))}


AGENCIES = {"Phòng Văn hóa - Xã hội", "Trạm Y tế"}
TEAMS = {"Tổ công nghệ số cộng đồng 1", "Tổ công nghệ số cộng đồng 2"}
EXPECTED = {
    ("gia-vien", "on_demand_0"): {"Hội LHPN"},
    ("gia-vien", "on_demand_1"): {"Thôn Bó Nhai"},
    ("ha-tu", "on_demand_0"): set(),
    ("ha-tu", "on_demand_1"): {"Chi bộ 3", *AGENCIES},
    ("ha-tu", "on_demand_2"): {"Ủy viên Ban Thường vụ Đảng ủy"},
    ("nghe-an", "quarterly_1"): set(),
    ("phan-dinh-phung", "half_yearly_0"): {*AGENCIES, "Trường Túc Duyên", *TEAMS},
    ("phan-dinh-phung", "on_demand_1"): {"Phòng Văn hóa - Xã hội phường"},
    ("thuan-chau", "half_yearly_0"): {*AGENCIES, "Thôn Bó Nhai"},
    ("thuan-chau", "on_demand_1"): set(),
}


@pytest.mark.postgresql
def test_the_words_of_the_five_plans_become_a_line_for_each_who_sends(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = ward_with_many(session)
        for (plan, key), names in EXPECTED.items():
            said = {name: value for name, value in catalogue()[plan].rules[key].items() if name != "position"}
            rule = rule_of(session, ward, **{"addressee": "", **said, "every": "half_yearly", "days": "05-20,11-20"})
            assert set(lines(session, rule)) == names, (plan, key)


def test_an_organisation_that_is_named_is_that_one_alone(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        rule = rule_of(session, ward_with_many(session), senders="phòng văn hóa - xã hội; Trường THPT Xa")
        assert set(lines(session, rule)) == {"Phòng Văn hóa - Xã hội", "Trường THPT Xa"}


def test_what_was_written_down_goes_before_the_month_of_a_team_and_late_is_late(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = ward_with_many(session)
        officer = make_account(session, ward, Role.OFFICER)
        rule = rule_of(session, ward, senders="Tổ công nghệ số cộng đồng; các trường; Hội Chữ thập đỏ", every="monthly")
        first, second = session.scalars(select(Team).where(Team.kind == "community").order_by(Team.id))
        for team, month in ((first, 4), (second, 3)):
            tell_month(session, team, date(2026, month, 1), date(2026, month, 25))
        known = lines(session, rule)
        assert (known[first.name].day, known[first.name].by_itself) == (date(2026, 4, 25), True)
        assert known[second.name].day is None  # an older month says nothing of this one
        for longer in ("quarterly", "half_yearly", "yearly"):  # a month is no report of what is longer
            other = rule_of(session, ward, senders=rule.senders, every=longer)
            assert lines(session, other)[first.name].day is None
            assert tallies(session, ward.id, [(other, period_of(other)), (rule, period_of(rule))]) == [(0, 4), (1, 4)]
        assert tallies(session, ward.id, [(rule, period_of(rule))]) == [(1, 4)]
        by_name = {each.sender.name: each.sender.key for each in known.values()}
        write(session, rule, officer, {by_name[second.name]: second.name}, day=DUE + timedelta(days=1))
        write(session, rule, officer, {by_name["Hội Chữ thập đỏ"]: "Hội Chữ thập đỏ"}, reason="mới giải thể")
        known = lines(session, rule)
        assert known[second.name].late
        assert known["Hội Chữ thập đỏ"].reason == "mới giải thể"
        assert tallies(session, ward.id, [(rule, period_of(rule))]) == [(2, 3)]
        second.retire(clock.today())
        session.flush()
        assert known[second.name].day == lines(session, rule)[second.name].day  # gone since, but it did send


@pytest.mark.postgresql
def test_what_is_added_or_ends_later_changes_nobody_who_was_asked(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = ward_with_many(session)
        rule = rule_of(session, ward, senders="Tổ công nghệ số cộng đồng; các thôn; các trường")
        before = set(lines(session, rule))
        assert before == {*TEAMS, "Thôn Bó Nhai", "Trường Túc Duyên"}
        asked = [(rule, period_of(rule))]
        assert tallies(session, ward.id, asked) == [(0, 4)]
        write(session, rule, make_account(session, ward, Role.OFFICER), {"name-x": "Ban khác"}, day=DUE)
        session.add(Team.made(session, ward, {"name": "Tổ công nghệ số cộng đồng 3"}))
        session.add(ResidentialGroup.made(session, ward, {"name": "Thôn Mới"}))
        school = make_organisation(session, ward, "Trường Mới", "school")
        session.flush()
        assert set(lines(session, rule)) == {*before, "Ban khác"}
        session.scalars(select(Team).order_by(Team.id)).first().retire(clock.today())  # type: ignore[union-attr]
        session.scalars(select(ResidentialGroup).order_by(ResidentialGroup.id)).first().end(clock.today())  # type: ignore[union-attr]
        old = session.scalars(select(Organisation).where(Organisation.name == "Trường Túc Duyên")).one()
        merge(session, old, school, clock.today())
        session.flush()
        assert set(lines(session, rule)) == {*before, "Ban khác"}
        assert tallies(session, ward.id, asked) == [(1, 5)]
        next_one = Period(DUE, clock.today(), clock.today(), "sau")
        assert {each.sender.name for each in sent_by(session, rule, next_one)} == {
            "Tổ công nghệ số cộng đồng 2", "Tổ công nghệ số cộng đồng 3", "Thôn Mới", "Trường Mới", "Thôn Bó Nhai",
        }  # fmt: skip


def write(session: Session, rule: ReportingRule, by: Account, senders: dict[str, str], **said: object) -> list[str]:
    return ReportReceipt.write(session, rule, DUE, senders, by=by, now=clock.now(), **said)  # type: ignore[arg-type]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "said",
    [{"state": "sent", "day": None}, {"state": "excused", "day": None}, {"state": "lost", "day": DUE}, {"name": ""}],
    ids=["sent on no day", "excused for nothing", "another state", "nobody"],
)
def test_the_database_refuses_what_says_nothing(app: Flask, said: dict[str, object]) -> None:
    with app.app_context(), immediate() as session:
        rule = rule_of(session, make_ward(session))
        told = {"unit_id": rule.unit_id, "rule_id": rule.id, "due_on": DUE, "sender": "team-1", "name": "Tổ 1",
                "state": "sent", "day": DUE, "reason": "", "at": clock.now(),
                "by_id": make_account(session, rule.unit, Role.OFFICER).id}  # fmt: skip
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(ReportReceipt).values(**{**told, **said}))


def test_two_officers_tick_one_at_the_same_moment_and_it_is_written_once(
    make_app: Callable[..., Flask], engine: str
) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        rule = rule_of(session, make_ward(session))
        people = [make_account(session, rule.unit, Role.OFFICER).id for _ in range(2)]
        rule_id = rule.id

    def tick(account: int, day: date) -> Callable[[], list[str]]:
        def act() -> list[str]:
            with app.app_context(), immediate() as session:
                rule, by = session.get_one(ReportingRule, rule_id), session.get_one(Account, account)
                return write(session, rule, by, {"team-1": "Tổ 1"}, day=day)

        return act

    told = at_once([tick(people[0], DUE), tick(people[1], DUE - timedelta(days=1))])
    assert sorted(map(str, told)) == ["['Tổ 1']", "[]"], told
    with app.app_context(), immediate() as session:
        assert len(session.scalars(select(ReportReceipt)).all()) == 1
        assert ReportReceipt.undo(session, session.get_one(ReportingRule, rule_id), DUE, ["team-1"]) == ["Tổ 1"]
        assert not session.scalars(select(ReportReceipt)).all()

"""A province loads its plan and sets days by which its wards report; each ward has them among its own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.country import clock
from app.jobs import rounds
from app.models import AdministrativeUnit, AuditEvent, Plan, ReportingRule, Role
from app.models.reports.due import AHEAD, DONE, asked_for, days_asked_for, due_reports
from app.models.reports.handing_down import hand_down, wards_without_plan
from app.models.targets.reporting_rule import BACK
from tests.factories import make_account, make_plan, make_ward
from tests.pages import Pages
from tests.routes.office.conftest import Office
from tests.routes.office.reports.test_report_arrivals import as_province
from tests.statements import counted

RULES = "/van-phong/che-do-bao-cao"


@pytest.fixture
def province(office: Office) -> Pages:
    """A province's officer; a plan of the year runs in the province and in the office's ward."""
    with office.write() as session:
        day = clock.today()
        year = {"since": day.replace(month=1, day=1), "until": day.replace(month=12, day=31)}
        ward = office.here(session)
        assert ward.parent
        make_plan(session, ward.parent, number="1/KH-UBND", **year)
        make_plan(session, ward, number="88/KH-UBND", **year)
    return as_province(office)


def plan_of(office: Office, *, above: bool) -> str:
    with office.read() as session:
        ward = office.here(session)
        plan = session.scalars(Plan.newest(ward.parent_id or 0 if above else ward.id)).first()
        assert plan
        return plan.public_id


def set_rule(office: Office, province: Pages, senders: str = "UBND các xã, phường", days: int = 9) -> None:
    """The province's officer adds a rule whose day is so many days ahead."""
    soon = clock.today() + timedelta(days=days)
    form = province.get(f"{RULES}/moi").form(button="Lưu")
    said = {"plan": plan_of(office, above=True), "text": "Báo cáo quý", "every": "yearly", "senders": senders}
    form.submit({**said, "days": f"{soon.day}/{soon.month}"})


def copies(office: Office) -> list[tuple[str, str, str, bool]]:
    """The ward's copies: what they say, to whom, by when, and whether they are in use."""
    with office.read() as session:
        wanted = select(ReportingRule).where(ReportingRule.from_rule_id.is_not(None)).order_by(ReportingRule.id)
        return [(row.text, row.addressee, row.days, row.retired_on is None) for row in session.scalars(wanted)]


def test_a_province_loads_a_plan_that_ships(office: Office) -> None:
    province = as_province(office)

    page = province.get("/van-phong/chi-tieu").follow("Nạp kế hoạch")
    [address] = [address for text, address in page.links().items() if "Nghệ An" in text]
    loaded = province.get(address).form(button="Nạp kế hoạch này").submit()

    assert "Đã nạp" in loaded.text
    for tab in ("/van-phong/chi-tieu", "/van-phong/ke-hoach", RULES, "/van-phong/so-nhap"):
        for there in province.get(tab).links().values():  # what a province is led to opens
            if there.startswith(("/van-phong", "/tinh")) and ".xlsx" not in there:
                province.get(there)


def test_a_rule_that_binds_wards_is_due_in_each_of_them(office: Office, province: Pages) -> None:
    set_rule(office, province)

    soon = clock.today() + timedelta(days=9)
    with office.read() as session:
        ward = office.here(session)
        assert ward.parent
        assert copies(office) == [("Báo cáo quý", ward.parent.full_name, f"{soon:%m-%d}", True)]
        [due] = due_reports(session, [ward.id], clock.today())
        assert due.period.due == soon
        assert due.rule.goes_up
        acts = session.scalars(select(AuditEvent.action).where(AuditEvent.unit_id == ward.id)).all()
        assert "reporting_rule.set_above" in acts
    assert "Báo cáo quý" in office.as_officer().get(RULES).text
    assert f"hạn {soon:%d/%m/%Y}" in province.get("/tinh/bao-cao").text
    own = office.as_officer().get("/van-phong/bao-cao").form(button="Lập báo cáo").submit()
    assert own.address.startswith("/van-phong/bao-cao/")


def test_the_rail_counts_the_reports_that_a_unit_owes_itself(office: Office, province: Pages) -> None:
    set_rule(office, province)
    with office.read() as session:
        ward, today = office.here(session), clock.today()
        assert ward.parent
        for unit, many in ((ward, 1), (ward.parent, 0)):
            text = session.scalar(asked_for([unit.id], today, today - BACK))
            owed = [due.period.due for due in due_reports(session, [unit.id], today)]
            assert days_asked_for(text, today, AHEAD, DONE) == owed
            assert len(owed) == many


def test_who_has_not_sent_stands_on_the_first_page_of_a_province(office: Office, province: Pages) -> None:
    assert "Chưa đặt hạn nào." in province.get("/tinh").text
    with office.write() as session:
        parent = office.here(session).parent
        session.add(AdministrativeUnit(code="05999", kind="xã", name="Tân Cương", parent=parent))
    set_rule(office, province)

    page = province.get("/tinh")

    assert "Đã gửi 0/2 phường, xã." in page.text
    assert f"{office.ward.title} " in page.text
    assert "Chưa tới được Xã Tân Cương" in page.text


def test_a_copy_follows_its_rule_and_ends_with_it(office: Office, province: Pages) -> None:
    set_rule(office, province)
    with office.app.app_context():
        assert rounds.hand_down_rules() == 0
    with office.write() as session:
        [rule] = session.scalars(select(ReportingRule).where(ReportingRule.from_rule_id.is_(None)))
        rule.days = "06-20"
    with office.app.app_context():
        assert rounds.hand_down_rules() == 1
    assert copies(office)[0][2:] == ("06-20", True)
    with office.write() as session:
        [rule] = session.scalars(select(ReportingRule).where(ReportingRule.from_rule_id.is_(None)))
        rule.retire(clock.today())
    with office.app.app_context():
        assert rounds.hand_down_rules() == 1
    assert copies(office)[0][2:] == ("06-20", False)


def test_a_rule_for_others_and_another_province_s_leave_a_ward_alone(office: Office, province: Pages) -> None:
    set_rule(office, province, senders="Các sở, ban, ngành")
    with office.write() as session:
        ward = make_ward(session)
        make_plan(session, ward)
    assert copies(office) == []


def test_a_ward_without_a_plan_has_it_once_a_plan_runs(office: Office) -> None:
    province = as_province(office)
    with office.write() as session:
        ward, day = office.here(session), clock.today()
        assert ward.parent
        make_plan(session, ward.parent, since=day.replace(month=1, day=1), until=day.replace(month=12, day=31))
    set_rule(office, province)
    with office.write() as session:
        ward = office.here(session)
        assert [each.id for each in wards_without_plan(session, [ward.parent_id or 0], clock.today())] == [ward.id]
        assert copies(office) == []
        make_plan(session, ward, since=day.replace(month=1, day=1), until=day.replace(month=12, day=31))
    with office.app.app_context():
        assert rounds.hand_down_rules() == 1


def test_it_costs_the_same_however_many_wards_there_are(office: Office, province: Pages) -> None:
    set_rule(office, province)
    asked = []
    for _round in range(2):
        with office.write() as session:
            parent, day = office.here(session).parent, clock.today()
            for number in range(3):
                ward = AdministrativeUnit(code=f"0{_round}{number}99", kind="xã", name=f"X{number}", parent=parent)
                session.add(ward)
                make_plan(session, ward, since=day.replace(month=1, day=1), until=day.replace(month=12, day=31))
            session.flush()
            with counted() as statements:
                assert len(hand_down(session, day)) == 3
            asked.append(len([each for each in statements if each.startswith("SELECT")]))
    assert asked[0] == asked[1] <= 4
    pages, seen = province, []
    for _round in range(2):
        with counted() as statements:
            pages.get("/tinh")
        seen.append(len(statements))
        with office.write() as session:
            session.add(
                AdministrativeUnit(code=f"0{_round}777", kind="xã", name="Y", parent=office.here(session).parent)
            )
    assert seen[0] == seen[1]


def test_a_leader_of_the_province_reads_its_plan_and_sets_nothing(office: Office, province: Pages) -> None:
    set_rule(office, province)
    with office.write() as session:
        parent = office.here(session).parent
        assert parent
        account = make_account(session, parent, Role.LEADER, full_name="Phạm Thị Chủ Tịch")
    leader = Pages(office.app.test_client()).sign_in(account)

    assert "Báo cáo quý" in leader.get(RULES).text
    leader.get(f"{RULES}/moi", status=403)
    assert "Kế hoạch" in leader.get("/van-phong").links()

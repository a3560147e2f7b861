"""The month of a team is a return: its head sends it by "Ghi nhanh", beside the figures of the log; an old form that a
phone kept becomes an entry, and never replaces what it did not show."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.country import clock
from app.country.periods import PeriodType, Schedule
from app.data.programmes import catalogue
from app.models import Account, Membership, PlaceKind, Programme, ProgrammeEntry, Role, Team
from app.models.movement.team_month import KEY
from app.routes.counter.team_months import migrated_uuid
from tests.factories import make_account
from tests.helping import Counter
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office, office
from tests.team_months import tell_month, use_months

__all__ = ["office"]
# As the form of before said it, with all boxes.
OLD = {"visits": "4", "helps": "3", "went": "2", "met": "y", "trouble": "Nhà văn hóa mất mạng", "version": ""}


@pytest.fixture
def team(office: Office) -> str:
    """A team that the counter's person leads, since long, with three helps of the month, one of them at home; the
    ward asks for months."""
    with office.write() as session:
        unit = office.here(session)
        head = make_account(session, unit, Role.COUNTER, full_name="Bùi Văn Quyết")
        made = Team.made(session, unit, {"name": "Tổ công nghệ số Quang Trung", "entered_size": 7})
        session.add_all([made, Membership(team=made, account=head, leads=True, since=date(2025, 1, 1))])
        counter = Counter(session, unit)
        for kind in (PlaceKind.HOME, PlaceKind.COUNTER, PlaceKind.COUNTER):
            counter.record(clock.at_local(this(), 8), place_kind=kind, helper=head)
        counter.record(clock.now() - timedelta(days=40), helper=head)
        use_months(session, unit)
        return made.public_id


def as_head(office: Office) -> Pages:
    with office.read() as session:
        head = session.scalars(select(Account).where(Account.full_name == "Bùi Văn Quyết")).one()
    return Pages(office.app.test_client()).sign_in(head)


def this() -> date:
    """The month that is asked first: the one before until it closes."""
    schedule = Schedule(PeriodType.MONTH, catalogue()[KEY].due, since=date(2026, 1, 1))
    return schedule.open_on(clock.today())[0].key


def month_of(team: str) -> str:
    return f"/quay/thang-cua-to/{team}/{this():%Y-%m}"


def stored(office: Office) -> list[tuple[str, dict[str, Any]]]:
    """What counts: the outcome and the answers."""
    with office.read() as session:
        return [(each.outcome, each.given) for each in session.scalars(select(ProgrammeEntry).filter_by(counts=True))]


def sent(office: Office, team: str, pages: Pages, status: int = 200, **said: str) -> Page:
    """The old form, as a phone sends it again."""
    form = pages.get("/quay").form(action="/dang-xuat")
    data = {"csrf_token": form.fields["csrf_token"][0], **said}
    return pages.post(month_of(team), data, status)


def test_what_the_log_has_is_offered_and_sent_by_its_head(office: Office, team: str) -> None:
    pages = as_head(office)
    page = pages.get(month_of(team))
    assert [each.split(" ")[0] for each in page.text.split("Máy đang có: ")[1:]] == ["1", "3", "1"]
    page.form(button="Lưu").submit({"a_visits": "4", "a_met": "yes", "a_trouble": "Nhà văn hóa mất mạng"})
    assert stored(office) == [("done", {"visits": 4, "met": True, "trouble": "Nhà văn hóa mất mạng"})]
    pages.get(month_of(team)).form(button="Lưu").submit({"outcome": "nothing"})
    assert [outcome for outcome, _given in stored(office)] == ["nothing"]


def test_only_its_head_and_the_office_open_it(office: Office, team: str) -> None:
    with office.write() as session:
        other = make_account(session, office.here(session), Role.COUNTER)
    Pages(office.app.test_client()).sign_in(other).get(month_of(team), 404)
    office.as_leader().get(month_of(team), 404)
    assert "Quang Trung" in office.as_officer().get(month_of(team)).text
    assert "Tháng của tổ, đội" in as_head(office).get("/quay/thang-cua-to").text


def test_an_old_form_becomes_an_entry_once(office: Office, team: str) -> None:
    pages = as_head(office)
    said = {"visits": 4, "helps": 3, "went": 2, "met": True, "taught": False, "announced": False,
            "trouble": OLD["trouble"]}  # fmt: skip
    for _time in (1, 2):
        sent(office, team, pages, **OLD)
        assert stored(office) == [("done", said)]
    assert "team.month_told" not in office.acts(team)


def test_an_old_form_of_nothing_is_nothing(office: Office, team: str) -> None:
    sent(office, team, as_head(office), khong="1", visits="hai")
    assert stored(office) == [("nothing", {})]


def test_an_old_form_of_the_office_becomes_an_entry(office: Office, team: str) -> None:
    pages = office.as_officer()
    data = {**OLD, "csrf_token": pages.get("/van-phong").form(action="/dang-xuat").fields["csrf_token"][0]}
    pages.post(month_of(team), data)
    assert [outcome for outcome, _given in stored(office)] == ["done"]


@pytest.mark.parametrize("said", [{"visits": "9"}, {"khong": "1"}])
def test_an_old_form_never_replaces_what_it_did_not_show(office: Office, team: str, said: dict[str, str]) -> None:
    with office.write() as session:
        row = session.scalars(select(Team).where(Team.public_id == team)).one()
        tell_month(session, row, this(), this(), visits=5)
    page = sent(office, team, as_head(office), 200 if "khong" in said else 409, version="", **said)
    assert stored(office) == [("done", {"visits": 5})]
    if "visits" in said:
        assert page.form(button="Lưu").fields["a_visits"] == ["9"]


def test_an_old_form_replaces_the_month_that_it_showed(office: Office, team: str) -> None:
    with office.write() as session:
        row = session.scalars(select(Team).where(Team.public_id == team)).one()
        entry = tell_month(session, row, this(), this(), visits=5, helps=1)
        entry.uuid = migrated_uuid(UUID(row.public_id), this(), "3")
    sent(office, team, as_head(office), version="3", visits="9")
    [(_outcome, given)] = stored(office)
    assert (given["visits"], given.get("helps")) == (9, None)


def test_a_ward_without_the_programme_leads_to_where_it_is_begun(office: Office, team: str) -> None:
    with office.write() as session:
        programme = session.scalars(select(Programme).where(Programme.key == KEY)).one()
        number = programme.id
    officer = office.as_officer()
    there = officer.client.get("/van-phong/doi/thang?thang=2026-10&xem=chua").headers["Location"]
    assert there == f"/van-phong/phong-trao/{number}/so?ky=2026-10-01"
    assert "to-im-lang" in officer.client.get("/van-phong/doi/thang?xem=im-lang").headers["Location"]
    with office.write() as session:
        session.get_one(Programme, number).retire(clock.today())
    assert officer.get("/van-phong/doi/thang").h1 == officer.get("/van-phong/phong-trao").h1
    assert as_head(office).get(month_of(team)).h1 == "Ghi nhanh"
    assert as_head(office).get("/quay/thang-cua-to").h1 == "Ghi nhanh"


def test_a_month_is_due_on_the_25th_and_closes_on_the_10th() -> None:
    schedule = Schedule(PeriodType.MONTH, catalogue()[KEY].due, since=date(2026, 9, 1))
    november = schedule.called(date(2026, 11, 1))
    assert november
    assert (november.due, november.closes) == (date(2026, 11, 25), date(2026, 12, 10))
    assert [each.key.month for each in schedule.open_on(date(2026, 12, 10))] == [11, 12]
    assert [each.key.month for each in schedule.open_on(date(2026, 12, 11))] == [12]

"""The head's month: the log's figures stand there, nothing is an answer, mended until it closes; who told, who not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.country import clock
from app.indicators.team_work import SILENT_DAYS, active, offered
from app.models import Account, Membership, PlaceKind, Role, Team, TeamMonth
from app.models.movement.team_month import Closed, closes_on, due_on, open_months
from app.models.people.changing import Overtaken
from tests.factories import make_account
from tests.helping import Counter
from tests.pages import Pages
from tests.routes.office.conftest import Office, office

__all__ = ["office"]


@pytest.fixture
def team(office: Office) -> str:
    """A team that the counter's person leads, since long, with three helps of this month, one of them at home."""
    with office.write() as session:
        unit = office.here(session)
        head = make_account(session, unit, Role.COUNTER, full_name="Bùi Văn Quyết")
        made = Team.made(session, unit, {"name": "Tổ công nghệ số Quang Trung", "entered_size": 7})
        session.add_all([made, Membership(team=made, account=head, leads=True, since=date(2025, 1, 1))])
        counter = Counter(session, unit)
        for kind in (PlaceKind.HOME, PlaceKind.COUNTER, PlaceKind.COUNTER):
            counter.record(clock.now(), place_kind=kind, helper=head)
        counter.record(clock.now() - timedelta(days=40), helper=head)
        session.flush()
        return made.public_id


def as_head(office: Office) -> Pages:
    with office.read() as session:
        head = session.scalars(select(Account).where(Account.full_name == "Bùi Văn Quyết")).one()
    return Pages(office.app.test_client()).sign_in(head)


def test_what_the_log_has_is_offered_and_sent_in_one_press(office: Office, team: str) -> None:
    this = clock.today().replace(day=1)
    page = as_head(office).get(f"/quay/thang-cua-to/{team}/{this:%Y-%m}")
    form = page.form(button=f"Gửi tháng {this.month}")
    assert [form.fields[each] for each in ("visits", "helps", "went")] == [["1"], ["3"], ["1"]]
    assert "Sổ đã có 1 trong 7 người" in page.text
    page = form.submit({"visits": "4", "met": "y", "trouble": "Nhà văn hóa mất mạng"})
    assert "Đã gửi tháng" in page.text
    assert page.form(button=f"Gửi tháng {this.month}").fields["visits"] == ["4"]
    told = office.as_officer().get(f"/van-phong/doi/thang?thang={this:%Y-%m}").text
    assert "1/1 tổ đã gửi" in told
    assert "Nhà văn hóa mất mạng" in told
    assert "Lời nhắc" not in told
    assert "team.month_told" in office.acts(team)


def test_nothing_is_an_answer_and_what_was_typed_wrong_comes_back(office: Office, team: str) -> None:
    this = clock.today().replace(day=1)
    page = as_head(office).get(f"/quay/thang-cua-to/{team}/{this:%Y-%m}")
    form = page.form(button=f"Gửi tháng {this.month}")
    wrong = form.submit({"visits": "hai", "trouble": "Vướng đường"}, status=422)
    assert "Vướng đường" in wrong.text
    with office.read() as session:
        assert session.scalars(select(TeamMonth)).all() == []
    page = form.submit({"visits": "hai", "khong": "1"})
    with office.read() as session:
        assert session.scalars(select(TeamMonth)).one().is_idle
    assert "không có việc gì" in office.as_leader().get("/van-phong/doi/thang").text
    assert form.submit({"visits": "9"}, status=409).form(button=f"Gửi tháng {this.month}").fields["visits"] == ["9"]


def test_only_its_head_and_the_office_tell_it(office: Office, team: str) -> None:
    at = f"/quay/thang-cua-to/{team}/{clock.today():%Y-%m}"
    with office.write() as session:
        other = make_account(session, office.here(session), Role.COUNTER)
    Pages(office.app.test_client()).sign_in(other).get(at, 404)
    office.as_leader().get(at, 404)
    assert office.as_officer().get(at).h1 == f"Tháng {clock.today().month} của tổ"
    assert as_head(office).get("/quay/thang-cua-to").h1.startswith("Tháng ")


def test_who_has_not_told_is_reminded_and_who_is_silent_is_said_so(office: Office, team: str) -> None:
    with office.write() as session:
        session.add(Team.made(session, office.here(session), {"name": "Tổ im", "active_on": date(2025, 5, 1)}))
    page = office.as_officer().get("/van-phong/doi/thang")
    assert "0/2 tổ đã gửi" in page.text
    assert "Còn 2 nơi chưa gửi" in page.follow("Nơi gửi về").follow("Nhắc 2 nơi").html
    assert "Không có tin từ 01/5/2025" in page.text
    assert "Tổ im" not in office.as_leader().get("/van-phong/doi/thang?xem=roi").text
    assert "Quang Trung" not in office.as_officer().get("/van-phong/doi/thang?xem=im-lang").text


def test_a_month_is_mended_until_it_closes_and_late_is_said(office: Office, team: str) -> None:
    november, now = date(2026, 11, 1), clock.at_local(date(2026, 12, 10), 9)
    assert (due_on(november), closes_on(november)) == (date(2026, 11, 25), date(2026, 12, 10))
    assert open_months(date(2026, 12, 10)) == [date(2026, 12, 1), november]
    assert open_months(date(2026, 12, 11)) == [date(2026, 12, 1)]
    said = {"visits": 2, "helps": 0, "went": 1}
    with office.write() as session:
        row, by = session.scalars(Team.in_units([office.ward.id])).one(), session.get_one(Account, office.officer.id)
        told = TeamMonth.tell(session, row, november, said, "", by=by, now=now)
        assert told.is_late
        assert not told.is_idle
        with pytest.raises(Overtaken):
            TeamMonth.tell(session, row, november, {**said, "visits": 3}, "", by=by, now=now)
        TeamMonth.tell(session, row, november, {**said, "visits": 3}, str(told.version), by=by, now=now)
        assert told.visits == 3
        for moment in (now + timedelta(days=1), now - timedelta(days=60)):
            with pytest.raises(Closed):
                TeamMonth.tell(session, row, november, said, str(told.version), by=by, now=moment)
        assert session.scalars(select(Team.name).where(active([row.unit_id], november, date(2026, 11, 30)))).all() == [
            row.name
        ]
        assert offered(session, row, november).members == 7
    assert SILENT_DAYS == 60

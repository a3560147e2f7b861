"""/don-vi: what an organisation has to do, for who records for it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    Matter,
    Organisation,
    Plan,
    Programme,
    ProgrammeEntry,
    Role,
    RoleGrant,
)
from app.models.movement import entry_recording
from app.models.movement.represented import GroupSite
from app.models.targets.task_owner import Owner
from tests.factories import make_group, make_plan
from tests.pages import Pages, words
from tests.returns import moment, send
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import line, programme


def task(school: School, owner: Organisation, text: str, plan: Plan | None = None, **said: object) -> Plan:
    """A task of a plan that an organisation leads."""
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        plan = session.merge(plan) if plan else make_plan(session, unit)
        made = Matter(unit=unit, plan=plan, text=text, **said)
        made.owner = Owner("organisation", owner.id)
        session.add(made)
        session.flush()
    return plan


def test_the_first_page_after_the_sign_in_shows_the_own_tasks(school: School) -> None:
    today = clock.today()
    plan = task(school, school.school, "Dạy kỹ năng số cho học sinh", due="day", due_on=today - timedelta(days=2))
    task(school, school.school, "Việc đã xong", plan, state="done")
    task(school, school.union, "Việc của Hội Phụ nữ", plan)
    page = school.reader().get("/don-vi")
    assert page.h1 == "Trường THCS Túc Duyên"
    assert "Dạy kỹ năng số cho học sinh" in page.text
    assert "Việc đã xong" not in page.text
    assert "Việc của Hội Phụ nữ" not in page.text


def test_a_task_is_reported_from_there(school: School) -> None:
    task(school, school.school, "Dạy kỹ năng số cho học sinh")
    start = school.reader().get("/don-vi")
    page = start.follow(next(each for each in start.links() if each.startswith("Dạy kỹ năng số")))
    done = page.form(button="Báo đã xong").submit({"answer": "Đã dạy 12 lớp"})
    assert "chờ duyệt" in done.text
    with school.read() as session:
        assert session.scalars(select(Matter)).one().state == "reported"


def test_without_tasks_it_says_where_they_come_from(school: School) -> None:
    assert "Chưa có việc nào" in school.reader().get("/don-vi").text


def test_who_records_for_two_chooses_one(school: School) -> None:
    both = Pages(school.app.test_client()).sign_in(school.other(school.school, school.union))
    page = both.get("/don-vi")
    chosen = page.follow("Hội Phụ nữ phường")
    assert chosen.h1 == "Hội Phụ nữ phường"


def test_another_organisation_is_not_there(school: School) -> None:
    school.reader().get(f"/don-vi?cua={school.union.code}", status=404)


def test_nobody_else_has_the_room(school: School) -> None:
    school.officer().get("/don-vi", status=403)
    school.officer(Role.GROUP_HEAD).get("/don-vi", status=403)


def test_a_role_that_ended_opens_nothing(school: School) -> None:
    reader = school.reader()
    reader.get("/don-vi")
    with school.write() as session:
        session.get_one(Organisation, school.school.id).retire(clock.today())
        [grant] = session.scalars(RoleGrant.of(school.account.id))
        assert grant.revoked_at is not None
    assert "Đăng nhập" in reader.get("/don-vi").h1


def test_a_phone_may_keep_the_page(school: School) -> None:
    assert school.reader().get("/don-vi").response.headers["X-Offline"] == "1"


def test_what_is_due_in_months_lies_in_a_fold(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(date(clock.local(datetime.now(UTC)).year + 1, 2, 10)))
    own = {"records": ["own_organisation"]}
    programme(school, "organisation", "near", every="month", due={"day": 25}, **own)
    programme(school, "organisation", "far", every="year", due={"month_day": ["12-20"]}, **own)
    start = school.reader().get("/don-vi")
    [folded] = [each for each in map(words, start.all("details")) if "Hạn còn hơn ba tháng: 1" in each]
    assert ("Số liệu far" in folded, "Số liệu near" in folded) == (True, False)


def test_a_month_that_runs_and_is_due_when_it_is_over_may_be_sent_and_is_not_asked(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(date(clock.local(datetime.now(UTC)).year + 1, 2, 10)))
    programme(school, "organisation", records=["own_organisation"], every="month", due={"days_after": 5})
    start = school.reader().get("/don-vi")
    [folded] = [each for each in map(words, start.all("details")) if "Kỳ đang chạy, gửi trước được: 1" in each]
    assert "Số liệu tried" in folded
    assert "Cần ghi, cần gửi" not in start.text


def test_what_was_sent_of_a_period_stays_there_while_the_next_one_is_open(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = clock.local(datetime.now(UTC)).year + 1
    programme(school, "organisation", records=["own_organisation"], every="month", due={"day": 25})
    monkeypatch.setattr(clock, "now", lambda: moment(date(year, 2, 20)))
    start = school.reader().get("/don-vi")
    start.follow(next(each for each in start.links() if f"tháng 2/{year}" in each)).form(button="Lưu").submit(
        {"a_pupils": "120"}
    )
    monkeypatch.setattr(clock, "now", lambda: moment(date(year, 3, 3)))
    start = school.reader().get("/don-vi")
    assert f"tháng 3/{year}" in line(start, "Số liệu tried")
    sent = next(each for each in start.links() if f"tháng 2/{year}" in each)
    assert "đã gửi" in sent
    assert start.follow(sent).form(button="Lưu").fields["a_pupils"] == ["120"]


def test_who_records_about_all_groups_has_sent_when_each_is_recorded(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = clock.local(datetime.now(UTC)).year + 1
    with school.write() as session:
        for number in (1, 2):
            make_group(session, session.get_one(AdministrativeUnit, school.unit.id), f"Tổ dân phố {number}")
    number = programme(school, "group", records=["organisation.school"], every="month", due={"days_after": 5})
    monkeypatch.setattr(clock, "now", lambda: moment(date(year, 3, 20)))

    def record(place: int) -> None:
        with school.write() as session:
            kept, site = (
                session.get_one(Programme, number),
                session.scalars(select(GroupSite).order_by(GroupSite.id)).all()[place],
            )
            send(session, kept, site, date(year, 2, 1), date(year, 3, 20), open=True)

    record(0)
    reader = school.reader()
    start = reader.get("/don-vi")
    assert "quá hạn từ" in line(start, "Số liệu tried")
    assert "đã ghi 1 trên 2" in line(start, "Số liệu tried")
    record(1)
    start = reader.get("/don-vi")
    assert "Cần ghi, cần gửi" not in start.text
    assert f"tháng 2/{year} · đã gửi · đã ghi 2 trên 2" in start.text


def test_what_was_due_before_it_was_put_to_use_is_not_overdue(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    year = clock.local(datetime.now(UTC)).year + 1
    monkeypatch.setattr(clock, "now", lambda: moment(date(year, 11, 27)))
    programme(school, "organisation", records=["own_organisation"], every="year", due={"month_day": ["3-31"]})
    start = school.reader().get("/don-vi")
    assert line(start, "Số liệu tried") == f"Số liệu triednăm {year}"
    monkeypatch.setattr(clock, "now", lambda: moment(date(year + 1, 4, 1)))
    late = next(each for each in school.reader().get("/don-vi").links() if f"năm {year + 1}" in each)
    assert "quá hạn từ" in late


def test_what_was_sent_says_that_it_waits_to_be_confirmed(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"], confirmed_by=["officer"])
    start = school.reader().get("/don-vi")
    sent = start.follow(line(start, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    assert "đã gửi, chờ xác nhận" in line(sent, "Số liệu tried")
    with school.write() as session:
        entry, by = session.scalars(select(ProgrammeEntry)).one(), session.get_one(Account, school.account.id)
        entry_recording.decide(session, entry, by, clock.now())
    assert "chờ xác nhận" not in line(school.reader().get("/don-vi"), "Số liệu tried")

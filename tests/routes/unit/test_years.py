"""The year of an organisation on one sheet: what it sent, its classes, its tasks with their days, what it was awarded;
of what the office sees alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.country import clock, formats
from app.models import Account, AdministrativeUnit, OrganisationSite, ProgrammeEntry
from app.models.movement.entry_recording import decide
from tests.documents.ruler import Paper
from tests.factories import make_attended_course
from tests.routes.unit.conftest import School
from tests.routes.unit.test_entry_sheets import browser
from tests.routes.unit.test_period_sheets import printed
from tests.routes.unit.test_recordings import line, programme
from tests.routes.unit.test_starts import task

PARTS = ("Số liệu, hoạt động đơn vị đã gửi", "Lớp học của đơn vị", "Nhiệm vụ được giao", "Khen thưởng, công nhận")


def send(school: School, name: str, pupils: str = "120") -> None:
    start = school.reader().get("/don-vi")
    start.follow(line(start, name)).form(button="Lưu").submit({"a_pupils": pupils})


def test_what_nothing_is_recorded_of_stays_blank(school: School) -> None:
    start = school.reader().get("/don-vi")
    page = start.follow(line(start, "Phiếu năm của đơn vị"))
    assert page.text.count("Chưa ghi gì.") == len(PARTS)
    text = Paper(printed(page, "In phiếu năm")).words()
    for words in (*PARTS, "THỦ TRƯỞNG ĐƠN VỊ", "Trường THCS Túc Duyên"):
        assert words in text
    assert "nội dung" not in text, "nothing is counted where nothing is recorded"


def test_it_has_what_was_sent_and_tasks_with_their_days(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"], every="year", sees=["officer", "leader"])
    send(school, "Số liệu tried")
    due = today = clock.today()
    plan = task(school, school.school, "Dạy kỹ năng số cho học sinh", due="day", due_on=due)
    task(school, school.school, "Việc năm xưa", plan, due="day", due_on=date(2020, 5, 1))
    task(school, school.union, "Việc của Hội Phụ nữ", plan, due="day", due_on=due)
    page = school.reader().get("/don-vi/nam")
    assert f"1/1 kỳ · {formats.date(today)}" in page.text
    assert f"chưa làm · hạn {formats.date(due)}" in page.text
    text = Paper(printed(page, "In phiếu năm")).words()
    for words in ("Số liệu tried", "Dạy kỹ năng số cho học sinh", f"hạn {formats.date(due)}"):
        assert words in text
    for words in ("Việc năm xưa", "Việc của Hội Phụ nữ"):
        assert words not in page.text + text


def test_of_the_periods_of_before_it_was_asked_none_is_due(school: School) -> None:
    sees = ["officer", "leader"]
    programme(school, "organisation", records=["own_organisation"], every="month", ago=100, sees=sees)
    send(school, "Số liệu tried")
    assert "1/1 kỳ" in school.reader().get("/don-vi/nam").text


def test_what_was_due_and_never_sent_is_said_too(school: School) -> None:
    for key, sees in (("tried", ["officer", "leader"]), ("closed", ["own_organisation"])):
        programme(school, "organisation", key, records=["own_organisation"], every="month", ago=100, sees=sees)
    with school.write() as session:
        for site in session.scalars(select(OrganisationSite)):
            site.created_at = clock.now() - timedelta(days=100)
    today, begun = clock.today(), clock.today() - timedelta(days=100)
    months = today.month - (begun.month if begun.year == today.year else 1)
    page = browser(school, school.account).get("/don-vi/nam").text
    assert ("Số liệu tried" in page) is bool(months)
    assert (f"0/{months} kỳ" in page) is bool(months)
    assert "Số liệu closed" not in page


def test_of_places_no_period_is_said_to_be_whole(school: School) -> None:
    number = programme(school, "site", records=["unit"], every="month", sees=["officer", "leader"])
    form = school.reader().get(f"/don-vi/{number}/moi").form(button="Lưu")
    form.submit({"name": "Tủ sách Túc Duyên", "outcome": "done", "a_open": "yes"})
    text = school.reader().get("/don-vi/nam").text
    assert "1 lần trong 1 kỳ" in text
    assert "1/1 kỳ" not in text


def test_what_was_returned_is_not_sent(school: School) -> None:
    sees = ["officer", "leader"]
    programme(school, "organisation", records=["own_organisation"], confirmed_by=["officer"], sees=sees)
    send(school, "Số liệu tried")
    assert "1 lần" in school.reader().get("/don-vi/nam").text
    with school.write() as session:
        [entry] = session.scalars(select(ProgrammeEntry))
        decide(session, entry, session.get_one(Account, school.account.id), clock.now(), returned="Thiếu lớp 9")
    assert "Số liệu tried" not in school.reader().get("/don-vi/nam").text


@pytest.mark.parametrize("sees", [["leader"], ["own_organisation"], ["officer", "leader"]])
def test_what_the_office_does_not_see_is_never_on_it(school: School, sees: list[str]) -> None:
    programme(school, "organisation", records=["own_organisation"], every="year", sees=sees)
    send(school, "Số liệu tried")
    assert ("Số liệu tried" in school.reader().get("/don-vi/nam").text) is ("officer" in sees)


def test_what_others_recorded_is_not_on_it(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"], every="year", sees=["officer", "leader"])
    send(school, "Số liệu tried")
    other = school.other(school.union)
    assert "Số liệu tried" not in browser(school, other).get("/don-vi/nam").text


def test_its_classes_are_those_that_name_it(school: School) -> None:
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        make_attended_course(session, unit, organiser="trường thcs Túc Duyên", people=2, lessons=1)
    year = clock.local(clock.now() - timedelta(weeks=1, hours=1)).year
    assert "1 buổi, 2 lượt học" in school.reader().get(f"/don-vi/nam?nam={year}").text


@pytest.mark.parametrize("year", ["2024", "2999", "mai"])
def test_no_other_year(school: School, year: str) -> None:
    school.reader().get(f"/don-vi/nam?nam={year}", status=404 if year != "mai" else 200)

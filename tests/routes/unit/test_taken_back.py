"""What an organisation recorded twice it takes back from the page of what it sent; where others recorded after it, or
its period is closed, it records again or asks the ward."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import Account, AuditEvent, Organisation, ProgrammeEntry, Site
from app.models.movement import entry_recording
from app.models.movement.site_merging import merge_sites
from tests.pages import Form, Page, Pages
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import line, programme

LIST, PRESS = "/don-vi/da-ghi", "Rút lại lần ghi này"


@pytest.fixture
def number(school: School) -> int:
    """A programme in which the school has the same place twice."""
    made = programme(school, "site", records=["unit", "officer"])
    for name in ("Tủ sách", "Tủ sách của trường"):
        school.reader().get(f"/don-vi/{made}/moi").form(button="Lưu").submit({"name": name, "a_open": "yes"})
    return made


def sent(school: School, name: str = "Tủ sách của trường") -> Page:
    """The page of what was recorded of a place, from the list."""
    listed = school.reader().get(LIST)
    return listed.follow(next(each for each in listed.links() if f"{name} ·" in each))


def in_use(school: School) -> list[str]:
    with school.read() as session:
        return list(session.scalars(select(Site.name).where(Site.programme_id.is_not(None), Site.in_use())))


def acts(school: School) -> list[str]:
    with school.read() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))[-2:]


def test_a_place_that_it_added_twice_is_taken_back_once(school: School, number: int) -> None:
    page = sent(school)
    assert "“Tủ sách của trường” do anh chị thêm" in page.text
    form, other = page.form(button=PRESS), sent(school).form(button=PRESS)
    assert "Đã rút lại lần ghi." in form.submit().text
    assert in_use(school) == ["Tủ sách"]
    assert acts(school) == ["programme_site.withdrawn", "programme_site.retired"]
    for again in (form, other):  # twice, and from another device
        assert "Lần ghi ấy đã rút lại" in again.submit().text
    assert [each for each in school.reader().get(LIST).links() if "Tủ sách" in each] == [
        each for each in school.reader().get(LIST).links() if "Tủ sách ·" in each
    ]
    with school.read() as session:
        gone = session.scalars(select(Site).where(Site.retired_on.is_not(None))).one().public_id
    office = school.officer().get(f"/van-phong/phong-trao/{number}/so/{gone}")
    assert "đã bỏ" in office.text
    assert "Rút lại lần ghi của mình" in office.pages.get(f"{office.address.split('?')[0]}/lich-su").text


def test_an_entry_recorded_twice_is_taken_back_and_the_one_before_counts(school: School, number: int) -> None:
    form = sent(school).follow("Sửa").form(button="Lưu")
    form.submit({"a_open": "no"})
    page = sent(school)
    assert "do anh chị thêm" not in page.text
    page.form(button=PRESS).submit()
    assert len(in_use(school)) == 2
    with school.read() as session:
        rows = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
        assert [(each.given, each.counts) for each in rows] == [
            ({"open": True}, True), ({"open": True}, True), ({"open": False}, False),
        ]  # fmt: skip


def test_what_another_recorded_is_not_there(school: School, number: int) -> None:
    address = sent(school).form(button=PRESS).action
    other = Pages(school.app.test_client()).sign_in(school.other(school.union))
    form = other.get("/don-vi").forms()[0]
    for place in ("", "?cua="):
        answer = other.client.post(address.split("?")[0] + place, data={"csrf_token": form.fields["csrf_token"][0]})
        assert answer.status_code == 404
    assert len(in_use(school)) == 2


def test_of_two_that_the_office_made_one_the_page_says_what_stands(school: School, number: int) -> None:
    form = sent(school, "Tủ sách").form(button=PRESS)
    with school.write() as session:
        gone, into = session.scalars(select(Site).where(Site.programme_id == number).order_by(Site.id))
        merge_sites(session, gone, into, clock.now())
    assert "đã có lần ghi sau" in form.submit().text
    assert in_use(school) == ["Tủ sách của trường"]


def test_what_the_ward_confirmed_meanwhile_stays(school: School) -> None:
    made = programme(school, "site", records=["unit"], confirmed_by=["officer"])
    school.reader().get(f"/don-vi/{made}/moi").form(button="Lưu").submit({"name": "Tủ sách", "a_open": "yes"})
    form = sent(school, "Tủ sách").form(button=PRESS)
    with school.write() as session:
        by = session.get_one(Account, school.account.id)
        assert entry_recording.decide(session, session.scalars(select(ProgrammeEntry)).one(), by, clock.now())
    page = form.submit()
    assert "Chưa rút lại" in page.text
    assert page.form(button="Gửi phường")
    assert in_use(school) == ["Tủ sách"]


def by_the_office(school: School, pupils: int, monkeypatch: Any, later: timedelta) -> Page:
    """The page of what the school sent, over which the office recorded another number, some time after."""
    number = programme(school, "organisation", records=["own_organisation", "officer"], every="month")
    start = school.reader().get("/don-vi")
    start.follow(line(start, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    with school.read() as session:
        entry = session.scalars(select(ProgrammeEntry)).one()
        book = f"/van-phong/phong-trao/{number}/so/{entry.site.public_id}/sua?ky={entry.period}"
    office_form(school.officer(), book).submit({"a_pupils": str(pupils)})
    at = clock.now() + later
    monkeypatch.setattr(clock, "now", lambda: at)
    listed = school.reader().get(LIST)
    return listed.follow(line(listed, "Số liệu tried"))


def office_form(pages: Pages, address: str) -> Form:
    return pages.get(address).form(button="Lưu")


def test_over_what_somebody_recorded_after_it_is_recorded_again(school: School, monkeypatch: Any) -> None:
    page = by_the_office(school, 118, monkeypatch, timedelta())
    assert not [each for each in page.forms() if each.action.endswith("rut-lai")]
    page.follow("Ghi lại").form(button="Lưu").submit({"a_pupils": "121"})
    with school.read() as session:
        rows = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
        assert [(each.given["pupils"], each.counts) for each in rows] == [(120, False), (118, False), (121, True)]


def test_of_a_closed_period_the_ward_is_asked_for_what_somebody_recorded_after(
    school: School, monkeypatch: Any
) -> None:
    page = by_the_office(school, 118, monkeypatch, timedelta(days=90))
    assert "Ghi lại" not in page.links()
    asked = page.form(button="Gửi phường").submit({"words": "Trường có 120"})
    assert "Đã xin sửa" in asked.text
    assert not [each for each in asked.forms() if each.action.endswith("xin-sua")]
    with school.write() as session:
        newest = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.latest)).one()
        name = session.get_one(Organisation, school.school.id).name
        assert (newest.given["pupils"], newest.asked_back_words) == (118, f"{name}: Trường có 120")
        by = session.get_one(Account, school.account.id)
        entry_recording.decide(session, newest, by, clock.now(), returned="Trường ghi lại")
    listed = school.reader().get(LIST)
    again = listed.follow(line(listed, "Số liệu tried")).follow("Ghi lại").form(button="Lưu")
    again.submit({"a_pupils": "120"})
    with school.read() as session:
        assert session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.counts)).one().given["pupils"] == 120

"""Who has not sent what programmes ask is reminded as others who are late are."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.models import Household, Programme, Reminder, Site
from tests.documents.ruler import assert_sound
from tests.factories import make_group, make_organisation
from tests.returns import make_returns, moment, send
from tests.routes.office.conftest import Office
from tests.routes.office.test_reminders import ALL, drawn, stored, text_of
from tests.statements import counted

AT = "/van-phong/bao-cao/noi-gui?nhac=1"


def began() -> date:
    return clock.today() - timedelta(days=100)


def make(session: Session, office: Office, names: Sequence[str], **said: object) -> tuple[Programme, list[Site]]:
    """A programme with a shelf of each of some new organisations."""
    ward = office.here(session)
    programme, _none = make_returns(session, ward, sites=0, began=began(), **said)
    made = []
    for name in names:
        of = make_organisation(session, ward, name)
        of.contact_phone = "+84912345678"
        said_of_it = {"programme_id": programme.id, "organisation": of, "created_at": moment(began())}
        made.append(Site(unit=ward, name=f"Tủ sách {name}", **said_of_it))
    session.add_all(made)
    session.flush()
    return programme, made


def overdue(programme: Programme) -> tuple[date, date]:
    """The key and the due day of the newest period that is overdue."""
    assert programme.schedule
    period = programme.schedule.newest_due(clock.today() - timedelta(days=1))
    assert period
    assert period.due
    return period.key, period.due


def test_all_programmes_are_one_line_and_all_who_are_late_are_reminded_by_one_press(office: Office) -> None:
    with office.write() as session:
        programme, _sites = make(session, office, ["Trường A", "Trường B"])
        make(session, office, ["Chợ C"], key="markets", name="Sổ chợ")
        (key, due), number = overdue(programme), programme.id

    page = office.as_officer().get("/van-phong").follow("Nhắc: 3 nơi còn nợ tờ gửi về")
    text = text_of(page)
    assert f"Còn 2 nơi chưa gửi số liệu “Tủ sách báo cáo” tháng {key.month}/{key.year}: Trường A (1 tủ sách)" in text
    assert "“Sổ chợ”" in text
    assert f"Hạn {formats.date(due)}." in text
    assert "sms:+84912345678?&body=" in page.html
    of_one = page.follow(f"Tủ sách báo cáo, tháng {key.month}/{key.year} (2)")
    assert of_one.links()[f"Tủ sách báo cáo, tháng {key.month}/{key.year}"].endswith(f"/{number}/so?ky={key}")

    done = page.form(button=ALL).submit()
    assert "Đã ghi: báo cả nhóm Zalo 3 nơi." in done.text
    assert "còn nợ tờ gửi về" not in office.as_officer().get("/van-phong").text
    assert {row.about for row in stored(office)} == {"programme"}


def test_nobody_is_reminded_of_what_was_due_before_it_was_put_to_use(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = clock.today().year + 1
    with office.write() as session:
        made = {"began": date(year, 11, 20), "sites": 2, "every": "year", "due": {"month_day": ["3-31"]}}
        number = make_returns(session, office.here(session), **made)[0].id
    monkeypatch.setattr(clock, "now", lambda: moment(date(year, 11, 27)))
    page = office.as_officer().get(f"/van-phong/phong-trao/{number}")
    assert "Không còn nơi nào cần nhắc" in page.follow("Nơi gửi về").text
    assert "còn nợ tờ gửi về" not in office.as_officer().get("/van-phong").text


def test_the_page_of_a_programme_leads_to_who_is_late_with_it_alone(office: Office) -> None:
    with office.write() as session:
        programme, _sites = make(session, office, ["Trường A", "Trường B"])
        make(session, office, ["Chợ C"], key="markets", name="Sổ chợ")
        number = programme.id
    at = office.as_officer().get(f"/van-phong/phong-trao/{number}")
    listed = at.follow("Nơi gửi về")
    assert "Trường A" in listed.text
    assert "Chợ C" not in listed.text
    page = listed.follow("Nhắc 2 nơi")
    assert "Trường A" in text_of(page)
    assert "Sổ chợ" not in text_of(page)
    page.form(button=ALL).submit()
    assert {each.programme_id for each in stored(office)} == {number}


def test_who_sent_is_not_late_and_who_was_returned_is(office: Office) -> None:
    with office.write() as session:
        programme, sites = make(session, office, ["Trường A", "Trường B", "Trường C"])
        key, due = overdue(programme)
        send(session, programme, sites[0], key, due, loans=3)
        send(session, programme, sites[1], key, due)  # that nothing happened
        back = send(session, programme, sites[2], key, due, loans=3)
        back.counts, back.returned_at, back.returned_words = False, moment(due), "Thiếu số."
    page = office.as_officer().get(AT)
    assert "Trường C" in page.text
    assert "Trường A" not in page.text
    assert "Trường B" not in page.text


def test_houses_are_late_by_residential_group_with_how_many(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        make_returns(session, ward, sites=0, began=began(), key="houses", subject="household", noun="nhà",
                     outcomes=["done"])  # fmt: skip
        group = make_group(session, ward, "Tổ dân phố 3")
        for number in ("1", "2"):
            house = Household(unit=ward, number=number, head="Ma Thị Lan", created_at=moment(began()))
            house.residential_group = group
            session.add(house)
        session.add(Household(unit=ward, number="9", head="Ma Văn Nam", created_at=moment(began())))
    page = office.as_officer().get(AT)
    assert "Tổ dân phố 3 (2 nhà)" in text_of(page)
    assert "Nơi chưa rõ địa bàn (1 nhà)" in text_of(page)
    assert "Ma Thị Lan" not in page.html
    page.form(button=ALL).submit()
    with office.read() as session:
        assert {row.residential_group_id is not None for row in session.scalars(select(Reminder))} == {True, False}


@pytest.mark.parametrize(("sees", "of_officer", "of_leader"), [(["leader"], False, True), (["officer"], True, False)])
def test_who_does_not_see_a_programme_sees_nobody_late_with_it(
    office: Office, sees: list[str], of_officer: bool, of_leader: bool
) -> None:
    with office.write() as session:
        make(session, office, ["Trường A"], sees=sees, records=sees)
    assert ("còn nợ tờ gửi về" in office.as_officer().get("/van-phong").text) is of_officer
    assert ("Trường A" in office.as_officer().get(AT).text) is of_officer
    assert ("Trường A" in office.as_leader().get(AT).text) is of_leader


def test_a_letter_about_programmes_names_what_was_not_received(office: Office) -> None:
    with office.write() as session:
        make(session, office, ["Trường A"])
    said = {"number": "142/UBND-VHXH", "day": formats.date(clock.today())}
    letter = assert_sound(drawn(office.as_officer().get(AT).form(button="In công văn"), said)).words()
    assert "chưa nhận được số liệu “Tủ sách báo cáo”" in letter
    assert [row.how for row in stored(office)] == ["letter"]


def test_more_programmes_and_sites_take_no_more_statements(office: Office) -> None:
    asked = []
    for number in range(2):
        with office.write() as session:
            for more in range(1 + 3 * number):
                make(session, office, [f"Nơi {number}.{more}", f"Chỗ {number}.{more}"], key=f"k{number}_{more}")
        pages = office.as_officer()
        for address in (AT, "/van-phong"):
            with counted() as statements:
                pages.get(address)
            asked.append(len(statements))
    assert asked[:2] == asked[2:]

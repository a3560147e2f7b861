"""The book of a programme about events: planned on the form, told afterwards, brought in from a list."""

import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock, formats
from app.data.programmes import catalogue
from app.models import Event, Organisation, Place, Programme, ProgrammeEntry, Site
from app.models.movement.declaration_reading import read
from tests.factories import make_organisation
from tests.models.movement.test_events import SAID
from tests.pages import Page
from tests.routes.office.conftest import Office


def in_days(days: int) -> str:
    """The date so many days from now, as it is typed."""
    return formats.date(clock.today() + timedelta(days=days))


def _use(office: Office, said: dict[str, Any]) -> str:
    with office.write() as session:
        unit = office.here(session)
        make_organisation(session, unit, "Hội Phụ nữ phường", "mass_organisation")
        session.add(Place(unit=unit, code="D1", name="Nhà văn hóa số 1", seats=50))
        programme = Programme.begun(session, unit, read(said), catalogue="", now=clock.now())
        programme.use_draft(seen="1", now=clock.now())
        session.flush()
        return f"/van-phong/phong-trao/{programme.id}/so"


@pytest.fixture
def book(office: Office) -> str:
    """The address of the book of a programme about events that are planned ahead."""
    return _use(office, SAID)


def _event(office: Office, **which: Any) -> Event:
    with office.read() as session:
        return session.scalars(select(Event).filter_by(**which)).one()


def _plan(office: Office, book: str, **typed: str) -> Page:
    form = office.as_officer().get(f"{book}/moi").form(button="Lưu")
    return form.submit({"name": "Ra quân", "held_on": in_days(1), "outcome": "planned", "a_kind": "day", **typed})


def test_an_event_is_planned_and_told_afterwards(office: Office, book: str) -> None:
    page = _plan(office, book, starts_at="7 giờ 30", venue="Sân chợ")
    assert page.h1 == "Ra quân"
    assert "Sẽ tổ chức" in page.text
    event = _event(office)
    assert (event.state, event.starts_at, event.venue) == ("planned", "07:30", "Sân chợ")
    edit = office.as_officer().get(f"{book}/{event.public_id}/sua").form(button="Lưu")
    early = edit.submit({"outcome": "done", "a_came": "90"}, status=422)
    assert "chưa tới" in early.text
    edit = office.as_officer().get(f"{book}/{event.public_id}/sua").form(button="Lưu")
    page = edit.submit({"outcome": "done", "a_came": "90", "held_on": in_days(-2)})
    assert "Đã tổ chức" in page.text
    with office.read() as session:
        counting = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.counts)).one()
        assert counting.given == {"title": "Ra quân", "kind": "day", "came": 90}
        assert {each.day for each in session.scalars(select(ProgrammeEntry))} == {clock.today() - timedelta(days=2)}


def test_hours_are_hours_and_in_order(office: Office, book: str) -> None:
    form = office.as_officer().get(f"{book}/moi").form(button="Lưu")
    typed = {"name": "Ra quân", "held_on": in_days(1), "outcome": "planned"}
    assert "7 giờ 30" in form.submit({**typed, "starts_at": "25:00"}, status=422).text
    assert "sau giờ bắt đầu" in form.submit({**typed, "starts_at": "9h", "ends_at": "8h"}, status=422).text


def test_a_planned_day_that_is_over_is_one_line_of_today(office: Office, book: str) -> None:
    _plan(office, book)
    _plan(office, book, name="Ngày hội")
    with office.write() as session:
        for each in session.scalars(select(Event)).all():
            each.held_on -= timedelta(days=3)
    _plan(office, book, name="Mai")
    assert "2 hoạt động đã qua ngày mà chưa ghi kết quả" in office.as_officer().get("/van-phong").text
    page = office.as_officer().get("/van-phong/phong-trao/chua-bao")
    assert "Ngày hội" in page.text
    assert "Mai" not in page.text
    row = _event(office, name="Ngày hội")
    edit = office.as_officer().get(f"{book}/{row.public_id}/sua").form(button="Lưu")
    edit.submit({"outcome": "called_off"})
    assert _event(office, name="Ngày hội").state == "called_off"
    assert "Ra quân đã qua ngày" in office.as_officer().get("/van-phong").text


def test_nothing_is_planned_for_a_day_that_is_over(office: Office, book: str) -> None:
    form = office.as_officer().get(f"{book}/moi").form(button="Lưu")
    typed = {"name": "Ra quân", "held_on": in_days(-2), "a_kind": "day"}
    wrong = form.submit({**typed, "outcome": "planned"}, status=422)
    assert "Ngày này đã qua: anh chị chọn “Đã tổ chức”" in wrong.text
    wrong.form(button="Lưu").submit({"outcome": "done", "a_came": "90"})
    edit = office.as_officer().get(f"{book}/{_event(office).public_id}/sua").form(button="Lưu")
    assert "Ngày này đã qua" in edit.submit({"outcome": "planned"}, status=422).text
    assert _event(office).state == "held"


def test_an_event_of_a_year_long_past_is_refused_in_words(office: Office, book: str) -> None:
    form = office.as_officer().get(f"{book}/moi").form(button="Lưu")
    wrong = form.submit({"name": "Ra quân", "held_on": "01/01/1930", "outcome": "done", "a_came": "9"}, status=422)
    assert "Ngày này trước năm 2020." in wrong.text


@pytest.mark.parametrize(("day", "words"), [("", "Ngày này đã qua"), ("01/01/1930", "Ngày này trước năm 2020.")])
def test_a_list_without_outcomes_plans_no_day_that_is_over(office: Office, book: str, day: str, words: str) -> None:
    content = f"Tên hoạt động;Ngày tổ chức;Lượt người dự\nRa quân;{day or in_days(-2)};\n"
    address = "/van-phong/nhap/moi"
    slug = f"phong-trao-{book.split('/')[3]}"
    form = office.as_officer().get(f"{address}?loai={slug}").form(button=None, action=address)
    given = {"file": (io.BytesIO(content.encode()), "t.csv")}
    assert words in form.submit(given, content_type="multipart/form-data").text


def test_a_list_brings_events_each_once(office: Office, book: str) -> None:
    content = (
        "Tên hoạt động;Ngày tổ chức;Đơn vị tổ chức;Địa điểm;Kết quả;Lượt người dự\n"
        f"Ra quân;{in_days(-2)};Hội Phụ nữ phường;Nhà văn hóa số 1;Đã tổ chức;120\n"
        f"Ra quân;{in_days(-2)};;;Đã tổ chức;80\n"
        f"Ngày hội;{in_days(1)};;;Đã tổ chức;\n"
    )

    page = _brought(office, book, content)
    assert "chưa tới" in page.text
    page.form("/ghi").submit()
    _brought(office, book, content).form("/ghi").submit()
    with office.read() as session:
        rows = session.scalars(select(Event).order_by(Event.organisation_id)).all()
        assert {(each.name, each.state, each.place.name if each.place else "") for each in rows} == {
            ("Ra quân", "held", "Nhà văn hóa số 1"), ("Ra quân", "held", ""),
        }  # fmt: skip
        assert len(session.scalars(select(ProgrammeEntry)).all()) == 2
    here = office.as_officer().get(f"{book}/{rows[0].public_id}")
    assert "Có thể là cùng một hoạt động" in here.text


def _brought(office: Office, book: str, content: str) -> Page:
    """The look at a list of events."""
    slug = f"phong-trao-{book.split('/')[3]}"
    address = "/van-phong/nhap/moi"
    form = office.as_officer().get(f"{address}?loai={slug}").form(button=None, action=address)
    return form.submit({"file": (io.BytesIO(content.encode()), "t.csv")}, content_type="multipart/form-data")


def test_a_list_of_events_without_titles_is_known_the_second_time(office: Office) -> None:
    book = _unplanned(office)
    content = (
        "Ngày tổ chức;Đơn vị tổ chức;Bắt đầu lúc;Địa điểm;Loại;Lượt người dự\n"
        f"{in_days(-2)};Hội Phụ nữ phường;;;Ngày hội;120\n"
        f"{in_days(-2)};Hội Phụ nữ phường;;Nhà văn hóa số 1;Ngày hội;120\n"
        f"{in_days(-2)};Hội Phụ nữ phường;8h;;Ngày hội;120\n"
        f"{in_days(-2)};;;;Ngày hội;120\n{in_days(-2)};;;;Ngày hội;80\n{in_days(-2)};;;;;\n"
    )
    _brought(office, book, content).form("/ghi").submit()
    with office.read() as session:
        assert len(session.scalars(select(Event)).all()) == 6
    again = _brought(office, book, f"{content}{in_days(-2)};;;;Nói chuyện;80\n")
    assert "1 ghi mới 6 đã có" in again.text
    again.form("/ghi").submit()
    with office.read() as session:
        assert len(session.scalars(select(Event)).all()) == len(session.scalars(select(ProgrammeEntry)).all()) == 7


def _unplanned(office: Office, **more: Any) -> str:
    """A programme in use of events that are not planned ahead and have no title; its book."""
    said = {key: each for key, each in SAID.items() if key not in ("title", "plans_ahead")}
    said["fields"] = [{key: each for key, each in field.items() if key != "planned"} for field in SAID["fields"][1:]]
    return _use(office, {**said, "noun": "buổi phổ biến", **more})


def test_a_day_without_a_year_is_the_last_one_of_what_is_over(office: Office) -> None:
    book = _unplanned(office, words={"day": "Ngày nghe được"})
    yesterday = clock.today() - timedelta(days=1)
    office.as_officer().get(f"{book}/moi").form(button="Lưu").submit({"held_on": f"{yesterday:%d/%m}", "a_came": "12"})
    assert _event(office).held_on == yesterday
    assert "Ngày nghe được" in office.as_officer().get(book).text


def test_an_event_that_is_not_planned_ahead_is_named_by_its_day(office: Office) -> None:
    book = _unplanned(office)
    form = office.as_officer().get(f"{book}/moi").form(button="Lưu")
    assert "Đến ngày đó anh chị hãy ghi" in form.submit({"held_on": in_days(1)}, status=422).text
    page = form.submit({"held_on": in_days(-2), "a_came": "12"})
    assert page.h1 == f"Buổi phổ biến, {in_days(-2)}"
    event = _event(office)
    assert event.state == "held"
    listed = office.as_officer().get(book)
    assert any(f"xem={event.public_id}" in each for each in listed.links().values())
    assert f"Buổi phổ biến, {in_days(-2)}" in listed.text


def test_a_site_bears_the_title_that_its_programme_asks(office: Office) -> None:
    title = {"key": "called", "label": "Tên mô hình", "type": "text", "required": True, "headings": "mô hình"}
    said = {"key": "model", "shape": "recognise", "name": "Mô hình", "noun": "mô hình", "subject": "site"}
    has = {"key": "has", "label": "Đang làm", "type": "yes_no", "counted": True}
    book = _use(office, {**said, "title": "called", "fields": [title, has]})
    form = office.as_officer().get(f"{book}/moi").form(button="Lưu")
    assert "Tên mô hình" in form.submit({"a_has": "yes"}, status=422).text
    page = form.submit({"name": "Tuyến phố không tiền mặt", "a_has": "yes"})
    assert page.h1 == "Tuyến phố không tiền mặt"
    with office.read() as session:
        entry = session.scalars(select(ProgrammeEntry)).one()
        assert entry.given == {"called": "Tuyến phố không tiền mặt", "has": True}


def test_a_site_that_organisations_record_says_which_keeps_it(office: Office) -> None:
    said = {"key": "model", "shape": "recognise", "name": "Mô hình", "noun": "mô hình", "subject": "site"}
    fields = [{"key": "has", "label": "Đang làm", "type": "yes_no", "counted": True}]
    book = _use(office, {**said, "records": ["officer", "organisation.mass_organisation"], "fields": fields})
    with office.read() as session:
        union = session.scalars(select(Organisation)).one()
    form = office.as_officer().get(f"{book}/moi").form(button="Lưu")
    page = form.submit({"name": "Tuyến phố", "organisation": str(union.slug), "a_has": "yes"})
    assert "Đơn vị phụ trách Hội Phụ nữ phường" in page.text
    with office.read() as session:
        assert session.scalars(select(Site)).one().organisation_id == union.id


def test_a_gift_is_asked_in_its_own_words_and_stands_with_its_value(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session)
        programme = Programme.begun(session, unit, catalogue()["gift"], catalogue="gift", now=clock.now())
        programme.use_draft(seen="1", now=clock.now())
        session.flush()
        book = f"/van-phong/phong-trao/{programme.id}/so"
    page = office.as_officer().get(f"{book}/moi")
    assert "Ngày nhận Nơi đứng ra nhận" in page.text  # needed: unmarked
    assert "tổ chức" not in page.form(button="Lưu").page.text.split("Giờ, địa điểm")[0]
    page.form(button="Lưu").submit(
        {"name": "5 máy tính", "held_on": in_days(-2), "a_kind": "device", "a_value": "1,5 triệu"}
    )
    assert "Bắt đầu lúc" not in office.as_officer().get(f"{book}/{_event(office).public_id}").text
    listed = office.as_officer().get(book).text
    assert listed.count("Đã nhận") > office.as_officer().get(f"{book}?tim=khong").text.count("Đã nhận")
    assert all(each in listed for each in ("5 máy tính", "Máy, thiết bị", "1.500.000 đ", "Thư cảm ơn"))


@pytest.mark.parametrize("records", [["officer"], ["leader", "officer"]])
def test_a_leader_records_where_the_programme_names_leaders(office: Office, records: list[str]) -> None:
    photo = {"key": "hall", "label": "Ảnh", "type": "photo"}
    book = _use(office, {**SAID, "records": records, "fields": [*SAID["fields"], photo]})
    leader, named = office.as_leader(), "leader" in records
    assert (f"{book}/moi" in [each.partition("?")[0] for each in leader.get(book).links().values()]) == named
    if not named:
        leader.get(f"{book}/moi", status=404)
        return
    page = (
        leader.get(f"{book}/moi")
        .form(button="Lưu")
        .submit({"name": "Ra quân", "held_on": in_days(-1), "outcome": "done", "a_kind": "day", "a_came": "9"})
    )
    assert "Đã tổ chức" in page.text
    assert any(form.action.endswith("/anh") for form in page.forms())
    mended = page.follow("Sửa").form(button="Lưu")
    assert not [form.action for form in mended.page.forms() if form.action.endswith("/bo")], "officers retire it"
    assert mended.submit({"a_came": "10"}).h1 == "Ra quân"
    with office.read() as session:
        counting = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.counts)).one()
        assert (counting.given["came"], counting.by_id) == (10, office.leader.id)

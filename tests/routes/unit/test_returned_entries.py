"""What the ward returned to an organisation: its form is filled with it, and it is sent again."""

import pytest
from sqlalchemy import select

from app.country import clock
from app.country.periods import Period
from app.entries.asked_now import Turn, asked_now
from app.entries.senders import EntrySender
from app.models import Account, Organisation, ProgrammeEntry
from app.models.movement import entry_recording
from tests.pages import Form
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import entries, line, programme


def returned_form(school: School) -> Form:
    """The form of a school whose numbers the ward returned."""
    programme(school, "organisation", records=["own_organisation"], confirmed_by=["officer"])
    page = school.reader().get("/don-vi")
    page.follow(line(page, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    with school.write() as session:
        [entry] = session.scalars(select(ProgrammeEntry))
        by = session.get_one(Account, school.account.id)
        entry_recording.decide(session, entry, by, clock.now(), returned="Thiếu lớp 9")
    page = school.reader().get("/don-vi")
    return page.follow(next(each for each in page.links() if "Thiếu lớp 9" in each)).form(button="Lưu")


def test_the_form_is_filled_with_what_was_returned_and_says_why(school: School) -> None:
    form = returned_form(school)
    assert form.fields["a_pupils"] == ["120"]
    assert "Phường trả lại: Thiếu lớp 9" in form.page.text


def test_what_was_returned_is_sent_again_unchanged(school: School) -> None:
    sent = returned_form(school).submit()
    assert "Đã gửi: Số liệu tried" in sent.text
    assert [given for _name, _by, _organisation, given in entries(school)] == [{"pupils": 120}] * 2
    with school.read() as session:
        assert session.scalars(select(ProgrammeEntry.waits).order_by(ProgrammeEntry.id)).all() == [False, True]


def test_words_of_a_return_are_read_before_an_old_form_goes_over_them(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"], confirmed_by=["officer"])
    page = school.reader().get("/don-vi")
    page.follow(line(page, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    listed = school.reader().get("/don-vi/da-ghi")
    form = listed.follow(line(listed, "Số liệu tried")).follow("Sửa").form(button="Lưu")
    with school.write() as session:
        entry, by = session.scalars(select(ProgrammeEntry)).one(), session.get_one(Account, school.account.id)
        entry_recording.decide(session, entry, by, clock.now(), returned="Thiếu lớp 9")
    shown = form.submit(status=409)
    assert "Phường trả lại: Thiếu lớp 9" in shown.text
    assert "Phường vừa trả lại" in shown.text
    form = shown.form(button="Lưu")
    assert form.fields["a_pupils"] == ["120"]
    assert len(entries(school)) == 1
    assert "Đã gửi: Số liệu tried" in form.submit().text
    assert len(entries(school)) == 2


def test_what_the_office_recorded_over_it_hides_nothing_of_what_was_sent(school: School) -> None:
    number = programme(school, "organisation", records=["own_organisation", "officer"])
    page = school.reader().get("/don-vi")
    page.follow(line(page, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    with school.read() as session:
        row = session.scalars(select(ProgrammeEntry)).one().site.public_id
    book = f"/van-phong/phong-trao/{number}/so/{row}"
    school.officer().get(f"{book}/sua").form(button="Lưu").submit({"a_pupils": "118"})
    listed = school.reader().get("/don-vi/da-ghi")
    sent = listed.follow(line(listed, "Số liệu tried"))
    assert "Học sinh có kỹ năng số 120" in sent.text
    assert "đã có nơi khác ghi lại sau đó" in sent.text
    page = school.reader().get("/don-vi")
    form = page.follow(line(page, "Số liệu tried")).form(button="Lưu")
    assert form.fields["a_pupils"] == ["120"]
    form.submit()
    assert [given["pupils"] for _name, _by, _organisation, given in entries(school)] == [120, 118, 120]


def test_a_period_whose_correction_was_returned_is_sent(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"], confirmed_by=["officer"])
    start = school.reader().get("/don-vi")
    form = start.follow(line(start, "Số liệu tried")).form(button="Lưu")
    for pupils, returned in (("120", ""), ("12", "Thiếu lớp 9")):
        form.submit({"a_pupils": pupils})
        with school.write() as session:
            entry = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.latest)).one()
            assert entry_recording.decide(
                session, entry, session.get_one(Account, school.account.id), clock.now(), returned=returned
            )
        form = school.reader().get(form.page.address).form(button="Lưu")
    with school.read() as session:
        organisation = session.get_one(Organisation, school.school.id)
        [asked] = asked_now(session, EntrySender([organisation.unit_id], [organisation]), clock.now())
        assert (asked.is_sent, asked.recorded, asked.turn) == (True, 1, Turn.SENT)
    lines = [each for each in school.reader().get("/don-vi").links() if "Số liệu tried" in each]
    assert len(lines) == 2, "what was sent, and what is to be mended"
    assert any("đã gửi" in each for each in lines)
    assert any("Thiếu lớp 9" in each for each in lines)


def test_what_was_sent_is_mended_from_its_page_until_it_is_confirmed(school: School) -> None:
    own = {"records": ["own_organisation"], "every": "month", "confirmed_by": ["officer"]}
    programme(school, "organisation", **own)
    page = school.reader().get("/don-vi")
    page.follow(line(page, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    listed = school.reader().get("/don-vi/da-ghi")
    form = listed.follow(line(listed, "Số liệu tried")).follow("Sửa").form(button="Lưu")
    form.submit({"a_pupils": "125"})
    assert [given for *_more, given in entries(school)] == [{"pupils": 120}, {"pupils": 125}]
    with school.write() as session:
        by = session.get_one(Account, school.account.id)
        entry_recording.decide(session, session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.latest)).one(), by,
                               clock.now())  # fmt: skip
    listed = school.reader().get("/don-vi/da-ghi")
    assert "Sửa" not in listed.follow(line(listed, "Số liệu tried")).links()


def test_it_is_not_mended_once_its_period_is_closed(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    programme(school, "organisation", records=["own_organisation"], every="month")
    page = school.reader().get("/don-vi")
    page.follow(line(page, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    monkeypatch.setattr(Period, "is_open", lambda self, day: False)
    listed = school.reader().get("/don-vi/da-ghi")
    assert "Sửa" not in listed.follow(line(listed, "Số liệu tried")).links()

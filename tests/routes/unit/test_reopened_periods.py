"""What the office opened again for an organisation stands on its start page and is sent there, until it is closed."""

from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import select

from app.country import clock, formats
from app.jobs.forgetting import forget_old_texts
from app.models import Account, AuditEvent, Programme, ProgrammeEntry, ReopenedPeriod, Site
from app.models.movement.programme_entry import ERASED
from app.models.movement.represented import GroupSite, OrganisationSite
from tests import recording
from tests.pages import Page, Pages
from tests.routes.office.movement.test_tables import form_of, pressed
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import line, programme
from tests.routes.unit.test_tables import tabled

DAY = timedelta(days=1)
RETURNS = "programme_site.returned", "programme_site.period_reopened"


def first(school: School, number: int) -> str:
    """The key of the first period of a programme."""
    with school.read() as session:
        schedule = session.get_one(Programme, number).schedule
        assert schedule
        return str(schedule.until(clock.today())[0].key)


def reopened(school: School, number: int, key: str, site: Site, *, close: bool = False) -> None:
    with school.write() as session:
        schedule = session.get_one(Programme, number).schedule
        [period] = [each for each in schedule.until(clock.today()) if str(each.key) == key] if schedule else []
        if close:
            assert ReopenedPeriod.close(session, site.id, number, period, now=clock.now())
            return
        by = session.get_one(Account, school.account.id)
        assert ReopenedPeriod.reopen(session, site.id, number, period, reason="Ghi nhầm", by=by, now=clock.now())


def own_site(school: School) -> OrganisationSite:
    with school.read() as session:
        return session.scalars(select(OrganisationSite)).one()


def opened(school: School) -> tuple[int, str, Page]:
    """A school whose first month was closed and is open again: programme, period, start page."""
    with clock.shifted(-70 * DAY):
        number = programme(school, "organisation", records=["own_organisation", "officer"], every="month")
    key = first(school, number)
    at = f"/don-vi/{number}/{own_site(school).public_id}?ky={key}"
    school.reader().get(at, status=404)
    reopened(school, number, key, own_site(school))
    return number, key, school.reader().get("/don-vi")


def test_why_it_was_opened_again_goes_after_the_years_of_its_programme(school: School) -> None:
    with clock.shifted(-70 * DAY):
        number = programme(school, "organisation", records=["own_organisation"], every="month", keep={"years": 1})
    reopened(school, number, first(school, number), own_site(school))
    for days, reason in ((200, "Ghi nhầm"), (400, ERASED)):
        with clock.shifted(days * DAY), school.write() as session:
            forget_old_texts(session, clock.now())
            assert session.scalars(select(ReopenedPeriod)).one().reason == reason


def test_it_is_named_with_its_last_day_and_sent(school: School) -> None:
    _number, key, page = opened(school)
    until = formats.date(clock.today() + 14 * DAY)
    [asked] = [each for each in page.links() if f"phường mở lại đến hết {until}" in each]
    form = page.follow(asked)
    assert f"Phường mở lại kỳ này đến hết {until} Lý do: Ghi nhầm" in form.text
    sent = form.form(button="Lưu").submit({"a_pupils": "120"})
    assert "Đã gửi" in sent.text
    [again] = [each for each in sent.links() if "phường mở lại" in each]
    assert "đã gửi" in again
    assert len([each for each in sent.links() if each.startswith("Số liệu tried")]) == 3, "the open periods stay asked"
    with school.read() as session:
        assert [str(each) for each in session.scalars(select(ProgrammeEntry.period_key))] == [key]


def test_what_was_sent_and_is_opened_again_stands_among_what_is_asked(school: School) -> None:
    number, key, page = opened(school)
    page.follow(next(each for each in page.links() if "phường mở lại" in each)).form(button="Lưu").submit(
        {"a_pupils": "120"}
    )
    start = school.reader().get("/don-vi")
    assert start.text.index("phường mở lại") < start.text.index("Đã gửi Những gì")
    reopened(school, number, key, own_site(school), close=True)
    assert "phường mở lại" not in school.reader().get("/don-vi").text


def test_the_reason_is_not_shown_beside_an_entry_that_the_sender_does_not_see(school: School) -> None:
    with clock.shifted(-70 * DAY):
        number = tabled(school, every="month", sees=["officer"])
    key = first(school, number)
    with school.write() as session:
        site = session.scalars(select(GroupSite).order_by(GroupSite.name)).first()
        assert site
        at = f"/don-vi/{number}/{site.public_id}?ky={key}"
    reopened(school, number, key, site)
    assert "Lý do: Ghi nhầm" in school.reader().get(at).text
    with school.write() as session:
        asked = session.get_one(Programme, number).current
        assert asked
        recording.record(
            session, session.get_one(Site, site.id), asked, uuid=str(uuid4()),
            by=None, way="office", at=clock.now(), answers={"open": True}, period=date.fromisoformat(key),
            now=clock.now(),
        )  # fmt: skip
    page = school.reader().get(at).text
    assert "Phường mở lại kỳ này" in page
    assert "Ghi nhầm" not in page
    table = school.reader().get(f"/don-vi/{number}/bang?ky={key}").text
    assert "Phường mở lại kỳ này" in table
    assert "Ghi nhầm" not in table


def test_what_is_closed_while_it_is_typed_is_answered_in_words(school: School) -> None:
    number, key, page = opened(school)
    form = page.follow(next(each for each in page.links() if "phường mở lại" in each)).form(button="Lưu")
    reopened(school, number, key, own_site(school), close=True)
    sent = form.submit({"a_pupils": "120"}, status=422)
    assert "Phường mở lại" not in sent.text
    assert "Anh chị nhờ văn phòng phường ghi." in sent.text
    assert sent.form(button="Lưu").fields["a_pupils"] == ["120"]
    assert "phường mở lại" not in " ".join(school.reader().get("/don-vi").links())


def test_a_table_has_the_lines_alone_for_which_it_is_open_again(school: School) -> None:
    with clock.shifted(-70 * DAY):
        number = tabled(school, every="month", sees=["officer"])
    key = first(school, number)
    with school.read() as session:
        one, two = session.scalars(select(GroupSite).order_by(GroupSite.name)).all()
    reopened(school, number, key, one)
    page = school.reader().get("/don-vi")
    page = page.follow(next(each for each in page.links() if "phường mở lại" in each))
    assert (one.name in page.text, two.name in page.text) == (True, False)
    page = page.follow("Ghi cả bảng")
    until = formats.date(clock.today() + 14 * DAY)
    assert f"Đến hết {until}. Lý do: Ghi nhầm" in page.text
    assert [each for each in (one, two) if f"o|{each.public_id}|a_open" in form_of(page).fields] == [one]
    look = pressed(page, "look", {f"o|{one.public_id}|a_open": "yes"})
    reopened(school, number, key, one, close=True)
    assert "Anh chị nhờ văn phòng phường ghi." in pressed(look, "save", {}, status=422).text
    reopened(school, number, key, one)
    assert "Đã ghi 1 dòng" in pressed(look, "save", {}).text


def test_a_confirmed_entry_is_asked_back_returned_and_sent_again(school: School) -> None:
    with clock.shifted(-70 * DAY):
        number = programme(school, "organisation", records=["own_organisation"], every="month",
                           confirmed_by=["officer"])  # fmt: skip
        school.reader().get("/don-vi").follow(name_of(school)).form(button="Lưu").submit({"a_pupils": "120"})
    page = recorded(school)
    assert "Xin sửa" not in page.text, "nobody confirmed it"
    office = school.officer()
    row = f"/van-phong/phong-trao/{number}/so/{own_site(school).public_id}?ky={first(school, number)}"
    office.get(row).form(button="Xác nhận").submit()
    form = page.pages.get(page.address).form(button="Gửi phường")
    assert "Anh chị ghi cần sửa gì" in form.submit({"words": " "}).text
    assert "Đã gửi phường" in form.submit({"words": "Nhầm với số của kỳ trước"}).text
    asked = form.submit({"words": "Lần nữa"})
    assert "Nhầm với số của kỳ trước" in asked.text
    assert "Lần nữa" not in asked.text
    waits = office.get("/van-phong/phong-trao/cho-xac-nhan")
    assert "xin sửa: Nhầm với số của kỳ trước" in waits.text
    answer = office.get(row).form(button="Trả lại để sửa")
    assert answer.fields["words"] == ["Trả lại theo đề nghị của nơi gửi."]
    assert "Đang mở lại" in answer.submit().text
    with school.read() as session:
        acts = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        [returned, reopened_] = [each for each in acts if each.action in RETURNS]
        assert (returned.action, returned.subject_id) == (RETURNS[0], reopened_.subject_id)
        assert "Trả lại theo đề nghị" not in returned.detail + reopened_.detail, "words may tell of a person"
    start = school.reader().get("/don-vi")
    back = next(each for each in start.links() if "Trả lại: “Trả lại theo đề nghị của nơi gửi.”" in each)
    assert "Đã gửi" in start.follow(back).form(button="Lưu").submit({"a_pupils": "110"}).text
    with school.read() as session:
        rows = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
        assert [(each.given["pupils"], each.counts, each.waits) for each in rows] == [
            (120, False, False), (110, False, True),
        ]  # fmt: skip


def test_the_office_keeps_what_was_asked_back(school: School) -> None:
    number = programme(school, "organisation", records=["own_organisation"], confirmed_by=["officer"])
    school.reader().get("/don-vi").follow(name_of(school)).form(button="Lưu").submit({"a_pupils": "120"})
    office, row = school.officer(), f"/van-phong/phong-trao/{number}/so/{own_site(school).public_id}"
    office.get(row).form(button="Xác nhận").submit()
    page = recorded(school)
    page.form(button="Gửi phường").submit({"words": "Nhầm"})
    assert "Đã giữ nguyên" in office.get(row).form(button="Giữ nguyên").submit().text
    page = page.pages.get(page.address)
    assert "Phường giữ nguyên" in page.text
    assert page.form(button="Gửi phường"), "it may be asked for again"


def test_what_another_organisation_recorded_is_not_asked_back(school: School) -> None:
    number = programme(school, "organisation", records=["own_organisation"], confirmed_by=["officer"])
    school.reader().get("/don-vi").follow(name_of(school)).form(button="Lưu").submit({"a_pupils": "120"})
    row = f"/van-phong/phong-trao/{number}/so/{own_site(school).public_id}"
    school.officer().get(row).form(button="Xác nhận").submit()
    form = recorded(school).form(button="Gửi phường")
    other = Pages(school.app.test_client()).sign_in(school.other(school.union))
    other.get(form.page.address.partition("?")[0], status=404)


def name_of(school: School) -> str:
    """The first line of the start page that asks for numbers."""
    return line(school.reader().get("/don-vi"), "Số liệu tried")


def recorded(school: School) -> Page:
    """The page of what was recorded last."""
    page = school.reader().get("/don-vi/da-ghi")
    return page.follow(line(page, "Số liệu tried"))

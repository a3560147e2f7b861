"""What a family does with its ticket: take a seat in time, say which evening is no good, add father, mend a name."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.models import (
    AbsenceNotice,
    Account,
    Attendance,
    Certificate,
    Consent,
    Course,
    Mark,
    Person,
    Registration,
    WhoMay,
)
from app.models.learning.leaving import cancel, lapse_offers, move, remove
from app.web.database import db, immediate
from app.web.kept_files import keep
from app.web.static_files import built_names
from tests.factories import (
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_group,
    make_registration,
    make_ward,
)
from tests.pages import Page, Pages
from tests.registering import TYPED, open_course, registrations, tickets
from tests.statements import counted

LATER = timedelta(days=10)
MOTHER = {**TYPED, "full_name": "Trần Thị Mai", "birth_year": "1956", "phone": "0912 345 678"}
HTMX = {"HX-Request": "true"}


def row(number: int, full_name: str, birth_year: str) -> dict[str, str]:
    """One of the family, as the form sends them."""
    return {f"people-{number}-full_name": full_name, f"people-{number}-birth_year": birth_year}


@pytest.fixture
def ticket(app: Flask, pages: Pages) -> Page:
    """Mother's ticket, by the form, in a class of thirty with three lessons to come."""
    open_course(app, first=clock.now() + LATER, offer_hours=24)
    return pages.get("/l/DEM1").form(button="Đăng ký học").submit(MOTHER)


def change(app: Flask, act: Callable[[Any], object]) -> None:
    with app.app_context(), immediate() as session:
        act(session)


def asked(app: Flask) -> list[str]:
    """One seat given up, three waiting: the first is asked. The tokens in order."""
    course = open_course(app, seats=1, people=4, offer_hours=24, first=clock.now() + LATER)
    assert course.seats == 1
    first = registrations(app)[0].id
    change(app, lambda session: cancel(session, session.get_one(Registration, first), now=clock.now()))
    return [made.token for made in tickets(app)]


# -- a seat and the time to take it -------------------------------------------------------------------------------


def test_who_is_asked_reads_until_when_and_takes_the_seat(app: Flask, pages: Pages) -> None:
    tokens = asked(app)

    page = pages.get(f"/v/{tokens[1]}")

    assert page.h1 == "Có chỗ cho bác"
    assert "Phường giữ chỗ đến" in page.text
    assert "giờ ngày mai" in page.text or "giờ thứ" in page.text or "giờ Chủ nhật" in page.text
    assert page.root.find(".//div[@class='qr']") is None
    taken = page.form(button="Nhận chỗ").submit()
    assert taken.h1 == "Nguyễn Văn Thử 2"
    assert "Nguyễn Văn Thử 2 đã có chỗ." in taken.text
    assert page.form(button="Nhận chỗ").submit().h1 == "Nguyễn Văn Thử 2"
    assert "Bác đang chờ, thứ 1" in pages.get(f"/v/{tokens[2]}").text


def test_who_waits_reads_the_rule_in_one_sentence(app: Flask, pages: Pages) -> None:
    page = pages.get(f"/v/{asked(app)[2]}")
    assert "Ai đăng ký trước được xếp trước: có chỗ trống, phường giữ cho bác 24 giờ để bác nhận." in page.text


def test_who_declines_passes_the_seat_on(app: Flask, pages: Pages) -> None:
    tokens = asked(app)
    page = pages.get(f"/v/{tokens[1]}").form(button="Tôi không cần nữa").submit()
    assert page.h1 == "Bác đã hủy chỗ này"
    assert pages.get(f"/v/{tokens[2]}").h1 == "Có chỗ cho bác"


def test_who_is_too_late_is_told_kindly_and_joins_the_list_again(app: Flask, pages: Pages) -> None:
    tokens = asked(app)
    page = pages.get(f"/v/{tokens[1]}")

    with clock.shifted(timedelta(hours=26)):
        assert pages.get(f"/v/{tokens[1]}").h1 == "Chỗ giữ cho bác đã hết giờ"  # the worker has not come by yet
        late = page.form(button="Nhận chỗ").submit()
        assert late.h1 == "Chỗ giữ cho bác đã hết giờ"
        assert "Phường chưa thấy bác nhận" in late.text
        assert pages.get(f"/v/{tokens[2]}").h1 == "Có chỗ cho bác"
        assert late.form(button="Đăng ký chờ lại").submit().h1 == "Bác đang chờ, thứ 2"

    assert [made.state for made in registrations(app)] == ["cancelled", "cancelled", "offered", "waiting", "waiting"]
    assert len(tickets(app)) == 4


def test_a_whole_family_gives_up_and_nobody_of_it_is_asked_on_the_way_out(app: Flask, pages: Pages) -> None:
    tokens = asked(app)

    def join(session: Any) -> None:
        everybody = session.scalars(select(Registration).order_by(Registration.id)).all()
        everybody[2].ticket = everybody[1].ticket

    change(app, join)
    page = pages.get(f"/v/{tokens[1]}").form(button="Hủy chỗ của cả nhà").submit()
    assert page.text.count("Bác đã hủy chỗ này") == 2
    assert [made.state for made in registrations(app)] == ["cancelled", "cancelled", "cancelled", "offered"]
    assert registrations(app)[2].offered_until is None


def test_who_came_by_the_form_meanwhile_stands_once(app: Flask, pages: Pages, ticket: Page) -> None:
    gone = ticket.form(button="Hủy chỗ này").submit()
    pages.get("/l/DEM1").form(button="Đăng ký học").submit(MOTHER)
    page = gone.form(button="Đăng ký lại").submit()
    assert "Trần Thị Mai đã có tên trong lớp, trên một phiếu khác." in page.text
    assert [made.state for made in registrations(app)] == ["cancelled", "seated"]


def test_who_was_taken_off_does_not_come_back_by_a_button(app: Flask, pages: Pages, ticket: Page) -> None:
    made = registrations(app)[0]

    def take_off(session: Any) -> None:
        by = make_account(session, session.get_one(Course, made.course_id).unit)
        remove(session, session.get_one(Registration, made.id), by, "đã học năm ngoái", clock.now())

    change(app, take_off)
    page = pages.get(ticket.address)
    assert page.h1 == "Phường đã rút tên khỏi lớp"
    assert "Lý do: đã học năm ngoái." in page.text
    sent = {"registration": made.public_id, "csrf_token": ticket.form(button="Hủy chỗ này").fields["csrf_token"]}
    assert pages.post(f"{ticket.address}/ghi-lai", sent).h1 == "Phường đã rút tên khỏi lớp"
    assert len(registrations(app)) == 1


def test_who_was_moved_is_led_to_the_new_ticket(app: Flask, pages: Pages, ticket: Page) -> None:
    made = registrations(app)[0]

    def move_on(session: Any) -> None:
        unit = session.get_one(Course, made.course_id).unit
        other = make_course(session, unit, title="Lớp tối thứ Năm")
        move(session, session.get_one(Registration, made.id), other, make_account(session, unit), clock.now())

    change(app, move_on)
    page = pages.get(ticket.address)
    assert page.h1 == "Phường đã chuyển bác sang lớp khác"
    there = page.follow("Mở phiếu mới")
    assert there.h1 == "Trần Thị Mai"
    assert "Lớp tối thứ Năm" in there.text


# -- buổi này tôi bận ---------------------------------------------------------------------------------------------


def say(page: Page, number: int, registration: str, back: bool = False, **kwargs: Any) -> Page:
    form = page.form(action="/ban")
    fields = {"lesson": number, "registration": registration, "csrf_token": form.fields["csrf_token"]}
    return page.pages.post(f"{page.address}/ban{'/bo' if back else ''}", fields, **kwargs)


def test_an_evening_is_no_good_and_then_it_is(app: Flask, ticket: Page) -> None:
    mother = registrations(app)[0]
    told = say(ticket, 2, mother.public_id)
    assert "Đã ghi: Trần Thị Mai bận" in told.text
    assert told.text.count("Đã báo bận") == 1
    with app.app_context():
        assert db.session.scalars(AbsenceNotice.standing_for([mother.id])).one().registration_id == mother.id
    assert {"Báo buổi bận", "Buổi đã chọn nay đi được"} == told.form(action="/ban").buttons
    again = say(told, 2, mother.public_id, back=True)
    assert "Trần Thị Mai đi được" in again.text
    assert "Đã báo bận" not in again.text


def test_a_family_says_it_of_those_it_means_and_a_page_from_before_goes_on_working(app: Flask, ticket: Page) -> None:
    ticket.follow("Thêm người nhà").form(button="Thêm vào phiếu này").submit(row(0, "Lê Văn Thảo", "1950"))
    mother, father = registrations(app)
    page = ticket.pages.get(ticket.address)
    form = page.form(action="/ban")
    assert form.fields["registration"] == [mother.public_id, father.public_id]
    assert page.text.count("Báo buổi bận") == 1  # however many lessons and people

    assert "Bác chọn buổi và người bận" in form.submit().text
    assert "Thảo đã báo bận" in form.submit({"lesson": "2", "registration": father.public_id}).text
    sent = {"registration": mother.public_id, "csrf_token": form.fields["csrf_token"]}
    assert "Mai đã báo bận" in page.pages.post(f"{page.address}/ban/3", sent).text

    with app.app_context():
        told = db.session.scalars(AbsenceNotice.standing_for([mother.id, father.id])).all()
        assert [each.registration_id for each in told] == [father.id, mother.id]


@pytest.mark.parametrize("number", [9, 2])
def test_only_one_s_own_lessons_can_be_missed(app: Flask, ticket: Page, number: int) -> None:
    change(app, lambda session: make_registration(session, session.get_one(Course, registrations(app)[0].course_id)))
    mine, theirs = registrations(app)
    say(ticket, number, mine.public_id if number == 9 else theirs.public_id, status=404)
    with app.app_context():
        assert db.session.scalars(select(AbsenceNotice)).all() == []


def test_a_lesson_that_has_begun_is_said_no_more_to(app: Flask, ticket: Page) -> None:
    with clock.shifted(LATER + timedelta(minutes=1)):
        page = say(ticket, 1, registrations(app)[0].public_id)
    assert "Buổi này đã bắt đầu hoặc không học nữa" in page.text
    with app.app_context():
        assert db.session.scalars(select(AbsenceNotice)).all() == []


def test_with_htmx_the_ticket_is_drawn_anew_in_its_place(app: Flask, client: FlaskClient, ticket: Page) -> None:
    token = ticket.form(action="/ban").fields["csrf_token"][0]
    sent = {"registration": registrations(app)[0].public_id, "csrf_token": token}
    answer = client.post(f"{ticket.address}/ban/1", data=sent, headers=HTMX, follow_redirects=True)
    assert answer.text.lstrip().startswith('<div class="stack" id="phieu">')
    assert "Đã báo bận" in answer.text
    assert "<html" not in answer.text


# -- another of the family ----------------------------------------------------------------------------------------


def test_mother_adds_father_with_two_lines(app: Flask, ticket: Page) -> None:
    form = ticket.follow("Thêm người nhà").form(button="Thêm vào phiếu này")
    assert form.fields["residential_group"] == ["TDP-A"]

    page = form.submit(row(0, "Lê Văn Thảo", "1950"))

    assert page.address == ticket.address
    assert page.h1 == "Trần Thị Mai Lê Văn Thảo"
    # At the head, where somebody is busy, with their details, and for ears at the press that cancels.
    assert page.text.count("Lê Văn Thảo") == 4
    mother, father = registrations(app)
    assert (father.ticket_id, father.state) == (mother.ticket_id, "seated")
    assert (father.person.phone, father.person.residential_group_id) == (
        "+84912345678",
        mother.person.residential_group_id,
    )
    form.submit(row(0, "Lê Văn Thảo", "1950"))
    assert len(registrations(app)) == 2


def test_a_form_for_one_that_was_opened_before_forms_held_several_is_taken(app: Flask, ticket: Page) -> None:
    form = ticket.follow("Thêm người nhà").form(button="Thêm vào phiếu này")
    fields = {name: value for name, value in form.fields.items() if not name.startswith("people")}
    ticket.pages.post(form.action, {**fields, "full_name": "Lê Văn Thảo", "birth_year": "1950"})
    assert [made.person.full_name for made in registrations(app)] == ["Trần Thị Mai", "Lê Văn Thảo"]


def test_what_is_wrong_is_said_in_its_place(app: Flask, client: FlaskClient, ticket: Page) -> None:
    form = ticket.follow("Thêm người nhà").form(button="Thêm vào phiếu này")
    page = form.submit(row(0, "", "50"), status=422)
    assert "Còn 2 dòng cần sửa" in page.text
    answer = client.post(form.action, data={**form.fields, "people-0-birth_year": "50"}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#nguoi-nha")
    assert len(registrations(app)) == 1


def test_who_is_registered_already_stays_where_they_are(app: Flask, pages: Pages, ticket: Page) -> None:
    father = {**TYPED, "full_name": "Lê Văn Thảo", "birth_year": "1950"}
    pages.get("/l/DEM1").form(button="Đăng ký học").submit(father)

    page = ticket.follow("Thêm người nhà").form(button="Thêm vào phiếu này").submit(row(0, "Lê Văn Thảo", "1950"))

    assert page.address == ticket.address
    assert "Phường đã nhận tên Lê Văn Thảo." in page.text
    assert page.h1 == "Trần Thị Mai"
    assert len(registrations(app)) == 2


def test_a_full_class_lets_the_family_wait_together(app: Flask, ticket: Page) -> None:
    change(app, lambda session: setattr(session.scalars(select(Course)).one(), "seats", 1))
    page = ticket.follow("Thêm người nhà").form(button="Thêm vào phiếu này")
    told = page.submit(row(0, "Lê Văn Thảo", "1950"))
    assert "Bác đang chờ, thứ 1" in told.text


def test_a_thin_ticket_does_nothing(app: Flask, ticket: Page) -> None:
    pages = Pages(app.test_client())  # another phone: one that knows the ticket would be shown that
    thin = pages.get("/l/DEM1").form(button="Đăng ký học").submit(MOTHER)
    assert thin.h1 == "Phường đã nhận tên này"
    assert thin.forms() == []
    assert pages.get(f"{thin.address}/nguoi-nha").address == "/l/DEM1"
    mother = registrations(app)[0].public_id
    token = pages.get("/l/DEM1").form(button="Đăng ký học").fields["csrf_token"]
    sent = {"registration": mother, "csrf_token": token, "full_name": "Kẻ Gian", "lesson": "1"}
    for path in (
        "huy",
        "nhan-cho",
        "ghi-lai",
        "ban",
        "ban/bo",
        "ban/1",
        "ban/1/bo",
        f"sua/{mother}",
        f"ten-giay/{mother}",
    ):
        pages.post(f"{thin.address}/{path}", sent, status=404)
    for path in (f"sua/{mother}", f"ten-giay/{mother}", f"giay/{mother}.pdf", f"giay/{mother}.webp"):
        pages.get(f"{thin.address}/{path}", status=404)
    assert [made.person.full_name for made in registrations(app)] == ["Trần Thị Mai"]


# -- details ------------------------------------------------------------------------------------------------------


def details(page: Page) -> Any:
    return opened(page, "Sửa thông tin").form(button="Lưu")


def opened(page: Page, begins: str) -> Page:
    """The page behind the row that begins with some words."""
    return page.follow(next(text for text in page.links() if text.startswith(begins)))


def test_a_ticket_mends_what_it_told(app: Flask, ticket: Page) -> None:
    form = details(ticket)
    assert form.fields["phone"] == ["0912 345 678"]
    changes = {"full_name": "Trần Thị Mải", "phone": "0912 345 679", "needs": ["hear"], "consent_photos": "y"}

    page = form.submit(changes)

    assert "Đã ghi những gì bác sửa." in page.text
    mother = registrations(app)[0]
    person = mother.person
    assert (person.full_name, person.phone, person.unsure, mother.needs) == (
        "Trần Thị Mải",
        "+84912345679",
        False,
        "hear",
    )
    with app.app_context():
        assert db.session.scalars(select(Consent.purpose)).all() == ["photos"]
    details(page).submit({"consent_photos": None})
    with app.app_context():
        assert db.session.scalars(select(Consent.withdrawn_at)).one() is not None


def test_another_name_waits_for_the_office(app: Flask, ticket: Page) -> None:
    page = details(ticket).submit({"full_name": "Lê Thị Khác"})
    assert "phường xem lại" in page.text
    person = registrations(app)[0].person
    assert (person.full_name, person.unsure) == ("Lê Thị Khác", True)


def test_who_was_on_file_before_is_not_rewritten_from_a_ticket(app: Flask, pages: Pages, ticket: Page) -> None:
    """A stranger who knows a name, a year and a group registers them elsewhere, and then "mends" their telephone."""
    change(app, lambda session: make_course(session, session.scalars(select(Course)).one().unit, code="KIA"))
    known = {name: MOTHER[name] for name in ("full_name", "birth_year", "residential_group")}
    strange = pages.get("/l/KIA").form(button="Đăng ký học").submit(known)
    assert registrations(app)[1].person_id == registrations(app)[0].person_id
    form = details(strange)
    assert form.fields["phone"] == [""]
    assert "345" not in form.page.text

    form.submit({"phone": "0999 999 999"})

    mother, other = registrations(app)
    assert (mother.person.phone, other.person.unsure) == ("+84912345678", True)
    assert other.person_id != mother.person_id
    assert len(pages.get(ticket.address).forms()) > 0


def test_nothing_changes_of_another_ticket_s_people(app: Flask, pages: Pages, ticket: Page) -> None:
    change(app, lambda session: make_registration(session, session.scalars(select(Course)).one()))
    theirs = registrations(app)[1].public_id
    pages.get(f"{ticket.address}/sua/{theirs}", status=404)
    pages.get(f"{ticket.address}/ten-giay/{theirs}", status=404)


# -- the name on the paper, and the paper -------------------------------------------------------------------------


def test_the_name_for_the_paper_is_confirmed_or_spelt_right(app: Flask, ticket: Page) -> None:
    form = opened(ticket, "Tên trên giấy chứng nhận").form(button="Đúng tên này")
    assert "Tên trên giấy chứng nhận: Trần Thị Mai." in form.submit().text
    assert registrations(app)[0].paper_name == "Trần Thị Mai"
    assert form.submit({"full_name": "trần thị mái"}).address == ticket.address
    refused = form.submit({"full_name": "Lê Văn Tám"}, status=422)
    assert "Tên này khác tên đã đăng ký" in refused.text
    assert registrations(app)[0].person.full_name == "Trần Thị Mai"


def test_the_certificate_is_there_for_whoever_earned_it(app: Flask, pages: Pages) -> None:
    content = b"%PDF-1.7 paper"

    def issue(session: Any) -> None:
        course = make_attended_course(session, make_ward(session), people=1, seldom=1)
        approval = make_approved_list(session, course)
        paper = session.scalars(Certificate.of_approval(approval.id)).one()
        keep(app.extensions["settings"].papers, "certificates/own.pdf", content)
        digest = hashlib.sha256(content).hexdigest()
        paper.issue(file="certificates/own.pdf", sha256=digest, now=clock.now())

    change(app, issue)
    often, once = registrations(app)
    tokens = [made.token for made in tickets(app)]
    page = pages.get(f"/v/{tokens[0]}")
    assert page.all("img")[-1].get("src") == "/static/" + built_names()["art-certificate.svg"]  # no picture of it yet
    answer = pages.client.get(page.links()["Tải giấy về máy"])
    assert (answer.data, answer.mimetype) == (content, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert pages.client.get(f"/v/{tokens[1]}/giay/{often.public_id}.pdf").status_code == 404
    assert pages.client.get(f"/v/{tokens[1]}/giay/{once.public_id}.pdf").status_code == 404
    assert "Tải giấy về máy" not in pages.get(f"/v/{tokens[1]}").links()
    (app.extensions["settings"].data_dir / "papers" / "certificates/own.pdf").write_bytes(b"another")
    assert pages.client.get(f"/v/{tokens[0]}/giay/{often.public_id}.pdf").status_code == 500


# -- how far one is -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("came", "told"),
    [
        ((True, True), "Đã học 2/2 buổi, cả khóa 6 buổi"),
        ((True, True), "Còn được nghỉ 1 buổi mà vẫn đủ để cấp giấy."),
        ((True, False), "Bác đi đủ 4 buổi còn lại thì được cấp giấy."),
        ((False, False), "Khóa này bác chưa đủ buổi để cấp giấy. Bác cứ đến học tiếp"),
    ],
)
def test_how_many_lessons_may_still_be_missed(app: Flask, pages: Pages, came: tuple[bool, ...], told: str) -> None:
    def teach(session: Any) -> None:
        course = make_course(session, make_ward(session), lessons=6, first=clock.now() - timedelta(days=8))
        made = make_registration(session, course)
        teacher: Account = make_account(session, course.unit)
        for lesson, there in zip(course.lessons, came, strict=False):
            at = lesson.starts_at
            if there:
                mark = Mark(str(uuid.uuid4()), made.id, "present", at, at, "phone")
                Attendance.record(session, lesson, [mark], by_id=teacher.id, now=at)
            lesson.close(by=teacher, now=lesson.ends_at)

    change(app, teach)
    assert told in pages.get(f"/v/{tickets(app)[0].token}").text


# -- who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (WhoMay.GROUPS, "Lớp này dành cho bà con Tổ dân phố Đồng Tâm."),
        (WhoMay.STAFF, "Lớp này do phường đăng ký giúp."),
    ],
)
def test_whom_the_class_does_not_take_is_told_whom_it_does(app: Flask, pages: Pages, rule: WhoMay, told: str) -> None:
    course = open_course(app)
    form = pages.get("/l/DEM1").form(button="Đăng ký học")

    def narrow(session: Any) -> None:
        here = session.get_one(Course, course.id)
        here.who_may = rule
        here.groups.append(make_group(session, here.unit, "Tổ dân phố Đồng Tâm"))

    change(app, narrow)
    page = form.submit(TYPED, status=422)
    assert told in page.text
    assert page.form(button="Đăng ký học").fields["full_name"] == [TYPED["full_name"]]
    with app.app_context():
        assert db.session.scalars(select(Person)).all() == []


def test_a_waiting_family_asks_the_database_as_often_however_many_they_are(app: Flask, client: FlaskClient) -> None:
    addresses = []
    for people in (1, 5):

        def fill(session: Any, people: int = people) -> None:
            course = make_course(session, make_ward(session), seats=1, offer_hours=24)
            make_registration(session, course)
            family = [make_registration(session, course, f"Người Chờ {number}") for number in range(people)]
            for one in family:
                one.ticket = family[0].ticket
            addresses.append(f"/v/{family[0].ticket.token}")

        change(app, fill)
    seen = []
    for address in addresses:
        with counted() as statements:
            client.get(address)
        seen.append(len(statements))
    assert seen[0] == seen[1] <= 7, statements  # and the places, what the ticket told, a class with a free seat


def test_an_offer_goes_on_when_its_time_is_over(app: Flask, pages: Pages) -> None:
    tokens = asked(app)
    late = clock.now() + timedelta(hours=26)
    change(app, lambda session: lapse_offers(session, session.scalars(select(Course)).one(), late))
    assert pages.get(f"/v/{tokens[1]}").h1 == "Chỗ giữ cho bác đã hết giờ"
    assert pages.get(f"/v/{tokens[2]}").h1 == "Có chỗ cho bác"

"""/v/<token>: the paper a resident holds, and what it says as time goes by."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.country.formats import time_range
from app.models import Certificate, Course, CourseState, Lesson, Registration
from app.web.database import db, immediate
from tests.factories import make_approved_list, make_attended_course, make_course, make_registration, make_ward
from tests.pages import Pages
from tests.registering import open_course, registrations, tickets
from tests.statements import counted


def test_a_ticket_tells_who_what_when_and_where(app: Flask, pages: Pages) -> None:
    open_course(app, people=1, title="Bình dân học AI")
    token = tickets(app)[0].token
    with app.app_context():
        lesson = db.session.scalars(select(Lesson).where(Lesson.number == 1)).one()
        hours = time_range(lesson.starts_at, lesson.ends_at)

    page = pages.get(f"/v/{token}")

    assert page.h1 == "Nguyễn Văn Thử 1"
    assert "Đã có chỗ" in page.text
    assert page.text.count("Nguyễn Văn Thử 1") == 1
    assert "Đưa mã này cho người đón ở cửa. Mất mã vẫn vào được, bác chỉ cần nói tên." in page.text
    for told in ("Nguyễn Văn Thử 1", "Bình dân học AI", "3 buổi sắp tới, báo bận", hours, "Nhà văn hóa Túc Duyên"):
        assert told in page.text
    spoken = " ".join(token[start : start + 4] for start in range(0, 16, 4))
    assert spoken in page.text
    assert f"Mã phiếu: {', '.join(' '.join(part) for part in spoken.split())}" in page.text
    assert page.root.find(".//div[@class='qr']") is not None
    links = page.links()
    assert links["Ghi vào lịch"] == f"/v/{token}/lich.ics"
    assert links["Gửi cho con"] == (
        f"sms:?&body=Phieu%20di%20hoc%20lop%20Binh%20dan%20hoc%20AI%3A%20https%3A//lopso.example/v/{token}"
    )
    (share,) = [link for link in page.all("a") if link.get("data-share")]
    assert share.get("data-share") == f"Phiếu đi học lớp Bình dân học AI: https://lopso.example/v/{token}"
    assert page.root.find(f".//*[@id='{share.get('data-tells')}']") is not None
    assert page.follow("Hướng dẫn từng việc trên điện thoại").h1 == "Hướng dẫn từng việc"
    assert page.follow("Thêm người nhà").h1 == "Thêm người nhà"


def test_a_token_may_be_typed_as_it_was_read_aloud(app: Flask, pages: Pages) -> None:
    open_course(app, people=1)
    token = tickets(app)[0].token
    typed = f"{token[:4]}-{token[4:]}".lower().replace("0", "o").replace("1", "l")
    assert pages.get(f"/v/{typed}").h1 == "Nguyễn Văn Thử 1"


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (Linux; Android 13; SM-A055F) Chrome/143.0 Mobile", "nút nguồn và nút giảm tiếng"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1", "nút nguồn và nút tăng tiếng"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/143.0", ""),
    ],
)
def test_each_phone_is_told_its_own_buttons_and_a_computer_none(
    app: Flask, pages: Pages, agent: str, told: str
) -> None:
    open_course(app, seats=1, people=2)
    for seated, ticket in zip((True, False), tickets(app), strict=True):  # who waits keeps the page all the more
        text = pages.get(f"/v/{ticket.token}", headers={"User-Agent": agent}).text
        assert "Giữ phiếu này" in text
        assert ("Chụp màn hình" in text, told in text) == (bool(told), True)
        assert ("báo ngay trên trang này" in text) != seated


def test_who_waits_is_told_the_place_and_what_comes_then(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        full = make_course(session, ward, code="DU", seats=1)
        for number in range(4):
            waiting = make_registration(session, full, f"Nguyễn Văn Thử {number}")
        waiting.person.phone = "+84912345678"
        token = waiting.ticket.token
        make_course(session, ward, code="CON", title="Lớp còn chỗ", first=clock.now() + timedelta(days=9))

    page = pages.get(f"/v/{token}")

    assert page.h1 == "Bác đang chờ, thứ 3"
    assert "Phường gọi báo bác, số xxxx xxx 678" in page.text
    assert "912" not in page.text
    assert page.root.find(".//div[@class='qr']") is None
    assert page.follow("Lớp còn chỗ").h1 == "Lớp còn chỗ"


def test_who_waits_without_a_telephone_knows_that_nobody_can_call(app: Flask, pages: Pages) -> None:
    open_course(app, seats=1, people=2)
    assert "Bác chưa để lại số điện thoại" in pages.get(f"/v/{tickets(app)[1].token}").text


def test_a_ticket_is_kept_by_nothing_and_found_by_nobody(app: Flask, client: FlaskClient) -> None:
    open_course(app, people=1)

    answer = client.get(f"/v/{tickets(app)[0].token}")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    leaving = [link for link in re.findall(r'(?:href|src|action)="([^"]+)"', answer.text) if "://" in link]
    assert leaving == []


@pytest.mark.parametrize("token", ["0000000000000000", "ngắn", "%00", "x" * 300, "7K3MQ9X2/"])
def test_a_token_nobody_holds_is_told_kindly(app: Flask, client: FlaskClient, token: str) -> None:
    open_course(app, people=1)
    answer = client.get(f"/v/{token}", follow_redirects=True)
    assert answer.status_code == 404
    if "/" not in token:
        assert "Mất phiếu vẫn vào lớp được" in answer.text


def test_lessons_learnt_so_far_are_shown_as_dots_with_words(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session), people=1, seldom=1, lessons=4)
        often, once = session.scalars(select(Registration).order_by(Registration.id)).all()
        tokens = often.ticket.token, once.ticket.token
        assert course.lessons

    assert "Đã học 4/4 buổi" in pages.get(f"/v/{tokens[0]}").text
    page = pages.get(f"/v/{tokens[1]}")
    assert page.h1 == "Lớp đã học xong"
    assert "Đã học 1/4 buổi" in page.text
    assert "Buổi 1: có mặt Buổi 2: vắng Buổi 3: vắng Buổi 4: vắng" in page.text
    assert "Khóa này bác chưa đủ buổi để cấp giấy." in page.text


def test_a_certificate_is_shown_to_whom_it_belongs(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session), people=1, seldom=1)
        make_approved_list(session, course)
        often, once = session.scalars(select(Registration).order_by(Registration.id)).all()
        tokens = often.ticket.token, once.ticket.token

    page = pages.get(f"/v/{tokens[0]}")
    assert page.h1 == "Chúc mừng bác Thiệu"
    assert f"Số vào sổ cấp 001/{clock.today().year}" in page.text
    assert "Giấy đang in" in page.text
    assert "Đã vào sổ" in page.follow("Xem giấy trong sổ của phường").h1
    assert "Ai học đủ buổi được cấp giấy chứng nhận." in pages.get(f"/v/{tokens[1]}").text


def test_a_class_that_was_called_off_says_so_on_its_tickets(app: Flask, pages: Pages) -> None:
    course = open_course(app, people=1)
    with app.app_context(), immediate() as session:
        session.get_one(Course, course.id).state = CourseState.CANCELLED

    page = pages.get(f"/v/{tickets(app)[0].token}")

    assert page.h1 == "Lớp này không mở nữa"
    assert page.forms() == []


def test_who_was_taken_off_is_told_whom_to_ask(app: Flask, pages: Pages) -> None:
    open_course(app, people=1)
    with app.app_context(), immediate() as session:
        session.scalars(select(Registration)).one().state = "removed"

    page = pages.get(f"/v/{tickets(app)[0].token}")

    assert page.h1 == "Phường đã rút tên khỏi lớp"
    assert page.forms() == []


def test_a_family_on_one_ticket_sees_each_of_its_people(app: Flask, pages: Pages) -> None:
    open_course(app, seats=1, people=2)
    with app.app_context(), immediate() as session:
        father, mother = session.scalars(select(Registration).order_by(Registration.id)).all()
        mother.ticket = father.ticket
        token = father.ticket.token

    page = pages.get(f"/v/{token}")

    assert page.h1 == "Nguyễn Văn Thử 1"
    assert "Bác đang chờ, thứ 1" in page.text
    leaving = [form.fields["registration"] for form in page.forms() if form.action.endswith("/huy")]
    assert leaving == [[registration.public_id] for registration in registrations(app)] + [["ca-nha"]]


def test_a_ticket_asks_the_database_as_often_however_many_lessons_and_people(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        addresses = []
        for lessons, people in ((1, 1), (9, 4)):
            course = make_course(session, ward, lessons=lessons)
            family = [make_registration(session, course, f"Người Nhà {number}") for number in range(people)]
            for one in family:
                one.ticket = family[0].ticket
            addresses.append(f"/v/{family[0].ticket.token}")
    seen = []
    for address in addresses:
        with counted() as statements:
            client.get(address)
        seen.append(len(statements))
    assert seen == [4, 4]  # the ticket with class, ward and place; the lessons; the people; who said they are busy


def test_a_ticket_of_a_finished_class_asks_six_times(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), immediate() as session:
        make_approved_list(session, make_attended_course(session, make_ward(session), people=2))
        token = session.scalars(select(Registration).limit(1)).one().ticket.token
    with counted() as statements:
        client.get(f"/v/{token}")
    assert len(statements) == 6, statements  # and the marks, the certificate, the class to go on with
    with app.app_context():
        assert db.session.scalars(select(Certificate)).all()

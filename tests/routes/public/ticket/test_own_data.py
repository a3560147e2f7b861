"""From a ticket one sees what was typed for it, takes back what one agreed to, and asks for more."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import Consent, Course, CourseState, DataRequest
from app.web.database import db, immediate
from tests.factories import make_course, make_registration
from tests.pages import Page, Pages
from tests.registering import TYPED, open_course, registrations

MINE = {**TYPED, "phone": "0912 345 678", "sex": "nam", "needs": ["hear"], "consent_photos": "y"}


def registered(pages: Pages, **changes: object) -> Page:
    """What is known through the ticket of somebody who registered."""
    ticket = pages.get("/l/DEM1").form("/l/DEM1").submit({**MINE, **changes})
    return pages.get(f"{ticket.address}/thong-tin")


def test_all_that_was_typed_stands_there(app: Flask, pages: Pages) -> None:
    open_course(app)
    page = registered(pages)
    for words in ("Lương Doãn Thiệu", "1954", "0912 345 678", "nam", "Nghe kém", "Tôi đồng ý để phường chụp ảnh"):
        assert words in page.text


def test_the_ticket_leads_there(app: Flask, pages: Pages) -> None:
    open_course(app)
    ticket = pages.get("/l/DEM1").form("/l/DEM1").submit(MINE)
    assert f"{ticket.address}/thong-tin" in ticket.links().values()


def test_a_consent_is_taken_back_and_the_needs_are_forgotten(app: Flask, pages: Pages) -> None:
    open_course(app)
    page = registered(pages).form("/rut-dong-y").submit({})
    assert "Đã rút" in page.text
    page = page.form("/bo-can-giup").submit({})

    assert "Nghe kém" not in page.text
    (seat,) = registrations(app)
    assert seat.needs == ""
    with app.app_context():
        (consent,) = db.session.scalars(select(Consent))
        assert consent.withdrawn_at is not None


def test_after_the_class_a_consent_can_still_be_taken_back(app: Flask, pages: Pages) -> None:
    open_course(app)
    page = registered(pages)
    with app.app_context(), immediate() as session:
        session.get_one(Course, registrations(app)[0].course_id).state = CourseState.CANCELLED

    page = pages.get(page.address)
    assert "Nhờ phường sửa" in page.text
    page.form("/rut-dong-y").submit({})

    with app.app_context():
        assert db.session.scalars(select(Consent.withdrawn_at)).one() is not None


def test_a_copy_is_asked_for_in_the_name_of_the_ticket(app: Flask, pages: Pages) -> None:
    open_course(app)
    page = registered(pages).follow("Xin bản sao mọi điều phường giữMột tờ chữ to và một tệp")
    page = page.form(button="Gửi yêu cầu").submit({})

    assert page.h1 == "Phường đã nhận yêu cầu của bác"
    with app.app_context():
        (asked,) = db.session.scalars(select(DataRequest))
        assert (asked.kind, asked.way, asked.full_name, asked.phone) == (
            "copy",
            "ticket",
            "Lương Doãn Thiệu",
            "+84912345678",
        )
        assert asked.registration_id == registrations(app)[0].id


def test_a_thin_ticket_shows_only_what_was_typed_for_it(app: Flask, pages: Pages) -> None:
    open_course(app)
    registered(pages)
    page = registered(Pages(app.test_client()), phone="", full_name="LƯƠNG DOÃN THIỆU")

    assert "LƯƠNG DOÃN THIỆU" in page.text
    assert "0912" not in page.text
    assert "Nghe kém" not in page.text
    assert "chụp ảnh" not in page.text
    assert page.follow("Xem, sửa hay xóa").address.startswith("/quyen/phuong/")


def test_of_somebody_known_before_the_telephone_is_not_told(app: Flask, pages: Pages) -> None:
    course = open_course(app)
    registered(pages)
    with app.app_context(), immediate() as session:
        other = make_course(session, session.merge(course.unit), code="DEM2")
        candidate = registrations(app)[0].person
        seat = make_registration(session, other, candidate.full_name, candidate.birth_year)
        seat.person_id = candidate.id
        token = seat.ticket.token

    page = pages.get(f"/v/{token}/thong-tin")
    assert not re.search(r"0912|nam,", page.text)
    assert "Muốn xem hết, bác xin bản sao." in page.text


@pytest.mark.parametrize("path", ["rut-dong-y", "bo-can-giup", "xin"])
def test_another_ticket_s_person_is_not_there(app: Flask, pages: Pages, path: str) -> None:
    course = open_course(app)
    mine = registered(pages)
    with app.app_context(), immediate() as session:
        other = make_course(session, session.merge(course.unit), code="DEM2")
        stranger = make_registration(session, other, "Nông Văn Khác").public_id

    token = mine.form("/rut-dong-y").fields["csrf_token"][0]
    answer = pages.client.post(f"{mine.address}/{stranger}/{path}", data={"csrf_token": token})
    assert answer.status_code == 404

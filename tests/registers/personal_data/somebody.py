"""Somebody who registers, comes, is helped and asks to be erased, and what tells of them anywhere."""

import unicodedata

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, DataRequest, Person, Registration, Role
from app.web.database import db, immediate
from tests.factories import make_account, make_attended_course, make_group, make_ward
from tests.helping import Counter
from tests.pages import Page, Pages

NAME, PHONE = "Vàng Thị Xuyến", "0987 654 321"
TELLING = ("Xuyến", "xuyen", "XUYẾN", "987654321")


def spelt(word: str) -> set[str]:
    """A word as it may lie somewhere: its accents with the letters, or after them."""
    return {unicodedata.normalize(form, word) for form in ("NFC", "NFD")}


def tells(content: bytes) -> list[str]:
    """What of them stands in some bytes."""
    return [word for told in TELLING for word in spelt(told) if word.encode() in content]


def a_ward_with_somebody(app: Flask) -> Account:
    """A ward with a class that is over, on which somebody came to every lesson, was helped, and got no certificate; its
    officer."""
    with app.app_context(), immediate() as session:
        counter = Counter(session, make_ward(session))
        group = make_group(session, counter.ward)
        course = make_attended_course(session, counter.ward, code="DEM5")
        seat = session.scalars(Registration.of(course.id)).first()
        assert seat is not None
        seat.person.rename(NAME)
        seat.person.phone, seat.person.residential_group = "+84987654321", group
        seat.needs, seat.door_line, seat.paper_name = "hear", "gần loa", NAME.upper()
        record = counter.record(clock.now(), result="did_alone")
        record.person = seat.person
        return make_account(session, counter.ward, Role.OFFICER)


def asks(app: Flask) -> DataRequest:
    """They ask on the page."""
    pages = Pages(app.test_client())
    typed = {"kind": "erasure", "full_name": NAME, "birth_year": "1940", "phone": PHONE, "words": f"Tôi là {NAME}"}
    pages.get("/quyen").form(button="Gửi yêu cầu").submit(typed)
    with app.app_context():
        return db.session.scalars(select(DataRequest)).one()


def erases(app: Flask, officer: Account, request: DataRequest, elsewhere: str = "") -> Page:
    """The officer sees them, and erases them."""
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.phone == "+84987654321")).one().public_id
    page = Pages(app.test_client()).sign_in(officer).get(f"/van-phong/quyen/{request.public_id}")
    page = page.form("/nguoi-hoi").submit({"how": "paper", "person": person})
    return page.form("/xoa").submit({"elsewhere": elsewhere})

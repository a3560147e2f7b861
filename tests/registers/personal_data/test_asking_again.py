"""The same asked of one's own data twice is one request for the office, and tells whoever asks again nothing."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, AdministrativeUnit, DataRequest, DataRequestStep, Role
from app.models.trust.asking_for_data import ask
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_account, make_ward
from tests.pages import Page, Pages

TYPED = {"kind": "copy", "full_name": "Đàm Quỳnh Zương", "birth_year": "1951", "phone": "0987 123 456", "words": ""}


@pytest.fixture
def officer(own_app: Flask) -> Account:
    """The officer of a ward on an empty database."""
    with own_app.app_context(), immediate() as session:
        return make_account(session, make_ward(session), Role.OFFICER)


def asks(app: Flask, **typed: str) -> Page:
    """Somebody asks on the page, from a browser of their own."""
    return Pages(app.test_client()).get("/quyen").form(button="Gửi yêu cầu").submit({**TYPED, **typed})


def open_ones(app: Flask) -> list[DataRequest]:
    """What the office works on."""
    with app.app_context():
        unit_ids = db.session.scalars(select(AdministrativeUnit.id)).all()
        return list(db.session.scalars(DataRequest.open_in(unit_ids)))


def test_asked_twice_it_is_one_and_both_are_answered_alike(own_app: Flask, officer: Account) -> None:
    first, second = asks(own_app), asks(own_app, full_name="ĐÀM QUỲNH  ZƯƠNG")

    assert first.address != second.address
    codes = [page.address.rpartition("/")[2] for page in (first, second)]
    assert first.h1 == second.h1
    assert len(open_ones(own_app)) == 1
    desk = Pages(own_app.test_client()).sign_in(officer)
    page = desk.get("/van-phong/quyen")
    assert page.text.count("Đàm Quỳnh Zương") == 1
    page = desk.get(f"/van-phong/quyen/{open_ones(own_app)[0].public_id}")
    assert "Có người gửi lại yêu cầu giống hệt" in page.text
    told = page.text.replace("-", "").replace(" ", "")
    assert all(code in told for code in codes), "whichever they hold, the office knows it when it is read aloud"
    assert "gửi lại" not in Pages(own_app.test_client()).get(first.address).text


def test_what_differs_is_another_request(own_app: Flask, officer: Account) -> None:
    asks(own_app)
    for key, value in (("kind", "erasure"), ("full_name", "Đàm Quỳnh Anh"), ("birth_year", "1952"), ("phone", "")):
        asks(own_app, **{key: value})
    assert len(open_ones(own_app)) == 5


def test_whoever_asks_again_learns_nothing_and_ends_nothing(own_app: Flask, officer: Account) -> None:
    asks(own_app)
    again = asks(own_app)
    with own_app.app_context(), immediate() as session:
        first = session.scalars(select(DataRequest).order_by(DataRequest.id)).first()
        assert first
        first.refuse(session, "Không tìm thấy bác trong sổ", "Luật 91/2025", by=session.merge(officer), now=clock.now())
    page = Pages(own_app.test_client()).get(again.address)
    assert "Không tìm thấy" not in page.text
    assert page.h1 == "Yêu cầu này đã khép lại"
    assert "/rut" not in page.html

    asks(own_app)
    again = asks(own_app)
    again.form("/rut").submit()
    [left] = open_ones(own_app)
    with own_app.app_context():
        steps = [each.step for each in db.session.scalars(DataRequestStep.of(left.id))]
    assert (left.state, steps) == ("asked", ["asked", "asked_again", "repeat_withdrawn"])


def test_other_words_that_come_with_it_are_read_beside_the_first(own_app: Flask, officer: Account) -> None:
    asks(own_app, words="Cả lượt giúp ở quầy")
    asks(own_app, words="Gửi bản in")
    [one] = open_ones(own_app)
    page = Pages(own_app.test_client()).sign_in(officer).get(f"/van-phong/quyen/{one.public_id}")
    assert "Cả lượt giúp ở quầy" in page.text
    assert "Gửi bản in" in page.text
    for words in ("Sai tên đệm", "Sai năm sinh"):
        asks(own_app, kind="correction", words=words)
    assert len(open_ones(own_app)) == 3


def test_an_officer_who_notes_it_again_finds_the_first(own_app: Flask, officer: Account) -> None:
    asks(own_app)
    desk = Pages(own_app.test_client()).sign_in(officer)
    page = desk.get("/van-phong/quyen/moi").form("/moi").submit({**TYPED, "way": "desk"})
    [one] = open_ones(own_app)
    assert page.address.endswith(one.public_id)


def test_asked_by_many_at_once_one_is_worked_on(own_app: Flask, officer: Account) -> None:
    with own_app.app_context():
        unit_id = db.session.scalars(AdministrativeUnit.wards()).one().id

    def press(number: int) -> str:
        with own_app.app_context(), immediate() as session:
            made = DataRequest(
                submission=str(number), unit=session.get_one(AdministrativeUnit, unit_id), kind="copy",
                full_name="Đàm Quỳnh Zương", birth_year=1951, phone=None, words="", way="page", asked_at=clock.now(),
            )  # fmt: skip
            return ask(session, made).token

    told = at_once([partial(press, number) for number in range(8)])

    assert len({each for each in told if isinstance(each, str)}) == 8
    assert len(open_ones(own_app)) == 1


def test_what_was_asked_again_is_forgotten_with_the_first(own_app: Flask, officer: Account) -> None:
    asks(own_app)
    asks(own_app)
    with own_app.app_context(), immediate() as session:
        [first] = session.scalars(select(DataRequest).where(DataRequest.same_as_id.is_(None)))
        first.forget_who()
    with own_app.app_context():
        assert {each.full_name for each in db.session.scalars(select(DataRequest))} == {""}

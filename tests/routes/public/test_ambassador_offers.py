"""Anybody offers to become Đại sứ số without an account; anybody who scans a card sees whether it holds, no more."""

import sys
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.country import clock
from app.models import AdministrativeUnit, Ambassador, AmbassadorOffer, RateLimit
from app.models.helping.ambassadors.ambassador import Terms
from app.routes.public.help.ambassador_offers import new
from app.web.database import db, immediate
from app.web.sign_in.limits import AddressLimit
from tests.factories import make_group, make_person, make_ward
from tests.pages import Pages

LAN = {"full_name": "Nguyễn Thị Lan", "birth_year": "1968", "residential_group": "khac", "phone": "0912 345 678"}


@pytest.fixture
def ward(app: Flask) -> AdministrativeUnit:
    with app.app_context(), immediate() as session:
        made = make_ward(session, phone="+842083855555")
        make_group(session, made, "Tổ dân phố Túc Duyên 1")
        return made


def offers(app: Flask) -> list[AmbassadorOffer]:
    with app.app_context():
        rows = list(db.session.scalars(select(AmbassadorOffer).order_by(AmbassadorOffer.id)))
        db.session.expunge_all()
        return rows


def test_four_lines_are_enough_and_the_answer_says_what_happens_next(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
    page = pages.get("/dai-su")
    assert page.h1 == "Làm Đại sứ số"
    form = page.form(button="Xin làm Đại sứ số")
    answer = form.submit({**LAN, "organisation": "Hội Liên hiệp Phụ nữ", "words": "Tôi rảnh\nbuổi tối"})
    assert "Cán bộ phường gọi" in answer.text
    (made,) = offers(app)
    assert (made.full_name, made.phone, made.words) == ("Nguyễn Thị Lan", "+84912345678", "Tôi rảnh buổi tối")
    # A double tap, and the same name and phone once more: the same answer, nothing new, nothing told.
    assert form.submit(LAN).text == answer.text
    assert pages.get("/dai-su").form(button="Xin làm Đại sứ số").submit(LAN).text == answer.text
    assert len(offers(app)) == 1


@pytest.mark.parametrize(
    ("line", "typed", "words"),
    [
        ("full_name", "Lan 🙂", "không in lên giấy được"),
        ("full_name", "a" * 301, "dài quá 300 chữ"),
        ("birth_year", "2015", "từ 16 tuổi"),
        ("birth_year", "68", "thiếu hai số"),
        ("residential_group", "", "Bác chọn tổ dân phố"),
        ("phone", "", "Chưa có số điện thoại"),
        ("organisation", "x" * 121, "Bác ghi gọn trong 120 chữ"),
        ("words", "x" * 501, "Bác ghi gọn trong 500 chữ"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_the_rest_is_kept(
    app: Flask, pages: Pages, ward: AdministrativeUnit, line: str, typed: str, words: str
) -> None:
    form = pages.get("/dai-su").form(button="Xin làm Đại sứ số")
    page = form.submit({**LAN, "words": "<script>alert(1)</script>", line: typed}, status=422)
    assert words in page.text
    assert "<script>alert" not in page.html
    assert 'value="0912 345 678"' in page.html or line == "phone"
    assert page.html.count('aria-invalid="true"') == 1
    assert offers(app) == []


def test_with_several_wards_one_is_chosen_first(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    with app.app_context(), immediate() as session:
        make_ward(session, name="Đình Lập")
    page = pages.get("/dai-su")
    assert page.links()["Phường Đình Lập"].startswith("/dai-su/phuong/")
    assert page.follow("Phường Đình Lập").h1 == "Làm Đại sứ số"
    pages.get("/dai-su/phuong/99999", status=404)
    pages.get("/dai-su/phuong/١٢٣٤٥", status=404)


def test_who_offers_without_end_waits_and_loses_nothing(
    app: Flask, pages: Pages, ward: AdministrativeUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[new.__module__], "OFFERS", AddressLimit("test-offer", 1, 3600))
    form = pages.get("/dai-su").form(button="Xin làm Đại sứ số")
    form.submit(LAN)
    again = pages.get("/dai-su").form(button="Xin làm Đại sứ số")
    refused = again.submit({**LAN, "full_name": "Vi Thị Mùi"}, status=429)
    assert 'value="Vi Thị Mùi"' in refused.html
    assert refused.response.headers["Retry-After"] == "3600"
    assert len(offers(app)) == 1


def card_of(app: Flask, ward: AdministrativeUnit, **terms: Any) -> Ambassador:
    with app.app_context(), immediate() as session:
        unit = session.get_one(AdministrativeUnit, ward.id)
        person = make_person(session, unit, "H'Hen Niê", 1992, phone="+84900000123")
        said = Terms(**{"since": clock.today() - timedelta(days=9), "organisation": "Đoàn Thanh niên", **terms})
        return Ambassador.appoint(session, person, said, now=clock.now())


def test_a_card_tells_what_is_printed_on_it_and_whether_it_holds(
    app: Flask, pages: Pages, ward: AdministrativeUnit
) -> None:
    card = card_of(app, ward)
    page = pages.get(f"/dai-su/{card.token.lower()[:8]}-{card.token.lower()[8:]}")
    assert page.h1 == "Đang làm Đại sứ số"
    for told in ("H'Hen Niê", "DSS01", "Phường Phan Đình Phùng", "Đoàn Thanh niên", "không bao giờ"):
        assert told in page.text
    assert "1992" not in page.text
    assert "000 123" not in page.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.response.headers["X-Robots-Tag"]
    with app.app_context(), immediate() as session:
        session.scalars(Ambassador.locked(card.id)).one().end(clock.today(), "bí mật của phường")
    gone = pages.get(f"/dai-su/{card.token}")
    assert gone.h1 == "Không còn là Đại sứ số"
    assert "bí mật" not in gone.text


def test_a_card_that_begins_later_says_so(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    card = card_of(app, ward, since=clock.today() + timedelta(days=3))
    assert pages.get(f"/dai-su/{card.token}").h1 == "Chưa bắt đầu làm Đại sứ số"


def test_a_guess_is_counted_and_tells_nothing(app: Flask, pages: Pages, ward: AdministrativeUnit) -> None:
    page = pages.get("/dai-su/0123456789ABCDEF", status=404)
    assert page.h1 == "Không có thẻ nào mang mã này"
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(RateLimit.key.startswith("token"))) == 1

"""A page of the public that was sent, and is sent once more with something else in it: what it is answered is true."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import AmbassadorOffer, DataRequest
from app.web.database import db, immediate
from tests.factories import make_ward
from tests.pages import Pages
from tests.registering import TYPED, open_course, registrations

NOT_TAKEN_OVER = "Bác đã gửi trang này trước đó, nên điều vừa sửa chưa ghi"
LAN = {"full_name": "Nguyễn Thị Lan", "birth_year": "1968", "residential_group": "khac", "phone": "0912 345 678"}


def every(app: Flask, noun: type[Any]) -> list[Any]:
    """All rows of a noun, in the order in which they came."""
    with app.app_context():
        rows = list(db.session.scalars(select(noun).order_by(noun.id)))
        db.session.expunge_all()
        return rows


@pytest.mark.parametrize(
    "other", [{"phone": "0987 654 321"}, {"sex": "nam"}, {"needs": ["hear"]}, {"consent_messages": "y"}]
)
def test_a_registration_sent_again_says_that_the_rest_was_not_written(
    app: Flask, pages: Pages, other: dict[str, Any]
) -> None:
    open_course(app)
    form = pages.get("/l/DEM1").form("/l/DEM1")
    typed = {**TYPED, "phone": "0912 345 678"}
    form.submit(typed)

    assert NOT_TAKEN_OVER not in form.submit(typed).text
    again = form.submit({**typed, **other})

    assert NOT_TAKEN_OVER in again.text
    assert "Sửa thông tin" in again.text
    (made,) = registrations(app)
    assert (made.person.phone, made.person.sex, made.needs) == ("+84912345678", None, "")


def test_a_family_sent_again_says_that_the_rest_was_not_written(app: Flask, pages: Pages) -> None:
    open_course(app)
    form = pages.get("/l/DEM1/ca-nha?nguoi=2").form("/l/DEM1/ca-nha")
    lines = ("full_name", "birth_year", "residential_group")
    names = {line: sorted(key for key in form.fields if key.endswith(line)) for line in lines}
    typed: dict[str, Any] = {"phone": "0912 345 678"}
    for number, name in enumerate(("Hà Thị Mơ", "Hà Thị Mận")):
        said = dict(zip(lines, (name, str(1950 + number), "khac"), strict=True))
        typed |= {names[line][number]: value for line, value in said.items() if number < len(names[line])}
    form.submit(typed)

    assert NOT_TAKEN_OVER not in form.submit(typed).text
    assert NOT_TAKEN_OVER in form.submit({**typed, "phone": "0987 654 321"}).text
    assert {row.person.phone for row in registrations(app)} == {"+84912345678"}


def test_a_request_about_ones_data_sent_again_with_other_words_is_another_one(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        make_ward(session)
    form = pages.get("/quyen").form(button="Gửi yêu cầu")
    typed = {"kind": "correction", "full_name": "Lương Doãn Thiệu", "birth_year": "1954", "phone": "0912 345 678"}
    first = form.submit({**typed, "words": "Sai tên đệm"})

    assert form.submit({**typed, "words": "Sai tên đệm"}).address == first.address
    assert form.submit({**typed, "words": "Sai năm sinh"}).address != first.address
    assert form.submit({**typed, "words": "Sai năm sinh", "phone": "0987 654 321"}).address != first.address
    told = [(each.words, each.phone) for each in every(app, DataRequest)]
    assert told == [
        ("Sai tên đệm", "+84912345678"), ("Sai năm sinh", "+84912345678"), ("Sai năm sinh", "+84987654321"),
    ]  # fmt: skip


def test_an_offer_sent_again_has_its_last_word_while_it_waits(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        make_ward(session)
    form = pages.get("/dai-su").form(button="Xin làm Đại sứ số")
    form.submit({**LAN, "words": "Tôi rảnh buổi tối"})
    form.submit({**LAN, "phone": "0987 654 321", "words": "Tôi rảnh buổi sáng", "birth_year": "1969"})

    (offer,) = every(app, AmbassadorOffer)
    assert (offer.phone, offer.words, offer.birth_year) == ("+84987654321", "Tôi rảnh buổi sáng", 1969)

    with app.app_context(), immediate() as session:
        row = session.get_one(AmbassadorOffer, offer.id)
        row.state, row.why = "declined", "Đủ người"
    form.submit({**LAN, "words": "Tôi vẫn muốn"})
    assert [each.words for each in every(app, AmbassadorOffer)] == ["Tôi rảnh buổi sáng", "Tôi vẫn muốn"]

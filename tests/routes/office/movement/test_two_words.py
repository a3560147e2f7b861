"""What the office sees of a row of which two people said different things, and of what was sent the period before."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.models import Site
from tests.pages import words
from tests.returns import make_returns, send
from tests.routes.office.conftest import Office

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
FIELDS = [
    {"key": "loans", "label": "Lượt mượn", "type": "number", "counted": True},
    {"key": "books", "label": "Sách theo loại", "type": "tally", "of": {"tale": "Truyện", "law": "Luật"}},
    {"key": "note", "label": "Ghi chú", "type": "long_text"},
]


@pytest.fixture
def page_of(office: Office) -> Any:
    """The address of a row of which two people recorded a period, and somebody the one before."""
    with office.write() as session:
        programme, sites = make_returns(
            session, office.here(session), sites=1, fields=FIELDS, criteria=[], counts=[], outcomes=["done"]
        )
        send(
            session, programme, sites[0], SEPTEMBER, date(2026, 10, 2), **{"loans": 4, "books.tale": 30, "books.law": 2}
        )
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 2), loans=9, note="Thiếu kệ.\nThiếu đèn.")
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=8)
        row = session.scalars(select(Site)).one().public_id
        return f"/van-phong/phong-trao/{programme.id}/so/{row}"


def test_both_stay_and_what_differs_is_said_also_where_the_later_said_nothing(office: Office, page_of: str) -> None:
    page = office.as_officer().get(f"{page_of}?ky={OCTOBER}")
    newest, older = (words(each) for each in page.all("li") if "tháng 10/2026" in words(each))
    assert "đang tính" in newest
    assert "Lượt mượn: 8 (lần trước: 9)" in newest
    assert "Ghi chú: để trống (lần trước: Thiếu kệ. Thiếu đèn.)" in newest
    assert "Lượt mượn: 9" in older
    assert "đang tính" not in older
    assert "lần trước" not in older


def test_lines_of_an_answer_stay_lines(office: Office, page_of: str) -> None:
    page = office.as_officer().get(f"{page_of}?ky={OCTOBER}")
    assert re.search(r'<span class="lines">Thiếu kệ\.\nThiếu đèn\.</span>', page.html)


def test_a_form_shows_each_number_of_a_tally_of_the_period_before(office: Office, page_of: str) -> None:
    page = office.as_officer().get(f"{page_of}/sua?ky={OCTOBER}")
    assert "Tháng 9/2026: Truyện 30, Luật 2." in page.text


def test_what_nobody_answered_is_one_line_and_a_tally_shows_what_is_there(office: Office, page_of: str) -> None:
    with office.write() as session:
        site = session.scalars(select(Site)).one()
        session.add(Site(unit=site.unit, name="Tủ sách 2", programme_id=site.programme_id))
        session.flush()
        empty = session.scalars(select(Site).where(Site.name == "Tủ sách 2")).one().public_id
    book = page_of.rpartition("/")[0]
    shown = office.as_officer().get(f"{book}/{empty}?ky={OCTOBER}")
    assert "Nội dung cần ghi chưa ghi" in shown.text
    assert "Lượt mượn" not in shown.text
    form = office.as_officer().get(f"{page_of}/sua?ky={OCTOBER}").form(button="Lưu")
    shown = form.submit({"a_books.law": "0", "a_loans": "8"})
    labels = [words(each) for each in shown.all("dt")]
    assert "Sách theo loại: Luật" in labels
    assert "Sách theo loại: Truyện" not in labels

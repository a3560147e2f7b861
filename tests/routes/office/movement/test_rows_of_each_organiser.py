"""The book of a programme with `one_per`: who recorded each row and what their numbers come to."""

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.country import clock
from app.models import Programme, ProgrammeEntry
from app.models.movement.represented import GroupSite
from tests.documents.ruler import Paper
from tests.returns import moment
from tests.routes.office.conftest import Office
from tests.routes.office.movement.test_prints import printed
from tests.unions import LAST, THIS, make_unions, report


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.shifted(moment(date(2026, 11, 20)) - clock.now()):
        yield


@pytest.fixture
def book(office: Office) -> str:
    """The address of the book; both unions recorded the first group, the ward the third."""
    with office.write() as session:
        made = make_unions(session, office.here(session))
        report(session, made.programme, made.sites[0], made.women, THIS, date(2026, 11, 3), helpers=7, kind="hall")
        report(session, made.programme, made.sites[0], made.farmers, THIS, date(2026, 11, 9), helpers=30, kind="home")
        report(session, made.programme, made.sites[2], None, THIS, date(2026, 11, 4), helpers=2)
        report(session, made.programme, made.sites[2], None, LAST, date(2026, 11, 4), helpers=9)
        return f"/van-phong/phong-trao/{made.programme.id}/so"


def _first(office: Office, book: str) -> str:
    with office.read() as session:
        site = session.scalars(select(GroupSite).order_by(GroupSite.name)).first()
        assert site
        return f"{book}/{site.public_id}"


def _cells(content: bytes) -> Any:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet
    return sheet.values


def _rows(office: Office, address: str) -> list[str]:
    lines = ["".join(each.itertext()) for each in office.as_officer().get(address).all("tr")]
    return [each for each in lines if "Túc Duyên" in each]


@pytest.mark.postgresql
def test_a_row_says_who_recorded_and_adds_up(office: Office, book: str) -> None:
    page = office.as_officer().get(book)
    assert "Nơi ghi" in page.text
    assert "Hội Nông dân, Hội Phụ nữ" in page.text
    row = next(each for each in _rows(office, book) if "Túc Duyên 1" in each)
    assert "37" in row
    assert "09/11/2026" in row
    assert ["Túc Duyên 2" in each for each in _rows(office, f"{book}?ket-qua=chua")] == [True]
    assert len(_rows(office, f"{book}?ket-qua=done")) == 2
    assert office.as_officer().get(f"{book}?sap=day")


def test_its_page_has_what_each_recorded_before_all_others(office: Office, book: str) -> None:
    with office.write() as session:
        programme = session.scalars(select(Programme)).one()
        mine = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).first()
        assert mine
        report(session, programme, mine.site, mine.organisation, THIS, date(2026, 11, 12), helpers=8, kind="hall")
    page = office.as_officer().get(_first(office, book))
    text = page.text[page.text.index("Các lần ghi") :]
    assert text.index("lần trước: 7") < text.index("Số hội viên: 30") < text.index("Số hội viên: 7")
    assert "Hội Phụ nữ ·" in text


def test_the_office_records_for_the_ward_beside_the_unions(office: Office, book: str) -> None:
    form = office.as_officer().get(f"{_first(office, book)}/sua").form(button="Lưu")
    assert "a_helpers" in form.fields
    assert form.fields["a_helpers"] == [""]
    form.submit({"a_helpers": "1"})
    with office.read() as session:
        rows = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.latest, ProgrammeEntry.period_key == THIS))
        first = [each for each in rows if "Túc Duyên 1" in each.site.name]
        assert sorted(each.given["helpers"] for each in first) == [1, 7, 30]


def test_a_workbook_has_a_line_of_each_and_is_not_brought_in_for_the_ward(office: Office, book: str) -> None:
    content = office.as_officer().client.get(f"{book}/danh-sach.xlsx").data
    rows = [[str(cell or "") for cell in row] for row in _cells(content)]
    heads = next(row for row in rows if "Đơn vị ghi" in row)
    name, who, helpers = heads.index("Tên"), heads.index("Đơn vị ghi"), heads.index("Số hội viên")
    lines = {(row[name], row[who], row[helpers]) for row in rows if row[name].startswith("Tổ dân phố")}
    assert lines == {
        ("Tổ dân phố Túc Duyên 1", "Hội Phụ nữ", "7"), ("Tổ dân phố Túc Duyên 1", "Hội Nông dân", "30"),
        ("Tổ dân phố Túc Duyên 2", "", ""), ("Tổ dân phố Túc Duyên 3", "", "2"),
    }  # fmt: skip
    slug = f"phong-trao-{book.split('/')[3]}"
    form = office.as_officer().get(f"/van-phong/nhap/moi?loai={slug}").form(button=None, action="/van-phong/nhap/moi")
    brought = form.submit({"file": (io.BytesIO(content), "t.xlsx")}, content_type="multipart/form-data")
    assert "Dòng này do Hội Phụ nữ ghi" in brought.text


@pytest.mark.postgresql
def test_the_table_on_paper_adds_up_what_all_recorded(office: Office, book: str) -> None:
    words = Paper(printed(office.as_officer(), book, "In bảng kỳ")).words()
    assert {"37", "39"} <= set(words.split())
    assert words.index("Túc Duyên 1") < words.index("Túc Duyên 2")  # by name, not what lacks first as on the screen
    assert {"09/11/2026", "04/11/2026"} <= set(words.split())  # of whoever recorded last
    assert "Phường, xã" not in words

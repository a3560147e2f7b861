"""What the preview of a list asks, in words: one press stands out, each answer can be taken back."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import ImportRun, Person, ResidentialGroup
from tests.exchange.imports.sheets import text
from tests.pages import Page
from tests.routes.office.conftest import Office
from tests.routes.office.imports.test_imports import count, listed, loaded

PEOPLE = "/van-phong/nhap/moi?loai=nguoi"


@pytest.fixture
def groups(office: Office) -> None:
    """Two groups of the ward."""
    with office.write() as session:
        for number in (1, 2):
            session.add(ResidentialGroup(unit=office.here(session), code=f"TDP0{number}", name=f"Túc Duyên {number}"))


def filled(page: Page) -> list[str]:
    """The buttons that stand out."""
    found = re.findall(
        r'<button class="btn(?: full| grow)*"[^>]*>(.*?)</button>', page.html.rpartition("<footer")[0], re.DOTALL
    )
    return [" ".join(re.sub(r"<.*?>", "", each, flags=re.DOTALL).split()) for each in found]


def people(office: Office) -> dict[str, tuple[int, str]]:
    """The year and group of everybody."""
    with office.read() as session:
        found = session.scalars(select(Person)).all()
        return {
            each.full_name: (each.birth_year, each.residential_group.name if each.residential_group else "")
            for each in found
        }


@pytest.mark.usefixtures("groups")
def test_the_group_of_a_title_is_offered_and_another_may_be_chosen(office: Office) -> None:
    page = loaded(office, PEOPLE, listed("44"))
    assert "Cả danh sách ở Túc Duyên 1?" in page.text
    assert "Phía trên bảng ghi “TỔ DÂN PHỐ TÚC DUYÊN 1”." in page.text
    assert filled(page) == ["Ở Túc Duyên 1"]
    assert not [form for form in page.forms() if form.action.endswith("/ghi")]

    read = page.form(button="Ở Túc Duyên 1").submit({"tra-loi": "all:group=TDP01"})
    assert "Cả danh sách ở Túc Duyên 1." in read.text
    again = read.form(button="Đổi lại").submit({"tra-loi": "all:group="})
    assert "Cả danh sách ở Túc Duyên 1?" in again.text
    other = again.form(button="Cả danh sách ở đó").submit({"tra-loi": "all:group=TDP02"})
    done = other.form("/ghi").submit()
    assert "Cả danh sách ở Túc Duyên 2." in done.text
    assert {group for _year, group in people(office).values()} == {"Túc Duyên 2"}


@pytest.mark.usefixtures("groups")
def test_a_list_without_groups_asks_where_and_takes_no_other_answer(office: Office) -> None:
    page = loaded(office, PEOPLE, text("Họ tên;Năm sinh", "Hà Thị Mơ;1954"), "lop.csv")
    assert "Cả danh sách ở đâu?" in page.text
    assert filled(page) == ["Cả danh sách ở đó"]
    assert "Anh chị chưa sửa ô nào." in page.form(button="Nơi khác").submit({"tra-loi": "all:group=XYZ"}).text
    read = page.form(button="Nơi khác").submit({"tra-loi": "all:group=khong"})
    assert "Cả danh sách ở nơi khác." in read.text
    assert filled(read) == ["Ghi vào 1 dòng"]


def test_years_beside_other_words_are_taken_by_one_press(office: Office) -> None:
    page = loaded(office, PEOPLE, listed("46"))
    assert "9 ô có đúng một năm: lấy năm?" in page.text
    assert "Trong tệp: 15/8 âm lịch 1955" in page.text
    read = page.form(button="Lấy năm ở 9 ô này").submit({"nam": "lay"})
    assert "có đúng một năm" not in read.text
    for refused in ("k nhớ", "Ất Mùi", "71 tuổi", "55", "19 55", "1955 (theo CCCD 1957)", "1.955"):
        assert f'value="{refused}"' in read.html
    with office.read() as session:
        run = session.scalars(select(ImportRun)).one()
        assert {row["birth_year"] for row in run.read_as["amended"]["cells"].values()} == {"1955"}


@pytest.mark.usefixtures("groups")
def test_ages_say_from_which_year_they_count(office: Office) -> None:
    year = clock.today().year
    page = loaded(office, PEOPLE, listed("47"))
    assert "3 dòng chỉ ghi tuổi" in page.text
    assert filled(page) == [f"Danh sách năm {year}"]
    read = page.form(button=f"Danh sách năm {year - 1}").submit({"tra-loi": f"ages={year - 1}"})
    assert f"Tuổi tính theo danh sách năm {year - 1}." in read.text
    assert f"66 tuổi năm {year - 1}, hiểu là sinh năm {year - 67}." in read.text
    read.form("/ghi").submit()
    assert people(office)["Phàn Văn Tác"] == (year - 71, "Túc Duyên 1")


def test_dates_of_both_orders_are_counted_and_the_more_frequent_one_stands_out(office: Office) -> None:
    page = loaded(office, PEOPLE, listed("48"))
    assert (
        "4 ô chỉ đọc được khi ngày đứng trước: 25/12/1955. 1 ô chỉ đọc được khi tháng đứng trước: 12/31/1957."
        in page.text
    )
    assert filled(page) == ["Cả cột ngày trước"]
    month = page.form(button="Cả cột tháng trước").submit({"tra-loi": "month:birth_date=co"})
    assert "4 chưa nhập được" in month.text
    assert filled(loaded(office, PEOPLE, listed("20"))) == ["Cả cột tháng trước"]


def test_questions_of_an_earlier_release_are_still_worded(office: Office) -> None:
    page = loaded(office, PEOPLE, listed("48"))
    with office.write() as session:
        run = session.scalars(select(ImportRun)).one()
        old = {"month:birth_date": {"title": "Ngày sinh", "count": 1, "example": "12/31/1957"}}
        run.looked_at({**run.read_as, "questions": old}, run.rows)
    page = office.as_officer().get(page.address)
    assert "Cột Ngày sinh ghi tháng trước hay ngày trước?" in page.text
    read = page.form(button="Cả cột ngày trước").submit({"tra-loi": "month:birth_date=khong"})
    assert "Cột Ngày sinh: đọc ngày trước." in read.text


def test_columns_of_marks_are_said_to_stay_behind(office: Office) -> None:
    page = loaded(office, PEOPLE, listed("24"))
    assert "Cột 03/11/2026, 10/11/2026 chỉ có dấu" in page.text
    assert count(office, Person) == 0


@pytest.mark.usefixtures("groups")
def test_one_button_stands_out_whatever_is_asked(office: Office) -> None:
    for path in sorted(Path("tests/data/lists").glob("*.[xc]*[xv]")):
        page = loaded(office, PEOPLE, path.read_bytes(), path.name)
        assert len(filled(page)) < 2, path.name

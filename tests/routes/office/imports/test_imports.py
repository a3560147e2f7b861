"""A list is loaded, looked at, settled, stored; its refused rows come back, mended they go in; nothing twice."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.country import clock
from app.jobs import sweeping
from app.models import AuditEvent, ImportRun, ImportState, Person, Registration, ResidentialGroup
from tests.exchange.imports.sheets import text, xlsx
from tests.factories import make_course, make_organisation, make_person
from tests.pages import Page
from tests.routes.office.conftest import Office
from tests.stores import lying, puts

ROWS = [
    ("DANH SÁCH ĐĂNG KÝ", None, None, None, None),
    ("STT", "Họ và tên", "Năm sinh", "Tổ dân phố", "SĐT"),
    (1, "Lương Doãn Thiệu", 1947, "Tổ 1", 912345671),
    (2, "Vi Thị Mùi", 76, "Tổ 1", "0912345672"),
    (3, "Hà Thị Mơ", "1954", "Tổ 9", None),
]


@pytest.fixture
def course(office: Office) -> str:
    """A course in a ward with one group."""
    with office.write() as session:
        session.add(ResidentialGroup(unit=office.here(session), code="TDP01", name="Tổ dân phố số 1"))
        make_course(session, office.here(session), code="DEM1", seats=30)
    return "DEM1"


def loaded(office: Office, address: str, content: bytes, name: str = "danh sách.xlsx", status: int = 200) -> Page:
    form = office.as_officer().get(address).form(button=None, action=address.partition("?")[0])
    sent: dict[str, Any] = {"file": (io.BytesIO(content), name)}
    return form.submit(sent, status=status, content_type="multipart/form-data")


def count(office: Office, noun: type[Any]) -> int:
    with office.read() as session:
        return session.scalar(select(func.count(noun.id))) or 0


@pytest.mark.postgresql
def test_a_list_for_a_course_is_looked_at_then_stored(office: Office, course: str) -> None:
    page = loaded(office, f"/van-phong/lop/{course}/nhap", xlsx(ROWS))
    assert page.h1 == "Xem trước danh sách"
    for words in ("1 ghi mới", "2 chưa nhập được", "Cả bảng 3 dòng.", "thiếu hai số", "“Tổ 9” là tổ dân phố nào?"):
        assert words in page.text
    assert count(office, Person) == count(office, Registration) == 0

    done = page.form("/ghi").submit()
    assert done.h1 == "Kết quả nhập danh sách"
    assert "2 dòng chưa nhập được" in done.text
    assert count(office, Registration) == 1
    assert office.acts(course) == ["import.looked_at", "import.done"]
    with office.read() as session:
        run = session.scalars(select(ImportRun)).one()
        assert (run.state, run.rows, run.new, run.known, run.refused) == (ImportState.DONE, 3, 1, 0, 2)


def test_refused_rows_come_back_as_the_same_sheet_and_mended_go_in(office: Office, course: str) -> None:
    done = loaded(office, f"/van-phong/lop/{course}/nhap", xlsx(ROWS)).form("/ghi").submit()
    client = office.as_officer().client
    back = client.get(done.links()["Tải các dòng chưa nhập được"])
    rows = [list(row) for row in load_workbook(io.BytesIO(back.data)).active.iter_rows(values_only=True)]
    assert rows[0] == ["STT", "Họ và tên", "Năm sinh", "Tổ dân phố", "SĐT", "Vì sao"]
    assert [row[1] for row in rows[1:]] == ["Vi Thị Mùi", "Hà Thị Mơ"]
    assert "thiếu hai số" in str(rows[1][5])
    rows[1][2], rows[2][3] = 1976, "Tổ 1"
    page = loaded(office, f"/van-phong/lop/{course}/nhap", xlsx(rows))
    assert "2 ghi mới" in page.text
    page.form("/ghi").submit()
    assert count(office, Registration) == 3


def test_the_same_list_twice_changes_nothing(office: Office, course: str) -> None:
    for _time in range(2):
        page = loaded(office, f"/van-phong/lop/{course}/nhap", xlsx(ROWS)).form("/ghi").submit()
    assert "1 đã có" in page.text
    assert (count(office, Person), count(office, Registration)) == (1, 1)


@pytest.mark.postgresql
def test_pressed_twice_it_is_stored_once(office: Office, course: str) -> None:
    form = loaded(office, f"/van-phong/lop/{course}/nhap", xlsx(ROWS)).form("/ghi")
    form.submit()
    assert "Danh sách này đã ghi xong" in form.submit().text
    assert office.acts(course).count("import.done") == 1


def test_what_is_not_plain_is_asked_before_anything_is_stored(office: Office, course: str) -> None:
    content = text("Họ tên;Năm sinh;Nơi ở;Màu áo", "Hà Thị Mơ;1954;Tổ 1;đỏ")
    page = loaded(office, f"/van-phong/lop/{course}/nhap", content, "lop.csv")
    assert "2 cột chưa rõ nghĩa" in page.text
    assert not [form for form in page.forms() if form.action.endswith("/ghi")]
    run = page.address
    assert (
        "Chưa ghi thêm gì"
        in page.form("/cot")
        .page.pages.post(f"{run}/ghi", {"csrf_token": page.form("/cot").fields["csrf_token"][0]})
        .text
    )
    wrong = page.form("/cot").submit({"column_0": "none"}, status=422)
    assert "Chưa rõ cột nào ghi họ và tên." in wrong.text
    twice = page.form("/cot").submit({"column_3": "group"}, status=422)
    assert "Có hai cột cùng chọn như vậy." in twice.text
    settled = page.form("/cot").submit()
    assert "1 ghi mới" in settled.text
    settled.form("/ghi").submit()
    with office.read() as session:
        assert session.scalars(select(Person)).one().residential_group_id is not None


def test_lines_of_a_chat_pasted_are_people(office: Office, course: str) -> None:
    address = f"/van-phong/lop/{course}/nhap"
    form = office.as_officer().get(address).form("/nhap")
    lines = "Hà Thị Mơ 1954 tổ 1 0912345671\nVi Thị Mùi, sn 1976, tổ 1"
    page = form.submit({"pasted": lines, "file": None})
    assert "2 ghi mới" in page.text
    page.form("/ghi").submit()
    with office.read() as session:
        assert {person.phone for person in session.scalars(select(Person))} == {"+84912345671", None}


def test_what_keeps_rows_out_is_mended_on_the_page(office: Office, course: str) -> None:
    rows = [*ROWS, (4, "Chu Thị Pjảo", 1952, "Tổ 9", "không nhớ"), (5, "Ma Văn Quý", 1950, "Tổ 1", "12")]
    page = loaded(office, f"/van-phong/lop/{course}/nhap", xlsx(rows))
    for words in ("2 dòng: “Tổ 9” là tổ dân phố nào?", "1 dòng: Năm sinh chưa dùng được", "2 dòng: Số điện thoại chưa"):
        assert words in page.text
    form = page.form("/sua")
    assert "Anh chị chưa sửa ô nào." in form.submit().text
    to = next(name for name in form.fields if name.startswith("to-"))
    mended = form.submit({"o-4-birth_year": "1976", to: "TDP01", "trong": "phone"})
    assert "5 ghi mới" in mended.text
    assert not [each for each in mended.forms() if each.action.endswith("/sua")]
    done = mended.form("/ghi").submit()
    assert "5 ghi mới" in done.text
    with office.read() as session:
        people = {person.full_name: person for person in session.scalars(select(Person))}
        assert people["Vi Thị Mùi"].birth_year == 1976
        assert {person.phone for person in people.values()} == {"+84912345671", "+84912345672", None}
        assert {bool(person.residential_group_id) for person in people.values()} == {True}
    assert office.acts(course) == ["import.looked_at", "import.mended", "import.done"]
    assert "Danh sách này đã ghi rồi" in form.submit({"ten": "viet-lai"}).text


def test_names_of_a_list_are_rewritten_by_one_press_and_never_unasked(office: Office, course: str) -> None:
    address = f"/van-phong/lop/{course}/nhap"
    content = text("Họ tên;Năm sinh;Tổ", "BÙI ĐỨC SƠN;1954;1", "H'Hen Niê;1992;1")
    page = loaded(office, address, content, "lop.csv")
    assert "Trong tệp: BÙI ĐỨC SƠN" in page.text
    kept = page.form(button="Viết lại 1 tên này").submit({"ten": "viet-lai"})
    assert "Tên “BÙI ĐỨC SƠN” viết lại." in kept.text
    back = kept.form(button="Giữ tên như trong tệp").submit({"ten": "nhu-tep"})
    back.form(button="Viết lại 1 tên này").submit({"ten": "viet-lai"}).form("/ghi").submit()
    with office.read() as session:
        assert {person.full_name for person in session.scalars(select(Person))} == {"Bùi Đức Sơn", "H'Hen Niê"}


def test_two_people_in_a_cell_become_two_rows_by_one_press(office: Office, course: str) -> None:
    """Nothing is guessed: who of them has the one year of the cell beside is asked, and what is typed lands on them."""
    lines = (
        "BÙI ĐỨC SƠN và Vi Thị Mùi;1954, 1956;1;0912345671",
        "Ông Hà Văn An / Bà Hà Thị Bình;1950;1;+84912345672",
        "Vi Văn Tư + con;1951;1;",
        "Ma Văn Quý;1952;1;0912345673",
    )
    page = loaded(office, f"/van-phong/lop/{course}/nhap", text("Họ tên;Năm sinh;Tổ;Số điện thoại", *lines), "lop.csv")
    assert "Hà Văn An · Hà Thị Bình" in page.text
    split = page.form(button="Tách 2 ô này").submit({"nhieu-nguoi": "tach"})
    assert "3 ghi mới" in split.text
    assert "Dòng 3, người 2" in split.text
    back = split.form(button="Để như trong tệp").submit({"nhieu-nguoi": "nhu-tep"})
    split = back.form(button="Tách 2 ô này").submit({"nhieu-nguoi": "tach"})
    typed = {"o-1000000003-birth_year": "1950", "o-2000000003-birth_year": "1953", "o-4-full_name": "Vi Văn Tư"}
    split.form(button="Đọc lại với các ô đã sửa").submit(typed).form("/ghi").submit()
    with office.read() as session:
        people = {(each.full_name, each.birth_year): each.phone for each in session.scalars(select(Person))}
    assert people == {
        ("BÙI ĐỨC SƠN", 1954): None, ("Vi Thị Mùi", 1956): None, ("Hà Văn An", 1950): None,
        ("Hà Thị Bình", 1953): None, ("Vi Văn Tư", 1951): None, ("Ma Văn Quý", 1952): "+84912345673",
    }  # fmt: skip


@pytest.mark.postgresql
def test_who_gets_a_seat_is_counted_before_the_press_which_says_how_many(office: Office) -> None:
    with office.write() as session:
        session.add(ResidentialGroup(unit=office.here(session), code="TDP01", name="Tổ dân phố số 1"))
        make_course(session, office.here(session), code="DEM1", seats=2)
    lines = [f"Hà Thị {name};195{number};1" for number, name in enumerate(("An", "Bình", "Chi"))]
    page = loaded(office, "/van-phong/lop/DEM1/nhap", text("Họ tên;Năm sinh;Tổ", *lines), "lop.csv")

    assert "2 có chỗ, 1 vào danh sách chờ." in page.text
    done = page.form(button="Ghi vào 3 dòng").submit()
    assert "2 có chỗ, 1 vào danh sách chờ." in done.text
    assert "Hà Thị Chi" in done.follow("Xem người học của lớp").text


def test_another_sheet_of_the_file(office: Office, course: str) -> None:
    content = xlsx(ROWS, [("Họ tên", "Năm sinh"), ("Chu Thị Pjảo", 1952)])
    page = loaded(office, f"/van-phong/lop/{course}/nhap", content)
    other = page.form("/cot").submit({"sheet": "Trang 2"})
    assert "Cả bảng 1 dòng." in other.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Tệp không có gì bên trong"),
        (b"%PDF-1.7", "Tệp này không phải bảng tính"),
        (b"\xd0\xcf\x11\xe0 old", "Tệp Excel kiểu cũ (.xls)"),
        (b"PK\x03\x04 cut", "Tệp này bị hỏng"),
    ],
)
def test_what_is_no_list_is_refused_at_the_door(office: Office, course: str, content: bytes, words: str) -> None:
    page = loaded(office, f"/van-phong/lop/{course}/nhap", content, "../../x.xlsx", status=422)
    assert words in page.text
    assert count(office, ImportRun) == 0


def test_nothing_or_both(office: Office, course: str) -> None:
    form = office.as_officer().get(f"/van-phong/lop/{course}/nhap").form("/nhap")
    assert "Anh chị chọn một tệp, hoặc dán" in form.submit({"file": None}, status=422).text
    both: dict[str, Any] = {"file": (io.BytesIO(b"a;b"), "a.csv"), "pasted": "a;b"}
    assert "chỉ chọn một" in form.submit(both, status=422, content_type="multipart/form-data").text


def test_a_ward_on_its_way_to_a_first_class_is_led_on(office: Office) -> None:
    page = loaded(office, "/van-phong/nhap/moi?loai=dia-ban", text("Tên tổ", "Tổ dân phố số 2"), "tổ.csv")
    assert page.form("/ghi").submit().links()["Bước tiếp theo đến lớp đầu tiên"] == "/van-phong"


def test_a_list_of_people_and_one_of_groups(office: Office, course: str) -> None:
    page = loaded(office, "/van-phong/nhap/moi?loai=dia-ban", text("Tên tổ;Số hộ", "Tổ dân phố số 2;120"), "tổ.csv")
    page.form("/ghi").submit()
    people = text("Họ tên;Năm sinh;Tổ", "Hà Thị Mơ;1954;2", "=1+1;1960;2")
    done = loaded(office, "/van-phong/nhap/moi?loai=nguoi", people, "người.csv").form("/ghi").submit()
    assert "1 ghi mới" in done.text
    assert "người.csv" in office.as_officer().get("/van-phong/nhap").text
    back = office.as_officer().client.get(done.links()["Tải các dòng chưa nhập được"])
    mended = load_workbook(io.BytesIO(back.data)).active  # text by its type: nothing is put before it
    assert (mended["A2"].value, mended["A2"].data_type) == ("=1+1", "s")
    with office.read() as session:
        assert [group.households for group in session.scalars(ResidentialGroup.of(office.ward.id))] == [None, 120]
        acts = list(session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "import")))
    assert acts.count("import.done") == 2


def test_a_closed_course_refuses_the_whole_list(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", registration_closes_at=clock.now() - timedelta(days=1))
    page = loaded(office, "/van-phong/lop/DEM1/nhap", xlsx(ROWS))
    assert "Lớp này không còn nhận đăng ký." in page.text


@pytest.mark.postgresql
def test_results_are_stored_while_no_row_is_locked(office: Office, course: str) -> None:
    with puts(office.app) as seen:
        loaded(office, f"/van-phong/lop/{course}/nhap", xlsx(ROWS)).form("/ghi").submit()
    assert len(seen) > 3  # the list, the preview, a batch, the end
    assert not any(seen)


def test_files_go_when_somebody_says_so_or_after_a_week(office: Office, course: str, app: Flask) -> None:
    settings = app.extensions["settings"]
    before = lying(settings)
    page = loaded(office, f"/van-phong/lop/{course}/nhap", xlsx(ROWS))
    held = lying(settings) - before
    page.form("/bo").submit()
    done = loaded(office, f"/van-phong/lop/{course}/nhap", xlsx(ROWS)).form("/ghi").submit()
    assert len(lying(settings) - before) == 2
    with office.write() as session:
        for run in session.scalars(select(ImportRun)):
            run.created_at -= timedelta(days=8)
    with app.app_context():
        assert sweeping.forget_lists() == 1
    assert held
    assert lying(settings) <= before
    assert "chỉ còn số đếm" in office.as_officer().get(done.address).text
    with office.read() as session:
        runs = session.scalars(select(ImportRun)).all()
        assert {run.state for run in runs} == {ImportState.LEFT, ImportState.DONE}
        assert {run.columns for run in runs} == {"{}"}  # with the cells that stood there as examples


def test_an_empty_sheet_to_fill_in_is_understood(office: Office, course: str) -> None:
    empty = office.as_officer().client.get("/van-phong/nhap/mau?loai=registrations")
    rows = [list(row) for row in load_workbook(io.BytesIO(empty.data)).active.iter_rows(values_only=True)]
    page = loaded(
        office, f"/van-phong/lop/{course}/nhap", xlsx([*rows, ["Hà Thị Mơ", 1954, "nữ", "Tổ 1", "", "Bàn 3"]])
    )
    assert "1 ghi mới" in page.text


def listed(name: str) -> bytes:
    """A list of tests/data/lists."""
    return next(Path("tests/data/lists").glob(f"{name}-*")).read_bytes()


def test_a_sheet_a_group_is_named_on_preview_and_result_and_read_by_one_press(office: Office, course: str) -> None:
    address = f"/van-phong/lop/{course}/nhap"
    page = loaded(office, address, listed("08"))
    for words in ("Còn 2 trang chưa đọc", "Tổ 2 (3 dòng)", "Tổ 3 (3 dòng)", "Cả bảng 3 dòng."):
        assert words in page.text
    done = loaded(office, address, listed("08")).form("/ghi").submit()
    assert "Còn 2 trang chưa đọc" in done.text
    everybody = page.form(button="Đọc cả 3 trang cùng tên cột").submit({"tra-loi": "sheets=co"})
    assert "Đọc cả các trang cùng tên cột: Tổ 1, Tổ 2, Tổ 3." in everybody.text
    assert "Cả bảng 9 dòng." in everybody.text
    assert "“Tổ 2” là tổ dân phố nào?" in everybody.text
    assert "trang chưa đọc" not in everybody.text
    to = [name for name in everybody.form(button="Đọc lại với các ô đã sửa").fields if name.startswith("to-")]
    mended = everybody.form(button="Đọc lại với các ô đã sửa").submit(dict.fromkeys(to, "TDP01"))
    mended.form("/ghi").submit()
    assert count(office, Person) == 9


def test_blank_cells_below_a_group_are_asked_before_anything_is_stored(office: Office, course: str) -> None:
    rows = [("Họ và tên", "Năm sinh", "Tổ"), ("Hà Thị Mơ", 1954, "Tổ 1"), ("Vi Thị Mùi", 1955, None)]
    page = loaded(office, f"/van-phong/lop/{course}/nhap", xlsx(rows))
    assert "Cột Tổ: lấy theo ô trên?" in page.text
    assert not [each for each in page.forms() if each.action.endswith("/ghi")]
    read = page.form(button="Lấy theo ô trên").submit({"tra-loi": "down:group=co"})
    assert "1 ô trống lấy theo ô trên." in " ".join(read.text.split())
    read.form("/ghi").submit()
    with office.read() as session:
        assert {bool(person.residential_group_id) for person in session.scalars(select(Person))} == {True}


def test_hidden_rows_are_left_out_by_a_press_and_months_first_are_asked(office: Office, course: str) -> None:
    address = f"/van-phong/lop/{course}/nhap"
    page = loaded(office, address, listed("03"))
    assert "2 dòng đang ẩn hoặc bị lọc" in page.text
    assert "Cả bảng 2 dòng." in page.form(button="Để lại các dòng ẩn").submit({"tra-loi": "hidden=co"}).text
    dated = loaded(office, address, listed("20"))
    assert "Cột Ngày sinh ghi tháng trước hay ngày trước?" in dated.text
    read = dated.form(button="Cả cột tháng trước").submit({"tra-loi": "month:birth_date=co"})
    assert "04/5/1961" in read.text
    assert "Anh chị chưa sửa ô nào." in read.form(button="Đổi lại").submit({"tra-loi": "another=co"}).text


def test_titles_and_notes_are_taken_off_names_by_the_same_press(office: Office, course: str) -> None:
    page = loaded(office, f"/van-phong/lop/{course}/nhap", listed("10"))
    page = page.form(button="Nơi khác").submit({"tra-loi": "all:group=khong"})
    page.form(button="Viết lại 8 tên này").submit({"ten": "viet-lai"}).form("/ghi").submit()
    with office.read() as session:
        assert not {"Nông Văn Vai - Tổ trưởng", "Bà: Nông Thị Bà"} & {*session.scalars(select(Person.full_name))}


def test_the_export_of_people_comes_back_without_a_namesake(office: Office, course: str) -> None:
    rows = [
        ("Họ tên", "Năm sinh", "Tổ", "SĐT"),
        ("Trần Văn Minh", 1966, "Tổ 1", "0912345671"),
        ("Hà Thị Mơ", 1954, "Nơi khác", None),
    ]
    loaded(office, "/van-phong/nhap/moi?loai=nguoi", xlsx(rows)).form("/ghi").submit()
    with office.write() as session:
        known = session.scalars(select(Person).where(Person.phone.is_not(None))).one()
        make_person(session, office.here(session), "Trần Văn Minh", 1966, group=known.residential_group, phone=None)
        for name in ("Hội Nông dân", "Công ty Chè Thử", "Xưởng Cũ"):
            kind = "mass_organisation" if name == "Hội Nông dân" else "enterprise"
            work = make_organisation(session, office.here(session), name, kind)
            work.retired_on = clock.today() if name == "Xưởng Cũ" else None
            plain = {"phone": None, "organisation_id": work.id, "position": "Chủ tịch"}
            make_person(session, office.here(session), "Đỗ Thùy Dung", 1985, **plain)
    export = office.as_officer().client.get("/van-phong/nguoi-hoc.xlsx").data
    page = loaded(office, "/van-phong/nhap/moi?loai=nguoi", export)
    assert "6 đã có" in page.text
    assert "0 ghi mới" in page.text

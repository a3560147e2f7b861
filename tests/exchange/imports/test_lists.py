"""What a list implies, read or asked: lists as offices keep them (tests/data/lists), and others of the same kinds."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exchange.imports.headers import understood
from app.exchange.imports.reading import FileFault, UnreadableFile, opened
from app.exchange.imports.row_results import RowOutcome, RowResult
from app.models import AdministrativeUnit, Organisation, Person
from tests.exchange.imports.conftest import Take
from tests.exchange.imports.sheets import text, xlsx
from tests.factories import make_group, make_person, make_ward

LISTS = Path("tests/data/lists")
MONTH, ABOVE = {"month:birth_date": "co"}, {"down:group": "co"}
HEAD = ("STT", "Họ và tên", "Năm sinh", "Tổ dân phố")

FORMULA = '=HYPERLINK("http://x","Thào")'


class Case(NamedTuple):
    """A list, what was answered about it, and what each row is read as (or its name, where that is all)."""

    file: str
    rows: list[str]
    answers: Mapping[str, str] = {}
    names: bool = False


CASES = [
    Case("02-mac-1904-serials.xlsx", ["Bùi Thị Thử Ba 03/5/1950", "Bùi Văn Thử Bốn 1962"]),
    Case("03-hidden-filtered-struck-rows.xlsx", ["Hoàng Thị Hiện 1951"], {"hidden": "co", "struck": "co"}),
    Case(
        "04-group-merged-down.xlsx",
        [f"Phan Thị Gộp {name}" for name in ("Một 1950 1", "Hai 1951 1", "Ba 1952 1", "Bốn 1953 2", "Năm 1954 2")],
    ),
    Case(
        "05-group-as-separator-row.xlsx",
        ["Đàm Thị Tách Một 1951 1", "Đàm Thị Tách Hai 1952 1", "Đàm Văn Tách Ba 1953 2"],
    ),
    Case(
        "07-two-lists-side-by-side.xlsx",
        [f"Trịnh Thị Trái {sign} 195{year}" for year, sign in enumerate("ABCD")]
        + [f"Trịnh Văn Phải {sign} 196{year}" for year, sign in enumerate("ABCD")],
    ),
    Case(
        "08-one-sheet-per-group.xlsx",
        [f"Mạc Thị Trang {sign} 195{place % 3} {1 + place // 3}" for place, sign in enumerate("ABCDEFGHI")],
        {"sheets": "co"},
    ),
    Case("09-name-and-year-in-one-cell.xlsx", ["Vi Thị Dòng 1960 1", "Vi Văn Ngoặc 1955 1"]),
    Case(
        "10-names-with-notes-and-titles.xlsx",
        [f"Nông {name} 1961" for name in ("Thị Chú", "Văn Vai", "Văn Xuống", "Thị Số", "Văn Ông", "Thị Bà", "Văn Chí",
            "Thị Học")], names=True,
    ),
    Case("14-strict-ooxml.xlsx", [f"Lưu Thị Trang {sign} 194{year}" for year, sign in enumerate("ABCDEF")]),
    Case(
        "20-month-first-dates.xlsx",
        ["Quách Thị Mỹ A 14/3/1960", "Quách Thị Mỹ B 04/5/1961", "Quách Thị Mỹ C 25/12/1962",
            "Quách Thị Mỹ D 02/01/1963"], MONTH,
    ),
    Case(
        "41-ditto-quote.txt",
        [f"Lộc Thị {name}" for name in ("Một 1951 1", "Hai 1952 1", "Ba 1953 1", "Bốn 1954 2", "Năm 1955 2",
            "Sáu 1956 2")],
    ),
    Case("42-unbalanced-quote.csv", [f"Lộc Văn {sign} 195{year}" for year, sign in enumerate("ABCDE", 1)]),
]  # fmt: skip


@pytest.fixture
def ward(session: Session) -> AdministrativeUnit:
    """A ward with three groups."""
    made = make_ward(session)
    for number in (1, 2, 3):
        make_group(session, made, f"Túc Duyên {number}")
    return made


def seen(session: Session, results: list[RowResult]) -> list[str]:
    """Each stored row: its name, its birth, the number of its group."""
    assert {each.outcome for each in results} <= {RowOutcome.NEW, RowOutcome.SKIPPED}, results
    found = []
    for person in session.scalars(select(Person).order_by(Person.id)):
        born = f"{person.birth_date:%d/%-m/%Y}" if person.birth_date else str(person.birth_year)
        if person.birth_date and person.birth_date.month < 3:
            born = f"{person.birth_date:%d/%m/%Y}"
        group = person.residential_group.name[-1] if person.residential_group else ""
        found.append(f"{person.full_name} {born} {group}".strip())
    return found


@pytest.mark.parametrize("case", CASES, ids=[case.file[:2] for case in CASES])
def test_a_list_is_read_as_it_is_meant(session: Session, take: Take, ward: AdministrativeUnit, case: Case) -> None:
    content = (LISTS / case.file).read_bytes()
    answers = {"all:group": "khong", **case.answers}
    results = take("people", content, ward.id, answers=answers, names=case.names)
    assert seen(session, results) == case.rows
    assert not session.info["survey"].columns.open


def refused(results: list[RowResult]) -> list[tuple[str, str, str]]:
    """Each refused row: its name as it is shown, the beginning of the reason, the offered name."""
    return [(each.name, each.why[:17], each.better) for each in results if each.outcome is RowOutcome.REFUSED]


@pytest.mark.parametrize("names", [False, True])
def test_two_people_in_a_cell_are_asked_for_and_never_shortened(
    session: Session, take: Take, ward: AdministrativeUnit, names: bool
) -> None:
    told = take("people", (LISTS / "43-two-persons-one-cell.xlsx").read_bytes(), ward.id, names=names)
    cells = (
        "Ông Cù Văn Chung / Bà Cù Thị Riêng", "Cù Văn Đôi và Cù Thị Cặp", "Cù Văn Gạch/Cù Thị Chéo",
        "Cù Văn Phẩy, Cù Thị Chấm", "Vợ chồng ông Cù Văn Vợ", "Cù Thị Cộng + con gái", "Cù Văn Dòng / Cù Thị Cột",
    )  # fmt: skip
    assert refused(told) == [(cell, "2 người trong một", "") for cell in cells]
    assert session.scalars(select(Person)).all() == []
    column = xlsx([("Họ và tên, năm sinh",), ("Vi Văn Tư 1950\nVi Thị Năm 1952",), ("Vi Thị Dòng\nSN 1960",)])
    assert [each.name for each in take("people", column, ward.id, names=names)] == [
        "Vi Văn Tư 1950 / Vi Thị Năm 1952", "Vi Thị Dòng",
    ]  # fmt: skip


@pytest.mark.parametrize("names", [False, True])
def test_who_is_gone_is_set_aside_and_a_household_named_by_its_head(
    session: Session, take: Take, ward: AdministrativeUnit, names: bool
) -> None:
    content = (LISTS / "45-household-members-below.xlsx").read_bytes()
    told = take("people", content, ward.id, names=names, store=False)
    assert ("(đã chuyển đi) Sầm Văn Đi", '"(đã chuyển đi) S', "") in refused(told)
    assert {told[0].name, told[0].better} >= {"Sầm Văn Chủ"}


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize(
    ("file", "cells"),
    [
        ("52-error-cells.xlsx", {("#REF!", "Ô họ tên báo lỗi ", ""), (FORMULA, "Ô họ tên ghi công", "")}),
        ("54-one-old-font-row.xlsx", {("Mïa V¨n BÖ", "Họ và tên có hình", "")}),
    ],
)
def test_what_is_no_name_is_refused_and_offered_no_better(
    take: Take, ward: AdministrativeUnit, file: str, cells: set[tuple[str, str, str]], names: bool
) -> None:
    assert {*refused(take("people", (LISTS / file).read_bytes(), ward.id, names=names, store=False))} >= cells


def test_lines_of_a_chat_are_people_and_what_is_said_around_them_is_not(
    session: Session, take: Take, ward: AdministrativeUnit
) -> None:
    told = take("people", (LISTS / "51-zalo.txt").read_bytes(), ward.id, names=True)
    assert [f"{each.number} {each.name}" for each in told if each.outcome is RowOutcome.NEW] == [
        "3 Nguyễn Thị Za Lô", "4 Trần Văn Dán", "5 Lê Thị Chép", "6 Phạm Văn Gạch", "8 Đỗ Văn Hẹn",
        "10 Bùi Thị Mặt Cười",
    ]  # fmt: skip
    assert [(name, why) for name, why, _better in refused(told)] == [
        ("Hoàng Thị Cộng", 'Năm sinh "62" thi'), ("Vũ Thị Không Năm", "Chưa có năm sinh."),
    ]  # fmt: skip
    assert [each.number for each in told if each.outcome is RowOutcome.SKIPPED] == [1, 2, 11, 12]
    assert not session.info["survey"].columns.asked


def asked(session: Session, take: Take, ward: AdministrativeUnit, content: bytes, **more: Any) -> dict[str, object]:
    """What is asked about a list of people, by key: how many cells it concerns."""
    take("people", content, ward.id, store=False, **more)
    survey = session.info["survey"]
    assert set(survey.columns.open) == {*survey.questions} - {*survey.columns.answers}
    return {key: value["count"] for key, value in survey.questions.items() if key != "all:group"}


def test_blank_cells_below_a_group_are_asked_for(session: Session, take: Take, ward: AdministrativeUnit) -> None:
    rows = [HEAD, (1, "Hà Thị Mơ", 1954, "Túc Duyên 1"), (2, "Vi Thị Mùi", 1955, None), (3, "Ma Thị Na", 1956, None)]
    assert asked(session, take, ward, xlsx(rows)) == {"down:group": 2}
    results = take("people", xlsx(rows), ward.id, answers=ABOVE)
    assert [each[-1] for each in seen(session, results)] == ["1", "1", "1"]


def test_a_list_that_repeats_its_groups_leaves_blank_what_is_blank(
    session: Session, take: Take, ward: AdministrativeUnit
) -> None:
    groups = ("Túc Duyên 1", "Túc Duyên 1", None, "Túc Duyên 2")
    rows = [
        HEAD,
        *((place, f"Hà Thị {name}", 1954, groups[place]) for place, name in enumerate(("An", "Ba", "Cả", "Đào"))),
    ]
    assert asked(session, take, ward, xlsx(rows)) == {}


@pytest.mark.parametrize("ditto", ["nt", "Như trên", '"', "-nt-", "〃"])
def test_a_sign_that_the_value_above_goes_on(
    session: Session, take: Take, ward: AdministrativeUnit, ditto: str
) -> None:
    rows = [HEAD, (1, "Hà Thị Mơ", 1954, "Túc Duyên 2"), (2, "Vi Thị Mùi", 1955, ditto)]
    assert [each[-1] for each in seen(session, take("people", xlsx(rows), ward.id))] == ["2", "2"]


@pytest.mark.parametrize(
    "line",
    [
        ("I", "Tổ dân phố Túc Duyên 3"), ("A.", "TÚC DUYÊN 3", None), (None, "* Tổ Túc Duyên 3 (02 người)"),
        ("Tổ dân phố Túc Duyên 3: 2 người",), (1, "Túc Duyên 3"),
    ],
)  # fmt: skip
def test_a_line_with_a_group_alone_is_a_section(
    session: Session, take: Take, ward: AdministrativeUnit, line: tuple[Any, ...]
) -> None:
    rows = [HEAD[:3], line, (1, "Hà Thị Mơ", 1954), (2, "Vi Thị Mùi", 1955), (None, None, "Tổng số: 2 người")]
    results = take("people", xlsx(rows), ward.id)
    assert seen(session, results) == ["Hà Thị Mơ 1954 3", "Vi Thị Mùi 1955 3"]
    assert [each.why for each in results if each.why] == ["section", "beside"]


def test_an_unknown_group_over_rows_is_asked_for_as_that_of_a_cell(take: Take, ward: AdministrativeUnit) -> None:
    rows = [HEAD[:3], ("I", "Thôn Làng Mới"), (1, "Hà Thị Mơ", 1954)]
    assert [each.wrong for each in take("people", xlsx(rows), ward.id)] == [(), (("group", "Thôn Làng Mới"),)]


def test_organisations_in_sections_with_a_merged_kind(session: Session, take: Take, ward: AdministrativeUnit) -> None:
    take("organisations", (LISTS / "40-organisations-in-sections.xlsx").read_bytes(), ward.id)
    stored = {each.name: each.kind for each in session.scalars(select(Organisation))}
    assert stored == {
        "Công ty TNHH Thử Một": "enterprise", "Hợp tác xã Thử Hai": "enterprise", "Phòng khám Thử Ba": "health_station",
    }  # fmt: skip


def test_a_list_of_names_alone_has_no_sections(session: Session, take: Take, ward: AdministrativeUnit) -> None:
    take("organisations", text("Tên đơn vị", "Công an", "Doanh nghiệp", "Trường THCS Túc Duyên"), ward.id)
    assert len(session.scalars(select(Organisation)).all()) == 3


def test_a_name_merged_over_two_lines_is_one_person(session: Session, take: Take, ward: AdministrativeUnit) -> None:
    rows = [("Họ và tên", "Năm sinh", "SĐT"), ("Hà Thị Mơ", 1954, "0912345671"), (None, None, "0912345672")]
    results = take("people", xlsx(rows, merged=["A2:A3", "B2:B3"]), ward.id)
    assert [each.why for each in results] == ["", "continues"]


def test_hidden_rows_are_counted_and_taken_unless_left_out(
    session: Session, take: Take, ward: AdministrativeUnit
) -> None:
    results = take("people", (LISTS / "03-hidden-filtered-struck-rows.xlsx").read_bytes(), ward.id)
    assert len(seen(session, results)) == 4
    counted = session.info["survey"].skipped
    assert (counted["hidden"], counted["struck"]) == (2, 1)


def test_unread_sheets_are_named_and_those_of_another_kind_stay_unread(
    session: Session, take: Take, ward: AdministrativeUnit
) -> None:
    book = Workbook()
    for sheet, head in (("Túc Duyên 1", HEAD[:3]), ("Túc Duyên 2", HEAD[:3]), ("Kinh phí", ("Mục", "Số tiền"))):
        page = book.create_sheet(sheet)
        page.append(head)
        page.append(("1", "Hà Thị Mơ", 1954 + len(book.worksheets))[-len(head) :])
    out = io.BytesIO()
    book.save(out)
    take("people", out.getvalue(), ward.id, store=False)
    unread = [(each.part.sheet, each.rows, each.alike) for each in session.info["survey"].unread]
    assert unread == [("Túc Duyên 2", 1, True), ("Kinh phí", 2, False)]
    results = take("people", out.getvalue(), ward.id, answers={"sheets": "co"})
    assert [each[-1] for each in seen(session, results)] == ["1", "2"]
    assert [each.part.sheet for each in session.info["survey"].unread] == ["Kinh phí"]


def test_dates_are_read_day_first_where_no_cell_says_otherwise(
    session: Session, take: Take, ward: AdministrativeUnit
) -> None:
    rows = text("Họ tên;Ngày sinh", "Hà Thị Mơ;05/04/1961", "Vi Thị Mùi;25/12/1962")
    assert asked(session, take, ward, rows) == {}
    assert asked(session, take, ward, text("Họ tên;Ngày sinh", "Hà Thị Mơ;05/04/1961", "Vi Thị Mùi;12/25/1962")) == {
        "month:birth_date": 1
    }


@pytest.mark.parametrize(
    "content",
    [
        (LISTS / "21-html-named.xls").read_bytes(),
        b"\xef\xbb\xbf\n<!DOCTYPE html><table><tr><td>Ho ten</td></tr></table>",
        b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook></Workbook>',
        b"MIME-Version: 1.0\nX-Document-Type: Workbook\n",
    ],
)
def test_a_web_page_named_as_a_workbook_says_what_to_do(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        opened(content)
    assert refused.value.reason is FileFault.WEB_PAGE


def test_a_row_equal_to_somebody_beside_a_namesake_is_that_person(
    session: Session, take: Take, ward: AdministrativeUnit
) -> None:
    group = make_group(session, ward, "Tân Thịnh 2")
    for phone in ("+84912345671", None):
        make_person(session, ward, "Trần Văn Minh", 1966, group=group, phone=phone)
    heading = "Họ và tên;Năm sinh;Giới tính;Nơi ở;Số điện thoại;Nơi làm việc, học tập;Chức vụ"
    content = text(heading, "Trần Văn Minh;1966;;Tân Thịnh 2;;;", "Trần Văn Minh;1966;;Tân Thịnh 2;0912345671;;")
    assert [each.outcome for each in take("people", content, ward.id)] == [RowOutcome.KNOWN] * 2
    assert understood({"": opened(content).head("")}).asked == ()

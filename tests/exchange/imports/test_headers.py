"""Which column means what: headings as wards write them; what is not plain is asked."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.exchange.imports.columns import Amended, Columns
from app.exchange.imports.headers import understood
from app.exchange.imports.kinds import KINDS
from app.exchange.imports.reading import Cell
from app.exchange.imports.vocabulary import PEOPLE, Meaning


def read(*rows: Sequence[Cell], groups: bool = False) -> Columns:
    return understood(
        {"": [tuple(row) for row in rows]}, words=KINDS["residential_groups"].headings if groups else PEOPLE
    )


def meant(columns: Columns) -> list[str]:
    return [str(meaning) for meaning in columns.meanings]


@pytest.mark.parametrize(
    ("title", "meaning"),
    [
        ("Họ và tên", "full_name"),
        ("HỌ, TÊN", "full_name"),
        ("Họ và tên học viên", "full_name"),
        ("Họ và tên (chữ in hoa)", "full_name"),
        ("Năm sinh", "birth_year"),
        ("Ngày, tháng, năm sinh", "birth_date"),
        ("Ngày/tháng/năm sinh", "birth_date"),
        ("SĐT", "phone"),
        ("Điện thoại liên hệ", "phone"),
        ("Tổ dân phố", "group"),
        ("Tổ DP", "group"),
        ("Thôn/Tổ", "group"),
        ("Giới tính", "sex"),
        ("Nữ", "women"),
        ("Nam", "men"),
        ("Năm", "birth_year"),
        ("STT", "none"),
        ("Số CCCD", "none"),
        ("Dân tộc", "none"),
    ],
)
def test_a_plain_heading_is_understood(title: str, meaning: str) -> None:
    columns = read(("Giới tính", "Họ tên", title) if meaning == "phone" else ("Điện thoại", "Tổ", "Giới tính", title))
    if meaning in ("group", "sex"):
        columns = read(("Họ tên", "Năm sinh", title))
    assert meant(columns)[-1] == meaning
    assert columns.asked == ()


def test_the_heading_stands_beneath_titles_and_over_a_row_of_numbers() -> None:
    columns = read(
        ("ỦY BAN NHÂN DÂN PHƯỜNG", None, None),
        ("DANH SÁCH HỌC VIÊN", None, None),
        (),
        ("STT", "Họ và tên", "Năm sinh"),
        ("(1)", "(2)", "(3)"),
        (1, "Hà Thị Mơ", 1954),
    )
    assert (columns.heading, columns.first) == (3, 5)
    assert meant(columns) == ["none", "full_name", "birth_year"]


def test_two_lines_of_heading_where_the_years_of_men_and_women_stand_apart() -> None:
    columns = read(
        ("TT", "Họ và tên", "Năm sinh", None, "Ghi chú"),
        (None, None, "Nam", "Nữ", None),
        (1, "Hà Thị Mơ", None, 1954, None),
    )
    assert columns.titles == ("TT", "Họ và tên", "Năm sinh – Nam", "Năm sinh – Nữ", "Ghi chú")
    assert meant(columns) == ["none", "full_name", "men", "women", "none"]
    assert columns.asked == ()


def test_a_name_in_two_columns() -> None:
    assert meant(read(("Họ và đệm", "Tên", "Năm sinh"), ("Hà Thị", "Mơ", 1954)))[:2] == ["family_name", "given_name"]
    merged = read(("Họ và tên", None, "Năm sinh"), ("Hà Thị", "Mơ", 1954))
    assert meant(merged) == ["family_name", "given_name", "birth_year"]
    assert merged.asked == (0, 1)  # said by a merged heading only: the officer agrees first


@pytest.mark.parametrize(
    ("titles", "asked"),
    [
        (("Họ tên", "Năm sinh", "Màu áo"), (2,)),
        (("Họ tên", "Năm sinh", "Địa chỉ"), (2,)),
        (("Họ tên", "Năm sinh", "SĐT", "Điện thoại"), (2, 3)),
        (("Họ tên", "Năm sinh", "Họ tên chủ hộ"), (2,)),
        (("Tên", "Năm sinh"), (0,)),
    ],
)
def test_what_is_not_plain_is_asked(titles: tuple[str, ...], asked: tuple[int, ...]) -> None:
    columns = read(titles, tuple("x" for _title in titles))
    assert columns.asked == asked
    assert len(set(meant(columns)) - {"none"}) == len([m for m in meant(columns) if m != "none"])  # none means two


@pytest.mark.parametrize(
    ("rows", "meanings", "asked"),
    [
        ([("Hà Thị Mơ", 1954), ("Vi Thị Mùi", 1976)], "full_name birth_year", ()),
        ([("DANH SÁCH",), (1, "Tô Thị Mơ", "'1954", "Tổ 1", 912345671)], "full_name birth_year group phone", (0,)),
        ([(1, "Hà Thị Mơ", "08/4/1954", "nữ"), (2, "Vi Thị Mùi", 1976, "nam")], "full_name birth_date sex", ()),
        ([("Hà Thị Mơ", "1954", "Gia Sàng 2"), ("Vi Thị Mùi", "1976", "Thôn Mới")], "full_name birth_year group", ()),
        ([("Hà Thị Mơ", 1954, "đỏ"), ("Vi Thị Mùi", 1976, "xanh")], "full_name birth_year", (2,)),
    ],
)
def test_without_a_heading_columns_are_known_by_what_stands_in_them(
    rows: list[tuple[Cell, ...]], meanings: str, asked: tuple[int, ...]
) -> None:
    columns = read(*rows)
    assert columns.heading == -1
    assert [meaning for meaning in meant(columns) if meaning != "none"] == meanings.split()
    assert columns.asked == asked


def test_groups_pasted_without_a_heading() -> None:
    columns = read(*[(f"Tổ {number}",) for number in range(1, 13)], groups=True)
    assert (meant(columns), columns.asked) == (["name"], ())


def test_the_sheet_with_the_list_is_found_among_others() -> None:
    columns = understood({"Bìa": [("Phường",)], "Danh sách": [("Họ tên", "Năm sinh"), ("Hà Thị Mơ", 1954)]})
    assert columns.sheet == "Danh sách"


def test_a_list_of_groups() -> None:
    columns = read(("STT", "Tổ dân phố", "Số hộ", "Nhân khẩu"), (1, "Tổ 1", 120, 430), groups=True)
    assert meant(columns) == ["none", "name", "households", "population"]


def test_what_was_understood_survives_being_kept() -> None:
    columns = read(("Họ tên", "Năm sinh", "Màu áo"), ("Hà Thị Mơ", 1954, "đỏ"))
    amended = Amended({3: {Meaning.PHONE: ""}}, {"to 9": "TDP09"}, names=True)
    for each in (columns, replace(columns, amended=amended)):
        assert Columns.of(each.kept()) == each
    assert columns.with_meanings([Meaning.FULL_NAME, Meaning.BIRTH_YEAR, Meaning.NONE]).asked == ()


def test_a_day_is_one_of_birth_beside_month_and_year_alone() -> None:
    assert meant(read(("Họ tên", "Ngày", "Tháng", "Năm"))) == ["full_name", "birth_day", "birth_month", "birth_year"]
    joined = read(
        ("Họ tên", "Ngày tháng năm sinh", None, None), (None, "Ngày", "Tháng", "Năm"), ("Ma Thị Lan", 3, 5, 1999)
    )
    assert (meant(joined)[1:], joined.asked) == (["birth_day", "birth_month", "birth_year"], ())
    alone = read(("Họ tên", "Năm sinh", "Ngày"), ("Ma Thị Lan", 1999, "3/11"))
    assert (meant(alone)[2], alone.asked) == ("none", (2,))


def test_a_corrected_birth_replaces_day_and_month_of_their_own() -> None:
    columns = replace(read(("Họ tên", "Ngày", "Tháng", "Năm")), amended=Amended({2: {"birth_year": "5/3/1999"}}))
    assert columns.given(2, ("Ma Thị Lan", 31, 2, 1999)) == {"full_name": "Ma Thị Lan", "birth_year": "5/3/1999"}

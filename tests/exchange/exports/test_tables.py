"""Tables for outside: text stays text whatever it begins with, and comes back as it was."""

import csv
import io
from datetime import UTC, date, datetime

from hypothesis import given, settings, strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.country.names import clean
from app.exchange.exports.tables import csv_lines, harmless, write_sheets, write_table
from app.exchange.exports.values import Share, Sheet
from app.exchange.imports.cells import text_of

BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(*rows: list[object]) -> list[list[str]]:
    text = "".join(csv_lines(rows))  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def sheet_of(*rows: list[object], heading: tuple[str, ...] = ("Tên",)) -> Worksheet:
    out = io.BytesIO()
    write_table(out, "Sổ [1]/2 của lớp Bình dân học vụ số tổ 3", heading, rows, xlsx=True)  # type: ignore[arg-type]
    return load_workbook(io.BytesIO(out.getvalue())).active


def as_workbook(*rows: list[object]) -> list[tuple[object, ...]]:
    return list(sheet_of(*rows).iter_rows(values_only=True))[1:]


def test_a_share_is_percent_and_sums_stand_below_what_is_filtered() -> None:
    file = io.BytesIO()
    sheets = [
        Sheet("Một", ["Tên", "Tỷ lệ", "Gần đủ"], [["A", Share(0.875), Share(0.999999)]], ["Cộng", 3]),
        Sheet("Hai", ["Tên"], []),
    ]
    write_sheets(file, "Bảng", sheets)
    first, second = load_workbook(file).worksheets
    assert (first.title, second.title, second["A1"].value) == ("Một", "Hai", "Tên")
    assert (first["B2"].value, first["B2"].number_format) == (0.875, "0.00%")
    assert first["C2"].value == 0.9999  # what it shows is not all
    assert ([cell.value for cell in first[3]][:2], first["A3"].font.bold) == (["Cộng", 3], True)
    assert first.auto_filter.ref == "A1:C2"
    assert as_csv(["A", Share(0.875)]) == [["A", "87.5%"]]
    assert as_csv(["A", Share(0.999999)]) == [["A", "99.99%"]]


@settings(max_examples=200)
@given(st.text(max_size=30) | st.tuples(st.sampled_from(BEGINNINGS), st.text(max_size=9)).map("".join))
def test_no_cell_begins_a_formula(text: str) -> None:
    assert not (as_csv([text])[0][0] if text else "").startswith(BEGINNINGS)
    assert sheet_of([text])["A2"].data_type != "f", "text by its type, whatever it begins with"


def test_a_workbook_adds_no_sign_to_a_name() -> None:
    assert as_workbook(["-2+3 Lê Văn Ba"], ["=HYPERLINK(1)"]) == [("-2+3 Lê Văn Ba",), ("=HYPERLINK(1)",)]


def test_a_workbook_shows_what_it_holds_and_prints_as_it_comes() -> None:
    heading = ("STT", "Lúc", "Họ và tên", "Người được giúp (đã đồng ý ghi tên)", "Ghi chú")
    row: list[object] = [1, datetime(2026, 11, 20, 5, 0, tzinfo=UTC), "Nguyễn Phú Cường Thịnh", "", "dài " * 40]
    sheet = sheet_of(row, row, heading=heading)
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDE"]
    assert sheet.title == "Sổ  1  2 của lớp Bình dân học"
    assert widths[1] > len("20/11/2026 12:00")
    assert widths[2] > len("Nguyễn Phú Cường Thịnh")
    assert widths[0] < 10, "no wider than it must be"
    assert widths[3] < 20, "a long heading stands on several lines"
    assert widths[4] < 60
    assert sheet["E2"].alignment.wrap_text
    assert sheet.auto_filter.ref == "A1:E3"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20))
def test_what_goes_out_comes_back(text: str) -> None:
    name = clean(text)
    # An apostrophe of one's own before such a sign is taken for ours; cleaning makes one of a backtick as well.
    if name and not name.startswith(("=", "'")):
        assert text_of(harmless(name)) == name


def test_numbers_days_and_zeros_keep_their_kind() -> None:
    moment = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    row: list[object] = ["0912345678", 1954, date(1954, 4, 8), moment, None]
    assert as_csv(row) == [["0912345678", "1954", "1954-04-08", "2026-11-20 12:00", ""]]
    told = as_workbook(row)[0]
    assert told[:2] == ("0912345678", 1954)
    assert told[2:4] == (datetime(1954, 4, 8), datetime(2026, 11, 20, 12, 0))  # noqa: DTZ001


def test_a_wide_table_prints_in_letters_that_can_be_read() -> None:
    """Widths in letters that A4 or A3 holds at 8 pt; what wraps for that makes its row higher."""
    sentence = "Tổ chức thực hiện và duy trì các dịch vụ, nền tảng số phục vụ người dân"
    narrow = sheet_of(["Lê Văn An", 1950], heading=("Tên", "Năm"))
    wide = sheet_of([sentence] * 12, heading=("Nội dung",) * 12)
    for sheet, size, room in ((narrow, Worksheet.PAPERSIZE_A4, 155), (wide, Worksheet.PAPERSIZE_A3, 222)):
        assert sheet.page_setup.paperSize == int(size)
        assert sum(column.width for column in sheet.column_dimensions.values()) <= room
        assert sheet.page_setup.fitToWidth == 1
    assert wide.row_dimensions[2].height >= 5 * 15
    assert wide["A2"].alignment.wrap_text
    assert narrow.row_dimensions[2].height is None


def test_an_empty_text_is_an_empty_cell() -> None:
    sheet = sheet_of(["Lê Văn An", ""], heading=("Tên", "Ghi chú"))
    assert (sheet["B2"].value, sheet["B2"].number_format) == (None, "@")

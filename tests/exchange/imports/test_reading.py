"""Files from outside: every encoding and delimiter that comes, and what must not be opened."""

import io
import re
import unicodedata
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from app.exchange.imports import reading, sheet_marks, texts
from app.exchange.imports.reading import FileFault, UnreadableFile, opened
from app.exchange.imports.refusals import file_sentence
from tests.exchange.imports.sheets import text, xlsx

LINES = ("Họ và tên;Năm sinh", "Lường Thị Bích Đào;1954", "H'Hen Niê;1992")
ROWS = [("Họ và tên", "Năm sinh"), ("Lường Thị Bích Đào", "1954"), ("H'Hen Niê", "1992")]


def rows(content: bytes) -> list[reading.Cells]:
    book = opened(content)
    return list(book.rows(book.sheets[0]))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_text_of_any_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    assert rows(text(*(line.replace(";", delimiter) for line in LINES), encoding=encoding)) == ROWS


def test_the_old_code_page_of_vietnam() -> None:
    """Windows-1258 writes the tone as a sign of its own behind the letter."""
    written = "Lương Thi\u0323 Ho\u0300a;1954"
    name = rows(written.encode("cp1258"))[0][0]
    assert isinstance(name, str)
    assert unicodedata.normalize("NFC", name) == "Lương Thị Hòa"


def test_the_first_line_in_which_excel_names_its_delimiter() -> None:
    assert rows(text("sep=;", *LINES)) == ROWS


def test_a_workbook_keeps_numbers_and_days() -> None:
    content = xlsx([("Họ và tên", "Sinh"), ("Hà Thị Mơ", date(1954, 4, 8)), ("Vi Thị Mùi", 1976)])
    assert rows(content) == [("Họ và tên", "Sinh"), ("Hà Thị Mơ", date(1954, 4, 8)), ("Vi Thị Mùi", 1976)]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", FileFault.EMPTY),
        (b" \r\n ", FileFault.EMPTY),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", FileFault.OLD_EXCEL),
        (b"%PDF-1.7 a paper", FileFault.NO_TABLE),
        (b"\x89PNG\r\n\x1a\n\x00\x01\x02\x03\x04\x05 a picture", FileFault.NO_TABLE),
        (b"GIF89aH H p   !,; a picture without a sign that steers", FileFault.NO_TABLE),
        ("這不是表格 名單在別處".encode(), FileFault.NO_TABLE),
        (b"PK\x03\x04 cut off", FileFault.BROKEN),
        (Path("tests/data/lists/49-list.ods").read_bytes(), FileFault.OPEN_DOCUMENT),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, fault: FileFault) -> None:
    with pytest.raises(UnreadableFile) as refused:
        opened(content)
    assert refused.value.reason is fault


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "members",
    [
        {"xl/workbook.xml": b"<workbook/>", "xl/sheet.xml": b"0" * 2_000_000},
        {"xl/workbook.xml": b"<workbook/>"} | {f"xl/{number}.xml": b"" for number in range(2_001)},
    ],
    ids=["unfolds", "many"],
)
def test_a_bomb_is_not_opened(members: dict[str, bytes]) -> None:
    with pytest.raises(UnreadableFile) as refused:
        opened(packed(members))
    assert refused.value.reason is FileFault.BOMB


def test_a_workbook_that_does_not_say_its_size_is_opened_without_reading_its_rows() -> None:
    whole = zipfile.ZipFile(io.BytesIO(xlsx([("Họ và tên",), *((f"Người {number}",) for number in range(5_000))])))
    members = {name: whole.read(name) for name in whole.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    unsized = re.sub(rb"<dimension[^>]*/>", b"", members[sheet])
    members[sheet] = unsized[: len(unsized) // 2]  # who reads on finds that it breaks off
    book = opened(packed(members))
    assert book.head(book.sheets[0])[:2] == [("Họ và tên",), ("Người 0",)]
    with pytest.raises(UnreadableFile):
        list(book.rows(book.sheets[0]))


def test_a_zip_of_something_else_and_a_workbook_with_entities() -> None:
    with pytest.raises(UnreadableFile) as other:
        opened(packed({"word/document.xml": b"<w/>"}))
    assert other.value.reason is FileFault.NO_TABLE
    whole = zipfile.ZipFile(io.BytesIO(xlsx([("Họ và tên",)])))
    members = {name: whole.read(name) for name in whole.namelist()}
    members["xl/workbook.xml"] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + members["xl/workbook.xml"]
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + members[sheet].replace(b"H", b"&a;")
    with pytest.raises(UnreadableFile) as hostile:
        rows(packed(members))
    assert hostile.value.reason is FileFault.BROKEN


def test_too_wide_and_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableFile) as wide:
        rows(xlsx([["Họ và tên"] * 101]))
    assert wide.value.reason is FileFault.TOO_WIDE
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(UnreadableFile) as long:
        rows(text(*LINES))
    assert long.value.reason is FileFault.TOO_LONG


SHEET = "xl/worksheets/sheet1.xml"
FORMATTED = b"".join(b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>' % (n, n, n) for n in range(4, 210_000))


@pytest.mark.parametrize("below", [b"", b'<row r="210000"><c r="A210000"><v>3</v></c></row>'], ids=["none", "a total"])
def test_formatted_empty_rows_are_no_rows_of_a_list(below: bytes) -> None:
    whole = zipfile.ZipFile(io.BytesIO(xlsx(ROWS)))
    members = {name: whole.read(name) for name in whole.namelist()}
    members[SHEET] = members[SHEET].replace(b"</sheetData>", FORMATTED + below + b"</sheetData>")
    book = opened(packed(members))
    if below:
        with pytest.raises(UnreadableFile) as refused:
            list(book.rows(book.sheets[0]))
        assert "hơn 100.000 dòng trống" in file_sentence(refused.value)
    else:
        assert len(book.content) < len(FORMATTED) // 100, "its rows are passed over several times"
        assert list(book.rows(book.sheets[0])) == ROWS


def test_a_sheet_of_formatted_empty_rows_and_a_text_of_separators() -> None:
    whole = zipfile.ZipFile(io.BytesIO(xlsx([()])))
    members = {name: whole.read(name) for name in whole.namelist()}
    members[SHEET] = b'<worksheet xmlns="' + sheet_marks.MAIN.encode() + b'"><sheetData>' + FORMATTED
    members[SHEET] += b"</sheetData></worksheet>"
    assert rows(packed(members)) == []
    assert rows(text(*LINES, *[";;"] * 210_000)) == ROWS


def test_letters_of_an_old_font_are_refused_before_they_become_names() -> None:
    book = opened(text("Hä vµ tªn;N¨m sinh", "NguyÔn V¨n A;1954", "§ç ThÞ B×nh;1960"))
    with pytest.raises(UnreadableFile) as refused:
        book.head("")
    assert refused.value.reason is FileFault.OLD_FONT


HEADED = "STT;Họ và tên;Năm sinh;Ghi chú"


def cells(*lines: str, sign: str = ";", end: str = "\r\n") -> list[list[reading.Cell]]:
    """The rows below the heading of a list with this separator."""
    written = end.join(line.replace(";", sign) for line in (HEADED, *lines))
    return [list(row) for row in rows(written.encode())][1:]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    "quoted",
    [
        'Vi Thị B;1952;"khuyết tật', '"Vi Thị B;1952;', 'Vi Thị B;1952;"', '"Vi Thị B";"1952;', 'Vi "Ba;1952;"x" y',
        'Vi Thị B;"1952";"',
    ],
)  # fmt: skip
def test_a_quote_that_is_not_closed_takes_in_no_row(quoted: str, sign: str, end: str) -> None:
    others = ["3;Vi Thị C;1953;x", '4;"Vi Thị D";1954;', "5;Vi Thị E;1955;x", '6;Vi Thị G;1956;"']
    read = cells("1;Vi Thị A;1951;", f"2;{quoted}", *others, sign=sign, end=end)
    assert [row[0] for row in read] == ["1", "2", "3", "4", "5", "6"]
    assert [row[1] for row in read[2:]] == ["Vi Thị C", "Vi Thị D", "Vi Thị E", "Vi Thị G"]
    assert read[-1][3] == '"'
    assert cells(f"1;{quoted}", sign=sign, end=end)[0][0] == "1"  # at the end of the file


def test_quotes_in_names_and_two_ditto_marks_in_a_line_are_signs() -> None:
    assert cells('1;Tẩn "Ba" Văn;1954;', '2;"Tẩn ""Tư"" Văn";1955;') == [
        ["1", 'Tẩn "Ba" Văn', "1954"],
        ["2", 'Tẩn "Tư" Văn', "1955"],
    ]
    assert cells("1;Vi Thị A;1951;x", '2;";1952;"', '3;";";"')[1:] == [["2", '"', "1952", '"'], ["3", '"', '"', '"']]


def test_a_cell_that_runs_over_lines_is_one_row() -> None:
    two = [["1", "Hà Thị\nMơ", "1954", "a"], ["2", "Vi\nB", "1955"]]
    assert cells('1;"Hà Thị', 'Mơ";1954;"a"', '2;"Vi', 'B";1955;') == two
    assert cells("1;Hà Thị Mơ;1954;", '2;Vi Thị B;1955;"a', "b", 'c"')[1] == ["2", "Vi Thị B", "1955", "a\nb\nc"]
    form = cells('"1","Hà Thị Mơ","1954","ngõ 3, tổ 1', 'chợ, phường, tỉnh, x"', '"2","Vi Thị B","1955",""', sign=",")
    assert form == [["1", "Hà Thị Mơ", "1954", "ngõ 3, tổ 1\nchợ, phường, tỉnh, x"], ["2", "Vi Thị B", "1955"]]


def test_a_cell_over_lines_that_may_hold_rows_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableFile) as refused:
        cells("1;Hà Thị Mơ;1954;", '2;Vi Thị B;1955;"a', "3;Vi Thị C;1956", '4;Vi Thị D"', "5;Vi Thị E;1957;")
    assert (refused.value.reason, refused.value.line) == (FileFault.OPEN_QUOTE, 3)
    assert "Dòng 3 có dấu" in file_sentence(refused.value)


def test_a_row_that_the_reader_loses_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "rows", lambda lines, sign: iter([line.split(sign) for line in lines[1:]]))
    with pytest.raises(UnreadableFile) as refused:
        cells("1;Hà Thị Mơ;1954;")
    assert refused.value.reason is FileFault.ROWS_LOST


@given(st.lists(st.text('ab;"1', max_size=12), min_size=1, max_size=12))
def test_no_line_is_lost(lines: list[str]) -> None:
    with suppress(texts.OpenQuote):
        read = texts.rows(["x;y", *lines, "x;y"], ";")
        assert sum(1 + sum(cell.count("\n") for cell in row) for row in read) == len(lines) + 2


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused(content: bytes) -> None:
    with suppress(UnreadableFile):
        book = opened(content)
        assert all(isinstance(cells, tuple) for cells in book.rows(book.sheets[0]))

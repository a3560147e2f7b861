"""Fields of each type: written on the office's form, in a list from outside and at the door, shown as people write."""

import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook

from app.models import Answer
from app.models.movement.declaration_reading import read
from app.models.movement.keys import KeyTaken
from app.models.movement.rules import InvalidDeclaration
from tests.asking import SITE, Asking, definition
from tests.pages import Page, Pages

FIELDS: list[dict[str, Any]] = [
    {"key": "story", "label": "Cách làm", "type": "long_text"},
    {"key": "value", "label": "Giá trị", "type": "money", "counted": True, "headings": "số tiền"},
    {"key": "call", "label": "Số điện thoại", "type": "phone"},
    {"key": "page", "label": "Trang", "type": "link"},
    {"key": "share", "label": "Tỷ lệ", "type": "number", "unit": "%", "most": 100, "counted": True},
    {
        "key": "pupils", "label": "Học sinh", "type": "tally", "counted": True, "headings": "học sinh|HS",
        "of": {"primary": "Tiểu học", "lower": "THCS"}, "also": {"lower": "cấp 2"},
    },
]  # fmt: skip
TYPED = {
    "story": "Mở lớp tối.\r\nAi cũng tới.", "value": "1,5 triệu", "call": "0912 345 678",
    "page": "https://cho.vn/so", "share": "85", "pupils.primary": "1.200", "pupils.lower": "0",
}  # fmt: skip
STORED = {
    "story": "Mở lớp tối.\nAi cũng tới.", "value": 1_500_000, "call": "+84912345678", "page": "https://cho.vn/so",
    "share": 85, "pupils.primary": 1200, "pupils.lower": 0,
}  # fmt: skip


@pytest.fixture
def asking(app: Flask) -> Asking:
    """A ward whose programme has a field of each type."""
    return Asking.build(app, FIELDS)


def test_all_types_are_written_in_the_office_and_shown(asking: Asking) -> None:
    page = asking.written(**TYPED)
    assert asking.given() == STORED
    for words in ("1.500.000 đ", "0912 345 678", "1.200", "Học sinh: Tiểu học", "Tỷ lệ (%)"):
        assert words in page.text
    assert any(link.get("href") == "https://cho.vn/so" for link in page.all("a"))
    form = asking.form()
    assert form.fields["a_value"] == ["1.500.000 đ"]
    form.submit({"a_share": "86"})
    assert asking.given() == {**STORED, "share": 86}


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("value", "12,5", "Anh chị ghi số tiền bằng đồng"),
        ("call", "09", "số"),
        ("page", "http://cho.vn", "https://"),
        ("page", "javascript:alert(1)", "https://"),
        ("share", "101", "từ 0 đến 100"),
        ("share", "85,5 %", "Anh chị chỉ ghi số tròn, ví dụ 86."),
        ("share", "8.5", "Anh chị chỉ ghi số tròn, ví dụ 9."),
        ("share", "0,85", "Anh chị chỉ ghi số tròn, ví dụ 85."),
        ("pupils.primary", "-1", "Anh chị ghi một số"),
        ("story", "x" * 5001, "nhiều nhất 5.000 chữ"),
    ],
)
def test_what_cannot_be_read_is_refused_and_stays_typed(asking: Asking, key: str, typed: str, words: str) -> None:
    page = asking.form().submit({f"a_{key}": typed}, status=422)
    assert words in page.text
    assert page.form(button="Lưu").fields[f"a_{key}"] == [typed]
    assert asking.entries() == []


def brought(asking: Asking, content: str | bytes, name: str = "chợ.csv") -> Page:
    pages = Pages(asking.app.test_client()).sign_in(asking.officer)
    form = pages.get(f"/van-phong/nhap/moi?loai=phong-trao-{asking.programme}").form(
        button=None, action="/van-phong/nhap/moi"
    )
    file = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    return form.submit({"file": (file, name)}, content_type="multipart/form-data")


def test_a_list_has_a_column_for_each_number_and_amount(asking: Asking) -> None:
    heads = "Tên;Địa bàn;Số tiền;HS Tiểu học;cấp 2;Tỷ lệ;Trang"
    rows = f"{SITE};Tổ Tân Thịnh 1;1.234.000 đ;30;4;85;https://cho.vn\nChợ Đán;Tổ Tân Thịnh 1;mười nghìn;;;;\n"
    page = brought(asking, f"{heads}\n{rows}")
    assert "chưa phải số tiền" in page.text
    page.form("/ghi").submit()
    assert asking.given() == {
        "value": 1_234_000, "pupils.primary": 30, "pupils.lower": 4, "share": 85, "page": "https://cho.vn",
    }  # fmt: skip


def test_a_long_text_comes_back_from_an_exported_list_as_it_is(asking: Asking) -> None:
    asking.written(story="Mở lớp tối, thứ  ba.\r\n\r\nAi cũng tới.")
    pages = Pages(asking.app.test_client()).sign_in(asking.officer)
    sheet = pages.client.get(f"/van-phong/phong-trao/{asking.programme}/so/danh-sach.xlsx").data
    assert "Cập nhật" not in brought(asking, sheet, "chợ.xlsx").text
    rows = f'Tên;Địa bàn;Cách làm\n{SITE};Tổ Tân Thịnh 1;"Mở lớp tối.\nAi cũng tới."\n'
    brought(asking, rows).form("/ghi").submit()
    assert asking.given() == {"story": "Mở lớp tối.\nAi cũng tới."}


def workbook(*shares: tuple[float, str]) -> bytes:
    """A workbook with a line for each value and format of a share."""
    book = Workbook()
    assert book.active
    book.active.append(["Tên", "Địa bàn", "Tỷ lệ"])
    for place, (value, written) in enumerate(shares, 2):
        book.active.append([f"Chợ {place}", "Tổ Tân Thịnh 1", value])
        book.active.cell(place, 3).number_format = written
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_cell_in_percent_is_the_number_that_excel_shows(asking: Asking) -> None:
    shares = (
        (0.85, "0%"),
        (1.0, "0%"),
        (0.29, "0.00%"),
        (0, "0%"),
        (72, '0"%"'),
        (64, "General"),
        (0.855, "0%"),
        (0.5, "0"),
    )
    page = brought(asking, workbook(*shares))
    assert "85,5 %” có số lẻ" in page.text or '"85,5 %" có số lẻ' in page.text
    assert "ví dụ 86" in page.text
    assert "ví dụ 50" in page.text
    page.form("/ghi").submit()
    assert [each.given.get("share") for each in asking.entries()] == [85, 100, 29, 0, 72, 64]


def test_a_share_is_typed_in_a_list_with_its_sign(asking: Asking) -> None:
    page = brought(asking, "Tên;Địa bàn;Tỷ lệ\nChợ A;Tổ Tân Thịnh 1;85 %\nChợ B;Tổ Tân Thịnh 1;85,5%\n")
    assert "ví dụ 86" in page.text
    page.form("/ghi").submit()
    assert [each.given for each in asking.entries()] == [{"share": 85}]


def test_the_same_is_recorded_at_the_door(asking: Asking) -> None:
    said = {f"a_{key}": value for key, value in TYPED.items()} | {"a_pupils.primary": "1200", "outcome": "done"}
    wrong = asking.at_the_door().submit({**said, "a_value": "12,5"}, status=422)
    assert "câu “Giá trị” trả lời chưa đúng" in wrong.text
    assert asking.entries() == []
    asking.at_the_door().submit(said)
    assert asking.given() == STORED


def test_a_tally_has_a_row_for_each_of_its_numbers(asking: Asking) -> None:
    asking.written(**TYPED)
    with asking.read() as session:
        rows = {(each.key, each.value): each.number for each in session.query(Answer)}
    assert {key: number for key, number in rows.items() if key[0] == "pupils"} == {
        ("pupils", "primary"): 1200, ("pupils", "lower"): 0,
    }  # fmt: skip
    assert rows["value", "1500000"] == 1_500_000
    assert not {"story", "call", "page"} & {key for key, _value in rows}


def test_a_field_keeps_its_type(asking: Asking) -> None:
    with pytest.raises(KeyTaken):
        asking.ask([{**FIELDS[1], "type": "number"}])


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ({"type": "tally"}, "fields.0.of"),
        ({"type": "tally", "of": "skills"}, "fields.0.of"),
        ({"type": "tally", "of": {"a b": "A"}}, "fields.0.of.a b"),
        ({"type": "money", "of": {"a": "A"}}, "fields.0.of"),
        ({"type": "money", "most": 5}, "fields.0.most"),
        ({"type": "phone", "counted": True}, "fields.0.counted"),
        ({"type": "long_text", "counted": True}, "fields.0.counted"),
        ({"type": "link", "only": ["a"]}, "fields.0.only"),
        ({"type": "number", "unit": "%"}, "fields.0.unit"),
        ({"type": "tally", "of": {"a": "A"}, "also": {"b": "B"}}, "fields.0.also"),
    ],
)
def test_a_field_that_cannot_be_is_refused_with_its_place(field: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidDeclaration) as refused:
        read(definition([{"key": "one", "label": "Một", **field}]))
    assert ".".join(map(str, refused.value.path)) == path

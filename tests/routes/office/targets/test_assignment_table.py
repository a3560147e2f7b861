"""The assignment table: the plan's own columns with who has each task, as PDF, Word and workbook of equal content."""

import io
from datetime import timedelta
from typing import Any

import docx
from openpyxl import load_workbook

from app.country import clock, formats
from app.data.plans import catalogue
from app.exchange.plans import load
from app.models import Matter
from app.models.targets.task_owner import Owner
from tests.documents.ruler import Paper, assert_sound
from tests.factories import make_organisation, make_plan
from tests.routes.office.conftest import Office

LIST = "/van-phong/nhiem-vu"


def make_tasks(office: Office, **more: Any) -> None:
    """Two tasks, one of which the police have."""
    with office.write() as session:
        ward = office.here(session)
        plan = make_plan(session, ward)
        police = make_organisation(session, ward, "Công an phường", kind="police")
        first = Matter(
            unit=ward, plan=plan, text="phối hợp tuần tra", place="phần IV, mục 4.1", lead="Công an phường",
            result="Mỗi tháng một lần", when_words="hằng tháng", state="doing", due_on=clock.today() + timedelta(9),
        )  # fmt: skip
        first.owner = Owner.of(police)
        session.add_all([first, Matter(unit=ward, plan=plan, text="Mở lớp", place="phần II, mục 1", **more)])


def ordered(office: Office, **fields: str) -> bytes:
    """The file that comes of pressing a button below the list."""
    form = office.as_leader().get(f"{LIST}?viec=tat-ca").form(button="In bảng phân công")
    with form.page.pages.client.post(form.action, data={**form.fields, **fields}, follow_redirects=True) as answer:
        return bytes(answer.data)


def rows_of_word(file: bytes) -> list[list[str]]:
    [table] = docx.Document(io.BytesIO(file)).tables
    return [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]


def test_paper_word_and_workbook_say_the_same(office: Office) -> None:
    make_tasks(office)
    paper = assert_sound(ordered(office))
    word = rows_of_word(ordered(office, word="1"))
    heads = ["STT", "Nội dung", "Chủ trì", "Kết quả cần đạt", "Thời gian", "Giao cho, tiến độ"]
    assert word[0] == heads  # nobody co-operates: no column
    day = formats.date(clock.today() + timedelta(9))
    given = ["2", "Phối hợp tuần tra (phần IV, mục 4.1)", "Công an phường", "Mỗi tháng một lần", f"hằng tháng {day}"]
    given.append("Công an phường: đang làm")
    assert [row for row in word[1:] if row[0].isdigit()] == [["1", "Mở lớp (phần II, mục 1)", "", "", "", ""], given]
    bands = [row[0] for row in word[1:] if not row[0].isdigit()]
    parts = ["1. Truyền thông và tuyên truyền (1 nhiệm vụ)", "4. Triển khai các nền tảng số (1 nhiệm vụ)"]
    assert [each.partition("KH-UBND. ")[2] for each in bands] == parts
    lines = [row for table in paper.sheets[0].tables for row in table.rows if row[0].isdigit()]
    assert [["".join(cell.split()) for cell in row] for row in lines] == [
        ["".join(cell.split()) for cell in row] for row in word if row[0].isdigit()
    ]
    assert "BẢNG PHÂN CÔNG NHIỆM VỤ" in paper.words(1)
    with office.as_leader().client.get(f"{LIST}/danh-sach.xlsx") as answer:
        sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    cells = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}
    assert {"phối hợp tuần tra", "Công an phường", "Mỗi tháng một lần", "hằng tháng", "đang làm"} <= cells


def test_of_a_plan_whose_tasks_nobody_has_no_column_is_empty(office: Office) -> None:
    with office.write() as session:
        load(session, office.here(session), catalogue()["phan-dinh-phung"])
    word = rows_of_word(ordered(office, word="1"))
    assert "Giao cho, tiến độ" not in word[0]
    for place in range(1, len(word[0])):
        assert any(row[place] for row in word[1:] if row[0].isdigit())


def test_two_plans_end_on_a_sheet_like_others(office: Office) -> None:
    with office.write() as session:
        for key in ("phan-dinh-phung", "gia-vien"):
            load(session, office.here(session), catalogue()[key])
    paper = Paper(ordered(office))
    assert len(paper.sheets) <= 10
    last = [row for table in paper.sheets[-1].tables for row in table.rows]
    assert len(last) > 3


def test_a_leader_prints_it_where_tasks_are_given(office: Office) -> None:
    make_tasks(office)
    form = office.as_leader().get("/van-phong/viec-giao").form(button="In bảng phân công")
    with form.page.pages.client.post(form.action, data={**form.fields, "word": "1"}, follow_redirects=True) as answer:
        assert len(rows_of_word(bytes(answer.data))) == 5


def test_other_lists_offer_no_word_file(office: Office) -> None:
    make_tasks(office)
    assert "Bản Word" in office.as_officer().get(f"{LIST}?viec=tat-ca").text
    assert "Bản Word" not in office.as_officer().get("/van-phong/ke-hoach").text

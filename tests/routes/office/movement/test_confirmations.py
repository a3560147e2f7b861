"""What an officer records for a leader to confirm: confirmed or returned on the page of its row, and counted then."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.country import clock
from app.indicators.programmes import indicator_called
from app.models import AuditEvent, ProgrammeEntry
from app.registers.indicator import Scope
from tests.pages import words
from tests.returns import make_returns, moment, send
from tests.routes.office.conftest import Office

pytestmark = pytest.mark.usefixtures("november")

OCTOBER = date(2026, 10, 1)


@pytest.fixture
def row(office: Office) -> str:
    """The address of a shelf whose October waits for a leader; a second one had nothing to tell."""
    with office.write() as session:
        programme, sites = make_returns(session, office.here(session), confirmed_by=["leader"])
        for site in sites:
            site.created_at = moment(date(2026, 9, 20))
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=4)
        send(session, programme, sites[1], OCTOBER, date(2026, 11, 3))
        return f"/van-phong/phong-trao/{programme.id}/so/{sites[0].public_id}"


def told(office: Office) -> dict[str, int]:
    keys = ("expected", "sent", "on_time", "confirmed", "waiting")
    with office.read() as session:
        scope = Scope((office.ward.id,), OCTOBER, clock.today())
        found = [(key, indicator_called(session, f"libraries.{key}", [office.ward.id])) for key in keys]
        return {key: each.figure(session, scope) for key, each in found if each}


def counts(office: Office) -> list[bool]:
    with office.read() as session:
        return list(session.scalars(select(ProgrammeEntry.counts).order_by(ProgrammeEntry.id)))


def test_a_leader_confirms_and_it_counts(office: Office, row: str) -> None:
    assert told(office) == {"expected": 3, "sent": 2, "on_time": 2, "confirmed": 1, "waiting": 1}
    assert "Xác nhận" not in {button for form in office.as_officer().get(row).forms() for button in form.buttons}
    listed = office.as_leader().get(row.rpartition("/")[0])
    assert next(words(each) for each in listed.all("tr") if "Chờ xem" in words(each)).startswith("Tủ sách 1")
    page = office.as_leader().get(row)
    assert "chờ xác nhận" in page.text
    form = page.form(button="Xác nhận")
    page = form.submit()
    assert "Đã xác nhận" in page.text
    assert counts(office) == [True, True]
    assert told(office) == {"expected": 3, "sent": 2, "on_time": 2, "confirmed": 2, "waiting": 0}
    assert "Lần ghi này không còn chờ xác nhận." in form.submit().text
    with office.read() as session:
        acts = session.scalars(select(AuditEvent.action).where(AuditEvent.action.endswith(".confirmed"))).all()
    assert acts == ["programme_site.confirmed"]


def column(office: Office, row: str) -> list[str]:
    """What the workbook of the book says of the confirmation, row by row."""
    content = office.as_leader().client.get(f"{row.rpartition('/')[0]}/danh-sach.xlsx").data
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet
    lines = [[str(cell or "") for cell in line] for line in sheet.values]
    heads = next(line for line in lines if "Xác nhận" in line)
    place, name = heads.index("Xác nhận"), heads.index("Tên")
    return [line[place] for line in lines if line[name].startswith("Tủ sách")]


def test_a_workbook_says_what_waits_and_what_was_returned(office: Office, row: str) -> None:
    assert column(office, row) == ["Chờ xem", "", ""]
    leader = office.as_leader()
    assert "Xác nhận" in [words(each) for each in leader.get(row).all("dt")]
    leader.get(row).form(button="Trả lại để sửa").submit({"words": "Thiếu số"})
    assert column(office, row) == ["Đã trả lại", "", ""]
    office.as_officer().get(f"{row}/sua").form(button="Lưu").submit({"a_loans": "5", "outcome": "done"})
    leader.get(row).form(button="Xác nhận").submit()
    assert column(office, row) == ["", "", ""]
    assert "Xác nhận" not in [words(each) for each in leader.get(row).all("dt")]


def test_a_workbook_that_is_brought_in_again_changes_nothing_by_that_column(office: Office, row: str) -> None:
    book = row.rpartition("/")[0]
    content = office.as_leader().client.get(f"{book}/danh-sach.xlsx").data
    office.as_leader().get(row).form(button="Xác nhận").submit()
    at = f"/van-phong/nhap/moi?loai=phong-trao-{book.split('/')[3]}-ky-{OCTOBER}"
    form = office.as_officer().get(at).form(button=None, action="/van-phong/nhap/moi")
    page = form.submit({"file": (io.BytesIO(content), "t.xlsx")}, content_type="multipart/form-data")
    page.form("/ghi").submit()
    assert counts(office) == [True, True]


def test_a_leader_returns_it_with_words_and_an_officer_sends_it_again(office: Office, row: str) -> None:
    form = office.as_leader().get(row).form(button="Trả lại để sửa")
    assert "Anh chị ghi vì sao trả lại" in form.submit({"words": " "}).text
    page = form.submit({"words": "Thiếu số của tuần cuối"})
    assert "đã trả lại: Thiếu số của tuần cuối" in page.text
    assert told(office) == {"expected": 3, "sent": 1, "on_time": 1, "confirmed": 1, "waiting": 0}
    edit = office.as_officer().get(f"{row}/sua").form(button="Lưu")
    edit.submit({"a_loans": "5", "outcome": "done"})
    assert told(office) == {"expected": 3, "sent": 2, "on_time": 1, "confirmed": 1, "waiting": 1}
    shown = office.as_officer().get(f"{row}/sua").form(button="Lưu")
    assert shown.fields["a_loans"] == ["5"]
    office.as_leader().get(row).form(button="Xác nhận").submit()
    assert counts(office) == [False, True, True]


def test_who_does_not_confirm_meets_no_such_page(office: Office, row: str) -> None:
    form = office.as_leader().get(row).form(button="Xác nhận")
    officer = office.as_officer()
    own = officer.get(f"{row}/sua").form(button="Lưu").press({"entry": form.fields["entry"][0]})
    officer.post(form.action, own, status=404)
    assert counts(office) == [False, True]


def test_an_officer_who_confirms_confirms_by_recording(office: Office) -> None:
    with office.write() as session:
        programme, sites = make_returns(session, office.here(session), confirmed_by=["officer"])
        row = f"/van-phong/phong-trao/{programme.id}/so/{sites[0].public_id}"
    office.as_officer().get(f"{row}/sua").form(button="Lưu").submit({"a_loans": "5", "outcome": "done"})
    assert counts(office) == [True]

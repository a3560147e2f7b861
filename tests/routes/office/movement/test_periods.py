"""The book of a programme recorded for periods is of one period, chosen above the list; so are its files and forms."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from app.models import EntryPhoto, Programme, ProgrammeEntry, Site
from tests.pages import words
from tests.returns import DECLARED, make_returns, moment, send
from tests.routes.office.conftest import Office
from tests.routes.office.movement.test_entry_files import DOCX

pytestmark = pytest.mark.usefixtures("november")

HERE = "/van-phong/phong-trao"
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def books(office: Office) -> str:
    """Three shelves that report each month since September; the first one sent both months, the second October."""
    with office.write() as session:
        programme, sites = make_returns(session, office.here(session))
        for site in sites:
            site.created_at = moment(date(2026, 9, 20))
        send(session, programme, sites[0], SEPTEMBER, date(2026, 10, 3), loans=10, books=100)
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=4, books=90)
        send(session, programme, sites[1], OCTOBER, date(2026, 11, 4))
        return f"{HERE}/{programme.id}/so"


def sent(office: Office, name: str) -> list[tuple[date | None, str, bool]]:
    with office.read() as session:
        wanted = select(ProgrammeEntry).join(Site, Site.id == ProgrammeEntry.site_id).where(Site.name == name)
        rows = session.scalars(wanted.order_by(ProgrammeEntry.id)).all()
        return [(each.period, each.answers, each.counts) for each in rows]


def test_the_list_is_of_the_newest_period_that_is_due_and_others_are_chosen(office: Office, books: str) -> None:
    page = office.as_officer().get(books)
    assert page.h1 == "Tủ sách báo cáo, tháng 10/2026"
    assert "Kỳ này không có" in " ".join(words(each) for each in page.all("tbody"))
    page = page.follow("Tháng 9/2026")
    assert page.h1 == "Tủ sách báo cáo, tháng 9/2026"
    assert page.form(action="/so", button="Lọc").fields["ky"] == ["2026-09-01"]
    assert "Kỳ này không có" not in " ".join(words(each) for each in page.all("tbody"))
    office.as_officer().get(f"{books}?ky=2026-08-01", status=404)
    office.as_officer().get(f"{books}?ky=2026-09-02", status=404)
    office.as_officer().get(f"{books}?ky=x", status=404)


def test_the_list_shows_further_figures_beside_the_first_answer(office: Office, books: str) -> None:
    page = office.as_officer().get(books)
    assert {"Lượt mượn", "Sách đang có"} <= {words(each).strip(" ↓↑") for each in page.all("th")}
    assert "90" in [words(each) for each in page.all("td")]


def test_the_page_leads_to_who_owes_it_and_the_book_lists_of_what_it_was_not_sent(office: Office, books: str) -> None:
    page = office.as_leader().get(books.removesuffix("/so"))
    page = page.follow("Nơi gửi về")
    assert "hạn 05/11/2026" in page.text
    page = page.pages.get(f"{books}?ky=2026-10-01&ket-qua=chua")
    listed = " ".join(words(each) for each in page.all("tbody"))
    assert "Tủ sách 3" in listed
    assert "Tủ sách 1" not in listed


def test_the_list_of_programmes_counts_who_sent_anything_once(office: Office, books: str) -> None:
    page = office.as_leader().get(HERE)
    assert "Đã ghi 2, gần nhất" in page.text


def test_a_row_is_recorded_for_the_period_of_its_page(office: Office, books: str) -> None:
    with office.read() as session:
        row = session.scalars(select(Site).where(Site.name == "Tủ sách 2")).one().public_id
    form = office.as_officer().get(f"{books}/{row}/sua?ky=2026-09-01").form(button="Lưu")
    assert form.fields["a_loans"] == [""]
    assert "Ghi cho tháng 9/2026. Hạn gửi 05/10/2026." in form.page.text
    page = form.submit({"a_loans": "3", "outcome": "done"})
    assert "tháng 9/2026" in page.text
    assert sent(office, "Tủ sách 2") == [(OCTOBER, "{}", True), (SEPTEMBER, '{"loans": 3}', True)]
    form = office.as_officer().get(f"{books}/{row}/sua").form(button="Lưu")
    assert "Tháng 9/2026: 3." in form.page.text
    form.submit({"outcome": "done", "a_loans": "5"})
    assert sent(office, "Tủ sách 2") == [
        (OCTOBER, "{}", False), (SEPTEMBER, '{"loans": 3}', True), (OCTOBER, '{"loans": 5}', True)
    ]  # fmt: skip
    page = office.as_officer().get(f"{books}/{row}")
    assert "tháng 9/2026" in page.text


def test_a_sheet_is_of_one_period_and_a_line_of_another_waits(office: Office, books: str) -> None:
    content = "Tên;Kỳ;Lượt mượn\nTủ sách 2;tháng 9/2026;7\nTủ sách 3;;8\nTủ sách 1;tháng 10/2026;9\n"
    with office.read() as session:
        slug = f"phong-trao-{session.scalars(select(Programme)).one().id}-ky-2026-09-01"
    form = office.as_officer().get(f"/van-phong/nhap/moi?loai={slug}").form(button=None, action="/van-phong/nhap/moi")
    page = form.submit({"file": (io.BytesIO(content.encode()), "tủ.csv")}, content_type="multipart/form-data")
    page.form("/ghi").submit()
    assert sent(office, "Tủ sách 2")[-1] == (SEPTEMBER, '{"loans": 7}', True)
    assert sent(office, "Tủ sách 3") == [(SEPTEMBER, '{"loans": 8}', True)]
    assert len(sent(office, "Tủ sách 1")) == 2


def test_what_is_taken_along_says_its_period(office: Office, books: str) -> None:
    links = office.as_officer().get(f"{books}?ky=2026-09-01").links()
    assert "ky=2026-09-01" in links["Tải Excel"]
    assert "-ky-2026-09-01" in links["Nhập danh sách"]


def test_a_file_is_added_to_the_period_of_its_form(office: Office) -> None:
    with office.write() as session:
        paper = {"key": "paper", "label": "Báo cáo", "type": "file"}
        programme, sites = make_returns(session, office.here(session), fields=[*DECLARED["fields"], paper])
        for period, day in ((SEPTEMBER, date(2026, 10, 3)), (OCTOBER, date(2026, 11, 3))):
            send(session, programme, sites[0], period, day, loans=1)
        at = f"{HERE}/{programme.id}/so/{sites[0].public_id}"
    page = office.as_officer().get(at)
    form = next(
        each for each in page.forms() if each.fields.get("period") == ["2026-09-01"] and "Lưu tệp" in each.buttons
    )
    form.submit({"a_paper": (io.BytesIO(DOCX), "a.docx")}, content_type="multipart/form-data")
    with office.read() as session:
        assert [each.entry.period for each in session.scalars(select(EntryPhoto))] == [SEPTEMBER]

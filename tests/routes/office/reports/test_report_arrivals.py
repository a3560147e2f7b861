"""A ward's locked report arrives with its province: read, remarked on, answered, accepted, added up."""

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.indicators.reports.figures import counted as counted_of
from app.indicators.reports.lines import Figures
from app.indicators.reports.wording import paper_content
from app.jobs.reports import content_of
from app.models import (
    AdministrativeUnit,
    AuditEvent,
    Document,
    Measurement,
    Report,
    ReportArrival,
    ReportPassage,
    ReportState,
    Role,
)
from app.models.mixins.issued import canonical
from app.models.reports.report_terms import ReportKind
from app.web.database import immediate
from tests.factories import make_account, make_report, make_ward
from tests.indicators.reports.test_rollup import line, told
from tests.pages import Pages
from tests.routes.office.conftest import Office
from tests.routes.office.reports.test_reports import PAPER, address, approve, planned
from tests.statements import counted

ABOVE = "/tinh/bao-cao"


def as_province(office: Office, ward: AdministrativeUnit | None = None) -> Pages:
    with office.write() as session:
        parent = session.get_one(AdministrativeUnit, (ward or office.ward).id).parent
        assert parent
        account = make_account(session, parent, Role.PROVINCE_OFFICER, full_name="Trần Văn Sở")
    return Pages(office.app.test_client()).sign_in(account)


def locked(office: Office) -> str:
    """A report that was sent, approved, numbered, drawn; its address."""
    approve(office)
    form = office.as_officer().get(address(office)).follow("Cho số và khóa").form(button="Cho số và khóa")
    assert "Đã vào sổ" in form.submit({"number": "142"}).text
    return address(office)


@pytest.fixture
def sent_up(office: Office) -> str:
    planned(office)
    office.as_officer().get("/van-phong/bao-cao").form(button="Lập báo cáo").submit()
    return locked(office)


def arrival(office: Office) -> str:
    with office.read() as session:
        return f"{ABOVE}/{session.scalars(select(ReportArrival)).one().public_id}"


def acts(office: Office) -> list[str]:
    with office.read() as session:
        every = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))
        return [
            act for act in every if act.startswith("report_arrival") or act in ("report.answered", "report.sent_up")
        ]


@pytest.mark.usefixtures("sent_up")
def test_a_report_whose_rule_names_the_province_arrives_when_it_is_locked(office: Office) -> None:
    with office.write() as session:
        name = another(session, office, "Quan Triều").title
    above = as_province(office)
    span = f"năm {clock.today().year}"
    assert "đã gửi 1/2" in above.get(ABOVE).text
    page = above.get(ABOVE).follow(next(words for words in above.get(ABOVE).links() if span in words))
    assert "Đã gửi 1/2 phường, xã." in page.text
    assert page.text.index(name) < page.text.index(office.ward.title)  # who is missing stands first
    assert "chưa ghi gửi tỉnh" in page.text
    read = above.get(arrival(office))
    assert "541/1.000 người, đạt 54,1%" in read.text
    assert "142/BC-UBND" in read.text
    file = above.client.get(f"{arrival(office)}.pdf")
    assert file.data.startswith(b"%PDF")
    assert "/van-phong" not in read.html.partition("<main")[2]  # nothing leads into the ward's books


def test_the_province_asks_and_the_ward_answers_and_the_report_stays_as_it_was(office: Office, sent_up: str) -> None:
    above = as_province(office)
    page = above.get(arrival(office))
    assert "Anh chị ghi ý kiến" in page.form(button="Gửi ý kiến").submit({"loi": " "}, status=422).text
    part = "Kết quả thực hiện các chỉ tiêu"
    asked = page.form(button="Gửi ý kiến").submit({"loi": "Nêu rõ số của Công an.", "phan": part})
    assert f"{part}." in asked.text
    assert "chưa trả lời" in asked.text
    assert "Nêu rõ số của Công an." in office.as_officer().get("/van-phong/bao-cao").text
    ward = office.as_officer().get(sent_up)
    assert "Trả lời" not in office.as_leader().get(sent_up).text
    done = ward.form(button="Trả lời").submit({"tra-loi": "Số ngày 20/11."})
    assert "Trả lời: Số ngày 20/11." in done.text
    assert "Đã trả lời tỉnh." in ward.form(button="Trả lời").submit({"tra-loi": "Khác"}).text
    assert "Số ngày 20/11." in above.get(arrival(office)).text  # the first answer stands
    assert "Đã tiếp nhận" in page.form(button="Tiếp nhận").submit().text
    page.form(button="Tiếp nhận").submit()
    assert "Tỉnh đã tiếp nhận" in office.as_officer().get(sent_up).text
    assert acts(office) == ["report_arrival.remarked", "report.answered", "report_arrival.accepted"]


def test_a_locked_report_is_corrected_without_being_asked_and_the_province_sees_both_numbers(
    office: Office, sent_up: str
) -> None:
    span = f"năm {clock.today().year}"
    old = arrival(office)
    assert "Lập báo cáo bổ sung" not in office.as_leader().get(sent_up).text
    form = office.as_officer().get(sent_up).form(button="Lập báo cáo bổ sung")
    begun = form.submit()
    assert begun.h1 == f"Báo cáo {span}"
    assert form.submit().address == begun.address  # pressed twice it is one
    with office.write() as session:
        measured = session.scalars(select(Measurement)).one()
        told = {"from_words": "Công an phường", "counted_on": clock.today(), "numerator": 600}
        session.add(Measurement(unit=measured.unit, target=measured.target, **PAPER, **told))
    begun.form(button="Gửi lãnh đạo").submit().form(button="Vẫn gửi lãnh đạo").submit()
    office.as_leader().get(f"{begun.address}/duyet").form(button="Duyệt báo cáo").submit()
    office.as_officer().get(f"{begun.address}/so").form(button="Cho số và khóa").submit({"number": "143"})
    office.as_officer().get(begun.address).form(button="Gửi lên tỉnh").submit()
    with office.read() as session:
        new = session.scalars(select(ReportArrival).order_by(ReportArrival.id.desc())).first()
        assert new
        paper = session.scalars(Document.of_report(new.report_id)).one()
        assert paper.paper["replaces"] == f"Báo cáo số 142/BC-UBND {formats.long_date(paper.signed_on)}"
        address_of_new = f"{ABOVE}/{new.public_id}"
    above = as_province(office)
    page = above.get(address_of_new)
    assert "Thay báo cáo số 142/BC-UBND" in page.text
    assert "Người đạt trên VNeID 541/1.000 600/1.000" in page.text
    before = above.get(old)
    assert "đã gửi bản mới hơn" in before.text
    assert before.links()["Báo cáo số 143/BC-UBND"] == address_of_new
    assert "600/1.000" in above.get(f"{ABOVE}/cong?ten={span}").text


def test_a_supplement_that_was_not_sent_up_yet_says_what_it_takes_the_place_of(office: Office, sent_up: str) -> None:
    begun = office.as_officer().get(sent_up).form(button="Lập báo cáo bổ sung").submit()
    with office.read() as session:
        row = session.scalars(select(Report).where(Report.state == ReportState.DRAFT)).one()
        assert content_of(
            paper_content(row, [], counted_of(session, row, clock.today()), now=clock.now()), None, 2026
        ).closing.endswith(f"Báo cáo này thay Báo cáo số 142/BC-UBND {formats.long_date(clock.today())}./.")
    other = office.as_officer().get("/van-phong/bao-cao")
    assert begun.address in other.links().values()


@pytest.mark.usefixtures("sent_up")
def test_a_further_report_of_the_span_counts_instead_of_the_first(office: Office) -> None:
    first = arrival(office)
    with office.write() as session:
        old = session.scalars(select(ReportArrival)).one()
        span, since, until = old.span, old.since, old.until
        row = filed(session, office.here(session), told(line("700", "1.000"), lots=1).stored(), span, since, until)
        slug = row.public_id
    done = office.as_officer().get(f"/van-phong/bao-cao/{slug}").form(button="Gửi lên tỉnh")
    assert "Đã gửi lên tỉnh." in done.submit().text
    assert "Đã gửi lên tỉnh." in done.submit().text  # twice is once
    above = as_province(office)
    assert "bản 2" in above.get(f"{ABOVE}/ky?ten={span}").text
    assert "đã gửi bản mới hơn" in above.get(first).text
    total = above.get(f"{ABOVE}/cong?ten={span}")
    assert "700/1.000" in total.text
    assert "541" not in total.text
    assert acts(office) == ["report.sent_up"]


@pytest.mark.usefixtures("sent_up")
def test_what_sums_up_the_same_time_stands_beside_its_report_and_not_in_its_place(office: Office) -> None:
    with office.write() as session:
        span = session.scalars(select(ReportArrival)).one().span
        row = filed(
            session, office.here(session), told(line("700", "1.000"), lots=1).stored(), span, kind=ReportKind.FINAL
        )
        slug = row.public_id
    office.as_officer().get(f"/van-phong/bao-cao/{slug}").form(button="Gửi lên tỉnh").submit()
    above = as_province(office)
    assert "541/1.000" in above.get(f"{ABOVE}/cong?ten={span}").text
    assert "700/1.000" in above.get(f"{ABOVE}/cong?ten=tổng kết {span}").text


def test_another_provinces_officer_sees_none_of_it(office: Office, sent_up: str) -> None:
    assert sent_up
    with office.write() as session:
        elsewhere = make_ward(session)
        assert elsewhere.parent_id != office.here(session).parent_id
    other = as_province(office, elsewhere)
    other.get(arrival(office), status=404)
    assert "Chưa có báo cáo nào của kỳ này." in other.get(f"{ABOVE}/ky?ten=năm {clock.today().year}").text
    assert other.client.get(f"{arrival(office)}.pdf").status_code == 404


@pytest.mark.usefixtures("sent_up")
def test_what_arrived_never_changes_but_for_being_accepted(office: Office) -> None:
    with office.app.app_context(), immediate() as session:
        for change in (update(ReportArrival).values(figures="{}"), update(ReportArrival).values(said="{}"),
                       delete(ReportArrival)):  # fmt: skip
            with pytest.raises(DBAPIError, match=r"never changes|stay as they are"), session.begin_nested():
                session.execute(change)


def test_the_wards_of_a_span_are_added_up_in_as_many_statements_however_many(office: Office) -> None:
    _reporting(office, 2)
    above = as_province(office)
    with counted() as before:
        page = above.get(f"{ABOVE}/cong?ten=quý I năm 2026")
    assert "20/200" in page.text
    assert "10%" in page.text
    _reporting(office, 10)
    with counted() as after:
        page = above.get(f"{ABOVE}/cong?ten=quý I năm 2026")
    assert "120/1.200" in page.text
    assert len(after) <= len(before)
    with counted() as listed:
        above.get(f"{ABOVE}/ky?ten=quý I năm 2026")
    assert len(listed) <= len(before) + 4
    book = openpyxl.load_workbook(io.BytesIO(above.client.get(f"{ABOVE}/cong.xlsx?ten=quý I năm 2026").data))
    rows = [[cell.value for cell in row] for row in book["Cộng"].iter_rows()]
    assert next(row for row in rows if "Người đạt trên VNeID" in row)[2:6] == [120, 1200, 10, 12]
    assert office.ward.title in [cell.value for row in book["Chưa gửi"].iter_rows() for cell in row]


def _reporting(office: Office, many: int) -> None:
    """So many further wards that reported 10 of 100."""
    with office.write() as session:
        for number in range(many):
            ward = another(session, office, f"Số {many}{number}")
            row = filed(session, ward, told(line("10", "100"), lots=5).stored(), "quý I năm 2026")
            ReportArrival.arrive(session, row, session.scalars(Document.of_report(row.id)).one(), clock.now())


def another(session: Session, office: Office, name: str) -> AdministrativeUnit:
    """A ward of the same province."""
    ward = make_ward(session, name=name)
    ward.parent = office.here(session).parent
    return ward


def filed(
    session: Session,
    ward: AdministrativeUnit,
    figures: str,
    span: str,
    *days: date,
    kind: str = ReportKind.PERIODIC,
    number: int = 7,
) -> Report:
    """A locked report with its number."""
    officer, leader = make_account(session, ward, Role.OFFICER), make_account(session, ward, Role.LEADER)
    since, until = days or (date(2026, 1, 1), date(2026, 3, 15))
    row = make_report(session, ward, by=officer, name=span, since=since, until=until, kind=kind)
    row.send(session, figures, by=officer, now=clock.now())
    session.flush()
    row.approve(session, by=leader, now=clock.now(), seen=row.proposed_at.isoformat())
    session.flush()
    session.add(passage := ReportPassage(report=row, part="I", position=0, text="Đã họp."))
    said = canonical(paper_content(row, [passage], Figures.read(figures), now=clock.now()))
    Document.add(session, Document(
        unit=ward, kind="BC", year=2026, number=number, pattern="…/BC-UBND", signed_on=clock.today(), subject=span,
        report=row, made_by=officer, made_at=clock.now(), said=said,
    ))  # fmt: skip
    row.lock_for_good()
    session.flush()
    return row

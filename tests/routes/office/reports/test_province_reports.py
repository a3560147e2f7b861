"""A province makes its own report from what its wards sent: drafted in one press, decided by a leader of its own."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.documents.periodic_report import PeriodicReport
from app.documents.periodic_report.document import annexes
from app.indicators.reports.arrivals import Arrived
from app.indicators.reports.binding import printed
from app.indicators.reports.drafting import drafted as all_passages
from app.indicators.reports.following import follow
from app.indicators.reports.lines import ONCE_UNKNOWN as NONE, CountLine, Figure, Figures, TargetLine
from app.indicators.reports.received import _sent, received
from app.indicators.reports.wording import paper_content
from app.jobs.reports import content_of
from app.models import (
    AdministrativeUnit,
    Document,
    Matter,
    Plan,
    Report,
    ReportArrival,
    ReportingRule,
    ReportPassage,
    ReportState,
    Role,
    Target,
)
from tests.factories import make_account, make_plan, make_target
from tests.indicators.reports.test_rollup import line, told
from tests.pages import Form, Page, Pages
from tests.routes.office.conftest import Office
from tests.routes.office.reports.test_report_arrivals import ABOVE, another, as_province, filed

SPAN, BEFORE = "quý I năm 2026", "quý IV năm 2025"
LAST = (date(2025, 10, 1), date(2025, 12, 15))


def arrive(session: Session, ward: AdministrativeUnit, figures: str, span: str = SPAN, *days: date) -> None:
    row = filed(session, ward, figures, span, *days, number=8 if days else 7)
    came = ReportArrival.arrive(session, row, session.scalars(Document.of_report(row.id)).one(), clock.now())
    assert came
    follow(session, came, clock.today())


@pytest.fixture
def above(office: Office) -> Pages:
    """A province's officer, whose wards Quan Triều and Tích Lương have reported, this span and the one before; the
    office's own ward has not."""
    with office.write() as session:
        first, second = another(session, office, "Quan Triều"), another(session, office, "Tích Lương")
        arrive(session, first, told(line("80", "100", True), lots=60).stored())
        arrive(session, second, told(line("100", "900", False), lots=50).stored())
        for ward in (first, second):
            arrive(session, ward, told(line("10", "100"), lots=50).stored(), BEFORE, *LAST)
    return as_province(office)


def pressed(office: Office, above: Pages, span: str = SPAN) -> Form:
    with office.read() as session:
        province = office.here(session).parent
        assert province
        name = province.full_name
    return above.get(f"{ABOVE}/ky?ten={span}").form(button=f"Lập báo cáo của {name}")


def begin(office: Office, above: Pages) -> Page:
    return pressed(office, above).submit()


def leader_of(office: Office) -> Pages:
    with office.write() as session:
        province = office.here(session).parent
        assert province
        account = make_account(session, province, Role.LEADER, full_name="Phạm Thị Chủ Tịch")
    return Pages(office.app.test_client()).sign_in(account)


def own(office: Office) -> Report:
    with office.read() as session:
        return session.scalars(select(Report).where(Report.plan_id.is_(None))).one()


def counted_of(office: Office) -> Mapping[str, Figure]:
    with office.read() as session:
        found = session.scalars(select(Report).where(Report.plan_id.is_(None))).one()
        return received(session, found, clock.today()).by_key


def test_one_press_drafts_it_whole_from_sums_with_gaps_by_name(office: Office, above: Pages) -> None:
    page = begin(office, above)
    assert "Có 02/03 phường, xã đã gửi báo cáo." in page.text
    assert f"Có 01 phường, xã chưa gửi báo cáo: {office.ward.full_name}." in page.text
    share = "Người đạt trên VNeID: 180/1.000, bằng 18% (theo báo cáo của 02/03 phường, xã); 01 nơi đạt chỉ tiêu."
    assert share in page.text
    figures = counted_of(office)
    assert (figures["so.luot-hoc"].told, figures["so.luot-hoc.tang"].told) == ("110", "tăng 10%")  # of the same wards
    assert "Các chỉ tiêu còn nơi chưa đạt: người đạt trên VNeID (01 nơi)." in page.text
    assert "chưa gửi" in page.text
    figure = above.get(page.address + page.links()["180/1.000"])
    assert "Cộng từ báo cáo đã khóa của 2 phường, xã." in figure.text


def test_what_arrives_later_is_in_the_draft_and_pressed_again_it_is_the_same_report(
    office: Office, above: Pages
) -> None:
    form = pressed(office, above)
    form.submit()
    with office.write() as session:
        arrive(session, office.here(session), told(line("20", "1.000"), lots=1).stored())
    links = above.get(f"{ABOVE}/ky?ten={SPAN}").links()
    page = above.get(next(links[words] for words in links if words.startswith("Báo cáo của")))
    assert "Cả 03 phường, xã đã gửi báo cáo." in page.text
    assert "chưa gửi báo cáo" not in page.text
    assert "200/2.000, đạt 10%" in page.text
    assert counted_of(office)["so.luot-hoc.tang"].number is None  # three wards are not compared with two
    assert form.submit().address.endswith(own(office).public_id)


def test_what_is_known_of_none_or_of_one_is_said_as_a_person_would_until_more_arrives(office: Office) -> None:
    ward = office.ward.full_name
    with office.write() as session:
        other = another(session, office, "Quan Triều")
        mine = told(line("80", "100", True), line(NONE, "900", key="ai"), line("20", "100", False, key="hs"), lots=5)
        arrive(session, office.here(session), mine.stored())
    above = as_province(office)
    page = begin(office, above)
    assert f"Có 01/02 phường, xã đã gửi báo cáo. Số liệu dưới đây là của {ward}, nơi duy nhất đã gửi." in page.text
    assert "Người đạt trên VNeID: 80/100, bằng 80% (theo báo cáo của 01/02 phường, xã)." in page.text
    assert "Các chỉ tiêu chưa đạt: người đạt trên VNeID." in page.text
    assert not [words for words in (" 0 nơi", " 1 nơi", "không có.") if words in page.text]
    with office.write() as session:
        passage = session.scalars(select(ReportPassage).where(ReportPassage.key == "hs")).one()
        passage.report.write(session)
        passage.rewrite(session, "Tự viết.", "1", by=passage.report.proposed_by, now=clock.now())
        session.flush()
        figures = told(line("90", "100", True), line("5", "900", key="ai"), line("30", "100", False, key="hs"), lots=5)
        arrive(session, session.get_one(AdministrativeUnit, other.id), figures.stored())
    page = above.get(f"/van-phong/bao-cao/{own(office).public_id}")
    assert ": 170/200, đạt 85%; cả 02 nơi đạt chỉ tiêu." in page.text
    assert "05/900, bằng 0,56% (theo báo cáo của 01/02 phường, xã)." in page.text
    assert "Tự viết." in page.text
    assert "Trong 02 phường, xã đã gửi báo cáo, chưa nơi nào đạt: người đạt trên VNeID." in page.text


def test_a_leader_of_the_province_approves_and_it_is_locked_with_its_tables(office: Office, above: Pages) -> None:
    page = begin(office, above)
    there = f"/van-phong/bao-cao/{own(office).public_id}"
    sent = page.form(button="Gửi lãnh đạo").submit().form(button="Vẫn gửi lãnh đạo").submit()
    assert "Duyệt báo cáo" not in sent.text  # nobody decides about their own
    leader = leader_of(office)
    today = leader.get("/van-phong")
    assert "Lớp hôm nay" not in today.text
    assert not {"Lớp học", "Lịch học"} & today.links().keys()
    assert there in leader.get("/van-phong/duyet").links().values()
    assert "Đã duyệt" in leader.get(f"{there}/duyet").form(button="Duyệt báo cáo").submit().text
    above.get(f"{there}/so").form(button="Cho số và khóa").submit({"number": "12"})
    assert own(office).state == ReportState.LOCKED
    with office.read() as session:
        paper = session.scalars(Document.of_report(own(office).id)).one()
    assert above.client.get(f"/van-phong/so-van-ban/{paper.public_id}.pdf").data.startswith(b"%PDF")
    assert [each["note"] for each in paper.paper["senders"]] == ["chưa gửi", "", ""]
    book = openpyxl.load_workbook(io.BytesIO(above.client.get(f"{there}/so-lieu.xlsx").data))
    rows = [[cell.value for cell in row] for row in book["Chỉ tiêu"].iter_rows()]
    assert next(row for row in rows if "Người đạt trên VNeID" in row)[2:10] == [
        "%",
        90,
        1000,
        180,
        18,
        None,
        None,
        "1/2 nơi đạt",
    ]
    names = [row[1].value for row in book["Nơi gửi"].iter_rows()]
    assert names[-3:] == [office.ward.title, "Phường Quan Triều", "Phường Tích Lương"]


def test_a_leader_of_the_province_reads_what_wards_sent_and_changes_nothing(office: Office, above: Pages) -> None:
    begin(office, above)
    leader = leader_of(office)
    page = leader.get(f"/van-phong/bao-cao/{own(office).public_id}").follow("Đọc báo cáo của từng nơi")
    one = page.follow("Phường Quan Triều")
    assert "Cán bộ tỉnh chưa hỏi gì về báo cáo này." in one.text
    assert (
        leader.client.get(f"{one.address}.pdf").status_code == 404
    )  # a filed paper without its file, as for the officer
    assert leader.get(f"{ABOVE}/cong?ten={SPAN}").links().keys() >= {"Tải Excel"}
    for each in (page, one, leader.get(ABOVE)):
        assert not {"Tiếp nhận", "Gửi ý kiến", "Nhận tệp"} & {said for form in each.forms() for said in form.buttons}
    for act in ("tiep-nhan", "y-kien"):
        leader.post(f"{one.address}/{act}", {"loi": "Khác"}, status=403)
    wards = office.as_leader()
    assert wards.get(ABOVE).address.endswith("/van-phong/bao-cao")
    wards.get(one.address, status=404)


def test_a_provinces_officer_has_no_more_of_the_office_and_a_ward_nothing_of_its_report(
    office: Office, above: Pages
) -> None:
    begin(office, above)
    for address in ("/van-phong", "/van-phong/lop", "/van-phong/bao-cao/moi", "/van-phong/doi"):
        above.get(address, status=403)
    there = f"/van-phong/bao-cao/{own(office).public_id}"
    office.as_officer().get(there, status=404)
    above.get(f"/van-phong/bao-cao?phuong={office.ward.code}", status=404)
    assert above.get("/van-phong/bao-cao").h1 == "Báo cáo"


def by_place(**counts: int) -> str:
    """The figures of a ward that helped so often at each place."""
    figures = told(line("1", "10"), lots=1)
    every = Figure("so.luot-ho-tro", sum(counts.values()), "", "Lượt hỗ trợ", "")
    parts = [Figure(f"so.luot-ho-tro/noi/{key}", n, str(n), "Nơi", "", part=f"ở {key}") for key, n in counts.items()]
    by_key = {each.key: each for each in (*figures.by_key.values(), every, *parts)}
    counts_line = CountLine("luot-ho-tro", "Lượt hỗ trợ", "lượt", str(every.number), "", "")
    return replace(figures, by_key=by_key, counts=(*figures.counts, counts_line)).stored()


def test_help_is_added_up_by_place_where_every_ward_says_it(office: Office) -> None:
    with office.write() as session:
        first, second = another(session, office, "Quan Triều"), another(session, office, "Tích Lương")
        arrive(session, first, by_place(home=3, counter=30))
        arrive(session, second, by_place(home=4, market=2))
    page = begin(office, as_province(office))
    assert (
        "39 lượt, gồm ở counter 30 lượt; ở home 07 lượt; ở market 02 lượt (theo báo cáo của 02/03 phường, xã)."
        in page.text
    )
    with office.write() as session:
        silent = replace(told(lots=1), by_key={"so.luot-ho-tro": Figure("so.luot-ho-tro", 9, "9", "Lượt hỗ trợ", "")})
        arrive(session, office.here(session), silent.stored())
    assert "người dân 39 lượt (theo báo cáo của 02/03 phường, xã)." in as_province(office).get(page.address).text


def test_a_sum_of_numbers_that_are_not_of_all_says_how_many_are_not(office: Office) -> None:
    with office.write() as session:
        first, second = another(session, office, "Quan Triều"), another(session, office, "Tích Lương")
        read = Figures.read(by_place(home=3, counter=30))
        asked = {"answered": 1, "expected": 2, "carried": 0, "partly": 0, "noun": "tổ"}
        keys = [key for key in read.by_key if key.startswith("so.luot-ho-tro")]
        figures = {**read.by_key, **{key: replace(read.by_key[key], **asked) for key in keys}}
        of_home = Figure("so.luot-ho-tro/noi/home.noi-bao", 1, " (theo báo cáo của 01/02 tổ)", "", "", **asked)
        arrive(session, first, replace(read, by_key={**figures, of_home.key: of_home}).stored())
        arrive(session, second, by_place(home=4, market=2))
    text = begin(office, as_province(office)).text
    told = "gồm ở counter 30 lượt; ở home 07 lượt; ở market 02 lượt"
    assert f"{told} (theo báo cáo của 02/03 phường, xã, trong đó 01 nơi chưa đủ số liệu)." in text


def test_the_provinces_report_says_who_receives_it_and_who_signs(office: Office, above: Pages) -> None:
    page = begin(office, above)
    for line_ in ("Bộ Khoa học và Công nghệ (báo cáo)", "UBND các phường, xã", "Lưu: VT"):
        assert line_ in page.text
    with office.read() as session:
        row = session.scalars(select(Report).where(Report.plan_id.is_(None))).one()
        assert row.letterhead.signature == "TM. ỦY BAN NHÂN DÂN"


def test_an_officer_of_the_province_gets_the_papers_that_are_ordered(office: Office, above: Pages) -> None:
    page = begin(office, above)
    for button, begins in (("Bản in PDF", b"%PDF"), ("Bản Word", b"PK")):
        form = page.form(button=button)
        with above.client.post(form.action, data=form.fields, follow_redirects=True) as paper:
            assert paper.status_code == 200
            assert paper.data.startswith(begins)


def test_a_book_has_no_empty_sheet(office: Office) -> None:
    with office.write() as session:
        arrive(session, office.here(session), told(line("80", "100", True), lots=60).stored())
    book = openpyxl.load_workbook(io.BytesIO(as_province(office).client.get(f"{ABOVE}/cong.xlsx?ten={SPAN}").data))
    assert book.sheetnames == ["Cộng", "Từng nơi"]


def own_line(part: str, whole: str, *, met: bool | None = None, question: str = "", name: str = "") -> TargetLine:
    """A line of a target that a ward wrote in its own plan."""
    named = replace(line(part, whole, met, key=str(uuid4())), question=question)
    return replace(named, name=name or named.name, noun="người", statement=name or named.name)


def plan_of_province(session: Session, office: Office) -> Plan:
    """The province's plan, with a target and two tasks."""
    province = office.here(session).parent
    assert province
    plan = make_plan(session, province, number="61/KH-UBND", body="UBND tỉnh", until=date(2026, 12, 31))
    words = {"name": "Công dân có danh tính số", "text": "95% công dân có danh tính số", "value": 95}
    make_target(session, province, plan, audience="citizens", measured_by="citizen.identified", **words)
    for text, day in (("Kiểm tra các phường, xã", date(2026, 3, 1)), ("Tổng kết", date(2026, 6, 1))):
        session.add(Matter(unit=province, plan=plan, text=text, lead="Sở KH&CN", due="day", due_on=day))
    session.flush()
    return plan


@pytest.fixture
def drafted(office: Office) -> Page:
    """The draft of a province whose three wards have plans of their own: two have sent."""
    with office.write() as session:
        plan_of_province(session, office)
        asked = session.scalars(select(Target)).one().question
        alone = own_line("7", "9", name="Chợ số")
        first, second = another(session, office, "Quan Triều"), another(session, office, "Tích Lương")
        arrive(session, first, told(
            own_line("80", "100", met=True), own_line("5", "10", question=asked, name="Danh tính"), alone, lots=60,
        ).stored())  # fmt: skip
        silent = told(own_line("100", "900", met=False), lots=None)
        of_target = Figure("chi-tieu.x.ti-so", 100, "100", "", "")
        arrive(session, second, replace(silent, by_key={**silent.by_key, of_target.key: of_target}).stored())
    return begin(office, as_province(office))


def test_targets_of_own_plans_are_joined_by_question_or_name_and_judged_by_the_province(drafted: Page) -> None:
    vneid = "Người đạt trên VNeID: 180/1.000 người, bằng 18% (theo báo cáo của 02/03 phường, xã); 01 nơi đạt chỉ tiêu."
    identity = "Công dân có danh tính số: 05/10 người, bằng 50% (theo báo cáo của 01/03 phường, xã)."
    assert f"1. {identity} " in drafted.text  # the province's own comes first, in its words
    assert f"2. {vneid} " in drafted.text
    assert "3." not in drafted.text.partition("Kết quả thực hiện các chỉ tiêu")[2].partition("Phụ lục")[0]
    assert "Chợ số" not in drafted.text  # what one ward alone has


def test_a_sum_says_of_how_many_it_is_and_the_paper_holds_no_note_of_a_screen(office: Office, drafted: Page) -> None:
    figures = counted_of(office)
    assert figures["so.luot-hoc.noi-bao"].told == " (theo báo cáo của 01/03 phường, xã)"
    assert "hai nơi" not in drafted.text
    assert "đã khóa" not in drafted.text.partition("Công tác chỉ đạo")[2]


@pytest.mark.usefixtures("november")
def test_the_paper_names_the_provinces_plan_its_tasks_and_each_ward(office: Office, drafted: Page) -> None:
    with office.read() as session:
        report = session.get_one(Report, own(office).id)
        figures = received(session, report, clock.today())
        passages = session.scalars(select(ReportPassage).where(ReportPassage.report_id == report.id)).all()
        paper = content_of(paper_content(report, passages, figures, now=clock.now()), None, 2026)
    assert paper.opening.startswith("Thực hiện Kế hoạch số 61/KH-UBND của UBND tỉnh, ")
    assert "Sở KH&CN tổng kết, khẩn trương hoàn thành (thời hạn được giao: 01/6/2026)." in drafted.text
    with clock.shifted(clock.at_local(date(2026, 4, 1), 9) - clock.now()):
        page = as_province(office).get(drafted.address)
    assert "Sở KH&CN tổng kết, hoàn thành trước ngày 01/6/2026." in page.text
    wards = next(each for each in annexes(paper) if each.name == "wards")
    assert [[row[cell] for cell in ("place", "name", "part", "denominator", "share")] for row in wards.rows] == [
        ["", "Công dân có danh tính số", "", "", ""],
        [1, "Phường Quan Triều", "5", "10", "50"], [2, "Phường Tích Lương", "–", "–", "–"],
        ["", "Người đạt trên VNeID", "", "", ""],
        [1, "Phường Quan Triều", "80", "100", "80"], [2, "Phường Tích Lương", "100", "900", "11,11"],
    ]  # fmt: skip
    assert (wards.head, wards.title) == ("Phụ lục II", "KẾT QUẢ CỦA TỪNG PHƯỜNG, XÃ QUÝ I NĂM 2026")
    assert Figures.read(figures.stored()).wards == figures.wards
    assert not [each for each in paper.counts if each.words.startswith("Lượt học")]  # one ward's alone


def keys_of(office: Office) -> set[str]:
    with office.read() as session:
        report = session.get_one(Report, own(office).id)
        return {each.key for each in received(session, report, clock.today()).targets}


def test_the_key_of_a_joined_target_is_the_same_whoever_has_sent(office: Office, drafted: Page) -> None:
    before = keys_of(office)
    with office.write() as session:
        third = told(own_line("1", "2"), own_line("3", "4", name="Chợ số"), lots=1)
        arrive(session, office.here(session), third.stored())
    assert before < keys_of(office)
    assert (
        "Chợ số: 10/13 người, bằng 76,92% (theo báo cáo của 02/03 phường, xã)."
        in as_province(office).get(drafted.address).text
    )


def paper_of(office: Office) -> PeriodicReport:
    with office.read() as session:
        report = session.get_one(Report, own(office).id)
        figures = received(session, report, clock.today())
        passages = session.scalars(select(ReportPassage).where(ReportPassage.report_id == report.id)).all()
        return content_of(paper_content(report, passages, figures, now=clock.now()), None, 2026)


def test_who_need_not_have_sent_yet_is_no_shortcoming(office: Office, above: Pages) -> None:
    with office.write() as session:
        ward = office.here(session)
        days = {
            "every": "quarterly",
            "days": "03-15,06-15,09-15,12-15",
            "valid_from": date(2026, 1, 1),
            "addressee": "UBND tỉnh",
        }
        plan = make_plan(session, ward, since=date(2026, 1, 1), until=date(2026, 12, 31))
        session.add(ReportingRule(unit=ward, plan=plan, text="Báo cáo", **days))
    with clock.shifted(clock.at_local(date(2026, 3, 14), 9) - clock.now()):
        page = begin(office, above)
        assert "Còn 01 phường, xã chưa đến hạn gửi báo cáo." in page.text
        assert "chưa gửi báo cáo:" not in page.text
        assert [each.note for each in paper_of(office).senders] == ["chưa đến hạn", "", ""]
    with clock.shifted(clock.at_local(date(2026, 3, 16), 9) - clock.now()):
        page = as_province(office).get(page.address)
        assert f"Có 01 phường, xã chưa gửi báo cáo: {office.ward.full_name}." in page.text
        assert paper_of(office).senders[0].note == "chưa gửi, quá hạn"


def test_who_sent_late_is_named_with_both_days(app: Flask) -> None:
    late = SimpleNamespace(is_late=True, due_on=date(2026, 9, 15), day=date(2026, 9, 18))
    rows: Any = {"Phường Quan Triều": late}
    here = Arrived(rows, {}, (), {})
    with app.test_request_context():
        figures = {each.key: each for each in _sent(here, ())}
        told = next(each.text for each in all_passages(Figures(figures, (), ()), []) if each.key == "noi-neu")
    assert printed(told, figures) == (
        "Có 01 đơn vị gửi báo cáo muộn: Ủy ban nhân dân phường Quan Triều (ngày 18/9/2026, hạn 15/9/2026)."
    )


def test_what_fewer_than_half_of_those_who_sent_tell_is_no_sentence_of_the_province(office: Office) -> None:
    with office.write() as session:
        for name in ("Quan Triều", "Tích Lương"):
            arrive(session, another(session, office, name), told(line("1", "10"), lots=5).stored())
        arrive(session, office.here(session), by_place(home=3, counter=30))
    page = begin(office, as_province(office))
    assert "33 lượt" not in page.text


def test_annex_and_text_have_the_same_targets_in_the_same_words(office: Office, drafted: Page) -> None:
    with office.write() as session:
        plan = session.scalars(select(Plan).where(Plan.number == "61/KH-UBND")).one()
        make_target(session, plan.unit, plan, name="Chợ", text="100% chợ nhận thanh toán số")
    paper = paper_of(office)
    assert [each.name for each in paper.targets] == [
        "Công dân có danh tính số", "Người đạt trên VNeID", "Chợ nhận thanh toán số",
    ]  # fmt: skip
    assert "chợ nhận thanh toán số" in as_province(office).get(drafted.address).text
    assert next(each for each in annexes(paper) if each.name == "senders").title.startswith("TÌNH HÌNH GỬI BÁO CÁO")

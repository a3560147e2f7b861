"""/van-phong/bao-cao: an officer drafts, mends and sends; a leader remarks, sends back, approves; it is filed."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.indicators.reports.wording import subject_of
from app.jobs import measuring
from app.models import (
    AuditEvent,
    Document,
    HelpRecord,
    Job,
    Matter,
    Measurement,
    Plan,
    Report,
    ReportingRule,
    ReportPassage,
    ReportRemark,
    Role,
    Target,
)
from app.registers.indicator import Indicator, Scope
from tests.factories import PAPER, make_account, make_course, make_denominator, make_plan, make_target, make_ward
from tests.helping import Counter
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office

HERE = "/van-phong/bao-cao"


def planned(office: Office) -> None:
    """A plan that wants a report in twelve days, with a target of which the police told."""
    today = clock.today()
    with office.write() as session:
        unit = office.here(session)
        plan = make_plan(session, unit, number="88/KH-UBND", signed_on=date(2025, 3, 24), body=f"UBND {unit.full_name}",
                         since=today.replace(month=1, day=1),
                         until=today.replace(month=12, day=31), addressees="Thường trực Đảng ủy; Lưu: VT")  # fmt: skip
        make_denominator(session, unit, 1000, "adults", counted_on=plan.since)
        target = make_target(session, unit, plan, name="Người đạt trên VNeID", audience="adults", value=90)
        told = {"from_words": "Công an phường", "counted_on": today}
        session.add(Measurement(unit=unit, target=target, **PAPER, numerator=541, **told))
        days = f"{today + timedelta(days=12):%m-%d}"
        session.add(
            ReportingRule(
                unit=unit,
                plan=plan,
                valid_from=plan.since,
                text="Báo cáo",
                every="yearly",
                days=days,
                addressee="UBND tỉnh",
            )
        )


@pytest.fixture
def begun(office: Office) -> Page:
    planned(office)
    due = office.as_officer().get(HERE)
    assert "còn 12 ngày" in due.text
    return due.form(button="Lập báo cáo").submit()


def kept(office: Office) -> Report:
    with office.read() as session:
        return session.scalars(select(Report)).one()


def address(office: Office) -> str:
    return f"{HERE}/{kept(office).public_id}"


def opened(office: Office, words: str) -> tuple[str, Page]:
    """The passage that says something, open in the officer's browser."""
    with office.read() as session:
        one = next(each for each in session.scalars(select(ReportPassage)) if words in f"{each.lead} {each.text}")
    there = f"{address(office)}/doan/{one.id}"
    return there, office.as_officer().get(there)


def another(office: Office) -> Pages:
    """A browser of a second officer."""
    with office.write() as session:
        account = make_account(session, office.here(session), Role.OFFICER, full_name="Hoàng Quang Khải")
    return Pages(office.app.test_client()).sign_in(account)


def send(office: Office) -> Page:
    asked = office.as_officer().get(address(office)).form(button="Gửi lãnh đạo").submit()
    return asked.form(button="Vẫn gửi lãnh đạo").submit()


def approve(office: Office) -> Page:
    send(office)
    leader = office.as_leader()
    return leader.get(f"{address(office)}/duyet").form(button="Duyệt báo cáo").submit()


def test_a_due_report_is_drafted_whole_in_one_press(office: Office, begun: Page) -> None:
    assert "Máy đã viết xong bản nháp." in begun.text
    source = f"(số liệu của Công an phường ngày {formats.date(clock.today())})"
    line = f"1. Người dân trưởng thành: 541/1.000 người, đạt 54,1% {source}; chưa đạt chỉ tiêu ít nhất 90%."
    assert line in begun.text
    assert "UBND tỉnh (báo cáo)" in begun.text
    assert "Viết tiếp" in office.as_officer().get(HERE).links()
    assert "Lập báo cáo" not in office.as_leader().get(HERE).text


def test_who_begins_one_that_was_begun_is_led_to_it(office: Office) -> None:
    planned(office)
    form = office.as_officer().get(HERE).form(button="Lập báo cáo")
    first = form.submit()
    assert "đã có người lập trước" in (again := form.submit()).text
    assert again.h1 == first.h1
    assert kept(office).name in again.h1


@pytest.mark.usefixtures("begun")
def test_a_figure_tells_where_it_is_from_and_leads_to_its_rows(office: Office) -> None:
    page = office.as_officer().get(address(office)).follow("54,1%")
    assert "54,1% từ đâu ra" in page.text
    assert "Công an phường" in page.text
    assert page.follow("Mở từng dòng").h1 == "Người đạt trên VNeID"


def test_a_figure_of_several_entries_leads_to_rows_of_any_of_them(office: Office) -> None:
    planned(office)
    with office.write() as session:
        counter = Counter(session, office.here(session))
        for topics in (["suc_khoe"], ["bhyt_bhxh"], ["suc_khoe", "bhyt_bhxh"]):
            counter.record(clock.now(), topics)
    office.as_officer().get(HERE).form(button="Lập báo cáo").submit()
    page = office.as_officer().get(f"{address(office)}?so=so.luot-ho-tro/viec/suc_khoe%2Bbhyt_bhxh")
    assert "3 lượt" in page.follow("Mở từng dòng").text


@pytest.mark.usefixtures("begun")
def test_text_is_written_round_figures_and_both_stand_where_one_is_typed_over(office: Office) -> None:
    there, page = opened(office, "Người dân trưởng thành")
    form, theirs = page.form(button="Xong đoạn này"), another(office).get(there).form(button="Xong đoạn này")
    assert "«541/1.000»" in form.fields["text"][0]
    text = form.fields["text"][0].replace("«541/1.000»", "«560/1.000»") + " Tăng <b>nhanh</b> =1+1 😀"
    page = form.submit({"text": text})
    assert "560/1.000 (máy đếm 541/1.000)" in page.text
    assert "Tăng <b>nhanh</b> =1+1" in page.text
    late = theirs.submit({"text": "Bản của người đến sau"}, status=409)
    assert "vừa sửa đoạn này" in late.text
    assert "Bản của người đến sau" in late.form(button="Xong đoạn này").fields["text"][0]
    assert "«560/1.000»" in late.text
    history = office.as_officer().get(f"{there}/ban-truoc")
    assert "Máy viết" in history.text
    back = history.form(button="Lấy lại bản này").submit()
    assert "560/1.000" not in back.text
    again = office.as_officer().get(there).form(button="Trả lại như máy viết").submit({"text": "gì đó", "nhu-may": "1"})
    assert "«541/1.000»" in again.html
    with office.write() as session:
        make_course(session, office.here(session), first=clock.now())  # of what nobody keeps a book no 0 is known
    figure = again.form(button="Chèn vào cuối đoạn").submit({"chen-so": "so.luot-hoc", "chen": "1"})
    assert "«0»" in figure.html


@pytest.mark.usefixtures("begun")
def test_what_the_books_say_since_a_passage_was_edited_is_added_by_one_press(office: Office) -> None:
    with office.write() as session:
        plan = session.scalars(select(Plan)).one()
        session.add(Matter(unit=plan.unit, plan=plan, text="Mở lớp AI"))
        one = session.scalars(select(ReportPassage).where(ReportPassage.key == "chi-dao")).one()
        one.text, there = "Phường tự viết.", f"{address(office)}/doan/{one.id}"
    officer, news = office.as_officer(), "Sổ có số mới chưa có trong đoạn này"
    assert news not in officer.get(there).text
    with office.write() as session:
        session.scalars(select(Matter)).one().state = "doing"
    said = "Kế hoạch có 01 nhiệm vụ; đang thực hiện 01 nhiệm vụ."
    assert f"{news}." in officer.get(address(office)).text
    page = officer.get(there)
    assert f"{news}: {said}" in page.text
    page = page.form(button="Thêm vào cuối đoạn").submit({"them": "1"})
    assert news not in page.text
    assert f"Phường tự viết. {said}" in officer.get(address(office)).text


@pytest.mark.usefixtures("begun")
def test_while_one_writes_it_is_kept_and_goes_on_from_the_new_version(office: Office) -> None:
    there, page = opened(office, "Kiến nghị")
    form, asks = page.form(button="Xong đoạn này"), {"headers": {"HX-Request": "true"}}
    theirs = another(office).get(there).form(button="Xong đoạn này")
    answer = form.submit({"text": "Cấp thêm máy."}, **asks)
    assert "Tự lưu lúc" in answer.text
    assert 'id="version" value="2"' in answer.html.replace("\n", " ")
    assert "vừa sửa đoạn này" in theirs.submit({"text": "Khác"}, **asks).text
    assert "Cấp thêm 5 máy." in form.submit({"text": "Cấp thêm 5 máy."}).text  # pressed before the page heard that
    too_long = page.form(button="Xong đoạn này").submit({"text": "a" * 5001}, status=422)
    assert "dài quá" in too_long.text


@pytest.mark.usefixtures("begun")
def test_a_leader_sends_it_back_with_remarks_and_the_officer_settles_them(office: Office) -> None:
    send(office)
    assert "Báo cáo năm" in office.as_leader().get("/van-phong/duyet").text
    leader = office.as_leader().get(address(office))
    with office.read() as session:
        passage = session.scalars(
            select(ReportPassage.id).where(ReportPassage.part == "II", ReportPassage.text != "")
        ).one()
    form = next(each for each in leader.forms() if each.fields.get("doan") == [str(passage)])
    assert "Nêu rõ bốn tổ thấp nhất" in form.submit({"loi": "Nêu rõ bốn tổ thấp nhất"}).text
    lacking = [f"{part}: 1 rỗng" for part in ("triển khai", "thực hiện nhiệm vụ", "nguyên nhân", "kiến nghị")]
    assert "Còn 4 chỗ hở" in leader.text
    assert all(each in leader.text for each in lacking)
    back = leader.follow("Trả lại…").form(button="Trả lại cho cán bộ").submit({"why": "Còn thiếu bốn tổ"})
    assert "Đã trả báo cáo về cho cán bộ." in back.text
    officer = office.as_officer().get(address(office))
    assert "Cần sửa" in officer.text
    assert "1 lời nhận xét" in officer.text
    assert "chưa xong" not in officer.form(button="Đã sửa").submit().text
    assert "Gửi lại lãnh đạo" in officer.text
    with office.read() as session:
        assert session.scalars(select(ReportRemark.done_at)).one() is not None


@pytest.mark.usefixtures("begun")
def test_a_leader_who_reads_it_again_sees_his_words_and_what_changed_since(office: Office) -> None:
    again = "Lần trước lãnh đạo trả lại"
    send(office)
    leader = office.as_leader()
    assert again not in leader.get(address(office)).text
    leader.get(f"{address(office)}/tra-lai").form(button="Trả lại cho cán bộ").submit({"why": "Bổ sung nguyên nhân."})
    with office.write() as session:
        target = session.scalars(select(Target)).one()
        told = {"from_words": "Công an phường", "counted_on": clock.today()}
        session.add(Measurement(unit=target.unit, target=target, **PAPER, numerator=885, **told))
    mended = office.as_officer().get(address(office))
    assert again not in mended.text
    mended.form(button="Gửi lại lãnh đạo").submit().form(button="Vẫn gửi lãnh đạo").submit()

    page = office.as_leader().get(address(office))
    for words in (again, "“Bổ sung nguyên nhân.”", "Chưa đoạn nào được viết lại.", "2 số đã đổi từ lần đọc trước",
                  "541/1.000 → 885/1.000", "54,1% → 88,5%"):  # fmt: skip
        assert words in page.text
    office.as_officer().get(address(office)).form(button="Rút báo cáo về").submit()
    _where, edited = opened(office, "chi-tieu.")
    edited.form(button="Xong đoạn này").submit({"text": "Đạt khá."})
    send(office)
    page = leader.get(address(office))
    assert "Đã viết lại: " in page.text
    assert "Không số nào đổi." not in page.text
    leader.get(f"{address(office)}/duyet").form(button="Duyệt báo cáo").submit()
    assert "“Bổ sung nguyên nhân.”" in leader.get(address(office)).text


@pytest.mark.usefixtures("begun")
def test_figures_stay_as_sent_and_what_came_since_is_told_beside(office: Office) -> None:
    _there, writing = opened(office, "Người dân trưởng thành")
    send(office)
    with office.write() as session:
        target, unit = session.scalars(select(Measurement)).one().target, office.here(session)
        told = {"from_words": "Công an phường", "counted_on": clock.today()}
        session.add(Measurement(unit=unit, target=target, **PAPER, numerator=600, **told))
    page = office.as_leader().get(address(office))
    assert "541/1.000" in page.text
    assert "nay là 60%" in page.follow("54,1%").text
    asked = office.as_leader().get(f"{address(office)}/duyet").text
    for words in ("Từ lúc gửi, sổ đã khác ở 2 số của báo cáo", "541/1.000 → 600/1.000", "54,1% → 60%"):
        assert words in asked
    refused = writing.form(button="Xong đoạn này").submit({"text": "Chữ gõ dở"}, status=409)
    assert "Chữ gõ dở" in refused.text
    back = office.as_officer().get(address(office)).form(button="Rút báo cáo về").submit()
    assert "600/1.000" in back.text


def test_a_target_stands_as_it_was_counted_minutes_ago_until_the_report_is_sent(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is counted while others wait for the one who writes."""
    planned(office)
    with office.write() as session:
        unit = office.here(session)
        counter = Counter(session, unit)
        counter.record(clock.now())
        late_id = counter.record(clock.now(), withdrawn_at=clock.now()).id
        plan = session.scalars(select(Plan)).one()
        make_target(session, unit, plan, name="Giúp", measured_by="luot-ho-tro", unit_words="lượt", value=9)
    with office.app.app_context():
        measuring.go()
    with office.write() as session:
        session.get_one(HelpRecord, late_id).withdrawn_at = None
    figure = Indicator.figure

    def counted(self: Indicator, session: Session, scope: Scope) -> int | None:
        assert not session.info.get("writes")
        return figure(self, session, scope)

    monkeypatch.setattr(Indicator, "figure", counted)
    page = office.as_officer().get(HERE).form(button="Lập báo cáo").submit()
    assert "Người dân trưởng thành: có 01 lượt; chưa đạt chỉ tiêu ít nhất 09 lượt" in page.text
    assert "Máy đếm lúc" in page.follow("01").text
    send(office)
    assert [line["part"] for line in json.loads(kept(office).figures)["targets"]][-1] == "2"


@pytest.mark.usefixtures("begun")
def test_an_approved_report_gets_its_number_and_its_file_and_is_locked(office: Office) -> None:
    page = approve(office)
    assert "Đã duyệt. Văn thư cho số là xong." in page.text
    form = page.follow("Cho số và khóa").form(button="Cho số và khóa")
    assert form.fields["number"] == ["1"]
    refused = form.submit({"number": "không", "day": ""}, status=422)
    assert "không" in refused.form(button="Cho số và khóa").fields["number"][0]
    done = form.submit({"number": "142", "day": f"{clock.today():%d/%m/%Y}"})
    assert "Đã vào sổ: 142/BC-UBND." in done.text
    with office.read() as session:
        filed = session.scalars(select(Document)).one()
        assert filed.paper["parts"][0]["paragraphs"][0]["text"].startswith("Người dân trưởng thành: 541/1.000")
        assert filed.paper["signer_formula"] == "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH"
        assert session.scalars(select(Job.kind).where(Job.kind == "document")).all() == ["document"]
    assert form.submit({"number": "142"}, status=409).status == 409
    register = office.as_leader().get("/van-phong/so-van-ban")
    assert "142/BC-UBND" in register.text
    acts = [act for act in said_of(office) if act.startswith("report.")]
    assert acts == ["report.begun", "report.submitted", "report.approved", "report.filed", "report.locked"]


def said_of(office: Office) -> list[str]:
    with office.read() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_a_second_report_of_one_name_is_asked_about(office: Office) -> None:
    planned(office)
    today = f"{clock.today():%d/%m/%Y}"
    said = {"name": "11 tháng", "since": today, "until": today, "kind": "periodic"}
    for _time in range(2):
        form = office.as_officer().get(f"{HERE}/moi").form(button="Lập báo cáo")
        page = form.submit(said, status=409 if _time else 200)
    assert "Đã có báo cáo 11 tháng của kế hoạch này" in page.text
    assert kept(office).name == "11 tháng"
    page.form(button="Vẫn lập thêm một báo cáo").submit({"them": "1"})
    with office.read() as session:
        assert len(session.scalars(select(Report)).all()) == 2


def test_a_report_on_demand_has_days_of_its_own(office: Office) -> None:
    planned(office)
    form = office.as_officer().get(f"{HERE}/moi").form(button="Lập báo cáo")
    today = clock.today()
    asked = {"name": "đợt lũ tháng 9", "since": f"{today - timedelta(days=30):%d/%m/%Y}", "until": f"{today:%d/%m/%Y}"}
    wrong = form.submit({**asked, "until": f"{today - timedelta(days=40):%d/%m/%Y}"}, status=422)
    assert "Ngày cuối phải sau ngày đầu." in wrong.text
    assert wrong.form(button="Lập báo cáo").fields["name"] == ["đợt lũ tháng 9"]
    assert form.submit(asked).h1 == "Báo cáo đợt lũ tháng 9"


@pytest.mark.usefixtures("november")
def test_what_sums_up_begins_where_the_last_one_ended_or_with_the_plan(office: Office) -> None:
    planned(office)
    form, today = office.as_officer().get(f"{HERE}/moi").form(button="Lập báo cáo"), clock.today()
    ended = max(today - timedelta(days=30), today.replace(month=1, day=1))
    assert "Anh chị ghi ngày này." in form.submit({"name": "kỳ 1", "until": f"{ended:%d/%m/%Y}"}, status=422).text
    for kind, name, until in (("interim", "đợt 1", ended), ("interim", "đợt 2", today), ("final", "năm 2026", today)):
        page = form.submit({"kind": kind, "name": name, "since": "", "until": f"{until:%d/%m/%Y}"})
        assert page.h1 == f"Báo cáo {'sơ kết' if kind == 'interim' else 'tổng kết'} {name}"

    with office.read() as session:
        rows = list(session.scalars(select(Report).order_by(Report.id)))
        begins = today.replace(month=1, day=1)
        assert [row.since for row in rows] == [begins, ended + timedelta(days=1), begins]
        assert [subject_of(row).split(" trên")[0] for row in rows][1:] == [
            "Sơ kết đợt 2 triển khai Phong trào “Bình dân học vụ số”",
            "Tổng kết năm 2026 triển khai Phong trào “Bình dân học vụ số”",
        ]


@pytest.mark.usefixtures("begun")
def test_the_tables_come_as_a_workbook_with_real_numbers(office: Office, tmp_path: Path) -> None:
    import openpyxl

    answer = office.as_officer().client.get(f"{address(office)}/so-lieu.xlsx")
    file = tmp_path / "b.xlsx"
    file.write_bytes(answer.data)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(file)["Chỉ tiêu"].iter_rows()]
    line = next(row for row in rows if "Người đạt trên VNeID" in row)
    assert line[3:7] == [90, 1000, 541, 54.1]


def test_another_wards_office_sees_none_of_it(office: Office, begun: Page) -> None:
    with office.write() as session:
        other = make_ward(session)
        code = other.code
    assert begun.h1.startswith("Báo cáo năm")
    office.as_officer().get(f"{HERE}?phuong={code}", status=404)


def test_what_is_due_stands_on_todays_page_and_in_the_calendar_of_a_phone(office: Office) -> None:
    planned(office)
    today = office.as_officer().get("/van-phong")
    assert "Kế hoạch 88/KH-UBND còn 12 ngày, chưa lập" in today.text
    file = office.as_leader().client.get(f"{HERE}/lich.ics").get_data(as_text=True)
    due = clock.today() + timedelta(days=12)
    assert f"DTSTART:{due:%Y%m%d}T010000Z" in file
    assert "TRIGGER:-P7D" in file
    approve_all(office)
    assert "Còn 12 ngày" not in office.as_officer().get("/van-phong").text


def approve_all(office: Office) -> None:
    office.as_officer().get(HERE).form(button="Lập báo cáo").submit()
    approve(office)

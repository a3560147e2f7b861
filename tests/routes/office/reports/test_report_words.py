"""What units wrote stands beside parts III to V of a report: taken into it, left out, followed when it is mended."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.indicators.reports.binding import of_task
from app.indicators.reports.figures import counted as figures_counted
from app.indicators.reports.wording import paper_content
from app.models import Matter, Plan, Programme, Report, ReportPassage, Site, Target
from tests.factories import make_organisation, make_target
from tests.following import rows_of
from tests.pages import Page, Pages
from tests.returns import make_returns, send
from tests.routes.office.conftest import Office
from tests.routes.office.reports.test_report_gaps import QUESTION
from tests.routes.office.reports.test_reports import HERE, address, another, planned, send as send_report
from tests.statements import counted

FIELDS = [
    {"key": key, "label": key, "type": "long_text"} for key in ("done", "hindered", "asks")
]  # fmt: skip
RETURN: dict[str, Any] = {
    "key": "unit_words", "name": "Báo cáo của trường", "shape": "return", "noun": "trường", "subject": "organisation",
    "among": {"organisations": ["school"]}, "fields": FIELDS, "criteria": None,
    "counts": [{"key": "all", "unit": "trường", "label": "Trường"}],
    "writes": {"done": "III", "hindered": "IV", "asks": "V"},
}  # fmt: skip
OCTOBER = date(2026, 10, 1)
SCHOOL = "Trường THCS Túc Duyên"
Write = Callable[..., int]


@pytest.fixture
def write(office: Office) -> Write:
    """Sends the words of a school for a month, and returns the entry's id; the report is begun."""
    planned(office)
    with office.write() as session:
        unit = office.here(session)
        session.scalars(select(Target)).one().until = clock.today() + timedelta(days=500)  # missed by nobody yet
        make_organisation(session, unit, SCHOOL)
        programme, _sites = make_returns(session, unit, sites=0, **RETURN)
        rows_of(session, programme)
    office.as_officer().get(HERE).form(button="Lập báo cáo").submit()

    def write(period: date = OCTOBER, on: date = date(2026, 11, 3), **words: str) -> int:
        with office.write() as session:
            programme = session.scalars(select(Programme)).one()
            site = session.scalars(select(Site)).one()
            return send(session, programme, site, period, on, **words).id

    return write


def press(office: Office, part: str, key: str, what: str = "lay", pages: Pages | None = None) -> Page:
    """One press beside a part, also of what is offered no more."""
    pages = pages or office.as_officer()
    fields = next(each.press() for each in pages.get(address(office)).forms() if "csrf_token" in each.fields)
    tokens = {name: fields[name] for name in ("csrf_token", "idempotency_key") if name in fields}
    return pages.post(f"{address(office)}/loi-don-vi", {**tokens, "phan": part, what: key})


def text_of(office: Office, key: str) -> str:
    with office.read() as session:
        return next((each.text for each in session.scalars(select(ReportPassage)) if each.key == key), "")


def printed(office: Office) -> dict[str, list[str]]:
    """The paragraphs of the paper by part, as PDF and Word print them."""
    with office.app.test_request_context(), office.read() as session:
        report = session.scalars(select(Report)).one()
        figures = figures_counted(session, report, clock.today())
        paper = paper_content(report, session.scalars(ReportPassage.of(report.id)).all(), figures, now=clock.now())
        return {each["part"]: [line["text"] for line in each["paragraphs"]] for each in paper["parts"]} | {
            "annex": [each["text"] for each in paper["answers"]]
        }


def test_words_are_taken_once_whoever_presses_and_printed_as_words(office: Office, write: Write) -> None:
    entry = write(hindered="hai nhà văn hóa\nthiếu máy chiếu.")
    page = office.as_officer().get(address(office))
    assert "1 lời chưa xem" in page.text
    key = f"viet:{entry}.hindered"
    after = page.form(action="loi-don-vi", button=f"Lấy vào: {SCHOOL}").submit({"lay": key})
    assert f"{SCHOOL}: hai nhà văn hóa thiếu máy chiếu." in after.text
    assert "lời chưa xem" not in after.text
    press(office, "IV", key, pages=another(office))
    assert text_of(office, "IV.trong").count("⟦viet:") == 1
    assert printed(office)["IV"] == [f"{SCHOOL}: hai nhà văn hóa thiếu máy chiếu."]


def test_sending_asks_while_words_of_units_are_unread(office: Office, write: Write) -> None:
    write(done="Dạy 38 lớp")
    asked = office.as_officer().get(address(office)).form(button="Gửi lãnh đạo").submit()
    assert "1 lời đơn vị gửi chưa lấy, chưa bỏ qua" in asked.text
    assert any("III." in each and "(1)" in each for each in asked.links())


def test_left_out_words_stay_so_until_they_are_shown_again(office: Office, write: Write) -> None:
    key = f"viet:{write(done='Dạy 38 lớp')}.done"
    page = press(office, "III", key, "bo-qua")
    assert "Đã bỏ qua 1 lời: xem lại" in page.text
    assert "lời chưa xem" not in page.text
    write(on=date(2026, 11, 5), done="Dạy 38 lớp", hindered="Mạng yếu")  # another field was mended
    assert "Đã bỏ qua 1 lời: xem lại" in office.as_officer().get(address(office)).text
    mended = f"viet:{write(on=date(2026, 11, 6), done='Dạy 39 lớp')}.done"
    assert "Đã bỏ qua" not in office.as_officer().get(address(office)).text
    press(office, "III", mended, "bo-qua")
    assert "1 lời chưa xem" in press(office, "III", mended, "xem-lai").text


def test_a_mended_return_is_marked_and_its_new_words_replace_the_old_ones(office: Office, write: Write) -> None:
    press(office, "IV", f"viet:{write(hindered='Thiếu máy chiếu')}.hindered")
    newer = write(on=date(2026, 11, 8), hindered="Thiếu hai máy chiếu")
    page = office.as_officer().get(address(office))
    assert f"{SCHOOL}: thiếu máy chiếu đơn vị đã sửa lời." in page.text
    assert "Lấy lời mới" in page.text
    after = press(office, "IV", f"viet:{newer}.hindered")
    assert "đơn vị đã sửa lời" not in after.text
    assert printed(office)["IV"] == [f"{SCHOOL}: thiếu hai máy chiếu."]


def test_words_that_an_officer_typed_over_are_printed_alone(office: Office, write: Write) -> None:
    press(office, "IV", f"viet:{write(hindered='Thiếu máy')}.hindered")
    page = office.as_officer().get(address(office)).follow("Sửa: đoạn 1, Tồn tại, hạn chế và nguyên nhân")
    assert ": «thiếu máy»." in page.form(button="Xong đoạn này").fields["text"][0]
    page.form(button="Xong đoạn này").submit({"text": f"«Thiếu máy tính» ({SCHOOL})."})
    assert printed(office)["IV"] == [f"Thiếu máy tính ({SCHOOL})."]
    assert "đơn vị đã sửa lời" not in office.as_officer().get(address(office)).text


def test_words_stand_behind_what_was_drafted_of_their_part(office: Office, write: Write) -> None:
    with office.write() as session:
        one = session.scalars(select(ReportPassage).where(ReportPassage.key == "con-thieu")).one()
        one.text = "Còn thiếu."
    for period, words in ((OCTOBER, "Thiếu máy"), (date(2026, 11, 1), "Mạng yếu")):
        press(office, "IV", f"viet:{write(period, on=date(2026, 11, 20), hindered=words)}.hindered")
    assert printed(office)["IV"] == ["Còn thiếu.", f"{SCHOOL}: thiếu máy. {SCHOOL}: mạng yếu."]


def test_a_press_while_a_passage_is_open_stores_what_was_typed_too(office: Office, write: Write) -> None:
    first = f"viet:{write(hindered='Thiếu máy')}.hindered"
    press(office, "IV", first)
    with office.read() as session:
        one = session.scalars(select(ReportPassage).where(ReportPassage.key == "IV.trong")).one()
    there = f"{address(office)}/doan/{one.id}"
    second = f"viet:{write(date(2026, 11, 1), on=date(2026, 11, 20), hindered='Mạng yếu')}.hindered"
    form = office.as_officer().get(there).form(button="Xong đoạn này")
    form.submit({"text": f"Đang gõ dở. {SCHOOL}: «thiếu máy».", "lay": second})
    assert text_of(office, "IV.trong") == " ".join(
        ("Đang gõ dở.", f"{SCHOOL}: ⟦{first}|thiếu máy⟧.", f"{SCHOOL}: ⟦{second}|mạng yếu⟧.")
    )


def test_only_the_newest_return_of_the_days_that_the_office_sees_is_offered(office: Office, write: Write) -> None:
    write(OCTOBER, hindered="Cũ")
    write(date(2026, 11, 1), on=date(2026, 11, 20), hindered="Mới")
    with office.write() as session:
        hidden = {**RETURN, "key": "front_words", "sees": ["leader"], "decides": None}
        programme, _sites = make_returns(session, office.here(session), sites=0, **hidden)
        site = session.scalars(select(Site)).one()
        send(session, programme, site, OCTOBER, date(2026, 11, 4), hindered="Kín")
    text = office.as_officer().get(address(office)).text
    assert "Mới" in text
    assert "Cũ" not in text
    assert "Kín" not in text
    with office.write() as session:
        report = session.scalars(select(Report)).one()
        report.until = date(2026, 9, 30)
    assert "Các đơn vị viết" not in office.as_officer().get(address(office)).text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<script>alert(1)</script> & <b>", "<script>alert(1)</script> & <b>"),
        ("a⟧ b|c ⟦so.lop⟧ «d»", "a bc so.lop “d”"),
        ("=1+1; {{ 7*7 }} {% raw %}", "=1+1; {{ 7*7 }} {% raw %}"),
    ],
)
def test_words_never_act(office: Office, write: Write, written: str, shown: str) -> None:
    key = f"viet:{write(hindered=written)}.hindered"
    page = press(office, "IV", key)
    assert f"{SCHOOL}: {shown}." in page.text
    assert not page.all("script[text()='alert(1)']")
    page = page.follow("Sửa: đoạn 1, Tồn tại, hạn chế và nguyên nhân")
    page.form(button="Xong đoạn này").submit()
    assert printed(office)["IV"] == [f"{SCHOOL}: {shown}."]


def test_words_longer_than_a_passage_are_refused_whole(office: Office, write: Write) -> None:
    press(office, "IV", f"viet:{write(hindered='a ' * 1500 + 'a')}.hindered")
    stood = text_of(office, "IV.trong")
    later = write(date(2026, 11, 1), on=date(2026, 11, 9), hindered="b " * 1250)
    page = press(office, "IV", f"viet:{later}.hindered")
    assert "Đoạn này đã dài" in page.text
    assert text_of(office, "IV.trong") == stood


def test_a_report_that_was_sent_takes_no_words(office: Office, write: Write) -> None:
    key = f"viet:{write(hindered='Thiếu máy')}.hindered"
    send_report(office)
    page = press(office, "IV", key)
    assert "Báo cáo đã gửi" in page.text
    assert "Các đơn vị viết" not in page.text
    assert text_of(office, "IV.trong") == ""


def test_what_units_ask_for_is_a_task_and_proposals_are_the_wards_or_said_to_be_none(
    office: Office, write: Write
) -> None:
    officer = office.as_officer()
    assert "V. Kiến nghị" in officer.get(address(office)).form(button="Gửi lãnh đạo").submit().text
    page = officer.get(address(office)).form(button="Không có kiến nghị").submit()
    assert "Kiến nghị. Không có kiến nghị." in page.text
    assert printed(office)["V"][-1] == "Không có kiến nghị."
    asked = officer.get(address(office)).form(button="Gửi lãnh đạo").submit().text
    assert QUESTION in asked
    assert "V. Kiến nghị" not in asked
    press(office, "V", f"viet:{write(asks='Cấp thêm máy')}.asks")
    assert printed(office)["V"][-2:] == [f"Xem xét đề nghị của {SCHOOL}: cấp thêm máy.", "Không có kiến nghị."]


def test_ten_answers_stand_in_the_draft_and_the_rest_in_the_annex(office: Office) -> None:
    planned(office)
    with office.write() as session:
        plan = session.scalars(select(Plan)).one()
        for number in range(12):
            done = {"state": "done", "answer": f"xong {number}."}
            session.add(Matter(unit=plan.unit, plan=plan, text=f"Việc {number}", **done))
        waits = {"state": "reported", "answer": "chưa duyệt", "proposed_at": clock.now()}
        session.add(Matter(unit=plan.unit, plan=plan, text="Việc chờ", **waits))
        session.add(Matter(unit=plan.unit, plan=plan, text="Việc không lời", state="done"))
    page = office.as_officer().get(HERE).form(button="Lập báo cáo").submit()
    assert "Xong 0. Xong 1." in page.text
    assert "2 lời chưa xem" in page.text
    assert "hưa duyệt" not in page.text
    assert printed(office)["annex"] == ["xong 10", "xong 11"]
    with office.read() as session:
        last = session.scalars(select(Matter).where(Matter.text == "Việc 11")).one().id
    press(office, "III", of_task(last))
    press(office, "III", of_task(last))
    assert printed(office)["annex"] == ["xong 10"]
    assert printed(office)["III"][-2].endswith("Xong 9. Xong 11.")


def test_the_passage_of_unknown_targets_is_emptied_with_a_reason_alone(office: Office) -> None:
    planned(office)
    with office.write() as session:
        plan = session.scalars(select(Plan)).one()
        plan.until = clock.today() + timedelta(days=400)
        make_target(session, plan.unit, plan, name="Học sinh có kỹ năng số", audience="pupils")
    page = office.as_officer().get(HERE).form(button="Lập báo cáo").submit()
    assert "2. Còn 01 chỉ tiêu chưa có số liệu để đánh giá trong kỳ: người dân trưởng thành." in page.text
    assert "1 chỉ tiêu có số, 0 đạt, 1 chưa đạt, 1 chưa có số." in page.text
    opened = page.follow("Sửa: mục “2”, Kết quả thực hiện các chỉ tiêu")
    refused = opened.form(button="Xong đoạn này").submit({"text": ""}, status=422)
    assert "Chưa lưu." in refused.text
    assert text_of(office, "chua-co-so") != ""
    page = refused.form(button="Xong đoạn này").submit({"text": "", "ly-do": "Số đã nêu ở phụ lục"})
    assert text_of(office, "chua-co-so") == ""
    with office.read() as session:
        one = session.scalars(select(ReportPassage).where(ReportPassage.key == "chua-co-so")).one().id
    before = office.as_leader().get(f"{address(office)}/doan/{one}/ban-truoc").text
    assert "Vì sao bỏ trống: Số đã nêu ở phụ lục" in before


def test_the_page_takes_as_many_statements_however_many_write(office: Office, write: Write) -> None:
    write(hindered="Một")
    asked = []
    for _round in range(2):
        officer = office.as_officer()
        officer.get(address(office))
        with counted() as seen:
            officer.get(address(office))
        asked.append(len(seen))
        with office.write() as session:
            unit, programme = office.here(session), session.scalars(select(Programme)).one()
            for number in range(5):
                make_organisation(session, unit, f"Trường {number}")
            for site in rows_of(session, programme):
                send(session, programme, site, OCTOBER, date(2026, 11, 10), hindered="Nhiều")
    assert asked[0] == asked[1]

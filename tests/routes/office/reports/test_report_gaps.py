"""What a report lacks is named at the officer's desk, and asked about once before it is sent."""

import pytest
from sqlalchemy import select

from app.country import clock, formats
from app.models import Matter, Measurement, Plan, Report, Target
from app.web.database import db
from tests.factories import PAPER, make_attended_course, make_target
from tests.pages import Page
from tests.routes.office.conftest import Office
from tests.routes.office.reports.test_reports import HERE, address, kept, planned

QUESTION = "Báo cáo còn thiếu"


@pytest.fixture
def lacking(office: Office) -> Page:
    """A report of a plan with a target that nobody entered and a task that nobody marked."""
    planned(office)
    with office.write() as session:
        plan = session.scalars(select(Plan)).one()
        make_target(session, plan.unit, plan, name="Học sinh có kỹ năng số", text="100% học sinh", audience="pupils")
        session.add(Matter(unit=plan.unit, plan=plan, text="Mở lớp AI"))
    return office.as_officer().get(HERE).form(button="Lập báo cáo").submit()


def test_the_desk_names_what_is_lacking_and_leads_to_it(office: Office, lacking: Page) -> None:
    text = lacking.text
    assert "Học sinh có kỹ năng số" in text
    assert "II. Kết quả thực hiện các chỉ tiêu 1 chưa có số" in text
    assert "1 rỗng" in text
    assert "Còn 01 chỉ tiêu chưa có số liệu để đánh giá trong kỳ: học sinh có kỹ năng số." in text
    entry = next(words for words in lacking.links() if words.startswith("II. Học sinh"))
    assert "so-nhap" in lacking.follow(entry).address
    tasks = next(words for words in lacking.links() if words.startswith("I. Nhiệm vụ của kế hoạch chưa"))
    assert lacking.follow(tasks).address.startswith("/van-phong/nhiem-vu")
    assert "nhập số" not in office.as_leader().get(address(office)).text


@pytest.mark.usefixtures("lacking")
def test_sending_asks_once_and_names_the_gaps(office: Office) -> None:
    asked = office.as_officer().get(address(office)).form(button="Gửi lãnh đạo").submit()
    assert QUESTION in asked.text
    assert "Học sinh có kỹ năng số" in asked.text
    assert kept(office).state == "draft"
    assert "Đã gửi lãnh đạo." in asked.form(button="Vẫn gửi lãnh đạo").submit().text
    assert kept(office).state == "sent"


@pytest.mark.usefixtures("lacking")
def test_a_report_that_lacks_nothing_is_sent_at_once(office: Office) -> None:
    with office.write() as session:
        target = session.scalars(select(Target).where(Target.name == "Học sinh có kỹ năng số")).one()
        day = {"counted_on": clock.today(), "from_words": "Trường", "denominator": 200}
        session.add(Measurement(unit=target.unit, target=target, **PAPER, numerator=150, **day))
        session.scalars(select(Matter)).one().state = "doing"
    officer = office.as_officer()
    page = officer.get(address(office))
    by = f"(số liệu của Trường ngày {formats.date(clock.today())})"
    assert f"Học sinh: 150/200 học sinh, đạt 75% {by}; chưa đạt chỉ tiêu ít nhất 100%." in page.text
    assert "Kế hoạch có 01 nhiệm vụ; đang thực hiện 01 nhiệm vụ." in page.text
    while words := next((each for each in page.links() if each.endswith("viết")), ""):
        page = page.follow(words).form(button="Xong đoạn này").submit({"text": "Không có."})
    assert "Đã gửi lãnh đạo." in page.form(button="Gửi lãnh đạo").submit().text
    assert officer.get(f"{address(office)}/gui").address == address(office)


def test_the_address_of_the_question_leads_back_once_it_is_sent(office: Office, lacking: Page) -> None:
    lacking.form(button="Gửi lãnh đạo").submit().form(button="Vẫn gửi lãnh đạo").submit()
    with office.app.app_context():
        assert db.session.scalars(select(Report)).one().state == "sent"
    assert office.as_officer().get(f"{address(office)}/gui").address == address(office)


def test_what_is_measured_by_something_weaker_lacks_no_number(office: Office) -> None:
    planned(office)
    with office.write() as session:
        plan = session.scalars(select(Plan)).one()
        said = {"text": "100% người lớn", "measured_by": "nguoi-hoc", "own_denominator": 12}
        make_target(session, plan.unit, plan, name="Người lớn có kỹ năng số", **said)
        make_attended_course(session, plan.unit, people=3)
    page = office.as_officer().get(HERE).form(button="Lập báo cáo").submit()
    assert "3/12 người đã dự ít nhất một buổi học (25%)" in page.text
    assert not [each for each in page.links() if each.startswith("II. Người lớn có kỹ năng số")]


@pytest.mark.usefixtures("lacking")
def test_a_typed_number_without_its_paper_is_asked_for_and_not_judged(office: Office) -> None:
    with office.write() as session:
        target = session.scalars(select(Target).where(Target.name == "Học sinh có kỹ năng số")).one()
        day = {"counted_on": clock.today(), "from_words": "Phường tự đếm", "denominator": 100}
        session.add(Measurement(unit=target.unit, target=target, numerator=100, **day))
        session.scalars(select(Matter)).one().state = "doing"
    page = office.as_officer().get(address(office))
    by = f"(số liệu của Phường tự đếm ngày {formats.date(clock.today())}, chưa có văn bản)"
    assert f"Học sinh: 100 học sinh {by}." in page.text
    assert "2 chỉ tiêu có số, 0 đạt, 1 chưa đạt" in page.text
    assert "II. Kết quả thực hiện các chỉ tiêu 1 chưa có văn bản" in page.text
    gap = next(words for words in page.links() if words.startswith("II. Học sinh"))
    assert gap == "II. Học sinh có kỹ năng số (chưa có văn bản) cần giấy"
    assert "Phường tự đếm" in page.follow(gap).text
    asked = page.form(button="Gửi lãnh đạo").submit()
    assert "Học sinh có kỹ năng số (chưa có văn bản)" in asked.text

"""What a report lacks is named at the officer's desk, and asked about once before it is sent."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select

from app.country import clock, formats
from app.models import Matter, Measurement, Plan, Programme, Report, ReportPassage, Target
from app.models.movement.declaration_reading import read
from app.models.movement.represented import GroupSite
from app.web.database import db
from tests.factories import PAPER, make_attended_course, make_denominator, make_group, make_target
from tests.pages import Page
from tests.quick_entries import RETURN
from tests.recording import record
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
    assert "Còn 01 chỉ tiêu chưa có số liệu để đánh giá trong kỳ: học sinh." in text
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


def test_a_plan_without_number_day_or_issuer_and_with_slips_is_asked_about(office: Office, lacking: Page) -> None:
    assert not [words for words in lacking.links() if "Kế hoạch chưa có số" in words or "nghi sai" in words]
    with office.write() as session:
        plan = session.scalars(select(Plan)).one()
        plan.signed_on = None
        make_target(session, plan.unit, plan, name="Học trực tuyến", text="100% học công nghê […] số")
        ended = {"since": date(2025, 1, 1), "until": date(2025, 12, 31)}
        make_target(session, plan.unit, plan, name="Đã hết hạn", text="100% công nghê", **ended)
    page = office.as_officer().get(address(office))
    link = next(words for words in page.links() if words.startswith("I. Kế hoạch chưa có số, ngày ký hoặc cơ quan"))
    assert page.follow(link).address == f"/van-phong/ke-hoach/{plan.public_id}/sua"
    slips = [words for words in page.links() if "lời kế hoạch nghi sai" in words]
    assert [each.removesuffix(" viết") for each in slips] == [
        f"II. Học trực tuyến: lời kế hoạch nghi sai, “{slip}”" for slip in ("[…]", "công nghê")
    ]


@pytest.mark.usefixtures("lacking")
def test_a_part_that_would_print_nothing_is_named_to_who_writes_and_until_it_is_locked_to_who_decides(
    office: Office,
) -> None:
    with office.write() as session:
        for each in session.scalars(select(ReportPassage).where(ReportPassage.part == "II")):
            each.text, each.drafted = "", "Máy đã viết."
        session.execute(delete(ReportPassage).where(ReportPassage.part == "III", ReportPassage.key == "III.trong"))
    officer = office.as_officer()
    assert "III. Kết quả thực hiện nhiệm vụ: chưa có câu nào" in officer.get(address(office)).text
    sent = officer.get(address(office)).form(button="Gửi lãnh đạo").submit()
    sent.form(button="Vẫn gửi lãnh đạo").submit()
    named = "III. Kết quả thực hiện nhiệm vụ: 1 rỗng"
    leader = office.as_leader()
    page = leader.get(f"{address(office)}/duyet")
    assert named in page.text
    assert named in page.form(button="Duyệt báo cáo").submit().text
    assert named in officer.get(address(office)).text


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


def test_a_number_newer_than_the_one_that_is_told_is_asked_about(office: Office) -> None:
    planned(office)
    officer = office.as_officer()
    officer.get(HERE).form(button="Lập báo cáo").submit()
    with office.write() as session:
        report, target = session.scalars(select(Report)).one(), session.scalars(select(Target)).one()
        report.until = clock.today() - timedelta(days=1)
        for day, number in ((report.until, 541), (clock.today(), 885)):
            told = {"from_words": "Công an phường", "counted_on": day}
            session.add(Measurement(unit=target.unit, target=target, **PAPER, numerator=number, **told))
    asked = f"Người đạt trên VNeID: có số mới hơn, ngày {formats.date(clock.today())}: 885; dùng?"
    page = officer.get(address(office))
    assert asked in page.text
    assert "1 số đã có số mới hơn" in page.text
    assert asked in page.form(button="Gửi lãnh đạo").submit().text
    words = next(each for each in page.links() if asked in each)
    done = page.follow(words).form(button="Xong đoạn này").submit({"text": "Đến nay có 885 người."})
    assert "số mới hơn" not in done.text


def test_what_is_measured_by_something_weaker_lacks_no_number(office: Office) -> None:
    planned(office)
    with office.write() as session:
        plan = session.scalars(select(Plan)).one()
        said = {"text": "100% người lớn", "measured_by": "nguoi-hoc", "own_denominator": 12}
        make_target(session, plan.unit, plan, name="Người lớn có kỹ năng số", **said)
        make_attended_course(session, plan.unit, people=3)
    page = office.as_officer().get(HERE).form(button="Lập báo cáo").submit()
    assert "3/12 người đã dự ít nhất một buổi học (25%, số tham khảo)" in page.text
    assert not [each for each in page.links() if each.startswith("II. Người lớn có kỹ năng số")]


def test_a_number_above_what_is_known_of_its_place_is_named_with_its_reason(office: Office, lacking: Page) -> None:
    said = {**RETURN, "fields": [{**RETURN["fields"][0], "label": "Số hộ", "bound": "households"}]}
    with office.write() as session:
        unit = session.scalars(select(Plan)).one().unit
        group = make_group(session, unit, "Tổ Tân Thịnh 9")
        make_denominator(session, unit, 348, "households", residential_group=group)
        declared = {key: each for key, each in said.items() if key not in ("among", "every", "due", "outcomes")}
        asked = read({**declared, "subject": "group", "records": ["group_head", "officer"]})
        programme = Programme.begun(session, unit, asked, catalogue="", now=clock.now())
        programme.use_draft(seen="1", now=clock.now())
        session.flush()
        site, current = session.scalars(GroupSite.of(group.id)).one(), programme.current
        assert current
        told = {"by": None, "way": "office", "at": clock.now(), "now": clock.now(), "answers": {"people": 9999}}
        record(session, site, current, uuid=str(uuid4()), reason="Hộ tạm trú", **told)
    page = office.as_officer().get(lacking.address)
    words = "Tổ Tân Thịnh 9 gửi 9.999 ở “Số hộ”, tổ dân phố có 348 hộ: “Hộ tạm trú”"
    link = next(each for each in page.links() if words in each)
    assert "/phong-trao/" in page.follow(link).address


@pytest.mark.usefixtures("lacking")
def test_a_typed_number_without_its_paper_is_asked_for_and_not_judged(office: Office) -> None:
    with office.write() as session:
        target = session.scalars(select(Target).where(Target.name == "Học sinh có kỹ năng số")).one()
        day = {"counted_on": clock.today(), "from_words": "Phường tự đếm", "denominator": 100}
        session.add(Measurement(unit=target.unit, target=target, numerator=100, **day))
        session.scalars(select(Matter)).one().state = "doing"
    page = office.as_officer().get(address(office))
    by = f"(số liệu của Phường tự đếm ngày {formats.date(clock.today())}, chưa có văn bản)"
    assert f"Học sinh: 100 học sinh {by}; chưa đủ số liệu để đánh giá." in page.text
    assert "2 chỉ tiêu có số, 0 đạt, 1 chưa đạt" in page.text
    assert "II. Kết quả thực hiện các chỉ tiêu 1 chưa có văn bản" in page.text
    gap = next(words for words in page.links() if words.startswith("II. Học sinh"))
    assert gap == "II. Học sinh có kỹ năng số (chưa có văn bản) cần giấy"
    assert "Phường tự đếm" in page.follow(gap).text
    asked = page.form(button="Gửi lãnh đạo").submit()
    assert "Học sinh có kỹ năng số (chưa có văn bản)" in asked.text

"""A class for disabled people: its poster says so, no page or paper says it beside a name."""

import pytest
from sqlalchemy import select

from app.country import clock
from app.jobs import orders, work
from app.models import Certificate, Course, Job, JobState, Registration, Role
from app.models.learning.course_terms import outward_title
from tests.documents.ruler import Paper
from tests.factories import make_account, make_approved_list, make_attended_course, make_course, make_registration
from tests.pages import Pages
from tests.routes.office.conftest import Office

TOLD, PLAIN = "Lớp kỹ năng số cho người khuyết tật", "Lớp kỹ năng số – Nhà văn hóa Túc Duyên"
NAME = "Triệu Thị Bjoóc"


@pytest.fixture
def registered(office: Office) -> Registration:
    """Somebody on the class LOP06, which is for disabled people and says so in its title."""
    with office.write() as session:
        course = make_course(session, office.here(session), code="LOP06", title=TOLD, audience="disabled")
        return make_registration(session, course, NAME)


def issued_before(office: Office) -> list[Certificate]:
    """Papers of DEM5 that were issued while nothing said whom the class was for."""
    with office.write() as session:
        course = make_attended_course(
            session, office.here(session), code="DEM5", people=2, title="Lớp của Hội Hướng Dương"
        )
        approval = make_approved_list(session, course)
        job = orders.certificates(session, approval, by=None)
        course.audience = "disabled"
    with office.app.app_context():
        work.run(job.id)
    with office.read() as session:
        return list(session.scalars(select(Certificate).order_by(Certificate.id)))


@pytest.mark.parametrize(
    "page", ["nguoi-hoc", "diem-danh", "trinh-duyet", "ten-tren-giay", "tin-nhan", "lich-su", "nguoi-hoc/moi"]
)
def test_no_page_of_the_office_with_names_tells_the_class(office: Office, registered: Registration, page: str) -> None:
    shown = office.as_officer().client.get(f"/van-phong/lop/LOP06/{page}", follow_redirects=True)
    assert shown.status_code in (200, 404)
    assert TOLD not in shown.get_data(as_text=True)


def test_the_offices_own_page_of_the_class_says_both_titles_and_why(office: Office, registered: Registration) -> None:
    page = office.as_officer().get("/van-phong/lop/LOP06")
    assert page.h1 == TOLD
    assert f"máy ghi: {PLAIN}." in page.text
    assert NAME not in page.text


def test_what_a_resident_holds_and_shows_does_not_tell_the_class(office: Office, registered: Registration) -> None:
    with office.read() as session:
        token = session.get_one(Registration, registered.id).ticket.token
    pages = Pages(office.app.test_client())
    ticket = pages.get(f"/v/{token}")
    assert NAME in ticket.text
    assert TOLD not in ticket.html
    assert PLAIN in ticket.text
    assert TOLD in pages.get("/l/LOP06").text  # names nobody


def test_the_roll_and_the_sheet_to_sign_do_not_tell_the_class(office: Office, registered: Registration) -> None:
    with office.write() as session:
        course = session.scalars(Course.called("LOP06")).one()
        teacher = make_account(session, office.here(session), Role.INSTRUCTOR, course=course)
        job = orders.sign_in_sheet(session, course.lessons[0], marked=False, by=None)
        file = orders.course_file(session, course, by=None)
    roll = Pages(office.app.test_client()).sign_in(teacher).get("/giang-vien/lop/LOP06/buoi/1")
    assert NAME in roll.text
    assert TOLD not in roll.html
    for one in (job, file):
        with office.app.app_context():
            work.run(one.id)
        with office.read() as session:
            done = session.get_one(Job, one.id)
            assert done.state == JobState.DONE, done.reason
            paper = Paper((office.app.extensions["settings"].data_dir / "papers" / str(done.result)).read_bytes())
        assert NAME in paper.words()
        assert PLAIN in paper.words()
        assert "khuyết tật" not in paper.words()


def test_papers_issued_before_are_told_neutrally_and_another_may_be_had(office: Office) -> None:
    old = issued_before(office)[0]
    page = Pages(office.app.test_client()).get(f"/g/{old.code}")
    assert "Hướng Dương" not in page.html
    assert PLAIN in page.text
    assert "muốn giấy in cũng ghi gọn thì báo phường để cấp giấy thay" in page.text

    officer, leader = office.as_officer(), office.as_leader()
    entry = officer.get(f"/van-phong/so-cap/{office.ward.code}/{clock.local(old.approved_at).year}/1")
    assert "Hướng Dương" not in entry.html
    form = entry.follow("Giấy ghi sai, đề nghị cấp lại")
    assert f"Giấy mới ghi: {PLAIN}." in form.text
    form.form("/cap-lai").submit({"reason": "Người học muốn giấy ghi gọn."})
    asked = leader.get("/van-phong/duyet").follow(
        next(link for link in leader.get("/van-phong/duyet").links() if link.startswith("Cấp lại giấy số 001"))
    )
    assert "Hướng Dương" not in asked.html
    asked.form("/dong-y").submit()

    with office.read() as session:
        new = session.scalars(select(Certificate).where(Certificate.replaces_id == old.id)).one()
        assert (new.paper["course"], new.paper["neutral"], new.tells) == (PLAIN, "1", False)
    told = Pages(office.app.test_client()).get(f"/g/{new.code}")
    assert PLAIN in told.text
    assert "báo phường để cấp giấy thay" not in told.text


def test_a_paper_whose_frozen_words_tell_is_told_neutrally_whatever_the_class_is_called_by_now(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), title="Lớp kỹ năng số")
        assert outward_title({"course": TOLD}, course) == "Lớp kỹ năng số"
        assert outward_title({"course": "Chợ số"}, course) == "Chợ số"


def test_a_neutral_title_that_tells_is_refused_on_the_form(office: Office, registered: Registration) -> None:
    officer = office.as_officer()
    form = officer.get("/van-phong/lop/LOP06/sua").form("/sua")
    page = form.submit({"neutral_title": "Lớp hộ nghèo"}, status=422)
    assert "Tên này vẫn nói rõ bệnh tật hoặc hoàn cảnh." in page.text
    form.submit({"neutral_title": "Lớp số tháng 11"})
    assert office.course("LOP06").named_title == "Lớp số tháng 11"

"""What waits for an officer, and what for a leader."""

from datetime import timedelta

from app import clock
from app.models import Approval, CourseState
from tests.factories import make_attended_course, make_course, make_registration, make_ward
from tests.routes.office.conftest import Office
from tests.statements import counted


def test_a_new_ward_has_nothing_waiting_and_a_button_to_begin(office: Office) -> None:
    page = office.as_officer().get("/van-phong")

    assert "Chào Lường Thị Bích Đào. Không có việc nào chờ anh chị." in page.text
    assert "Hôm nay không có buổi học nào." in page.text
    assert page.links()["Mở lớp mới"] == "/van-phong/lop/moi"


def test_an_officer_sees_lessons_drafts_and_courses_without_a_list(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        tonight = clock.at_local(clock.today(), 19, 30)
        course = make_course(session, ward, code="DEM4", title="Bình dân học AI", first=tonight)
        make_registration(session, course)
        make_course(session, ward, code="DEM7", title="Lớp đang soạn", state=CourseState.DRAFT)
        make_attended_course(session, ward, code="DEM5", title="Điện thoại thông minh")

    page = office.as_officer().get("/van-phong")

    assert "Có 2 việc chờ anh chị." in page.text
    assert "19 giờ 30, Bình dân học AINhà văn hóa Túc Duyên, 1 người" in page.links()
    assert "Bản nháp, chưa công bố" in page.text
    assert "Lớp đang soạn3 buổi" in page.links()
    assert "Đã học xong, chưa trình duyệt" in page.text
    assert any(text.startswith("Điện thoại thông minhBuổi cuối") for text in page.links())


def test_a_lesson_nobody_closed_is_pointed_at(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        make_course(session, ward, title="Bình dân học AI", first=clock.now() - timedelta(days=2))

    assert "Buổi 1, Bình dân học AI" in office.as_officer().get("/van-phong").text


def test_a_leader_sees_what_is_theirs_to_decide(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        course = make_attended_course(session, ward, code="DEM5", title="Điện thoại thông minh", people=3)
        Approval.submit(session, course.id, by=session.merge(office.officer), now=clock.now())
        make_course(session, ward, title="Lớp đang soạn", state=CourseState.DRAFT)

    page = office.as_leader().get("/van-phong")

    assert "Có 1 việc chờ anh chị." in page.text
    assert page.links()["3 giấy chứng nhậnĐiện thoại thông minh"] == "/van-phong/lop/DEM5/duyet"
    assert "Lớp đang soạn" not in page.text
    assert "Mở lớp mới" not in page.links()


def test_another_wards_work_is_not_shown(office: Office) -> None:
    with office.write() as session:
        other = make_ward(session)
        make_course(session, other, title="Lớp của phường khác", first=clock.at_local(clock.today(), 23))
        make_attended_course(session, other, title="Lớp của phường khác")

    assert "phường khác" not in office.as_officer().get("/van-phong").text


def test_it_costs_the_same_however_much_waits(office: Office) -> None:
    asked = []
    for count in (1, 8):
        with office.write() as session:
            ward = office.here(session)
            for _number in range(count):
                done = make_attended_course(session, ward, people=1, lessons=2)
                make_attended_course(session, ward, people=1, lessons=2)
                Approval.submit(session, done.id, by=session.merge(office.officer), now=clock.now())
                make_course(session, ward, state=CourseState.DRAFT)
                make_course(session, ward, first=clock.at_local(clock.today(), 23))
        pages = office.as_officer()
        with counted() as statements:
            pages.get("/van-phong")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 16


def test_who_holds_no_role_in_an_office_stays_outside(office: Office) -> None:
    from app.models import Role
    from tests.factories import make_account
    from tests.pages import Pages

    with office.write() as session:
        teacher = make_account(session, office.here(session), Role.INSTRUCTOR)

    Pages(office.app.test_client()).sign_in(teacher).get("/van-phong", status=403)

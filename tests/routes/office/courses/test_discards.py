"""A class begun by mistake leaves no litter; one that somebody met stays."""

import pytest

from app.models import Course, CourseState, Lesson, Role, RoleGrant
from app.models.helping.course_invitee import CourseInvitee
from app.models.learning.course_terms import Deleted
from tests.factories import make_account, make_course, make_person, make_registration
from tests.routes.office.conftest import Office

HERE = "/van-phong/lop/DEM1"
STAYS = "nên không xóa được"


def a_draft(office: Office, **given: object) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", title="Gõ nhầm", state=CourseState.DRAFT, **given)


def test_a_draft_is_deleted_whole_and_the_trail_keeps_its_name(office: Office) -> None:
    a_draft(office)
    with office.write() as session:
        course = session.scalars(Course.called("DEM1")).one()
        make_account(session, office.here(session), Role.INSTRUCTOR, course=course)
    asked = office.as_officer().get(HERE).follow("Xóa bản nháp")
    assert "3 buổi học đã xếp cũng mất theo" in asked.text

    page = asked.form("/xoa").submit()

    assert "Đã xóa bản nháp Gõ nhầm." in page.text
    assert page.pages.get(HERE, status=404)
    with office.read() as session:
        assert session.scalars(Course.called("DEM1")).all() == []
        assert session.query(Lesson).count() == 0
        assert session.query(RoleGrant).filter(RoleGrant.course_id.is_not(None)).count() == 0
    assert office.acts("DEM1") == ["course.deleted"]


def test_a_draft_without_lessons_goes_too(office: Office) -> None:
    a_draft(office, lessons=0)
    page = office.as_officer().get(HERE + "/xoa").form("/xoa").submit()
    assert "Đã xóa bản nháp" in page.text


def test_what_was_once_published_is_called_off_instead(office: Office) -> None:
    a_draft(office)
    pages = office.as_officer()
    kept = pages.get(HERE + "/xoa").form("/xoa")
    pages.get(HERE).form(button="Công bố lớp").submit()
    pages.get(HERE).form(button="Rút về bản nháp").submit()

    page = kept.submit()

    assert STAYS in page.text
    assert office.course("DEM1").state == CourseState.DRAFT
    assert "course.deleted" not in office.acts("DEM1")
    assert "Xóa bản nháp" not in page.links()
    assert "Hủy cả lớp" in page.links()
    assert STAYS in pages.get(HERE + "/xoa").text


def test_a_class_that_people_are_registered_on_or_invited_to_stays(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM1")
        make_registration(session, course)
        course.state = CourseState.DRAFT
        draft = make_course(session, office.here(session), code="DEM2", state=CourseState.DRAFT)
        person = make_person(session, office.here(session), "H'Hen Niê")
        by = session.merge(office.officer)
        session.add(CourseInvitee(course=draft, person=person, invited_by=by, invited_at=draft.created_at))

    pages = office.as_officer()
    token = pages.get(HERE).forms()[0].fields["csrf_token"]

    for address in (HERE, "/van-phong/lop/DEM2"):
        assert STAYS in pages.get(address + "/xoa").text
        assert STAYS in pages.post(address + "/xoa", {"csrf_token": token}).text
        assert "Xóa bản nháp" not in pages.get(address).links()


def test_a_press_that_waited_for_it_is_told_that_it_is_gone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    a_draft(office)
    publishing = office.as_officer().get(HERE).form(button="Công bố lớp")

    def gone(course: Course) -> Course:
        raise Deleted

    monkeypatch.setattr(Course, "lock", gone)

    assert publishing.submit(status=404).h1 == "Không có trang này"


def test_the_leader_deletes_nothing(office: Office) -> None:
    a_draft(office)
    assert "Xóa bản nháp" not in office.as_leader().get(HERE).links()
    office.as_leader().get(HERE + "/xoa", status=403)

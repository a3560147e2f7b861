"""Invitations to a class: of people, organisations and heads of groups, from the class and from their own lists."""

import io
import json
from datetime import timedelta

import docx
import pytest

from app.country import clock, formats
from app.models import AuditEvent, Course, Job, Person, Role
from tests.documents.ruler import Paper
from tests.factories import (
    make_account,
    make_course,
    make_grant,
    make_group,
    make_organisation,
    make_person,
    make_registration,
    make_ward,
)
from tests.pages import Form, Page
from tests.routes.office.conftest import Office

PAGE = "/van-phong/giay-moi"


@pytest.fixture
def course(office: Office) -> Course:
    """A class with a learner; a school, and a group with a head."""
    with office.write() as session:
        course = make_course(session, office.ward, title="Bình dân học AI", bring="điện thoại")
        make_registration(session, course, "Lương Doãn Thiệu", 1954).person.sex = "nam"
        make_organisation(session, office.ward)
        head = make_account(session, office.ward, full_name="Hoàng Văn Long")
        make_grant(session, head, office.ward, Role.GROUP_HEAD, group=make_group(session, office.ward))
        return course


def file_of(form: Form, changes: dict[str, object], button: dict[str, str] | None = None) -> bytes:
    """What comes of pressing it."""
    data = {**form.fields, **changes, **(button or {})}
    with form.page.pages.client.post(form.action, data=data, follow_redirects=True) as answer:
        return answer.data


def form_of(page: Page) -> Form:
    """The form of the page."""
    return page.form(button="In giấy mời")


def test_a_class_invites_its_learners_schools_and_heads_of_groups(office: Office, course: Course) -> None:
    officer = office.as_officer()
    links = officer.get(f"/van-phong/lop/{course.code}/giay-to").links()
    address = next(to for words, to in links.items() if words.startswith("Giấy mời"))
    form = form_of(officer.get(address))
    codes = list(officer.get(address).root.xpath("//input[@name='organisations']/@value"))
    given = {"learners": "y", "heads": "y", "organisations": codes, "number": "31/GM-UBND", "day": "16/11/2026"}
    paper = Paper(file_of(form, given))
    assert len(paper.sheets) == 3
    words = paper.words()
    assert "Ông Lương Doãn Thiệu" in words
    assert "Trường THCS Túc Duyên" in words
    assert "Ông/Bà Hoàng Văn Long phụ trách Tổ dân phố Túc Duyên 1" in words
    assert words.count("Số: 31/GM-UBND") == 3
    assert "Dự khai giảng lớp “Bình dân học AI" in words
    assert "Đề nghị mang theo: điện thoại." in words
    with office.read() as session:
        act = session.query(AuditEvent).filter_by(action="paper.asked").one()
        assert (act.subject_kind, json.loads(act.detail)["kind"]) == ("course", "invitation")
        assert "Thiệu" not in act.detail


def test_people_of_the_list_are_invited_in_word(office: Office, course: Course) -> None:
    with office.write() as session:
        lan = make_person(session, office.ward, "Ma Thị Lan", 1950, sex="nữ")
        far = make_person(session, make_ward(session), "Bế Văn Xa", 1950)
    officer = office.as_officer()
    form = officer.get("/van-phong/nguoi-hoc").form(button="Giấy mời dự lớp")
    page = form.submit({"dong": [lan.public_id, far.public_id], "v": "moi"})
    assert "Ma Thị Lan" in page.text
    assert "Bế Văn Xa" not in page.text
    word = file_of(form_of(page), {"course": course.code, "occasion": "lessons"}, {"word": "1"})
    words = "".join(node.text or "" for node in docx.Document(io.BytesIO(word)).element.body.iter())
    assert "Bà Ma Thị Lan" in words
    assert "Tham gia lớp “Bình dân học AI" in words
    assert "Các buổi sau" in words
    assert "Bế Văn Xa" not in words


def test_a_half_numbered_paper_and_nobody_to_invite_are_refused(office: Office, course: Course) -> None:
    form = form_of(office.as_officer().get(f"{PAGE}?lop={course.code}"))
    half = form.submit({"number": "31/GM-UBND", "learners": "y"}, status=422)
    assert "Anh chị ghi cả số và ngày ký, hoặc để trống cả hai." in half.text
    nobody = form.submit({}, status=422)
    assert "Anh chị chọn ít nhất một người hoặc một cơ quan để mời." in nobody.text
    elsewhere = form.submit({"course": "LOPKHAC", "learners": "y"}, status=422)
    assert "Anh chị chọn một dòng trong danh sách." in elsewhere.text
    with office.read() as session:
        assert session.query(Job).count() == 0


def test_nobody_is_invited_to_an_opening_that_is_over(office: Office, course: Course) -> None:
    with office.write() as session:
        begun = make_course(session, office.ward, first=clock.now() - timedelta(days=1))
        make_registration(session, begun)
    page = office.as_officer().get(f"{PAGE}?lop={begun.code}")
    assert page.root.xpath("//input[@name='occasion'][@checked]/@value") == ["lessons"]
    refused = form_of(page).submit({"learners": "y", "occasion": "opening"}, status=422)
    assert "Lớp này đã khai giảng" in refused.text
    words = Paper(file_of(form_of(page), {"learners": "y"})).words()
    assert f"Thời gian: {formats.paper_time(begun.lessons[1].starts_at)}" in words
    assert formats.long_date(begun.lessons[0].starts_at) not in words


def test_who_is_erased_meanwhile_gets_no_invitation(office: Office, course: Course) -> None:
    with office.write() as session:
        lan = make_person(session, office.ward, "Ma Thị Lan", 1950)
    form = form_of(office.as_officer().get(f"{PAGE}?lop={course.code}&nguoi={lan.public_id}"))
    with office.write() as session:
        session.get_one(Person, lan.id).erased_at = course.created_at
    assert "Anh chị chọn ít nhất một người" in form.submit({}, status=422).text


def test_without_a_class_ahead_there_is_nothing_to_invite_to(office: Office) -> None:
    assert "Chưa có lớp nào sắp học" in office.as_leader().get(PAGE).text

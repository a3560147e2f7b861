"""Courses: opened in a minute, found by any part of their name, changed by one at a time."""

from datetime import timedelta
from typing import Any

import pytest

from app.country import clock, formats
from app.models import Course, CourseState, Place, Registration, RegistrationState, Role, RoleGrant
from tests.factories import (
    make_account,
    make_attended_course,
    make_course,
    make_grant,
    make_place,
    make_registration,
    make_ward,
)
from tests.pages import Page, words
from tests.routes.office.conftest import Office
from tests.statements import counted

IN_A_WEEK = clock.today() + timedelta(days=7)


def wanted(**changes: Any) -> dict[str, Any]:
    """What an officer writes for a new course."""
    return {
        "title": "Bình dân học AI – Tân Thịnh",
        "seats": "30",
        "first_day": formats.date(IN_A_WEEK),
        "starts": "19:30",
        "minutes": "90",
        "lessons": "3",
        "new_place": "Nhà văn hóa Tân Thịnh",
        **changes,
    }


def opened(office: Office, **changes: Any) -> Page:
    return office.as_officer().get("/van-phong/lop/moi").form("/van-phong/lop/moi").submit(wanted(**changes))


def the_course(office: Office) -> Course:
    with office.read() as session:
        course = session.scalars(Course.of(office.ward.id)).one()
        assert course.lessons is not None
        assert course.place is not None
        return course


def test_a_course_is_opened_with_its_lessons_place_and_instructor(office: Office) -> None:
    with office.write() as session:
        teacher = make_account(session, office.here(session), Role.INSTRUCTOR, full_name="Tạ Đăng Nguyên")

    page = opened(office, instructors=[teacher.public_id], topics="hỏi trợ lý ảo, dịch đơn thuốc")

    course = the_course(office)
    assert page.h1 == "Bình dân học AI – Tân Thịnh"
    assert f"Mã lớp {course.code}" in page.text
    assert "Bản nháp" in page.text
    assert "Tạ Đăng Nguyên" in page.text
    assert course.state == CourseState.DRAFT
    assert len(course.code) == 5
    assert [clock.local(lesson.starts_at).date() for lesson in course.lessons] == [
        IN_A_WEEK + timedelta(weeks=week) for week in range(3)
    ]
    assert formats.time_range(course.lessons[0].starts_at, course.lessons[0].ends_at) == "19 giờ 30 đến 21 giờ"
    assert course.place is not None
    assert (course.place.name, course.place.seats) == ("Nhà văn hóa Tân Thịnh", 30)
    assert course.topics == "hỏi trợ lý ảo|dịch đơn thuốc"
    with office.read() as session:
        grants = session.scalars(RoleGrant.instructors_of([course.id], clock.today())).all()
        assert [grant.account_id for grant in grants] == [teacher.id]
    assert office.acts(course.code) == ["course.instructor_appointed", "course.made"]


def test_lessons_follow_the_chosen_weekdays(office: Office) -> None:
    monday = clock.today() + timedelta(days=7 - clock.today().weekday())
    opened(office, first_day=formats.date(monday), weekdays=["0", "3"], lessons="4")

    days = [clock.local(lesson.starts_at).date() - monday for lesson in the_course(office).lessons]
    assert [day.days for day in days] == [0, 3, 7, 10]


def test_a_place_that_is_known_is_not_added_twice(office: Office) -> None:
    with office.write() as session:
        make_place(session, office.here(session), "Nhà văn hóa Tân Thịnh")

    opened(office)

    with office.read() as session:
        assert len(session.scalars(Place.of(office.ward.id)).all()) == 1


def test_a_ward_without_places_is_asked_for_the_name_of_one(office: Office) -> None:
    form = office.as_officer().get("/van-phong/lop/moi").form("/van-phong/lop/moi")
    assert "place" not in form.fields
    assert "Nơi học chưa có trong danh sách" not in form.page.text

    wrong = form.submit(wanted(new_place=""), status=422)

    assert wrong.links()["Nơi học"] == "#new_place"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Anh chị chưa ghi dòng này."),
        ({"title": "ă" * 111}, "Dòng này dài 111 chữ. Anh chị ghi gọn trong 110 chữ."),
        ({"seats": "nhiều"}, "Anh chị ghi một số từ 1 đến 2.000."),
        ({"seats": "0"}, "Anh chị ghi một số từ 1 đến 2.000."),
        ({"first_day": ""}, "Anh chị ghi ngày"),
        ({"first_day": "01/01/2020"}, "Ngày này đã qua."),
        ({"first_day": "31/02/2027"}, "chưa phải một ngày"),
        ({"starts": "tối"}, '"tối" chưa phải một giờ.'),
        ({"starts": " "}, "Anh chị ghi giờ và phút, ví dụ 19 giờ 30"),
        ({"new_place": ""}, "Anh chị chọn nơi học, hoặc ghi tên nơi mới ở dòng dưới."),
        ({"lessons": "61"}, "Anh chị ghi một số từ 1 đến 60."),
        ({"instructors": ["somebody else's"]}, "Có người trong danh sách không còn dạy ở phường."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(office: Office, changes: dict[str, Any], sentence: str) -> None:
    with office.write() as session:
        make_account(session, office.here(session), Role.INSTRUCTOR)
        make_place(session, office.here(session), "Trường tiểu học")
    form = office.as_officer().get("/van-phong/lop/moi").form("/van-phong/lop/moi")

    page = form.submit(wanted(organiser="Hội Người cao tuổi", **changes), status=422)

    assert sentence in page.text
    assert "Những gì anh chị đã ghi vẫn còn đây." in page.text
    assert 'value="Hội Người cao tuổi"' in page.html
    with office.read() as session:
        assert session.scalars(Course.of(office.ward.id)).all() == []


def test_hostile_words_are_shown_as_text(office: Office) -> None:
    page = opened(office, title="<b>Lớp</b> {{7*7}} =1+1", organiser="<script>alert(1)</script>")

    assert page.h1 == "<b>Lớp</b> {{7*7}} =1+1"
    assert "<script>alert" not in page.html


def test_the_list_finds_by_any_part_of_the_name_without_accents(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        make_course(session, ward, code="DEM1", title="Bình dân học AI – Tân Thịnh")
        make_course(session, ward, code="DEM2", title="Sức khỏe điện tử")
        make_course(session, ward, code="DEM3", title="Lớp nháp", state=CourseState.DRAFT)
    pages = office.as_officer()

    everything = pages.get("/van-phong/lop")
    assert "Đang mở (2)" in everything.text
    assert "Bản nháp (1)" in everything.text
    assert "Sức khỏe điện tử" in pages.get("/van-phong/lop?tim=suc dien").text
    assert "Bình dân" not in pages.get("/van-phong/lop?tim=suc dien").text
    assert "Lớp nháp" in pages.get("/van-phong/lop?tim=dem3").text
    assert "Không thấy lớp nào" in pages.get("/van-phong/lop?tim=xyz").text
    assert "Lớp nháp" in pages.get("/van-phong/lop?xem=nhap").text


def test_the_page_tells_lessons_seats_people_and_who_waits(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM3", seats=2, lessons=3)
        for name in ("Lương Doãn Thiệu", "Chu Thị Pjảo", "Lê Thanh Tùng"):
            make_registration(session, course, name)
        teacher = make_account(session, office.here(session), Role.INSTRUCTOR, course=course)

    page = office.as_officer().get("/van-phong/lop/DEM3")

    assert "2/2 chỗ đã có người" in page.text
    assert "Đủ chỗ" in page.text
    assert teacher.full_name in page.text
    assert page.links()["2 người có chỗ"] == "/van-phong/lop/DEM3/nguoi-hoc?cho=co-cho"
    assert "1 người đang chờ" in page.links()
    assert "Lê Thanh Tùng" in page.follow("Người học").text
    assert page.text.count("Chưa học") == 3


def test_what_looks_odd_is_hinted_at(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        course = make_course(session, ward, code="DEM1")
        make_registration(session, course, "Lương Doãn Thiệu", submission="1")
        doubtful = make_registration(session, course, "Chu Thị Pjảo", submission="2")
        doubtful.person.unsure = True

    page = office.as_officer().get("/van-phong/lop/DEM1")

    assert any(text.startswith("1 người chưa chắc là ai") for text in page.links())


def test_the_page_costs_the_same_however_many_people(office: Office) -> None:
    pages = office.as_officer()
    asked = []
    for code, count in (("DEM1", 2), ("DEM2", 25)):
        with office.write() as session:
            make_attended_course(session, office.here(session), people=count, code=code)
        with counted() as statements:
            pages.get(f"/van-phong/lop/{code}")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 16


def test_a_change_makes_a_new_version_and_leaves_its_trace(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", state=CourseState.DRAFT)

    form = office.as_officer().get("/van-phong/lop/DEM1/sua").form("/van-phong/lop/DEM1/sua")
    page = form.submit({"title": "Tên mới", "seats": "45"})

    assert page.h1 == "Tên mới"
    assert (office.course("DEM1").seats, office.course("DEM1").version) == (45, 2)
    assert office.acts("DEM1") == ["course.changed"]


def test_more_seats_let_those_who_wait_move_up(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM3", seats=1)
        for name in ("Lương Doãn Thiệu", "Chu Thị Pjảo", "Lê Thanh Tùng", "Đỗ Trà My"):
            make_registration(session, course, name)

    office.as_officer().get("/van-phong/lop/DEM3/sua").form("/van-phong/lop/DEM3/sua").submit({"seats": "3"})

    with office.read() as session:
        rows = session.scalars(Registration.of(office.course("DEM3").id)).all()
        assert [row.state for row in rows] == [RegistrationState.SEATED] * 3 + [RegistrationState.WAITING]


def test_no_fewer_seats_than_people_who_hold_one(office: Office) -> None:
    with office.write() as session:
        course = make_course(session, office.here(session), code="DEM3", seats=2)
        for name in ("Lương Doãn Thiệu", "Chu Thị Pjảo"):
            make_registration(session, course, name)

    form = office.as_officer().get("/van-phong/lop/DEM3/sua").form("/van-phong/lop/DEM3/sua")
    page = form.submit({"seats": "1"}, status=422)

    assert "Đã có 2 người giữ chỗ, nên không giảm xuống dưới số đó." in page.text
    assert office.course("DEM3").seats == 2


def test_two_officers_change_one_course_the_second_sees_both_versions(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", title="Tên cũ", seats=30)
    first = office.as_officer().get("/van-phong/lop/DEM1/sua").form("/van-phong/lop/DEM1/sua")
    second = office.as_officer().get("/van-phong/lop/DEM1/sua").form("/van-phong/lop/DEM1/sua")

    first.submit({"title": "Tên người thứ nhất"})
    page = second.submit({"title": "Tên người thứ hai", "seats": "40"}, status=409)

    assert "Có người vừa sửa trước anh chị" in page.text
    rows = [[words(cell) for cell in row] for row in page.all("tr")]
    assert rows[1:] == [["Tên lớp", "Tên người thứ nhất", "Tên người thứ hai"]], (
        "what only the second changed is no conflict"
    )
    assert office.course("DEM1").title == "Tên người thứ nhất"
    again = page.form("/van-phong/lop/DEM1/sua")
    assert again.fields["title"] == ["Tên người thứ hai"]

    again.submit()  # knowing both, the second takes theirs

    assert (office.course("DEM1").title, office.course("DEM1").seats) == ("Tên người thứ hai", 40)


def test_two_officers_who_change_different_lines_of_a_course_both_keep_theirs(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", title="Tên cũ", seats=30)
    first, second, third = (office.as_officer().get("/van-phong/lop/DEM1/sua").form("/lop/DEM1/sua") for _ in range(3))

    first.submit({"title": "Tên người thứ nhất"})
    page = second.submit({"seats": "35"})

    assert (office.course("DEM1").title, office.course("DEM1").seats) == ("Tên người thứ nhất", 35)
    assert "Có người vừa sửa: Tên lớp. Ô đó giữ như họ sửa. Ô anh chị sửa thì giữ như anh chị sửa: Số chỗ." in page.text
    wrong = third.submit({"certificate_share": "0"}, status=422).form("/lop/DEM1/sua")
    assert (wrong.fields["title"], wrong.fields["seats"]) == (["Tên người thứ nhất"], ["35"])
    wrong.submit({"certificate_share": "60"})
    course = office.course("DEM1")
    assert (course.title, course.seats, course.certificate_share) == ("Tên người thứ nhất", 35, 60)


def test_a_new_place_meets_another_place_chosen_meanwhile(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1")
    first, second = (office.as_officer().get("/van-phong/lop/DEM1/sua").form("/lop/DEM1/sua") for _ in range(2))
    first.submit({"new_place": "Nhà văn hóa Một"})
    page = second.submit({"new_place": "Nhà văn hóa Hai"}, status=409)
    assert "Nơi học Nhà văn hóa Một" in page.text
    page.form("/lop/DEM1/sua").submit()
    assert "Nhà văn hóa Hai" in office.as_officer().get("/van-phong/lop/DEM1").text


def test_a_form_drawn_before_forms_said_how_they_stood_is_asked_for_every_difference(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", title="Tên cũ", seats=30)
    first, second = (office.as_officer().get("/van-phong/lop/DEM1/sua").form("/lop/DEM1/sua") for _ in range(2))
    first.submit({"title": "Tên người thứ nhất"})
    fresh = office.as_officer().get("/van-phong/lop/DEM1/sua").form("/lop/DEM1/sua").fields["stood"][0]
    for stood in (None, "", "title", fresh):  # the last one as a draft of then, filled into the form of today
        page = second.submit({"seats": "40", "stood": stood}, status=409)
        rows = [[words(cell) for cell in row] for row in page.all("tr")]
        assert rows[1:] == [["Tên lớp", "Tên người thứ nhất", "Tên cũ"], ["Số chỗ", "30", "40"]]


def test_instructors_come_and_go(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        course = make_course(session, ward, code="DEM1")
        before = make_account(session, ward, Role.INSTRUCTOR, course=course, full_name="Lê Thị Thanh Mơ")
        after = make_account(session, ward, Role.INSTRUCTOR, full_name="Tạ Đăng Nguyên")

    form = office.as_officer().get("/van-phong/lop/DEM1/sua").form("/van-phong/lop/DEM1/sua")
    assert form.fields["instructors"] == [before.public_id]
    form.submit({"instructors": [after.public_id]})

    with office.read() as session:
        teaching = session.scalars(RoleGrant.instructors_of([course.id], clock.today())).all()
        assert [grant.account_id for grant in teaching] == [after.id]
    assert office.acts("DEM1") == ["course.instructor_left", "course.instructor_appointed", "course.changed"]


def test_another_wards_course_does_not_exist(office: Office) -> None:
    with office.write() as session:
        make_course(session, make_ward(session), code="DEM9", title="Lớp của phường khác")
    pages = office.as_officer()

    for path in (
        "",
        "/sua",
        "/buoi/moi",
        "/buoi/1/sua",
        "/buoi/1/huy",
        "/huy",
        "/giay-to",
        "/hoc-vien/moi",
        "/trinh-duyet",
        "/duyet",
        "/giay",
        "/ap-phich",
    ):
        assert "Lớp của phường khác" not in pages.get(f"/van-phong/lop/DEM9{path}", status=404).html
    assert "Lớp của phường khác" not in pages.get("/van-phong/lop").html
    assert "Lớp của phường khác" not in pages.get("/van-phong/lop?tim=lop").html


def test_a_leader_reads_and_changes_nothing(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", state=CourseState.DRAFT)
    pages = office.as_leader()

    page = pages.get("/van-phong/lop/DEM1")

    assert not [form for form in page.forms() if form.action.startswith("/van-phong")]
    assert "Sửa lớp" not in page.html
    for path in ("/van-phong/lop/moi", "/van-phong/lop/DEM1/sua", "/van-phong/lop/DEM1/huy"):
        pages.get(path, status=403)


def test_an_officer_of_two_wards_chooses_for_which(office: Office) -> None:
    with office.write() as session:
        other = make_ward(session, name="Gia Sàng")
        make_grant(session, session.merge(office.officer), other, Role.OFFICER)

    page = office.as_officer().get("/van-phong/lop/moi").follow("Phường Gia Sàng")
    made = page.form("/van-phong/lop/moi").submit(wanted())

    assert made.h1 == "Bình dân học AI – Tân Thịnh"
    with office.read() as session:
        assert len(session.scalars(Course.of(other.id)).all()) == 1
        assert session.scalars(Course.of(office.ward.id)).all() == []

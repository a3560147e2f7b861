"""A new course: its dates looked at beforehand, copied from an earlier one, made from a template."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.country import clock, formats
from app.models import Course, CourseState, Role, RoleGrant
from tests.factories import make_account, make_course, make_course_template, make_group, make_place, make_ward
from tests.pages import Form, Page
from tests.routes.office.conftest import Office
from tests.routes.office.courses.test_courses import wanted
from tests.statements import counted

MONDAY = clock.today() + timedelta(days=7 - clock.today().weekday())


def new_form(office: Office, query: str = "") -> Form:
    return office.as_officer().get(f"/van-phong/lop/moi{query}").form("/van-phong/lop/moi")


def looked_at(office: Office, form: Form, status: int = 200, **changes: Any) -> Page:
    """The page after "Xem các ngày học"."""
    fields = {**form.fields, **wanted(**changes)}
    return form.page.pages.post("/van-phong/lop/moi/lich", fields, status=status)


def the_course(office: Office) -> Course:
    with office.read() as session:
        course = session.scalars(Course.of(office.ward.id).limit(1)).one()
        assert course.lessons is not None
        assert course.groups is not None
        return course


# -- the dates, before anything is saved ------------------------------------------------------------------------------


def test_the_dates_of_a_pattern_are_shown_and_nothing_is_saved(office: Office) -> None:
    page = looked_at(
        office,
        new_form(office),
        first_day=formats.date(MONDAY),
        weekdays=["1", "3"],
        lessons="4",
        title="",
        on_holidays="y",
    )

    tuesday = MONDAY + timedelta(days=1)
    assert f"{formats.weekday_date(tuesday)}".removeprefix("t") in page.text
    for days in (1, 3, 8, 10):
        assert formats.date(MONDAY + timedelta(days=days)) in page.text
    assert "19 giờ 30 đến 21 giờ" in page.text
    assert "dòng cần sửa" not in page.text
    with office.read() as session:
        assert session.scalars(Course.of(office.ward.id)).all() == []


def test_a_holiday_is_passed_over_with_a_notice(office: Office) -> None:
    new_years = date((clock.today() + timedelta(days=7)).year + 1, 1, 1)  # a week before it is not over
    page = looked_at(office, new_form(office), first_day=formats.date(new_years - timedelta(days=7)), lessons="2")

    assert f"{formats.date(new_years)} là Tết Dương lịch." in page.text
    assert formats.date(new_years + timedelta(days=7)) in page.text


def test_what_a_plan_clashes_with_is_named_and_may_be_saved(office: Office) -> None:
    at = clock.at_local(MONDAY, 19)
    with office.write() as session:
        ward = office.here(session)
        hall = make_place(session, ward, "Hội trường Ủy ban nhân dân phường")
        make_course(session, ward, code="DEM1", title="Lớp đã có", first=at, place=hall)
        busy = make_course(session, ward, code="DEM2", title="Lớp của cô Mơ", first=at)
        teacher = make_account(session, ward, Role.INSTRUCTOR, course=busy, full_name="Lê Thị Thanh Mơ")
    form = new_form(office)
    changes = {
        "first_day": formats.date(MONDAY),
        "place": hall.code,
        "new_place": "",
        "instructors": [teacher.public_id],
        "lessons": "1",
    }

    page = looked_at(office, form, **changes)

    assert "Nơi học đã có lớp DEM1 Lớp đã có, 19 giờ đến 20 giờ 30." in page.text
    assert page.links()["DEM1 Lớp đã có"] == "/van-phong/lop/DEM1"
    assert "Lê Thị Thanh Mơ đang dạy lớp DEM2 Lớp của cô Mơ" in page.text
    saved = page.form("/van-phong/lop/moi").submit(wanted(**changes))
    assert saved.h1 == "Bình dân học AI – Tân Thịnh"
    assert "Có buổi bị trùng" in saved.text
    assert "Nơi học đã có lớp DEM1 Lớp đã có" in saved.text


def test_an_unreadable_pattern_is_told_and_no_date_is_shown(office: Office) -> None:
    page = looked_at(office, new_form(office), first_day="hôm nào đó", title="")

    assert "chưa phải một ngày" in page.text
    assert "Ghi đủ ngày bắt đầu" in page.text
    assert "Còn 1 dòng cần sửa" in page.text


def test_htmx_gets_the_dates_alone(office: Office) -> None:
    form = new_form(office)
    answer = form.page.pages.client.post(
        "/van-phong/lop/moi/lich",
        data={**form.fields, **wanted(first_day=formats.date(MONDAY))},
        headers={"HX-Request": "true"},
    )

    told = answer.get_data(as_text=True)
    assert told.lstrip().startswith('<div class="stack"')
    assert formats.date(MONDAY) in told
    assert "<html" not in told


@pytest.mark.parametrize(("courses", "lessons"), [(1, "1"), (8, "20")])
def test_the_dates_cost_the_same_however_many(office: Office, courses: int, lessons: str) -> None:
    with office.write() as session:
        ward = office.here(session)
        for _number in range(courses):
            make_course(session, ward, first=clock.at_local(MONDAY, 19), lessons=8)
    form = new_form(office)
    with counted() as seen:
        looked_at(office, form, first_day=formats.date(MONDAY), lessons=lessons)
    assert len(seen) <= 12, seen


# -- like an earlier one ----------------------------------------------------------------------------------------------


def test_a_copy_takes_over_all_but_the_days_which_move_to_the_next_fitting_week(office: Office) -> None:
    last_month = clock.at_local(MONDAY - timedelta(weeks=5) + timedelta(days=1), 14)
    with office.write() as session:
        ward = office.here(session)
        group = make_group(session, ward)
        template = make_course_template(session, ward)
        course = make_course(
            session, ward, code="DEM1", title="Điện thoại thông minh", seats=17, lessons=5, first=last_month,
            topics="gọi có hình|tìm đường", certificate_share=60, excused_counts="present", offer_hours=12,
            who_may="groups", audience="elderly", template=template,
            registration_closes_at=last_month - timedelta(days=1),
        )  # fmt: skip
        course.groups = [group]
        teacher = make_account(session, ward, Role.INSTRUCTOR, course=course)
        place = course.place

    page = office.as_officer().get("/van-phong/lop/DEM1").follow("Mở lớp giống lớp này")
    form = page.form("/van-phong/lop/moi")
    first = MONDAY + timedelta(days=1)
    if (first - clock.today()).days < 7:
        first += timedelta(weeks=1)

    assert form.fields["title"] == ["Điện thoại thông minh"]
    assert form.fields["first_day"] == [formats.date(first)]
    assert form.fields["registration_closes"] == [formats.date(first - timedelta(days=1))]
    made = form.submit()

    assert made.h1 == "Điện thoại thông minh"
    copy = the_course(office)
    assert copy.code != "DEM1"
    assert (copy.seats, copy.topics, copy.certificate_share) == (17, "gọi có hình|tìm đường", 60)
    assert (copy.excused_counts, copy.offer_hours, copy.audience) == ("present", 12, "elderly")
    assert (copy.who_may, [each.id for each in copy.groups]) == ("groups", [group.id])
    assert place is not None
    assert (copy.place_id, copy.template_id, copy.state) == (place.id, template.id, CourseState.DRAFT)
    assert len(copy.lessons) == 5
    assert formats.time(copy.lessons[0].starts_at) == "14 giờ"
    with office.read() as session:
        grants = session.scalars(RoleGrant.instructors_of([copy.id], clock.today())).all()
        assert [grant.account_id for grant in grants] == [teacher.id]


def test_another_wards_course_is_not_copied(office: Office) -> None:
    with office.write() as session:
        make_course(session, make_ward(session), code="DEM9", title="Lớp của phường khác")

    office.as_officer().get("/van-phong/lop/moi?nhu=DEM9", status=404)


# -- from a template -------------------------------------------------------------------------------------------------


def test_a_course_is_made_from_a_template_in_one_step(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        make_place(session, ward, "Nhà văn hóa Tân Thịnh")
        template = make_course_template(
            session, ward, "Lớp cho người cao tuổi", audience="elderly", topics="VNeID|an toàn số", seats=25,
            lessons=4, minutes=90, weekdays="1,3", starts="14:30", excused_counts="left_out",
        )  # fmt: skip

    page = office.as_officer().get("/van-phong/lop/moi").follow("Lớp cho người cao tuổi")
    form = page.form("/van-phong/lop/moi")
    form.submit({"first_day": formats.date(MONDAY), "new_place": "Hội trường", "on_holidays": "y"})

    course = the_course(office)
    assert (course.template_id, course.audience, course.seats) == (template.id, "elderly", 25)
    assert (course.excused_counts, course.topics) == ("left_out", "VNeID|an toàn số")
    assert [(clock.local(lesson.starts_at).date() - MONDAY).days for lesson in course.lessons] == [1, 3, 8, 10]
    assert formats.time_range(course.lessons[0].starts_at, course.lessons[0].ends_at) == "14 giờ 30 đến 16 giờ"


def test_another_wards_template_is_not_there(office: Office) -> None:
    with office.write() as session:
        theirs = make_course_template(session, make_ward(session))

    office.as_officer().get(f"/van-phong/lop/moi?theo={theirs.code}", status=404)


# -- who may register, until when -------------------------------------------------------------------------------------


def test_the_rules_of_registration_are_kept(office: Office) -> None:
    with office.write() as session:
        group = make_group(session, office.here(session))
    opens, closes = clock.today() + timedelta(days=2), clock.today() + timedelta(days=6)

    form = new_form(office)
    page = form.submit(
        wanted(
            registration_opens=formats.date(opens),
            registration_closes=formats.date(closes),
            who_may="groups",
            groups=[group.code],
            offer_hours="0",
            excused_counts="present",
        )
    )

    course = the_course(office)
    assert course.registration_opens_at == clock.at_local(opens)
    assert course.registration_closes_at == clock.at_local(closes, 23, 59)
    assert (course.who_may, [each.id for each in course.groups]) == ("groups", [group.id])
    assert (course.offer_hours, course.excused_counts) == (0, "present")
    assert group.name in page.text
    assert "Vắng có phép được tính như có mặt." in page.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"registration_opens": "25/12/2030", "registration_closes": "24/12/2030"}, "trước ngày mở đăng ký"),
        ({"registration_closes": "01/01/2020"}, "Ngày này đã qua."),
        ({"who_may": "groups"}, "Anh chị chọn ít nhất một nơi"),
        ({"who_may": "groups", "groups": ["elsewhere"]}, "không còn ở phường"),
        ({"offer_hours": "200"}, "Anh chị ghi một số từ 0 đến 168."),
        ({"teaching_until": "01/01/2020"}, "Ngày này đã qua."),
    ],
)
def test_what_is_wrong_with_the_rules_is_said(office: Office, changes: dict[str, Any], sentence: str) -> None:
    with office.write() as session:
        make_group(session, office.here(session))
        make_account(session, office.here(session), Role.INSTRUCTOR)

    assert sentence in new_form(office).submit(wanted(**changes), status=422).text


def test_an_hour_that_was_stored_for_a_day_stays(office: Office) -> None:
    closes = clock.at_local(clock.today() + timedelta(days=6), 11, 30)
    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", registration_closes_at=closes)

    office.as_officer().get("/van-phong/lop/DEM1/sua").form("/sua").submit({"title": "Tên mới"})

    assert office.course("DEM1").registration_closes_at == closes


def test_an_instructor_teaches_until_a_day(office: Office) -> None:
    until = clock.today() + timedelta(days=30)
    with office.write() as session:
        ward = office.here(session)
        course = make_course(session, ward, code="DEM1")
        teacher = make_account(session, ward, Role.INSTRUCTOR, course=course)
    pages = office.as_officer()

    pages.get("/van-phong/lop/DEM1/sua").form("/sua").submit({"teaching_until": formats.date(until)})

    with office.read() as session:
        grant = session.scalars(RoleGrant.instructors_of([course.id], clock.today())).one()
        assert (grant.account_id, grant.until) == (teacher.id, until)
    assert pages.get("/van-phong/lop/DEM1/sua").form("/sua").fields["teaching_until"] == [formats.date(until)]
    assert office.acts("DEM1") == ["course.instructor_term", "course.changed"]


# -- a class for a unit's own people ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ({}, "anyone"),
        ({"audience": "cbccvc"}, "link"),
        ({"audience": "cbccvc", "who_sees": "anyone"}, "anyone"),
        ({"who_sees": "link"}, "link"),
        ({"who_sees": "nobody"}, "anyone"),
    ],
)
def test_a_class_for_staff_is_opened_by_its_link_unless_said_otherwise(
    office: Office, typed: dict[str, str], seen: str
) -> None:
    page = new_form(office).submit(wanted(**typed))

    assert the_course(office).who_sees == seen
    assert ("Chỉ ai có đường dẫn hoặc mã QR" in page.text) == (seen == "link")
    assert ("Chỉ ai có đường dẫn" in office.as_officer().get("/van-phong/lop?xem=nhap").text) == (seen == "link")


def test_a_form_saved_before_there_was_the_choice_leaves_it_as_it_is(office: Office) -> None:
    new_form(office).submit(wanted(who_sees="link"))
    code = the_course(office).code
    form = office.as_officer().get(f"/van-phong/lop/{code}/sua").form("/sua")
    assert form.fields["who_sees"] == ["link"]

    form.submit({"who_sees": []})

    assert the_course(office).who_sees == "link"
    form.page.pages.get(f"/van-phong/lop/{code}/sua").form("/sua").submit({"who_sees": "anyone"})
    assert the_course(office).who_sees == "anyone"


def test_who_sees_a_class_goes_along_when_it_is_copied_and_comes_from_its_template(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        make_course(session, ward, code="CB1", who_sees="link")
        make_course_template(session, ward, "Tập huấn", who_sees="link")

    for query in ("?nhu=CB1", "?theo=tap-huan"):
        assert new_form(office, query).fields["who_sees"] == ["link"]


# -- what the form decides, said --------------------------------------------------------------------------------------


def test_a_first_day_on_another_weekday_is_moved_and_said_so_before_and_after(office: Office) -> None:
    friday, saturday = MONDAY + timedelta(days=4), MONDAY + timedelta(days=5)
    lines = {"first_day": formats.date(friday), "weekdays": ["5"], "lessons": "2", "on_holidays": "y"}
    said = (
        f"{formats.date(friday)} là thứ Sáu. Buổi đầu dời sang {formats.weekday_date(saturday)} vì anh chị chọn thứ Bảy"
    )

    assert said in looked_at(office, new_form(office), **lines).text
    assert said in new_form(office).submit(wanted(**lines)).text
    fits = {**lines, "first_day": formats.date(saturday)}
    assert "Buổi đầu dời" not in looked_at(office, new_form(office), **fits).text


@pytest.mark.parametrize(
    ("share", "lessons", "said"),
    [
        ("80", "4", "Với 4 buổi: phải đủ cả 4. Ghi 75 thì được nghỉ 1 buổi."),
        ("75", "4", "Với 4 buổi: từ 3 buổi, được nghỉ 1."),
        ("80", "10", "Với 10 buổi: từ 8 buổi, được nghỉ 2."),
        ("80", "1", "Lớp 1 buổi: phải có mặt buổi ấy."),
        ("80", "", ""),
    ],
)
def test_what_a_share_comes_to_is_said_at_the_field(office: Office, share: str, lessons: str, said: str) -> None:
    address = f"/van-phong/lop/moi/dieu-kien?certificate_share={share}&lessons={lessons}"
    part = office.as_officer().get(address, headers={"HX-Request": "true"})

    assert part.text.strip() == said


def test_the_usual_share_of_the_usual_lessons_is_told_in_the_folded_line(office: Office) -> None:
    page = office.as_officer().get("/van-phong/lop/moi")
    assert "với 4 buổi là đủ cả 4" in page.text

    with office.write() as session:
        make_course(session, office.here(session), code="DEM1", lessons=4, certificate_share=80)
    assert "Với 4 buổi: phải đủ cả 4." in office.as_officer().get("/van-phong/lop/DEM1/sua").text

"""A list for a course: seats while there are some, then the waiting list, through the course's one door."""

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.exchange.imports.people import NotTaken
from app.models import Course, CourseState, Registration, ResidentialGroup, SignUpWay
from tests.exchange.imports.conftest import Take
from tests.exchange.imports.sheets import text
from tests.exchange.imports.test_people import HEADING, outcomes
from tests.factories import make_course, make_registration, make_ward

LIST = text(
    f"{HEADING};Bàn số",
    "1;Lương Doãn Thiệu;1947;nam;Tổ 1;0912345671;Bàn 3",
    "2;Chu Thị Pjảo;1952;nữ;Tổ 1;;",
    "3;Lương Doãn Thiệu;1947;nam;Tổ 1;;",
    "4;Hà Thị Mơ;1954;;Nơi khác;;",
    "5;Vi Thị Mùi;19;;;;",
)


def course_of(session: Session, seats: int, **given: bool) -> Course:
    ward = make_ward(session)
    session.add(ResidentialGroup(unit=ward, code="TDP01", name="Tổ dân phố số 1"))
    return make_course(session, ward, seats=seats, **given)


def on_it(session: Session, course: Course) -> list[tuple[str, str, str]]:
    return [(seat.person.full_name, seat.state, seat.door_line) for seat in session.scalars(Registration.of(course.id))]


@pytest.mark.parametrize("store", [False, True])
def test_seats_then_the_waiting_list(session: Session, take: Take, store: bool) -> None:
    course = course_of(session, seats=2)
    told = take("registrations", LIST, course.unit_id, store=store, course_id=course.id, size=2)
    assert outcomes(told) == ["new", "new", "known", "new", "refused"]
    assert [each.notices[0] for each in told if each.outcome == "new"] == [
        "Có chỗ.",
        "Có chỗ.",
        "Vào danh sách chờ, thứ 1.",
    ]
    assert [each.waits for each in told] == [False, False, False, True, False]
    assert told[2].why == "Trùng dòng 2 của tệp."
    if store:
        assert on_it(session, course) == [
            ("Lương Doãn Thiệu", "seated", "Bàn 3"),
            ("Chu Thị Pjảo", "seated", ""),
            ("Hà Thị Mơ", "waiting", ""),
        ]
        assert {seat.way for seat in session.scalars(Registration.of(course.id))} == {SignUpWay.IMPORT}
    else:
        assert on_it(session, course) == []


def test_the_same_list_twice_changes_nothing(session: Session, take: Take) -> None:
    course = course_of(session, seats=2)
    take("registrations", LIST, course.unit_id, course_id=course.id)
    before = on_it(session, course)
    again = take("registrations", LIST, course.unit_id, course_id=course.id)
    assert outcomes(again) == ["known", "known", "known", "known", "refused"]
    assert on_it(session, course) == before


def test_without_a_waiting_list_the_rest_is_refused_and_on_no_file(session: Session, take: Take) -> None:
    course = course_of(session, seats=1, waiting_list=False)
    told = take("registrations", LIST, course.unit_id, course_id=course.id)
    assert outcomes(told) == ["new", "refused", "known", "refused", "refused"]
    assert told[1].why == "Lớp đủ chỗ và không nhận đăng ký chờ."
    assert len(on_it(session, course)) == 1


def test_who_came_by_themselves_is_known(session: Session, take: Take) -> None:
    course = course_of(session, seats=30)
    group = session.query(ResidentialGroup).filter_by(unit_id=course.unit_id).one()
    seat = make_registration(session, course, "Chu Thị Pjảo", 1952)
    seat.person.residential_group = group
    session.flush()
    told = take("registrations", LIST, course.unit_id, course_id=course.id)
    assert (told[1].outcome, told[1].why) == ("known", "Đã có tên trong lớp.")


def test_somebody_from_elsewhere_is_joined_by_more_than_a_name(session: Session, take: Take) -> None:
    first, second = course_of(session, seats=30), course_of(session, seats=30)
    second.unit = first.unit
    session.flush()
    content = text("Họ tên;Năm sinh;SĐT", "Hà Thị Mơ;1954;", "Vi Thị Mùi;1976;0912345671")
    for course in (first, second):
        take("registrations", content, first.unit_id, course_id=course.id)
    people = {seat.person_id for course in (first, second) for seat in session.scalars(Registration.of(course.id))}
    assert len(people) == 3  # Mơ may be two, Mùi is one by her phone


def test_a_course_that_takes_nobody(session: Session, take: Take) -> None:
    course = course_of(session, seats=30)
    course.state = CourseState.DRAFT
    session.flush()
    with pytest.raises(NotTaken, match="không còn nhận đăng ký"):
        take("registrations", LIST, course.unit_id, course_id=course.id)


@pytest.mark.parametrize("store", [False, True])
def test_a_child_is_taken_with_a_guardian_and_refused_without(session: Session, take: Take, store: bool) -> None:
    course = course_of(session, seats=9)
    year = clock.today().year - 10
    rows = text(
        "STT;Họ và tên;Năm sinh;Tổ;Họ tên phụ huynh",
        f"1;Lương Văn Cháu;{year};Tổ 1;Lương Thị Mẹ",
        f"2;Lương Văn Em;{year};Tổ 1;",
        "3;Chu Thị Pjảo;1952;Tổ 1;Chu Văn Con",
    )

    told = take("registrations", rows, course.unit_id, store=store, course_id=course.id)

    assert outcomes(told) == ["new", "refused", "new"]
    assert told[1].why.startswith("Dưới 16 tuổi: cần cột “Phụ huynh, người giám hộ”")
    if store:
        kept = [(seat.person.full_name, seat.guardian) for seat in session.scalars(Registration.of(course.id))]
        assert kept == [("Lương Văn Cháu", "Lương Thị Mẹ"), ("Chu Thị Pjảo", None)]

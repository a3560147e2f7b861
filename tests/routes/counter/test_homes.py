"""What the head of a residential group begins with: four errands, and the half-year of that group and no other."""

from datetime import timedelta

import pytest
from flask import Flask

from app.country import clock, formats
from app.models import AdministrativeUnit, AuditEvent, Course, Registration, ResidentialGroup, Role
from app.models.people.ward_division import divide
from app.models.people.ward_merging import merge
from app.web.database import db, immediate
from tests.doorsteps import Street
from tests.factories import (
    make_account,
    make_attended_course,
    make_course,
    make_denominator,
    make_grant,
    make_registration,
    make_ward,
)
from tests.pages import Page, Pages
from tests.statements import counted

HOME = "/quay/to-cua-toi"


@pytest.fixture
def street(app: Flask) -> Street:
    """Ngõ 12 with three houses, and nobody who learns yet."""
    return Street.build(app, "6 8 14")


def home(street: Street, address: str = HOME) -> Page:
    """The page of who heads the first group."""
    return Pages(street.app.test_client()).sign_in(street.head).get(address)


def a_class(street: Street, *, people: int = 2, seldom: int = 2) -> list[str]:
    """A class that is over; its people live in turn in the first group and in the other. Who was absent, in order."""
    with street.app.app_context(), immediate() as session:
        groups = [session.get_one(ResidentialGroup, each.id) for each in (street.group, street.other)]
        ward = session.get_one(AdministrativeUnit, groups[0].unit_id)
        course = make_attended_course(session, ward, people=people, seldom=seldom, title="Bình dân học AI")
        seats = session.query(Registration).filter_by(course_id=course.id).order_by(Registration.id).all()
        for number, seat in enumerate(seats):
            seat.person.residential_group = groups[number % 2]
            seat.person.phone = "+84912000111" if number == people else None
        return [seat.person.full_name for seat in seats[people:]]


def figures(page: Page) -> dict[str, str]:
    """What is told of the half-year, by what is counted."""
    rows = page.root.xpath("//h2[.='Nửa năm của tổ']/following-sibling::ul/li/div")
    return {row.xpath("string(span/text())"): " ".join(row.xpath("string(b)").split()) for row in rows}


def test_a_head_begins_there_and_is_led_on_to_each_errand(street: Street) -> None:
    pages = Pages(street.app.test_client()).sign_in(street.head)
    page = pages.get("/quay")
    assert page.response.request.path == HOME
    assert page.h1 == "Tổ Tân Thịnh 1"
    links = page.links()
    assert links["Ghi tên bà con đi học"] == "/quay/dang-ky-ho"
    assert "/quay/nha-tiep-theo" in links.values()
    assert "Số 6, Ngõ 12. Còn 3 hộ chưa tới" in page.text
    assert "chưa ghi ai trong tổ vắng" in page.text


def test_where_only_who_was_away_is_left_the_row_says_so(street: Street) -> None:
    pages = Pages(street.app.test_client()).sign_in(street.head)
    for number in ("6", "8", "14"):
        page = pages.get(f"/quay/ho/{street.programme}/{street.houses[number]}")
        next(each for each in page.forms() if each.element.get("id") == "nha").submit({"outcome": "absent"})
    assert "Số 6, Ngõ 12, lần trước đi vắng" in pages.get(HOME).text


def test_who_of_the_own_group_was_absent_last_time_and_how_to_call_them(street: Street) -> None:
    own, elsewhere = a_class(street)
    page = home(street)
    assert "Ai vắng buổi trước" in page.text
    listed = home(street, f"{HOME}/vang")
    assert own in listed.text
    assert elsewhere not in listed.text
    assert "tel:+84912000111" in listed.links().values()
    assert "Bình dân học AI, buổi 4" in listed.text


def test_that_they_were_looked_at_is_noted_without_a_name(street: Street) -> None:
    own, _elsewhere = a_class(street)
    home(street, f"{HOME}/vang")
    with street.app.app_context():
        [act] = db.session.query(AuditEvent).filter_by(action="registration.absent_viewed")
        assert '"people": 1' in str(act.detail).replace("'", '"')
        assert own not in str(act.detail)


def test_a_lesson_of_long_ago_and_one_that_nobody_closed_are_nobodys_errand(street: Street) -> None:
    a_class(street)
    with street.app.app_context(), immediate() as session:
        course = session.query(Course).one()
        for lesson in course.lessons:
            lesson.starts_at -= timedelta(days=31)
            lesson.ends_at -= timedelta(days=31)
    assert "chưa ghi ai trong tổ vắng" in home(street).text


@pytest.mark.usefixtures("november")
def test_figures_are_of_the_own_group_and_zero_is_zero(street: Street) -> None:
    a_class(street, people=3, seldom=1)
    told = figures(home(street))
    assert told == {
        "Hộ đã được phổ biến": "0 hộ",
        "Người đã học": "2 người",
        "Lượt học": "8 lượt",
        "Lượt hỗ trợ": "0 lượt",
    }


def test_who_heads_two_groups_chooses_and_another_s_is_not_there(street: Street) -> None:
    with street.app.app_context(), immediate() as session:
        other = session.get_one(ResidentialGroup, street.other.id)
        make_denominator(session, other.unit, 241, audience="households", residential_group=other)
        make_denominator(session, other.unit, 857, audience="people", residential_group=other)
        head = make_account(session, other.unit, full_name="Ma Văn Hai")
        make_grant(session, head, other.unit, Role.GROUP_HEAD, group=other)
        make_grant(session, head, other.unit, Role.GROUP_HEAD, group=session.get_one(ResidentialGroup, street.group.id))
    pages = Pages(street.app.test_client()).sign_in(head)
    assert pages.get(HOME).h1 == "Tổ Tân Thịnh 1"
    second = pages.get(f"{HOME}?to={street.other.code}")
    assert (second.h1, "241 hộ, 857 người." in second.text) == ("Tổ Tân Thịnh 2", True)
    assert "Số 1, Ngõ 12. Còn 1 hộ chưa tới" in second.text
    Pages(street.app.test_client()).sign_in(street.head).get(f"{HOME}?to={street.other.code}", status=404)
    Pages(street.app.test_client()).sign_in(street.officer).get(HOME, status=403)


def test_the_database_is_asked_as_often_whoever_learns_there(street: Street) -> None:
    pages = Pages(street.app.test_client()).sign_in(street.head)
    a_class(street)
    pages.get(HOME)
    with counted() as few:
        pages.get(HOME)
    a_class(street, people=12, seldom=12)
    with counted() as many:
        pages.get(HOME)
    assert len(many) == len(few)


def moved(street: Street, *, back: bool = False) -> str:
    """The first group goes to a new ward today, or comes back to where it was; the full name of the ward it left."""
    with street.app.app_context(), immediate() as session:
        group = session.get_one(ResidentialGroup, street.group.id)
        left = session.get_one(AdministrativeUnit, group.unit_id)
        if back:
            first = session.get_one(AdministrativeUnit, group.came_from_id)
            left.valid_from = clock.today() - timedelta(days=90)
            merge(session, [left.id], first, clock.today(), clock.now())
        else:
            divide(session, left, {group.id: make_ward(session, name="Đồng Bẩm")}, None, clock.today(), clock.now())
        return left.full_name


def a_running_class(street: Street) -> str:
    """A class of the whole ward that goes on tomorrow, with one of the first group and one of the other in it."""
    with street.app.app_context(), immediate() as session:
        groups = [session.get_one(ResidentialGroup, each.id) for each in (street.group, street.other)]
        course = make_course(session, groups[0].unit, title="Dùng VNeID")
        for name, group in zip(("Ma Thị Lan", "Lý Văn Thọ"), groups, strict=True):
            seat = make_registration(session, course, name)
            seat.person.residential_group = group
        return course.code


@pytest.mark.usefixtures("november")
@pytest.mark.parametrize("back", [False, True])
def test_a_group_that_went_to_another_ward_reads_since_when_it_is_counted_and_keeps_its_class(
    street: Street, back: bool
) -> None:
    a_class(street, people=3, seldom=1)
    code = a_running_class(street)
    left = moved(street)
    if back:
        left = moved(street, back=True)
    page = home(street)
    assert f"Từ ngày {formats.date(clock.today())}; trước đó tính ở {left}." in page.text
    told = {**figures(page)}
    assert set(told) == {"Hộ đã được phổ biến", "Người đã học", "Lượt học", "Lượt hỗ trợ"}
    assert "chưa có" not in " ".join(told.values())
    if back:  # the class runs where the group is again
        assert f"/quay/dang-ky-ho/{code}" in page.links().values()
    else:
        assert f"Lớp của {left}, 1 người của tổ đang học" in page.text
        assert f"/l/{code}" in page.links().values()
        assert Pages(street.app.test_client()).sign_in(street.head).get(f"/l/{code}").h1


@pytest.mark.usefixtures("november")
def test_who_was_absent_at_a_class_of_the_ward_that_was_left_is_still_asked_after(street: Street) -> None:
    own, elsewhere = a_class(street)
    moved(street)
    listed = home(street, f"{HOME}/vang")
    assert own in listed.text
    assert elsewhere not in listed.text

"""Ghi tên: who has no telephone is registered by who stands beside them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import AdministrativeUnit, Course, Person, Registration, RegistrationState, ResidentialGroup, Role
from app.models.learning.joining import SignUpWay
from app.web.database import immediate
from tests.factories import make_course, make_person, make_place, make_registration, make_ward
from tests.pages import Page, Pages, words
from tests.registering import count
from tests.routes.counter.conftest import Desk
from tests.statements import counted

HOA = {"full_name": "Nguyễn Thị Hoa", "birth_year": "1948"}
HELPERS = (Role.COUNTER, Role.AMBASSADOR, Role.OFFICER, Role.GROUP_HEAD)


def open_class(desk: Desk, **given: Any) -> Course:
    """A class of the ward that takes names, DEM1 unless told otherwise."""
    with desk.app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, desk.ward.id)
        only, full = given.pop("only", None), given.pop("full", False)
        course = make_course(session, ward, **{"code": "DEM1", **given})
        if only is not None:
            course.groups = [session.get_one(ResidentialGroup, only.id)]
        for number in range(course.seats if full else 0):
            make_registration(session, course, f"Nguyễn Văn Thử {number}")
        return course


def form_page(pages: Pages) -> Page:
    """The form, from the list."""
    return pages.get("/quay/dang-ky-ho").follow("Bình dân học AI – Tân Thịnh")


def press(page: Page, button: str = "Đăng ký", status: int = 200, **typed: Any) -> Page:
    """Fill in and press."""
    return page.form(action="/quay/dang-ky-ho/DEM1").submit({**HOA, **typed}, status=status)


@pytest.mark.parametrize("role", HELPERS)
def test_each_helper_begins_with_the_classes_and_registers_somebody(desk: Desk, role: Role) -> None:
    open_class(desk, first=clock.now() + timedelta(days=2))

    page = press(form_page(desk.as_(role)), residential_group=desk.group.code)

    assert page.h1 == "Đã đăng ký cho Nguyễn Thị Hoa"
    [seat] = desk.made(role)
    assert (seat.state, seat.way, seat.needs) == (RegistrationState.SEATED, SignUpWay.DESK, "nophone")
    assert seat.made_by_id == desk.accounts[role].id
    [act] = desk.acts("registration.made")
    assert (act.account_id, act.subject_id) == (desk.accounts[role].id, "DEM1")


def test_the_next_person_is_of_the_same_group(desk: Desk) -> None:
    open_class(desk)
    page = press(form_page(desk.as_(Role.COUNTER)), residential_group=desk.other.code)
    again = page.follow("Đăng ký người nữa")
    assert again.form(action="/DEM1").fields["residential_group"] == [desk.other.code]


def test_a_full_class_gives_the_next_place_and_says_which(desk: Desk) -> None:
    open_class(desk, seats=2, full=True)
    page = press(form_page(desk.as_(Role.GROUP_HEAD)))
    assert page.h1 == "Nguyễn Thị Hoa đang chờ, thứ 1"
    assert "không để lại số điện thoại" in page.text


def test_a_group_head_is_offered_the_own_group_only(desk: Desk) -> None:
    open_class(desk)
    head = desk.as_(Role.GROUP_HEAD)
    page = form_page(head)

    offered = [option.get("value") for select_ in page.all("select") for option in select_.iter("option")]

    assert offered == ["", desk.group.code]
    assert page.form(action="/DEM1").fields["residential_group"] == [desk.group.code]
    for forged in (desk.other.code, "khac", desk.other.name):
        assert "chọn một tổ dân phố trong danh sách" in press(page, status=422, residential_group=forged).text
    assert count(desk.app, Registration) == 0


def test_who_is_registered_already_is_said_plainly_and_takes_no_second_seat(desk: Desk) -> None:
    open_class(desk)
    with desk.app.app_context(), immediate() as session:
        group = session.get_one(ResidentialGroup, desk.group.id)
        make_person(session, group.unit, "Nguyễn Thị Hoa", 1948, group=group)
    press(form_page(desk.as_(Role.COUNTER)), residential_group=desk.group.code)

    page = press(form_page(desk.as_(Role.GROUP_HEAD)))

    assert "Nguyễn Thị Hoa đã có tên trong lớp này từ trước, đang có chỗ." in page.text
    assert count(desk.app, Registration) == 1
    assert desk.made(Role.GROUP_HEAD) == []


def test_a_double_press_registers_once(desk: Desk) -> None:
    open_class(desk)
    page = form_page(desk.as_(Role.COUNTER))
    first = press(page, residential_group=desk.group.code)
    second = press(page, residential_group=desk.group.code)
    assert first.address == second.address
    assert (count(desk.app, Registration), len(desk.acts("registration.made"))) == (1, 1)


def test_the_next_neighbour_written_over_the_first_on_one_page_is_registered_too(desk: Desk) -> None:
    open_class(desk)
    page = form_page(desk.as_(Role.COUNTER))
    first = press(page, residential_group=desk.group.code)
    second = press(page, residential_group=desk.group.code, full_name="Hà Thị Mơ")
    assert first.address != second.address
    assert "Hà Thị Mơ" in second.text
    assert count(desk.app, Registration) == 2
    again = press(page, residential_group=desk.group.code, needs=["hear"])
    assert again.address == first.address
    assert "Trang này đã gửi trước đó, nên điều vừa sửa chưa ghi" in again.text


@pytest.mark.parametrize("typed", [{"full_name": ""}, {"birth_year": "48"}, {"phone": "09"}, {"residential_group": ""}])
def test_what_is_wrong_is_said_to_staff_and_kept(desk: Desk, typed: dict[str, str]) -> None:
    open_class(desk)
    page = press(form_page(desk.as_(Role.COUNTER)), status=422, **{"residential_group": desk.group.code, **typed})
    assert "Còn 1 dòng cần sửa" in page.text
    assert "Anh chị" in page.text
    assert count(desk.app, Person) == 0


def test_a_class_of_other_groups_is_not_shown_to_a_group_head(desk: Desk) -> None:
    open_class(desk, who_may="groups", only=desk.other)
    head = desk.as_(Role.GROUP_HEAD)
    assert "Chưa có lớp nào đang nhận tên" in head.get("/quay/dang-ky-ho").text
    assert "Lớp sắp học" not in head.get("/quay").text
    assert "không dành cho bà con của anh chị" in head.get("/quay/dang-ky-ho/DEM1").text
    offered = form_page(desk.as_(Role.COUNTER)).form(action="/DEM1").element.iter("option")
    assert [option.get("value") for option in offered] == ["", desk.other.code]


def test_a_unit_s_class_for_its_own_people_is_the_counter_s_matter_not_a_group_head_s(desk: Desk) -> None:
    open_class(desk, who_sees="link")
    assert "Chưa có lớp nào đang nhận tên" in desk.as_(Role.GROUP_HEAD).get("/quay/dang-ky-ho").text
    assert form_page(desk.as_(Role.COUNTER)).form(action="/DEM1")


def test_a_class_only_staff_register_for_is_open_here(desk: Desk) -> None:
    open_class(desk, who_may="staff")
    assert press(form_page(desk.as_(Role.GROUP_HEAD))).h1 == "Đã đăng ký cho Nguyễn Thị Hoa"


@pytest.mark.parametrize(
    "given",
    [
        {"seats": 1, "full": True, "waiting_list": False},
        {"registration_closes_at": clock.now() - timedelta(hours=1)},
        {"first": clock.now() - timedelta(weeks=9)},
        {"registration_opens_at": clock.now() + timedelta(hours=1)},
    ],
)
def test_a_class_that_takes_nobody_says_so_and_leads_on(desk: Desk, given: dict[str, Any]) -> None:
    open_class(desk, **given)
    page = desk.as_(Role.COUNTER).get("/quay/dang-ky-ho/DEM1")
    assert "Lớp này hiện không nhận tên" in page.text
    assert not [form for form in page.forms() if form.action.endswith("/DEM1")]


def test_the_last_seat_may_go_while_one_types(desk: Desk) -> None:
    open_class(desk, seats=1, waiting_list=False)
    page = form_page(desk.as_(Role.COUNTER))
    with desk.app.app_context(), immediate() as session:
        make_registration(session, session.scalars(Course.called("DEM1")).one())
    refused = press(page, status=422, residential_group=desk.group.code)
    assert "vừa đủ chỗ" in refused.text


def test_a_draft_or_another_ward_s_class_is_not_there(desk: Desk) -> None:
    open_class(desk, state="draft")
    with desk.app.app_context(), immediate() as session:
        make_course(session, make_ward(session), code="KHAC")
    for role in HELPERS:
        desk.as_(role).get("/quay/dang-ky-ho/DEM1", status=404)
        desk.as_(role).get("/quay/dang-ky-ho/KHAC", status=404)


def test_the_list_asks_as_often_however_many_classes(desk: Desk) -> None:
    open_class(desk)
    pages = desk.as_(Role.COUNTER)
    pages.get("/quay/dang-ky-ho")
    with counted() as few:
        pages.get("/quay/dang-ky-ho")
    for number in range(8):
        open_class(desk, code=f"LOP{number}")
    with counted() as many:
        pages.get("/quay/dang-ky-ho")
    assert len(few) == len(many), many


def test_classes_are_found_without_accents(desk: Desk) -> None:
    for number in range(8):
        open_class(desk, code=f"LOP{number}", title=f"Lớp số {number}")
    open_class(desk, title="Điện thoại thông minh")
    found = desk.as_(Role.COUNTER).get("/quay/dang-ky-ho?tim=dien+thoai")
    assert "Điện thoại thông minh" in found.text
    assert "Lớp số 1" not in found.text


def names_offered(desk: Desk, role: Role, typed: str) -> list[str]:
    """Whom the form suggests while a name is typed."""
    answer = desk.as_(role).get(
        "/quay/dang-ky-ho/DEM1/nguoi", query_string={"full_name": typed}, headers={"HX-Request": "true"}
    )
    return [text.split("Sinh")[0] for text in answer.links()]


@pytest.fixture
def on_file(desk: Desk) -> None:
    """Two people of one name in two groups, and a class."""
    open_class(desk)
    with desk.app.app_context(), immediate() as session:
        for id_ in (desk.group.id, desk.other.id):
            group = session.get_one(ResidentialGroup, id_)
            make_person(session, group.unit, "Lương Doãn Thiệu", 1950 + id_ % 7, group=group)


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.OFFICER, 2), (Role.GROUP_HEAD, 1), (Role.COUNTER, 0), (Role.AMBASSADOR, 0)]
)
def test_people_on_file_are_shown_to_those_whose_people_they_are(
    desk: Desk, on_file: None, role: Role, shown: int
) -> None:
    assert names_offered(desk, role, "luong thieu") == ["Lương Doãn Thiệu"] * shown
    assert names_offered(desk, role, "lu") == []


def test_somebody_on_file_is_picked_instead_of_typed(desk: Desk, on_file: None) -> None:
    head = desk.as_(Role.GROUP_HEAD)
    [person] = people(desk, desk.group)

    page = head.get(f"/quay/dang-ky-ho/DEM1?nguoi={person.public_id}")
    done = page.form(action="/DEM1").submit()

    assert done.h1 == "Đã đăng ký cho Lương Doãn Thiệu"
    assert [seat.person_id for seat in desk.made(Role.GROUP_HEAD)] == [person.id]
    assert count(desk.app, Person) == 2


def test_nobody_picks_somebody_of_another_s_people(desk: Desk, on_file: None) -> None:
    [person] = people(desk, desk.other)
    for role in (Role.GROUP_HEAD, Role.COUNTER):
        desk.as_(role).get(f"/quay/dang-ky-ho/DEM1?nguoi={person.public_id}", status=404)
        page = form_page(desk.as_(role))
        press(page, status=404, person=person.public_id, residential_group=desk.group.code)
    assert count(desk.app, Registration) == 0


def people(desk: Desk, group: ResidentialGroup) -> list[Person]:
    """The people on file of a group."""
    with desk.app.app_context(), immediate() as session:
        return list(session.scalars(select(Person).where(Person.residential_group_id == group.id)))


def test_five_of_one_phone_and_one_of_none_are_six_people(desk: Desk) -> None:
    open_class(desk)
    page = form_page(desk.as_(Role.COUNTER))
    family = ["Nguyễn Văn Bình", "Nguyễn Thị Cúc", "Nguyễn Văn Dũng", "Nguyễn Thị Én", "Nguyễn Văn Giang"]
    for number, name in enumerate(family):
        typed = {"full_name": name, "birth_year": str(1950 + number), "phone": "0912 345 678"}
        done = press(page, residential_group=desk.group.code, **typed)
        page = done.follow("Đăng ký người nữa")
    press(page, residential_group=desk.group.code)

    made = desk.made(Role.COUNTER)
    assert [seat.person.full_name for seat in made] == ["Nguyễn Thị Hoa", *reversed(family)]
    assert [seat.person.phone for seat in made] == [None, *["+84912345678"] * 5]
    assert not any(seat.person.unsure for seat in made)


def test_the_head_of_a_group_that_ended_is_told_what_to_do(desk: Desk) -> None:
    open_class(desk)
    with desk.app.app_context(), immediate() as session:
        session.get_one(ResidentialGroup, desk.group.id).valid_to = clock.today()
    head = desk.as_(Role.GROUP_HEAD)
    assert "Tổ dân phố Túc Duyên 1 không còn nữa" in head.get("/quay").text
    assert not [form for form in head.get("/quay/dang-ky-ho/DEM1").forms() if form.action.endswith("/DEM1")]


def test_a_child_is_registered_with_a_guardian(desk: Desk) -> None:
    open_class(desk)
    child = {"full_name": "Nguyễn Văn Cháu", "birth_year": str(clock.today().year - 10), "residential_group": "khac"}

    again = press(form_page(desk.as_(Role.COUNTER)), status=422, **child)
    assert "Cháu dưới 16 tuổi. Anh chị ghi họ tên" in again.text
    press(again, **child, guardian="Nguyễn Thị Mẹ")

    [seat] = desk.made(Role.COUNTER)
    assert seat.guardian == "Nguyễn Thị Mẹ"


def test_the_class_in_the_own_hall_stands_first_and_running_ones_under_their_heading(desk: Desk) -> None:
    days = {"Ở xa": 2, "Gần nhà": 3}
    with desk.app.app_context(), immediate() as session:
        ward = session.get_one(AdministrativeUnit, desk.ward.id)
        hall = make_place(session, ward, "Nhà văn hóa Túc Duyên")
        hall.quarter = "Túc Duyên"
        for title, wait in days.items():
            where: dict[str, Any] = {"place": hall} if title == "Gần nhà" else {}
            make_course(session, ward, title=title, first=clock.now() + timedelta(days=wait), **where)
        make_course(session, ward, title="Đang học", first=clock.now() - timedelta(days=8), place=hall)

    head, counter = (desk.as_(role).get("/quay/dang-ky-ho") for role in (Role.GROUP_HEAD, Role.COUNTER))

    assert [words(each) for each in head.all("h3")] == ["Gần nhà", "Ở xa", "Đang học"]
    assert head.text.index("Ở xa") < head.text.index("Lớp đang học") < head.text.index("Đang học")
    assert "không đủ buổi để cấp giấy chứng nhận" in head.text
    assert head.text.count("Gần tổ") == 2
    assert [words(each) for each in counter.all("h3")] == ["Ở xa", "Gần nhà", "Đang học"]
    assert "Gần tổ" not in counter.text


def test_what_was_registered_is_sent_to_the_family_or_held_up_in_big_letters(desk: Desk) -> None:
    open_class(desk, first=clock.now() + timedelta(days=2))
    page = press(form_page(desk.as_(Role.GROUP_HEAD)))
    token = next(each for each in page.links().values() if "/v/" in each).rpartition("/")[2]

    [share] = [each for each in page.all("a") if each.get("data-share")]
    assert words(share) == "Gửi cho con cháu"
    assert f"/v/{token}" in (share.get("data-share") or "")
    assert (share.get("href") or "").startswith("sms:?&body=")
    big = page.follow("Chữ to cho bà con xem")
    assert [each for each in big.all("div") if each.get("role") == "img"]
    for told in ("Bình dân học AI – Tân Thịnh", "giờ", "Nhà văn hóa"):
        assert told in big.text
    assert token[:4] in big.text
    assert "Nguyễn Thị Hoa" not in big.text


def test_the_big_letters_are_of_who_registered_and_of_a_place_that_stands(desk: Desk) -> None:
    open_class(desk)
    page = press(form_page(desk.as_(Role.GROUP_HEAD)))
    address = page.links()["Chữ to cho bà con xem"]

    desk.as_(Role.COUNTER).get(address, status=404)
    page.form(button="Bỏ tên khỏi lớp").submit()
    desk.as_(Role.GROUP_HEAD).get(address, status=404)

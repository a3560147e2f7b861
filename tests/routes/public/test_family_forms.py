"""/l/<code>/ca-nha: a family of four with one form and one press; each has a seat of their own, by its rules."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models import Course, WhoMay
from app.web.database import immediate
from tests.factories import make_registration
from tests.pages import Page, Pages
from tests.registering import TYPED, count, open_course, registrations, tickets

NAMES = ("Lê Văn Thảo", "Trần Thị Mai", "Lê Thị Lan", "Lê Văn Cháu")
HTMX = {"HX-Request": "true"}
PRESS = "Đăng ký cả nhà"


def rows(*people: tuple[str, str]) -> dict[str, str]:
    """What is typed of each."""
    return {
        f"people-{number}-{name}": typed
        for number, person in enumerate(people)
        for name, typed in zip(("full_name", "birth_year"), person, strict=True)
    }


FOUR = rows(*zip(NAMES, ("1950", "1954", "1980", "1983"), strict=True))


def family(pages: Pages, status: int = 200, **typed: Any) -> Page:
    """Open the form, fill it in, press."""
    form = pages.get("/l/DEM1/ca-nha").form(button=PRESS)
    return form.submit({"residential_group": "TDP-A", **FOUR, **typed}, status=status)


def test_four_register_with_one_press_on_one_ticket(app: Flask, pages: Pages) -> None:
    open_course(app)

    page = family(pages, phone="0912 345 678")

    assert page.h1 == " ".join(NAMES)
    made = registrations(app)
    assert [(each.person.full_name, each.state) for each in made] == [(name, "seated") for name in NAMES]
    assert {(each.ticket_id, each.person.phone) for each in made} == {(made[0].ticket_id, "+84912345678")}
    assert len({each.person.residential_group_id for each in made} - {None}) == 1


def test_the_same_press_again_is_the_same_ticket(app: Flask, pages: Pages) -> None:
    open_course(app)
    form = pages.get("/l/DEM1/ca-nha").form(button=PRESS)
    typed = {"residential_group": "TDP-A", **FOUR}
    assert form.submit(typed).address == form.submit(typed).address
    assert (len(registrations(app)), len(tickets(app))) == (4, 1)


@pytest.mark.parametrize(
    ("waiting_list", "states"), [(True, ["seated"] * 2 + ["waiting"] * 2), (False, ["seated"] * 2)]
)
def test_the_last_seats_go_to_the_first_of_them(
    app: Flask, pages: Pages, waiting_list: bool, states: list[str]
) -> None:
    open_course(app, seats=2, waiting_list=waiting_list)
    page = family(pages)
    assert page.h1 == " ".join(NAMES[:2])
    assert [each.state for each in registrations(app)] == states
    for name in NAMES[2:]:
        assert (f"Lớp vừa hết chỗ: {name} chưa có chỗ" in page.text) != waiting_list


def test_without_any_seat_nobody_is_stored(app: Flask, pages: Pages) -> None:
    course = open_course(app, seats=1, waiting_list=False)
    form = pages.get("/l/DEM1/ca-nha").form(button=PRESS)
    with app.app_context(), immediate() as session:
        make_registration(session, session.get_one(Course, course.id))
    page = form.submit({"residential_group": "TDP-A", **FOUR}, status=409)
    assert page.h1 == "Lớp vừa đủ chỗ"
    assert len(registrations(app)) == 1


def test_who_was_there_before_keeps_the_place_and_the_ticket_learns_nothing(app: Flask, pages: Pages) -> None:
    open_course(app)
    pages.get("/l/DEM1").form(button="Đăng ký học").submit({**TYPED, "full_name": NAMES[0], "birth_year": "1950"})
    page = family(Pages(app.test_client()))
    assert page.h1 == " ".join(NAMES[1:])
    assert f"Phường đã nhận tên {NAMES[0]}." in page.text
    assert [each.person.full_name for each in registrations(app)] == list(NAMES)


def test_each_row_says_what_is_wrong_with_it_and_nothing_typed_is_lost(app: Flask, pages: Pages) -> None:
    open_course(app)
    typed = {**FOUR, "people-1-birth_year": "54", "people-3-full_name": "", "phone": "0912 345 678"}

    page = family(pages, status=422, **typed)

    assert "Còn 2 dòng cần sửa" in page.text
    for line in ("Năm sinh, người thứ 2", "Họ và tên, người thứ 4"):
        assert line in page.text
    form = page.form(button=PRESS)
    for name, value in typed.items():
        assert form.fields[name] == [value]
    (focused,) = [field.get("name") for field in page.all("input") if field.get("autofocus") is not None]
    assert focused == "people-1-birth_year"
    assert registrations(app) == []
    mended = form.submit({"people-1-birth_year": "1954", "people-3-full_name": NAMES[3]})
    assert mended.h1 == " ".join(NAMES)


def test_rows_left_empty_are_nobody_and_a_form_left_empty_asks_for_one(app: Flask, pages: Pages) -> None:
    open_course(app)
    form = pages.get("/l/DEM1/ca-nha?nguoi=4").form(button=PRESS)
    assert sum(name.endswith("full_name") for name in form.fields) == 4
    assert "Còn 3 dòng cần sửa" in form.submit(status=422).text
    two = rows(("", ""), (NAMES[0], "1950"), ("", ""), (NAMES[1], "1954"))
    assert form.submit({"residential_group": "TDP-A", **two}).h1 == " ".join(NAMES[:2])


def test_a_child_of_the_family_comes_with_a_guardian(app: Flask, pages: Pages) -> None:
    open_course(app)
    child = {"people-3-birth_year": "2018"}
    page = family(pages, status=422, **child)
    assert "Cháu dưới 16 tuổi. Bác ghi họ tên cha mẹ" in page.text
    page.form(button=PRESS).submit({"guardian": NAMES[2]})
    assert [each.guardian for each in registrations(app)] == [None, None, None, NAMES[2]]


def test_whom_the_class_does_not_take_stays_outside_with_all_of_them(app: Flask, pages: Pages) -> None:
    course = open_course(app)
    form = pages.get("/l/DEM1/ca-nha").form(button=PRESS)
    with app.app_context(), immediate() as session:
        session.get_one(Course, course.id).who_may = WhoMay.STAFF
    page = form.submit({"residential_group": "TDP-A", **FOUR}, status=422)
    assert "Lớp này do phường đăng ký giúp." in page.text
    assert (count(app, type(course)), len(registrations(app))) == (1, 0)


# -- one more row -------------------------------------------------------------------------------------------------


def test_a_row_more_keeps_what_was_typed_and_htmx_gets_the_very_row(
    app: Flask, pages: Pages, client: FlaskClient
) -> None:
    open_course(app)
    form = pages.get("/l/DEM1/ca-nha").form(button=PRESS)
    sent = {**form.fields, "people-0-full_name": NAMES[0], "people-0-birth_year": "50"}

    page = pages.post("/l/DEM1/ca-nha/dong", sent)
    alone = client.post("/l/DEM1/ca-nha/dong", data=sent, headers=HTMX).text

    fields = page.form(button=PRESS).fields
    assert (fields["people-0-full_name"], fields["people-0-birth_year"]) == ([NAMES[0]], ["50"])
    assert "Người thứ 3" in page.text
    row, button = re.split(r'<p data-hx="\w+" id="them-dong" hx-swap-oob="true">', alone)
    assert row.strip() in page.html
    assert button.strip() in page.html
    assert len(alone) < 4096


def test_a_form_does_not_grow_without_end(app: Flask, pages: Pages) -> None:
    open_course(app)
    page = pages.get("/l/DEM1/ca-nha?nguoi=999")
    assert "Người thứ 8" in page.text
    assert "Người thứ 9" not in page.text
    assert "Thêm một người" not in page.text
    crowd = rows(*[(f"Người {number}", "1950") for number in range(30)])
    pages.post("/l/DEM1/ca-nha", {**page.form(button=PRESS).fields, "residential_group": "TDP-A", **crowd})
    assert len(registrations(app)) == 8


def test_on_the_ticket_several_are_added_at_once(app: Flask, pages: Pages) -> None:
    open_course(app)
    ticket = pages.get("/l/DEM1").form(button="Đăng ký học").submit({**TYPED, "full_name": NAMES[0]})
    page = ticket.follow("Thêm người nhà")
    form = page.form(button="Thêm vào phiếu này")
    form = pages.post(f"{ticket.address}/nguoi-nha/dong", form.fields).form(button="Thêm vào phiếu này")
    assert form.submit(rows((NAMES[1], "1954"), (NAMES[2], "1980"))).h1 == " ".join(NAMES[:3])
    assert [each.ticket_id for each in registrations(app)] == [registrations(app)[0].ticket_id] * 3


def test_a_class_that_takes_no_names_has_no_such_form(app: Flask, pages: Pages) -> None:
    open_course(app, who_may=WhoMay.STAFF)
    pages.get("/l/DEM1/ca-nha", status=409)

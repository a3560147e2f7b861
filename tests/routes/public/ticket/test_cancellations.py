"""Who cannot come gives the seat up; the next one waiting has it at once."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.models import Course, CourseState, Registration
from app.web.database import immediate
from tests.factories import make_course
from tests.pages import Pages
from tests.registering import open_course, registrations, tickets


def states(app: Flask) -> list[str]:
    """How all stand, in the order they came."""
    return [registration.state for registration in registrations(app)]


def test_a_seat_given_up_goes_to_the_first_one_waiting(app: Flask, pages: Pages) -> None:
    open_course(app, seats=1, people=3)
    holder, next_one, last = (ticket.token for ticket in tickets(app))

    page = pages.get(f"/v/{holder}").form(button="Hủy chỗ này").submit()

    assert page.h1 == "Bác đã hủy chỗ này"
    assert states(app) == ["cancelled", "seated", "waiting"]
    assert "Đã có chỗ" in pages.get(f"/v/{next_one}").text
    assert pages.get(f"/v/{last}").h1 == "Bác đang chờ, thứ 1"


def test_the_page_says_what_will_happen_before_it_does(app: Flask, pages: Pages) -> None:
    open_course(app, people=1)
    told = pages.get(f"/v/{tickets(app)[0].token}").text
    assert (
        "Không đi được, bác hủy sớm để nhường chỗ. Hủy rồi vẫn đăng ký lại được, nhưng xếp sau người đang chờ." in told
    )


def test_it_is_true_that_one_may_register_again(app: Flask, pages: Pages) -> None:
    open_course(app, people=1)
    page = pages.get(f"/v/{tickets(app)[0].token}").form(button="Hủy chỗ này").submit()

    assert "Đã có chỗ" in page.form(button="Đăng ký lại").submit().text
    assert states(app) == ["cancelled", "seated"]


def test_a_whole_family_gives_up_at_once(app: Flask, pages: Pages) -> None:
    open_course(app, seats=2, people=4)
    with app.app_context(), immediate() as session:
        everybody = session.scalars(select(Registration).order_by(Registration.id)).all()
        everybody[1].ticket = everybody[0].ticket
        token = everybody[0].ticket.token

    page = pages.get(f"/v/{token}").form(button="Hủy chỗ của cả nhà").submit()

    assert page.text.count("Bác đã hủy chỗ này") == 2
    assert states(app) == ["cancelled", "cancelled", "seated", "seated"]


def test_leaving_the_waiting_list_moves_the_others_up(app: Flask, pages: Pages) -> None:
    open_course(app, seats=1, people=4)
    tokens = [ticket.token for ticket in tickets(app)]

    page = pages.get(f"/v/{tokens[1]}").form(button="Rời danh sách chờ").submit()

    assert page.h1 == "Bác đã hủy chỗ này"
    assert states(app) == ["seated", "cancelled", "waiting", "waiting"]
    assert pages.get(f"/v/{tokens[3]}").h1 == "Bác đang chờ, thứ 2"


def test_pressed_twice_it_is_done_once(app: Flask, client: FlaskClient) -> None:
    open_course(app, seats=1, people=3)
    form = Pages(client).get(f"/v/{tickets(app)[0].token}").form(button="Hủy chỗ này")

    for _ in range(2):
        assert client.post(form.action, data=form.fields).status_code == 303

    assert states(app) == ["cancelled", "seated", "waiting"]


@pytest.mark.parametrize("which", ["theirs", "", None, "\x00"])
def test_nobody_gives_up_another_s_seat(app: Flask, pages: Pages, which: str | None) -> None:
    open_course(app, people=2)
    theirs = registrations(app)[1].public_id
    form = pages.get(f"/v/{tickets(app)[0].token}").form(button="Hủy chỗ này")

    form.submit({"registration": theirs if which == "theirs" else which}, status=404)

    assert states(app) == ["seated", "seated"]


def test_without_the_form_s_token_nothing_is_given_up(app: Flask, client: FlaskClient) -> None:
    open_course(app, people=1)
    registration = registrations(app)[0].public_id
    answer = client.post(f"/v/{tickets(app)[0].token}/huy", data={"registration": registration})
    assert answer.status_code == 400
    assert states(app) == ["seated"]


def test_a_wrong_token_gives_nothing_up(app: Flask, pages: Pages) -> None:
    open_course(app, people=1)
    form = pages.get(f"/v/{tickets(app)[0].token}").form(button="Hủy chỗ này")
    pages.post("/v/0000000000000000/huy", form.fields, status=404)
    assert states(app) == ["seated"]


@pytest.mark.parametrize("how", ["over", "cancelled"])
def test_what_is_over_cannot_be_given_up(app: Flask, pages: Pages, how: str) -> None:
    course = open_course(app, people=1)
    form = pages.get(f"/v/{tickets(app)[0].token}").form(button="Hủy chỗ này")
    with app.app_context(), immediate() as session:
        course = session.get_one(Course, course.id)
        if how == "cancelled":
            course.state = CourseState.CANCELLED
        for lesson in course.lessons:
            lesson.starts_at, lesson.ends_at = clock.now() - timedelta(hours=2), clock.now() - timedelta(hours=1)
        make_course(session, course.unit, code="SAU")

    form.submit(status=410)

    assert states(app) == ["seated"]


def test_a_thin_ticket_gives_nothing_up(app: Flask, pages: Pages) -> None:
    open_course(app)
    typed = {"full_name": "Lương Doãn Thiệu", "birth_year": "1954", "residential_group": "TDP-A"}
    pages.get("/l/DEM1").form(button="Đăng ký học").submit(typed)
    elsewhere = Pages(app.test_client())
    thin = elsewhere.get("/l/DEM1").form(button="Đăng ký học").submit(typed)

    assert thin.forms() == []
    registration = registrations(app)[0].public_id
    token = elsewhere.get("/l/DEM1").form(button="Đăng ký học").fields["csrf_token"]
    elsewhere.post(f"{thin.address}/huy", {"registration": registration, "csrf_token": token}, status=404)
    assert states(app) == ["seated"]

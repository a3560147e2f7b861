"""A child under 16 comes with somebody who registers them: asked for where the year says so, and nowhere shown."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.country import clock
from app.models import Person
from app.web.database import immediate
from tests.factories import make_course, make_registration, make_ward
from tests.pages import Page, Pages
from tests.registering import TYPED, count, open_course, registrations

CHILD = str(clock.today().year - 10)
MOTHER = "Lương Thị Mẹ"


def register(pages: Pages, status: int = 200, **changes: Any) -> Page:
    """Open a class, fill it in, press."""
    return pages.get("/l/DEM1").form("/l/DEM1").submit({**TYPED, **changes}, status=status)


def test_a_child_is_not_registered_alone(app: Flask, pages: Pages) -> None:
    open_course(app)

    page = register(pages, 422, birth_year=CHILD)

    assert "Cháu dưới 16 tuổi. Bác ghi họ tên cha mẹ hoặc người giám hộ của cháu." in page.text
    assert count(app, Person) == 0
    assert page.form("/l/DEM1").fields["birth_year"] == [CHILD]


def test_with_a_guardian_the_child_has_a_seat_and_the_name_stays_with_the_office(app: Flask, pages: Pages) -> None:
    open_course(app)

    page = register(pages, 422, birth_year=CHILD).form("/l/DEM1").submit({"guardian": f"  {MOTHER} "})

    (seat,) = registrations(app)
    assert (seat.state, seat.guardian) == ("seated", MOTHER)
    assert MOTHER not in page.text
    assert MOTHER not in pages.get("/l/DEM1").text


def test_of_somebody_of_age_no_guardian_is_kept(app: Flask, pages: Pages) -> None:
    open_course(app)
    register(pages, guardian="Ai Đó")
    assert registrations(app)[0].guardian is None


@pytest.mark.parametrize(("days", "status"), [(0, 200), (1, 422)])
def test_a_date_counts_by_the_day(app: Flask, pages: Pages, days: int, status: int) -> None:
    open_course(app)
    today = clock.today()
    born = today.replace(year=today.year - 16, day=today.day) if not days else today.replace(year=today.year - 15)
    register(pages, status, birth_year=f"{born:%d/%m/%Y}")


def test_the_year_of_a_child_brings_the_guardian_beside_it_and_another_one_takes_it_back(
    app: Flask, client: FlaskClient
) -> None:
    open_course(app)
    page = Pages(client).get("/l/DEM1")
    token = page.form(button="Đăng ký học").fields["csrf_token"][0]

    def leave(year: str, more: str = "") -> str:
        said = {"birth_year": year, "guardian": MOTHER, "csrf_token": token}
        return client.post(f"/l/DEM1/kiem-tra/birth_year{more}", data=said, headers={"HX-Request": "true"}).text

    child = leave(CHILD)
    beside, folded = child.split('id="them-guardian"')
    assert 'name="guardian"' in beside
    assert 'name="guardian"' not in folded
    assert f'value="{MOTHER}"' in beside
    assert "không bắt buộc" not in beside
    assert "sua=1" in child

    beside, folded = leave("1954", "?sua=1").split('id="them-guardian"')
    assert 'name="guardian"' not in beside
    assert 'name="guardian"' in folded


def test_a_child_of_the_family_comes_with_a_guardian_too(app: Flask, pages: Pages) -> None:
    open_course(app)
    page = register(pages).follow("Thêm người nhà")
    typed = {"people-0-full_name": "Lương Văn Cháu", "people-0-birth_year": CHILD}

    again = page.form(button="Thêm vào phiếu này").submit(typed, status=422)
    again.form(button="Thêm vào phiếu này").submit({"guardian": MOTHER})

    assert [seat.guardian for seat in registrations(app)] == [None, MOTHER]


def test_the_guardian_is_put_right_from_the_ticket(app: Flask, pages: Pages) -> None:
    open_course(app)
    ticket = register(pages, birth_year=CHILD, guardian=MOTHER)

    form = pages.get(f"{ticket.address}/sua/{registrations(app)[0].public_id}").form(button="Lưu")
    assert form.fields["guardian"] == [MOTHER]
    form.submit({"guardian": "Lương Thị Bà"})

    assert registrations(app)[0].guardian == "Lương Thị Bà"


def test_who_gave_up_before_anybody_asked_may_come_again(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        course = make_course(session, make_ward(session), code="DEM1")
        seat = make_registration(session, course, "Lương Văn Cháu", int(CHILD), guardian_later=True)
        token = seat.ticket.token
    ticket = pages.get(f"/v/{token}").form(button="Hủy chỗ này").submit()

    ticket.form(button="Đăng ký lại").submit()

    assert [seat.state for seat in registrations(app)] == ["cancelled", "seated"]

"""What an organisation writes of a place or an event of its own beside its entries: name, day, where it lies."""

from datetime import timedelta

from sqlalchemy import select

from app.country import clock
from app.models import Event, Site
from tests.pages import Form
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import entries, line, programme, site


def form_of(school: School, number: int, name: str) -> Form:
    """Its form, from the form of an entry."""
    page = school.reader().get(f"/don-vi/{number}")
    page = page.follow(line(page, name))
    return page.follow(line(page, "Sửa tên")).form(button="Lưu")


def names(school: School) -> list[str]:
    """The names of all own places."""
    with school.read() as session:
        return list(session.scalars(select(Site.name).where(Site.programme_id.is_not(None)).order_by(Site.id)))


def test_a_place_is_renamed_without_an_entry(school: School) -> None:
    number = programme(school, "site", records=["unit"])
    site(school, number, "Điểm một", school.school)
    older = form_of(school, number, "Điểm một")
    assert {"a_open", "day", "organisation", "code"}.isdisjoint(older.fields)
    saved = form_of(school, number, "Điểm một").submit({"name": "Điểm hai"})
    assert "Điểm hai" in saved.text
    assert (names(school), entries(school)) == (["Điểm hai"], [])
    both = older.submit({"name": "Điểm ba"}, status=409)
    assert "Có người vừa sửa trước anh chị" in both.text
    both.form(button="Lưu").submit()
    assert names(school) == ["Điểm ba"]


def test_an_event_that_took_place_is_of_no_day_to_come(school: School) -> None:
    number = programme(school, "event", records=["unit"], plans_ahead=True)
    today = clock.today()
    typed = {"held_on": str(today), "a_open": "yes", "outcome": "done"}
    page = school.reader().get(f"/don-vi/{number}/moi").form(button="Lưu").submit(typed)
    assert "Đã gửi" in page.text
    for day, status in ((today + timedelta(days=1), 422), (today - timedelta(days=1), 200)):
        form_of(school, number, "Điểm").submit({"held_on": f"{day:%d/%m/%Y}"}, status=status)
    with school.read() as session:
        assert session.scalars(select(Event.held_on)).all() == [today - timedelta(days=1)]


def test_what_is_no_place_of_its_own_has_no_such_page(school: School) -> None:
    number = programme(school, "site", records=["unit"])
    there = site(school, number, "Điểm một", school.union)
    school.reader().get(f"/don-vi/{number}/{there}/noi", status=404)
    programme(school, "organisation", "second", records=["own_organisation"])
    page = school.reader().get("/don-vi")
    form = page.follow(line(page, "Số liệu second"))
    assert "Sửa tên" not in form.text
    school.reader().get(form.address.split("?")[0] + "/noi", status=404)

"""/may-nay, /ma-gui: a resident's phone forgets, and sends what waited on it."""

from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from tests.pages import Pages
from tests.registering import TYPED, open_course, registrations


def test_a_phone_forgets_its_tickets(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    pages = Pages(client)
    ticket = pages.get("/l/DEM1").form(button="Đăng ký học").submit(TYPED)
    name = f"lopso_ticket_{ticket.address[3:9]}"
    assert client.get_cookie(name, path="/") is not None

    page = pages.post("/may-nay", {"csrf_token": client.get("/ma-gui").text})

    assert page.h1 == "Đã xóa khỏi máy này"
    assert client.get_cookie(name, path="/") is None
    assert [made.state for made in registrations(app)] == ["seated"]


def test_what_waited_on_a_phone_is_sent_with_a_token_of_its_own(app: Flask, client: FlaskClient) -> None:
    open_course(app)
    assert client.post("/l/DEM1", data=TYPED).status_code == 400

    answer = client.get("/ma-gui")

    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/plain", "no-store")
    sent = client.post("/l/DEM1", data={**TYPED, "csrf_token": answer.text})
    assert sent.location.startswith("/v/")


def test_pages_say_until_when_a_phone_may_keep_them(app: Flask, client: FlaskClient) -> None:
    course = open_course(app)
    last = max(lesson.ends_at for lesson in course.lessons)
    pages = Pages(client)
    shown = pages.get("/l/DEM1")
    ticket = shown.form(button="Đăng ký học").submit(TYPED)
    for page in (shown, ticket):
        [told] = [found for each in page.root.iter() if (found := each.get("data-keep"))]
        assert clock_of(told) - last.replace(microsecond=0) == timedelta(days=7)

    gone = pages.get(ticket.address).form(action="/huy").submit()
    assert "data-keep" not in gone.html


def clock_of(told: str) -> datetime:
    """A moment as a page tells it to scripts."""
    return datetime.fromisoformat(told)

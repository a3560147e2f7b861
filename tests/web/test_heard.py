"""What is heard of a page that follows a press: its outcome in the title and under the focus."""

from xml.etree.ElementTree import Element

from flask import Flask

from tests.pages import Page, Pages, words
from tests.registering import TYPED, open_course

HTMX = {"HX-Request": "true"}


def heard(page: Page) -> tuple[str, str]:
    """The title without the ward, and what has the focus."""
    focused: list[Element] = page.root.findall(".//*[@autofocus]")
    return words(page.all("title")[0]).rpartition(" – ")[0], " ".join(words(each) for each in focused)


def ticket_of(app: Flask, pages: Pages) -> Page:
    """The ticket after a registration."""
    open_course(app)
    return pages.get("/l/DEM1").form("/l/DEM1").submit(TYPED)


def test_a_ticket_says_that_there_is_a_seat(app: Flask, pages: Pages) -> None:
    ticket = ticket_of(app, pages)
    assert heard(ticket) == ("Đã có chỗ – Phiếu đi học", "Phiếu đi học Đã có chỗ")


def test_a_ticket_opened_again_leaves_the_focus_at_its_begin(app: Flask, pages: Pages) -> None:
    ticket = ticket_of(app, pages)
    assert heard(pages.get(ticket.address)) == ("Đã có chỗ – Phiếu đi học", "")


def test_a_ticket_says_that_the_seat_is_gone(app: Flask, pages: Pages) -> None:
    title, focus = heard(ticket_of(app, pages).form("/huy").submit())
    assert title == "Bác đã hủy chỗ này – Phiếu đi học"
    assert focus.startswith("Bác đã hủy chỗ này")


def test_the_sentence_of_a_press_has_the_focus_and_begins_the_title(app: Flask, pages: Pages) -> None:
    ticket = ticket_of(app, pages)
    busy = next(form for form in ticket.forms() if form.action.endswith("/ban"))
    title, focus = heard(busy.submit({"lesson": "1"}))
    assert focus.startswith("Đã ghi: Lương Doãn Thiệu bận")
    assert title == f"{focus.rstrip('.')} – Phiếu đi học"


def test_a_ticket_that_htmx_draws_anew_has_its_title_too(app: Flask, pages: Pages) -> None:
    part = ticket_of(app, pages).form("/huy").submit(headers=HTMX)
    assert heard(part)[0] == "Bác đã hủy chỗ này – Phiếu đi học"
    assert part.html.count(" autofocus") == 1

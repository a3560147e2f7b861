"""/v/<token>: a resident's ticket: the code for the door, who, when, where, and the state of each person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Course, Stage, Ticket
from app.routes.public.courses.timetables import Preview, Timetable
from app.routes.public.hall.passes import remember_ticket
from app.routes.public.lookups import keep_out_of_search, ticket_by_token
from app.routes.public.registration.registrations import next_open
from app.routes.public.ticket.holders import DONE, Holder, holders_of
from app.web import qr
from app.web.access import public, signed_in
from app.web.browsers.devices import on_android
from app.web.database import db
from app.web.responses import page_or_fragment, personal, public_address
from app.web.words.short_messages import PAPER, address_of, ticket_words

tickets = Blueprint("tickets", __name__)
tickets.after_request(keep_out_of_search)


@tickets.get("/v/<token>")
@public
def show(token: str) -> Response:
    """The ticket. Whoever has the token sees it, so it is never cached; the phone is recognised by it in the hall.

    A phone of staff is not: at the counter the tickets of many are opened on one machine.
    """
    ticket, now = ticket_by_token(token), clock.now()
    staff = signed_in() is not None
    response = ticket_page(ticket, now)
    if not staff:
        remember_ticket(response, ticket, now)
    return response


def ticket_page(ticket: Ticket, now: datetime) -> Response:
    """The ticket, or the part of its page that changes, when htmx asks."""
    context = ticket_context(ticket, now)
    return personal(page_or_fragment("public/tickets/show.html", "public/tickets/_ticket.html", **context))


def ticket_context(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """The context of the ticket's page."""
    course, address = ticket.course, public_address(url_for("public.tickets.show", token=ticket.token))
    made, stage = holders_of(db.session(), ticket, now), course.stage(now)
    over = stage in (Stage.CANCELLED, *DONE)
    message, text_message = ticket_words(course, address)
    names = course.takes_registrations(now) and (course.free > 0 or course.waiting_list)
    return {
        "ticket": ticket,
        "about": Preview.of_ticket(),
        "course": course,
        "ward": course.unit,
        "stage": stage,
        "over": over,
        "adds": not over and names and (ticket.is_thin or any(holder.is_live for holder in made)),
        "timetable": Timetable.of(course, now),
        "holders": made,
        "picture": qr.inline(address),
        "next": _next(course, made, now),
        "message": message,
        "text_message": text_message,
        "paper_words": paper_words,
        "screenshot": screenshot_words(request.user_agent.string),
        "now": now,
    }


def paper_words(holder: Holder) -> tuple[str, str]:
    """The message about a certificate that somebody sends to their family, and the same as an `sms:` address."""
    paper = holder.certificate
    assert paper is not None
    there = public_address(url_for("public.certificates.show", code=paper.code))
    values = {"lop": holder.registration.course.named_title, "ten": holder.name}
    words = _("%(ten)s được cấp giấy chứng nhận lớp %(lop)s. Xem trong sổ của phường: %(there)s", there=there, **values)
    return words, address_of(PAPER, lien_ket=there, **values)


def _next(course: Course, made: Sequence[Holder], now: datetime) -> Course | None:
    """A class with a free seat, for somebody who waits for one here, or has a certificate of this class."""
    if all(holder.state != "waiting" and holder.certificate is None for holder in made):
        return None
    other = next_open(course, now)
    return other if other is not None and other.free > 0 else None


def screenshot_words(user_agent: str) -> str:
    """Which buttons take a screenshot; "" on a computer, which prints."""
    if any(name in user_agent for name in ("Windows", "Macintosh", "X11", "CrOS")):
        return ""
    if on_android(user_agent):
        return str(_("bấm cùng lúc nút nguồn và nút giảm tiếng."))
    return str(_("bấm cùng lúc nút nguồn và nút tăng tiếng; máy có nút tròn thì nút nguồn và nút tròn."))

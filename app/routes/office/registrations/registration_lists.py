"""/van-phong/lop/<code>/nguoi-hoc: everybody on a course, found and sorted, and the same as a file to keep."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from app.country import clock
from app.country.numbers import as_number
from app.exchange.exports import registrations as export
from app.models import Role, Stage, Ticket
from app.models.learning.name_writing import offers
from app.models.learning.registration_list import Order, Show, counted, registrations
from app.models.learning.waiting import places_of
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import STAFF, course_here, is_officer
from app.routes.trail import note
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, page_or_fragment, personal

registration_lists = Blueprint("registration_lists", __name__)

PAGE = 100
SHOWS = {
    "tat-ca": Show.LIVE,
    "co-cho": Show.SEATED,
    "giu-cho": Show.OFFERED,
    "cho": Show.WAITING,
    "chua-chac": Show.UNSURE,
    "da-thoi": Show.ENDED,
    "khong-cho": Show.LET_IN,
}
ORDERS = {"ten": Order.NAME, "luc": Order.TIME, "to": Order.GROUP, "thu-tu": Order.PLACE}


@registration_lists.get("/lop/<code>/nguoi-hoc")
@requires(*STAFF)
def index(code: str) -> Answer:
    """A page of them: `?tim=` finds, `?xem=` chooses the state, `?sap=` the order. Statements do not grow with them."""
    course, now = course_here(code), clock.now()
    counts = counted(db.session(), course.id)
    number = max(request.args.get("trang", 1, type=as_number), 1)
    wanted = registrations(course.id, **_wanted())
    found = list(db.session.scalars(wanted.offset((number - 1) * PAGE).limit(PAGE + 1)))
    return page_or_fragment(
        "office/registrations/index.html",
        "office/registrations/_list.html",
        course=course,
        now=now,
        seats=found[:PAGE],
        offers=offers(seat for seat in found[:PAGE] if seat.is_live),
        more=len(found) > PAGE,
        number=number,
        places=places_of(db.session(), [seat.id for seat in found]),
        counts={key: counts[show] for key, show in SHOWS.items()},
        repeated=list(db.session.scalars(Ticket.repeating(course.id))),
        officer=is_officer(course),
        takes=course.takes_registrations(now),
        ended=course.stage(now) in (Stage.CANCELLED, Stage.CLOSED),
        state_words=export.state_words,
        way_words=export.way_words,
        **_chosen(),
    )


@registration_lists.get("/lop/<code>/nguoi-hoc.<any(xlsx,csv):ending>")
@requires(Role.OFFICER)
def show(code: str, ending: str) -> Answer:
    """The list as it was found and sorted, as a file with full telephones; that it left the house is noted."""
    course = course_here(code, Role.OFFICER)
    seats = list(db.session.scalars(registrations(course.id, **_wanted())))
    places = places_of(db.session(), [seat.id for seat in seats])
    rows = list(export.rows(seats, places))
    heading = export.heading(course.unit.group_word)
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        note(session, "registrations.exported", course, {"people": len(rows), "file": ending})
    title = _("Người học, %(course)s", course=course.named_title)
    return personal(list_file(f"lop-{course.code}", heading, rows, title=title, xlsx=ending == "xlsx"))


def _chosen() -> dict[str, str]:
    """What the address asks for, in its own words."""
    show, order = request.args.get("xem", ""), request.args.get("sap", "")
    return {
        "query": request.args.get("tim", "").strip(),
        "show": show if show in SHOWS else "tat-ca",
        "order": order if order in ORDERS else "ten",
    }


def _wanted() -> dict[str, Any]:
    chosen = _chosen()
    return {"show": SHOWS[chosen["show"]], "order": ORDERS[chosen["order"]], "query": chosen["query"]}

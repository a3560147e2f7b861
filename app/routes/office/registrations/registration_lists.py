"""/van-phong/lop/<code>/nguoi-hoc: the learners of a class as a table, one of them open beside it; as a file."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.exchange.exports import certificates as export
from app.exchange.exports.values import numbered
from app.jobs import orders
from app.models import Course, Registration, Role, Stage, Ticket
from app.models.learning.office_lists import of_course
from app.models.learning.paper_name import offers
from app.registers.definitions.learners_list import STATES, learners_list
from app.registers.listing import PAGE
from app.registers.lists import Listing, lines
from app.routes.jobs import answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import STAFF, course_here, is_officer
from app.routes.office.registrations.registration_pages import page_of
from app.routes.trail import note
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, part, part_asked, personal

registration_lists = Blueprint("registration_lists", __name__)

PANEL, ROWS = "xem", "cac-dong"
# One more than a paper holds: it then says that it is cut off.
MOST_PRINTED = 1001
# Addresses of before: `?xem=` named what is now the filter `?cho=`. No registration is called so.
FORMER = (*STATES, "tat-ca")


@registration_lists.get("/lop/<code>/nguoi-hoc")
@requires(*STAFF)
def index(code: str) -> Answer:
    """The learners who have what was typed (`?tim=`) and fit the filters `?cho=`, `?to=`, `?loc=`, by `?sap=`,
    twenty-five a page; `?xem=` opens one beside them, which is noted as a view."""
    args, wanted = _args(), part_asked(ROWS, PANEL)
    opened = _opened(code, args.get("xem", "")) if wanted != ROWS else {}
    course, now = course_here(code), clock.now()
    listing = _listing(course, args)
    context = {"course": course, "officer": is_officer(course), "asked": listing.query, "table": listing.table}
    context |= opened
    if wanted == PANEL:
        return part("office/registrations/_panel.html", **context)
    found = context["found"] = listing.page()
    context["rows"] = listing.rows
    if wanted:
        return part("office/registrations/_list.html", **context)
    return part(
        "office/registrations/index.html",
        choices=listing.choices,
        misspelt=offers(line.row for line in found.rows if line.row.is_live),
        repeated=list(db.session.scalars(Ticket.repeating(course.id))),
        takes=course.takes_registrations(now),
        ended=course.stage(now) in (Stage.CANCELLED, Stage.CLOSED),
        **context,
    )


@registration_lists.get("/lop/<code>/nguoi-hoc.<any(xlsx,csv):ending>")
@requires(Role.OFFICER)
def show(code: str, ending: str) -> Answer:
    """The filtered list, or only the rows of `?dong=`, as a file with full telephones; that it left is noted."""
    course = course_here(code, Role.OFFICER)
    listing = _listing(course, _args(), request.args.getlist("dong")[:PAGE])
    found = lines(listing.rows, course.unit_id, db.session(), listing.ids(None))
    places = {line.row.id: line.count.place for line in found if line.count.place}
    heading, of_all = numbered(
        export.registration_columns(places), (line.row for line in found), course.unit.group_word
    )
    rows = list(of_all)
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        note(session, "registrations.exported", course, {"people": len(rows), "file": ending})
    title = _("Người học, %(course)s", course=course.named_title)
    return personal(list_file(f"lop-{course.code}", heading, rows, title=title, xlsx=ending == "xlsx"))


@registration_lists.post("/lop/<code>/nguoi-hoc/in")
@requires(Role.OFFICER)
def printed(code: str) -> Answer:
    """Order the filtered list on paper."""
    course = course_here(code, Role.OFFICER)
    listing = _listing(course, _args())
    rows, filters = listing.ids(MOST_PRINTED), listing.query.filters
    words = (str(it.words) for one in listing.choices for it in one.options if it.key == filters.get(one.key))
    part = ", ".join((course.title, *words))
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        job = orders.learners_list(session, course, rows, part=part, by=current_visitor().account_id)
        note(session, "paper.asked", course, {"kind": job.kind, "list": str(listing.rows.title), "rows": len(rows)})
    return answer_with(job)


def _args() -> dict[str, str]:
    """What the address asks for, in the words of today."""
    given = request.args.to_dict()
    if given.get("xem") in FORMER:
        given["cho"] = given.pop("xem")
    return given


def _listing(course: Course, args: dict[str, str], chosen: list[str] | None = None) -> Listing:
    """The list of a course; of the chosen ones by their public ids whatever their state."""
    rows, source = learners_list(db.session(), course), of_course(course.id)
    if chosen:
        rows, source = rows.unfiltered, source.where(Registration.public_id.in_(chosen))
    path = url_for("office.registration_lists.index", code=course.code)
    return Listing(rows, source, db.session(), course.unit_id, path, args)


def _opened(code: str, public_id: str) -> dict[str, Any]:
    """The context of the panel: who is open beside the list; the view is noted."""
    wanted = Registration.of(course_here(code).id).where(Registration.public_id == public_id)
    if not public_id or db.session.scalars(wanted).first() is None:
        return {"seat": None}
    with immediate() as session:
        note(session, "registration.viewed", course_here(code), {"registration": public_id})
    return page_of(course_here(code), db.session.scalars(wanted).one())

"""/van-phong/nguoi-hoc: people of a unit as a table, one of them open beside it; the list as a file and on paper."""

from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _

from app.jobs import orders
from app.models import AdministrativeUnit, Person, Role
from app.models.people import directory
from app.models.people.directory import FEW, PersonQuery
from app.registers.definitions.people import PEOPLE
from app.registers.definitions.people_list import people_list
from app.registers.listing import PAGE
from app.registers.lists import Listing
from app.routes.jobs import answer_with
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.office.people.people import learning_of, people
from app.routes.office.people.people_here import is_officer_of, note_about
from app.routes.trail import note_unit
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, part, part_asked, see_other

# The list is a page of the people's own blueprint.
__all__ = ["people"]

PANEL = "xem"
# One more than a paper holds: it then says that it is cut off.
MOST_PRINTED = 1001


@people.get("/nguoi-hoc")
@requires(*STAFF)
def index() -> Answer:
    """The people of a unit (`?phuong=`) who have what was typed (`?tim=`) and fit the filters `?to=`, `?hoc=`,
    `?tuoi=`, `?loc=`, by `?sap=`, twenty-five a page; `?xem=` opens one beside them, which is noted as a view."""
    unit = unit_called(request.args.get("phuong"))
    listing = _listing(unit)
    asked, wanted = listing.query, part_asked(listing.table.id, PANEL)
    context = {"unit": unit, "asked": asked, "table": listing.table, "officer": is_officer_of(unit.id)}
    context |= _opened(unit, asked.row) if wanted != listing.table.id else {}
    if wanted == PANEL:
        return part("office/people/_panel.html", **context)
    found = context["found"] = listing.page()
    few = asked.words and found.total <= FEW
    context["near"] = directory.near(db.session(), {unit.id}, PersonQuery(asked.words)) if few else []
    context["rows"] = listing.rows
    if wanted:
        return part("office/people/_list.html", **context)
    return part("office/people/index.html", units=units(), choices=listing.choices, **context)


@people.get("/nguoi-hoc.xlsx")
@requires(Role.OFFICER)
def export() -> Answer:
    """The filtered list, or only the rows of `?dong=`, as a file with full telephones; that it left is noted."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    listing = _listing(unit, request.args.getlist("dong")[:PAGE])
    heading, count, lines = listing.sheet()
    with immediate() as session:
        detail: dict[str, object] = {"list": str(listing.rows.title), "rows": count}
        note_unit(session, "unit.list_exported", unit_called(unit.code, Role.OFFICER), detail)
    return list_file(f"nguoi-hoc-{unit.code}", heading, lines, title=f"{listing.rows.title}, {unit.title}", xlsx=True)


@people.post("/nguoi-hoc/in")
@requires(Role.OFFICER)
def printed() -> Answer:
    """Order the filtered list on paper."""
    return _print(unit_called(request.args.get("phuong"), Role.OFFICER), [])


@people.post("/nguoi-hoc/da-chon")
@requires(Role.OFFICER)
def choose() -> Answer:
    """The ticked people as a file, on paper, as guests of a class, or two of them side by side; back to the list where
    none was ticked."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    chosen = request.form.getlist("dong")[:PAGE]
    if not chosen:
        flash(_("Anh chị chọn người trước đã: đánh dấu ở đầu dòng."), "warn")
        return see_other(url_for("office.people.index", phuong=unit.code))
    if request.form.get("v") == "moi":
        return see_other(url_for("office.invitations.new", phuong=unit.code, nguoi=chosen))
    if request.form.get("v") == "xlsx":
        return see_other(url_for("office.people.export", phuong=unit.code, dong=chosen))
    if request.form.get("v") == "gop":
        if len(chosen) == 2:
            return see_other(url_for("office.duplicates.show", person=chosen[0], other=chosen[1]))
        flash(_("Mỗi lần gộp đúng hai người; anh chị vừa chọn %(count)s.", count=len(chosen)), "warn")
        return see_other(url_for("office.people.index", phuong=unit.code))
    return _print(unit, chosen)


def _listing(unit: AdministrativeUnit, chosen: list[str] | None = None) -> Listing:
    """The list of the people of a unit, or of some of them by their public ids."""
    source, path = Person.in_units({unit.id}), url_for("office.people.index")
    source = source.where(Person.public_id.in_(chosen)) if chosen else source
    return Listing(people_list(db.session(), unit), source, db.session(), unit.id, path, request.args.to_dict(), PEOPLE)


def _opened(unit: AdministrativeUnit, slug: str) -> dict[str, Any]:
    """The context of the panel: who stands beside the list and what they learn; the view is noted."""
    wanted = Person.in_units({unit.id}).where(Person.public_id == slug)
    if not slug or db.session.scalars(wanted).first() is None:
        return {"person": None}
    with immediate() as session:
        note_about(session, "person.viewed", session.scalars(wanted).one())
    person = db.session.scalars(wanted).one()
    return {"person": person, "register": PEOPLE, **learning_of(person)}


def _print(unit: AdministrativeUnit, chosen: list[str]) -> Answer:
    listing = _listing(unit, chosen)
    rows, filters = listing.ids(MOST_PRINTED), listing.query.filters
    words = (str(it.words) for one in listing.choices for it in one.options if it.key == filters.get(one.key))
    with immediate() as session:
        unit, by = unit_called(unit.code, Role.OFFICER), current_visitor().account_id
        job = orders.people_list(session, unit, rows, part=", ".join(words), by=by)
        detail: dict[str, object] = {"kind": job.kind, "list": str(listing.rows.title), "rows": len(rows)}
        note_unit(session, "paper.asked", unit, detail)
    return answer_with(job)

"""/van-phong/ho: the books in which a ward keeps its households."""

from flask import Blueprint, render_template, request

from app.models import Programme, ProgrammeVersion, Role
from app.models.movement.declaration import Subject
from app.routes.office.desk.moved import moved_to
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer

households = Blueprint("households", __name__)


@households.get("/ho")
@requires(*STAFF)
def index() -> Answer:
    """The only book of households of a ward is opened; several, or none, are listed."""
    unit = unit_called(request.args.get("phuong"), *STAFF)
    may = {grant.role for grant in current_visitor().grants if grant.unit_id == unit.id}
    running = db.session.scalars(Programme.in_units([unit.id]).where(Programme.in_use())).all()
    books = [each for each in running if each.current and _holds_houses(each.current, may)]
    if len(books) == 1:
        return moved_to("office.programme_rows.index", {"programme": books[0].id, "phuong": unit.code})
    officer = unit.id in unit_ids(Role.OFFICER)
    return render_template(
        "office/movement/households.html", unit=unit, units=units(*STAFF), books=books, officer=officer
    )


def _holds_houses(version: ProgrammeVersion, may: set[Role]) -> bool:
    return version.declared.subject is Subject.HOUSEHOLD and bool(may & set(version.declared.sees))

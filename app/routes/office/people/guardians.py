"""/van-phong/chua-ghi-giam-ho: children for whom nobody is named yet, let in at the door or on file from before; and
who it is, written for one of them."""

from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Role
from app.models.learning.due import without_guardian
from app.routes.office.lookups import unit_ids
from app.routes.office.registrations.registration_forms import GuardianForm
from app.routes.office.registrations.registration_pages import page_of
from app.routes.office.registrations.registration_steps import seat_here
from app.routes.trail import note
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

guardians = Blueprint("guardians", __name__)


@guardians.get("/chua-ghi-giam-ho")
@requires(Role.OFFICER)
def index() -> Answer:
    """The children, each with the way to their registration."""
    children = db.session.scalars(without_guardian(unit_ids(Role.OFFICER), clock.today())).all()
    return render_template("office/guardians/index.html", children=children)


@guardians.post("/lop/<code>/hoc-vien/<uuid:public_id>/giam-ho")
@requires(Role.OFFICER)
def update(code: str, public_id: UUID) -> Answer:
    """Write who stands behind a child."""
    form = GuardianForm()
    if not form.validate():
        return refuse("office/registrations/show.html", **page_of(*seat_here(code, public_id), guardian_form=form))
    with immediate() as session:
        course, seat = seat_here(code, public_id)
        if seat.name_guardian(session, form.guardian.value, clock.now()):
            note(session, "registration.guardian", course, {"registration": str(public_id)})
    flash(_("Đã ghi người giám hộ."), "good")
    return see_other(url_for("office.registrations.show", code=code, public_id=public_id))

"""/van-phong/chua-ghi-giam-ho: children for whom nobody is named yet, let in at the door or on file from before; and
who it is, written for one of them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField

from app.country import clock
from app.jobs import recognition_orders
from app.models import AdministrativeUnit, Consent, ResidentialGroup, Role
from app.models.learning.due import without_guardian
from app.routes.jobs import answer_with
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.office.people.people_here import note_about, person_here
from app.routes.office.registrations.registration_pages import GuardianForm, page_of
from app.routes.office.registrations.registration_steps import seat_here
from app.routes.trail import note
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.staff_fields import one_of
from app.web.responses import Answer, form_page, refuse, see_other

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


consents = Blueprint("consents", __name__)

PURPOSES = ("photos", "messages")


@consents.post("/nguoi-hoc/<uuid:person>/dong-y/<purpose>/rut")
@requires(Role.OFFICER)
def destroy(person: UUID, purpose: str) -> Answer:
    """Withdraw all that stands of one purpose; it stays readable that it was given. Twice changes nothing."""
    if purpose not in PURPOSES:
        abort(404)
    with immediate() as session:
        someone = person_here(person, Role.OFFICER)
        standing = session.scalars(Consent.stands(someone.id, purpose).with_for_update()).all()
        for each in standing:
            each.withdrawn_at = clock.now()
        if standing:
            note_about(session, "consent.withdrawn", someone, {"purpose": purpose})
    flash(_("Đã ghi: người này rút lại đồng ý."))
    return see_other(url_for("office.people.show", person=person, _anchor="dong-y"))


group_sheets = Blueprint("group_sheets", __name__)


class GroupSheetForm(FlaskForm):
    """Whose sheet: a group by its code, "" for all."""

    group = SelectField(_l("Phiếu của"), choices=[], validate_choice=False)

    def validate_group(self, field: SelectField) -> None:
        """One of those offered."""
        one_of(self, field)


@group_sheets.route("/phieu-to-dan-pho", methods=["GET", "POST"])
@requires(*STAFF)
def new() -> Answer:
    """Order the sheets; `?to=` chooses a group."""
    unit, form = unit_called(request.values.get("phuong")), GroupSheetForm(group=request.args.get("to", ""))
    context = _context(unit, form)
    if not form.validate_on_submit():
        return form_page("office/group_sheets/new.html", **context)
    with immediate() as session:
        wanted = ResidentialGroup.of(unit.id)
        groups = session.scalars(wanted.where(ResidentialGroup.code == form.group.data) if form.group.data else wanted)
        chosen = groups.all()
        job = recognition_orders.group_sheet(session, chosen, by=current_visitor().account_id) if chosen else None
    return answer_with(job) if job else refuse("office/group_sheets/new.html", **context)


def _context(unit: AdministrativeUnit, form: GroupSheetForm) -> dict[str, Any]:
    groups = db.session.scalars(ResidentialGroup.of(unit.id)).all()
    every = _("Tất cả %(count)s %(word)s, một tệp", count=len(groups), word=unit.group_word)
    form.group.choices = [*([("", every)] if groups else []), *((each.code, each.name) for each in groups)]
    return {"form": form, "unit": unit, "units": units(), "groups": groups}

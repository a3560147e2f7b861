"""/van-phong/phieu-to-dan-pho: the sheet of one residential group, or those of all in one file."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField

from app.jobs import recognition_orders
from app.models import AdministrativeUnit, ResidentialGroup
from app.routes.jobs import answer_with
from app.routes.office.lookups import STAFF, unit_called, units
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.staff_fields import one_of
from app.web.responses import Answer, form_page, refuse

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

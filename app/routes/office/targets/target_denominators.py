"""/van-phong/chi-tieu/<target>/mau-so: of how many a target is, entered where it lacks; one comes back there."""

from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField

from app.jobs.measuring import recount
from app.models import AdministrativeUnit, Denominator, Measurement, Role, Target
from app.models.movement.denominator import OWN, label
from app.registers.definitions.denominators import DENOMINATORS
from app.registers.definitions.targets import TARGETS
from app.registers.register import Writer
from app.routes.office.targets.targets import OFFICER, target_here
from app.routes.registers.rows import note
from app.web.access import current_account, requires
from app.web.database import immediate
from app.web.forms.days import DayField
from app.web.forms.staff_fields import LineField, NumberField
from app.web.responses import Answer, form_page, see_other

target_denominators = Blueprint("target_denominators", __name__)


class OwnForm(FlaskForm):
    """A number of this target alone."""

    number = NumberField(_l("Tính trên bao nhiêu"), least=1, most=999_999)


class AudienceForm(OwnForm):
    """A number of an audience, for every target of it: of which day it is, and who said it."""

    approximate = BooleanField(_l("Số ước chừng, ghi là khoảng"))
    counted_on = DayField(_l("Số liệu tính đến ngày"), come=True, required=True)
    source = LineField(_l("Nguồn số liệu"), longest=120, required=True)

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the number."""
        return {
            "residential_group": None, "organisation": None, "number": self.number.value, "note": "",
            "approximate": self.approximate.data, "counted_on": self.counted_on.value, "source": self.source.value,
        }  # fmt: skip


def _page(target: Target, form: OwnForm) -> Answer:
    page = "office/targets/denominator.html"
    return form_page(page, form, target=target, unit=target.unit, whom=label(target.audience))


@target_denominators.route("/chi-tieu/<uuid:row>/mau-so", methods=["GET", "POST"])
@requires(Role.OFFICER)
def edit(row: object) -> Answer:
    """The number and its source; then count anew what is of it. Sent twice it is there once."""
    kept = target_here(row, OFFICER)
    form = AudienceForm() if kept.audience and not kept.each_of else OwnForm()
    if not form.validate_on_submit():
        return _page(kept, form)
    with immediate() as session:
        session.scalars(AdministrativeUnit.locked(kept.unit_id)).one()
        kept = target_here(row, OFFICER)
        stored = _of_audience(session, kept, form) if isinstance(form, AudienceForm) else _own(session, kept, form)
    if not stored:
        return _page(target_here(row, OFFICER), form)
    kept = target_here(row, OFFICER)
    if kept.measured_by:
        recount(kept)
    flash(_("Đã lưu tổng số."), "good")
    return see_other(url_for("office.targets.target", row=row))


def _own(session: Session, target: Target, form: OwnForm) -> bool:
    session.scalars(Target.locked(target.id)).one()
    if changed := target.change({"own_denominator": form.number.value}, str(target.version)):
        Measurement.begin_anew(session, target, changed)
        note(TARGETS, session, "measured", target, {"name": target.name, **changed})
    return True


def _of_audience(session: Session, target: Target, form: AudienceForm) -> bool:
    """As a row of the register of denominators; False where another number of that day and source stands."""
    values = {**form.values, "audience": target.audience}
    same = session.scalars(Denominator.same(target.unit_id, {key: values[key] for key in OWN})).first()
    if same is None:
        made = DENOMINATORS.make(session, target.unit, values, Writer(current_account()))
        note(DENOMINATORS, session, "added", made, DENOMINATORS.in_trail(values))
        return True
    stands = session.get_one(Denominator, same)
    if stands.number == form.number.value and stands.retired_on is None:
        return True
    form.source.errors = [str(DENOMINATORS.unique_error)]
    return False

"""/van-phong/dai-su/it-nhat: how many people an ambassador takes by the hand at least, where a plan says so."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import StopValidation

from app.country.names import clean
from app.models import AdministrativeUnit, Role
from app.models.people.changing import Overtaken
from app.routes.office.fields import LineField
from app.routes.office.lookups import unit_called
from app.routes.trail import note_unit
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

least_mentees = Blueprint("least_mentees", __name__)

MOST = 50


class LeastForm(FlaskForm):
    """The number, empty where the plan names none, and which plan says so."""

    number = StringField(_l("Mỗi Đại sứ số kèm ít nhất mấy người"))
    source = LineField(_l("Kế hoạch nào nêu mức này"), longest=200)
    version = HiddenField()

    least: int | None = None

    def show(self, unit: AdministrativeUnit) -> None:
        """Fill in what stands."""
        self.number.data = "" if unit.least_mentees is None else str(unit.least_mentees)
        self.source.data, self.version.data = unit.least_mentees_source, str(unit.version)

    def validate_number(self, field: StringField) -> None:
        """A number, or nothing."""
        field.data = clean(field.data or "")
        if field.data and not (field.data.isdecimal() and len(field.data) <= 3 and 1 <= int(field.data) <= MOST):
            raise StopValidation(_("Anh chị ghi một số từ %(least)s đến %(most)s, hoặc để trống.", least=1, most=MOST))
        self.least = int(field.data) if field.data else None

    def validate_source(self, field: LineField) -> None:
        """Whoever reads the number sees where it comes from."""
        if self.least is not None and not field.value:
            raise StopValidation(_("Anh chị ghi số kế hoạch và mục nêu mức này."))

    @property
    def values(self) -> dict[str, object]:
        """What was written, after validation."""
        source = self.source.value or str(_("Kế hoạch không nêu mức này"))
        return {"least_mentees": self.least, "least_mentees_source": source}


@least_mentees.get("/dai-su/it-nhat")
@requires(Role.OFFICER)
def edit() -> Answer:
    """The two lines."""
    unit, form = unit_called(request.args.get("phuong"), Role.OFFICER), LeastForm(formdata=None)
    form.show(unit)
    return render_template("office/ambassadors/least.html", unit=unit, form=form)


@least_mentees.post("/dai-su/it-nhat")
@requires(Role.OFFICER)
def update() -> Answer:
    """Keep them; 409 when somebody else changed the unit meanwhile."""
    unit, form = unit_called(request.args.get("phuong"), Role.OFFICER), LeastForm()
    if not form.validate():
        return refuse("office/ambassadors/least.html", unit=unit, form=form)
    try:
        with immediate() as session:
            here = session.scalars(AdministrativeUnit.locked(unit.id)).one()
            if changed := here.change(form.values, form.version.data or ""):
                note_unit(session, "unit.least_mentees_set", here, changed)
    except Overtaken:
        db.session.rollback()
        unit = unit_called(unit.code, Role.OFFICER)
        form.version.data = str(unit.version)
        return refuse("office/ambassadors/least.html", status=409, unit=unit, form=form, overtaken=True)
    flash(_("Đã lưu."), "good")
    return see_other(url_for("office.ambassadors.index", phuong=unit.code))

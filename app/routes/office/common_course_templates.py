"""/van-phong/mau-lop/thuong-gap: the templates of courses that plans name, taken over all at once."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.models import AdministrativeUnit, CourseTemplate, Role
from app.models.learning.course_template import common_templates
from app.registers.definitions.course_templates import COURSE_TEMPLATES
from app.routes.office.lookups import STAFF, unit_called, unit_ids
from app.routes.trail import note_act
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

common_course_templates = Blueprint("common_course_templates", __name__)


@common_course_templates.get("/mau-lop/thuong-gap")
@requires(*STAFF)
def index() -> Answer:
    """Those that the unit (`?phuong=`) never had."""
    unit = unit_called(request.args.get("phuong"))
    lacking = CourseTemplate.lacking(db.session(), unit.id, common_templates()).values()
    officer = unit.id in unit_ids(Role.OFFICER)
    return render_template("office/course_templates/common.html", unit=unit, lacking=lacking, officer=officer)


@common_course_templates.post("/mau-lop/thuong-gap")
@requires(Role.OFFICER)
def update() -> Answer:
    """Take them over; each is noted as if it had been written."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    with immediate() as session:
        here = session.get_one(AdministrativeUnit, unit.id)
        made = CourseTemplate.take_over(session, here, common_templates())
        for template in made:
            note_act(
                session, "course_template.added", here.id, COURSE_TEMPLATES.subject(template), {"name": template.name}
            )
    flash(_("Đã thêm %(count)s mẫu lớp. Anh chị sửa lại cho hợp với kế hoạch của mình.", count=len(made)), "good")
    return see_other(url_for("office.course_templates.index", phuong=unit.code))

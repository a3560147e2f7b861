"""/van-phong/trich-nhat-ky: acts on personal data of some days, printed for who has to show them; it names who acted
and about whom, so it is for leaders and administrators alone."""

from flask import Blueprint, request
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from app.country import clock
from app.jobs import ordering
from app.models import Role
from app.routes.jobs import answer_with
from app.routes.office.lookups import unit_called
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.forms.days import DayField
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, form_page

trail_extracts = Blueprint("trail_extracts", __name__)

READERS = (Role.LEADER, Role.ADMINISTRATOR)


class ExtractForm(FlaskForm):
    """The first and the last day."""

    since = DayField(_l("Từ ngày"), past=True, required=True)
    until = DayField(_l("Đến hết ngày"), past=True, required=True)

    def validate_until(self, field: DayField) -> None:
        """Not before the first day."""
        if field.value and self.since.value and field.value < self.since.value:
            raise ValidationError(_("Ngày cuối đứng trước ngày đầu. Anh chị xem lại hai ngày."))


@trail_extracts.route("/trich-nhat-ky", methods=["GET", "POST"])
@dedupes_itself
@requires(*READERS)
def new() -> Answer:
    """Order it; that it was asked for is in the trail. Filled in with this month."""
    form, today = ExtractForm(), clock.today()
    if not form.is_submitted():
        form.since.show(today.replace(day=1))
        form.until.show(today)
    unit = unit_called(request.values.get("phuong"), *READERS)
    if not form.validate_on_submit():
        return form_page("office/rights/extract.html", form, unit=unit)
    assert form.since.value is not None
    assert form.until.value is not None
    with immediate() as session:
        unit = unit_called(unit.code, *READERS)
        days = form.since.value, form.until.value
        job = ordering.trail_extract(session, unit, days, by=current_visitor().account_id)
    return answer_with(job)

"""/quay/ghi-nhanh/<programme>/giu-nguyen: send again as it stands what was sent while its period ran."""

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.entries.quick_entries import send_unchanged
from app.models.people.role import WARD_ROLES
from app.registers.programmes.listed import KY
from app.routes.counter.doorsteps.quick_entries import ADDRESS, asked_here
from app.routes.trail import note_act
from app.web.access import current_account, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

unchanged_entries = Blueprint("unchanged_entries", __name__)


@unchanged_entries.post(f"{ADDRESS}/<int:programme>/giu-nguyen")
@requires(*WARD_ROLES)
def create(programme: int) -> Answer:
    """Send it again: of the period `ky`, for the organisation `cua` or for the visitor's groups and teams."""
    code, key = request.form.get("cua", ""), request.form.get(KY, "")
    with immediate() as session:
        lines = [each for each in asked_here() if each.programme.id == programme] or abort(404)
        name = lines[0].programme.name
        of_period = (
            each for each in lines if each.period and not each.is_below
            and (each.organisation.code if each.organisation else "", str(each.period.key)) == (code, key)
        )  # fmt: skip
        stored = [one for each in of_period for one in send_unchanged(session, each, current_account(), clock.now())]
        about = {"programme": name, "what": _("Kết quả")}
        for each in stored:
            note_act(session, "programme_site.changed", each.unit_id, ("programme_site", each.site.public_id), about)
    if stored:
        flash(_("Đã gửi lại, giữ nguyên số: %(name)s.", name=name))
    else:
        flash(_("Chưa gửi lại được số cũ của %(name)s. Anh chị mở ra xem, rồi gửi.", name=name), "warn")
    return see_other(url_for("unit.starts.show", cua=code) if code else url_for("counter.quick_entries.index"))

"""/quan-tri/ngay-cua-may: the day that the machine shows; after a leap an administrator says that it is right."""

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import AuditEvent, Role
from app.routes.admin.lookups import administered_ids
from app.web import trusted_days
from app.web.access import current_visitor, requires
from app.web.database import immediate
from app.web.responses import Answer, see_other, settings
from app.web.sign_in.proof import fresh_proof

machine_days = Blueprint("machine_days", __name__)


@machine_days.get("/quan-tri/ngay-cua-may")
@requires(Role.ADMINISTRATOR)
def show() -> Answer:
    """Which day it is here, and which one was certain."""
    last = trusted_days.last_certain(settings())
    return render_template("admin/machine_days/show.html", today=clock.today(), last=last)


@machine_days.post("/quan-tri/ngay-cua-may")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def update() -> Answer:
    """It is right: numbers are given and figures kept, and what is past its time is erased, from now on. Only the day
    that was on the screen (`ngay`) is said to be right."""
    today = clock.today()
    if request.form.get("ngay") != today.isoformat():
        flash(_("Ngày của máy vừa đổi. Anh chị xem lại rồi hãy xác nhận."), "warn")
        return see_other(url_for("admin.machine_days.show"))
    with immediate() as session:
        for unit_id in sorted(administered_ids()):
            AuditEvent.note(
                session, "clock.trusted", at=clock.now(), account_id=current_visitor().account_id, unit_id=unit_id,
                subject=("clock", today.isoformat()),
            )  # fmt: skip
    trusted_days.trust(settings())
    flash(_("Đã xác nhận ngày của máy. Cấp số lại như thường."), "good")
    return see_other(url_for("admin.machine_days.show"))

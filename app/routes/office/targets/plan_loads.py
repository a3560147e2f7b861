"""/van-phong/ke-hoach/nap: a plan that ships is looked at and loaded; what would change is said first."""

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock, formats
from app.data.plans import catalogue
from app.exchange.plans import Changes, changes, load
from app.jobs.measuring import keep, measure_all
from app.models import Plan
from app.registers.definitions.plans import PLAN_WRITERS, PLANS
from app.routes.office.lookups import unit_called, units
from app.routes.trail import note_act
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

plan_loads = Blueprint("plan_loads", __name__)


@plan_loads.get("/ke-hoach/nap")
@requires(*PLAN_WRITERS)
def show() -> Answer:
    """The plans that ship; of one (`?ban=`) all that it brings, and what stands otherwise in the ward."""
    unit = unit_called(request.args.get("phuong"), *PLAN_WRITERS)
    key = request.args.get("ban", "")
    file = catalogue().get(key)
    if key and file is None:
        abort(404)
    return render_template(
        "office/targets/load.html",
        unit=unit,
        units=units(*PLAN_WRITERS),
        files=catalogue(),
        file=file,
        found=changes(db.session(), unit, file) if file else None,
    )


@plan_loads.post("/ke-hoach/nap")
@requires(*PLAN_WRITERS)
def create() -> Answer:
    """Load it. Pressed twice, it is there once; what the ward changed stays, unless `ghi-de` was ticked."""
    unit = unit_called(request.args.get("phuong"), *PLAN_WRITERS)
    file = catalogue().get(request.form.get("ban", ""))
    if file is None:
        flash(_("Anh chị chọn một kế hoạch có sẵn."), "warn")
        return see_other(url_for("office.plan_loads.show", phuong=unit.code))
    with immediate() as session:
        unit = unit_called(unit.code, *PLAN_WRITERS)
        done = load(session, unit, file, overwrite="ghi-de" in request.form)
        assert done.plan
        if done.did:
            note_act(session, "plan.loaded", unit.id, PLANS.subject(done.plan), {"name": done.plan.name, **done.new})
        message, slug, plan_id = _message(done), done.plan.public_id, done.plan.id
    plan, today = db.session.get_one(Plan, plan_id), clock.today()
    keep(measure_all(db.session(), plan, min(today, plan.until)), clock.now())
    flash(message)
    return see_other(url_for("office.plans.show", row=slug))


def _message(done: Changes) -> str:
    if not done.did:
        return str(_("Kế hoạch này đã nạp đủ từ trước."))
    counts = {part: formats.number(number) for part, number in done.new.items()}
    words = _("Đã nạp %(targets)s chỉ tiêu, %(matters)s nhiệm vụ, %(rules)s chế độ báo cáo.", **counts)
    more = _("Đã ghi đè %(count)s dòng.", count=len(done.other)) if done.overwritten else ""
    return f"{words} {more}".strip()

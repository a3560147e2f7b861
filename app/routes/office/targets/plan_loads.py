"""/van-phong/ke-hoach/nap: a plan that ships is looked at and loaded; what would change is said first."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.data.plan_slips import as_own, mended, reworded, slips_of
from app.data.plans import MOST_PROGRAMMES, PlanFile, catalogue
from app.data.programmes import catalogue as catalogue_of_programmes
from app.exchange.plans import Changes, changes, load
from app.jobs.measuring import keep, measure_all
from app.models import AdministrativeUnit, Plan, Programme, Role
from app.models.movement.declaration import Declaration
from app.models.reports.handing_down import offered_rules
from app.registers.definitions.plans import PLAN_WRITERS, PLANS
from app.routes.office.lookups import unit_called, unit_ids, units
from app.routes.office.movement.programmes import begin
from app.routes.office.targets.unused import needed_programmes
from app.routes.trail import note_act
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

plan_loads = Blueprint("plan_loads", __name__)


class ProgrammeOffer(NamedTuple):
    """A programme that ships, and how many targets of the plan it counts."""

    declared: Declaration
    targets: int


@plan_loads.get("/ke-hoach/nap")
@requires(*PLAN_WRITERS)
def show() -> Answer:
    """The plans that ship; of one (`?ban=`) all that it brings, and what stands otherwise in the ward."""
    unit = unit_called(request.args.get("phuong"), *PLAN_WRITERS)
    key = request.args.get("ban", "")
    if key and key not in catalogue():
        abort(404)
    file = as_own(catalogue()[key], unit) if key else None
    return render_template(
        "office/targets/load.html",
        unit=unit,
        units=units(*PLAN_WRITERS),
        files=catalogue(),
        file=file,
        slips=slips_of(file) if file else {},
        found=changes(db.session(), unit, reworded(file, mended)) if file else None,
        offered=_offered(db.session(), unit, file) if file else [],
    )


def _offered(session: Session, unit: AdministrativeUnit, file: PlanFile) -> list[ProgrammeOffer]:
    """The programmes that an officer may put to use along with a plan: those that its targets need first, and no more
    than a person reads at once. What lies within another one is offered on that one's page."""
    if not unit.is_ward or unit.id not in unit_ids(Role.OFFICER):
        return []
    needed = needed_programmes(file.targets.values(), file.programmes)
    there = set(session.scalars(Programme.ids_by_key(unit.id)))
    keys = [key for key in dict.fromkeys([*needed, *catalogue_of_programmes()]) if key not in there]
    found = [ProgrammeOffer(catalogue_of_programmes()[key], needed.get(key, 0)) for key in keys]
    return [each for each in found if not each.declared.within][:MOST_PROGRAMMES]


@plan_loads.post("/ke-hoach/nap")
@requires(*PLAN_WRITERS)
def create() -> Answer:
    """Load it, with slips mended (`sua-loi`). Pressed twice, it is there once; what the ward changed stays, unless
    `ghi-de` was ticked. By which number, day and issuer papers cite it is asked where it is not known."""
    unit = unit_called(request.args.get("phuong"), *PLAN_WRITERS)
    file = catalogue().get(request.form.get("ban", ""))
    if file is None:
        flash(_("Anh chị chọn một kế hoạch có sẵn."), "warn")
        return see_other(url_for("office.plan_loads.show", phuong=unit.code))
    file = as_own(file, unit)
    file = reworded(file, mended) if "sua-loi" in request.form else file
    wanted = set(request.form.getlist("phong-trao"))
    with immediate() as session:
        unit = unit_called(unit.code, *PLAN_WRITERS)
        chosen = [each.declared.key for each in _offered(session, unit, file) if each.declared.key in wanted]
        done = load(session, unit, file, overwrite="ghi-de" in request.form)
        begun = [begin(session, unit, key) for key in _usable(session, unit, chosen)]
        assert done.plan
        if done.did:
            note_act(session, "plan.loaded", unit.id, PLANS.subject(done.plan), {"name": done.plan.name, **done.new})
        message, slug, plan_id = _message(done, len(begun)), done.plan.public_id, done.plan.id
    plan, today = db.session.get_one(Plan, plan_id), clock.today()
    keep(measure_all(db.session(), plan, min(today, plan.until)), clock.now())
    flash(message)
    if done.new["targets"] and not plan.is_citable:
        flash(_("Anh chị ghi số, ngày ký, cơ quan ban hành của kế hoạch: báo cáo dẫn theo đó."), "warn")
        return see_other(url_for("office.plans.edit", row=slug))
    return see_other(url_for("office.plans.show", row=slug))


def _usable(session: Session, unit: AdministrativeUnit, keys: Sequence[str]) -> list[str]:
    """Those of some programmes that can be put to use: what follows a reporting rule needs one."""
    session.flush()
    declared = [catalogue_of_programmes()[key] for key in keys]
    rules = offered_rules(session, unit.id, declared, clock.today())
    return [key for key in keys if rules.get(key, True)]


def _message(done: Changes, begun: int) -> str:
    used = _("Đã dùng %(count)s phong trào.", count=begun) if begun else ""
    if not done.did:
        return f"{_('Kế hoạch này đã nạp đủ từ trước.')} {used}".strip()
    counts = {part: formats.number(number) for part, number in done.new.items()}
    words = _("Đã nạp %(targets)s chỉ tiêu, %(matters)s nhiệm vụ, %(rules)s chế độ báo cáo.", **counts)
    more = _("Đã ghi đè %(count)s dòng.", count=len(done.other)) if done.overwritten else ""
    return " ".join(filter(None, (words, more, used)))

"""/van-phong/bao-cao: which reports are due and how each stands; begun in one click; one of them, read and written."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.country import clock
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.models import AdministrativeUnit, Plan, Report, ReportingRule, ReportState, Role
from app.models.reports.beginning import begin, draft, receivers
from app.models.reports.period import Period, periods
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.office.reports.pages import STATES, note, page_of, report_here
from app.routes.office.reports.report_form import ReportForm
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

reports = Blueprint("reports", __name__)

# From how far back an unsent one is still asked for, and how long before its day one may begin.
BACK, AHEAD = timedelta(days=120), timedelta(days=75)


class Due(NamedTuple):
    """A report that a rule asks for: by when, of which days, and the one that was begun."""

    rule: ReportingRule
    period: Period
    report: Report | None
    left: int


@reports.get("/bao-cao")
@requires(*STAFF)
def index() -> Answer:
    """What is due, the nearest first, then all reports of the office."""
    unit, today = unit_called(request.args.get("phuong"), *STAFF), clock.today()
    every = db.session.scalars(Report.newest(unit.id)).all()
    return render_template(
        "office/reports/index.html",
        unit=unit,
        units=units(*STAFF),
        due=list(due_reports(unit, today)),
        rows=every,
        states=STATES,
        officer=unit.id in unit_ids(Role.OFFICER),
    )


def due_reports(unit: AdministrativeUnit, today: date) -> Iterator[Due]:
    """Those that the rules of plans that run ask for, from four months back, without those that are done."""
    plans = db.session.scalars(Plan.running(unit.id, today)).all()
    rules = [rule for plan in plans for rule in db.session.scalars(ReportingRule.of_plan(plan.id))]
    begun = {(each.rule_id, each.due_on): each for each in db.session.scalars(Report.of_rules([r.id for r in rules]))}
    found = [
        Due(rule, period, begun.get((rule.id, period.due)), (period.due - today).days)
        for rule in rules
        for period in periods(rule, max(today - BACK, rule.plan.since), today + AHEAD)
    ]
    open_ones = (each for each in found if each.report is None or each.report.state not in DONE)
    yield from sorted(open_ones, key=lambda each: each.period.due)


DONE = (ReportState.APPROVED, ReportState.LOCKED)


@reports.get("/bao-cao/moi")
@requires(Role.OFFICER)
def new() -> Answer:
    """A report that no rule has a day for: on demand, a first or last summary."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form = ReportForm.of(unit, formdata=None)
    return render_template("office/reports/new.html", form=form, unit=unit)


@reports.post("/bao-cao")
@requires(Role.OFFICER)
def create() -> Answer:
    """Draft it whole: for a rule (`che-do`) and its day (`han`), or as the form says. One that was begun is opened."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    if "che-do" in request.form:
        return _begun(unit, *_asked(unit))
    form = ReportForm.of(unit)
    if not form.validate():
        return refuse("office/reports/new.html", form=form, unit=unit)
    return _begun(unit, form.plan_chosen, None, form.period)


def _asked(unit: AdministrativeUnit) -> tuple[Plan, ReportingRule, Period]:
    named = ReportingRule.in_units([unit.id]).where(ReportingRule.at(request.form["che-do"]))
    rule: ReportingRule | None = db.session.scalars(named).one_or_none()
    try:
        day = date.fromisoformat(request.form.get("han", ""))
    except ValueError:
        abort(404)
    period = next(periods(rule, day, day), None) if rule else None
    if rule is None or period is None:
        abort(404)
    return rule.plan, rule, period


def _begun(unit: AdministrativeUnit, plan: Plan, rule: ReportingRule | None, period: Period) -> Answer:
    try:
        with immediate() as session:
            row = begin(
                session, session.get_one(Plan, plan.id), session.get(ReportingRule, rule.id) if rule else None, period,
                by=current_account(), now=clock.now(),
            )  # fmt: skip
            draft(session, row, drafted(counted(session, row, clock.today()), receivers(row.plan, row.rule)))
            note(session, "report.begun", row)
            slug = row.public_id
    except IntegrityError:
        db.session.rollback()
        there = (
            db.session.scalars(Report.of_rules([rule.id]).where(Report.due_on == period.due)).one() if rule else None
        )
        slug = there.public_id if there else abort(409)
        flash(_("Báo cáo này đã có người lập trước, mở bản của họ."))
        return see_other(url_for("office.reports.show", report=slug))
    flash(_("Máy đã viết xong bản nháp. Anh chị đọc lại, sửa chỗ cần sửa rồi gửi lãnh đạo."))
    return see_other(url_for("office.reports.show", report=slug))


@reports.get("/bao-cao/<uuid:report>")
@requires(*STAFF)
def show(report: UUID) -> Answer:
    """One report: its text with its figures, where it stands, what is to be mended. `?so=`: where a figure is from."""
    return render_template("office/reports/show.html", **page_of(report_here(report), asked=request.args.get("so", "")))

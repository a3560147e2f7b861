"""/van-phong/bao-cao: which reports are due and how each stands; begun in one click, or on demand; one of them, read
and written."""

from datetime import date, timedelta
from typing import Any, Self
from uuid import UUID

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.country import clock
from app.indicators.reports.arrivals import arrived
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.models import AdministrativeUnit, ArrivalRemark, Plan, Report, ReportingRule, ReportState, Role
from app.models.reports.due import Due, Period, due_reports, periods
from app.models.reports.passage import begin, draft, left_over, sketched
from app.models.reports.receivers import receivers
from app.models.reports.report_terms import KINDS, ReportKind
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.office.reports.pages import BODIES, READERS, STATES, WRITERS, note, page_of, report_here
from app.routes.office.reports.shelves import WAITING, waiting_as
from app.web import icalendar
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, personal, public_address, refuse, see_other

reports = Blueprint("reports", __name__)


@reports.get("/bao-cao")
@requires(*READERS)
def index() -> Answer:
    """What is due, the nearest first, then all reports of the office; or those that wait as a kind (`?xem=`)."""
    unit, today = unit_called(request.args.get("phuong"), *READERS), clock.today()
    if kind := WAITING.get(request.args.get("xem", "")):
        return waiting_as(unit, kind)
    every, due = db.session.scalars(Report.newest(unit.id)).all(), due_reports(db.session(), [unit.id], today)
    styles = {each.plan.style for each in every if each.plan} | {each.rule.plan.style for each in due}
    return render_template(
        "office/reports/index.html",
        unit=unit,
        units=units(*READERS),
        due=due,
        rows=every,
        asked_above=db.session.scalars(ArrivalRemark.open_ones(unit.id)).all(),
        left_over=left_over(db.session(), unit.id),
        states=STATES,
        officer=unit.id in unit_ids(*WRITERS),
        heads={style: BODIES[style] for style in sorted(styles - {unit.paper_style})},
    )


@reports.get("/bao-cao/lich.ics")
@requires(*STAFF)
def calendar() -> Response:
    """The days by which reports are due, for the calendar of a phone, a year ahead."""
    unit = unit_called(request.args.get("phuong"), *STAFF)
    due = due_reports(db.session(), [unit.id], clock.today(), timedelta(days=365))
    there = public_address(url_for("office.reports.index", phuong=unit.code))
    name = _("Hạn báo cáo %(ward)s", ward=unit.title)
    response = make_response(icalendar.write(name, [_entry(each, there) for each in due], clock.now()))
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = f'inline; filename="han-bao-cao-{unit.code}.ics"'
    return personal(response)


def _entry(due: Due, there: str) -> icalendar.CalendarEntry:
    begins = clock.at_local(due.period.due) + timedelta(hours=8)
    return icalendar.CalendarEntry(
        uid=f"{due.rule.public_id}-{due.period.due.isoformat()}.lopso",
        sequence=due.rule.version,
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        summary=_("Hạn gửi báo cáo %(span)s", span=due.period.name),
        location="",
        description=_("%(plan)s, gửi %(to)s", plan=due.rule.plan.name, to=due.rule.addressee or _("cấp trên")),
        url=there,
        days_ahead=7,
    )


@reports.get("/bao-cao/moi")
@requires(Role.OFFICER)
def new() -> Answer:
    """A report that no rule has a day for: on demand, a first or last summary."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    return render_template("office/reports/new.html", form=ReportForm.of(unit, formdata=None), unit=unit)


@reports.post("/bao-cao")
@requires(*WRITERS)
def create() -> Answer:
    """Draft it whole: for a rule (`che-do`) and its day (`han`), in the place of a locked one (`bo-sung`), or as the
    form says; a province's of what arrived of a span (`ten`). One that was begun is opened."""
    unit = unit_called(request.args.get("phuong"), *WRITERS)
    if not unit.is_ward:
        return _begun(unit, None, None, *_of_span(unit))
    if "che-do" in request.form:
        return _begun(unit, *_asked(unit), ReportKind.PERIODIC)
    if slug := request.form.get("bo-sung"):
        before = one_or_404(Report.called(slug, [unit.id]).where(Report.state == ReportState.LOCKED))
        period = Period(before.since, before.until, before.until, before.name)
        return _begun(unit, before.plan, None, period, before.kind, again=True)
    form = ReportForm.of(unit)
    if not form.validate():
        return refuse("office/reports/new.html", form=form, unit=unit)
    same = Report.summing_up([unit.id], form.kind.data, form.period.name, form.plan_chosen.id)
    if "them" not in request.form and (there := db.session.scalars(same).first()):
        return refuse("office/reports/new.html", form=form, unit=unit, there=there, status=409)
    return _begun(unit, form.plan_chosen, None, form.period, form.kind.data)


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


def _of_span(unit: AdministrativeUnit) -> tuple[Period, str]:
    """The days of which the wards of a province reported under the name of a span."""
    span = request.form.get("ten", "")
    rows = arrived(db.session(), [unit.id], span).rows.values() or abort(404)
    kind, name = Report.read_span(span)
    until = max(each.until for each in rows)
    return Period(min(each.since for each in rows), until, until, name), kind


def _begun(
    unit: AdministrativeUnit, plan: Plan | None, rule: ReportingRule | None, period: Period, kind: str, *,
    again: bool = False,
) -> Answer:  # fmt: skip
    sketch = sketched(unit, plan, rule, period, by=current_account(), now=clock.now(), kind=kind)
    # What a ward's books say is counted before others wait for the one who writes.
    figures = counted(db.session(), sketch, clock.today(), ()) if unit.is_ward else None
    try:
        with immediate() as session:
            here = session.scalars(AdministrativeUnit.locked(unit.id)).one()
            under_way = Report.under_way(here.id, kind, period.name, plan.id if plan else None)
            if (plan is None or again) and (there := session.scalars(under_way).first()):
                return see_other(url_for("office.reports.show", report=there.public_id))
            row = begin(
                session, here, session.get_one(Plan, plan.id) if plan else None,
                session.get(ReportingRule, rule.id) if rule else None, period,
                by=current_account(), now=clock.now(), kind=kind,
            )  # fmt: skip
            known = figures or counted(session, row, clock.today())
            draft(session, row, drafted(known, receivers(row)))
            note(session, "report.begun", row)
            slug, anothers = row.public_id, row.is_anothers
    except IntegrityError:
        db.session.rollback()
        its = Report.of_rules([rule.id]).where(Report.due_on == period.due) if rule else None
        slug = one_or_404(Report.under_way(unit.id, kind, period.name) if its is None else its).public_id
        flash(_("Báo cáo này đã có người lập trước, mở bản của họ."))
        return see_other(url_for("office.reports.show", report=slug))
    to_sign = _("Máy đã viết xong bản nháp. Anh chị đọc lại, sửa chỗ cần sửa rồi đưa đi ký.")
    flash(to_sign if anothers else _("Máy đã viết xong bản nháp. Anh chị đọc lại, sửa chỗ cần sửa rồi gửi lãnh đạo."))
    return see_other(url_for("office.reports.show", report=slug))


@reports.get("/bao-cao/<uuid:report>")
@requires(*READERS)
def show(report: UUID) -> Answer:
    """One report: its text with its figures, where it stands, what is to be mended. `?so=`: where a figure is from."""
    return render_template("office/reports/show.html", **page_of(report_here(report), asked=request.args.get("so", "")))


class ReportForm(FlaskForm):
    """`name` goes on in its title: "6 tháng đầu năm 2026", "01 năm". One that sums up begins, where no day is said,
    with its plan, an interim one after the last such."""

    kind = SelectField(_l("Loại báo cáo"), [InputRequired()], choices=[])
    plan = SelectField(_l("Theo kế hoạch"), [InputRequired()], choices=[])
    name = LineField(_l("Tên kỳ báo cáo"), longest=120, required=True)
    since = DayField(_l("Từ ngày"), past=True)
    until = DayField(_l("Đến hết ngày"), past=True, required=True)
    plans: dict[str, Plan]

    @classmethod
    def of(cls, unit: AdministrativeUnit, **given: Any) -> Self:
        """The form with the plans of a unit that run, or ran last."""
        form = cls(**given)
        form.plans = {each.public_id: each for each in db.session.scalars(Plan.newest(unit.id))}
        form.kind.choices = [(kind, str(words).capitalize()) for kind, words in KINDS.items()]
        form.plan.choices = [(slug, each.name) for slug, each in form.plans.items()]
        return form

    @property
    def plan_chosen(self) -> Plan:
        return self.plans[self.plan.data]

    def _begins(self) -> date:
        """The day after what was summed up last under the plan, of an interim report; else the plan's first day."""
        plan = self.plan_chosen
        last = db.session.scalars(Report.interim(plan.id)).first() if self.kind.data == ReportKind.INTERIM else None
        return last.until + timedelta(days=1) if last else plan.since

    @property
    def period(self) -> Period:
        """The days that it covers."""
        since, until = self.since.value or self._begins(), self.until.value
        assert isinstance(since, date)
        assert isinstance(until, date)
        return Period(since, until, until, self.name.value)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: the days in their order, and none that is still to come."""
        valid = super().validate(extra_validators)
        since, until = self.since.value, self.until.value
        if valid and not since and self.kind.data == ReportKind.PERIODIC:
            self.since.errors = [_("Anh chị ghi ngày này.")]
            return False
        since = since or (self._begins() if valid else None)
        if since and until and until < since:
            self.until.errors = [_("Ngày cuối phải sau ngày đầu.")]
            return False
        if until and until > clock.today():
            self.until.errors = [_("Ngày cuối chưa tới. Anh chị chọn tới hôm nay là muộn nhất.")]
            return False
        return valid

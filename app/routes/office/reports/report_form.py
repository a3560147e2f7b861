"""A report on demand: of which plan, of which days, under which name."""

from datetime import date, timedelta
from typing import Any, Self

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.country import clock
from app.models import AdministrativeUnit, Plan, Report
from app.models.reports.period import Period
from app.models.reports.report import KINDS, ReportKind
from app.routes.office.fields import LineField
from app.web.database import db
from app.web.forms.days import DayField


class ReportForm(FlaskForm):
    """`name` goes on in its title: "6 tháng đầu năm 2026", "01 năm". One that sums up begins, where no day is said,
    with its plan, an interim one after the last such."""

    kind = SelectField(_l("Loại báo cáo"), [InputRequired()], choices=[])
    plan = SelectField(_l("Theo kế hoạch"), [InputRequired()], choices=[])
    name = LineField(_l("Tên kỳ báo cáo"), longest=120, required=True)
    since = DayField(_l("Từ ngày"), past=True)
    until = DayField(_l("Đến hết ngày"), past=True, validators=[InputRequired(_l("Anh chị ghi ngày này."))])
    plans: dict[str, Plan]

    @classmethod
    def of(cls, unit: AdministrativeUnit, **given: Any) -> Self:
        """The form with the plans of a unit that run, or ran last."""
        form = cls(**given)
        form.plans = {each.public_id: each for each in db.session.scalars(Plan.newest(unit.id))}
        form.kind.choices = [(kind, str(words).capitalize()) for kind, words in KINDS.items()]
        form.plan.choices = [(slug, each.name) for slug, each in form.plans.items()]
        return form

    def show(self, before: Report) -> None:
        """Begin with what another report tells of: this one takes its place where it was sent."""
        self.kind.data, self.plan.data = before.kind, before.plan and before.plan.public_id
        self.name.data = before.name
        self.since.show(before.since)
        self.until.show(min(before.until, clock.today()))

    @property
    def plan_chosen(self) -> Plan:
        """The plan that was chosen."""
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

"""Which of those who are late an address asks for: of tasks, of all papers or of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, request
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms.validators import ValidationError

from app.country import clock
from app.country.numbers import as_number
from app.indicators import late
from app.indicators.late import AGAIN, Late, Owing
from app.indicators.owed import lacking, of_sender
from app.indicators.papers import Paper, of_programme, of_rule, papers, schedule_seen
from app.models import AdministrativeUnit, Matter, Programme, ReportingRule, Role
from app.models.reports.due import Period, periods
from app.models.reports.reminder import GROUP, LETTER, REPORT
from app.models.reports.returns import late_by_rule
from app.models.reports.senders import sent_by
from app.registers.listing import PAGE
from app.routes.office.lookups import unit_ids, units
from app.routes.tasks_seen import tasks_seen
from app.web.access import one_or_404
from app.web.forms.days import DayField
from app.web.forms.staff_fields import LineField
from app.web.words import reminders as words

# What of the address says who is shown.
ARGUMENTS = ("viec", "che-do", "han", "so", "phuong", "dong", "noi", "xem")
TASKS = "nhiem-vu"


# Letters of a paper's number: "142/UBND-VHXH".
LONGEST_NUMBER = 40


class LetterForm(FlaskForm):
    """The new due day; number and day of the letter, which belong together."""

    due = DayField(_l("Đề nghị xong trước ngày"))
    number = LineField(_l("Số công văn"), longest=LONGEST_NUMBER)
    day = DayField(_l("Ngày ký"))

    def validate_number(self, field: LineField) -> None:
        """A number without a day, or the reverse, is half a paper."""
        if bool(field.data) != bool(self.day.data):
            raise ValidationError(_("Anh chị ghi cả số và ngày ký, hoặc để trống cả hai."))
        if field.data and field.data.strip().isdecimal():  # nobody but the ward knows who drafted it
            raise ValidationError(_("Anh chị ghi cả ký hiệu, ví dụ %(number)s/UBND-VHXH.", number=field.data.strip()))


@dataclass(frozen=True)
class UnitReminders:
    """The places of a unit that are shown, the text to all of them, and whether the visitor is an officer there."""

    unit: AdministrativeUnit
    rows: Sequence[Owing]
    text: str
    officer: bool

    @classmethod
    def of(cls, unit: AdministrativeUnit, rows: Sequence[Owing]) -> "UnitReminders":
        """That of a unit among some places."""
        own = [each for each in rows if each.unit_id == unit.id]
        text = words.group_text(unit, [late for each in own for late in each.lates])
        return cls(unit, own, text, unit.id in unit_ids(Role.OFFICER))

    @property
    def reminded_today(self) -> int:
        """How many were reminded today together: in the group, or by a letter."""
        newest = [each.reminded for each in self.rows]
        return sum(bool(each and each.how in (GROUP, LETTER) and each.day == clock.today()) for each in newest)


def sheet_of(shown: Sequence[Owing], form: LetterForm) -> dict[str, Any]:
    """Some places with the words that remind them."""
    parts = [part for unit in units() if (part := UnitReminders.of(unit, shown)).rows]
    return {
        "parts": parts, "several": len(parts) > 1, "shown": shown, "today": clock.today(), "args": asked_for(),
        "tasks": of_tasks(), "names": {}, "form": form, "sms": words.sms, "again": AGAIN.days,
    }  # fmt: skip


def of_tasks() -> bool:
    """Whether an address asks for tasks: all that are overdue, or chosen rows of their list (`dong`)."""
    return "dong" in request.args or TASKS in (request.args.get("viec"), request.path.rpartition("/")[2])


def lates_asked(session: Session, ids: set[int], today: date) -> list[Late]:
    """Those of some units that the address asks for."""
    if of_tasks():
        if "dong" not in request.args:
            return late.late_tasks(session, ids, today, tasks_seen())
        chosen = Matter.public_id.in_(request.args.getlist("dong")[:PAGE]), Matter.seen_by([Role.OFFICER]), tasks_seen()
        return late.of_tasks(session, session.scalars(Matter.in_units(ids).where(*chosen)).all())
    if paper := paper_asked(session, ids, today):
        return lates_of(session, paper, today)
    return lacking(session, papers(session, ids, today, unit_ids(Role.OFFICER)), today)


def lates_of(session: Session, paper: Paper, today: date) -> list[Late]:
    """Those who have not sent one paper; of a report with those whom the ward asks besides."""
    if paper.subject.about != REPORT:
        return lacking(session, [paper], today)
    senders = sent_by(session, *paper.of)
    return late.with_reminders(session, [of_sender(paper, each) for each in senders if each.is_lacking])


def is_named(each: Late, items: set[str]) -> bool:
    """Whether a form or an address names it, or its place."""
    return each.item in items or each.receiver.key in items


def paper_asked(session: Session, ids: set[int], today: date) -> Paper | None:
    """The one paper that the address names: of a rule (`che-do`) or a programme (`so`) by its day (`han`), overdue or
    not, without one the newest overdue, of one that follows a rule its report."""
    args = request.args
    if "che-do" in args:
        return of_rule(*report_asked(ids, args["che-do"], args.get("han", "")))
    if "so" not in args:
        return None
    programme: Programme = one_or_404(Programme.in_units(ids).where(Programme.id == args.get("so", type=as_number)))
    schedule = schedule_seen(programme, unit_ids(Role.OFFICER)) or abort(404)
    day = _day(args["han"]) if "han" in args else today
    period = schedule.newest_due(day)
    if "han" in args and (period is None or period.due != day):
        abort(404)
    if period is None or period.deadline is None:
        return None
    if (rule := programme.rule) and late_by_rule(programme, today) and any(rule.due_days(period.key, period.key)):
        return of_rule(*report_asked(ids, rule.public_id, period.key.isoformat()))
    return of_programme(programme, period)


def report_asked(ids: set[int], slug: str, han: str) -> tuple[ReportingRule, Period]:
    """The rule and the period of an address; a 404 for another ward's, and for no day of it."""
    rule, day = one_or_404(ReportingRule.in_units(ids).where(ReportingRule.at(slug))), _day(han)
    return rule, next(periods(rule, day, day), None) or abort(404)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def asked_for() -> dict[str, Any]:
    """What of the address says who is shown, for the same page again."""
    given = {key: request.args.getlist(key) for key in ARGUMENTS if request.args.get(key)}
    return {**given, "viec": [TASKS]} if of_tasks() else given

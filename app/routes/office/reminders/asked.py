"""Which of those who are late an address of /van-phong/nhac asks for, and the page that shows them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, request
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from app.country import clock
from app.country.months import month_here
from app.indicators import late
from app.indicators.late import Late
from app.indicators.late_returns import late_returns
from app.indicators.waiting.late import SLUGS
from app.models import AdministrativeUnit, Matter, Programme, ReportingRule, Role
from app.models.movement.declaration import Declaration
from app.models.reports.period import periods
from app.models.reports.reminder import GROUP, LETTER, PROGRAMME, REPORT, TASK, TEAM_MONTH
from app.models.reports.senders import sent_by
from app.registers.listing import PAGE
from app.routes.office.lookups import unit_called, unit_ids, units
from app.web.access import found
from app.web.database import db
from app.web.forms.days import DayField
from app.web.forms.staff_fields import LineField
from app.web.words import reminders as words

TEMPLATE = "office/reminders/show.html"
ALL = "tat-ca"
ABOUT: Mapping[str, str] = {slug: about for about, slug in SLUGS.items()}
TITLES: Mapping[str, object] = {
    REPORT: _l("Nhắc nơi chưa gửi báo cáo"),
    TASK: _l("Nhắc nơi quá hạn nhiệm vụ"),
    TEAM_MONTH: _l("Nhắc tổ chưa gửi tháng"),
    PROGRAMME: _l("Nhắc nơi chưa gửi số liệu phong trào"),
}
# What of the address says who is shown.
ARGUMENTS = ("viec", "che-do", "han", "thang", "so", "phuong", "dong", "noi", "xem")


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


@dataclass(frozen=True)
class Part:
    """Those of a unit who are late, the text to all of them, and whether the visitor is an officer there."""

    unit: AdministrativeUnit
    rows: Sequence[Late]
    text: str
    officer: bool

    @property
    def reminded_today(self) -> int:
        """How many were reminded today together: in the group, or by a letter."""
        return sum(
            bool(each.reminded and each.reminded.how in (GROUP, LETTER) and each.reminded.day == clock.today())
            for each in self.rows
        )


def about_asked() -> str:
    """What the address asks about (`?viec=`); chosen rows of the list of tasks are tasks."""
    slug = request.args.get("viec") or (SLUGS[TASK] if "dong" in request.args else SLUGS[REPORT])
    return ABOUT.get(slug) or abort(404)


def rows_asked(session: Session, ids: set[int], today: date) -> tuple[list[Late], bool]:
    """Those of some units that the address asks for; and whether it names which (else all who are overdue)."""
    about, args = about_asked(), request.args
    if about == REPORT and "che-do" in args:
        rows, narrow = _of_report(session, ids, args), True
    elif about == TEAM_MONTH and "thang" in args:
        unit = unit_called(args.get("phuong"))
        rows, narrow = late.late_teams(session, unit.id, month_here(args["thang"])[0]), True
    elif about == TASK and "dong" in args:
        chosen = Matter.public_id.in_(args.getlist("dong")[:PAGE])
        rows, narrow = late.of_tasks(session, session.scalars(Matter.in_units(ids).where(chosen)).all()), True
    else:
        rows, narrow = LOADS[about](session, ids, today), False
        if about == PROGRAMME and (number := args.get("so", "")).isdecimal():  # of one programme
            rows, narrow = [each for each in rows if each.subject.id == int(number)], True
    items = set(args.getlist("noi"))
    return [each for each in rows if not items or each.item in items], narrow or bool(items)


def _of_programmes(session: Session, ids: set[int], today: date) -> list[Late]:
    """Those late with programmes that officers see, and where the visitor is none, leaders."""
    officers = unit_ids(Role.OFFICER)

    def sees(programme: Programme, declared: Declaration) -> bool:
        return declared.is_seen_by([Role.OFFICER if programme.unit_id in officers else Role.LEADER])

    return late_returns(session, ids, today, sees)


LOADS: Mapping[str, Callable[[Session, set[int], date], list[Late]]] = {
    REPORT: late.late_reports,
    TASK: late.late_tasks,
    TEAM_MONTH: late.late_months,
    PROGRAMME: _of_programmes,
}


def _of_report(session: Session, ids: set[int], args: MultiDict[str, str]) -> list[Late]:
    """Those who have not sent the report of a rule (`che-do`) by a day (`han`), overdue or not."""
    rule = found(ReportingRule.in_units(ids).where(ReportingRule.at(args["che-do"])))
    try:
        day = date.fromisoformat(args.get("han", ""))
    except ValueError:
        abort(404)
    period = next(periods(rule, day, day), None) or abort(404)
    return late.with_reminders(session, late.late_senders(rule, period, sent_by(session, rule, period, people=True)))


def page_of(form: LetterForm) -> dict[str, Any]:
    """The page as the address asks for it, with the form of the letter."""
    session, today, here = db.session(), clock.today(), units()
    if code := request.args.get("phuong"):
        here = [unit_called(code)]
    ids = {unit.id for unit in here}
    rows, narrow = rows_asked(session, ids, today)
    overdue = [each for each in rows if each.waits(today)]
    shown = rows if narrow or request.args.get("xem") == ALL else overdue
    officers = unit_ids(Role.OFFICER)
    parts = [part for unit in here if (part := _part(unit, shown, unit.id in officers)).rows]
    return {
        "about": about_asked(),
        "title": TITLES[about_asked()],
        "parts": parts,
        "several": len(parts) > 1,
        "counts": {"": len(overdue), ALL: len(rows)},
        "narrow": narrow,
        "shown": shown,
        "today": today,
        "args": asked_for(),
        "form": form,
        "sms": words.sms,
        "again": late.AGAIN.days,
    }


def _part(unit: AdministrativeUnit, rows: Sequence[Late], officer: bool) -> Part:
    own = [each for each in rows if each.unit_id == unit.id]
    return Part(unit, own, words.group_text(unit, own), officer)


def asked_for() -> dict[str, Any]:
    """What of the address says who is shown, for the same page again."""
    return {key: request.args.getlist(key) for key in ARGUMENTS if request.args.get(key)}

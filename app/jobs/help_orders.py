"""Orders of papers of the help log: the log, the monthly report, the empty tally sheet."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import formats
from app.indicators.help import By
from app.jobs.ordering import order
from app.models import HelpDesk, Job
from app.registers.indicator import Narrow, Scope

# What narrows a scope, by its name among the arguments of a job.
NARROWED = {"desk": By.DESK, "helper": By.HELPER}


def help_log(session: Session, scope: Scope, *, by: int) -> Job:
    """The log of a scope, counts first, then record by record; names only of people who agreed."""
    return _ask(session, "help_log", scope, _("Sổ hỗ trợ %(span)s", span=span_words(scope)), by)


def help_report(session: Session, scope: Scope, *, by: int, number: str = "", day: date | None = None) -> Job:
    """The report of a scope with counts only; a draft without `number` and `day`."""
    filing = {"number": number, "day": day.isoformat()} if number and day else {}
    return _ask(session, "help_report", scope, _("Báo cáo hỗ trợ %(span)s", span=span_words(scope)), by, **filing)


def tally_sheet(session: Session, desk: HelpDesk, day: date, *, by: int) -> Job:
    """The sheet to tick helps at a desk on a day."""
    title = _("Phiếu gạch %(desk)s ngày %(day)s", desk=desk.name, day=formats.date(day))
    wanted = {"desk": str(desk.id), "day": day.isoformat()}
    return order(session, "help_tally_sheet", wanted, title, unit_id=desk.unit_id, by=by)


def span_words(scope: Scope) -> str:
    """ "ngày 20/11/2026", "tháng 11/2026", or a range of days."""
    if scope.since == scope.until:
        return str(_("ngày %(day)s", day=formats.date(scope.since)))
    if scope.since.day == 1 and (scope.since.year, scope.since.month) == (scope.until.year, scope.until.month):
        return str(_("tháng %(month)s/%(year)s", month=scope.since.month, year=scope.since.year))
    return str(_("%(since)s đến %(until)s", since=formats.date(scope.since), until=formats.date(scope.until)))


def scope_of(wanted: dict[str, str]) -> Scope:
    """The scope in the arguments of a job."""
    since, until = (date.fromisoformat(wanted[name]) for name in ("since", "until"))
    only: dict[str, Narrow] = {by: int(wanted[name]) for name, by in NARROWED.items() if wanted.get(name)}
    return Scope((int(wanted["unit"]),), since, until, only)


def _ask(session: Session, kind: str, scope: Scope, title: str, by: int, **more: str) -> Job:
    wanted = {
        "unit": str(scope.units[0]),
        "since": scope.since.isoformat(),
        "until": scope.until.isoformat(),
        **{name: str(scope.only.get(by, "")) for name, by in NARROWED.items()},
        **more,
    }
    about = ("help_log", span_words(scope))
    return order(session, kind, wanted, title, unit_id=scope.units[0], by=by, about=about)

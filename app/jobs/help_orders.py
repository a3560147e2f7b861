"""Orders of papers about help: the log, its report, tally sheets, and what is printed of ambassadors and pairs."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.indicators.help import By
from app.jobs.ordering import order
from app.models import AdministrativeUnit, Ambassador, HelpDesk, Job, ResidentialGroup, Team, ThanksLetter
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


# Orders of papers about ambassadors: cards, the list with results, letters of thanks.
def cards(session: Session, unit: AdministrativeUnit, ambassadors: Sequence[Ambassador], *, by: int | None) -> Job:
    """The cards of some ambassadors of a unit, in the order given; drawn anew for each order."""
    wanted = {"ambassadors": ",".join(str(each.id) for each in ambassadors)}
    one = ambassadors[0].code if len(ambassadors) == 1 else ""
    title = _("Thẻ Đại sứ số %(code)s", code=one) if one else _("Thẻ của %(count)s Đại sứ số", count=len(ambassadors))
    return _ask_in_unit(session, "ambassador_cards", wanted, title, unit, by)


def team_cards(session: Session, unit: AdministrativeUnit, teams: Sequence[Team], *, by: int | None) -> Job:
    """The cards of all members of some teams of a unit, in the order given; drawn anew for each order."""
    one = teams[0].name if len(teams) == 1 else ""
    title = _("Thẻ thành viên: %(name)s", name=one) if one else _("Thẻ thành viên của %(count)s tổ", count=len(teams))
    return _ask_in_unit(session, "team_cards", {"teams": ",".join(str(each.id) for each in teams)}, title, unit, by)


def ambassador_list(
    session: Session, unit: AdministrativeUnit, *, group: ResidentialGroup | None, ended: bool, by: int | None
) -> Job:
    """The list of a unit's ambassadors with results, of one group or all; `ended` includes ended appointments."""
    wanted = {"unit": str(unit.id), "group": str(group.id if group else ""), "ended": str(+ended)}
    return _ask_in_unit(session, "ambassador_list", wanted, _("Danh sách Đại sứ số và kết quả"), unit, by)


def thanks_letter(session: Session, letter: ThanksLetter, *, by: int | None) -> Job:
    """The file of a numbered letter, drawn once; a job that failed starts again."""
    title = _("Thư cảm ơn số %(number)s", number=letter.register_number)
    return _ask_in_unit(session, "thanks_letter", {"letter": str(letter.id)}, title, letter.unit, by)


def letter_asked(session: Session, letter: ThanksLetter) -> Job | None:
    """The newest job that draws a letter, in any state, or None."""
    return session.scalars(Job.newest("thanks_letter", {"letter": str(letter.id)}, letter.unit_id).limit(1)).first()


def _ask_in_unit(
    session: Session, kind: str, wanted: dict[str, str], title: str, unit: AdministrativeUnit, by: int | None
) -> Job:
    return order(session, kind, wanted, title, unit_id=unit.id, by=by, about=("unit", unit.code))


# Orders of papers about mentorships; see `app.jobs.orders`.
def mentorship_book(session: Session, ambassador: Ambassador, *, by: int | None) -> Job:
    """The mentorship book of an ambassador, of this year up to today; drawn anew for each order."""
    today = clock.today()
    first = max(ambassador.since, date(today.year, 1, 1))
    wanted = {"ambassador": str(ambassador.id), "first": first.isoformat(), "last": today.isoformat()}
    title = _("Sổ kèm cặp %(code)s", code=ambassador.code)
    about = ("person", ambassador.person.public_id)
    return order(session, "mentorship_book", wanted, title, unit_id=ambassador.unit_id, by=by, about=about)

"""Who is late with what, and when they were reminded: expected reports, tasks, months of teams.

The lists, "Hôm nay" and the page that reminds ask these functions alone."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from app.models import Matter, Plan, Reminder, ReportingRule, Team, TeamMonth
from app.models.movement.team_month import due_on, open_months
from app.models.reports.due import asked_periods, running
from app.models.reports.period import Period
from app.models.reports.reminder import REPORT, TASK, TEAM_MONTH, WORDS, Receiver, Subject, item_key
from app.models.reports.senders import Known, Sender, Sent
from app.models.targets.named_body import NamedBody, leads_of
from app.models.targets.reporting_rule import BACK
from app.models.targets.task_states import UNFINISHED
from app.registers.definitions.teams import short

# Whoever was reminded is reminded again after so many days.
AGAIN = timedelta(days=7)
# Kinds of senders whose receivers are named otherwise.
_KINDS = {"group": "residential_group"}


@dataclass(frozen=True)
class Late:
    """A receiver who is late with a subject: `what` in words, `to` whom it goes; whom one calls there; `short`: its
    name among several; the newest reminder; `page`: the list of all who are late with the subject."""

    unit_id: int
    subject: Subject
    receiver: Receiver
    what: str
    to: str = ""
    contact: str = ""
    phone: str = ""
    short: str = ""
    reminded: Reminder | None = None
    page: tuple[str, Mapping[str, object]] | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The receiver's name among several."""
        return self.short or self.receiver.name

    @property
    def item(self) -> str:
        """Its key in forms and among reminders."""
        return item_key(self.subject, self.receiver)

    def days(self, today: date) -> int:
        """How many days it is overdue; less than 1 if it is not."""
        return (today - self.subject.due_on).days

    def waits(self, today: date) -> bool:
        """Whether it is overdue and nobody reminded them within the last days."""
        return self.days(today) > 0 and (self.reminded is None or self.reminded.day <= today - AGAIN)


def with_reminders(session: Session, lates: Sequence[Late]) -> list[Late]:
    """The same with their newest reminders, the longest overdue first. One statement."""
    newest = Reminder.newest(session, {each.unit_id for each in lates}, [each.item for each in lates])
    found = [replace(each, reminded=newest.get(each.item)) for each in lates]
    return sorted(found, key=lambda each: each.subject.due_on)


# -- reports -----------------------------------------------------------------------------------------------------------


def receiver_of(sender: Sender) -> Receiver:
    """The sender of a report as one who is reminded."""
    kind, _dash, number = sender.key.partition("-")
    if kind == WORDS or not number.isdecimal():
        return Receiver(WORDS, 0, sender.name)
    return Receiver(_KINDS.get(kind, kind), int(number), sender.name)


def late_senders(rule: ReportingRule, period: Period, lines: Iterable[Sent]) -> list[Late]:
    """Those whom a rule names, who have not sent the report of a period and are not excused, whether or not it is
    overdue. Whom the ward asks besides is late with a programme (`late_returns`)."""
    subject = Subject(REPORT, rule.id, period.due)
    what, to = _("báo cáo %(span)s", span=period.name), rule.via or rule.addressee or rule.unit.title
    return [
        Late(rule.unit_id, subject, receiver_of(each.sender), what, to, each.sender.contact, each.sender.phone)
        for each in lines
        if each.named and each.is_lacking
    ]


def late_reports(session: Session, unit_ids: Collection[int], today: date, *, people: bool = True) -> list[Late]:
    """Of each rule that runs, who has not sent the newest report that is overdue. The same number of statements for
    each unit, however many send."""
    wanted = select(ReportingRule).join(ReportingRule.plan).options(contains_eager(ReportingRule.plan))
    rules = (
        session.scalars(wanted.where(*running(unit_ids, today, today - BACK)).order_by(ReportingRule.id)).unique().all()
    )
    asked = [(rule, period) for rule in rules if (period := _newest(rule, today))]
    found: list[Late] = []
    for unit_id in dict.fromkeys(rule.unit_id for rule, _period in asked):
        own = [(rule, period) for rule, period in asked if rule.unit_id == unit_id]
        known = Known.load(session, unit_id, own, people=people)
        for rule, period in own:
            found += late_senders(rule, period, known.lines(rule, period))
    return with_reminders(session, found)


def _newest(rule: ReportingRule, today: date) -> Period | None:
    found = asked_periods(rule, today - BACK, today - timedelta(days=1))
    return max(found, key=lambda each: each.due, default=None)


# -- months of teams ---------------------------------------------------------------------------------------------------


def late_teams(session: Session, unit_id: int, month: date, *, people: bool = True) -> list[Late]:
    """The teams of a unit that have not reported a month, whether or not it is overdue. Two statements, with whom one
    calls there four."""
    reported = select(TeamMonth.team_id).where(TeamMonth.month == month)
    wanted = Team.standing_in([unit_id]).where(Team.id.not_in(reported))
    subject, what = Subject(TEAM_MONTH, 0, due_on(month)), _("tháng %(month)s của tổ", month=month.month)
    found = [
        Late(unit_id, subject, Receiver("team", team.id, team.name), what,
             contact=team.head_name if people else "", phone=team.head_phone if people else "", short=short(team))
        for team in session.scalars(wanted.options(*Team.people()) if people else wanted)
    ]  # fmt: skip
    return with_reminders(session, found)


def late_months(session: Session, unit_ids: Collection[int], today: date, *, people: bool = True) -> list[Late]:
    """The teams of some units whose month is overdue and still open."""
    months = [month for month in open_months(today) if due_on(month) < today]
    found = (late_teams(session, unit_id, each, people=people) for unit_id in sorted(unit_ids) for each in months)
    return sorted((each for rows in found for each in rows), key=lambda each: each.subject.due_on)


# -- tasks -------------------------------------------------------------------------------------------------------------


def late_tasks(session: Session, unit_ids: Collection[int], today: date) -> list[Late]:
    """The overdue tasks of plans in use, each with its owner, else with each row of the ward that leads it: words of a
    plan that are none are nobody one reminds. Three statements."""
    wanted = select(Matter).join(Matter.plan).where(Matter.unit_id.in_(unit_ids), Matter.late(today), Plan.in_use())
    loads = Matter.with_owner()
    rows = session.scalars(wanted.options(*loads).order_by(Matter.due_on, Matter.id)).all()
    return [each for each in of_tasks(session, rows) if each.receiver.kind != WORDS]


def of_tasks(session: Session, tasks: Sequence[Matter]) -> list[Late]:
    """Those who have some tasks with a due day that are not done, whether or not they are overdue."""
    asked = [row for row in tasks if row.due_on and row.state in UNFINISHED]
    leads = leads_of(session, [row.id for row in asked if row.owner is None]) if asked else {}
    found = [
        Late(row.unit_id, Subject(TASK, row.id, row.due_on), receiver, row.name, "", *_contact(row))
        for row in asked
        if row.due_on
        for receiver in _receivers(row, leads)
    ]
    return with_reminders(session, found)


def _receivers(row: Matter, leads: Mapping[int, Sequence[NamedBody]]) -> Iterator[Receiver]:
    if row.owner:
        yield Receiver(row.owner.kind, row.owner.id, row.owner.name)
        return
    for each in leads.get(row.id, ()):
        body = each.body
        yield Receiver(body.kind, body.id, body.name) if body else Receiver(WORDS, 0, each.words)


def _contact(row: Matter) -> tuple[str, str]:
    owner = row.owner_organisation
    return (owner.contact_name, owner.contact_phone) if owner else ("", "")

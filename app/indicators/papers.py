"""Papers that places send to a unit by a day: reports of rules, periods of programmes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from app.country import sentences
from app.country.periods import Period as OwnPeriod, Schedule
from app.models import Programme, ReportingRule, Role
from app.models.reports.due import Period, asked_periods, periods, running
from app.models.reports.reminder import PROGRAMME, REPORT, Subject
from app.models.targets.reporting_rule import BACK

DAY, YEAR = timedelta(days=1), timedelta(days=366)
# So long before its day a paper stands among those that are sent now.
SOON = timedelta(days=31)


@dataclass(frozen=True)
class Paper:
    """What places send to a unit by a day: `what` goes on in a sentence; `to`: to whom it goes; `asked`: what an
    address names it by; `of`: the rule or programme, and the period."""

    unit_id: int
    subject: Subject
    what: str
    asked: dict[str, Any] = field(compare=False)
    of: tuple[Any, Any] = field(repr=False, compare=False)
    to: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        programme, period = self.of
        if self.subject.about == PROGRAMME:
            return f"{programme.name}, {period.name}"
        return sentences.begun(self.what)

    @property
    def due(self) -> date:
        """By when it is due."""
        return self.subject.due_on

    @property
    def before(self) -> "Paper | None":
        """Of a report the one of the period before; of others it stands in their book."""
        rule = self.of[0] if self.subject.about == REPORT else None
        earlier = [*periods(rule, self.due - YEAR, self.due - DAY)] if rule else []
        return of_rule(rule, earlier[-1]) if rule and earlier else None


def of_rule(rule: ReportingRule, period: Period) -> Paper:
    """The report of a rule for a period."""
    asked = {"che-do": rule.public_id, "han": period.due.isoformat()}
    what, to = _("báo cáo %(span)s", span=period.name), rule.via or rule.addressee or rule.unit.title
    return Paper(rule.unit_id, Subject(REPORT, rule.id, period.due), what, asked, (rule, period), to)


def of_programme(programme: Programme, period: OwnPeriod) -> Paper:
    """What a programme asks for a period that has a deadline."""
    assert period.due
    what = _("số liệu “%(programme)s” %(period)s", programme=programme.name, period=period.name)
    asked = {"so": str(programme.id), "han": period.due.isoformat()}
    subject = Subject(PROGRAMME, programme.id, period.due)
    return Paper(programme.unit_id, subject, what, asked, (programme, period))


def papers(
    session: Session, unit_ids: Collection[int], day: date, officers: Collection[int], ahead: timedelta = timedelta()
) -> list[Paper]:
    """Of each rule that runs and each programme in use that officers see, where the visitor is one (`officers`: the
    units), else leaders, the newest that is overdue and may still be sent; and the next that is due within `ahead`. Two
    statements."""
    return [
        *_of_rules(session, unit_ids, day, ahead),
        *_of_programmes(session, unit_ids, day, officers, ahead),
    ]


def _of_rules(session: Session, unit_ids: Collection[int], day: date, ahead: timedelta) -> Iterator[Paper]:
    wanted = select(ReportingRule).join(ReportingRule.plan).options(contains_eager(ReportingRule.plan))
    wanted = wanted.where(*running(unit_ids, day, day - BACK)).order_by(ReportingRule.id)
    for rule in session.scalars(wanted).unique().all():
        past, coming = asked_periods(rule, day - BACK, day - DAY), asked_periods(rule, day, day + ahead)
        for period in (*[*past][-1:], *([*coming][:1] if ahead else [])):
            yield of_rule(rule, period)


def schedule_seen(programme: Programme, officers: Collection[int]) -> Schedule | None:
    """The periods of a programme that the visitor sees."""
    role = Role.OFFICER if programme.unit_id in officers else Role.LEADER
    seen = programme.current and programme.current.declared.is_seen_by([role])
    return programme.schedule if seen else None


def _of_programmes(
    session: Session, unit_ids: Collection[int], day: date, officers: Collection[int], ahead: timedelta
) -> Iterator[Paper]:
    for each in Programme.running(session, unit_ids):
        schedule = schedule_seen(each, officers)
        if schedule is None:
            continue
        past = schedule.newest_due(day - DAY)
        if past and past.deadline and past.is_open(day):
            yield of_programme(each, past)
        if ahead:
            coming = [one for one in schedule.open_on(day) if one.deadline and day <= one.deadline <= day + ahead]
            yield from (of_programme(each, one) for one in coming[:1])

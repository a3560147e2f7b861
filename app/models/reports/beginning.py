"""How a report is begun: of a period of a plan, with the passages that were drafted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.reports.passage import ReportPassage
from app.models.reports.period import Period
from app.models.reports.report import WRITTEN, Report
from app.models.reports.report_kind import ReportKind
from app.models.targets.plan import Plan
from app.models.targets.reporting_rule import ReportingRule


class Draft(Protocol):
    """A passage that was drafted."""

    @property
    def part(self) -> str:
        """The numeral of its part."""

    @property
    def key(self) -> str:
        """What it is known by."""

    @property
    def lead(self) -> str:
        """What stands in bold."""

    @property
    def text(self) -> str:
        """What it says."""


def sketched(
    unit: AdministrativeUnit, plan: Plan | None, rule: ReportingRule | None, period: Period, *, by: Account,
    now: datetime, kind: str = ReportKind.PERIODIC,
) -> Report:  # fmt: skip
    """A report that nothing keeps yet: what its figures come to can be counted."""
    return Report(
        unit=unit, plan=plan, rule=rule, name=period.name, since=period.since, until=period.until,
        due_on=period.due if rule else None, made_at=now, proposed_by=by, proposed_at=now, kind=kind,
    )  # fmt: skip


def left_over(session: Session, unit_id: int) -> list[Report]:
    """What was being written in the wards that went into a unit, the newest first: it is read there, and what is still
    owed is begun anew in this one."""
    parts = [each for each in session.scalars(AdministrativeUnit.with_parts([unit_id])) if each != unit_id]
    if not parts:
        return []
    written = Report.in_units(parts).where(Report.state.in_(WRITTEN))
    return list(session.scalars(written.order_by(None).order_by(Report.until.desc(), Report.id.desc())))


def begin(
    session: Session, unit: AdministrativeUnit, plan: Plan | None, rule: ReportingRule | None, period: Period, *,
    by: Account, now: datetime, kind: str = ReportKind.PERIODIC,
) -> Report:  # fmt: skip
    """A new report; for a rule and its day there is one: the second fails at the database."""
    made = sketched(unit, plan, rule, period, by=by, now=now, kind=kind)
    session.add(made)
    session.flush()
    return made


def draft(session: Session, report: Report, drafted: Sequence[Draft]) -> None:
    """Its passages, in order."""
    session.add_all(
        ReportPassage(
            report=report, key=each.key, part=each.part, position=place, lead=each.lead, text=each.text,
            drafted=each.text,
        )
        for place, each in enumerate(drafted)
    )  # fmt: skip
    session.flush()

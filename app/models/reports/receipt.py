"""Receipts: what came from whom a rule expects reports, and who need not send, as an officer wrote it down."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.models.base import Keyed, known
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.targets.reporting_rule import ReportingRule


class ReceiptState(StrEnum):
    """It came, on paper or by mail; or that one need not send."""

    SENT = "sent"
    EXCUSED = "excused"


class ReportReceipt(Keyed):
    """That the report of a sender (its key and name of then: app/models/reports/senders.py) for the day of a rule came
    on `day`, or is not asked for, and why. One a sender; no row: nothing is known."""

    __tablename__ = "report_receipt"
    __table_args__ = (
        UniqueConstraint("rule_id", "due_on", "sender"),
        known("state", ReceiptState),
        CheckConstraint("(state = 'sent') = (day IS NOT NULL)", name="sent_on_a_day"),
        CheckConstraint("(state = 'excused') = (reason <> '')", name="excused_with_a_reason"),
        CheckConstraint("sender <> '' AND name <> ''", name="of_somebody"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    rule_id: Mapped[int] = mapped_column(ForeignKey("reporting_rule.id"), init=False)
    rule: Mapped[ReportingRule] = relationship()
    due_on: Mapped[date]
    sender: Mapped[str]
    name: Mapped[str]
    state: Mapped[str]
    day: Mapped[date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship()
    at: Mapped[datetime]

    @classmethod
    def of(cls, rule_ids: Collection[int]) -> Select["ReportReceipt"]:
        """Those of some rules, whatever their day, with who wrote them down."""
        return select(cls).where(cls.rule_id.in_(rule_ids)).options(joinedload(cls.by)).order_by(cls.id)

    @classmethod
    def _by_sender(cls, session: Session, rule: ReportingRule, due_on: date) -> dict[str, "ReportReceipt"]:
        """Those of a rule's day by sender, its row locked: of two who write the second one sees the first."""
        session.scalars(select(ReportingRule.id).where(ReportingRule.id == rule.id).with_for_update()).one()
        rows = session.scalars(cls.of([rule.id]).where(cls.due_on == due_on).execution_options(populate_existing=True))
        return {each.sender: each for each in rows}

    @classmethod
    def write(
        cls, session: Session, rule: ReportingRule, due_on: date, senders: Mapping[str, str], *,
        day: date | None = None, reason: str = "", by: Account, now: datetime,
    ) -> list[str]:  # fmt: skip
        """Write down of some senders (name by key) that theirs came on a day, or without one why it need not; what came
        before stays as it was written. The names of those of whom that is new."""
        stored, state = cls._by_sender(session, rule, due_on), ReceiptState.SENT if day else ReceiptState.EXCUSED
        new = {key: name for key, name in senders.items() if key not in stored or stored[key].state != state}
        for key, name in new.items():
            row = stored.get(key)
            if row is None:
                row = cls(unit=rule.unit, rule=rule, due_on=due_on, sender=key, name=name, state=state, day=day,
                          reason=reason, by=by, at=now)  # fmt: skip
                session.add(row)
            row.state, row.day, row.reason, row.by, row.at = state, day, reason, by, now
        session.flush()
        return list(new.values())

    @classmethod
    def undo(cls, session: Session, rule: ReportingRule, due_on: date, senders: Collection[str]) -> list[str]:
        """It was a slip: nothing is known of some senders; their names."""
        gone = [row for key, row in cls._by_sender(session, rule, due_on).items() if key in senders]
        for row in gone:
            session.delete(row)
        session.flush()
        return [row.name for row in gone]

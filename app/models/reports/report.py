"""Reports: of a period of a plan, drafted by the machine, mended by an officer, decided by a leader, filed."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, object_session, relationship

from app.models.base import Addressed, known, partial_index
from app.models.guards import Frozen
from app.models.mixins.decided import AlreadyDecided, Decided
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.letterhead import Letterhead, letterhead_of
from app.models.reports.report_terms import KINDS, Empty, NotWritten, ReportKind, SentAnew
from app.models.targets.plan import Plan
from app.models.targets.reporting_rule import ReportingRule


class ReportState(StrEnum):
    """draft → sent → returned (→ sent) | approved → locked (its number given, its file drawn). What another body than
    the ward's own signs: draft → signing → locked (its number and the signed file entered)."""

    DRAFT = "draft"
    SENT = "sent"
    SIGNING = "signing"
    RETURNED = "returned"
    APPROVED = "approved"
    LOCKED = "locked"


WRITTEN = (ReportState.DRAFT, ReportState.RETURNED)


class Report(Decided, Addressed):
    """What is reported of `since` until `until` under a plan, by `due_on` where a rule asks for it (one report each) or
    on demand; a province's, without a plan, of what its wards sent of the span. While it is written its figures follow
    the rows; from sending on `figures` holds them as they were (JSON of app/indicators/reports). `proposed_*`: who sent
    it last, before that who began it. `passed_over`: keys of words of units that its officers left out, parted by
    spaces. `read_before`: its figures as the leader read them who sent it back at `returned_at` with a `reason`, which
    stays for his next reading."""

    __tablename__ = "report"
    __table_args__ = (
        known("state", ReportState),
        known("kind", ReportKind),
        CheckConstraint("name <> ''", name="has_name"),
        CheckConstraint("since <= until", name="ends_after_it_begins"),
        CheckConstraint("(state IN ('draft', 'returned')) = (figures = '')", name="figures_when_sent"),
        CheckConstraint("state NOT IN ('approved', 'locked') OR decided_at IS NOT NULL", name="decided_when_decided"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("state <> 'returned' OR reason <> ''", name="returned_with_a_reason"),
        partial_index("uq_report_rule_due", "rule_id", "due_on", where="rule_id IS NOT NULL"),
        partial_index("uq_report_under_way", "unit_id", "kind", "name", where="plan_id IS NULL AND state <> 'locked'"),
        Index(None, "unit_id", "state"),
        Index(None, "plan_id"),
        {"info": {"guard": Frozen(moves=(), since="state = 'locked'", words="a locked report never changes")}},
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), init=False)
    plan: Mapped[Plan | None] = relationship(default=None)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("reporting_rule.id"), init=False)
    rule: Mapped[ReportingRule | None] = relationship(default=None)
    name: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    due_on: Mapped[date | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default=ReportState.DRAFT)
    figures: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    proposed_by: Mapped[Account] = relationship(foreign_keys="Report.proposed_by_id")
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    decided_by: Mapped[Account | None] = relationship(foreign_keys="Report.decided_by_id", default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default=ReportKind.PERIODIC, server_default="periodic")
    passed_over: Mapped[str] = mapped_column(default="", server_default=text("''"))
    read_before: Mapped[str] = mapped_column(default="", server_default=text("''"))
    returned_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def style(self) -> str:
        """Whose paper it is: its plan's; of none, and of what the ward's leader has before him, the ward's own."""
        leads = self.state in (ReportState.SENT, ReportState.APPROVED)
        return self.plan.style if self.plan and not leads else self.unit.paper_style

    @property
    def letterhead(self) -> Letterhead:
        """How its paper is headed and signed, as of now."""
        return letterhead_of(self.unit, self.style)

    @property
    def followed(self) -> Plan | None:
        """Its plan; of a province's, which has none, the newest of its own that runs on the last day."""
        session = object_session(self)
        if self.plan or self.unit.is_ward or session is None:
            return self.plan
        return session.scalars(Plan.running(self.unit_id, self.until).where(Plan.style == self.style)).first()

    @property
    def is_anothers(self) -> bool:
        """Whether another body than the ward's own signs it, or did: the ward's leader does not approve it."""
        issued = self.state == ReportState.LOCKED and self.decided_by_id is None
        return issued or self.state == ReportState.SIGNING or (self.is_written and self.style != self.unit.paper_style)

    @property
    def span(self) -> str:
        """How it goes on after "Báo cáo": "năm 2026", "sơ kết 01 năm"."""
        return self.name if self.kind == ReportKind.PERIODIC else f"{KINDS[self.kind]} {self.name}"

    @staticmethod
    def read_span(span: str) -> tuple[str, str]:
        """Of what kind a report of a span is, and its name."""
        for kind, words in KINDS.items():
            if kind != ReportKind.PERIODIC and span.startswith(f"{words} "):
                return kind, span.removeprefix(f"{words} ")
        return ReportKind.PERIODIC, span

    @hybrid_property
    def waits(self) -> bool:
        """Whether it is before the leader."""
        return self.state == ReportState.SENT

    @property
    def is_written(self) -> bool:
        """Whether it was not sent yet, and its figures follow the rows."""
        return self.state in WRITTEN

    @property
    def is_open(self) -> bool:
        """Whether somebody may write in it: no more in a ward that has ended, where it stays to be read."""
        return self.is_written and self.unit.valid_to is None

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Report"]:
        """Those of some units, the longest waiting first."""
        loads = (joinedload(cls.plan), joinedload(cls.unit), joinedload(cls.proposed_by), joinedload(cls.decided_by))
        return select(cls).where(cls.unit_id.in_(unit_ids)).options(*loads).order_by(cls.proposed_at, cls.id)

    @classmethod
    def of_rules(cls, rule_ids: Collection[int]) -> Select["Report"]:
        """Those that were begun for some rules."""
        return select(cls).where(cls.rule_id.in_(rule_ids))

    @classmethod
    def newest(cls, unit_id: int) -> Select["Report"]:
        """All of a unit, the newest period first."""
        return cls.in_units([unit_id]).order_by(None).order_by(cls.until.desc(), cls.id.desc())

    @classmethod
    def summing_up(cls, unit_ids: Collection[int], kind: str, name: str, plan: int | None = None) -> Select["Report"]:
        """Those of a span under a plan, or of provinces of what arrived of it, the newest first."""
        of_it = cls.in_units(unit_ids).where(cls.plan_id == plan, cls.kind == kind, cls.name == name)
        return of_it.order_by(None).order_by(cls.id.desc())

    @classmethod
    def under_way(cls, unit_id: int, kind: str, name: str, plan_id: int | None = None) -> Select["Report"]:
        """The one of a province that sums up a span and is not locked yet: there is one at a time; or of a plan."""
        return cls.summing_up([unit_id], kind, name, plan_id).where(cls.state != ReportState.LOCKED)

    @classmethod
    def interim(cls, plan_id: int) -> Select["Report"]:
        """Those that sum up a time within a plan, the newest first."""
        of_plan = select(cls).where(cls.plan_id == plan_id, cls.kind == ReportKind.INTERIM)
        return of_plan.order_by(cls.until.desc(), cls.id.desc())

    def write(self, session: Session) -> None:
        """Lock it for who writes in it: `NotWritten` where that is over."""
        self.lock(session)
        if not self.is_open:
            raise NotWritten(self)

    def pass_over(self, key: str, *, again: bool = False) -> None:
        """Leave out words of a unit, or with `again` show them once more; load it locked (`write`)."""
        keys = {*self.passed_over.split()}
        self.passed_over = " ".join(sorted(keys - {key} if again else keys | {key}))

    def send(self, session: Session, figures: str, *, by: Account, now: datetime) -> None:
        """Bring it before the leader or the other body that signs it, its figures as they are now ("": it has none).

        Raises:
            NotWritten, Empty: it was sent before, or says nothing.
        """
        self.write(session)
        if not figures:
            raise Empty(self)
        self.state = ReportState.SIGNING if self.is_anothers else ReportState.SENT
        self.figures = figures
        self.proposed_by, self.proposed_at, self.decided_by, self.decided_at = by, now, None, None

    def withdraw(self, session: Session, *, by: Account, now: datetime) -> None:
        """Who sent it takes it back while it waits, from another body any officer; `NotYours`, `AlreadyDecided`."""
        self.lock(session)
        if self.state != ReportState.SIGNING:
            self.take_back(session, by)
        self.state, self.figures = ReportState.DRAFT, ""

    def send_back(self, session: Session, why: str, *, by: Account, now: datetime) -> None:
        """The leader wants it mended, and says what; `OwnProposal`, `AlreadyDecided`."""
        self.take(session, by)
        self.read_before, self.returned_at = self.figures, now
        self.state, self.figures, self.reason = ReportState.RETURNED, "", why
        self.decided_by, self.decided_at = by, now

    def approve(self, session: Session, *, by: Account, now: datetime, seen: str) -> None:
        """The leader agrees with what was sent at `seen` (ISO), as it was read.

        Raises:
            OwnProposal, AlreadyDecided: it is not theirs to decide, or not any more.
            SentAnew: it is another text than the one that was read.
        """
        self.take(session, by)
        if seen != self.proposed_at.isoformat():
            raise SentAnew(self)
        self.state, self.decided_by, self.decided_at = ReportState.APPROVED, by, now

    def issue(self, session: Session, *, now: datetime) -> None:
        """The other body issued it: nobody changes it any more. `AlreadyDecided` where it is not, or no more, there."""
        self.lock(session)
        if self.state != ReportState.SIGNING:
            raise AlreadyDecided(self)
        self.state, self.decided_by, self.decided_at = ReportState.LOCKED, None, now

    def lock_for_good(self) -> None:
        """Its file is drawn: from here on the database lets nobody change it. Load locked."""
        if self.state != ReportState.APPROVED:
            raise AlreadyDecided(self)
        self.state = ReportState.LOCKED

"""Passages: what a report says, paragraph by paragraph, each in its own words; who wrote which, and when."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, select, text as sql
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.models.base import Keyed
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import Overtaken
from app.models.reports.due import Period
from app.models.reports.report import WRITTEN, Report
from app.models.reports.report_terms import ReportKind
from app.models.targets.plan import Plan
from app.models.targets.reporting_rule import ReportingRule

# What one person types within so long is one version; what they send while the box still keeps itself is theirs.
SITTING, KEEPING = timedelta(minutes=10), timedelta(minutes=1)
LONGEST = 5000
# The passage that names the targets without a figure: nobody empties it without a reason.
NEVER_EMPTY = "chua-co-so"


class Unexplained(Exception):
    """A passage that says what is not known would be emptied without a reason."""


class ReportPassage(Keyed):
    """A paragraph of a part ("II") of a report: `lead` in bold ("Tổ công nghệ số"; a line for each heading that it is
    below, then its own), then `text`, in which figures stand by their names (app/indicators/reports/binding.py).
    `drafted` is what the machine wrote. An empty one is not printed."""

    __tablename__ = "report_passage"
    __table_args__ = (
        UniqueConstraint("report_id", "key"),
        CheckConstraint(f"length(text) <= {LONGEST * 2}", name="bounded"),
    )

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), init=False)
    report: Mapped[Report] = relationship()
    key: Mapped[str] = mapped_column(default_factory=lambda: str(uuid.uuid4()))
    part: Mapped[str]
    position: Mapped[int]
    lead: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    drafted: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    changed_by: Mapped[Account | None] = relationship(default=None)
    changed_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_earlier(self) -> bool:
        """Whether somebody edited it in a draft of an earlier release, which had other passages (migration 0096)."""
        return self.key.startswith("cu.")

    @property
    def title(self) -> str:
        """Its own heading."""
        return self.lead.rpartition("\n")[2]

    @classmethod
    def of(cls, report_id: int) -> Select["ReportPassage"]:
        """Those of a report, in order, with who wrote last."""
        wanted = select(cls).where(cls.report_id == report_id).options(joinedload(cls.changed_by))
        return wanted.order_by(cls.part, cls.position, cls.id)

    def rewrite(
        self, session: Session, text: str, version: str, *, by: Account, now: datetime, reason: str = ""
    ) -> bool:
        """Take over what was written of it as it stood at `version`; whether anything differed. The report is locked
        for writing before (`Report.write`).

        Raises:
            Overtaken: somebody else wrote meanwhile; nothing is taken over.
            Unexplained: it would say nothing, and `reason` does not say why.
        """
        if str(self.version) != version and not self._kept_itself(version, by, now):
            raise Overtaken({"text": self.text})
        if text == self.text:
            return False
        if self.key == NEVER_EMPTY and not text and not reason:
            raise Unexplained
        latest = session.scalars(ReportEdit.of(self.id).limit(1)).first()
        sitting = latest is not None and latest.by_id == by.id and now - latest.made_at < SITTING
        if latest is None:  # what stood there first is a version too
            session.add(ReportEdit(passage=self, text=self.text, made_at=self.report.made_at, at=self.report.made_at))
        if sitting and latest is not None:
            latest.text, latest.at, latest.reason = text, now, reason
        else:
            session.add(ReportEdit(passage=self, text=text, by=by, made_at=now, at=now, reason=reason))
        self.text, self.version = text, self.version + 1
        self.changed_by, self.changed_at = by, now
        return True

    def _kept_itself(self, version: str, by: Account, now: datetime) -> bool:
        """Whether the one version since is that which the same person's box kept a moment ago, by itself: who presses
        the button meanwhile was not overtaken by anybody."""
        lately = self.changed_at is not None and now - self.changed_at < KEEPING
        return lately and self.changed_by_id == by.id and version == str(self.version - 1)


class ReportEdit(Keyed):
    """How a passage stood after somebody wrote in it, from `made_at` until `at`; nobody: as it was drafted. `reason`:
    why what is not known is not said (`NEVER_EMPTY`)."""

    __tablename__ = "report_edit"
    __table_args__ = (Index(None, "passage_id", "id"),)

    passage_id: Mapped[int] = mapped_column(ForeignKey("report_passage.id"), init=False)
    passage: Mapped[ReportPassage] = relationship()
    text: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account | None] = relationship(default=None)
    made_at: Mapped[datetime]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="", server_default=sql("''"))

    @classmethod
    def of(cls, passage_id: int) -> Select["ReportEdit"]:
        """The versions of a passage, the newest first, with whose they are."""
        return select(cls).where(cls.passage_id == passage_id).options(joinedload(cls.by)).order_by(cls.id.desc())


class ReportRemark(Keyed):
    """What a leader wants mended: in one passage, or in the whole report; open until an officer says it is done."""

    __tablename__ = "report_remark"
    __table_args__ = (CheckConstraint("text <> ''", name="has_text"), Index(None, "report_id", "id"))

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), init=False)
    report: Mapped[Report] = relationship()
    passage_id: Mapped[int | None] = mapped_column(ForeignKey("report_passage.id"), init=False)
    passage: Mapped[ReportPassage | None] = relationship(default=None)
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship()
    at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def of(cls, report_id: int) -> Select["ReportRemark"]:
        """Those of a report, the oldest first, with whose they are."""
        return select(cls).where(cls.report_id == report_id).options(joinedload(cls.by)).order_by(cls.id)

    @staticmethod
    def open_ones(remarks: Sequence["ReportRemark"]) -> list["ReportRemark"]:
        """What is still to be mended."""
        return [each for each in remarks if each.done_at is None]


# How a report is begun: of a period of a plan, with the passages that were drafted.
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

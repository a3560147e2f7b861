"""Arrivals: reports that wards sent to their province, as they were locked: what the province reads of its wards."""

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from app.country import clock
from app.models.base import Addressed, Keyed
from app.models.guards import Frozen
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.reports.document import Document
from app.models.reports.report import Report


class ReportArrival(Addressed):
    """A ward's locked report at its province: `figures` and `said` (its paper's words) as they were locked at
    `made_at`. Of several of one ward and span the newest counts. The province accepts it; nothing else of it moves."""

    __tablename__ = "report_arrival"
    __table_args__ = (
        CheckConstraint("figures <> '' AND said <> '' AND span <> ''", name="says_something"),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted_by_somebody"),
        Index(None, "unit_id", "span"),
        Index(None, "ward_id"),
        {"info": {"guard": Frozen(moves=("accepted_at", "accepted_by_id"), words="what arrived never changes")}},
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship(foreign_keys="ReportArrival.unit_id")
    ward_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    ward: Mapped[AdministrativeUnit] = relationship(foreign_keys="ReportArrival.ward_id")
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), unique=True, init=False)
    report: Mapped[Report] = relationship()
    span: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    due_on: Mapped[date | None]
    number: Mapped[str]
    figures: Mapped[str]
    said: Mapped[str]
    made_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    accepted_by: Mapped[Account | None] = relationship(default=None)

    @property
    def day(self) -> date:
        """The day on which it arrived."""
        return clock.local(self.made_at).date()

    @property
    def code(self) -> str:
        """That of its ward."""
        return self.ward.code

    @property
    def is_late(self) -> bool:
        """Whether that was after its day."""
        return self.due_on is not None and self.day > self.due_on

    @property
    def paper(self) -> dict[str, Any]:
        """What its paper says."""
        read: dict[str, Any] = json.loads(self.said)
        return read

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["ReportArrival"]:
        """What arrived at some provinces, the newest first, with whose it is."""
        loads = (joinedload(cls.ward).joinedload(AdministrativeUnit.successor), joinedload(cls.accepted_by))
        return select(cls).where(cls.unit_id.in_(unit_ids)).options(*loads).order_by(cls.made_at.desc(), cls.id.desc())

    @classmethod
    def of_span(cls, unit_ids: Collection[int], span: str) -> Select["ReportArrival"]:
        """What arrived of a span, the newest first."""
        return cls.in_units(unit_ids).where(cls.span == span)

    @classmethod
    def spans(cls, unit_ids: Collection[int]) -> Select[str, date, date, int]:
        """Of which spans and whose something arrived."""
        return select(cls.span, cls.since, cls.until, cls.ward_id).where(cls.unit_id.in_(unit_ids)).distinct()

    @classmethod
    def of_report(cls, report_id: int) -> Select["ReportArrival"]:
        """As which a report arrived."""
        return select(cls).where(cls.report_id == report_id)

    @staticmethod
    def newest(arrivals: Iterable["ReportArrival"]) -> list["ReportArrival"]:
        """Of each ward the one that counts; they come the newest first."""
        found: dict[int, ReportArrival] = {}
        for each in arrivals:
            found.setdefault(each.ward_id, each)
        return list(found.values())

    @property
    def covers(self) -> frozenset[str]:
        """The codes of the wards of whose books it tells; empty in what an earlier release froze."""
        return frozenset(json.loads(self.figures).get("covers", ()))

    def contains(self, other: "ReportArrival") -> bool:
        """Whether it tells of another's ward, which has ended; without `covers`, from the day of its end on."""
        ward, covers = other.ward, self.covers
        if ward.valid_to is None or ward.id == self.ward_id:
            return False
        later = ward.successor_id == self.ward_id and self.day > ward.valid_to
        return ward.code in covers if covers else later

    @staticmethod
    def within(newest: Collection["ReportArrival"]) -> dict["ReportArrival", list["ReportArrival"]]:
        """Of those that count each whose numbers lie within others', with these: it is not added to them."""
        ended = [each for each in newest if each.ward.valid_to]
        found = {one: [each for each in newest if each.contains(one)] for one in ended}
        inner = {one for one, others in found.items() if others}
        return {one: [each for each in found[one] if each not in inner] for one in newest if one in inner}

    @classmethod
    def arrive(cls, session: Session, report: Report, filed: Document, now: datetime) -> "ReportArrival | None":
        """Send a locked report up; None where it is there already, or the ward belongs to no province. Load the report
        locked."""
        province = report.unit.parent
        if province is None or session.scalars(cls.of_report(report.id)).first():
            return None
        made = cls(
            unit=province, ward=report.unit, report=report, span=report.span, since=report.since, until=report.until,
            due_on=report.due_on, number=filed.register_number, figures=report.figures, said=filed.said, made_at=now,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made

    def accept(self, session: Session, *, by: Account, now: datetime) -> bool:
        """The province took note of it. Whether that is new."""
        session.refresh(self, with_for_update={"of": ReportArrival})
        if self.accepted_at is not None:
            return False
        self.accepted_by, self.accepted_at = by, now
        return True


class ArrivalRemark(Keyed):
    """What a province asks about a report that arrived (`place`: at which part), and what the ward answers: the report
    is locked and stays as it is."""

    __tablename__ = "arrival_remark"
    __table_args__ = (
        CheckConstraint("text <> ''", name="has_text"),
        CheckConstraint("(answer <> '') = (answered_at IS NOT NULL)", name="answered_at_a_moment"),
        Index(None, "arrival_id"),
    )

    arrival_id: Mapped[int] = mapped_column(ForeignKey("report_arrival.id"), init=False)
    arrival: Mapped[ReportArrival] = relationship()
    place: Mapped[str]
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship(foreign_keys="ArrivalRemark.by_id")
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    answered_by: Mapped[Account | None] = relationship(foreign_keys="ArrivalRemark.answered_by_id", default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def open_ones(cls, unit_id: int) -> Select["ArrivalRemark"]:
        """What a ward is asked and has not answered, the oldest first."""
        wanted = select(cls).join(cls.arrival).where(ReportArrival.ward_id == unit_id, cls.answered_at.is_(None))
        return wanted.options(contains_eager(cls.arrival).joinedload(ReportArrival.report)).order_by(cls.id)

    @classmethod
    def of(cls, *arrival_ids: int) -> Select["ArrivalRemark"]:
        """Those of some arrivals, the oldest first, with whose they are."""
        wanted = select(cls).where(cls.arrival_id.in_(arrival_ids))
        return wanted.options(joinedload(cls.by), joinedload(cls.answered_by)).order_by(cls.id)

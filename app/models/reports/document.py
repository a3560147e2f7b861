"""Documents: the register of papers that an office sends out, each with its number, its words and its file for good."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.models.base import Addressed
from app.models.guards import Frozen
from app.models.mixins.issued import Issued, need_certain_day
from app.models.mixins.named_file import file_below
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.reports.report import Report, ReportState
from app.models.reports.report_terms import Empty

REPORT = "BC"


def series_of(style: str) -> str:
    """The kind under which reports of a style are numbered: each body has numbers of its own."""
    return REPORT if style == "state" else f"{REPORT}.{style}"


class NumberTaken(Exception):
    """Another paper of the year bears that number."""


class Document(Issued, Addressed):
    """A paper that was sent out under a number of its kind ("BC", "BC.front") and year. The numbers are those of the
    office's own book, in which papers stand that were never here: the next one is offered, another one may be written,
    none stands twice. `said` is all that the paper says (app/documents/periodic_report), frozen like its file."""

    FOLDER, SUBJECT = "documents", "document"

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("unit_id", "kind", "year", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("kind <> '' AND subject <> ''", name="has_words"),
        CheckConstraint("(file = '') = (sha256 = '')", name="file_has_hash"),
        Index(None, "unit_id", "signed_on"),
        {
            "info": {
                "guard": Frozen(
                    moves=("name_key", "ended_at", "end_reason"), file=("sha256", "file"), drawn="sha256 <> ''",
                    words="a filed document never changes",
                )
            }
        },
    )  # fmt: skip

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    kind: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    pattern: Mapped[str]
    signed_on: Mapped[date]
    subject: Mapped[str]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), unique=True, init=False)
    report: Mapped[Report | None] = relationship(default=None)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    made_by: Mapped[Account] = relationship()
    made_at: Mapped[datetime]
    said: Mapped[str] = mapped_column(default="{}")
    name_key: Mapped[str] = mapped_column(init=False, default="")
    file: Mapped[str] = mapped_column(default="", info=file_below("papers"))
    sha256: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(default="")

    @property
    def register_number(self) -> str:
        """As the paper bears it: "142/BC-UBND", of the `pattern` "…/BC-UBND"."""
        return self.pattern.replace("…", f"{self.number:02d}")

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Document"]:
        """Those of some units, the newest first."""
        wanted = select(cls).where(cls.unit_id.in_(unit_ids)).options(joinedload(cls.report))
        return wanted.order_by(cls.signed_on.desc(), cls.number.desc(), cls.id.desc())

    @classmethod
    def of_report(cls, report_id: int) -> Select["Document"]:
        """The one as which a report was filed."""
        return select(cls).where(cls.report_id == report_id)

    @classmethod
    def replaced_by(cls, report: Report) -> Select["Document"]:
        """As what an earlier report of the same plan and span was filed, whose place this one takes; the newest."""
        same = Report.summing_up([report.unit_id], report.kind, report.name, report.plan_id).with_only_columns(
            Report.id
        )
        earlier = same.where(Report.state == ReportState.LOCKED, Report.id < report.id).order_by(None)
        return select(cls).where(cls.report_id.in_(earlier)).order_by(cls.id.desc())

    @classmethod
    def taken(cls, session: Session, unit_id: int, kind: str, year: int, number: int) -> bool:
        """Whether a number of a year is given."""
        same = (cls.unit_id == unit_id, cls.kind == kind, cls.year == year, cls.number == number)
        return session.scalar(select(cls.id).where(*same)) is not None

    @classmethod
    def add(cls, session: Session, made: "Document") -> "Document":
        """File a paper under its number. The unit's row is locked first, so that of two under one number the second is
        told: `NumberTaken`; `DayInDoubt` where nobody knows what day it is; `Empty` of a report that says nothing."""
        need_certain_day(session)
        if made.report and not any(part["paragraphs"] for part in made.paper.get("parts", ())):
            raise Empty(made.report)
        session.scalars(AdministrativeUnit.locked(made.unit.id)).one()
        if cls.taken(session, made.unit.id, made.kind, made.year, made.number):
            raise NumberTaken
        session.add(made)
        session.flush()
        return made

"""Recognitions: lists of sites that meet a programme's criteria, on which a leader decides about plates."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, func, select, update
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import clock
from app.models.base import Addressed
from app.models.mixins.decided import Decided, DecisionRefused
from app.models.mixins.issued import Numbers, NumbersTaken, issued_under
from app.models.movement.answer import MET, Answer
from app.models.movement.declared_periods import NO_PERIOD
from app.models.movement.giving import Gives
from app.models.movement.plate import Plate, PlateState
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.recipients import recipient_words
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit

if TYPE_CHECKING:
    from app.models.movement.candidates import Candidate


class RecognitionState(StrEnum):
    """submitted → sent back | withdrawn | approved."""

    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"


class NobodyLeft(DecisionRefused):
    """All rows of the list were declined."""


class NoLongerMeets(DecisionRefused):
    """Sites of the list have a newer entry or are retired; `names` are theirs."""

    def __init__(self, row: Decided, names: list[str]) -> None:
        super().__init__(row)
        self.names = names


class Recognition(Decided, Addressed):
    """A list of sites proposed together for recognition by one version of a programme."""

    __tablename__ = "recognition"
    __table_args__ = (
        CheckConstraint("state IN ('submitted', 'sent_back', 'withdrawn', 'approved')", name="state_known"),
        CheckConstraint("(state = 'submitted') = (decided_at IS NULL)", name="decided_when_decided"),
        CheckConstraint(
            "state = 'withdrawn' OR decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"
        ),
        CheckConstraint("state <> 'sent_back' OR reason <> ''", name="sent_back_with_reason"),
        Index(None, "programme_id", "id"),
        Index(None, "unit_id", "state"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    unit: Mapped[AdministrativeUnit] = relationship(init=False, viewonly=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    programme: Mapped[Programme] = relationship(init=False, viewonly=True)
    programme_version_id: Mapped[int] = mapped_column(ForeignKey("programme_version.id"))
    asked_by: Mapped[ProgrammeVersion] = relationship(init=False, viewonly=True)
    state: Mapped[str] = mapped_column(default=RecognitionState.SUBMITTED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    proposed_by: Mapped[Account] = relationship(foreign_keys="Recognition.proposed_by_id")
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    decided_by: Mapped[Account | None] = relationship(foreign_keys="Recognition.decided_by_id", default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")

    @hybrid_property
    def waits(self) -> bool:
        """Whether it waits for the leader."""
        return self.state == RecognitionState.SUBMITTED

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Recognition"]:
        """The lists of some units, oldest first, with programme and accounts."""
        loads = (joinedload(cls.programme), joinedload(cls.proposed_by), joinedload(cls.decided_by))
        return select(cls).where(cls.unit_id.in_(unit_ids)).options(*loads).order_by(cls.proposed_at, cls.id)

    @classmethod
    def of(cls, programme_id: int) -> Select["Recognition"]:
        """The lists of a programme and of the copies merged into it, newest first."""
        loads = (joinedload(cls.proposed_by), joinedload(cls.decided_by))
        copies = select(Programme.id).where(Programme.merged_into_id == programme_id)
        theirs = (cls.programme_id == programme_id) | cls.programme_id.in_(copies)
        return select(cls).where(theirs).options(*loads).order_by(cls.id.desc())

    @classmethod
    def sizes(cls, session: Session, ids: Collection[int]) -> dict[int, int]:
        """The number of plates that some lists give or gave, by id of the list."""
        gives = Plate.state.in_((PlateState.PROPOSED, PlateState.STANDING, PlateState.REPLACED, PlateState.REVOKED))
        counted = select(Plate.recognition_id, func.count()).where(Plate.recognition_id.in_(ids), gives)
        return dict.fromkeys(ids, 0) | dict(session.execute(counted.group_by(Plate.recognition_id)).all())

    @classmethod
    def submit(
        cls, session: Session, version: ProgrammeVersion, chosen: Sequence["Candidate"], *, by: Account, now: datetime
    ) -> "Recognition":
        """Submit candidates of a version to the leader. The caller has locked the programme's row before reading
        `candidates`."""
        programme, day, gives = version.programme, clock.local(now).date(), gives_of(version)
        made = cls(
            unit_id=programme.unit_id, programme_id=programme.id, programme_version_id=version.id,
            proposed_by=by, proposed_at=now,
        )  # fmt: skip
        session.add(made)
        session.flush()
        session.add_all(
            Plate(
                unit_id=programme.unit_id, recognition_id=made.id, programme_id=programme.id, site_id=each.site.id,
                entry_id=each.entry.id, series=gives.series, year=day.year, kind=gives.paper,
                period=each.entry.period or NO_PERIOD,
            )
            for each in chosen
        )  # fmt: skip
        session.flush()
        return made

    def lock(self, session: Session) -> None:
        """Lock the ward, then the list: one order for all decisions."""
        session.scalars(AdministrativeUnit.locked(self.unit_id)).one()
        session.refresh(self, with_for_update={"of": Recognition})

    def plates(self, session: Session) -> list[Plate]:
        """The plates that the list proposes, freshly read."""
        wanted = Plate.of(self.id).where(Plate.state == PlateState.PROPOSED)
        return list(session.scalars(wanted.execution_options(populate_existing=True)))

    def words(self, plate: Plate, now: datetime) -> dict[str, str]:
        """The text of a plate if it were given now."""
        until, declared = self.until(clock.local(now).date()), self.asked_by.declared
        return {
            "programme": declared.name, "noun": declared.noun, **recipient_words(declared, plate.site, plate.entry),
            "period": plate.period.isoformat() if plate.period != NO_PERIOD else "",
            "reason": gives_of(self.asked_by).reason,
            "valid_until": until.isoformat() if until else "", **issued_under(self.unit, now),
        }  # fmt: skip

    def until(self, day: date) -> date | None:
        """The last valid day of a plate given on a day; None: no end."""
        years = self.asked_by.declared.valid_years
        last = (day.month, min(day.day, 28)) if day.month == 2 else (day.month, day.day)
        return date(day.year + years, *last) if years else None

    def forecast(self, session: Session, *, now: datetime) -> Numbers:
        """The numbers it would give now; reserves none."""
        year = clock.local(now).year
        return Numbers(
            year,
            Plate.last_number(session, self.unit_id, **self._book(year)) + 1,
            self.sizes(session, [self.id])[self.id],
        )

    def except_row(self, session: Session, public_id: str, *, by: Account, why: str) -> Plate | None:
        """Decline one row with a reason; an empty reason puts it back. None where the list has no such row.

        Raises:
            OwnProposal, AlreadyDecided: the leader proposed the list, or it is decided.
        """
        self.take(session, by)
        wanted = Plate.of(self.id).where(Plate.public_id == public_id).execution_options(populate_existing=True)
        if (row := session.scalars(wanted).one_or_none()) is not None:
            row.state, row.end_reason = PlateState.DECLINED if why else PlateState.PROPOSED, why
            session.flush()
        return row

    def approve(self, session: Session, *, by: Account, now: datetime, seen: str | None = None) -> list[Plate]:
        """Give the plates consecutive numbers in the order of the list, in this transaction; a renewal replaces the
        plate before. `seen` is the `Numbers.key` that the leader saw.

        Raises:
            OwnProposal, AlreadyDecided: the leader proposed the list, or it is decided.
            NobodyLeft, NoLongerMeets: no row is left, or some rows no longer meet the criteria.
            NumbersTaken: the numbers would differ from those `seen`; the caller must roll back.
        """
        self.take(session, by)
        rows = self.plates(session)
        if not rows:
            raise NobodyLeft(self)
        if gone := no_longer_met(session, self.asked_by, rows):
            raise NoLongerMeets(self, gone)
        day = clock.local(now).date()
        first = Plate.next_number(session, self.unit_id, **self._book(day.year))
        if seen is not None and seen != Numbers(day.year, first, len(rows)).key:
            raise NumbersTaken
        before = self._before(session, rows)
        for number, row in enumerate(rows, first):
            if old := before.get((row.site_id, row.period)):
                old.end_as(PlateState.REPLACED, f"{number:03d}/{day.year}", now=now)
                row.replaces_id = old.id
        session.flush()  # the unique index: one standing plate per site and period
        for number, row in enumerate(rows, first):
            row.give(number, self.words(row, now), day=day, until=self.until(day))
        self._decide(RecognitionState.APPROVED, by=by, now=now)
        session.flush()
        return rows

    def send_back(self, session: Session, why: str, *, by: Account, now: datetime) -> None:
        """Send the list back without giving any plate.

        Raises:
            OwnProposal, AlreadyDecided: the leader proposed the list, or it is decided.
        """
        self.take(session, by)
        self._drop(session, RecognitionState.SENT_BACK, why, by=by, now=now)

    def withdraw(self, session: Session, why: str, *, by: Account, now: datetime) -> None:
        """Withdraw the list while it waits.

        Raises:
            NotYours, AlreadyDecided: somebody else proposed it, or a leader decided first.
        """
        self.take_back(session, by)
        self._drop(session, RecognitionState.WITHDRAWN, why, by=by, now=now)

    def _book(self, year: int) -> dict[str, object]:
        return {"kind": gives_of(self.asked_by).paper, "year": year}

    def _before(self, session: Session, rows: Sequence[Plate]) -> Mapping[tuple[int, date], Plate]:
        standing = select(Plate).where(
            Plate.programme_id.in_({row.programme_id for row in rows}), Plate.state == PlateState.STANDING,
            Plate.site_id.in_([row.site_id for row in rows]), Plate.period.in_({row.period for row in rows}),
        )  # fmt: skip
        return {(each.site_id, each.period): each for each in session.scalars(standing.with_for_update(of=Plate))}

    def _drop(self, session: Session, state: RecognitionState, why: str, *, by: Account, now: datetime) -> None:
        over = update(Plate).where(Plate.recognition_id == self.id, Plate.state == PlateState.PROPOSED)
        session.execute(over.values(state=PlateState.DROPPED))
        self._decide(state, by=by, now=now)
        self.reason = why

    def _decide(self, state: RecognitionState, *, by: Account, now: datetime) -> None:
        self.state, self.decided_by, self.decided_at = state, by, now


def no_longer_met(session: Session, asked: ProgrammeVersion, rows: Sequence[Plate]) -> list[str]:
    """The names of the sites that have a newer entry than the list, are retired, or by the sites within them no longer
    meet the criteria."""
    keys, met = {key for key, rule in asked.declared.recognising.items() if rule.parts}, {row.entry_id for row in rows}
    if keys and rows:
        holds = Answer.entry_id.in_(met), Answer.key.in_(keys), Answer.value == MET
        still = select(Answer.entry_id).where(*holds).group_by(Answer.entry_id).having(func.count() == len(keys))
        met = set(session.scalars(still))
    stand = {row.id for row in rows if row.entry.counts and row.site.retired_on is None and row.entry_id in met}
    return [row.site.name for row in rows if row.id not in stand]


def gives_of(version: ProgrammeVersion) -> Gives:
    """What a version that recognises gives."""
    gives = version.declared.gives
    assert gives is not None
    return gives

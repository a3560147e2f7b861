"""Letters of thanks in a series of their own: an officer proposes, a leader approves and numbers, nothing changes."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, UniqueConstraint, and_, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, synonym

from app.country import clock
from app.models.base import Addressed, partial_index
from app.models.guards import Frozen
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.mixins import issued
from app.models.mixins.decided import Decided, DecisionRefused
from app.models.mixins.issued import Issued, canonical, issued_under
from app.models.mixins.named_file import file_below
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit

_PROPOSED = "number IS NULL AND declined_at IS NULL"
# Numbered, what it says stays, and of one drawn the file.
_GUARD = Frozen(
    since="number IS NOT NULL",
    moves=("public_id", "name_key", "proposed_at", "declined_at", "declined_why", "declined_by_id", "revoked_at",
           "revoked_why", "version"),
    file=("sha256", "file"),
    drawn="sha256 <> ''",
    words="a numbered letter never changes",
)  # fmt: skip


class NotStanding(DecisionRefused, issued.NotStanding):
    """The letter has no number yet, or was revoked before."""


class ThanksLetter(Decided, Issued, Addressed):
    """A letter of thanks: numbers continuous a ward and year, taken when the leader approves; nobody approves what they
    proposed.

    `said` is what it says: full_name, address ("bà"), code, group, organisation, since, until (ISO), mentees, reached,
    visits, help_times (counts drawn when it was proposed), words; from the approval on also what `issued_under` says.
    """

    FOLDER, DIGITS, SUBJECT = "thanks", 2, "thanks_letter"

    __tablename__ = "thanks_letter"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "number"),
        CheckConstraint("number IS NULL OR number > 0", name="number_positive"),
        CheckConstraint("(number IS NULL) = (approved_at IS NULL)", name="numbered_when_approved"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
        CheckConstraint(
            "declined_at IS NULL OR (number IS NULL AND declined_why <> '')", name="declined_with_a_reason"
        ),
        CheckConstraint("revoked_at IS NULL OR number IS NOT NULL", name="revoked_when_numbered"),
        CheckConstraint("revoked_at IS NULL OR revoked_why <> ''", name="revoked_with_a_reason"),
        CheckConstraint("(file = '') = (sha256 = '')", name="file_has_hash"),
        partial_index("uq_thanks_letter_proposed", "ambassador_id", where=_PROPOSED),
        Index(None, "ambassador_id"),
        {"info": {"guard": _GUARD}},
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    unit: Mapped[AdministrativeUnit] = relationship(init=False, viewonly=True)
    ambassador_id: Mapped[int] = mapped_column(ForeignKey("ambassador.id"), init=False)
    ambassador: Mapped[Ambassador] = relationship()
    # The year of the series, which is that of the approval; of a proposal, that in which it was made.
    year: Mapped[int]
    number: Mapped[int | None] = mapped_column(default=None)
    said: Mapped[str]
    name_key: Mapped[str] = mapped_column(init=False, default="")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    proposed_by: Mapped[Account] = relationship(foreign_keys="ThanksLetter.proposed_by_id")
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    approved_by: Mapped[Account | None] = relationship(foreign_keys="ThanksLetter.approved_by_id", default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    # Declined by a leader, or taken back by who proposed it.
    declined_at: Mapped[datetime | None] = mapped_column(default=None)
    declined_why: Mapped[str] = mapped_column(default="")
    declined_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    declined_by: Mapped[Account | None] = relationship(foreign_keys="ThanksLetter.declined_by_id", default=None)
    # The issued file, kept and served byte for byte.
    file: Mapped[str] = mapped_column(default="", info=file_below("papers"))
    sha256: Mapped[str] = mapped_column(default="")
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_why: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None] = synonym("revoked_at", init=False)
    end_reason: Mapped[str] = synonym("revoked_why", init=False)
    version: Mapped[int] = mapped_column(default=1)

    def scrub(self, remaining: Mapping[str, object]) -> None:
        """Keep what was counted for a letter that never got a number, without whom it was for."""
        self.said, self.name_key = canonical(remaining), ""

    @hybrid_property
    def waits(self) -> bool:
        """Whether a leader has still to decide."""
        return self.number is None and self.declined_at is None

    @waits.inplace.expression
    @classmethod
    def _waits(cls) -> ColumnElement[bool]:
        return and_(cls.number.is_(None), cls.declined_at.is_(None))

    @property
    def decided_by_id(self) -> int | None:
        """Who approved it, declined it or took it back."""
        return self.approved_by_id or self.declined_by_id

    @property
    def decided_at(self) -> datetime | None:
        """When they did."""
        return self.approved_at or self.declined_at

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["ThanksLetter"]:
        """The letters of some units, the longest waiting first, with the people."""
        people = (joinedload(cls.proposed_by), joinedload(cls.approved_by), joinedload(cls.declined_by))
        return select(cls).where(cls.unit_id.in_(unit_ids)).options(*people).order_by(cls.proposed_at, cls.id)

    @classmethod
    def register_of(cls, unit_id: int, year: int) -> Select["ThanksLetter"]:
        """The numbered letters of a ward and year, the newest number first."""
        wanted = select(cls).where(cls.unit_id == unit_id, cls.year == year, cls.number.is_not(None))
        return wanted.order_by(cls.number.desc())

    @classmethod
    def years_of(cls, unit_id: int) -> Select[int]:
        """The years in which a ward numbered letters, the newest first."""
        wanted = select(cls.year).where(cls.unit_id == unit_id, cls.number.is_not(None))
        return wanted.distinct().order_by(cls.year.desc())

    @classmethod
    def of_ambassador(cls, ambassador_id: int) -> Select["ThanksLetter"]:
        """All letters ever proposed for an ambassador, the newest first."""
        return select(cls).where(cls.ambassador_id == ambassador_id).order_by(cls.id.desc())

    # -- what happens to it ---------------------------------------------------------------------------------------

    def lock(self, session: Session) -> None:
        """The ward before the letter, so that two approvals wait for each other in one order."""
        session.scalars(AdministrativeUnit.locked(self.unit_id)).one()
        session.refresh(self, with_for_update={"of": ThanksLetter})

    def reword(self, words: str) -> None:
        """Take other words while it waits. Load locked.

        Raises:
            AlreadyDecided: it waits no more.
        """
        self.must_wait()
        if words != self.paper["words"]:
            self.said = canonical({**self.paper, "words": words})
            self.version += 1

    def approve(self, session: Session, *, by: Account, now: datetime) -> None:
        """The leader approves: the ward's next number of the year, and what it says is frozen, in this transaction.

        Raises:
            OwnProposal, AlreadyDecided: it is not theirs to decide, or not any more.
        """
        self.take(session, by)
        year = clock.local(now).year
        number = self.next_number(session, self.unit_id, year=year)
        content = canonical({**self.paper, **issued_under(self.unit, now)})
        self.said, self.year, self.number = content, year, number
        self.approved_by, self.approved_at = by, now
        self.version += 1
        session.flush()

    def decline(self, session: Session, why: str, *, by: Account, now: datetime) -> None:
        """The leader does not approve.

        Raises:
            OwnProposal, AlreadyDecided: it is not theirs to decide, or not any more.
        """
        self.take(session, by)
        self._end(why, by, now)

    def withdraw(self, session: Session, why: str, *, by: Account, now: datetime) -> None:
        """Who proposed it takes it back while it waits.

        Raises:
            NotYours, AlreadyDecided: somebody else proposed it, or a leader was quicker.
        """
        self.take_back(session, by)
        self._end(why, by, now)

    def _end(self, why: str, by: Account, now: datetime) -> None:
        self.declined_at, self.declined_why, self.declined_by = now, why, by
        self.version += 1

    def revoke(self, why: str, *, now: datetime) -> None:
        """The letter stands no more; its number stays. Load locked.

        Raises:
            NotStanding: it has no number, or was revoked before.
        """
        if not self.is_valid:
            raise NotStanding(self)
        self.end(why, now=now)
        self.version += 1

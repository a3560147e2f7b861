"""Offers to become an ambassador: made on the public page, taken on or declined with words by the office."""

import uuid
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, synonym

from app.country import names
from app.models.base import Addressed, known, partial_index
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.mixins.decided import Decided
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup


class OfferState(StrEnum):
    """new → taken (they are appointed) or declined."""

    NEW = "new"
    TAKEN = "taken"
    DECLINED = "declined"


# Who was taken on is on file; whom the office declined, or took on, is erased here after this long.
KEPT = timedelta(days=183)


class AmbassadorOffer(Decided, Addressed):
    """Somebody offers to become an ambassador; the office takes them on or thanks them. `submission` makes a double tap
    one offer; the same name and phone wait once."""

    __tablename__ = "ambassador_offer"
    __table_args__ = (
        known("state", OfferState),
        CheckConstraint("birth_year BETWEEN 1900 AND 2100", name="birth_year_plausible"),
        CheckConstraint("(state = 'taken') = (ambassador_id IS NOT NULL)", name="taken_is_somebody"),
        CheckConstraint("state <> 'declined' OR why <> ''", name="declined_with_words"),
        partial_index("uq_ambassador_offer_new", "unit_id", "phone", "full_name", where="state = 'new'"),
        Index(None, "unit_id", "state"),
    )

    submission: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    full_name: Mapped[str]
    birth_year: Mapped[int]
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    residential_group: Mapped[ResidentialGroup | None] = relationship(default=None)
    phone: Mapped[str]
    organisation: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=OfferState.NEW)
    made_at: Mapped[datetime]
    proposed_at: Mapped[datetime] = synonym("made_at", init=False)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    decided_by: Mapped[Account | None] = relationship(default=None)
    why: Mapped[str] = mapped_column(default="")
    ambassador_id: Mapped[int | None] = mapped_column(ForeignKey("ambassador.id"), init=False)
    ambassador: Mapped[Ambassador | None] = relationship(default=None)

    @hybrid_property
    def waits(self) -> bool:
        """Whether it was not decided yet."""
        return self.state == OfferState.NEW

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["AmbassadorOffer"]:
        """The offers of some units, the longest waiting first."""
        related = (joinedload(cls.residential_group), joinedload(cls.unit))
        return select(cls).where(cls.unit_id.in_(unit_ids)).options(*related).order_by(cls.made_at, cls.id)

    @classmethod
    def decided_in(cls, unit_ids: Collection[int]) -> Select["AmbassadorOffer"]:
        """The decided offers of some units, the newest decision first."""
        wanted = select(cls).where(cls.unit_id.in_(unit_ids), ~cls.waits)
        return wanted.options(joinedload(cls.decided_by)).order_by(cls.decided_at.desc(), cls.id.desc())

    @classmethod
    def decided_long_ago(cls, now: datetime) -> Select["AmbassadorOffer"]:
        """The offers that were decided half a year ago and still tell whose they were."""
        return select(cls).where(cls.decided_at < now - KEPT, cls.phone != "").order_by(cls.id)

    @classmethod
    def make(cls, session: Session, offer: "AmbassadorOffer") -> bool:
        """Store an offer. False when it was made before: by this very page, which has its last word while the offer
        waits, or by this name, in capitals or not, and phone and it waits."""
        state = session.scalars(select(cls.state).where(cls.submission == offer.submission)).one_or_none()
        if state == OfferState.NEW:
            return cls._reword(session, offer)
        if state is not None:  # the office has answered what the page said before
            offer.submission = str(uuid.uuid4())
        waits = select(cls.full_name).where(cls.unit_id == offer.unit.id, cls.phone == offer.phone, cls.waits)
        if names.identity_key(offer.full_name) in map(names.identity_key, session.scalars(waits)):
            return False
        try:
            with session.begin_nested():
                session.add(offer)
        except IntegrityError:
            return False
        return True

    @classmethod
    def _reword(cls, session: Session, offer: "AmbassadorOffer") -> bool:
        """Take over what the page of an offer that waits says now. Always False: it is no new one."""
        group = offer.residential_group.id if offer.residential_group else None
        values = {
            "birth_year": offer.birth_year, "phone": offer.phone, "organisation": offer.organisation,
            "words": offer.words, "residential_group_id": group,
        }  # fmt: skip
        with suppress(IntegrityError), session.begin_nested():  # the same name and phone wait on another page
            session.execute(update(cls).where(cls.submission == offer.submission, cls.waits).values(values))
        return False

    def take_on(self, session: Session, ambassador: Ambassador, *, by: Account, now: datetime) -> None:
        """The office took them on as `ambassador`, in the transaction of the appointment.

        Raises:
            AlreadyDecided: it was decided before.
        """
        self.take(session, by)
        self.state, self.ambassador, self.decided_at, self.decided_by = OfferState.TAKEN, ambassador, now, by
        session.flush()

    def decline(self, session: Session, why: str, *, by: Account, now: datetime) -> None:
        """The office declines, with the words that it says to them.

        Raises:
            AlreadyDecided: it was decided before.
        """
        self.take(session, by)
        self.state, self.why, self.decided_at, self.decided_by = OfferState.DECLINED, why, now, by
        session.flush()

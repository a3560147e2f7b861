"""Visits at self-service tablets, without names."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, and_, bindparam, not_, or_, select
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import clock
from app.models.base import Keyed, UtcDateTime, known, partial_index
from app.models.helping.kiosks.kiosk import Kiosk
from app.models.helping.lists.help_desk import HelpDesk
from app.models.helping.lists.ward_list import HelpTopic
from app.models.people.account import Account

# So long nobody touches a page of steps, and the tablet has forgotten whoever stood there: six steps are read slowly by
# somebody of 75. Its other pages are as short as BRIEF. The server waits a little longer for what a slow line still
# brings.
IDLE = timedelta(seconds=120)
BRIEF = timedelta(seconds=60)
GRACE = timedelta(seconds=15)
# So long a call is worth hearing, and so long the tablet says who is coming.
CALL_STANDS = timedelta(minutes=15)
COMING = timedelta(minutes=2)


class KioskAnswer(StrEnum):
    """What people answer at the end."""

    ALONE = "alone"
    HELPED = "helped"
    NO = "no"


class TakenAlready(Exception):
    """Somebody else took the call; `by` is the name."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


def _began(context: DefaultExecutionContext) -> object:
    return (context.current_parameters or {})["began_at"]


class KioskVisit(Keyed):
    """One person at a tablet: what they came for, whether they called, and whether they could do it alone.

    Who went by themselves has `ended_at` = `touched_at`; whoever was forgotten has it later, and a call of theirs
    stands on: they may be waiting before the tablet.
    """

    __tablename__ = "kiosk_visit"
    __table_args__ = (
        known("answer", KioskAnswer, optional=True),
        CheckConstraint("taken_at IS NULL OR called_at IS NOT NULL", name="taken_when_called"),
        CheckConstraint("(taken_at IS NULL) = (taken_by_id IS NULL)", name="taken_by_somebody"),
        Index(None, "unit_id", "day"),
        Index(None, "kiosk_id"),
        # Nobody stands at a tablet before whoever was there is forgotten.
        partial_index("uq_kiosk_visit_open", "kiosk_id", where="ended_at IS NULL"),
        # What every page of the counter asks for, all the time.
        partial_index(
            "ix_kiosk_visit_waiting",
            "unit_id",
            "called_at",
            where="called_at IS NOT NULL AND taken_at IS NULL",
            unique=False,
        ),
    )

    uuid: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.id"), init=False)
    kiosk: Mapped[Kiosk] = relationship()
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("help_topic.id"), init=False)
    topic: Mapped[HelpTopic | None] = relationship(default=None)
    day: Mapped[date]
    began_at: Mapped[datetime]
    called_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    taken_by: Mapped[Account | None] = relationship(default=None)
    answer: Mapped[str | None] = mapped_column(default=None)
    # The last press or touch that the server heard of; IDLE later the person is forgotten.
    touched_at: Mapped[datetime] = mapped_column(insert_default=_began, init=False)
    # When the person went, or IDLE after the last touch.
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def begin(
        cls, session: Session, kiosk: Kiosk, topic: HelpTopic | None, *, uuid: str, now: datetime
    ) -> "KioskVisit":
        """Somebody has begun; whoever stood there before is gone. The same press twice is one visit; of a page that
        lay open, another topic is another one."""
        session.execute(select(Kiosk.id).where(Kiosk.id == kiosk.id).with_for_update())
        for number in (uuid, str(uuid5(UUID(uuid), topic.key if topic else ""))):
            known = session.scalars(select(cls).where(cls.uuid == number, cls.kiosk_id == kiosk.id)).first()
            if known is None:
                break
            if known.topic_id == (topic.id if topic else None):
                return known
        for earlier in session.scalars(select(cls).where(cls.kiosk_id == kiosk.id, cls.ended_at.is_(None))):
            earlier.end(now)
        session.flush()
        made = cls(
            uuid=number, unit_id=kiosk.desk.unit_id, kiosk=kiosk, topic=topic, day=clock.local(now).date(), began_at=now
        )
        session.add(made)
        session.flush()
        return made

    @classmethod
    def current(cls, kiosk_id: int, now: datetime) -> Select["KioskVisit"]:
        """The current visit of a tablet: begun, not ended, and touched recently enough."""
        related = (joinedload(cls.topic), joinedload(cls.taken_by))
        return select(cls).where(cls.kiosk_id == kiosk_id, cls.ended_at.is_(None), cls._is_fresh(now)).options(*related)

    @classmethod
    def _is_fresh(cls, now: datetime) -> ColumnElement[bool]:
        """Whether it was touched recently, or its call is open or being answered."""
        since = now - IDLE - GRACE
        waits = and_(cls.called_at.is_not(None), cls.taken_at.is_(None), cls.called_at > since - CALL_STANDS)
        helped = and_(cls.taken_at.is_not(None), cls.taken_at > since - COMING)
        return or_(cls.touched_at > since, waits, helped)

    def touch(self, now: datetime) -> None:
        """Store that somebody touched the tablet."""
        self.touched_at = now

    def call(self, now: datetime) -> None:
        """Ask for somebody to come; a second press asks no second time, unless somebody has come meanwhile."""
        self.touched_at = now
        if self.called_at is None:
            self.called_at = now

    def finish(self, answer: str, now: datetime) -> None:
        """Store the answer and end the visit."""
        self.answer = answer
        self.leave(now)

    def leave(self, now: datetime) -> None:
        """End the visit by its button; a call that nobody answered ends too."""
        self.touched_at = self.ended_at = now

    def end(self, now: datetime) -> None:
        """End the visit because nobody touched the tablet; a call stays open."""
        if self.ended_at is None:
            self.ended_at = max(min(now, self.touched_at + IDLE), self.touched_at + timedelta(microseconds=1))

    @classmethod
    def forgotten(cls, now: datetime) -> Select["KioskVisit"]:
        """Visits that are over but were not ended, because the tablet was switched off."""
        return select(cls).where(cls.ended_at.is_(None), not_(cls._is_fresh(now))).order_by(cls.id)

    @classmethod
    def is_waiting(cls, now: datetime) -> ColumnElement[bool]:
        """Whether somebody has called, nobody goes there yet, and they have not gone by themselves."""
        return and_(cls.called_at > now - CALL_STANDS, cls.taken_at.is_(None), cls.is_there())

    @classmethod
    def is_there(cls) -> ColumnElement[bool]:
        """Whether they have not gone by themselves: who was forgotten may still be waiting."""
        return or_(cls.ended_at.is_(None), cls.ended_at > cls.touched_at)

    @classmethod
    def last_call(cls, kiosk_id: int, now: datetime) -> Select["KioskVisit"]:
        """The newest call of a tablet that somebody waits for, or that somebody is just answering; of who went by
        themselves the next one reads nothing."""
        coming = and_(cls.taken_at > now - COMING, cls.is_there())
        wanted = select(cls).where(cls.kiosk_id == kiosk_id, or_(cls.is_waiting(now), coming))
        return wanted.options(joinedload(cls.taken_by)).order_by(cls.called_at.desc(), cls.id.desc())

    @classmethod
    def all_called(cls, unit_ids: Collection[int]) -> Select["KioskVisit"]:
        """All calls of some wards, with tablet, desk and topic."""
        related = (joinedload(cls.kiosk).joinedload(Kiosk.desk), joinedload(cls.topic), joinedload(cls.taken_by))
        return select(cls).where(cls.unit_id.in_(unit_ids), cls.called_at.is_not(None)).options(*related)

    @classmethod
    def called(cls, uuid: str, unit_ids: Collection[int]) -> Select["KioskVisit"]:
        """The call of a public id, in some wards."""
        return cls.all_called(unit_ids).where(cls.uuid == uuid)

    @classmethod
    def locked_called(cls, uuid: str, unit_ids: Collection[int]) -> Select["KioskVisit"]:
        """The same with its row locked until the write transaction ends. Nothing is joined: after the wait, what stands
        beside the row would be what stood there before it."""
        wanted = select(cls).where(cls.uuid == uuid, cls.unit_id.in_(unit_ids), cls.called_at.is_not(None))
        return wanted.with_for_update().execution_options(populate_existing=True)

    def take(self, by: Account, now: datetime) -> bool:
        """Go there. The caller holds the row. False when this person goes there already.

        Raises:
            TakenAlready: somebody else does.
        """
        if self.taken_by is not None:
            if self.taken_by.id == by.id:
                return False
            raise TakenAlready(self.taken_by.full_name)
        self.taken_at, self.taken_by = now, by
        return True


# The calls from the tablets of a ward, in one statement: each page of the counter polls them.
def calls_of(
    session: Session, unit_ids: Collection[int], now: datetime
) -> Sequence[tuple[str, str, str | None]] | None:
    """The calls that somebody waits for, the longest wait first: uuid, the tablet's name, the topic's label.

    None where no tablet stands. One statement, made once and kept.
    """
    asked = {"units": list(unit_ids), "since": now - CALL_STANDS}
    found = session.execute(_asking(), asked).all()
    if not found:
        return None
    return [(row.uuid, row.name, row.label) for row in found if row.uuid is not None]


@cache
def _asking() -> Select[*tuple[Any, ...]]:
    waiting = and_(
        KioskVisit.kiosk_id == Kiosk.id,
        KioskVisit.called_at > bindparam("since", type_=UtcDateTime()),
        KioskVisit.called_at.is_not(None),
        KioskVisit.taken_at.is_(None),
        KioskVisit.is_there(),
    )
    return (
        select(KioskVisit.uuid, Kiosk.name, HelpTopic.label)
        .select_from(Kiosk)
        .join(HelpDesk, HelpDesk.id == Kiosk.desk_id)
        .outerjoin(KioskVisit, waiting)
        .outerjoin(HelpTopic, HelpTopic.id == KioskVisit.topic_id)
        .where(HelpDesk.unit_id.in_(bindparam("units", expanding=True)), Kiosk.revoked_at.is_(None))
        .order_by(KioskVisit.called_at, KioskVisit.id)
    )

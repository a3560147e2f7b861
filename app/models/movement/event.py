"""Events of programmes: planned for a day and then held or called off, or recorded once they were held."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from app.country import formats, names, sentences
from app.models.base import known
from app.models.movement.declaration import Outcome
from app.models.movement.programme import Programme
from app.models.movement.site import Site, SiteKind
from app.models.people.place import Place


class EventState(StrEnum):
    """What became of an event; written from its latest entry alone."""

    PLANNED = "planned"
    HELD = "held"
    CALLED_OFF = "called_off"


STATES = {
    Outcome.PLANNED: EventState.PLANNED,
    Outcome.DONE: EventState.HELD,
    Outcome.CALLED_OFF: EventState.CALLED_OFF,
}


class Event(Site):
    """An event of a programme, on a day, from an hour to an hour ("07:30", "" where unknown), in a hall of the ward or
    at a venue in words. `organisation` is its organiser (None: the ward). All its entries are of its day."""

    __tablename__ = "event"
    __table_args__ = (
        known("state", EventState),
        CheckConstraint("ends_at = '' OR starts_at <> ''", name="ends_after_it_starts"),
        Index(None, "held_on"),
        Index(None, "place_id"),
    )
    __mapper_args__ = {"polymorphic_identity": SiteKind.EVENT.value}  # noqa: RUF012

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, init=False)
    held_on: Mapped[date]
    starts_at: Mapped[str] = mapped_column(default="")
    ends_at: Mapped[str] = mapped_column(default="")
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), init=False)
    place: Mapped[Place | None] = relationship(default=None)
    venue: Mapped[str] = mapped_column(default="")
    # The other movements that it also serves (other_movements.py).
    other_movements: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(init=False, default=EventState.PLANNED)

    @classmethod
    def days_of(cls, programme_id: int, days: Collection[date]) -> Select[date, int | None]:
        """Day and organiser of each event of a programme on some days, but for those called off or retired."""
        there = cls.state != EventState.CALLED_OFF, cls.retired_on.is_(None)
        return select(cls.held_on, cls.organisation_id).where(
            cls.programme_id == programme_id, cls.held_on.in_(days), *there
        )

    @property
    def entry_day(self) -> date | None:
        """The day on which it is held."""
        return self.held_on

    def follow(self, outcome: str | None) -> None:
        """Take over the outcome of its latest entry."""
        if outcome in STATES:
            self.state = STATES[Outcome(outcome)]

    def call(self, noun: str) -> None:
        """Name it by what it is, its organiser and its day, where no title names it."""
        organiser = [self.organisation.name] if self.organisation else []
        self.name = ", ".join([sentences.begun(noun), *organiser, formats.date(self.held_on)])
        self.search_key = names.search_key(self.name)

    @classmethod
    def same_as(cls, programme_id: int, *, name: str, day: date, group_id: int | None, organiser_id: int | None) -> Any:
        """The events in use that are one with an event of these words: same title, day, group and organiser."""
        return select(cls).where(
            cls.programme_id == programme_id, cls.in_use(), cls.held_on == day,
            cls.search_key == names.search_key(name), cls.residential_group_id == group_id,
            cls.organisation_id == organiser_id,
        ).order_by(cls.id)  # fmt: skip

    def doubles(self) -> Select["Event"]:
        """Other events in use that may be this one: of its programme and day, with its title, or with its group and
        organiser."""
        where = Site.residential_group_id == self.residential_group_id, Site.organisation_id == self.organisation_id
        alike = (Event.search_key == self.search_key) | (where[0] & where[1])
        own = Event.programme_id == self.programme_id, Event.held_on == self.held_on, Event.id != self.id
        return select(Event).where(*own, Event.in_use(), alike).order_by(Event.id)

    @classmethod
    def untold(cls, session: Session, unit_ids: Collection[int], day: date, roles: Collection[str]) -> list["Event"]:
        """The planned events whose day is over, the oldest first, of programmes in use that holders of some roles see.
        One statement where there are none, else three."""
        past = cls.unit_id.in_(unit_ids), cls.in_use(), cls.state == EventState.PLANNED, cls.held_on < day
        rows = session.scalars(select(cls).where(*past).order_by(cls.held_on, cls.id)).all()
        named = Programme.id.in_({each.programme_id for each in rows}), Programme.in_use()
        running = select(Programme).where(*named).options(selectinload(Programme.versions))
        programmes = session.scalars(running).all() if rows else ()
        seen = {each.id for each in programmes if each.current and each.current.declared.is_seen_by(roles)}
        return [each for each in rows if each.programme_id in seen]

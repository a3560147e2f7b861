"""Programmes: what a plan names and a ward teaches again and again; a course is made from one in one step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.country import names
from app.models.base import Base
from app.models.learning.course_terms import ChangedMeanwhile, WhoSees
from app.models.people.administrative_unit import AdministrativeUnit

KEY_LENGTH = 40


@dataclass(frozen=True)
class ProgrammeDetails:
    """What an officer writes of a programme; see `Programme` for the shapes."""

    name: str
    title: str
    audience: str = "people"
    topics: str = ""
    bring: str = ""
    seats: int = 30
    lessons: int = 4
    minutes: int = 120
    weekdays: str = ""
    starts: str = ""
    certificate_share: int = 80
    certificate_size: str = "A4"
    excused_counts: str = "absent"
    who_sees: str = WhoSees.ANYONE
    source: str = ""


class Programme(Base):
    """One programme of a ward with all that a course made from it begins with.

    `weekdays` holds the days of the weekly pattern as digits, Monday 0 ("13": Tuesday and Thursday); `starts` the hour
    ("19:30"). `source` is the plan and its place ("Kế hoạch 25/KH-UBND, mục II.3").
    """

    __tablename__ = "programme"
    __table_args__ = (
        UniqueConstraint("unit_id", "key"),
        CheckConstraint("shape IN ('learn')", name="shape_known"),
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("lessons > 0", name="lessons_positive"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("certificate_share BETWEEN 1 AND 100", name="certificate_share_percent"),
        CheckConstraint("certificate_size IN ('A4', 'A5')", name="certificate_size_known"),
        CheckConstraint("excused_counts IN ('absent', 'present', 'left_out')", name="excused_counts_known"),
        CheckConstraint("who_sees IN ('anyone', 'link')", name="who_sees_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    key: Mapped[str]
    shape: Mapped[str] = mapped_column(default="learn")
    name: Mapped[str]
    title: Mapped[str]
    audience: Mapped[str] = mapped_column(default="people")
    topics: Mapped[str] = mapped_column(default="")
    bring: Mapped[str] = mapped_column(default="")
    seats: Mapped[int] = mapped_column(default=30)
    lessons: Mapped[int] = mapped_column(default=4)
    minutes: Mapped[int] = mapped_column(default=120)
    weekdays: Mapped[str] = mapped_column(default="")
    starts: Mapped[str] = mapped_column(default="")
    certificate_share: Mapped[int] = mapped_column(default=80)
    certificate_size: Mapped[str] = mapped_column(default="A4")
    excused_counts: Mapped[str] = mapped_column(default="absent")
    who_sees: Mapped[str] = mapped_column(default=WhoSees.ANYONE)
    source: Mapped[str] = mapped_column(default="")
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    @classmethod
    def of(cls, unit_id: int) -> Select["Programme"]:
        """The programmes a ward runs today, by name."""
        return select(cls).where(cls.unit_id == unit_id, cls.retired_at.is_(None)).order_by(cls.name, cls.id)

    @classmethod
    def retired_in(cls, unit_id: int) -> Select["Programme"]:
        """The programmes a ward no longer offers, by name."""
        return select(cls).where(cls.unit_id == unit_id, cls.retired_at.is_not(None)).order_by(cls.name, cls.id)

    @classmethod
    def called(cls, unit_id: int, key: str) -> Select["Programme"]:
        """The programme of a ward with a key."""
        return select(cls).where(cls.unit_id == unit_id, cls.key == key)

    @classmethod
    def begin(
        cls, session: Session, unit: AdministrativeUnit, wanted: ProgrammeDetails, *, now: datetime, key: str = ""
    ) -> "Programme":
        """A new programme of a ward, under a key of its own unless one is given."""
        _hold(session, unit.id)
        made = cls(unit=unit, key=key or cls._fresh_key(session, unit.id, wanted.name), created_at=now, **vars(wanted))
        session.add(made)
        session.flush()
        return made

    @classmethod
    def take_over(
        cls, session: Session, unit: AdministrativeUnit, offered: Mapping[str, ProgrammeDetails], *, now: datetime
    ) -> list["Programme"]:
        """Add those of the programmes offered that the ward never had, by their keys; returns them.

        What it has is left as it was edited, what it retired stays retired.
        """
        _hold(session, unit.id)
        have = set(session.scalars(select(cls.key).where(cls.unit_id == unit.id)))
        return [
            cls.begin(session, unit, wanted, now=now, key=key) for key, wanted in offered.items() if key not in have
        ]

    @classmethod
    def _fresh_key(cls, session: Session, unit_id: int, name: str) -> str:
        base = "-".join(names.search_key(name).split())[:KEY_LENGTH].strip("-") or "chuong-trinh"
        base = "".join(sign for sign in base if sign.isascii() and (sign.isalnum() or sign == "-")) or "chuong-trinh"
        taken = set(session.scalars(select(cls.key).where(cls.unit_id == unit_id)))
        key, number = base, 1
        while key in taken:
            number += 1
            key = f"{base}-{number}"
        return key

    def change(self, wanted: ProgrammeDetails, *, seen: int) -> None:
        """Take over what an officer wrote; courses made from it before stay as they are.

        Raises:
            ChangedMeanwhile: somebody else was quicker.
        """
        if seen != self.version:
            raise ChangedMeanwhile
        for name, value in vars(wanted).items():
            setattr(self, name, value)
        self.version += 1

    def retire(self, now: datetime) -> None:
        """Offer it no longer; its courses keep it. Twice changes nothing."""
        self.retired_at = self.retired_at or now

    def restore(self) -> None:
        """Offer it again."""
        self.retired_at = None


def _hold(session: Session, unit_id: int) -> None:
    """Hold the ward's row, so that two who choose a key at once choose one after the other."""
    row = select(AdministrativeUnit.id).where(AdministrativeUnit.id == unit_id)
    session.execute(row.with_for_update(key_share=True))

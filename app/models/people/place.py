"""Places where lessons are held: halls, houses of culture, computer rooms."""

import itertools

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import Base
from app.models.people.administrative_unit import AdministrativeUnit


class Place(Base):
    """A hall of a ward, with how many it seats and whether a wheelchair gets in."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("unit_id", "code"), CheckConstraint("seats > 0", name="seats_positive"))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    code: Mapped[str]
    name: Mapped[str]
    quarter: Mapped[str] = mapped_column(default="")
    seats: Mapped[int]
    wheelchair: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def of(cls, unit_id: int) -> Select["Place"]:
        """A ward's places by code."""
        return select(cls).where(cls.unit_id == unit_id).order_by(cls.code, cls.id)

    @classmethod
    def called(cls, unit_id: int, name: str) -> Select["Place"]:
        """The places of a ward with a name."""
        return cls.of(unit_id).where(cls.name == name)

    @classmethod
    def fresh_code(cls, session: Session, unit_id: int) -> str:
        """The next code of a place that the office added itself: "D1", "D2" …"""
        taken = set(session.scalars(select(cls.code).where(cls.unit_id == unit_id)))
        return next(code for number in itertools.count(1) if (code := f"D{number}") not in taken)

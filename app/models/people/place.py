"""Places where lessons are held: halls, houses of culture, computer rooms."""

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

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

"""Residential groups: tổ dân phố, khu phố, thôn, bản, khối, tiểu khu."""

from datetime import date

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import names
from app.models.base import Base
from app.models.people.administrative_unit import AdministrativeUnit


class ResidentialGroup(Base):
    """The level below the ward. Groups merge: one that ended stays readable with `valid_to` and `merged_into_id`."""

    __tablename__ = "residential_group"
    __table_args__ = (UniqueConstraint("unit_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="tổ dân phố")
    search_key: Mapped[str] = mapped_column(init=False, default="")
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), default=None)

    def __post_init__(self) -> None:
        """Keep the search key beside the name."""
        self.search_key = names.search_key(self.name)

    @property
    def short_name(self) -> str:
        """The name without its kind: "Túc Duyên 1"."""
        prefix = f"{self.kind} ".lower()
        return self.name[len(prefix) :] if self.name.lower().startswith(prefix) else self.name

    @classmethod
    def of(cls, unit_id: int) -> Select["ResidentialGroup"]:
        """A ward's groups of today, in the order of their codes."""
        return select(cls).where(cls.unit_id == unit_id, cls.valid_to.is_(None)).order_by(cls.code, cls.id)

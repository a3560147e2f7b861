"""Where help is given again and again: a counter, a self-service tablet, a team on the move."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, synonym

from app.models.base import Keyed, known
from app.models.helping.lists.definitions import OrderedEntry, fresh_key
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.place import Place


class PlaceKind(StrEnum):
    """What kind of place a help was given at."""

    COUNTER = "counter"
    KIOSK = "kiosk"
    HOME = "home"
    MARKET = "market"
    HALL = "hall"
    PHONE = "phone"


# What keys begin with, where several of a kind are usual: Q1, Q2 … at the counter, K1, K2 … tablets.
_LETTERS = {PlaceKind.COUNTER: "Q", PlaceKind.KIOSK: "K"}


class HelpDesk(OrderedEntry, Keyed):
    """A desk of a ward; `key` is what phones and papers call it by ("Q1") and never changes."""

    __tablename__ = "help_desk"
    __table_args__ = (
        UniqueConstraint("unit_id", "key"),
        CheckConstraint("name <> ''", name="has_name"),
        known("place_kind", PlaceKind),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    key: Mapped[str]
    name: Mapped[str]
    label: Mapped[str] = synonym("name", init=False)
    place_kind: Mapped[str] = mapped_column(default=PlaceKind.COUNTER)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), init=False)
    place: Mapped[Place | None] = relationship(default=None)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["HelpDesk"]:
        """The desks of some wards, retired ones too, in their order."""
        return select(cls).where(cls.unit_id.in_(unit_ids)).order_by(cls.position, cls.id)

    @classmethod
    def open_in(cls, unit_ids: Collection[int]) -> Select["HelpDesk"]:
        """The desks that stand today."""
        return cls.in_units(unit_ids).where(cls.retired_at.is_(None))

    @classmethod
    def add(
        cls, session: Session, unit: AdministrativeUnit, *, label: str, place_kind: str, **values: Any
    ) -> "HelpDesk":
        """One more desk, last in the order; its key is its kind's letter and a number, or made from its name."""
        _key, position = cls.enlist(session, unit.id, label)
        taken = set(session.scalars(select(cls.key).where(cls.unit_id == unit.id)))
        made = cls(unit=unit, key=_desk_key(label, place_kind, taken), name=label, place_kind=place_kind, **values)
        made.position = position
        session.add(made)
        session.flush()
        return made


def _desk_key(name: str, kind: str, taken: Collection[str]) -> str:
    letter = _LETTERS.get(PlaceKind(kind))
    if letter is None:
        return fresh_key(name, {key.lower() for key in taken}).upper()
    return next(key for number in range(1, len(taken) + 2) if (key := f"{letter}{number}") not in taken)

"""Places where lessons are held: halls, houses of culture, computer rooms."""

import itertools
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import Keyed
from app.models.mixins.of_unit import OfUnit
from app.models.people.administrative_unit import AdministrativeUnit

LONGEST_LINK = 500
_POINT = re.compile(r"(-?\d{1,2}(?:\.\d{1,10})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,10})?)")


class NoMapLink(ValueError):
    """Neither an https address nor coordinates in degrees."""


def read_map_link(text: str) -> str:
    """A map link as it is stored: an https address, or a point as "21.594,105.848" (north, east); "" for none.

    Raises:
        NoMapLink: anything else; a phone could not open it, or it might mislead.
    """
    typed = text.strip()
    if not typed:
        return ""
    if (point := _POINT.fullmatch(typed)) and abs(float(point[1])) <= 90 and abs(float(point[2])) <= 180:
        return f"{point[1]},{point[2]}"
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError as error:
        raise NoMapLink from error
    hidden = any(sign.isspace() or not sign.isprintable() for sign in typed)
    if parts.scheme != "https" or "." not in host or parts.username or hidden or len(typed) > LONGEST_LINK:
        raise NoMapLink
    return typed


def map_search(text: str) -> str:
    """The address of an online map for coordinates or a written place; `geo:` does not work on iPhones and desktops."""
    return "https://www.google.com/maps/search/?" + urlencode({"api": 1, "query": text})


class Place(OfUnit, Keyed):
    """A hall of a ward, with its seats and wheelchair access."""

    RETIRED = "closed_on"

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("unit_id", "code"), CheckConstraint("seats > 0", name="seats_positive"))

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    code: Mapped[str]
    name: Mapped[str]
    search_key: Mapped[str] = mapped_column(init=False, default="")
    quarter: Mapped[str] = mapped_column(default="")
    seats: Mapped[int]
    wheelchair: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(default="")
    # A map link that the office pasted, or coordinates in degrees.
    map_url: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def map_link(self) -> str:
        """The address that opens a map on any device; "" if there is none."""
        return map_search(self.map_url) if _POINT.fullmatch(self.map_url) else self.map_url

    @classmethod
    def of(cls, unit_id: int) -> Select["Place"]:
        """The places of a ward that are in use, by code."""
        return cls.all_of(unit_id).where(cls.closed_on.is_(None))

    @classmethod
    def all_of(cls, unit_id: int) -> Select["Place"]:
        """All places of a ward by code, closed ones included."""
        return select(cls).where(cls.unit_id == unit_id).order_by(cls.code, cls.id)

    @classmethod
    def called(cls, unit_id: int, name: str) -> Select["Place"]:
        """The places of a ward with a name."""
        return cls.of(unit_id).where(cls.name == name)

    @classmethod
    def fresh_code(cls, session: Session, unit_id: int) -> str:
        """The next code for a place that the office adds: "D1", "D2" …; locks the unit's row."""
        session.scalars(AdministrativeUnit.locked(unit_id)).one()
        taken = set(session.scalars(select(cls.code).where(cls.unit_id == unit_id)))
        return next(code for number in itertools.count(1) if (code := f"D{number}") not in taken)

    @classmethod
    def made(cls, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any]) -> "Place":
        """A new place with the next free code."""
        return cls(unit=unit, code=cls.fresh_code(session, unit.id), **values)

    @property
    def searched(self) -> str:
        """The search text includes the address."""
        return f"{self.name} {self.quarter} {self.address}"

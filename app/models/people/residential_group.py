"""Residential groups: tổ dân phố, khu phố, thôn, bản, khối, tiểu khu."""

import itertools
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.country import names
from app.models.base import Base
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.shapes.of_unit import OfUnit

# What the level below the ward is called, in the words of the country.
GROUP_WORDS = ("tổ dân phố", "khu phố", "thôn", "bản", "khối", "tiểu khu", "xóm", "ấp", "buôn")

# These and words for its number part no group from another.
_KINDS = re.compile(r"\b(?:to dan pho|tdp|khu pho|kp|khoi pho|tieu khu|to|thon|ban|xom|khoi|ap|buon|so)\b")
_ZEROS = re.compile(r"\b0+(?=\d)")


def bare(name: str) -> str:
    """What a name says beside its kind, numbers without zeros in front: "Tổ dân phố số 05" → "5"."""
    return " ".join(_ZEROS.sub("", _KINDS.sub(" ", names.search_key(name))).split())


class AlreadyEnded(Exception):
    """The group has ended, or the one that it was to go into has."""


class ResidentialGroup(OfUnit, Base):
    """The level below the ward. Groups merge: one that ended stays readable with `valid_to` and `merged_into_id`."""

    RETIRED = "valid_to"

    __tablename__ = "residential_group"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("population IS NULL OR population >= 0", name="population_positive"),
        CheckConstraint("households IS NULL OR households >= 0", name="households_positive"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="dates_in_order"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
    )

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
    merged_into: Mapped["ResidentialGroup | None"] = relationship(
        remote_side="ResidentialGroup.id", init=False, viewonly=True
    )
    # Denominators of shares: how many people and households, counted when, said by whom. None: nobody has told.
    population: Mapped[int | None] = mapped_column(default=None)
    households: Mapped[int | None] = mapped_column(default=None)
    counted_on: Mapped[date | None] = mapped_column(default=None)
    count_source: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def made(cls, session: Session, unit: AdministrativeUnit, said: Mapping[str, Any]) -> "ResidentialGroup":
        """A new group; of one of a list that has no code or kind, the next free one and what its name begins with."""
        lowered = str(said["name"]).lower()
        kind = next((kind for kind in GROUP_WORDS if lowered.startswith(f"{kind} ")), unit.group_word)
        return cls(unit=unit, **{"kind": kind, **said, "code": said.get("code") or cls._fresh_code(session, unit)})

    @classmethod
    def _fresh_code(cls, session: Session, unit: AdministrativeUnit) -> str:
        """The next free code in the ward's own manner: initials of its word and a number, TDP12."""
        initials = "".join(word[0] for word in names.search_key(unit.group_word).split()).upper() or "T"
        taken = {code.casefold() for code in session.scalars(select(cls.code).where(cls.unit_id == unit.id))}
        numbers = itertools.count(len(taken) + 1)
        return next(code for number in numbers if (code := f"{initials}{number:02d}").casefold() not in taken)

    @property
    def short_name(self) -> str:
        """The name without its kind: "Túc Duyên 1"."""
        prefix = f"{self.kind} ".lower()
        return self.name[len(prefix) :] if self.name.lower().startswith(prefix) else self.name

    @classmethod
    def of(cls, unit_id: int) -> Select["ResidentialGroup"]:
        """A ward's groups of today, in the order of their codes."""
        return select(cls).where(cls.unit_id == unit_id, cls.valid_to.is_(None)).order_by(cls.code, cls.id)

    def end(self, on: date, into: "ResidentialGroup | None" = None) -> None:
        """End with a day, alone or into another group of the unit. The caller holds both rows; people stay where they
        are until `Person.move_all`.

        Raises:
            AlreadyEnded: it has ended, or the other one has.
        """
        if self.valid_to is not None or (into is not None and into.valid_to is not None):
            raise AlreadyEnded
        self.valid_to = max(on, self.valid_from or on)
        self.merged_into_id = into.id if into else None
        self.version += 1

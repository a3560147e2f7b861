"""Residential groups: tổ dân phố, khu phố, thôn, bản, khối, tiểu khu."""

import itertools
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, contains_eager, joinedload, mapped_column, relationship

from app.country import clock, names
from app.models.base import Base
from app.models.mixins.of_unit import OfUnit
from app.models.movement.denominator import HOUSEHOLDS, PEOPLE, Denominator
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import differing

# What the level below the ward is called, in the words of the country.
GROUP_WORDS = ("tổ dân phố", "khu phố", "thôn", "bản", "khối", "tiểu khu", "xóm", "ấp", "buôn")

# What makes a place hard to reach or to serve, as plans name it; these come first (kế hoạch của UBND tỉnh Nghệ An,
# L898; của UBND xã Thuận Châu, L388, L718).
HARDSHIPS: Mapping[str, object] = {
    "far": _l("xa trung tâm"),
    "remote": _l("vùng sâu, vùng xa"),
    "minorities": _l("vùng đồng bào dân tộc thiểu số"),
    "poor": _l("còn nhiều khó khăn"),
    "border": _l("biên giới"),
    "island": _l("hải đảo"),
}

# These and words for its number part no group from another.
_KINDS = re.compile(r"\b(?:to dan pho|tdp|khu pho|kp|khoi pho|tieu khu|to|thon|ban|xom|khoi|ap|buon|so)\b")
_ZEROS = re.compile(r"\b0+(?=\d)")


def bare(name: str) -> str:
    """What a name says beside its kind, numbers without zeros in front: "Tổ dân phố số 05" → "5"."""
    return " ".join(_ZEROS.sub("", _KINDS.sub(" ", names.search_key(name))).split())


# What is written of a group and kept as counts.
COUNTS = ("population", "households", "counted_on", "count_source")


class AlreadyEnded(Exception):
    """The group has ended, or the one that it was to go into has."""


class ResidentialGroup(OfUnit, Base):
    """The level below the ward. Groups merge: one that ended stays readable with `valid_to` and `merged_into_id`."""

    RETIRED = "valid_to"

    __tablename__ = "residential_group"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="dates_in_order"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship(foreign_keys=unit_id)
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
    # Of a group that went to another ward with it or when it was divided: where it was until the day before.
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    came_on: Mapped[date | None] = mapped_column(init=False)
    # Keys of HARDSHIPS with commas between; "" for a place like others.
    hardships: Mapped[str] = mapped_column(default="")
    counts: Mapped[list[Denominator]] = relationship(
        back_populates="residential_group", init=False, default_factory=list
    )
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def made(cls, session: Session, unit: AdministrativeUnit, said: Mapping[str, Any]) -> "ResidentialGroup":
        """A new group; of one of a list that has no code or kind, the next free one and what its name begins with."""
        own = {key: value for key, value in said.items() if key not in COUNTS}
        lowered = str(said["name"]).lower()
        kind = next((kind for kind in GROUP_WORDS if lowered.startswith(f"{kind} ")), unit.group_word)
        group = cls(unit=unit, **{"kind": kind, **own, "code": said.get("code") or cls._fresh_code(session, unit)})
        group._count(said)
        return group

    @classmethod
    def _fresh_code(cls, session: Session, unit: AdministrativeUnit) -> str:
        """The next free code in the ward's own manner: initials of its word and a number, TDP12."""
        initials = "".join(word[0] for word in names.search_key(unit.group_word).split()).upper() or "T"
        taken = {code.casefold() for code in session.scalars(select(cls.code).where(cls.unit_id == unit.id))}
        numbers = itertools.count(len(taken) + 1)
        return next(code for number in numbers if (code := f"{initials}{number:02d}").casefold() not in taken)

    def latest(self, audience: str) -> Denominator | None:
        """The count of an audience that stands, of the last day."""
        told = [each for each in self.counts if each.audience == audience and each.retired_on is None]
        return max(told, key=lambda each: (each.counted_on, each.id or 0), default=None)

    @property
    def population(self) -> int | None:
        """How many people live there. None: nobody has told."""
        told = self.latest(PEOPLE)
        return told.number if told else None

    @property
    def households(self) -> int | None:
        """How many households."""
        told = self.latest(HOUSEHOLDS)
        return told.number if told else None

    @property
    def _counted(self) -> Denominator | None:
        """The later of both counts."""
        told = filter(None, (self.latest(PEOPLE), self.latest(HOUSEHOLDS)))
        return max(told, key=lambda each: each.counted_on, default=None)

    @property
    def counted_on(self) -> date | None:
        """Of which day they are."""
        return self._counted.counted_on if self._counted else None

    @property
    def count_source(self) -> str:
        """Who says so."""
        return self._counted.source if self._counted else ""

    def change(self, said: Mapping[str, object], version: str) -> dict[str, object]:
        """As any row; counts are kept beside it, each of its day."""
        changed = differing(self, said, version)
        own = super().change({key: value for key, value in changed.items() if key not in COUNTS}, version)
        if own != changed:
            self._count(said)
            self.version += not own
        return changed

    def _count(self, said: Mapping[str, Any]) -> None:
        """Take over what is told: of the same day and source it is corrected, what is told no more counts no more."""
        day, source = said.get("counted_on") or clock.today(), str(said.get("count_source") or self.count_source)
        for key, audience in (("population", PEOPLE), ("households", HOUSEHOLDS)):
            told = [each for each in self.counts if each.audience == audience]
            if (number := said.get(key)) is not None:
                stands = next((each for each in told if (each.counted_on, each.source) == (day, source)), None)
                if stands is None:
                    stands = Denominator(
                        unit=self.unit, audience=audience, number=number, counted_on=day, source=source
                    )
                    self.counts.append(stands)
                stands.number, stands.retired_on = number, None
                stands.version += 1
            for each in told if number is None and key in said else ():
                each.retire(clock.today())

    @property
    def short_name(self) -> str:
        """The name without its kind: "Túc Duyên 1"."""
        prefix = f"{self.kind} ".lower()
        return self.name[len(prefix) :] if self.name.lower().startswith(prefix) else self.name

    @classmethod
    def with_unit(cls, *ids: int) -> Select["ResidentialGroup"]:
        """Some by id, ended or not, with their units, by code."""
        return select(cls).where(cls.id.in_(ids)).options(joinedload(cls.unit)).order_by(cls.code, cls.id)

    @classmethod
    def of(cls, unit_id: int) -> Select["ResidentialGroup"]:
        """A ward's groups of today, in the order of their codes."""
        return select(cls).where(cls.unit_id == unit_id, cls.valid_to.is_(None)).order_by(cls.code, cls.id)

    @classmethod
    def that_left(cls, unit_code: str) -> Select["ResidentialGroup"]:
        """The groups of today that came from a ward, with the wards that they are in, ward by ward."""
        came = cls.came_from_id.in_(select(AdministrativeUnit.id).where(AdministrativeUnit.code == unit_code))
        wanted = select(cls).join(cls.unit).where(came, cls.valid_to.is_(None), AdministrativeUnit.valid_to.is_(None))
        return wanted.options(contains_eager(cls.unit)).order_by(cls.unit_id, cls.code, cls.id)

    @classmethod
    def moves(cls, unit_id: int, since: date) -> Select[int | None, int, date | None, int]:
        """The groups that came to a ward or left it after a day: from which ward, to which, on which day, how many."""
        here = or_(cls.unit_id == unit_id, cls.came_from_id == unit_id)
        wanted = select(cls.came_from_id, cls.unit_id, cls.came_on, func.count(cls.id))
        wanted = wanted.where(here, cls.came_from_id != cls.unit_id, cls.came_on > since)
        return wanted.group_by(cls.came_from_id, cls.unit_id, cls.came_on).order_by(cls.came_on, cls.unit_id)

    @classmethod
    def wards_after(cls, unit_code: str) -> Select[str]:
        """The codes of the wards in which what went on in one that ended or was divided is kept today."""
        before, unit = aliased(AdministrativeUnit), AdministrativeUnit
        went = select(cls.unit_id).where(cls.came_from_id == before.id).correlate(before)
        there = or_(unit.id == before.successor_id, unit.id.in_(went))
        return select(unit.code).join(before, there).where(before.code == unit_code)

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

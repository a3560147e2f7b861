"""Residential groups: tổ dân phố, khu phố, thôn, bản, khối, tiểu khu."""

import itertools
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, contains_eager, joinedload, mapped_column, relationship

from app.country import clock, names
from app.models.base import Keyed
from app.models.mixins.of_unit import OfUnit, first_day
from app.models.movement.denominator import HOUSEHOLDS, PEOPLE, Denominator
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import differing

# The words for the level below the ward.
GROUP_WORDS = ("tổ dân phố", "khu phố", "thôn", "bản", "khối", "tiểu khu", "xóm", "ấp", "buôn")

# Why a place is hard to reach or serve, as plans name it; such groups come first (kế hoạch của UBND tỉnh Nghệ An,
# L898; của UBND xã Thuận Châu, L388, L718).
HARDSHIPS: Mapping[str, object] = {
    "far": _l("xa trung tâm"),
    "remote": _l("vùng sâu, vùng xa"),
    "minorities": _l("vùng đồng bào dân tộc thiểu số"),
    "poor": _l("còn nhiều khó khăn"),
    "border": _l("biên giới"),
    "island": _l("hải đảo"),
}

# These, and words for its number, do not distinguish one group from another.
_KINDS = re.compile(r"\b(?:to dan pho|tdp|khu pho|kp|khoi pho|tieu khu|to|thon|ban|xom|khoi|ap|buon|so)\b")
_ZEROS = re.compile(r"\b0+(?=\d)")


def bare(name: str) -> str:
    """A name without its kind, and numbers without leading zeros: "Tổ dân phố số 05" → "5"."""
    return " ".join(_ZEROS.sub("", _KINDS.sub(" ", names.search_key(name))).split())


# Fields of the form that are stored as counts.
COUNTS = ("population", "households", "counted_on", "count_source")


class AlreadyEnded(Exception):
    """The group has ended, or the one it should be merged into has."""


class ResidentialGroup(OfUnit, Keyed):
    """The level below the ward. A merged group keeps its row, with `valid_to` and `merged_into_id`."""

    RETIRED = "valid_to"

    __tablename__ = "residential_group"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="dates_in_order"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
    )

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
    # For a group that moved to another ward in a merger or division: its ward until the day before.
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    came_on: Mapped[date | None] = mapped_column(init=False)
    # Keys of HARDSHIPS, separated by commas; "" for none.
    hardships: Mapped[str] = mapped_column(default="")
    counts: Mapped[list[Denominator]] = relationship(
        back_populates="residential_group", init=False, default_factory=list
    )
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def made(cls, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any]) -> "ResidentialGroup":
        """A new group. Without a code it gets the next free one; without a kind, the one its name begins with; without
        a first day, that of what is added today."""
        own = {key: value for key, value in values.items() if key not in COUNTS}
        lowered = str(values["name"]).lower()
        kind = next((kind for kind in GROUP_WORDS if lowered.startswith(f"{kind} ")), unit.group_word)
        own["valid_from"] = values.get("valid_from") or first_day(session, unit.id)
        group = cls(unit=unit, **{"kind": kind, **own, "code": values.get("code") or cls._fresh_code(session, unit)})
        group._count(values)
        return group

    @classmethod
    def _fresh_code(cls, session: Session, unit: AdministrativeUnit) -> str:
        """The next free code in the ward's pattern: initials of its word for groups and a number, TDP12."""
        initials = "".join(word[0] for word in names.search_key(unit.group_word).split()).upper() or "T"
        taken = {code.casefold() for code in session.scalars(select(cls.code).where(cls.unit_id == unit.id))}
        numbers = itertools.count(len(taken) + 1)
        return next(code for number in numbers if (code := f"{initials}{number:02d}").casefold() not in taken)

    def latest(self, audience: str) -> Denominator | None:
        """The valid count of an audience with the latest day."""
        counts = [each for each in self.counts if each.audience == audience and each.retired_on is None]
        return max(counts, key=lambda each: (each.counted_on, each.id or 0), default=None)

    @property
    def population(self) -> int | None:
        """The number of people who live there; None if unknown."""
        count = self.latest(PEOPLE)
        return count.number if count else None

    @property
    def households(self) -> int | None:
        """The number of households; None if unknown."""
        count = self.latest(HOUSEHOLDS)
        return count.number if count else None

    @property
    def _counted(self) -> Denominator | None:
        """The later of both counts."""
        counts = filter(None, (self.latest(PEOPLE), self.latest(HOUSEHOLDS)))
        return max(counts, key=lambda each: each.counted_on, default=None)

    @property
    def counted_on(self) -> date | None:
        """The day of the counts."""
        return self._counted.counted_on if self._counted else None

    @property
    def count_source(self) -> str:
        """The source of the counts."""
        return self._counted.source if self._counted else ""

    def change(self, values: Mapping[str, object], version: str) -> dict[str, object]:
        """As for any row; the counts are stored beside it, each with its day."""
        changed = differing(self, values, version)
        own = super().change({key: value for key, value in changed.items() if key not in COUNTS}, version)
        if own != changed:
            self._count(values)
            self.version += not own
        return changed

    def _count(self, values: Mapping[str, Any]) -> None:
        """Store the counts: one of the same day and source is corrected, an emptied one is retired."""
        day, source = values.get("counted_on") or clock.today(), str(values.get("count_source") or self.count_source)
        for key, audience in (("population", PEOPLE), ("households", HOUSEHOLDS)):
            counts = [each for each in self.counts if each.audience == audience]
            if (number := values.get(key)) is not None:
                stands = next((each for each in counts if (each.counted_on, each.source) == (day, source)), None)
                if stands is None:
                    stands = Denominator(
                        unit=self.unit, audience=audience, number=number, counted_on=day, source=source
                    )
                    self.counts.append(stands)
                stands.number, stands.retired_on = number, None
                stands.version += 1
            for each in counts if number is None and key in values else ():
                each.retire(clock.today())

    @property
    def short_name(self) -> str:
        """The name without its kind: "Túc Duyên 1"."""
        prefix = f"{self.kind} ".lower()
        return self.name[len(prefix) :] if self.name.lower().startswith(prefix) else self.name

    @property
    def choice_name(self) -> str:
        """The name as a choice below a label that does not say what kind it is: whole where only a number is left."""
        return self.name if self.short_name.isdigit() else self.short_name

    def name_under(self, word: str) -> str:
        """The name as a choice below a label that says `word`: without its kind where that is the word, so that the
        first letter typed tells groups apart ("Gia Sàng 1" under "Tổ dân phố")."""
        return self.short_name if self.kind.lower() == word.lower() else self.name

    @classmethod
    def with_unit(cls, *ids: int) -> Select["ResidentialGroup"]:
        """Groups by id, ended or not, with their units, by code."""
        return select(cls).where(cls.id.in_(ids)).options(joinedload(cls.unit)).order_by(cls.code, cls.id)

    @classmethod
    def of(cls, unit_id: int, on: date | None = None) -> Select["ResidentialGroup"]:
        """The current groups of a ward, by code; with `on` those, too, that were there on a day and ended alone."""
        stands: ColumnElement[bool] = cls.valid_to.is_(None)
        if on is not None:
            stands |= (cls.valid_to >= on) & cls.merged_into_id.is_(None)
        return select(cls).where(cls.unit_id == unit_id, stands).order_by(cls.code, cls.id)

    @classmethod
    def named(cls, session: Session, unit_id: int, words: str, on: date | None = None) -> "ResidentialGroup | None":
        """The current group of a ward with a code or name (`on`: see `of`); of one that was merged, the group into
        which."""
        called = or_(cls.code == words, cls.name == words)
        if group := session.scalars(cls.of(unit_id, on).where(called)).first():
            return group
        group = cls.merged(session, unit_id, words)
        return group.standing if group is not None else None

    @classmethod
    def merged(cls, session: Session, unit_id: int, words: str) -> "ResidentialGroup | None":
        """The group of a ward with a code or name that was merged into another; of several the latest."""
        called = or_(cls.code == words, cls.name == words)
        there = select(cls).where(cls.unit_id == unit_id, called, cls.merged_into_id.is_not(None))
        return session.scalars(there.order_by(cls.id.desc())).first()

    @property
    def standing(self) -> "ResidentialGroup | None":
        """The group itself, or the one it was finally merged into; None where that has ended."""
        group = self
        while group.merged_into is not None:
            group = group.merged_into
        return group if group.valid_to is None else None

    @classmethod
    def among(
        cls, session: Session, groups: Sequence["ResidentialGroup"], code: str | None
    ) -> "ResidentialGroup | None":
        """The one of some current groups of a ward that a code names, as `named` does; None where it names another.
        Asks the database only for a code of none of them."""
        chosen = next((group for group in groups if group.code == code), None)
        if chosen is None and code and groups:
            chosen = cls.named(session, groups[0].unit_id, code)
        return chosen if chosen in groups else None

    @classmethod
    def begun_by(cls, day: date) -> ColumnElement[bool]:
        """Condition for the groups that began by a day."""
        return or_(cls.valid_from.is_(None), cls.valid_from <= day)

    @classmethod
    def stood_on(cls, day: date) -> ColumnElement[bool]:
        """Condition for the groups that were there on a day."""
        return cls.begun_by(day) & or_(cls.valid_to.is_(None), cls.valid_to >= day)

    def was_there_on(self, day: date) -> bool:
        """Whether it was there on a day: the condition `stood_on` for one that is loaded."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or self.valid_to >= day)

    @classmethod
    def wards_for_people(cls) -> Select[AdministrativeUnit]:
        """The wards among which residents choose, by name: all but those of the demo in which nobody lives, and all
        while no ward has groups."""
        groups = select(cls.id)
        has_groups = groups.where(cls.unit_id == AdministrativeUnit.id).exists()
        real = AdministrativeUnit.is_demo.is_(False)
        return AdministrativeUnit.wards().where(real | has_groups | ~groups.exists())

    @classmethod
    def that_left(cls, unit_code: str) -> Select["ResidentialGroup"]:
        """The current groups that came from a ward, with the wards they are in now, ward by ward."""
        return cls._that_left(AdministrativeUnit.code == unit_code)

    @classmethod
    def that_left_parts(cls, unit_id: int) -> Select["ResidentialGroup"]:
        """The same of the wards that were merged into a ward, without those that went there."""
        return cls._that_left(AdministrativeUnit.successor_id == unit_id).where(cls.unit_id != unit_id)

    @classmethod
    def _that_left(cls, ward: ColumnElement[bool]) -> Select["ResidentialGroup"]:
        came = cls.came_from_id.in_(select(AdministrativeUnit.id).where(ward))
        wanted = select(cls).join(cls.unit).where(came, cls.valid_to.is_(None), AdministrativeUnit.valid_to.is_(None))
        return wanted.options(contains_eager(cls.unit)).order_by(cls.unit_id, cls.code, cls.id)

    @classmethod
    def moves(cls, unit_id: int, since: date) -> Select[int | None, int, date | None, int]:
        """How many groups moved to or from a ward after a day: from which ward, to which, on which day."""
        here = or_(cls.unit_id == unit_id, cls.came_from_id == unit_id)
        wanted = select(cls.came_from_id, cls.unit_id, cls.came_on, func.count(cls.id))
        wanted = wanted.where(here, cls.came_from_id != cls.unit_id, cls.came_on > since)
        return wanted.group_by(cls.came_from_id, cls.unit_id, cls.came_on).order_by(cls.came_on, cls.unit_id)

    @classmethod
    def wards_after(cls, unit_code: str) -> Select[str]:
        """The codes of the wards that continue the work of one that ended or was divided."""
        before, unit = aliased(AdministrativeUnit), AdministrativeUnit
        went = select(cls.unit_id).where(cls.came_from_id == before.id).correlate(before)
        there = or_(unit.id == before.successor_id, unit.id.in_(went))
        return select(unit.code).join(before, there).where(before.code == unit_code)

    @classmethod
    def wards_before(cls, unit_id: int) -> Select[str]:
        """The codes of a ward and of those that ended and went there, whole or with some of their groups."""
        unit, came = AdministrativeUnit, select(cls.came_from_id).where(cls.unit_id == unit_id)
        went = unit.valid_to.is_not(None) & or_(unit.successor_id == unit_id, unit.id.in_(came))
        return select(unit.code).where(or_(unit.id == unit_id, went)).order_by(unit.code)

    def end(self, on: date, into: "ResidentialGroup | None" = None) -> None:
        """End the group with a day, alone or into another group of the unit. The caller holds both row locks; people
        stay where they are until `Person.move_all`.

        Raises:
            AlreadyEnded: it has ended, or the other one has.
        """
        if self.valid_to is not None or (into is not None and into.valid_to is not None):
            raise AlreadyEnded
        self.valid_to = max(on, self.valid_from or on)
        self.merged_into_id = into.id if into else None
        self.version += 1

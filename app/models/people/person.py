"""Residents: the few data kept of them, and how two registrations are matched to one person."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Select,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, validates

from app.country import names
from app.country.births import Birth
from app.models.base import Addressed, known, partial_index
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import take_over
from app.models.people.recognised import Recognised
from app.models.people.residential_group import ResidentialGroup

if TYPE_CHECKING:
    from app.models.movement.organisation import Organisation

# The columns that an officer writes of a person (app/registers/definitions/people.py), and chooses when two rows merge.
WRITTEN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "full_name": ("full_name",),
    "birth_year": ("birth_year", "birth_date"),
    "sex": ("sex",),
    "group": ("residential_group_id",),
    "phone": ("phone",),
    "organisation": ("organisation_id", "position"),
}
# The columns among these that identify a person, and the one that depends on their organisation.
_KNOWN = ("full_name", "birth_year", "residential_group_id", "position")
# The columns with telephone numbers: search uses all of them.
PHONES = tuple(key for key in WRITTEN_COLUMNS if key.startswith("phone"))


class Person(Recognised, Addressed):
    """A resident who learns. No sensitive data and no identity number. `LEARNT` are the columns of `WRITTEN_COLUMNS`
    that a list or a repeated form may fill in where they are empty."""

    LEARNT: ClassVar = tuple(
        column for columns in WRITTEN_COLUMNS.values() for column in columns if column not in _KNOWN
    )

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("birth_year BETWEEN 1900 AND 2100", name="birth_year_plausible"),
        known("sex", ("nam", "nữ"), optional=True),
        Index(None, "unit_id", "search_key", "birth_year"),
        Index(None, "unit_id", "sort_key"),
        Index(None, "residential_group_id"),
        Index(None, "organisation_id"),
        # Merged rows are few, and every figure about people excludes them.
        partial_index("ix_person_merged", "merged_into_id", where="merged_into_id IS NOT NULL", unique=False),
        # Only organisations that employ: membership reveals beliefs and is not stored.
        ForeignKeyConstraint(["organisation_id", "employed"], ["organisation.id", "organisation.employs"]),
        CheckConstraint("(organisation_id IS NULL) = (employed IS NULL)", name="employed_where"),
        CheckConstraint("employed", name="employed_at_all"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
    )

    # The id in addresses and in the audit trail: no sequential number leaves the database.
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    full_name: Mapped[str]
    search_key: Mapped[str] = mapped_column(init=False, default="")
    sort_key: Mapped[str] = mapped_column(init=False, default="")
    birth_year: Mapped[int]
    birth_date: Mapped[date | None] = mapped_column(default=None)
    sex: Mapped[str | None] = mapped_column(default=None)
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    residential_group: Mapped[ResidentialGroup | None] = relationship(default=None)
    phone: Mapped[str | None] = mapped_column(default=None)
    # Their workplace or school, and their position there; `employed` is derived from the organisation.
    employed: Mapped[bool | None] = mapped_column(init=False, default=None)
    organisation_id: Mapped[int | None] = mapped_column(default=None)
    organisation: Mapped["Organisation | None"] = relationship(
        primaryjoin="foreign(Person.organisation_id) == Organisation.id", viewonly=True, init=False
    )
    position: Mapped[str] = mapped_column(default="")
    # Possibly on file already: in the office's queue until an officer decides.
    unsure: Mapped[bool] = mapped_column(default=False)
    # The row this one was merged into: kept for undo, left out of lists and searches.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    merged_into: Mapped["Person | None"] = relationship(remote_side="Person.id", init=False, viewonly=True)
    # When the identity was erased (`personal_data.erasing`): the row stays for statistics and is in no list.
    erased_at: Mapped[datetime | None] = mapped_column(default=None)
    # Incremented by each change, to detect edits of an outdated version.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    @validates("organisation_id")
    def _employ(self, _key: str, organisation_id: int | None) -> int | None:
        self.employed = None if organisation_id is None else True
        return organisation_id

    def __post_init__(self) -> None:
        self.rename(self.full_name)

    def rename(self, full_name: str) -> None:
        """Set a cleaned name and its search and sort keys."""
        self.full_name = full_name
        self.search_key = names.search_key(full_name)
        self.sort_key = names.sort_key(full_name)

    def is_child(self, today: date) -> bool:
        """Whether they are under 16: somebody else has to register them and consent for them."""
        return Birth(self.birth_year, self.birth_date).is_child(today)

    def change(self, values: Mapping[str, object], version: str) -> dict[str, object]:
        """Apply an officer's changes, by column, to the person, who must still be at `version`; returns what differed.

        Papers keep the name they were issued to. Load the person locked.

        Raises:
            Overtaken: somebody else changed the person since; nothing was applied.
        """
        changed = take_over(self, values, version)
        if "full_name" in changed:
            self.rename(self.full_name)
        return changed

    @property
    def slug(self) -> str:
        """The part of an address that names them."""
        return self.public_id

    @property
    def name(self) -> str:
        """The name, as of any row."""
        return self.full_name

    @property
    def given_name(self) -> str:
        """The name by which people call them."""
        return self.full_name.split()[-1]

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Person"]:
        """Everybody on file in some units, by tên; without merged rows."""
        on_file = select(cls).where(cls.unit_id.in_(unit_ids), cls.merged_into_id.is_(None), cls.erased_at.is_(None))
        return on_file.order_by(cls.sort_key, cls.birth_year, cls.id)

    @classmethod
    def called(cls, public_id: str, unit_ids: Collection[int]) -> Select["Person"]:
        """The person with a public id in some units, merged or not, with unit and group."""
        home = joinedload(cls.unit), joinedload(cls.residential_group)
        return select(cls).where(cls.public_id == public_id, cls.unit_id.in_(unit_ids)).options(*home)

    @classmethod
    def bearing(cls, unit_id: int, name: str) -> Select["Person"]:
        """The people of a unit with a name, ignoring accents, with their groups."""
        alike = cls.in_units({unit_id}).where(cls.search_key == names.search_key(name))
        return alike.options(joinedload(cls.residential_group))

    @classmethod
    def merged_into_any(cls, ids: Iterable[int]) -> Select["Person"]:
        """The rows that were merged into some others."""
        return select(cls).where(cls.merged_into_id.in_(ids))

    @classmethod
    def unsure_in(cls, unit_ids: Collection[int]) -> Select[int]:
        """The number of people in some units whom the office has to check for duplicates."""
        return select(func.count()).where(cls.unit_id.in_(unit_ids), cls.merged_into_id.is_(None), cls.unsure)

    @classmethod
    def counted_by_group(cls, unit_id: int) -> Select[int | None, int]:
        """The number of people on file by residential group id; None for those who live elsewhere."""
        on_file = select(cls.residential_group_id, func.count()).where(
            cls.unit_id == unit_id, cls.merged_into_id.is_(None)
        )
        return on_file.group_by(cls.residential_group_id)

    @classmethod
    def move_all(cls, session: Session, group: ResidentialGroup, into: ResidentialGroup) -> list[str]:
        """Move everybody of a group into another, merged rows included; returns the public ids of those on file.

        The caller holds the row locks of both groups.
        """
        there = select(cls.public_id).where(cls.residential_group_id == group.id, cls.merged_into_id.is_(None))
        moved = list(session.scalars(there.order_by(cls.id)))
        everybody = update(cls).where(cls.residential_group_id == group.id)
        session.execute(everybody.values(residential_group_id=into.id, version=cls.version + 1))
        return moved

    @property
    def standing(self) -> "Person":
        """The current row of the person: this one, or the one it was finally merged into."""
        person = self
        while person.merged_into is not None:
            person = person.merged_into
        return person

"""Residents: as little as can be, and the rule by which two registrations are one person."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Select,
    and_,
    bindparam,
    false,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, validates

from app.country import names
from app.country.births import Birth
from app.models.base import Base, known
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import take_over
from app.models.people.residential_group import ResidentialGroup
from app.models.storing import send, store

if TYPE_CHECKING:
    from app.models.movement.organisation import Organisation

# What an officer writes of a person (app/registers/kept/people.py), and chooses of two rows that are one: the columns.
TOLD: Mapping[str, tuple[str, ...]] = {
    "full_name": ("full_name",),
    "birth_year": ("birth_year", "birth_date"),
    "sex": ("sex",),
    "group": ("residential_group_id",),
    "phone": ("phone",),
    "organisation": ("organisation_id", "position"),
}
# Of these who somebody is, and what goes with where they work.
_KNOWN = ("full_name", "birth_year", "residential_group_id", "position")
# Those of a telephone: by any of them somebody is found.
PHONES = tuple(key for key in TOLD if key.startswith("phone"))


class Person(Base):
    """A resident who learns. Nothing sensitive; no identity number. `LEARNT` of `TOLD` is what a list, or a form filled
    in again, may tell of somebody on file that was not known yet."""

    LEARNT: ClassVar = tuple(column for columns in TOLD.values() for column in columns if column not in _KNOWN)

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("birth_year BETWEEN 1900 AND 2100", name="birth_year_plausible"),
        known("sex", ("nam", "nữ"), optional=True),
        Index(None, "unit_id", "search_key", "birth_year"),
        Index(None, "unit_id", "sort_key"),
        Index(None, "residential_group_id"),
        Index(None, "organisation_id"),
        # Who works or learns there; never who believes what: an organisation without staff of its own refuses.
        ForeignKeyConstraint(["organisation_id", "employed"], ["organisation.id", "organisation.employs"]),
        CheckConstraint("(organisation_id IS NULL) = (employed IS NULL)", name="employed_where"),
        CheckConstraint("employed", name="employed_at_all"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    # By which addresses and the audit trail call the person: people have no running number outside.
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: str(uuid.uuid4()))
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
    # Where they work or learn, and as what; `employed` follows the former.
    employed: Mapped[bool | None] = mapped_column(init=False, default=None)
    organisation_id: Mapped[int | None] = mapped_column(default=None)
    organisation: Mapped["Organisation | None"] = relationship(
        primaryjoin="foreign(Person.organisation_id) == Organisation.id", viewonly=True, init=False
    )
    position: Mapped[str] = mapped_column(default="")
    # Could be somebody already on file: waits in the office's queue until a person decides.
    unsure: Mapped[bool] = mapped_column(default=False)
    # Turned out to be this other person: kept for the way back, left out of lists and searches.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    merged_into: Mapped["Person | None"] = relationship(remote_side="Person.id", init=False, viewonly=True)
    # Who it was is erased (`personal_data.erasing`): the row stays for what is counted, and is in no list.
    erased_at: Mapped[datetime | None] = mapped_column(default=None)
    # Counts the changes: who edits an older one than stands is told so.
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    @validates("organisation_id")
    def _employ(self, _key: str, organisation_id: int | None) -> int | None:
        self.employed = None if organisation_id is None else True
        return organisation_id

    def __post_init__(self) -> None:
        """Keep the keys beside the name."""
        self.rename(self.full_name)

    def rename(self, full_name: str) -> None:
        """Take a new name (already clean) with its search and sort keys."""
        self.full_name = full_name
        self.search_key = names.search_key(full_name)
        self.sort_key = names.sort_key(full_name)

    def is_child(self, today: date) -> bool:
        """Whether they are under 16: then somebody else registers them and agrees for them."""
        return Birth(self.birth_year, self.birth_date).is_child(today)

    def change(self, said: Mapping[str, object], version: str) -> dict[str, object]:
        """Take over what an officer wrote, by column, of the person as they stood at `version`; returns what differed.

        Papers keep the name that they were issued to. Load the person locked.

        Raises:
            Overtaken: somebody else changed them since; nothing was taken over.
        """
        changed = take_over(self, said, version)
        if "full_name" in changed:
            self.rename(self.full_name)
        return changed

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Person"]:
        """Everybody on file in some units, by tên; who was merged into another row is left out."""
        on_file = select(cls).where(cls.unit_id.in_(unit_ids), cls.merged_into_id.is_(None), cls.erased_at.is_(None))
        return on_file.order_by(cls.sort_key, cls.birth_year, cls.id)

    @classmethod
    def called(cls, public_id: str, unit_ids: Collection[int]) -> Select["Person"]:
        """The person of a public id in some units, merged or not, with unit and group."""
        home = joinedload(cls.unit), joinedload(cls.residential_group)
        return select(cls).where(cls.public_id == public_id, cls.unit_id.in_(unit_ids)).options(*home)

    @classmethod
    def bearing(cls, unit_id: int, name: str) -> Select["Person"]:
        """Who of a unit bears a name, accents aside, with their groups."""
        alike = cls.in_units({unit_id}).where(cls.search_key == names.search_key(name))
        return alike.options(joinedload(cls.residential_group))

    @classmethod
    def merged_into_any(cls, ids: Iterable[int]) -> Select["Person"]:
        """The rows that were merged into some others."""
        return select(cls).where(cls.merged_into_id.in_(ids))

    @classmethod
    def unsure_in(cls, unit_ids: Collection[int]) -> Select[int]:
        """How many people of some units wait for the office to say whether they are on file twice."""
        return select(func.count()).where(cls.unit_id.in_(unit_ids), cls.merged_into_id.is_(None), cls.unsure)

    @classmethod
    def counted_by_group(cls, unit_id: int) -> Select[int | None, int]:
        """How many people of a unit are on file in each group, by its id; None is who lives elsewhere."""
        on_file = select(cls.residential_group_id, func.count()).where(
            cls.unit_id == unit_id, cls.merged_into_id.is_(None)
        )
        return on_file.group_by(cls.residential_group_id)

    @classmethod
    def move_all(cls, session: Session, group: ResidentialGroup, into: ResidentialGroup) -> list[str]:
        """Move everybody of a group into another, those merged away too; returns the public ids of those on file.

        The caller holds both groups' rows.
        """
        there = select(cls.public_id).where(cls.residential_group_id == group.id, cls.merged_into_id.is_(None))
        moved = list(session.scalars(there.order_by(cls.id)))
        everybody = update(cls).where(cls.residential_group_id == group.id)
        session.execute(everybody.values(residential_group_id=into.id, version=cls.version + 1))
        return moved

    @property
    def standing(self) -> "Person":
        """The person as they are kept today: this row, or the one into which it was merged in the end."""
        person = self
        while person.merged_into is not None:
            person = person.merged_into
        return person

    # -- who is who -----------------------------------------------------------------------------------------------

    @classmethod
    def alike(
        cls, unit_id: int, full_name: str, birth_year: int, group_id: int | None, phone: str | None
    ) -> Select["Person"]:
        """The people of a ward whose name (accents aside), year and group are the same, in order of arrival.

        Without a group (another place) those from elsewhere with the same phone: a name and a year are too little.
        """
        if group_id is not None:
            same_place = cls.residential_group_id == group_id
        else:
            same_place = and_(cls.residential_group_id.is_(None), cls.phone == phone) if phone else false()
        same_name = and_(cls.search_key == names.search_key(full_name), cls.birth_year == birth_year)
        return select(cls).where(cls.unit_id == unit_id, same_name, same_place).order_by(cls.id)

    @classmethod
    def recognise(cls, session: Session, candidate: "Person") -> "Person":
        """The person on file whom a registration means, or the candidate, added as a new one.

        Two registrations are one person when name, year and group agree and nothing speaks against it: another
        phone, another sex, another birth date, or two such people already. Then the candidate is new and unsure
        (docs/promises.md). For who lives elsewhere, without a group, the phone stands in for it. A name typed
        without accents is taken for the accented one only when the phone says so too. Somebody chosen from those on
        file is who they are; a row that was merged stands for the one it went into. Call inside a write transaction
        that holds the course's row.
        """
        if candidate in session:
            return cls._held(session, candidate)
        unit_id = candidate.unit.id
        group_id = candidate.residential_group.id if candidate.residential_group else None
        said = {"unit_id": unit_id, "search_key": candidate.search_key, "birth_year": candidate.birth_year}
        alike: Sequence[Person] = ()
        if group_id is not None:
            # Two courses at once must not both take the same person for a new one.
            send(session, _group_held(), {"group_id": group_id})
            alike = session.scalars(_alike_held(), {"group_id": group_id, **said}).all()
        elif candidate.phone:  # nothing to hold them by: two courses at once may make two rows, for the office to merge
            alike = session.scalars(_alike_elsewhere(), {"phone": candidate.phone, **said}).all()
        if (meant := candidate.among(alike)) is not None:
            return meant if meant in alike else cls._held(session, meant)
        store(session, candidate, unit_id=unit_id, residential_group_id=group_id)
        return candidate

    @classmethod
    def _held(cls, session: Session, person: "Person") -> "Person":
        """The person as kept today, held against a merge until the write transaction ends."""
        while True:
            # Not to be merged away meanwhile (on SQLite the gate sees to it). The row alone: PostgreSQL locks no outer
            # join, and the person may have been loaded with the group.
            session.execute(select(Person.id).where(Person.id == person.id).with_for_update(read=True, key_share=True))
            session.refresh(person)
            if person.standing is person:
                return person
            person = person.standing

    def among(self, alike: Sequence["Person"]) -> "Person | None":
        """Whom of those alike (see `alike`), in order of arrival, this candidate means: the rule of `recognise`.

        None when it is nobody of them; `unsure` then says whether it might be.
        """
        agreeing = {row.standing: row for row in alike if row.agrees_with(self)}
        by_phone = [person for person, row in agreeing.items() if row.phone and row.phone == self.phone]
        if len(by_phone) == 1:
            return by_phone[0]
        typed = names.identity_key(self.full_name)
        same = list(dict.fromkeys(row.standing for row in alike if names.identity_key(row.full_name) == typed))
        if len(same) == 1 and same[0] in agreeing:
            return same[0]
        self.unsure = bool(same) or (bool(alike) and typed.isascii())
        return None

    def comparable(self, alike: Sequence["Person"]) -> Sequence["Person"]:
        """Of rows with this candidate's name, year and group (None elsewhere) those that `among` may look at: of people
        from elsewhere only who has the same phone."""
        if self.residential_group is not None:
            return alike
        return [row for row in alike if self.phone and row.phone == self.phone]

    def agrees_with(self, other: "Person") -> bool:
        """Whether nothing that both have told speaks against being one person."""
        pairs = ((self.phone, other.phone), (self.sex, other.sex), (self.birth_date, other.birth_date))
        return all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)

    def learn_from(self, other: "Person") -> None:
        """Take over what was not known yet (`LEARNT`, a position with the organisation); never replaces."""
        if not self.organisation_id and other.organisation_id:
            self.position = other.position
        for name in self.LEARNT:
            setattr(self, name, getattr(self, name) or getattr(other, name))


@cache  # asked by everybody who registers: made once, their values left open
def _alike_held() -> Select[Person]:
    return _held_where(Person.residential_group_id == bindparam("group_id"))


@cache
def _alike_elsewhere() -> Select[Person]:
    return _held_where(Person.residential_group_id.is_(None), Person.phone == bindparam("phone"))


def _held_where(*place: ColumnElement[bool]) -> Select[Person]:
    said = {"unit_id": Person.unit_id, "search_key": Person.search_key, "birth_year": Person.birth_year}
    same = [column == bindparam(name) for name, column in said.items()]
    alike = select(Person).where(*same, *place).order_by(Person.id).with_for_update(read=True, key_share=True)
    return alike.execution_options(populate_existing=True)


@cache
def _group_held() -> Select[int]:
    group = select(ResidentialGroup.id).where(ResidentialGroup.id == bindparam("group_id"))
    return group.with_for_update(key_share=True)

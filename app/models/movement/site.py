"""Sites, the subjects of entries: houses, a programme's own sites (a bookshelf, a model), and those that represent an
organisation, a group or a team (represented.py); events are in event.py."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, object_session, relationship, validates

from app.country import clock, names
from app.models.base import Addressed, Base, known, partial_index
from app.models.mixins.of_unit import OfUnit
from app.models.movement.declaration import Subject
from app.models.movement.organisation import SELLS, Organisation
from app.models.movement.site_name import SiteName
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup

if TYPE_CHECKING:
    from app.models.movement.plate import Plate
    from app.models.movement.programme_entry import ProgrammeEntry
    from app.models.movement.programme_subject import ProgrammeSubject
    from app.models.movement.team import Team


# The maximum length of the texts of a house, and the maximum number of its members.
LONGEST = {"number": 20, "alley": 80, "head": 80}
LONGEST_NAME = 120
MOST_MEMBERS = 40
# All columns that a list counts, searches and sorts by, in one index: thousands are read without their rows.
LISTED = "unit_id", "kind", "retired_on", "merged_into_id", "order_key", "search_key", "code", "residential_group_id"


class AlreadyGone(Exception):
    """The site was merged into another, or is retired."""


class SiteKind(StrEnum):
    """A house, a programme's own site, an event, or the site that represents an organisation, a group or a team."""

    HOUSEHOLD = Subject.HOUSEHOLD.value
    OWN = "own"
    ORGANISATION = Subject.ORGANISATION.value
    GROUP = Subject.GROUP.value
    TEAM = Subject.TEAM.value
    EVENT = Subject.EVENT.value


def _lookalike_index(key: str) -> Index:
    """An index that finds the houses of a group with the same key without reading others (site_lookalikes)."""
    columns, where = ("unit_id", "residential_group_id", key), f"retired_on IS NULL AND {key} <> ''"
    return partial_index(f"ix_site_{key}", *columns, where=where, unique=False)


class Site(OfUnit, Addressed):
    """A site of a ward, of a `SiteKind`. A merged site stays as a row; entries sent for it go to its target."""

    RETIRED, SLUG = "retired_on", "public_id"

    __tablename__ = "site"
    __table_args__: Any = (
        known("kind", SiteKind),
        CheckConstraint("(kind IN ('own', 'event')) = (programme_id IS NOT NULL)", name="own_of_a_programme"),
        CheckConstraint("kind <> 'organisation' OR organisation_id IS NOT NULL", name="of_an_organisation"),
        CheckConstraint("kind <> 'group' OR residential_group_id IS NOT NULL", name="of_a_group"),
        CheckConstraint("(kind = 'team') = (team_id IS NOT NULL)", name="of_a_team"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
        CheckConstraint("within_id IS NULL OR within_id <> id", name="within_another"),
        CheckConstraint("merged_into_id IS NULL OR retired_on IS NOT NULL", name="merged_is_retired"),
        CheckConstraint(f"members IS NULL OR members BETWEEN 1 AND {MOST_MEMBERS}", name="members_few"),
        Index(None, "unit_id", "kind", "residential_group_id"),
        Index("ix_site_listed", *LISTED),
        _lookalike_index("place_key"),
        _lookalike_index("head_key"),
        partial_index("uq_site_household_code", "unit_id", "code", where="kind = 'household' AND code <> ''"),
        partial_index("uq_site_own_code", "programme_id", "code", where="code <> ''"),
        partial_index("uq_site_organisation", "organisation_id", where="kind = 'organisation'"),
        partial_index("uq_site_group", "residential_group_id", where="kind = 'group'"),
        partial_index("uq_site_team", "team_id", where="kind = 'team'"),
    )
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": SiteKind.OWN.value}  # noqa: RUF012

    kind: Mapped[str] = mapped_column(init=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    # Its code in an imported list, by which a second import of the list finds it; "" where unknown.
    code: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(init=False, default="")
    # Keys by which two houses may be the same: alley and number, if it has a number; the head. "" of other sites.
    place_key: Mapped[str] = mapped_column(init=False, default="")
    head_key: Mapped[str] = mapped_column(init=False, default="")
    # A house: alley, number, head, number of members. Nothing else is stored about its people.
    alley: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    # The sort key: house 9 before house 10, those without a number last; of others stall 9 before stall 10.
    order_key: Mapped[str] = mapped_column(init=False, default="")
    head: Mapped[str] = mapped_column(default="")
    members: Mapped[int | None] = mapped_column(default=None)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id"), default=None)
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    residential_group: Mapped[ResidentialGroup | None] = relationship(default=None)
    # Which organisation or team it represents; of an own site or an event who organises it (None: the ward).
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), init=False)
    organisation: Mapped[Organisation | None] = relationship(default=None)
    # The site that contains it, of the programme that its own names; it is in the group of that.
    within_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), index=True, init=False)
    within: Mapped["Site | None"] = relationship(remote_side="Site.id", foreign_keys=[within_id], default=None)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), init=False)
    team: Mapped["Team | None"] = relationship(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    retired_on: Mapped[date | None] = mapped_column(default=None)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), default=None)
    version: Mapped[int] = mapped_column(default=1)
    # Its latest and its counting entry of each programme; always loaded for one programme (registers/programmes).
    latest: Mapped[list["ProgrammeEntry"]] = relationship(
        primaryjoin="and_(Site.id == ProgrammeEntry.site_id, ProgrammeEntry.latest)", viewonly=True, init=False
    )
    counting: Mapped[list["ProgrammeEntry"]] = relationship(
        primaryjoin="and_(Site.id == ProgrammeEntry.site_id, ProgrammeEntry.counts)", viewonly=True, init=False
    )
    # What the office decided of it and holds, of each programme.
    decided: Mapped[list["ProgrammeSubject"]] = relationship(
        primaryjoin="and_(Site.id == ProgrammeSubject.site_id, ProgrammeSubject.until.is_(None))",
        viewonly=True, init=False,
    )  # fmt: skip
    # Its plates in force, at most one per programme and period.
    plates: Mapped[list["Plate"]] = relationship(
        primaryjoin="and_(Site.id == Plate.site_id, Plate.state == 'standing')", viewonly=True, init=False
    )

    @validates("search_key")
    def _keep_order(self, _column: str, key: str) -> str:
        """What is called by another name has another place; a house has its own (`Household`)."""
        self.order_key = house_order(key, "")
        return key

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select[Self]:
        """The sites of some units, in their order."""
        return select(cls).where(cls.unit_id.in_(unit_ids)).order_by(cls.order_key, cls.id)

    @classmethod
    def called(cls, session: Session, public_id: str) -> "Site | None":
        """The site of a uuid or an alias, or the site into which it was merged; None where there is none."""
        site = cls.named(session, public_id)
        return site.target(session) if site is not None else None

    @classmethod
    def named(cls, session: Session, public_id: str) -> "Site | None":
        """The site of a uuid or an alias, merged or not; None where there is none."""
        site = session.scalars(select(Site).where(Site.public_id == public_id)).one_or_none()
        if site is None:
            aliased = select(Site).join(SiteAlias, SiteAlias.site_id == Site.id)
            site = session.scalars(aliased.where(SiteAlias.public_id == public_id)).one_or_none()
        return site

    def target(self, session: Session) -> "Site":
        """The site itself, or the one into which it was merged."""
        into = self.merged_into_id
        return self if into is None else session.get_one(Site, into).target(session)

    @classmethod
    def locked_with_outer(cls, *ids: int) -> Select["Site"]:
        """Some sites and those that contain them, in the order of their ids, read afresh and locked."""
        inner = aliased(Site)
        outer = select(inner.within_id).where(inner.id.in_(ids), inner.within_id.is_not(None))
        wanted = select(Site).where(or_(Site.id.in_(ids), Site.id.in_(outer))).order_by(Site.id)
        return wanted.with_for_update(of=Site).execution_options(populate_existing=True)

    @classmethod
    def lock_target(cls, session: Session, id_: int) -> "Site":
        """A site, or the one into which it was merged, read afresh and locked with the site that contains it."""
        session.scalars(cls.locked_with_outer(id_)).all()
        into = session.get_one(Site, id_).merged_into_id
        return session.get_one(Site, id_) if into is None else cls.lock_target(session, into)

    def may_contain(self, organisation: Organisation) -> bool:
        """Whether an organisation may add its own within it: in what it organises, and in any event; an enterprise
        sells at a market that a board keeps."""
        own = self.organisation_id == organisation.id
        return own or self.kind == SiteKind.EVENT or organisation.kind == SELLS

    @property
    def entry_day(self) -> date | None:
        """The day of all its entries; None where each has its own."""
        return None

    def follow(self, outcome: str | None) -> None:
        """Take over the outcome of its latest entry, None without one."""

    @classmethod
    def ever_called(cls, keys: Any) -> ColumnElement[bool]:
        """Condition for the programmes' own sites that have or had one of some names, their keys as a list or a query
        (`described`)."""
        return or_(cls.search_key.in_(keys), cls.id.in_(SiteName.had(keys)))

    @property
    def described(self) -> str:
        """The key of the words that tell it from others where it lies; "" where none do."""
        return self.search_key if self.kind == SiteKind.OWN else ""

    def change(self, values: Mapping[str, object], version: str) -> dict[str, object]:
        """Set the columns that differ, then its keys, see `OfUnit.change`; a name that it gives up stays as a former
        one."""
        name, key = self.searched, self.described
        changed = super().change(values, version)
        self._set_keys()
        if key != self.described:
            self._leave_name(name, key)
        return changed

    def _set_keys(self) -> None:
        """Set what follows from its columns beside the search key."""

    def _leave_name(self, name: str, key: str) -> None:
        if key and (session := object_session(self)) is not None:
            session.add(SiteName(site_id=self.id, name=name, search_key=key, until=clock.now()))

    @classmethod
    def begun_by(cls, day: date) -> ColumnElement[bool]:
        """Condition for sites that were made by a day."""
        return cls.created_at < clock.at_local(day + timedelta(days=1))

    @classmethod
    def stood_on(cls, day: date) -> ColumnElement[bool]:
        """Condition for sites in use at the end of a day."""
        return or_(cls.retired_on.is_(None), cls.retired_on > day)

    @property
    def among(self) -> Mapping[str, object]:
        """The columns that it shares with those with which it may be one: the programme's within the same site."""
        return {key: getattr(self, key) for key in ("unit_id", "kind", "programme_id", "within_id")}

    def others(self) -> Select["Site"]:
        """The others in use with which it may be one, houses in walking order, the rest by name."""
        mine = [getattr(Site, key) == value for key, value in self.among.items()]
        wanted = select(Site).where(*mine, Site.retired_on.is_(None), Site.id != self.id)
        return wanted.order_by(Site.order_key, Site.search_key, Site.id)

    def join_to(self, other: "Site", on: date) -> None:
        """Retire this site and make `other` its target; `entry_ranking.move_all` moves its entries. The caller has
        locked both rows.

        Raises:
            AlreadyGone: one of them is retired.
        """
        if self.retired_on is not None or other.retired_on is not None or self.id == other.id:
            raise AlreadyGone
        self.retired_on, self.merged_into_id = on, other.id
        self.version += 1
        if self.kind == SiteKind.OWN:  # a merged house is found by its row, see `Household.alike`
            self._leave_name(self.searched, self.described)


class Household(Site):
    """A house. It is a row of `site`, so that lists and figures count houses without a join."""

    __mapper_args__ = {"polymorphic_identity": SiteKind.HOUSEHOLD.value}  # noqa: RUF012

    def __post_init__(self) -> None:
        """Set name, search key and sort key."""
        self._set_keys()

    def _set_keys(self) -> None:
        described = self.number or self.alley or self.head
        self.name = f"Hộ {self.code}" if self.code and not described else house_name(self.number, self.alley, self.head)
        self.search_key = names.search_key(f"{self.name} {self.head}")
        self.order_key = house_order(self.alley, self.number)
        self.place_key, self.head_key = self.order_key if self.number else "", self.head

    @property
    def searched(self) -> str:
        """Search text: name and head."""
        return f"{self.name} {self.head}"

    @property
    def described(self) -> str:
        """Its place and head, if it has a number and a head: see `alike`."""
        return described_house(self.alley, self.number, self.head)

    @classmethod
    def alike(
        cls, session: Session, group_id: int | None, *, alley: str, number: str, head: str, unit_id: int
    ) -> "Household | None":
        """The house with the same group, alley, number and head: one in use, else one that was merged into such; None
        without a number: two houses without one are never the same."""
        if not number.strip() or not head.strip():
            return None
        same = names.search_key(head)
        # Many flats share one number: only those with a matching head are loaded.
        wanted = select(cls).where(
            cls.unit_id == unit_id, cls.residential_group_id == group_id,
            or_(cls.retired_on.is_(None), cls.merged_into_id.is_not(None)),
            cls.place_key != "", cls.place_key == house_order(alley, number),
            cls.search_key.endswith(f" {same}", autoescape=True),
        ).order_by(cls.retired_on.is_not(None), cls.id)  # fmt: skip
        found = (each for each in session.scalars(wanted) if names.search_key(each.head) == same)
        return next((each for each in found if each.target(session).retired_on is None), None)

    @property
    def among(self) -> Mapping[str, object]:
        """The houses of its group."""
        return {key: getattr(self, key) for key in ("unit_id", "kind", "residential_group_id")}

    def is_like(self, other: "Household") -> bool:
        """Whether it may be the same house: same alley and number, or same head."""
        same = names.search_key(self.head) == names.search_key(other.head)
        return bool(self.number and self.order_key == other.order_key) or bool(self.head and same)


class SiteAlias(Base):
    """A second uuid of a site: another phone had already made the site."""

    __tablename__ = "site_alias"

    public_id: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)


class SiteDistinction(Base):
    """A pair of sites that somebody marked as two, the smaller id first; it is not proposed again."""

    __tablename__ = "site_distinction"
    __table_args__ = (CheckConstraint("one_id < other_id", name="smaller_first"),)

    one_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    @classmethod
    def say(cls, session: Session, one: Site, other: Site, *, by_id: int, now: datetime) -> bool:
        """Mark two sites as two; False where they are already. The caller has locked both rows."""
        first, second = sorted((one.id, other.id))
        if session.get(cls, (first, second)) is not None:
            return False
        session.add(cls(one_id=first, other_id=second, by_id=by_id, at=now))
        session.flush()
        return True


def house_name(number: str, alley: str, head: str) -> str:
    """The name of a house: "Số 14, ngõ 12", or by its head where neither is known."""
    parts = [f"Số {number}" if number else "", alley]
    named = ", ".join(part for part in parts if part)
    return named or f"Nhà {head}".strip() if (named or head) else "Nhà chưa có số"


def described_house(alley: str, number: str, head: str) -> str:
    """`Household.described` of a house of these words."""
    head = names.search_key(head)
    return f"{house_order(alley, number)}|{head}" if number.strip() and head else ""


def house_order(alley: str, number: str) -> str:
    """The sort key of a house: walking order within an alley, those without a number last."""

    def padded(text: str) -> str:
        return "".join(part.zfill(6) if part.isdigit() else part for part in _parts(names.search_key(text)))

    return f"{padded(alley)}|{padded(number) if number else '~'}"


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for sign in text:
        if parts and parts[-1][-1].isdigit() == sign.isdigit():
            parts[-1] += sign
        else:
            parts.append(sign)
    return parts

"""Teams: groups of helpers who visit homes, markets and evenings in the halls."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Column, ColumnElement, ForeignKey, Index, Select, Table, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, object_session, relationship, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.country import clock, names
from app.models.base import Addressed, Base, known, partial_index
from app.models.mixins.of_unit import OfUnit
from app.models.movement.membership import Membership
from app.models.movement.organisation import Organisation
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup


class TeamKind(StrEnum):
    """The kinds of teams, as plans name them; the first is the most common."""

    COMMUNITY = "community"
    YOUTH = "youth"
    RESCUE = "rescue"
    PROJECT_06 = "project_06"
    SQUAD = "squad"
    COMMITTEE = "committee"
    OTHER = "other"


# Beginnings of names, as in `search_key`, from which an import without kinds derives the kind.
_BEGINNINGS = {
    "to de an 06": TeamKind.PROJECT_06, "to ung cuu": TeamKind.RESCUE, "to thanh nien": TeamKind.YOUTH,
    "doi thanh nien": TeamKind.YOUTH, "doi hinh": TeamKind.SQUAD, "to cong nghe so": TeamKind.COMMUNITY,
    "to chuyen doi so": TeamKind.COMMUNITY, "ban chi dao": TeamKind.COMMITTEE,
}  # fmt: skip


class TeamTraining(StrEnum):
    """The level of training of a team, as imported."""

    NONE = ""
    BASIC = "basic"
    ADVANCED = "advanced"
    AI = "ai"


# The residential groups that a team serves; none: the entire ward.
team_group = Table(
    "team_group",
    Base.metadata,
    Column("team_id", ForeignKey("team.id"), primary_key=True),
    Column("residential_group_id", ForeignKey("residential_group.id"), primary_key=True, index=True),
)


class Dissolved(Exception):
    """The team was dissolved."""


class Team(OfUnit, Addressed):
    """A team of a ward, for some groups or the entire ward; dissolved, never deleted. Names of active teams are unique,
    ignoring accents and case. `organisation` owns the team (the union of a youth squad) and never says what its members
    believe. A committee (Ban Chỉ đạo) has members alone: it helps nobody, reports no month and records nothing.
    `entered_size` is the number of members entered by the ward, where not all are named; `training` and
    `active_on` are imported values from before."""

    RETIRED, SLUG = "dissolved_at", "public_id"

    __tablename__ = "team"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        known("kind", TeamKind),
        known("training", TeamTraining),
        CheckConstraint("entered_size IS NULL OR entered_size > 0", name="entered_size_positive"),
        Index(None, "unit_id"),
        partial_index("uq_team_name", "unit_id", "search_key", where="dissolved_at IS NULL"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    name: Mapped[str]
    search_key: Mapped[str] = mapped_column(init=False, default="")
    kind: Mapped[str] = mapped_column(default=TeamKind.COMMUNITY)
    groups: Mapped[list[ResidentialGroup]] = relationship(
        secondary=team_group, order_by=ResidentialGroup.code, default_factory=list
    )
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), init=False)
    organisation: Mapped[Organisation | None] = relationship(default=None)
    decision_no: Mapped[str] = mapped_column(default="")
    decision_on: Mapped[date | None] = mapped_column(default=None)
    decision_by: Mapped[str] = mapped_column(default="")
    entered_size: Mapped[int | None] = mapped_column(default=None)
    training: Mapped[str] = mapped_column(default=TeamTraining.NONE)
    active_on: Mapped[date | None] = mapped_column(default=None)
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="team", order_by=Membership.id, default_factory=list, init=False
    )
    created_at: Mapped[datetime]
    dissolved_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def standing_in(cls, unit_ids: Collection[int]) -> Select["Team"]:
        """The active teams of some wards that help people, by name."""
        return cls.in_units(unit_ids).where(cls.dissolved_at.is_(None), cls.helps())

    @classmethod
    def helps(cls) -> ColumnElement[bool]:
        """Condition for the teams that help people: all but committees."""
        return cls.kind != TeamKind.COMMITTEE

    @classmethod
    def begun_by(cls, day: date) -> ColumnElement[bool]:
        """Condition for the teams that were there by a day: since they were decided, or were recorded without or before
        a decision."""
        return or_(cls.created_at < clock.at_local(day + timedelta(days=1)), cls.decision_on <= day)

    @classmethod
    def stood_on(cls, day: date) -> ColumnElement[bool]:
        """Condition for the teams that were there at the end of a day."""
        ends = clock.at_local(day + timedelta(days=1))
        return cls.begun_by(day) & or_(cls.dissolved_at.is_(None), cls.dissolved_at >= ends)

    def was_there_on(self, day: date) -> bool:
        """Whether it was there at the end of a day: the condition `stood_on` for one that is loaded."""
        ends = clock.at_local(day + timedelta(days=1))
        begun = self.created_at < ends or (self.decision_on is not None and self.decision_on <= day)
        return begun and (self.dissolved_at is None or self.dissolved_at >= ends)

    @classmethod
    def called(cls, public_id: object, unit_ids: Collection[int]) -> Select["Team"]:
        """The team of a public id in some units, dissolved or not, with its unit."""
        return cls.in_units(unit_ids).where(cls.at(public_id)).options(joinedload(cls.unit))

    @classmethod
    def led_by(cls, account_id: int) -> Select["Team"]:
        """The active teams that help people and that an account leads, by name."""
        led = Membership.account_id == account_id, Membership.until.is_(None), Membership.leads
        stand = select(cls).join(cls.memberships).where(*led, cls.dissolved_at.is_(None), cls.helps())
        return stand.order_by(cls.search_key)

    @classmethod
    def visible_to(cls, account_id: int, unit_ids: Collection[int]) -> Select["Team"]:
        """The active teams that an account leads, or of some wards, with their people."""
        mine = cls.id.in_(cls.led_by(account_id).with_only_columns(cls.id).order_by(None))
        here = select(cls).where(cls.dissolved_at.is_(None), mine | cls.unit_id.in_(unit_ids))
        return here.options(joinedload(cls.unit), *cls.people())

    @classmethod
    def wards_of(cls, account_id: int) -> Select[int]:
        """The ids of the wards of the teams that help people and that an account is in."""
        goes = select(cls.unit_id).join(cls.memberships).where(cls.helps())
        return goes.where(Membership.account_id == account_id, Membership.until.is_(None))

    @classmethod
    def made(cls, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any]) -> "Team":
        """A new team; its head is its first member. Without a kind the name decides it."""
        key = names.search_key(str(values["name"]))
        kind = next((kind for words, kind in _BEGINNINGS.items() if key.startswith(words)), TeamKind.COMMUNITY)
        more = {"kind": kind, **{each: value for each, value in values.items() if each not in cls.OF_HEAD and value}}
        team = cls(unit=unit, created_at=clock.now(), **more)
        for each in cls.OF_HEAD:
            setattr(team, each, values.get(each, ""))
        return team

    @classmethod
    def same(cls, unit_id: int, values: Mapping[str, object], besides: int = 0) -> Select[int]:
        """The ids of other active teams of a ward with the same name."""
        wanted = select(cls.id).where(cls.unit_id == unit_id, cls.dissolved_at.is_(None))
        return wanted.where(cls.search_key == names.search_key(str(values["name"])), cls.id != besides)

    @property
    def members(self) -> list[Membership]:
        """The current members: the head first, then by name in Vietnamese order."""
        live = [each for each in self.memberships if each.until is None]
        return sorted(live, key=lambda each: (not each.leads, names.sort_key(each.full_name), each.id or 0))

    @property
    def helps_in(self) -> str:
        """The groups it serves, as its cards print them; "" for the entire ward."""
        return self.groups[0].name if len(self.groups) == 1 else ", ".join(each.short_name for each in self.groups)

    @property
    def size(self) -> int:
        """The number of members: as entered, or of the named ones if these are more."""
        return max(self.entered_size or 0, len(self.members))

    @property
    def head(self) -> Membership | None:
        """The current head."""
        return next((each for each in self.memberships if each.until is None and each.leads), None)

    # The values of the head in forms and imports, in the order in which they are set.
    OF_HEAD: ClassVar = ("head_name", "head_phone")

    @property
    def head_name(self) -> str:
        """The name of the head. Setting another name makes the member of that name head, else a new member; the former
        head stays a member."""
        return self.head.full_name if self.head else ""

    @head_name.setter
    def head_name(self, typed: str) -> None:
        if typed == self.head_name:
            return
        there = next((each for each in self.members if names.is_one_name(each.full_name, typed)), None)
        self.lead(there if there or not typed else self._add(name=typed, since=clock.today()))

    @property
    def head_phone(self) -> str:
        """The telephone of the head."""
        return self.head.telephone if self.head else ""

    @head_phone.setter
    def head_phone(self, typed: str) -> None:
        if self.head and typed != self.head.telephone:
            self.head.phone = typed

    def lead(self, member: Membership | None) -> bool:
        """Make a member the only head; None: no head. Returns whether that changed anything. The caller has locked the
        team's row."""
        if self.head is member:
            return False
        if self.head is not None:
            self.head.leads = False
            if session := object_session(self):
                session.flush()  # the unique index allows one head
        if member is not None:
            member.leads = True
        return True

    def take_in(self, session: Session, account: Account, *, leads: bool, day: date) -> bool:
        """Add an account as member, or change whether it is head. Returns whether that changed anything. The caller has
        locked the team's row.

        Raises:
            Dissolved: the team is dissolved.
        """
        self.check_stands()
        live = [each for each in self.memberships if each.account_id == account.id and each.until is None]
        if live and live[0].leads == leads:
            return False
        there = live[0] if live else self._add(account=account, since=day)
        if leads or there.leads:
            self.lead(there if leads else None)
        self.version += 1
        session.flush()
        return True

    def name_in(self, session: Session, name: str, phone: str, *, day: date) -> bool:
        """Add a member without an account, by name; False where one with that name and telephone exists. The caller has
        locked the team's row.

        Raises:
            Dissolved: the team is dissolved.
        """
        self.check_stands()
        alike = (each for each in self.members if names.is_one_name(each.full_name, name))
        if any(phone in ("", each.telephone) for each in alike):
            return False
        self._add(name=name, phone=phone, since=day)
        self.version += 1
        session.flush()
        return True

    def let_go(self, member: Membership, *, day: date) -> bool:
        """End a membership at once; its row stays as history. Returns whether it was live. The caller has locked the
        team's row."""
        if member.until is not None:
            return False
        member.until, member.leads = max(day, member.since), False
        self.version += 1
        return True

    def retire(self, on: date | None) -> bool:
        """Dissolve the team for good and end its memberships; the caller returns its visits (`HelpRequest.give_back`)
        and has locked the team's row."""
        if on is None or self.dissolved_at is not None:
            return False
        for each in self.members:
            each.until = max(on, each.since)
        self.dissolved_at = clock.now()
        self.version += 1
        return True

    def _add(self, **values: Any) -> Membership:
        member = Membership(team=self, **values)
        if session := object_session(self):
            session.add(member)
        return member

    def check_stands(self) -> None:
        """Raise `Dissolved` for a dissolved team."""
        if self.dissolved_at is not None:
            raise Dissolved

    @classmethod
    def people(cls) -> tuple[ORMOption, ORMOption]:
        """Loader options for current and former members with their names."""
        members = selectinload(cls.memberships)
        return members.joinedload(Membership.account), members.joinedload(Membership.person)

    @classmethod
    def unserved(cls, unit_ids: Collection[int], kind: str = TeamKind.COMMUNITY) -> Select[ResidentialGroup]:
        """The current groups that no active team of a kind serves, by code."""
        served = select(team_group.c.residential_group_id).join(cls, cls.id == team_group.c.team_id)
        served = served.where(cls.unit_id.in_(unit_ids), cls.kind == kind, cls.dissolved_at.is_(None))
        here = ResidentialGroup.unit_id.in_(unit_ids), ResidentialGroup.valid_to.is_(None)
        wanted = select(ResidentialGroup).where(*here, ResidentialGroup.id.not_in(served))
        return wanted.order_by(ResidentialGroup.code, ResidentialGroup.id)

    @classmethod
    def move_groups(cls, session: Session, group: ResidentialGroup, into: ResidentialGroup) -> int:
        """Let active teams of a group serve the group into which it was merged; returns how many."""
        served = select(cls).join(cls.groups).where(ResidentialGroup.id == group.id, cls.dissolved_at.is_(None))
        teams = session.scalars(served.with_for_update(of=cls)).all()
        for team in teams:
            team.groups = sorted({each for each in team.groups if each is not group} | {into}, key=lambda g: g.code)
            team.version += 1
        session.flush()
        return len(teams)

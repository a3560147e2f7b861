"""Teams: who goes out together, to homes, markets and evenings in the halls."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import clock, names
from app.models.base import Base, partial_index
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import RoleGrant
from app.models.shapes.of_unit import OfUnit


class Dissolved(Exception):
    """The team was dissolved."""


class Team(OfUnit, Base):
    """A team of a ward, of one group or of the whole; dissolved, never deleted. Of those that stand each has its own
    name, accents and capitals aside."""

    RETIRED, SLUG = "dissolved_at", "public_id"

    __tablename__ = "team"
    __table_args__ = (
        CheckConstraint("name <> ''", name="has_name"),
        Index(None, "unit_id"),
        partial_index("uq_team_name", "unit_id", "search_key", where="dissolved_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: str(uuid.uuid4()))
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    name: Mapped[str]
    search_key: Mapped[str] = mapped_column(init=False, default="")
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    residential_group: Mapped[ResidentialGroup | None] = relationship(default=None)
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="team", order_by="Membership.id", default_factory=list, init=False
    )
    created_at: Mapped[datetime]
    dissolved_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def standing_in(cls, unit_ids: Collection[int]) -> Select["Team"]:
        """The teams of some wards that stand today, by name."""
        return cls.in_units(unit_ids).where(cls.dissolved_at.is_(None))

    @classmethod
    def made(cls, session: Session, unit: AdministrativeUnit, said: Mapping[str, Any]) -> "Team":
        """A new team that nobody is in yet."""
        return cls(unit=unit, created_at=clock.now(), **said)

    @classmethod
    def same(cls, unit_id: int, said: Mapping[str, object], besides: int = 0) -> Select[int]:
        """The others of a ward that stand and bear a name."""
        wanted = select(cls.id).where(cls.unit_id == unit_id, cls.dissolved_at.is_(None))
        return wanted.where(cls.search_key == names.search_key(str(said["name"])), cls.id != besides)

    @property
    def members(self) -> list["Membership"]:
        """Who is in it now: who leads first, then by name as Vietnam sorts."""
        live = [each for each in self.memberships if each.until is None]
        return sorted(live, key=lambda each: (not each.leads, names.sort_key(each.account.full_name), each.id))

    def take_in(self, session: Session, account: Account, *, leads: bool, day: date) -> bool:
        """Somebody joins, or leads from now on (or no more); of several who lead, none is more. Returns whether that
        changed anything. The caller holds the team's row.

        Raises:
            Dissolved: it stands no more.
        """
        self._check_stands()
        there = next((each for each in self.memberships if each.account_id == account.id and each.until is None), None)
        if there is not None and there.leads == leads:
            return False
        if there is not None:
            there.leads = leads
        else:
            session.add(Membership(team=self, account=account, leads=leads, since=day))
        self.version += 1
        session.flush()
        return True

    def let_go(self, account: Account, *, day: date) -> bool:
        """Somebody leaves, at once; the row stays as history. Returns whether they were in. The caller holds the team's
        row."""
        live = [each for each in self.memberships if each.account_id == account.id and each.until is None]
        for each in live:
            each.until = max(day, each.since)
        self.version += bool(live)
        return bool(live)

    def retire(self, on: date | None) -> bool:
        """It stands no more, and nobody is in it; what it had to visit the caller gives back (`HelpRequest.give_back`).
        For good. The caller holds the team's row."""
        if on is None or self.dissolved_at is not None:
            return False
        for each in self.members:
            each.until = max(on, each.since)
        self.dissolved_at = clock.now()
        self.version += 1
        return True

    def _check_stands(self) -> None:
        if self.dissolved_at is not None:
            raise Dissolved


class Membership(Base):
    """Who is in a team, from a day to a day (both included); one live row an account and team."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="dates_in_order"),
        partial_index("uq_membership_live", "team_id", "account_id", where="until IS NULL"),
        Index(None, "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), init=False)
    team: Mapped[Team] = relationship(back_populates="memberships")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account] = relationship()
    leads: Mapped[bool] = mapped_column(default=False)
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)

    @classmethod
    def of(cls, team_id: int) -> Select["Membership"]:
        """Who is or was in a team, with their accounts."""
        return select(cls).where(cls.team_id == team_id).options(joinedload(cls.account))

    @classmethod
    def counted(cls, unit_id: int) -> Select[int, int]:
        """How many are in each team of a ward, by its id."""
        live = select(cls.team_id, func.count()).join(cls.team).where(Team.unit_id == unit_id, cls.until.is_(None))
        return live.group_by(cls.team_id)

    @classmethod
    def live(cls, account_id: int) -> Select["Membership"]:
        """The memberships of an account that stand."""
        return select(cls).where(cls.account_id == account_id, cls.until.is_(None))

    @classmethod
    def wards_of(cls, account_id: int) -> Select[int]:
        """The ids of the wards with whose teams an account goes out."""
        goes = select(Team.unit_id).join(cls, cls.team_id == Team.id)
        return goes.where(cls.account_id == account_id, cls.until.is_(None))

    @classmethod
    def candidates(cls, unit_id: int, day: date) -> Select[Account]:
        """The accounts that hold a role over a ward on a day and may sign in: whoever can be in a team of it."""
        holds = select(RoleGrant.account_id).where(RoleGrant.unit_id == unit_id, RoleGrant.in_force(day))
        return select(Account).where(Account.id.in_(holds), Account.enabled.is_(True)).order_by(Account.id)

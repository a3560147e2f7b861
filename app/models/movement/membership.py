"""Memberships: who is in a team, with an account, as a person on file, or by name alone."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.country import codes
from app.models.base import Base, partial_index
from app.models.people.account import Account
from app.models.people.person import Person
from app.models.people.role import RoleGrant

if TYPE_CHECKING:
    from app.models.movement.team import Team


class Membership(Base):
    """Who is in a team, from a day to a day (both included): an account, a person on file, or both; else a name. One
    live row each, and one who leads. `phone` is what was told for the team, of people too."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="dates_in_order"),
        CheckConstraint("(name <> '') = (account_id IS NULL AND person_id IS NULL)", name="is_somebody"),
        partial_index("uq_membership_live", "team_id", "account_id", where="until IS NULL"),
        partial_index("uq_membership_person", "team_id", "person_id", where="until IS NULL"),
        partial_index("uq_membership_head", "team_id", where="until IS NULL AND leads"),
        Index(None, "account_id"),
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), init=False)
    team: Mapped["Team"] = relationship(back_populates="memberships")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account | None] = relationship(default=None)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    person: Mapped[Person | None] = relationship(default=None)
    name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    leads: Mapped[bool] = mapped_column(default=False)
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    # What the QR of their card leads to.
    token: Mapped[str] = mapped_column(unique=True, default_factory=codes.new_token)

    @property
    def card_path(self) -> str:
        """Where the QR of the card leads."""
        return f"/t/{self.token}"

    @property
    def card_number(self) -> str:
        """What the card is called by, beside the code: whoever knows it opens nothing."""
        return f"{self.token[:4]}-{self.token[4:8]}"

    def serves(self, day: date) -> bool:
        """Whether they are in it on a day: of a membership that ended today, no more."""
        return self.since <= day and self.until is None

    @classmethod
    def holding(cls, token: str) -> Select["Membership"]:
        """Whose card leads here, however its code was typed."""
        named = joinedload(cls.account), joinedload(cls.person), joinedload(cls.team)
        return select(cls).where(cls.token == codes.read_code(token)).options(*named)

    @property
    def full_name(self) -> str:
        """Their name, from wherever it stands."""
        if self.account is not None:
            return self.account.full_name
        return self.person.full_name if self.person else self.name

    @property
    def telephone(self) -> str:
        """Where they are called: what was told for the team, else what is on file."""
        return self.phone or (self.person.phone or "" if self.person else "")

    @classmethod
    def of(cls, team_id: int) -> Select["Membership"]:
        """Who is or was in a team, by name."""
        return select(cls).where(cls.team_id == team_id).options(joinedload(cls.account), joinedload(cls.person))

    @classmethod
    def live(cls, account_id: int) -> Select["Membership"]:
        """The memberships of an account that stand."""
        return select(cls).where(cls.account_id == account_id, cls.until.is_(None))

    @classmethod
    def candidates(cls, unit_id: int, day: date) -> Select[Account]:
        """The accounts that hold a role over a ward on a day and may sign in: whoever can be in a team of it."""
        holds = select(RoleGrant.account_id).where(RoleGrant.unit_id == unit_id, RoleGrant.in_force(day))
        return select(Account).where(Account.id.in_(holds), Account.enabled.is_(True)).order_by(Account.id)

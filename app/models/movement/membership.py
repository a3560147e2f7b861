"""Memberships of a team: an account, a person on file, or a name."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.country import codes
from app.models.base import Keyed, partial_index
from app.models.people.account import Account
from app.models.people.person import Person
from app.models.people.role import RoleGrant

if TYPE_CHECKING:
    from app.models.movement.team import Team


class Membership(Keyed):
    """A member of a team from a day to a day (both included): an account, a person on file, or both; else a name. One
    live row per member, and one head per team. `phone` is the number given for the team, also of people on file."""

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
    # The token in the QR code of the card.
    token: Mapped[str] = mapped_column(unique=True, default_factory=codes.new_token)

    @property
    def card_path(self) -> str:
        """The path in the QR code of the card."""
        return f"/t/{self.token}"

    @property
    def card_number(self) -> str:
        """The number printed on the card; it opens nothing."""
        return f"{self.token[:4]}-{self.token[4:8]}"

    def serves(self, day: date) -> bool:
        """Whether the membership is live on a day; one that ended today is not."""
        return self.since <= day and self.until is None

    @classmethod
    def holding(cls, token: str) -> Select["Membership"]:
        """The membership of a card's token, however it was typed."""
        named = joinedload(cls.account), joinedload(cls.person), joinedload(cls.team)
        return select(cls).where(cls.token == codes.read_code(token)).options(*named)

    @property
    def full_name(self) -> str:
        """The name: of the account, else of the person, else as entered."""
        if self.account is not None:
            return self.account.full_name
        return self.person.full_name if self.person else self.name

    @property
    def telephone(self) -> str:
        """The telephone: as given for the team, else as on file."""
        return self.phone or (self.person.phone or "" if self.person else "")

    @classmethod
    def of(cls, team_id: int) -> Select["Membership"]:
        """The current and former members of a team, with their names."""
        return select(cls).where(cls.team_id == team_id).options(joinedload(cls.account), joinedload(cls.person))

    @classmethod
    def live(cls, account_id: int) -> Select["Membership"]:
        """The live memberships of an account."""
        return select(cls).where(cls.account_id == account_id, cls.until.is_(None))

    @classmethod
    def candidates(cls, unit_id: int, day: date) -> Select[Account]:
        """The accounts that may join a team of a ward: enabled, with a role there on a day."""
        holds = select(RoleGrant.account_id).where(RoleGrant.unit_id == unit_id, RoleGrant.in_force(day))
        return select(Account).where(Account.id.in_(holds), Account.enabled.is_(True)).order_by(Account.id)

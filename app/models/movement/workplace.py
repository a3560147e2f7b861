"""The workplace of staff: an account's organisation in a ward; of front, unions and party offices for paid staff."""

from collections.abc import Collection, Mapping

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Select, delete, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.models.base import Base
from app.models.movement.organisation import Organisation
from app.models.people.account import Account
from app.models.people.role import RoleGrant


class Workplace(Base):
    """The organisation of an account, at most one per ward. `employed` references `organisation.employs`, so the
    database refuses a party cell, a youth cell or a religious body."""

    __tablename__ = "workplace"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "employed"], ["organisation.id", "organisation.employs"]),
        CheckConstraint("employed", name="employed_at_all"),
        Index(None, "organisation_id"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), primary_key=True)
    organisation_id: Mapped[int]
    organisation: Mapped[Organisation] = relationship(
        primaryjoin="foreign(Workplace.organisation_id) == Organisation.id", viewonly=True, init=False
    )
    employed: Mapped[bool] = mapped_column(init=False, default=True)

    @classmethod
    def of(
        cls, session: Session, account_ids: Collection[int], unit_ids: Collection[int]
    ) -> Mapping[int, list[Organisation]]:
        """The organisations of some accounts in some wards, by account id. One statement."""
        here = select(cls).where(cls.account_id.in_(account_ids), cls.unit_id.in_(unit_ids))
        found: dict[int, list[Organisation]] = {}
        for each in session.scalars(here.options(joinedload(cls.organisation)).order_by(cls.unit_id)):
            found.setdefault(each.account_id, []).append(each.organisation)
        return found

    @classmethod
    def employers(cls, unit_ids: Collection[int]) -> Select[Organisation]:
        """The organisations where somebody of some wards works."""
        here = select(cls.organisation_id).where(cls.unit_id.in_(unit_ids))
        return select(Organisation).where(Organisation.id.in_(here))

    @classmethod
    def staff(cls, organisation_id: int, unit_ids: Collection[int]) -> Select[int]:
        """The ids of the accounts that work at an organisation, by what some wards know."""
        return select(cls.account_id).where(cls.organisation_id == organisation_id, cls.unit_id.in_(unit_ids))

    @classmethod
    def named(cls, unit_ids: Collection[int]) -> Select[int, str, str, str | None]:
        """Id, name and user name of the accounts with a role over some wards, and each place of work."""
        works = (cls.account_id == Account.id) & cls.unit_id.in_(unit_ids)
        wanted = select(Account.id, Account.full_name, Account.username, Organisation.name).outerjoin(cls, works)
        wanted = wanted.outerjoin(Organisation, Organisation.id == cls.organisation_id)
        return wanted.where(Account.id.in_(RoleGrant.holders(unit_ids)))

    @classmethod
    def keep(cls, session: Session, account: Account, unit_id: int, organisation: Organisation | None) -> bool:
        """Set an account's organisation in a ward; None: unknown. Returns whether it changed. Locks the account's
        row."""
        session.scalars(Account.locked(account.id)).one()
        before = session.get(cls, (account.id, unit_id))
        wanted = organisation.id if organisation else None
        if (before.organisation_id if before else None) == wanted:
            return False
        if before is not None:
            session.execute(delete(cls).where(cls.account_id == account.id, cls.unit_id == unit_id))
            session.expunge(before)
        if wanted is not None:
            session.add(cls(account_id=account.id, unit_id=unit_id, organisation_id=wanted))
        session.flush()
        return True

    @classmethod
    def move(cls, session: Session, organisation: Organisation, into: Organisation) -> None:
        """Move all staff of `organisation` to `into`."""
        session.execute(update(cls).where(cls.organisation_id == organisation.id).values(organisation_id=into.id))

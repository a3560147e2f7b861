"""Recovery codes: ten codes on paper for somebody who lost their phone, each valid once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, UniqueConstraint, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.country import codes
from app.models.base import Keyed
from app.models.people.sign_in import digest

AT_ONCE = 10


class RecoveryCode(Keyed):
    """One code. It has 80 random bits, so its plain SHA-256 is safe and needs no key."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "code_hash"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    code_hash: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def make_anew(cls, session: Session, account_id: int, now: datetime) -> list[str]:
        """Create ten new codes, returned only here; earlier ones become void."""
        session.execute(delete(cls).where(cls.account_id == account_id))
        made = [codes.new_token() for _ in range(AT_ONCE)]
        session.add_all(cls(account_id=account_id, code_hash=digest(code), made_at=now) for code in made)
        session.flush()
        return made

    @classmethod
    def take(cls, session: Session, account_id: int, typed: str, now: datetime) -> bool:
        """Use up a typed code if it is an unused one of the account; of two at once only one succeeds."""
        taken = session.execute(
            update(cls)
            .where(cls.account_id == account_id, cls.code_hash == digest(codes.read_code(typed)), cls.used_at.is_(None))
            .values(used_at=now)
            .returning(cls.id)
        )
        return taken.one_or_none() is not None

    @classmethod
    def left(cls, account_id: int) -> Select[int]:
        """The number of unused codes of an account."""
        return select(func.count()).select_from(cls).where(cls.account_id == account_id, cls.used_at.is_(None))

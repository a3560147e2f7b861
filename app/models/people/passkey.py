"""Passkeys: a device confirms its owner by finger, face or screen lock, and signs. Beside the codes of an app, never in
their place: a passkey dies with the address of the ward, and nobody is to be shut out by that."""

from datetime import datetime
from enum import Enum

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.people.webauthn import BrowserAnswer, Made, Party, Refused, as_text, proved

NAME_SIGNS = 60


class Taken(Enum):
    """What an answer by a passkey was."""

    RIGHT = "right"
    WRONG = "wrong"
    COPIED = "copied"


class Passkey(Base):
    """One of an account. It hangs on the codes of an app: without those there is none."""

    __tablename__ = "passkey"
    __table_args__ = (
        UniqueConstraint("account_id", "name"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("signatures >= 0", name="counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("totp_secret.account_id"))
    name: Mapped[str]
    # The name of the place that it is bound to.
    host: Mapped[str]
    credential: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    # How often it has signed; 0 of devices that do not count.
    signatures: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    # Two devices answered with it: from then on it opens nothing.
    copied_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def add(cls, session: Session, account_id: int, name: str, made: Made, party: Party, now: datetime) -> None:
        """Store a new one of an account that has codes of an app."""
        passkey = cls(
            account_id=account_id,
            name=name,
            host=party.host,
            credential=made.credential,
            public_key=made.public_key,
            signatures=made.signatures,
            made_at=now,
        )
        session.add(passkey)
        session.flush()

    @classmethod
    def of(cls, account_id: int) -> Select["Passkey"]:
        """All of an account, the oldest first."""
        return select(cls).where(cls.account_id == account_id).order_by(cls.made_at, cls.id)

    @classmethod
    def named(cls, credential: str) -> Select["Passkey"]:
        """The one with a name among all passkeys."""
        return select(cls).where(cls.credential == credential)

    @classmethod
    def usable(cls, account_id: int, party: Party) -> Select["Passkey"]:
        """Those of an account that open something at the address of now."""
        return cls.of(account_id).where(cls.host == party.host, cls.copied_at.is_(None))

    @classmethod
    def drop_all(cls, session: Session, account_id: int) -> None:
        """Take all of an account away."""
        session.execute(delete(cls).where(cls.account_id == account_id))

    def take(self, session: Session, told: BrowserAnswer, challenge: str, party: Party, now: datetime) -> Taken:
        """Whether it has answered a challenge; from now on neither this answer nor one from before it counts.

        A device that counts and falls behind what is stored is not alone: somebody copied it, and it is taken no more.
        """
        try:
            signatures = proved(told, self.public_key, challenge, party)
        except Refused:
            return Taken.WRONG
        mine = (Passkey.id == self.id, Passkey.copied_at.is_(None))
        goes_on = Passkey.signatures < signatures if signatures else Passkey.signatures == 0
        used = update(Passkey).where(*mine, goes_on).values(signatures=signatures, used_at=now).returning(Passkey.id)
        if session.execute(used).one_or_none() is not None:
            return Taken.RIGHT
        session.execute(update(Passkey).where(*mine).values(copied_at=now))
        return Taken.COPIED


def answering(session: Session, account_id: int, told: BrowserAnswer, party: Party) -> Passkey | None:
    """The passkey of an account that an answer names, if it opens anything here."""
    wanted = Passkey.usable(account_id, party).where(Passkey.credential == as_text(told.credential))
    return session.scalars(wanted).one_or_none()

"""Passkeys: a device confirms its owner by finger, face or screen lock, and signs. They complement the codes of an app
and never replace them: a passkey is void once the ward's address changes, which must lock nobody out."""

from datetime import datetime
from enum import Enum

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Keyed
from app.models.people.webauthn import BrowserAnswer, Made, Party, PasskeyRefused, as_text, proved

NAME_SIGNS = 60


class PasskeyAnswer(Enum):
    """The result of a passkey's answer."""

    RIGHT = "right"
    WRONG = "wrong"
    COPIED = "copied"


class Passkey(Keyed):
    """A passkey of an account that has an app for codes; removed with that."""

    __tablename__ = "passkey"
    __table_args__ = (
        UniqueConstraint("account_id", "name"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("signatures >= 0", name="counted"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("totp_secret.account_id"))
    name: Mapped[str]
    # The host that the passkey is bound to.
    host: Mapped[str]
    credential: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    # The signature counter; 0 for devices without one.
    signatures: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    # When a copy was detected: the passkey is disabled since.
    copied_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def add(cls, session: Session, account_id: int, name: str, made: Made, party: Party, now: datetime) -> None:
        """Store a new passkey of an account that has an app for codes."""
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
        """All passkeys of an account, the oldest first."""
        return select(cls).where(cls.account_id == account_id).order_by(cls.made_at, cls.id)

    @classmethod
    def named(cls, credential: str) -> Select["Passkey"]:
        """The passkey with a credential id."""
        return select(cls).where(cls.credential == credential)

    @classmethod
    def usable(cls, account_id: int, party: Party) -> Select["Passkey"]:
        """The passkeys of an account that are valid at the current address."""
        return cls.of(account_id).where(cls.host == party.host, cls.copied_at.is_(None))

    @classmethod
    def drop_all(cls, session: Session, account_id: int) -> None:
        """Delete all passkeys of an account."""
        session.execute(delete(cls).where(cls.account_id == account_id))

    def take(
        self, session: Session, answer: BrowserAnswer, challenge: str, party: Party, now: datetime
    ) -> PasskeyAnswer:
        """Check an answer to a challenge; afterwards neither this answer nor an older one is accepted.

        If a device's signature counter falls behind the stored one, the passkey was copied: it is disabled.
        """
        try:
            signatures = proved(answer, self.public_key, challenge, party)
        except PasskeyRefused:
            return PasskeyAnswer.WRONG
        mine = (Passkey.id == self.id, Passkey.copied_at.is_(None))
        goes_on = Passkey.signatures < signatures if signatures else Passkey.signatures == 0
        used = update(Passkey).where(*mine, goes_on).values(signatures=signatures, used_at=now).returning(Passkey.id)
        if session.execute(used).one_or_none() is not None:
            return PasskeyAnswer.RIGHT
        session.execute(update(Passkey).where(*mine).values(copied_at=now))
        return PasskeyAnswer.COPIED


def answering(session: Session, account_id: int, answer: BrowserAnswer, party: Party) -> Passkey | None:
    """The passkey of an account that an answer names, if it is valid here."""
    wanted = Passkey.usable(account_id, party).where(Passkey.credential == as_text(answer.credential))
    return session.scalars(wanted).one_or_none()

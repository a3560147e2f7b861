"""What was sent twice is stored once: keys of forms (docs/decisions/0069), receipts of phones' operations."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module

from sqlalchemy import ForeignKey, Insert, Select, Table, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.guards import STAYS
from app.models.storing import send

# A phone holds a press for a day and a draft for two; after this no copy of either is left.
REMEMBERED = timedelta(days=7)


class IdempotencyKey(Base):
    """One press that was stored. Neither digest leads back to what was typed or to who pressed: both are made under a
    key derived from SECRET_KEY.

    `location`: the path that the press was answered with, "" for an answer that leads nowhere, NULL until it is made.
    """

    __tablename__ = "idempotency_key"

    # Of the form's key, of whose press it was, and of the address.
    digest: Mapped[str] = mapped_column(primary_key=True)
    # Of what the form said.
    fingerprint: Mapped[str]
    location: Mapped[str | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(index=True)

    @classmethod
    def called(cls, digest: str) -> Select["IdempotencyKey"]:
        """The press of a digest, read anew from the database."""
        return select(cls).where(cls.digest == digest).execution_options(populate_existing=True)

    @classmethod
    def claim(cls, session: Session, digest: str, fingerprint: str, now: datetime) -> bool:
        """Store the press in the transaction under way; False where it is stored already.

        On PostgreSQL the same press under way elsewhere is waited for; SQLite lets in one writer at a time.
        """
        dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
        values = {"digest": digest, "fingerprint": fingerprint, "location": None, "created_at": now}
        storing = dialect.insert(_table()).values(values).on_conflict_do_nothing().returning(cls.digest)
        return session.execute(storing).first() is not None

    @classmethod
    def answered(cls, session: Session, digest: str, location: str) -> None:
        """Store the path that answered a press."""
        session.execute(update(_table()).where(cls.digest == digest).values(location=location))

    @classmethod
    def release(cls, session: Session, *digests: str) -> None:
        """Forget presses: refused ones, which may be made again, and those that nobody sends again."""
        session.execute(delete(_table()).where(cls.digest.in_(digests)))

    @property
    def leads_to_file(self) -> bool:
        """Whether the press ordered a paper and was led to its file: under a download the page stays open."""
        return (self.location or "").endswith(".pdf")

    def forget(self, session: Session) -> None:
        """Forget this press, and not one that was stored under its digest since."""
        this = (_table().c.digest == self.digest) & (_table().c.created_at == self.created_at)
        session.execute(delete(_table()).where(this))

    @classmethod
    def old(cls, now: datetime) -> Select[str]:
        """The digests of presses that are too old to be repeated."""
        return select(cls.digest).where(cls.created_at < now - REMEMBERED).order_by(cls.created_at)


def _table() -> Table:
    table = IdempotencyKey.__table__
    assert isinstance(table, Table)
    return table


class Receipt(Base):
    """One operation done, by the uuid that the phone gave it. A mark leaves none: its own row has the uuid."""

    __tablename__ = "receipt"
    __table_args__ = ({"info": {"guard": STAYS}},)

    uuid: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    # SHA-256 of what was asked for: tells the same again from another thing under the same uuid.
    digest: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str]
    at: Mapped[datetime]
    received_at: Mapped[datetime]

    @classmethod
    def store(cls, session: Session, receipts: Sequence[Mapping[str, object]]) -> None:
        """Add receipts, given as their columns, all in one statement."""
        send(session, _storing(), receipts)


@cache  # made once, its values left open
def _storing() -> Insert:
    table = Receipt.__table__
    assert isinstance(table, Table)
    return insert(table)


def digest(kind: str, device_at: datetime, asked: Mapping[str, object]) -> str:
    """The digest of an operation's content."""
    text = json.dumps([kind, device_at.isoformat(), asked], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()

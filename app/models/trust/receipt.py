"""Receipts of operations that phones sent, so that a repeated operation changes nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ForeignKey, Insert, Table, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base
from app.models.guards import STAYS
from app.models.storing import send


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

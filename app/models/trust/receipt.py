"""Receipts: what a phone has sent and the server has done, so that sending it again changes nothing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Select, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base


class Receipt(Base):
    """One operation done, by the uuid that the phone gave it. A mark leaves none: its own row has the uuid."""

    __tablename__ = "receipt"

    uuid: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    # SHA-256 of what was asked for: tells the same again from another thing under the same uuid.
    digest: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    device: Mapped[str]
    at: Mapped[datetime]
    received_at: Mapped[datetime]

    @classmethod
    def among(cls, session: Session, uuids: Sequence[str]) -> dict[str, str]:
        """Those of some uuids that have a receipt, with its digest."""
        return {row.uuid: row.digest for row in session.execute(_among(), {"uuids": uuids})}


@cache  # asked by every tap: made once, its values left open
def _among() -> Select[Any, Any]:
    receipts = Receipt.__table__.c
    return select(receipts.uuid, receipts.digest).where(receipts.uuid.in_(bindparam("uuids", expanding=True)))


def digest(kind: str, device_at: datetime, asked: Mapping[str, object]) -> str:
    """What tells one operation's content from another's."""
    text = json.dumps([kind, device_at.isoformat(), asked], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()

"""The rights about personal data, the states of a request, and its errors."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.models.base import Keyed
from app.models.people.account import Account


class Right(StrEnum):
    """What is asked for."""

    COPY = "copy"
    ERASURE = "erasure"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    OBJECTION = "objection"


class RightState(StrEnum):
    """asked → seen (who asks) → granted → done; refused, or withdrawn by who asked."""

    ASKED = "asked"
    SEEN = "seen"
    GRANTED = "granted"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Seen(StrEnum):
    """How the office saw who asks: a paper shown (no copy is kept, no number noted), a call back to the telephone on
    file, or somebody who knows them."""

    PAPER = "paper"
    CALL = "call"
    KNOWN = "known"


class Behalf(StrEnum):
    """Whose data somebody asks about: their own, or another's, and what allows it: papers of a parent or guardian (of a
    child, or of who cannot decide), a written mandate, or that the person agreed when they were seen or called."""

    SELF = "self"
    GUARDIAN = "guardian"
    MANDATE = "mandate"
    CONSENT = "consent"


class RequestOver(Exception):
    """The request was decided or withdrawn before, or is in another state."""


class NobodySeen(Exception):
    """The requester, or the person concerned, was not identified yet."""


# These say nothing without words: with other words it is another request.
WANTS_WORDS = (Right.CORRECTION, Right.WITHDRAWAL, Right.OBJECTION)
OPEN = (RightState.ASKED, RightState.SEEN, RightState.GRANTED)
# So long whoever asked fetches their copy at the address of the request.
FETCHED_WITHIN = timedelta(days=7)
# So long after the last step whose it was is kept, to prove that it was answered in time.
KEPT = timedelta(days=365)
# Working days until the answer; days of the calendar until it is done.
ANSWERED_WITHIN = 2
DONE_WITHIN: Mapping[str, int] = {
    Right.COPY: 10,
    Right.CORRECTION: 10,
    Right.WITHDRAWAL: 15,
    Right.OBJECTION: 15,
    Right.ERASURE: 20,
}


class DataRequestStep(Keyed):
    """One step of a request, with its time, the account and the message."""

    __tablename__ = "data_request_step"
    __table_args__ = (Index(None, "request_id"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("data_request.id"))
    step: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    by: Mapped[Account | None] = relationship(init=False, viewonly=True)
    words: Mapped[str] = mapped_column(default="")

    @classmethod
    def of(cls, request_id: int) -> Select["DataRequestStep"]:
        """The history of a request, the oldest first."""
        return select(cls).where(cls.request_id == request_id).options(joinedload(cls.by)).order_by(cls.id)

    @property
    def behalf(self) -> Behalf | None:
        """For whom somebody asks, as far as this step says it."""
        return Behalf.SELF if self.step == "seen" else Behalf(self.words) if self.step == "for_another" else None

"""What is proposed by one and decided by another, once.

A noun names its own columns: `waits` says what has not been decided, `proposed_by_id` whose it is (None: the public's),
since `proposed_at`, `in_units` where it belongs. It locks, looks and refuses here; what a decision does is its own.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Select
from sqlalchemy.orm import Mapped, Session

from app.models.base import count_of
from app.models.people.account import Account

if TYPE_CHECKING:
    from sqlalchemy.ext.hybrid import hybrid_property


class DecisionRefused(Exception):
    """`row` cannot be decided, or taken back, by whoever tried it."""

    def __init__(self, row: "Decided") -> None:
        super().__init__()
        self.row = row


class AlreadyDecided(DecisionRefused):
    """Somebody was quicker: it was decided or withdrawn before."""


class OwnProposal(DecisionRefused):
    """Nobody decides about what they proposed themselves."""


class NotYours(DecisionRefused):
    """Only who proposed it takes it back."""


class Decided:
    """A noun that waits until somebody decides about it."""

    if TYPE_CHECKING:
        id: Mapped[int]
        public_id: Mapped[str]
        proposed_at: Mapped[Any]  # datetime; of what is proposed later, None before
        waits: hybrid_property[bool]

        @property
        def decided_by_id(self) -> int | None:
            """Which account decided."""

        @classmethod
        def in_units(cls, unit_ids: Collection[int]) -> Select[Self]:
            """Those of some units, the longest waiting first, with what a line about them says."""

    @property
    def proposed_by_id(self) -> int | None:
        """Which account proposed it; None: somebody without one."""
        return None

    @classmethod
    def called(cls, public_id: str, unit_ids: Collection[int]) -> Select[Self]:
        """The one of a public id in some units."""
        return cls.in_units(unit_ids).where(cls.public_id == public_id)

    @classmethod
    def waiting_in(cls, unit_ids: Collection[int]) -> Select[Self]:
        """Those of some units that nobody has decided."""
        return cls.in_units(unit_ids).where(cls.waits)

    @classmethod
    def count_waiting(cls, unit_ids: Collection[int]) -> Select[int]:
        """How many of some units wait."""
        return count_of(cls.waiting_in(unit_ids))

    def lock(self, session: Session) -> None:
        """Read it afresh, its row locked until the write transaction ends; a noun with others to hold locks those."""
        session.refresh(self, with_for_update={"of": type(self)})

    def take(self, session: Session, by: Account) -> None:
        """Lock it for somebody who decides about it: `OwnProposal` where they proposed it themselves, `AlreadyDecided`
        where somebody was quicker."""
        self.lock(session)
        if self.proposed_by_id == by.id:
            raise OwnProposal(self)
        self.must_wait()

    def take_back(self, session: Session, by: Account) -> None:
        """Lock it for who proposed it and wants it back: `NotYours` where somebody else did, `AlreadyDecided`."""
        self.lock(session)
        if self.proposed_by_id != by.id:
            raise NotYours(self)
        self.must_wait()

    def must_wait(self) -> None:
        """Nothing but to be decided, as it was read: else `AlreadyDecided`."""
        if not self.waits:
            raise AlreadyDecided(self)

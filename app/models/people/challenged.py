"""The challenge that a passkey has to sign: stored with the sign-in, valid once and for a few minutes."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, update
from sqlalchemy.orm import Mapped, MappedAsDataclass, Session, mapped_column

# Also given to the browser as its timeout.
LASTS = timedelta(minutes=5)


def asked_at_a_moment() -> CheckConstraint:
    """The check constraint of both tables: challenge and time are set together."""
    return CheckConstraint("(challenge IS NULL) = (challenged_at IS NULL)", name="asked_at_a_moment")


class Challenged(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Mixed into sign-ins and half sign-ins: rows that can hold a challenge."""

    id: Mapped[Any]
    # 256 random bits, encoded as browsers return them.
    challenge: Mapped[str | None] = mapped_column(default=None)
    challenged_at: Mapped[datetime | None] = mapped_column(default=None)

    def ask(self, now: datetime) -> str:
        """Store a new challenge in place of an earlier one, and return it."""
        self.challenge, self.challenged_at = secrets.token_urlsafe(32), now
        return self.challenge

    def use_up(self, session: Session, now: datetime) -> str:
        """Return the stored challenge and clear it, so that only one of two simultaneous answers gets it; "" if there
        is none."""
        noun, standing = type(self), self.challenge
        used = session.execute(
            update(noun)
            .where(noun.id == self.id, noun.challenge == standing, noun.challenged_at > now - LASTS)
            .values(challenge=None, challenged_at=None)
            .returning(noun.id)
        )
        return standing if standing is not None and used.one_or_none() is not None else ""

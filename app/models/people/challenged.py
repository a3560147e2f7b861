"""What a browser was asked to answer by a passkey: stands with its sign-in, once and for a few minutes."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, update
from sqlalchemy.orm import Mapped, MappedAsDataclass, Session, mapped_column

# As long as a browser waits for a finger; it is told so.
LASTS = timedelta(minutes=5)


def asked_at_a_moment() -> CheckConstraint:
    """What stands behind it in each table."""
    return CheckConstraint("(challenge IS NULL) = (challenged_at IS NULL)", name="asked_at_a_moment")


class Challenged(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """A sign-in, or half of one, that can be asked."""

    id: Mapped[Any]
    # 256 random bits, as browsers give them back.
    challenge: Mapped[str | None] = mapped_column(default=None)
    challenged_at: Mapped[datetime | None] = mapped_column(default=None)

    def ask(self, now: datetime) -> str:
        """A new challenge, in the place of an earlier one."""
        self.challenge, self.challenged_at = secrets.token_urlsafe(32), now
        return self.challenge

    def use_up(self, session: Session, now: datetime) -> str:
        """The challenge that stands, which nobody answers again: of two at the same moment one gets it. "" for none."""
        noun, standing = type(self), self.challenge
        used = session.execute(
            update(noun)
            .where(noun.id == self.id, noun.challenge == standing, noun.challenged_at > now - LASTS)
            .values(challenge=None, challenged_at=None)
            .returning(noun.id)
        )
        return standing if standing is not None and used.one_or_none() is not None else ""

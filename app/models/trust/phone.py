"""Phones of staff: what each said of itself when last heard, so that work which waits on one is not forgotten."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    Table,
    UniqueConstraint,
    Update,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from app.models.base import Keyed, UtcDateTime
from app.models.people.account import Account
from app.models.storing import send

# A phone that says the same again is written down at most this often: it speaks with every tap.
SEEN_EVERY = timedelta(minutes=1)
# More than any phone keeps; a larger count is a fault of whoever sends it.
MOST_KEPT = 1_000_000
LONGEST_WORDS = 80


class Phone(Keyed):
    """A device as one account uses it. `waiting` and `refused` are counts of that account's own operations on it."""

    __tablename__ = "phone"
    __table_args__ = (
        UniqueConstraint("device", "account_id"),
        CheckConstraint("waiting >= 0", name="waiting_positive"),
        CheckConstraint("refused >= 0", name="refused_positive"),
        Index(None, "account_id"),
        Index(None, "last_seen_at"),
    )

    # The name that the device gave itself, as in marks and receipts.
    device: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    account: Mapped[Account] = relationship(init=False, viewonly=True)
    # Browser and system in words (app/web/browsers/devices.py).
    kind: Mapped[str] = mapped_column(default="")
    # The release of the product that runs on it, "" where it never said.
    release: Mapped[str] = mapped_column(default="")
    waiting: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]

    @classmethod
    def of(cls, account_id: int, device: str) -> Select["Phone"]:
        """A device as one account uses it."""
        return select(cls).where(cls.account_id == account_id, cls.device == device)

    @classmethod
    def heard(
        cls,
        session: Session,
        *,
        account_id: int,
        device: str,
        kind: str = "",
        release: str = "",
        waiting: int,
        refused: int,
        now: datetime,
    ) -> "Phone":
        """Note what a phone says of itself; two of its calls at once make one row.

        `waiting` and `refused` are what is left on it after the call that says so. What it does not say (`kind`,
        `release` "") stays as it was. One statement where nothing is new within a minute, else two or three.
        """
        reported: dict[str, str | int] = {"waiting": _count(waiting), "refused": _count(refused)}
        reported |= {name: words[:LONGEST_WORDS] for name, words in (("kind", kind), ("release", release)) if words}
        key = {"account_id": account_id, "device": device}
        phone = session.scalars(_known(), key).one_or_none()
        if phone is None:
            phone = cls(account_id=account_id, device=device, first_seen_at=now, last_seen_at=now)
            phone._say(reported, now)
            try:
                with session.begin_nested():
                    session.add(phone)
                return phone
            except IntegrityError:  # its other call was quicker
                phone = session.scalars(_known(), key).one()
        if phone._say(reported, now):
            session.flush()
        return phone

    @classmethod
    def seen(cls, session: Session, account_id: int, device: str, now: datetime) -> None:
        """Store the time at which an unchanged report of a phone arrived, in one statement."""
        send(session, _seeing(), {"of": account_id, "called": device, "now": now})

    def _say(self, reported: Mapping[str, str | int], now: datetime) -> bool:
        """Apply a report; return whether it differs, or the last one is more than a minute old."""
        new = any(getattr(self, name) != value for name, value in reported.items())
        if not new and now - self.last_seen_at < SEEN_EVERY:
            return False
        for name, value in reported.items():
            setattr(self, name, value)
        self.last_seen_at = max(self.last_seen_at, now)
        return True

    @classmethod
    def seen_since(cls, account_ids: Collection[int] | Select[int], moment: datetime) -> Select["Phone"]:
        """The phones of some accounts that were heard since a moment, or that still keep something, with their
        accounts: those that keep most first, then those heard last."""
        return (
            select(cls)
            .join(cls.account)
            .where(cls.account_id.in_(account_ids), or_(cls.last_seen_at >= moment, cls.waiting > 0))
            .options(contains_eager(cls.account))
            .order_by(cls.waiting.desc(), cls.last_seen_at.desc(), cls.id)
        )

    @classmethod
    def keeping(cls, account_id: int, but_also: Collection[int] = (), since: datetime | None = None) -> Select["Phone"]:
        """The phones of an account that, when last heard, kept something unsent or refused, those with the ids of
        `but_also`, and those heard since a moment; the fullest first."""
        any_of = [cls.waiting > 0, cls.refused > 0, cls.id.in_(but_also)]
        if since is not None:
            any_of.append(cls.last_seen_at >= since)
        return (
            select(cls)
            .where(cls.account_id == account_id, or_(*any_of))
            .order_by(cls.waiting.desc(), cls.last_seen_at.desc(), cls.id)
        )

    @classmethod
    def running_older(cls, release: str, moment: datetime) -> Select[int]:
        """How many phones that were heard since a moment run another release than this one, of those that say."""
        return select(func.count()).where(cls.last_seen_at >= moment, cls.release.not_in(("", release)))


def _count(given: int) -> int:
    return min(max(given, 0), MOST_KEPT)


@cache  # asked by every tap: made once, its values left open
def _known() -> Select[Phone]:
    return select(Phone).where(Phone.account_id == bindparam("account_id"), Phone.device == bindparam("device"))


@cache
def _seeing() -> Update:
    table = Phone.__table__
    assert isinstance(table, Table)
    phone, now = table.c, bindparam("now", type_=UtcDateTime())
    this_one = (phone.account_id == bindparam("of"), phone.device == bindparam("called"), phone.last_seen_at < now)
    return update(table).where(*this_one).values(last_seen_at=now)

"""Whether an account may sign in for some units, in SQL; those that were unused for 45 nights fall asleep until an
administrator wakes them.

System security level 2 wants accounts that are unused for 45 days disabled (design/trust.md, the law in short). Used
means signed in, or seen on a device: an instructor who ticks in a sign-in of three weeks uses their account. Nights are
counted, not calendar days: each night on which the worker ran is a row. So no account falls asleep because an
installation was off all summer, its clock ran a year ahead, or it was upgraded today.
"""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, false, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.selectable import Exists

from app.country import clock
from app.models.base import Base
from app.models.people.account import Account
from app.models.people.role import LastAdministrator, Role, RoleGrant
from app.models.people.second_factor import NEEDED_BY
from app.models.people.sign_in import MOST_WRONG, SignIn, digest
from app.models.people.totp_secret import TotpSecret

NIGHTS = 45
# The administrator's list warns this many nights before.
SOON = 10


class Night(Base):
    """A night on which the worker looked for unused accounts."""

    __tablename__ = "night"

    day: Mapped[date] = mapped_column(primary_key=True)

    @classmethod
    def is_looked_at(cls, session: Session, day: date) -> bool:
        """Whether the worker has looked already."""
        return session.get(cls, day) is not None

    @classmethod
    def begin(cls, session: Session, day: date) -> None:
        """Store a night; delete those that no rule counts any more and those in the future, from a wrong clock."""
        kept = select(cls.day).where(cls.day <= day).order_by(cls.day.desc()).limit(2 * NIGHTS)
        session.execute(delete(cls).where(cls.day.not_in(kept)))
        session.add(cls(day=day))
        session.flush()

    @classmethod
    def counted(cls, session: Session) -> Sequence[date]:
        """The nights, the oldest first."""
        return session.scalars(select(cls.day).order_by(cls.day)).all()


class Quiet(NamedTuple):
    """When an account was last used, and how many nights ago."""

    used_at: datetime
    nights: int

    @property
    def left(self) -> int:
        """The number of unused nights left until it falls asleep."""
        return max(0, NIGHTS - self.nights)

    @property
    def is_soon(self) -> bool:
        """Whether the administrator is warned already."""
        return self.left <= SOON


def quiet(session: Session, account_ids: Collection[int] | None = None) -> dict[int, Quiet]:
    """How long the accounts that may sign in (all, or some) have been unused, by id. Two statements."""
    nights = Night.counted(session)
    unused = {}
    for account_id, *moments in session.execute(_used(account_ids)):
        used = max(moment for moment in moments if moment is not None)
        unused[account_id] = Quiet(used, len(nights) - bisect_right(nights, clock.local(used).date()))
    return unused


def is_soon(session: Session) -> ColumnElement[bool]:
    """The SQL condition of `Quiet.is_soon`, of accounts that may sign in. One statement, for the nights."""
    nights = Night.counted(session)
    if len(nights) < NIGHTS - SOON:
        return false()
    begin = clock.at_local(nights[SOON - NIGHTS])
    moments = Account.created_at, Account.last_sign_in_at, Account.woken_at
    seen = exists().where(SignIn.account_id == Account.id, SignIn.last_seen_at >= begin)
    return and_(*(or_(each.is_(None), each < begin) for each in moments), ~seen)


def _used(account_ids: Collection[int] | None) -> Select[int, datetime, datetime | None, datetime | None, datetime]:
    seen = select(func.max(SignIn.last_seen_at)).where(SignIn.account_id == Account.id).scalar_subquery()
    wanted = select(Account.id, Account.created_at, Account.last_sign_in_at, Account.woken_at, seen)
    awake = wanted.where(Account.enabled.is_(True), Account.asleep_at.is_(None), Account.password_hash.is_not(None))
    return awake if account_ids is None else awake.where(Account.id.in_(account_ids))


def fall_asleep(session: Session, now: datetime) -> list[Account]:
    """Put accounts to sleep that were unused too long, the longest unused first; never a unit's last administrator.

    Call in the write transaction. Locks the accounts' rows; an account that was used meanwhile stays awake.
    """
    long = {account_id: each for account_id, each in quiet(session).items() if not each.left}
    slept = []
    for account_id in sorted(long, key=lambda each: (long[each].used_at, each)):
        if _is_needed(session, account_id, clock.local(now).date()):
            continue
        account = session.scalars(select(Account).where(Account.id == account_id).with_for_update()).one()
        if not quiet(session, [account_id])[account_id].left:  # not used meanwhile
            account.asleep_at = now
            slept.append(account)
            session.flush()
    return slept


def _is_needed(session: Session, account_id: int, day: date) -> bool:
    administers = RoleGrant.of(account_id).where(RoleGrant.role == Role.ADMINISTRATOR, RoleGrant.in_force(day))
    units = {grant.unit_id for grant in session.scalars(administers)}
    try:
        RoleGrant.keep_one_administrator(session, units, account_id, day)
    except LastAdministrator:
        return True
    return False


def wake(account: Account, now: datetime) -> None:
    """Let the account sign in again, and count its nights anew."""
    account.asleep_at, account.woken_at = None, now


class AccountState(StrEnum):
    """In use; invited but never signed in; asleep, unused for too long; stopped, or without a role any more."""

    IN_USE = "in_use"
    INVITED = "invited"
    ASLEEP = "asleep"
    STOPPED = "stopped"


def state(unit_ids: Collection[int], day: date) -> ColumnElement[str]:
    """The `AccountState` of an account on a day, by its roles over some units."""
    return case(
        (or_(Account.enabled.is_(False), ~_granted(unit_ids, day)), AccountState.STOPPED.value),
        (Account.asleep_at.is_not(None), AccountState.ASLEEP.value),
        (Account.password_hash.is_(None), AccountState.INVITED.value),
        else_=AccountState.IN_USE.value,
    )


def lacks_factor(unit_ids: Collection[int], day: date) -> ColumnElement[bool]:
    """The condition that an account needs a second factor for some units and has none: its owner sets it up when
    signing in next."""
    known = state(unit_ids, day).in_((AccountState.IN_USE, AccountState.ASLEEP))
    needs = _granted(unit_ids, day).where(RoleGrant.role.in_(NEEDED_BY))
    return and_(known, needs, ~exists().where(TotpSecret.account_id == Account.id))


def states_of(
    session: Session, account_ids: Collection[int], unit_ids: Collection[int], day: date
) -> dict[int, tuple[str, bool]]:
    """The `AccountState` of some accounts and whether they lack a second factor, by id. One statement."""
    wanted = select(Account.id, state(unit_ids, day), lacks_factor(unit_ids, day)).where(Account.id.in_(account_ids))
    return {row[0]: (row[1], bool(row[2])) for row in session.execute(wanted)}


def _granted(unit_ids: Collection[int], day: date) -> Exists:
    theirs = RoleGrant.account_id == Account.id, RoleGrant.unit_id.in_(unit_ids)
    return exists().where(*theirs, RoleGrant.not_over(day))


# Why a sign-in no longer gives access. Phones depend on it: if it was revoked they delete its saved pages, if it only
# expired or is locked they keep them (docs/offline.md). Unsent data is kept in every case.
class Suspended(StrEnum):
    """Why a sign-in gives no access."""

    REVOKED = "revoked"  # it was ended, the account disabled, or all its roles revoked
    EXPIRED = "expired"  # its time is over, or nobody was signed in
    LOCKED = "locked"  # it was idle; it can be unlocked


def why_suspended(session: Session, token: str) -> Suspended:
    """Why the sign-in of a cookie's token is over; an unknown one has expired (an older backup was restored)."""
    columns = (SignIn.ended_at, SignIn.wrong_unlocks, SignIn.account_id, Account.enabled)
    wanted = select(*columns).join(SignIn.account)
    row = session.execute(wanted.where(SignIn.token_hash == digest(token))).one_or_none()
    if row is None:
        return Suspended.EXPIRED
    if row.wrong_unlocks >= MOST_WRONG:
        return Suspended.EXPIRED  # ended by wrong PINs on this device; its owner can sign in again
    if row.ended_at is not None or not row.enabled:
        return Suspended.REVOKED
    left = RoleGrant.of(row.account_id).where(RoleGrant.revoked_at.is_(None))
    return Suspended.REVOKED if session.scalars(left.limit(1)).first() is None else Suspended.EXPIRED

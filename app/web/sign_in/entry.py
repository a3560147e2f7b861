"""Signing in of staff: checking the password, counting tries, creating the sign-in's row.

A view reads and hashes first (`fitting_hash`), then stores the result in `immediate()` (`count_try`, `begin`), then
answers (app/web/sign_in/welcome.py): hashing takes 23 ms, too long for the one write transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import current_app, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.models import (
    Account,
    AccountPin,
    AuditEvent,
    HalfSignIn,
    Locked,
    Role,
    RoleGrant,
    SecondFactor,
    SignIn,
    WrongTries,
)
from app.models.people.account import by_name, fold_username, is_password
from app.models.people.passwords import MOST
from app.models.people.term import LATE
from app.web.access import COOKIE, current_account, signed_in
from app.web.browsers.devices import device_words
from app.web.database import db
from app.web.sign_in import limits
from app.web.sign_in.limits import LateTries, TooMany
from app.web.sign_in.visits import FIELD, ROLE_IDLE


def fitting_hash(username: str, password: str, now: datetime) -> str | None:
    """The stored hash that a password matches, or None; the steps are the same whether or not the user name exists.

    A browser known for the name is not affected by the rate limit of its address; any other gets past it by the queue
    (app/web/sign_in/limits.py).

    Raises:
        Locked: the name is locked.
        TooMany: too many wrong passwords from this address.
    """
    device = known_as(username)
    if not device:
        _pass_the_crowd(username, password, now)
    WrongTries.check(db.session(), username, now, device=device)
    stored = _stored_hash(username)
    return stored if is_password(stored, password) else None


def known_as(username: str) -> str:
    """The key under which this browser's tries at a name are counted apart from those of unknown browsers: the name
    signed in here before, or is signed in now. Else ""."""
    if device := limits.known_as(username):
        return device
    visitor = signed_in()
    if visitor is not None and current_account().username == fold_username(username):
        return f"s{visitor.sign_in_id}"
    return ""


def _pass_the_crowd(username: str, password: str, now: datetime) -> None:
    """Check the rate limit of this address. Beyond it, a try goes on if the queue has found it right before; other
    tries are queued. All refusals are the same."""
    try:
        limits.SIGN_IN.check()
    except TooMany:
        late: LateTries = current_app.extensions["late_tries"]
        if late.was_right(username, password, now):
            return
        stored = _stored_hash(username)
        if stored is not None and not WrongTries.is_locked(db.session(), username, now):
            late.check_later(username, password, stored, now)
        raise


def _stored_hash(username: str) -> str | None:
    """The password hash of a name; None if the name does not exist or is disabled."""
    account = db.session.scalars(Account.called(username)).one_or_none()
    return account.password_hash if account is not None and account.enabled else None


class Entrance(NamedTuple):
    """A completed sign-in: the cookie's token, the user name, today's roles (none for who came to send late), and
    whether the same account was signed in here last."""

    token: str
    username: str
    roles: frozenset[Role]
    came_back: bool = False


class Halfway(NamedTuple):
    """The password was right, the second factor is still to come: the token of the half sign-in's cookie, today's
    roles, and whether a second factor is set up; else that comes first."""

    token: str
    roles: frozenset[Role]
    is_set_up: bool


class Wrong(NamedTuple):
    """A failed sign-in: the tries left, and until when the name is locked; `no_role`: the account has no role today;
    `woken_by`: who may wake a sleeping account; `words`: the message for a wrong second step."""

    left: int
    locked_until: datetime | None
    no_role: bool = False
    woken_by: tuple[str, ...] | None = None
    words: str = ""


# The result of signing in.
Came = Entrance | Halfway | Wrong


def enter(session: Session, username: str, fitting: str | None, now: datetime, *, late: bool = False) -> Came:
    """Sign in on this browser, fully or halfway; see `count_try` and `begin`.

    Raises:
        Locked: the name was locked meanwhile.
    """
    account = count_try(session, username, fitting, now)
    return account if isinstance(account, Wrong) else begin(session, account, now, late=late)


def count_try(session: Session, username: str, fitting: str | None, now: datetime) -> Account | Wrong:
    """Count a try: returns the account if the password matches, else the result of a wrong try.

    `fitting` comes from `fitting_hash`; if the password was changed meanwhile, the try is wrong. Let the transaction
    commit in both cases: a wrong try that is not stored does not count.

    Raises:
        Locked: the name was locked meanwhile.
    """
    device = known_as(username)
    tries = WrongTries.of(session, username, now, device=device)
    account = session.scalars(Account.called(username).with_for_update()).one_or_none()
    if account is not None and fitting is not None and account.enabled and account.password_hash == fitting:
        tries.forget()
        return account
    if not device:
        limits.SIGN_IN.note_wrong(session)
    if tries.note_wrong(now):
        note(session, "account.locked", account, now, by_itself=False)
    return Wrong(tries.left, tries.locked_until)


def begin(session: Session, account: Account, now: datetime, *, two_step: bool = False, late: bool = False) -> Came:
    """Sign an account in on this browser and end the browser's earlier sign-in; refused without a role today. With
    `late` also after the last one ended by its date (`ended_lately`): without roles, to send what waits.

    Halfway only if a second factor is required, unless `two_step`: it was proved too.
    """
    roles = frozenset(Role(grant.role) for grant in grants_in_force(session, account))
    ended = frozenset(Role(grant.role) for grant in ended_lately(session, account.id)) if late and not roles else roles
    if not ended:
        return Wrong(left=MOST, locked_until=None, no_role=True)
    if account.asleep_at is not None:
        return Wrong(left=MOST, locked_until=None, woken_by=_who_wakes(session, account))
    if not two_step:
        factor = SecondFactor.of(session, account.id)
        if factor.is_set_up or SecondFactor.is_needed(ended):
            return Halfway(HalfSignIn.start(session, account, now), roles, factor.is_set_up)
    came_back = False
    if earlier := request.cookies.get(COOKIE):
        came_back = session.scalars(SignIn.whose(earlier)).first() == account.id
        SignIn.end(session, earlier, now)
    device = device_words(request.user_agent.string)
    made, token = SignIn.start(account, device=device, now=now, two_step=two_step)
    session.add(made)
    account.last_sign_in_at = now
    note(session, "sign_in.started", account, now, {"device": made.device})
    return Entrance(token, account.username, roles, came_back)


def _who_wakes(session: Session, account: Account) -> tuple[str, ...]:
    """The names of the administrators of an account's units."""
    units = {grant.unit_id for grant in grants_in_force(session, account)}
    day = clock.today()
    ids = {each for unit in units for each in session.scalars(RoleGrant.administrators(unit, day))}
    return tuple(each.full_name for each in by_name(session.scalars(select(Account).where(Account.id.in_(ids)))))


def asks_for_pin(session: Session, entrance: Entrance, now: datetime) -> bool:
    """Whether to ask for setting a PIN after this sign-in: once, and only if the sign-in may lock."""
    if all(ROLE_IDLE[Role(role)] == FIELD for role in entrance.roles):
        return False
    account = session.scalars(Account.called(entrance.username)).one()
    return AccountPin.ask(session, account.id, now)


def describe_lock(error: Locked | TooMany) -> tuple[str, int]:
    """The message for a lock or a rate limit, and the seconds until the next try."""
    if isinstance(error, TooMany):
        text = _("Từ nơi này có nhiều lần gõ sai. Anh chị chờ %(seconds)s giây rồi thử lại.", seconds=error.seconds)
        return text, error.seconds
    text = _(
        "Gõ sai %(count)s lần nên tên này tạm khóa. Anh chị thử lại sau %(time)s, hoặc nhờ người quản trị đặt lại "
        "mật khẩu.",
        count=MOST,
        time=formats.time(error.until),
    )
    return text, max(1, round((error.until - clock.now()).total_seconds()))


def note(
    session: Session,
    action: str,
    account: Account | None,
    now: datetime,
    detail: dict[str, object] | None = None,
    *,
    by_itself: bool = True,
) -> None:
    """Record an audit event of signing in, once for each unit of the account. `by_itself`: the account did it."""
    subject = ("account", account.public_id if account else "")
    grants = (grants_in_force(session, account) or ended_lately(session, account.id)) if account else []
    units: set[int | None] = {grant.unit_id for grant in grants}
    for unit_id in units or {None}:
        AuditEvent.note(
            session,
            action,
            at=now,
            account_id=account.id if account and by_itself else None,
            unit_id=unit_id,
            subject=subject,
            detail=detail,
        )


def grants_in_force(session: Session, account: Account) -> Sequence[RoleGrant]:
    return session.scalars(RoleGrant.of(account.id).where(RoleGrant.in_force(clock.today()))).all()


def ended_lately(session: Session, account_id: int) -> Sequence[RoleGrant]:
    """The grants of an account that ended by their date so lately that what was pressed under them is still taken."""
    today = clock.today()
    lately = RoleGrant.until < today, RoleGrant.not_over(today - LATE)
    return session.scalars(RoleGrant.of(account_id).where(*lately)).all()

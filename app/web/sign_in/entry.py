"""Letting a member of staff in: the password, tries counted, the sign-in's row.

A view reads and hashes first (`fitting_hash`), then opens `immediate()` and settles (`settle`, `begin`), then answers
(app/web/sign_in/welcome.py): hashing takes 23 ms, too long to hold the one write transaction.
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
from app.models.people.wrong_tries import MOST
from app.web.access import COOKIE, current_account, signed_in
from app.web.browsers.devices import device_words
from app.web.database import db
from app.web.sign_in import known_devices, limits
from app.web.sign_in.idle import FIELD, ROLE_IDLE
from app.web.sign_in.late_tries import LateTries
from app.web.sign_in.limits import TooMany


def fitting_hash(username: str, password: str, now: datetime) -> str | None:
    """The stored hash that a password fits, or None; the same steps whether or not anybody has the name.

    A browser that is known of the name is not slowed by what others at its address do; any other gets through by the
    queue (app/web/sign_in/late_tries.py).

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
    """What the tries of this browser at a name are counted under, apart from those of strangers: it let in whoever has
    the name before, or they are in now. Else ""."""
    if device := known_devices.known_as(username):
        return device
    visitor = signed_in()
    if visitor is not None and current_account().username == fold_username(username):
        return f"s{visitor.sign_in_id}"
    return ""


def _pass_the_crowd(username: str, password: str, now: datetime) -> None:
    """Where wrong tries have used up this address, one that was heard before and was right goes on; others are heard,
    and all are told the same."""
    try:
        limits.SIGN_IN.check()
    except TooMany:
        late: LateTries = current_app.extensions["late_tries"]
        if late.was_right(username, password, now):
            return
        stored = _stored_hash(username)
        if stored is not None and not WrongTries.is_shut(db.session(), username, now):
            late.hear(username, password, stored, now)
        raise


def _stored_hash(username: str) -> str | None:
    """The hash of a name's password; None where nobody has the name, or may come in by it."""
    account = db.session.scalars(Account.called(username)).one_or_none()
    return account.password_hash if account is not None and account.enabled else None


class Entrance(NamedTuple):
    """Somebody is in: the token for the cookie, their name, the roles of today, and whether they were the last one in
    here."""

    token: str
    username: str
    roles: frozenset[Role]
    came_back: bool = False


class Halfway(NamedTuple):
    """The password was right, the second factor is still to come: the token for the cookie of who is halfway in, the
    roles of today, and whether there is a second factor yet, else it is set up first."""

    token: str
    roles: frozenset[Role]
    is_set_up: bool


class Wrong(NamedTuple):
    """Nobody came in: how many tries are left, or until when the name is locked now; `no_role` when only that lacks,
    `woken_by` who may wake an account that sleeps, `words` what to look at in what was given for the second step."""

    left: int
    locked_until: datetime | None
    no_role: bool = False
    woken_by: tuple[str, ...] | None = None
    words: str = ""


# What comes of trying to get in.
Came = Entrance | Halfway | Wrong


def enter(session: Session, username: str, fitting: str | None, now: datetime) -> Came:
    """Sign in on this browser, or halfway; see `settle` for the rest.

    Raises:
        Locked: the name has been locked meanwhile.
    """
    account = settle(session, username, fitting, now)
    return account if isinstance(account, Wrong) else begin(session, account, now)


def settle(session: Session, username: str, fitting: str | None, now: datetime) -> Account | Wrong:
    """Count a try: the account when the password fits, else what a wrong one has led to.

    `fitting` comes from `fitting_hash`; if the password was changed meanwhile, the try was wrong. Let the transaction
    commit either way: a wrong try that is not stored does not count.

    Raises:
        Locked: the name has been locked meanwhile.
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


def begin(session: Session, account: Account, now: datetime, *, two_step: bool = False) -> Came:
    """Let an account in on this browser, whose earlier sign-in ends; refused where it holds no role today.

    Halfway only where a second factor is asked for, unless `two_step` says that it was proved too.
    """
    roles = frozenset(Role(grant.role) for grant in grants_in_force(session, account))
    if not roles:
        return Wrong(left=MOST, locked_until=None, no_role=True)
    if account.asleep_at is not None:
        return Wrong(left=MOST, locked_until=None, woken_by=_who_wakes(session, account))
    if not two_step:
        factor = SecondFactor.of(session, account.id)
        if factor.is_set_up or SecondFactor.is_needed(roles):
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
    """The names of those who administer a unit that an account works for."""
    units = {grant.unit_id for grant in grants_in_force(session, account)}
    day = clock.today()
    ids = {each for unit in units for each in session.scalars(RoleGrant.administrators(unit, day))}
    return tuple(each.full_name for each in by_name(session.scalars(select(Account).where(Account.id.in_(ids)))))


def asks_for_pin(session: Session, entrance: Entrance, now: datetime) -> bool:
    """Whether somebody who has just signed in is to be asked for a PIN: once, and only if their sign-in may lock."""
    if all(ROLE_IDLE[Role(role)] == FIELD for role in entrance.roles):
        return False
    account = session.scalars(Account.called(entrance.username)).one()
    return AccountPin.ask(session, account.id, now)


def why_shut(shut: Locked | TooMany) -> tuple[str, int]:
    """Why nobody may try just now, in words, and in how many seconds one may."""
    if isinstance(shut, TooMany):
        text = _("Từ nơi này có nhiều lần gõ sai. Anh chị chờ %(seconds)s giây rồi thử lại.", seconds=shut.seconds)
        return text, shut.seconds
    text = _(
        "Gõ sai %(count)s lần nên tên này tạm khóa. Anh chị thử lại sau %(time)s, hoặc nhờ người quản trị đặt lại "
        "mật khẩu.",
        count=MOST,
        time=formats.time(shut.until),
    )
    return text, max(1, round((shut.until - clock.now()).total_seconds()))


def note(
    session: Session,
    action: str,
    account: Account | None,
    now: datetime,
    detail: dict[str, object] | None = None,
    *,
    by_itself: bool = True,
) -> None:
    """Note what an account did at the door, or what was done to it there; once for each unit it works for."""
    subject = ("account", account.public_id if account else "")
    grants = grants_in_force(session, account) if account else []
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
    """What an account holds today."""
    return session.scalars(RoleGrant.of(account.id).where(RoleGrant.in_force(clock.today()))).all()

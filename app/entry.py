"""Letting a member of staff in and out: the password, the sign-in's row, its cookie, the way on.

A view reads and hashes first (`fitting_hash`), then opens `immediate()` and settles (`settle`, `begin`), then answers
(`welcome`): hashing takes 23 ms, too long to hold the one write transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Response, g, request, session as cookie_session
from flask.globals import request_ctx
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from app import clock, formats, known_devices, limits
from app.access import COOKIE, COOKIE_DAYS
from app.browsers.devices import device_words
from app.database import db
from app.limits import TooMany
from app.models import Account, AuditEvent, Locked, RoleGrant, SignIn, WrongTries
from app.models.people.account import is_password
from app.models.people.wrong_tries import MOST
from app.responses import see_other, settings

# Nobody is led back here after signing in.
DOORS = ("/dang-nhap", "/dang-xuat")


def fitting_hash(username: str, password: str, now: datetime) -> str | None:
    """The stored hash that a password fits, or None; the same steps whether or not anybody has the name.

    Raises:
        Locked: the name is locked.
        TooMany: too many wrong passwords from this address.
    """
    limits.SIGN_IN.check()
    WrongTries.check(db.session(), username, now, known=known_devices.is_known(username))
    account = db.session.scalars(Account.called(username)).one_or_none()
    stored = account.password_hash if account is not None and account.enabled else None
    return stored if is_password(stored, password) else None


class Entrance(NamedTuple):
    """Somebody is in: the token for the cookie, their name, the roles of today, and whether they were the last one in
    here."""

    token: str
    username: str
    roles: frozenset[str]
    came_back: bool = False


class Wrong(NamedTuple):
    """Nobody came in: how many tries are left, or until when the name is locked now; `no_role` when only that lacks."""

    left: int
    locked_until: datetime | None
    no_role: bool = False


def enter(session: Session, username: str, fitting: str | None, now: datetime) -> Entrance | Wrong:
    """Sign in on this browser; see `settle` for the rest.

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
    tries = WrongTries.of(session, username, now, known=known_devices.is_known(username))
    account = session.scalars(Account.called(username).with_for_update()).one_or_none()
    if account is not None and fitting is not None and account.enabled and account.password_hash == fitting:
        tries.forget()
        return account
    limits.SIGN_IN.note_wrong(session)
    if tries.note_wrong(now):
        note(session, "account.locked", account, now, by_itself=False)
    return Wrong(tries.left, tries.locked_until)


def begin(session: Session, account: Account, now: datetime) -> Entrance | Wrong:
    """Let an account in on this browser, whose earlier sign-in ends; refused where it holds no role today."""
    roles = frozenset(grant.role for grant in grants_in_force(session, account))
    if not roles:
        return Wrong(left=MOST, locked_until=None, no_role=True)
    came_back = False
    if earlier := request.cookies.get(COOKIE):
        came_back = session.scalars(SignIn.whose(earlier)).first() == account.id
        SignIn.end(session, earlier, now)
    made, token = SignIn.start(account, device=device_words(request.user_agent.string), now=now)
    session.add(made)
    account.last_sign_in_at = now
    note(session, "sign_in.started", account, now, {"device": made.device})
    return Entrance(token, account.username, roles, came_back)


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


def welcome(entrance: Entrance, address: str, *, came_back: bool = False) -> Response:
    """Send a browser on with its new sign-in; from now on it is known. What it carried before is dropped, for somebody
    may have planted it; of who `came_back` to their own sign-in the pages that lie open go on counting, so a kept form
    is sent by one press.
    """
    if not came_back:
        cookie_session.clear()
    g.pop("visitor", None)
    response = see_other(address)
    response.set_cookie(
        COOKIE,
        entrance.token,
        max_age=COOKIE_DAYS * 24 * 3600,
        secure=settings().secure,
        httponly=True,
        samesite="Lax",
    )
    known_devices.remember(response, entrance.username)
    return response


def farewell(address: str) -> Response:
    """Send a browser on without its sign-in."""
    cookie_session.clear()
    g.pop("visitor", None)
    response = see_other(address)
    response.delete_cookie(COOKIE, secure=settings().secure, httponly=True, samesite="Lax")
    return response


def local_address(text: str | None, *, doors: bool = False) -> str | None:
    """An address of ours that a GET answers, else None: never another site, a scheme, or what browsers read as one.

    The doors themselves are no place to be led to after signing in; with `doors` they count too.
    """
    if not text or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(ord(sign) <= 32 or ord(sign) == 127 for sign in text):
        return None
    adapter = request_ctx.url_adapter
    path = urlsplit(text).path
    try:
        if adapter is None or (path in DOORS and not doors) or not adapter.match(path, method="GET"):
            return None
    except HTTPException:
        return None
    return text

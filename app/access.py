"""Closed by default: every view is @public or @requires roles, and objects are loaded through the person.

A view with neither mark answers nobody, and a test fails on it. What a person may not open does not exist for them:
`found` turns an empty Select into a 404.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from flask import Flask, abort, current_app, g, request
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Select, select

from app import clock
from app.database import db, immediate
from app.models import Account, Role, RoleGrant, SignIn

View = TypeVar("View", bound=Callable[..., object])
Noun = TypeVar("Noun")

csrf = CSRFProtect()

COOKIE = "lopso_sign_in"
COOKIE_DAYS = 30
PUBLIC = "public"
# Design trust, promise 25: how long a sign-in stays open unused; the strictest of a person's roles counts.
IDLE = {
    Role.ADMINISTRATOR: timedelta(minutes=5),
    Role.OFFICER: timedelta(minutes=15),
    Role.LEADER: timedelta(minutes=15),
    Role.PROVINCE_OFFICER: timedelta(minutes=15),
    Role.COUNTER: timedelta(minutes=15),
    Role.INSTRUCTOR: timedelta(days=COOKIE_DAYS),
    Role.AMBASSADOR: timedelta(days=COOKIE_DAYS),
}
# The last-seen time is written at most this often.
SEEN_EVERY = timedelta(minutes=1)


class SignedOut(Exception):
    """Nobody is signed in, or the sign-in has ended or lain idle too long."""


@dataclass(frozen=True)
class Grant:
    """A role in force today over a unit, or over one course of it."""

    role: Role
    unit_id: int
    course_id: int | None


@dataclass(frozen=True)
class Visitor:
    """Who is signed in, on which sign-in, with what in force today. Keys and values only, so it outlives a rollback."""

    account_id: int
    public_id: str
    full_name: str
    sign_in_id: int
    grants: tuple[Grant, ...]

    @property
    def roles(self) -> frozenset[Role]:
        """All roles in force today."""
        return frozenset(grant.role for grant in self.grants)

    def units(self, *roles: Role) -> set[int]:
        """The units over which one of these roles is held as a whole."""
        return {grant.unit_id for grant in self.grants if grant.role in roles and grant.course_id is None}


def public(view: View) -> View:
    """Mark a view as open to anyone."""
    view.__dict__["who"] = (PUBLIC,)
    return view


def requires(*roles: Role) -> Callable[[View], View]:
    """Mark a view as open to those who hold one of the roles today."""
    if not roles:
        raise ValueError("name at least one role")

    def mark(view: View) -> View:
        view.__dict__["who"] = tuple(role.value for role in roles)
        return view

    return mark


def who_may(app: Flask, endpoint: str) -> tuple[str, ...]:
    """Who may open an endpoint: ("public",), role names, or () when nobody decided."""
    who: tuple[str, ...] = getattr(app.view_functions[endpoint], "who", ())
    return who


def init_access(app: Flask) -> None:
    """Check every request before its view: first who asks, then where the form came from.

    In this order an ended sign-in is told as such (401) and never as a stale form (400), and a phone keeps its marks.
    """
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.before_request(_check)


def _check() -> None:
    if request.endpoint is None:
        return
    if "\0" in request.path and request.view_args:
        # Nothing is called so, and PostgreSQL will not even look; forms and queries: app/requests.py.
        request.view_args = {key: str(value).replace("\0", "\ufffd") for key, value in request.view_args.items()}
    who = who_may(current_app, request.endpoint)
    if not who:
        abort(403)
    if who != (PUBLIC,) and not current_visitor().roles & {Role(role) for role in who}:
        abort(403)
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)
        csrf.protect()


def current_visitor() -> Visitor:
    """Who is signed in on this request.

    Raises:
        SignedOut: nobody, or no longer.
    """
    visitor = signed_in()
    if visitor is None:
        raise SignedOut
    return visitor


def signed_in() -> Visitor | None:
    """Who is signed in on this request, or None. Looked up once a request."""
    if "visitor" not in g:
        g.visitor = _look_up()
    visitor: Visitor | None = g.visitor
    return visitor


def _look_up() -> Visitor | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    sign_in = db.session.scalars(SignIn.holding(token)).one_or_none()
    if sign_in is None:
        return None
    now = clock.now()
    visitor = visitor_of(sign_in)
    if is_over(sign_in, visitor.roles, now):
        return None
    if now - sign_in.last_seen_at > SEEN_EVERY:
        _note_seen(sign_in.id)
    return visitor


def is_over(sign_in: SignIn, roles: Collection[Role], now: datetime) -> bool:
    """Whether a sign-in that nobody ended has lain idle or lasted too long for these roles, or there are none."""
    if not roles:
        return True
    idle = min(IDLE[role] for role in roles)
    return now - sign_in.last_seen_at > idle or now - sign_in.created_at > timedelta(days=COOKIE_DAYS)


def visitor_of(sign_in: SignIn) -> Visitor:
    """The visitor a sign-in stands for, with the grants in force today."""
    grants = db.session.scalars(
        select(RoleGrant).where(RoleGrant.account_id == sign_in.account_id, RoleGrant.in_force(clock.today()))
    )
    return Visitor(
        account_id=sign_in.account_id,
        public_id=sign_in.account.public_id,
        full_name=sign_in.account.full_name,
        sign_in_id=sign_in.id,
        grants=tuple(Grant(Role(grant.role), grant.unit_id, grant.course_id) for grant in grants),
    )


def _note_seen(sign_in_id: int) -> None:
    """The one thing a GET writes of itself: that the device was seen."""
    with immediate() as session:
        sign_in = session.get(SignIn, sign_in_id)
        if sign_in is not None:
            sign_in.last_seen_at = clock.now()


def current_account() -> Account:
    """The account of who is signed in, loaded in the transaction under way."""
    account = db.session.get(Account, current_visitor().account_id)
    if account is None:
        raise SignedOut
    return account


def found(wanted: Select[Noun]) -> Noun:
    """The one row of a Select, or a 404: what a person may not see does not exist for them."""
    row = db.session.scalars(wanted.limit(1)).first()
    if row is None:
        abort(404)
    return row

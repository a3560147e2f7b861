"""Closed by default: every view is @public or @requires roles, and objects are loaded through the person.

A view with neither mark answers nobody, and a test fails on it. What a person may not open does not exist for them:
`found` turns an empty Select into a 404.
"""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import TypeVar

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Role, SignIn
from app.models.people.shut import Shut
from app.models.people.visit import Visit
from app.web.database import db, immediate
from app.web.database.outage import OutageLog, outage_of
from app.web.sign_in import visits
from app.web.sign_in.idle import locked_roles
from app.web.visitor import Grant, Visitor
from app.web.words import ward_words

View = TypeVar("View", bound=Callable[..., object])
Noun = TypeVar("Noun")

csrf = CSRFProtect()
log = logging.getLogger(__name__)

COOKIE = "lopso_sign_in"
COOKIE_DAYS = visits.LASTS.days
# On whatever leads to the door: why (`Shut`), for a phone that keeps pages.
SHUT_HEADER = "X-Sign-In"
PUBLIC = "public"
# The last-seen time is written at most this often.
SEEN_EVERY = timedelta(minutes=1)
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class SignedOut(Exception):
    """Nobody is signed in, or the sign-in has ended or lain idle too long: `shut` says which."""

    def __init__(self, shut: Shut = Shut.EXPIRED) -> None:
        super().__init__(shut)
        self.shut = shut


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


def unattended(view: View) -> View:
    """Mark a view that pages ask by themselves: being asked does not show that anybody is there, and a sign-in that
    lies idle ends all the same."""
    view.__dict__["unattended"] = True
    return view


def stores_nothing(view: View) -> View:
    """Mark a view to which a form from anywhere may be sent: it reads nothing of what came, whoever brings it, and only
    leads on; so no token is asked for, and nobody is known to it."""
    view.__dict__["stores_nothing"] = True
    return view


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
    app.after_request(_note_seen)


def _check() -> None:
    if request.endpoint is None:
        return
    if "\0" in request.path and request.view_args:
        # Nothing is called so, and PostgreSQL will not even look; forms and queries: app/web/requests.py.
        request.view_args = {key: str(value).replace("\0", "\ufffd") for key, value in request.view_args.items()}
    who = who_may(current_app, request.endpoint)
    if not who:
        abort(403)
    if who != (PUBLIC,) and not current_visitor().roles & may(who):
        if is_half_locked():
            raise SignedOut(Shut.LOCKED)
        abort(403)
    if request.method not in SAFE and not hasattr(current_app.view_functions[request.endpoint], "stores_nothing"):
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)
        csrf.protect()


def may(who: Collection[str]) -> frozenset[Role]:
    """The roles that a view's mark names; none for one that is open to anyone."""
    return frozenset(Role(role) for role in who if role != PUBLIC)


def is_half_locked() -> bool:
    """Whether who is signed in might do more at this address, had one of their roles not locked: then they are asked to
    unlock it where there is nothing for them."""
    visitor: Visitor | None = g.get("visitor")
    if visitor is None or request.endpoint is None:
        return False
    return bool(visitor.locked & may(who_may(current_app, request.endpoint)))


def current_visitor() -> Visitor:
    """Who is signed in on this request.

    Raises:
        SignedOut: nobody, or no longer.
    """
    visitor = signed_in()
    if visitor is None:
        raise SignedOut(shut())
    return visitor


def signed_in() -> Visitor | None:
    """Who is signed in on this request, or None. Looked up once a request."""
    if "visitor" not in g:
        g.visitor = _look_up()
    visitor: Visitor | None = g.visitor
    return visitor


def visit_here() -> Visit | None:
    """The sign-in that this browser brings, locked or not; None once it is over. Looking counts as nobody's use."""
    visit = visits.open_visit(db.session(), request.cookies.get(COOKIE, ""), clock.now())
    if visit is not None:
        ward_words.speak_to({held.kind for held in visit.held})
    return visit


def shut() -> Shut:
    """Why nobody is signed in on this request; a browser that brings no sign-in had one that ran out, if any."""
    return visits.why(db.session(), request.cookies.get(COOKIE, ""), clock.now())


def _look_up() -> Visitor | None:
    now = clock.now()
    visit = visit_here()
    if visit is None:
        return None
    idle = visit.idle(now)
    locked = locked_roles(visit.roles, request.path, idle)
    if locked == visit.roles:
        return None
    if now - visit.last_seen_at > SEEN_EVERY and not _is_unattended():
        SignIn.see(db.session(), visit.sign_in_id, visit.last_seen_at, idle, now)
        if request.method in SAFE:  # what it shows may tell when who is signed in was last seen
            note_aside(lambda session: None)
    return Visitor(
        account_id=visit.account_id,
        public_id=visit.public_id,
        full_name=visit.full_name,
        sign_in_id=visit.sign_in_id,
        grants=tuple(Grant(*held[:4], bool(held.ended)) for held in visit.held if held.role not in locked),
        as_of=now,
        proved_at=visit.proved_at,
        two_step=visit.two_step,
        locked=locked,
    )


def _is_unattended() -> bool:
    return hasattr(current_app.view_functions.get(request.endpoint or ""), "unattended")


def _note_seen(response: Response) -> Response:
    """Note that the device was seen where the request wrote nothing else that would have taken it along."""
    if g.get("visitor") is not None and SignIn.is_unnoted(db.session()):
        note_aside(lambda session: None)  # the write transaction does
    return response


def note_aside(write: Callable[[Session], None]) -> None:
    """The one thing a GET writes of itself: that a device was seen. Where nothing can be written (a full disk, others
    who write), what was asked for is answered all the same."""
    try:
        with immediate() as session:
            write(session)
    except (OperationalError, TimeoutError) as error:
        if outage := outage_of(error):
            reports: OutageLog = current_app.extensions["outages"]
            reports.note(outage, error)
        else:
            log.warning("When a device was seen could not be noted: %s", error)


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

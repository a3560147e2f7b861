"""Access control, closed by default: every view is @public or @requires roles, and queries are limited to the visitor.

A view with neither decorator answers 403, and a test fails on it. Rows that a visitor may not see give 404: `found`
turns an empty Select into one.
"""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import TypeVar

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy import Select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Role, SignIn
from app.models.people.account_state import Suspended
from app.models.people.visit import Visit
from app.web.database import db, immediate
from app.web.database.outage import OutageLog, outage_of
from app.web.sign_in import visits
from app.web.sign_in.visits import locked_roles
from app.web.visitor import Grant, Visitor
from app.web.words import ward_words

View = TypeVar("View", bound=Callable[..., object])
Noun = TypeVar("Noun")

csrf = CSRFProtect()
log = logging.getLogger(__name__)

COOKIE = "lopso_sign_in"
# A week longer than the sign-in itself: whoever comes back then is known to be the same, and open pages can send their
# forms.
COOKIE_DAYS = visits.LASTS.days + 7
# On responses that lead to the sign-in: the reason (`Suspended`), for phones that store pages.
SIGN_IN_HEADER = "X-Sign-In"
PUBLIC = "public"
# The last-seen time is written at most this often.
SEEN_EVERY = timedelta(minutes=1)
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class SignedOut(Exception):
    """Nobody is signed in, or the sign-in has ended or is locked after idling; `reason` says which."""

    def __init__(self, reason: Suspended = Suspended.EXPIRED) -> None:
        super().__init__(reason)
        self.reason = reason


def public(view: View) -> View:
    """Mark a view as open to anyone."""
    view.__dict__["who"] = (PUBLIC,)
    return view


def requires(*roles: Role) -> Callable[[View], View]:
    """Mark a view as open to accounts with one of the roles today."""
    if not roles:
        raise ValueError("name at least one role")

    def mark(view: View) -> View:
        view.__dict__["who"] = tuple(role.value for role in roles)
        return view

    return mark


def unattended(view: View) -> View:
    """Mark a view that pages poll by script: such requests do not count as use, so an idle sign-in still locks."""
    view.__dict__["unattended"] = True
    return view


def stores_nothing(view: View) -> View:
    """Mark a POST view that needs no CSRF token: it reads neither the form nor the visitor and only redirects."""
    view.__dict__["stores_nothing"] = True
    return view


def who_may(app: Flask, endpoint: str) -> tuple[str, ...]:
    """Who may open an endpoint: ("public",), role names, or () for a view without a decorator."""
    who: tuple[str, ...] = getattr(app.view_functions[endpoint], "who", ())
    return who


def init_access(app: Flask) -> None:
    """Check every request before its view: first the visitor, then the form's CSRF token.

    In this order an ended sign-in answers 401 and never 400 as a stale form, so a phone keeps its marks.
    """
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.before_request(_check)
    app.after_request(_note_seen)


def _check() -> None:
    if request.endpoint is None:
        return
    if "\0" in request.path and request.view_args:
        # No name has a null byte, and PostgreSQL rejects it. For forms and queries see app/web/requests.py.
        request.view_args = {key: str(value).replace("\0", "\ufffd") for key, value in request.view_args.items()}
    who = who_may(current_app, request.endpoint)
    if not who:
        abort(403)
    passes = getattr(current_app.view_functions[request.endpoint], "passes", None)
    if who != (PUBLIC,) and not (passes and passes()) and not current_visitor().roles & may(who):
        if is_half_locked():
            raise SignedOut(Suspended.LOCKED)
        abort(403)
    if request.method not in SAFE and not hasattr(current_app.view_functions[request.endpoint], "stores_nothing"):
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)
        try:
            csrf.protect()
        except CSRFError:
            g.token_is_wrong = True  # browsers/inside.py
            raise


def may(who: Collection[str]) -> frozenset[Role]:
    """The roles that a view requires; none for a public one."""
    return frozenset(Role(role) for role in who if role != PUBLIC)


def may_open(endpoint: str) -> bool:
    """Whether the visitor may open an endpoint."""
    who = who_may(current_app, endpoint)
    return who == (PUBLIC,) or bool(current_visitor().roles & may(who))


def is_half_locked() -> bool:
    """Whether a locked role of the visitor would open this address: then they are asked to unlock, instead of 403."""
    visitor: Visitor | None = g.get("visitor")
    if visitor is None or request.endpoint is None:
        return False
    return bool(visitor.locked & may(who_may(current_app, request.endpoint)))


def current_visitor() -> Visitor:
    """The visitor of this request.

    Raises:
        SignedOut: nobody is signed in.
    """
    visitor = signed_in()
    if visitor is None:
        raise SignedOut(why_signed_out())
    return visitor


def signed_in() -> Visitor | None:
    """The visitor of this request, or None. Looked up once for each request."""
    if "visitor" not in g:
        g.visitor = _look_up()
    visitor: Visitor | None = g.visitor
    return visitor


def visit_here() -> Visit | None:
    """This browser's sign-in, locked or not; None once it is over. The look-up does not count as use."""
    visit = visits.open_visit(db.session(), request.cookies.get(COOKIE, ""), clock.now())
    if visit is not None:
        ward_words.speak_to({grant.kind for grant in visit.grants})
    return visit


def why_signed_out() -> Suspended:
    """Why nobody is signed in on this request; a browser without a sign-in counts as expired."""
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
        if request.method in SAFE:  # the page may show when the visitor was last seen
            note_aside(lambda session: None)
    return Visitor(
        account_id=visit.account_id,
        public_id=visit.public_id,
        full_name=visit.full_name,
        sign_in_id=visit.sign_in_id,
        grants=tuple(Grant(*grant[:5], bool(grant.ended)) for grant in visit.grants if grant.role not in locked),
        as_of=now,
        proved_at=visit.proved_at,
        two_step=visit.two_step,
        locked=locked,
        knows_places=visit.knows_places,
        failed_job=visit.failed_job,
    )


def _is_unattended() -> bool:
    return hasattr(current_app.view_functions.get(request.endpoint or ""), "unattended")


def _note_seen(response: Response) -> Response:
    """Store that the device was seen, if no other write transaction of the request has stored it."""
    if g.get("visitor") is not None and SignIn.is_unnoted(db.session()):
        note_aside(lambda session: None)  # opening the write transaction stores it
    return response


def note_aside(write: Callable[[Session], None]) -> None:
    """Run the one write of a GET: that a device was seen. If it fails (full disk, busy database), the page is answered
    all the same."""
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
    """The visitor's account, loaded in the current transaction."""
    account = db.session.get(Account, current_visitor().account_id)
    if account is None:
        raise SignedOut
    return account


def one_or_404(wanted: Select[Noun]) -> Noun:
    """The one row of a Select, or a 404, also for a row that the visitor may not see."""
    row = db.session.scalars(wanted.limit(1)).first()
    if row is None:
        abort(404)
    return row

"""Responses after signing in and out: cookies and redirects."""

from flask import Response, g, session as cookie_session, url_for

from app.models.people.second_factor import LASTS
from app.web.access import COOKIE, COOKIE_DAYS
from app.web.addresses import local_address
from app.web.responses import see_other, settings
from app.web.sign_in import limits
from app.web.sign_in.entry import Entrance, Halfway
from app.web.words.roles import first_room

# The cookie of a half sign-in (password right, second factor to come); sent to the sign-in only.
HALF_COOKIE = "lopso_half"


def go_on(came: Entrance | Halfway, wanted: str | None, *, asks_pin: bool = False) -> Response:
    """Redirect to the wanted page or the account's own room; halfway, to the second factor first."""
    if isinstance(came, Entrance):
        return welcome(came, way_on(came, wanted, asks_pin=asks_pin), came_back=came.came_back)
    return go_halfway(see_other(url_for(second_step(came), next=local_address(wanted))), came)


def second_step(came: Halfway) -> str:
    """The endpoint of the page for the second factor: asked for, or set up first."""
    return "second_steps.new" if came.is_set_up else "second_steps.edit"


def go_halfway(response: Response, came: Halfway) -> Response:
    """A response with the cookie of the half sign-in."""
    response.set_cookie(
        HALF_COOKIE,
        came.token,
        max_age=round(LASTS.total_seconds()),
        path=limits.PATH,
        secure=settings().secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def way_on(entrance: Entrance, wanted: str | None, *, asks_pin: bool) -> str:
    """The address after signing in: the wanted page or the account's own room; first, once, the page for a PIN. Without
    a role today the page that says what still goes."""
    if not entrance.roles:
        return url_for("sign_ins.show")
    address = local_address(wanted) or first_room(entrance.roles)
    return url_for("account.pins.edit", next=address) if asks_pin else address


def welcome(entrance: Entrance, address: str, *, came_back: bool = False) -> Response:
    """Redirect with the new sign-in; the browser is known from now on. The earlier session is cleared against session
    fixation; if the same account `came_back`, it is kept, so that open pages can still send their forms by one press.
    """
    return let_in(see_other(address), entrance, came_back=came_back)


def let_in(response: Response, entrance: Entrance, *, came_back: bool = False) -> Response:
    """The same with a given response, which must not contain a CSRF token."""
    if not came_back:
        cookie_session.clear()
    g.pop("visitor", None)
    response.delete_cookie(HALF_COOKIE, path=limits.PATH, secure=settings().secure, httponly=True)
    response.set_cookie(
        COOKIE, entrance.token, max_age=COOKIE_DAYS * 24 * 3600, secure=settings().secure, httponly=True, samesite="Lax"
    )
    limits.remember(response, entrance.username)
    return response


def farewell(address: str) -> Response:
    """Redirect and remove the sign-in."""
    cookie_session.clear()
    g.pop("visitor", None)
    response = see_other(address)
    response.delete_cookie(COOKIE, secure=settings().secure, httponly=True, samesite="Lax")
    return response

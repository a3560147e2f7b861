"""The self-service tablet: what residents press there, signed in as nobody; and how staff make a tablet one."""

from flask import Blueprint, Response, make_response
from flask_wtf.csrf import CSRFError

from app.routes.kiosk.homes import show
from app.routes.kiosk.sheets import note_heard
from app.routes.public.lookups import keep_out_of_search
from app.web.access import signed_in
from app.web.errors import stale_form

room = Blueprint("kiosk", __name__, url_prefix="/quay/tu-phuc-vu")
room.after_request(keep_out_of_search)
room.after_request(note_heard)


@room.errorhandler(CSRFError)
def stale(error: CSRFError) -> Response:
    """A page that stood there from before: the start again, for whoever stands there now has nothing to lose. Staff who
    make the machine a tablet get back what they typed."""
    if signed_in() is not None:
        return stale_form(error)
    return make_response(show(), 400)

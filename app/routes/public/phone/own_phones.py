"""/may-nay, /ma-gui: what a resident's phone keeps is forgotten, what waited on it is sent (docs/offline.md)."""

from flask import Blueprint, Response, make_response, render_template, url_for
from flask_wtf.csrf import generate_csrf

from app.routes.public.hall.passes import forget_tickets
from app.routes.public.lookups import only_ward
from app.web.access import public
from app.web.kept_forms import not_kept
from app.web.responses import Answer, personal, see_other

own_phones = Blueprint("own_phones", __name__)


@own_phones.get("/may-nay")
@public
def show() -> Answer:
    """That this phone keeps nothing more."""
    return render_template("public/own_phones/show.html", ward=only_ward())


@own_phones.post("/may-nay")
@not_kept("forgets what this phone keeps; nothing is typed")
@public
def destroy() -> Answer:
    """Forget the tickets that were opened here; the pages themselves are the script's (mine.js)."""
    return forget_tickets(see_other(url_for("public.own_phones.show")))


@own_phones.get("/ma-gui")
@public
def token() -> Response:
    """The token that a form wants which waited on a phone for longer than its own lasts."""
    response = personal(make_response(generate_csrf()))
    response.mimetype = "text/plain"
    return response

"""/may-nay, /ma-gui, /da-nhan, /phieu-cua-toi: a phone forgets what it keeps of a resident, sends what waits on it,
asks whether it arrived, opens its ticket (docs/offline.md)."""

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import HTTPException

from app.country import clock
from app.models import IdempotencyKey
from app.routes.public.hall.passes import forget_tickets
from app.routes.public.lookups import only_ward
from app.routes.public.phone.own_cards import own_tickets
from app.web.access import PUBLIC, public, visit_here, who_may
from app.web.database import db, immediate
from app.web.heard import see_outcome
from app.web.idempotency import press_digest
from app.web.kept_forms import not_kept
from app.web.responses import Answer, personal, see_other
from app.web.sign_in.limits import PRESSES

own_phones = Blueprint("own_phones", __name__)


@own_phones.route("/may-nay", methods=["GET", "POST"])
@not_kept("forgets what this phone keeps; nothing is typed")
@public
def show() -> Answer:
    """Forget the tickets that were opened here, and say so; the script deletes the pages themselves (mine.js)."""
    if request.method != "POST":
        return render_template("public/own_phones/show.html", ward=only_ward())
    return forget_tickets(see_outcome(url_for("public.own_phones.show")))


@own_phones.get("/ma-gui")
@public
def token() -> Response:
    """The CSRF token for a form that waited on a phone for longer than its own token lasts."""
    response = personal(make_response(generate_csrf()))
    response.mimetype = "text/plain"
    return response


@own_phones.get("/da-nhan")
@public
def press() -> Response:
    """`{"stored": …}`: whether a press with the number `khoa` was stored at the address `noi`, by whoever is signed in.
    Numbers are not guessed; one that was not stored counts against the network address."""
    PRESSES.check()
    path, visit = request.args.get("noi", ""), visit_here()
    try:
        endpoint, _arguments = current_app.url_map.bind("").match(path, method="POST")
        whose = None if visit is None or who_may(current_app, endpoint) == (PUBLIC,) else visit.account_id
        digest = press_digest(request.args.get("khoa", ""), whose, path)
        stored = db.session.scalars(IdempotencyKey.called(digest)).first() is not None
    except HTTPException:
        stored = False
    if not stored:
        with immediate() as session:
            PRESSES.note_wrong(session)
    return personal(jsonify(stored=stored))


@own_phones.get("/phieu-cua-toi")
@public
def ticket() -> Answer:
    """The target of the installed app's shortcut: the only ticket of this phone that has a lesson ahead; with several
    the home that lists them, with none the home."""
    own = own_tickets(db.session(), clock.now())
    if len(own) == 1:
        return personal(see_other(url_for("public.tickets.show", token=own[0].ticket.token)))
    if own:
        return personal(see_other(url_for("public.homes.show", unit_code=own[0].ticket.course.unit.code)))
    return personal(see_other(url_for("public.homes.index")))

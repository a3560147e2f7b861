"""/dong-bo: what phones kept while they had no signal, and every tick with script (design interface, offline)."""

from flask import Blueprint, Response, jsonify, request
from flask_wtf.csrf import generate_csrf

from app import clock
from app.access import current_visitor, requires
from app.models import Role
from app.outbox.exchange import exchange
from app.outbox.reading import Unreadable, read
from app.responses import personal

outbox = Blueprint("outbox", __name__)


@outbox.get("/dong-bo")
@requires(*Role)
def show() -> Response:
    """Who is signed in, the token to send with, and the server's time; asked before sending."""
    visitor = current_visitor()
    return personal(
        jsonify({"account": visitor.public_id, "csrf_token": generate_csrf(), "now": clock.now().isoformat()})
    )


@outbox.post("/dong-bo")
@requires(*Role)
def create() -> Response:
    """Carry out what was sent; one answer an operation, in order, and one that is refused holds back no other."""
    visitor, now = current_visitor(), clock.now()
    try:
        batch = read(request.get_data(cache=False), now)
    except Unreadable as unreadable:
        answer = jsonify({"message": unreadable.message})
        answer.status_code = unreadable.status
        return personal(answer)
    results = exchange(batch, visitor, now)
    return personal(jsonify({"results": [result._asdict() for result in results]}))

"""Whoever is signed in without a role, because their last one ended by its date a short while ago: their phone sends
what was pressed before, and nothing else opens (docs/offline.md)."""

from flask import g, request

from app.country import clock
from app.web.access import COOKIE, View, current_visitor, signed_in
from app.web.database import db
from app.web.sign_in import visits
from app.web.visitor import Visitor


def takes_late(view: View) -> View:
    """Mark a view that also takes what a late sender sends; it tells them nothing that their role opened."""
    view.__dict__["passes"] = late_sender
    return view


def late_sender() -> Visitor | None:
    """The late sender of this request, without roles; None for anybody else. Looked up once for each request."""
    if "late_sender" not in g:
        g.late_sender = None if signed_in() is not None else _look_up()
    late: Visitor | None = g.late_sender
    return late


def current_sender() -> Visitor:
    """Who sends what a phone kept: the visitor, or a late sender.

    Raises:
        SignedOut: nobody may.
    """
    return late_sender() or current_visitor()


def _look_up() -> Visitor | None:
    now = clock.now()
    visit = visits.late_visit(db.session(), request.cookies.get(COOKIE, ""), now, request.path)
    if visit is None:
        return None
    who = visit.account_id, visit.public_id, visit.full_name, visit.sign_in_id
    return Visitor(*who, grants=(), as_of=now, proved_at=visit.proved_at, two_step=visit.two_step)

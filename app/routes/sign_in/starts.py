"""/mo: where the installed app begins, which is not the same place for a resident and for a member of staff."""

from flask import Blueprint

from app.web.access import public, visit_here
from app.web.responses import Answer, see_other
from app.web.words.roles import first_room

starts = Blueprint("starts", __name__)


@starts.get("/mo")
@public
def show() -> Answer:
    """Staff who are signed in go to their first room, locked or not, everybody else to the home page."""
    visit = visit_here()
    return see_other(first_room(visit.roles) if visit else "/")

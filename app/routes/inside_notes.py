"""/trong-ung-dung: the bar that says "you are inside Zalo" has been read, and stays away for a month."""

from flask import Blueprint, request

from app.web.access import public
from app.web.addresses import local_address
from app.web.browsers.inside import COOKIE
from app.web.responses import Answer, see_other, settings

inside_notes = Blueprint("inside_notes", __name__)

MONTH = 30 * 24 * 3600


@inside_notes.get("/trong-ung-dung")
@public
def destroy() -> Answer:
    """Put the bar away in this browser and go back to the page `ve`.

    A GET, like the text sizes: a link on public pages, which changes nothing but how pages look to one browser.
    """
    answer = see_other(local_address(request.args.get("ve"), doors=True) or "/")
    answer.set_cookie(COOKIE, "1", max_age=MONTH, httponly=True, samesite="Lax", secure=settings().secure)
    return answer

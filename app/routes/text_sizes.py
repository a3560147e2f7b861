"""/co-chu: the next size of letters. It lives in a cookie and is drawn by the server, so that no script is needed."""

from flask import Blueprint, Response, request

from app.web.access import public
from app.web.addresses import local_address
from app.web.forms import form_redisplay
from app.web.kept_forms import not_kept
from app.web.responses import Answer, see_other, settings
from app.web.templating import TEXT_SIZE_COOKIE, TEXT_SIZES

text_sizes = Blueprint("text_sizes", __name__)

YEAR = 365 * 24 * 3600


@text_sizes.route("/co-chu", methods=["GET", "POST"])
@not_kept("changes the letters of this browser; what is typed comes back with the page")
@public
def show() -> Answer:
    """Keep the size `co` ("1" to "3") for a year and go back to the page `ve`; from one with a form half filled in (a
    POST) with what was typed.

    A GET, because it is a link on every page, signed in or not; it changes nothing but how pages look to one browser.
    """
    go_back = see_other if request.method != "POST" else form_redisplay.redirect_with_typed
    return _in_the_chosen_size(go_back(_page_to_go_back_to()))


def _page_to_go_back_to() -> str:
    return local_address(request.args.get("ve"), doors=True) or "/"


def _in_the_chosen_size(answer: Response) -> Response:
    chosen = request.args.get("co")
    if chosen in TEXT_SIZES:
        answer.set_cookie(
            TEXT_SIZE_COOKIE, chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=settings().secure
        )
    return answer

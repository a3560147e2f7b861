"""/sw.js and /offline: what a phone keeps so that the product opens without a line (docs/offline.md)."""

from flask import Blueprint, Response, make_response, render_template, request

from app.routes.public.lookups import only_ward
from app.web.access import public
from app.web.browsers.shell import worker_script
from app.web.responses import Answer

shell_pages = Blueprint("shell_pages", __name__)


@shell_pages.get("/sw.js")
@public
def worker() -> Response:
    """The service worker; asked for again at every visit, answered 304 as long as the release is the same."""
    response = make_response(worker_script())
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    response.add_etag()
    response.make_conditional(request)
    return response


@shell_pages.get("/offline")
@public
def offline() -> Answer:
    """What the worker shows where no page is to be had: what waits on this phone, what opens all the same.

    Nothing in it is anybody's: the phone fills it in.
    """
    return render_template("public/shell/offline.html", ward=only_ward())

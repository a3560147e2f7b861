"""/cai-dat, /sw.js, /offline, /anh-chia-se: how Lớp Số is installed, and what a phone keeps so that it opens offline
(docs/offline.md)."""

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.routes.public.lookups import only_ward
from app.web.access import public, stores_nothing, visit_here
from app.web.browsers.devices import way_to_install
from app.web.browsers.inside import chrome_link
from app.web.browsers.installing import manifest_address, ways_from
from app.web.browsers.shell import worker_script
from app.web.kept_forms import not_kept
from app.web.responses import Answer, public_address, see_other

shell_pages = Blueprint("shell_pages", __name__)


@shell_pages.get("/sw.js")
@public
def worker() -> Response:
    """The service worker; asked for at every visit, 304 as long as the release is the same."""
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
    """The worker's page where no other is available: what waits on this phone, what opens offline.

    It holds nobody's data: the phone fills it in.
    """
    return render_template("public/shell/offline.html", ward=only_ward())


@shell_pages.get("/anh-chia-se")
@public
def shared_photos() -> Answer:
    """The page on which photos that were shared into the app get their lesson.

    They are on the phone, which fills this in; a phone without any is told why.
    """
    return render_template("public/shell/shared_photos.html", ward=only_ward())


@shell_pages.post("/anh-chia-se")
@not_kept("the phone's own menu sends photos, of which nothing is read")
@public
@stores_nothing
def share() -> Answer:
    """Redirect to the page that says that nothing was received, without reading the request.

    What an installed app shares (`share_target` of the manifest) is taken by the staff's worker, on the phone. A phone
    without one sends it here, as anybody's form may.
    """
    return see_other(url_for("public.shell_pages.shared_photos"))


@shell_pages.get("/cai-dat")
@public
def install() -> Answer:
    """The steps for the browser that asks, open; for all others below, folded."""
    key = way_to_install(request.user_agent.string)
    page = render_template(
        "public/installs/show.html",
        ways=ways_from(key),
        ward=only_ward(),
        manifest=manifest_address(visit.roles if (visit := visit_here()) else ()),
        chrome=chrome_link(public_address(url_for("public.shell_pages.install"))),
    )
    response = make_response(page)
    response.vary.add("User-Agent")
    return response

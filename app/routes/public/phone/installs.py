"""/cai-dat: how to install Lớp Số on a phone or computer, the visitor's own browser first."""

from flask import Blueprint, make_response, render_template, request, url_for

from app.routes.public.lookups import only_ward
from app.web.access import public, visit_here
from app.web.browsers.devices import way_to_install
from app.web.browsers.inside import chrome_link
from app.web.browsers.installing import ways_from
from app.web.browsers.shortcuts import manifest_address
from app.web.responses import Answer, public_address

installs = Blueprint("installs", __name__)


@installs.get("/cai-dat")
@public
def show() -> Answer:
    """The steps for the browser that asks, open; for all others below, folded."""
    key = way_to_install(request.user_agent.string)
    page = render_template(
        "public/installs/show.html",
        ways=ways_from(key),
        ward=only_ward(),
        manifest=manifest_address(visit.roles if (visit := visit_here()) else ()),
        chrome=chrome_link(public_address(url_for("public.installs.show"))),
    )
    response = make_response(page)
    response.vary.add("User-Agent")
    return response

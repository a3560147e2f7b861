"""/manifest.webmanifest, /robots.txt, /favicon.ico: what browsers and search engines ask for by themselves."""

from flask import Blueprint, Response, jsonify, make_response, redirect
from flask_babel import gettext as _

from app.access import public
from app.responses import Answer
from app.routes.public.lookups import only_ward
from app.static_files import static_url

browser_files = Blueprint("browser_files", __name__)

DAY = "public, max-age=86400"
# Design look: the header's colour, and the paper.
THEME, GROUND = "#0b4a63", "#faf8f3"
# Held by single people, or of no use to a stranger.
UNLISTED = ("/v/", "/g/", "/d/", "/m/", "/h/", "/k/", "/b/", "/co-chu", "/dang-nhap")


@browser_files.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What the page is called, and looks like, on a home screen."""
    ward = only_ward()
    response = jsonify(
        name=_("Lớp Số, %(ward)s", ward=ward.full_name) if ward else _("Lớp Số"),
        short_name=_("Lớp Số"),
        description=_("Lớp học số miễn phí gần nhà"),
        lang="vi",
        start_url="/",
        scope="/",
        display="standalone",
        theme_color=THEME,
        background_color=GROUND,
        icons=[
            {"src": static_url("icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static_url("icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {
                "src": static_url("icon-maskable-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = DAY
    return response


@browser_files.get("/robots.txt")
@public
def robots() -> Response:
    """Classes may be found by search engines; tickets, certificates and staff doors may not."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in UNLISTED), ""]
    response = make_response("\n".join(lines))
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = DAY
    return response


@browser_files.get("/favicon.ico")
@public
def favicon() -> Answer:
    """The icon, for those who ask by habit instead of reading the page."""
    response = make_response(redirect(static_url("icon-192.png"), code=302))
    response.headers["Cache-Control"] = DAY
    return response

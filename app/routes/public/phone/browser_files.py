"""/manifest.webmanifest, /nguoi-hoc.webmanifest, /robots.txt, /favicon.ico: files that browsers and search engines ask
for by themselves."""

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _

from app.routes.public.lookups import only_ward
from app.web.access import public
from app.web.browsers import pictures
from app.web.browsers.installing import shortcuts_for
from app.web.responses import Answer
from app.web.static_files import SOURCES, static_url

browser_files = Blueprint("browser_files", __name__)

DAY = "public, max-age=86400"
# Design look: the header's colour, and the paper.
THEME, GROUND = "#0b4a63", "#faf8f3"
# Addresses of single people, or of no use to a stranger.
UNLISTED = (
    "/v/",
    "/g/",
    "/d/",
    "/m/",
    "/h/",
    "/k/",
    "/b/",
    "/co-chu",
    "/mo",
    "/phieu-cua-toi",
    "/trong-ung-dung",
    "/dang-nhap",
)


@browser_files.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """The manifest of the installed app with the shortcuts of the staff; `?cho=` names the roles for which they are:
    one app whatever the address says (docs/decisions/0073)."""
    return _manifest(
        _app()
        | {
            "description": _("Lớp học số miễn phí gần nhà. Người dạy lớp điểm danh được cả khi mất mạng."),
            "categories": ["education", "government"],
            "prefer_related_applications": False,
            "shortcuts": _shortcuts(request.args.get("cho", "")),
            "share_target": _share_target(),
            "screenshots": _screenshots(),
        }
    )


@browser_files.get("/nguoi-hoc.webmanifest")
@public
def visitors_manifest() -> Response:
    """The same app for residents' pages: no rooms of the staff, and half the bytes."""
    offered = ((_("Phiếu của tôi"), "/phieu-cua-toi"), (_("Lớp gần nhà"), "/"))
    return _manifest(
        _app()
        | {
            "description": _("Lớp học số miễn phí gần nhà, phiếu đi học trên điện thoại."),
            "shortcuts": [{"name": name, "url": url} for name, url in offered],
        }
    )


def _app() -> dict[str, object]:
    ward = only_ward()
    return {
        # Identity of the installed app: it stays the same however the rest changes.
        "id": "/",
        "name": _("Lớp Số, %(ward)s", ward=ward.full_name) if ward else _("Lớp Số"),
        "short_name": _("Lớp Số"),
        "lang": "vi",
        "dir": "ltr",
        "start_url": "/mo",
        "scope": "/",
        "display": "standalone",
        "theme_color": THEME,
        "background_color": GROUND,
        "icons": _icons(),
    }


def _manifest(content: dict[str, object]) -> Response:
    response = jsonify(content)
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = DAY
    response.add_etag()
    response.make_conditional(request)
    return response


def _icons() -> list[dict[str, str]]:
    icons = [_picture(f"icon-{size}.png", f"{size}x{size}") | {"purpose": "any"} for size in (192, 512)]
    return [*icons, _picture("icon-maskable-512.png", "512x512") | {"purpose": "maskable"}]


def _shortcuts(roles: str) -> list[dict[str, object]]:
    return [
        {
            "name": str(each.words),
            "short_name": str(each.short),
            "url": each.address,
            "icons": [_picture(f"shortcut-{each.icon}.png", "192x192")],
        }
        for each in shortcuts_for(roles.split("."))
    ]


def _share_target() -> dict[str, object]:
    """Photos of the gallery, shared into the app: taken by the worker (app/static/sw/worker.js), sent by the outbox."""
    files = [{"name": "photos", "accept": ["image/*"]}]
    address = url_for("public.shell_pages.share")
    return {"action": address, "method": "POST", "enctype": "multipart/form-data", "params": {"files": files}}


def _screenshots() -> list[dict[str, str]]:
    """The pictures that browsers show before an installation: app/web/browsers/pictures.py says what is on each."""
    return [
        _picture(shot.file, f"{shot.width}x{shot.height}") | {"form_factor": shot.form, "label": str(shot.words)}
        for shot in pictures.OF_THE_APP
    ]


def _picture(name: str, size: str) -> dict[str, str]:
    return {"src": static_url(name), "sizes": size, "type": f"image/{name.rpartition('.')[2]}"}


@browser_files.get("/robots.txt")
@public
def robots() -> Response:
    """Search engines may list classes; tickets, certificates and staff pages they may not."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in UNLISTED), ""]
    response = make_response("\n".join(lines))
    response.mimetype = "text/plain"
    response.headers["Cache-Control"] = DAY
    return response


@browser_files.get("/apple-touch-icon.png")
@public
def apple_touch_icon() -> Response:
    """The icon of an iPhone's home screen, at the address where these look by themselves: no page need name it."""
    response = Response((SOURCES / "icons" / "apple-touch-icon.png").read_bytes(), mimetype="image/png")
    response.headers["Cache-Control"] = DAY
    return response


@browser_files.get("/favicon.ico")
@public
def favicon() -> Answer:
    """The icon, for browsers that ask for it without reading the page."""
    response = make_response(redirect(static_url("icon-192.png"), code=302))
    response.headers["Cache-Control"] = DAY
    return response

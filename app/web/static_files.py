"""Static files: built with a hash in their names (app/commands/build_static.py) and cached by browsers for good.

whitenoise serves them in front of Flask, compressed at build time.
"""

import json
import re
from functools import cache
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, current_app, request
from markupsafe import Markup
from whitenoise import WhiteNoise

SOURCES = Path(__file__).parents[1] / "static"
BUILT = SOURCES / "built"
MANIFEST = "manifest.json"
PREFIX = "/static/"
# Scripts that are also service workers (js/mine).
PAGE_AND_WORKER = re.compile(r"/(?:mine|kiosk_worker)\.[0-9a-f]{12}\.js")
# `app.3f9a0c11d2e4.css`: the content of such a name never changes.
HASHED = r"\.[0-9a-f]{12}\.\w+$"
# Icons of public pages: these pages load only public.svg.
_PUBLIC = """
    award calendar-days calendar-plus check chevron-left chevron-right circle-alert circle-check clock copy
    download file-check filter hourglass house info map map-pin mark pencil phone plus send share shield-check shot
    triangle-alert undo user-plus users volume-2 x
"""
PUBLIC_ICONS = frozenset(_PUBLIC.split())
# First parts of blueprints' names whose pages load staff.css and icons.svg.
STAFF_ROOMS = frozenset({"office", "teaching", "counter", "admin", "account", "jobs", "outbox_files", "data_maps"})


def init_static_files(app: Flask, built: Path = BUILT) -> None:
    """Serve the built files under /static/ and add `static_url` to templates.

    Raises:
        RuntimeError: nothing was built yet.
    """
    names = built_names(built)
    app.extensions["static_names"] = names
    app.jinja_env.globals.update(static_url=static_url, sprite=sprite, icon=icon, draw=icon)
    # Flask documents wsgi_app as the place for a wrapper, but type checkers see a method.
    files = WhiteNoise(
        app.wsgi_app,
        root=built,
        prefix=PREFIX,
        max_age=0,
        immutable_file_test=HASHED,
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )
    for file in files.files.values():
        file.alternatives = [(encoding, path, _for_good(headers)) for encoding, path, headers in file.alternatives]
    vars(app)["wsgi_app"] = files


def built_names(built: Path = BUILT) -> dict[str, str]:
    """The hashed name of each static file, by its plain name.

    Raises:
        RuntimeError: nothing was built yet.
    """
    try:
        names: dict[str, str] = json.loads((built / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RuntimeError("The static files are not built: run script/setup, or lopso build-static.") from None
    return names


def sprite(name: str) -> str:
    """The address of the SVG that contains an icon; public pages use a smaller file.

    Both contain the mark and its band (app/commands/build_static.py) and serve as the tab's icon.
    """
    room = (request.blueprint or "").partition(".")[0]
    return static_url("public.svg" if name in PUBLIC_ICONS and room not in STAFF_ROOMS else "icons.svg")


def icon(name: str, extra: str = "") -> Markup:
    """One symbol of app/static/icons/icons.svg, some forty on a page, always beside a word: it says nothing to a screen
    reader. `icon('check', 'mark')` adds a class. Templates know it as `draw`, too, where an argument is called icon."""
    return _icon(sprite(name), name, extra)


@cache
def _icon(sprite: str, name: str, extra: str) -> Markup:
    look = f"i {extra}" if extra else "i"
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(look, sprite, name)


def static_url(name: str) -> str:
    """The address of a static file by its plain name: `static_url("app.css")` → `/static/app.3f9a0c11d2e4.css`.

    Raises:
        KeyError: the file does not exist.
    """
    names: dict[str, str] = current_app.extensions["static_names"]
    return PREFIX + names[name]


def _for_good(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers without those for revalidation: a changed file has another name."""
    return [header for header in headers if header[0] not in ("ETag", "Last-Modified")]


def _add_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    if PAGE_AND_WORKER.search(path):
        headers["Service-Worker-Allowed"] = "/"

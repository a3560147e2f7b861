"""Static files: built ahead with a hash in their names (app/commands/build_static.py), kept by browsers for good.

whitenoise serves them in front of Flask, compressed as they lie there.
"""

import json
import re
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, current_app, request
from whitenoise import WhiteNoise

SOURCES = Path(__file__).parents[1] / "static"
BUILT = SOURCES / "built"
MANIFEST = "manifest.json"
PREFIX = "/static/"
# A script that is the worker of the whole site too (js/mine).
PAGE_AND_WORKER = re.compile(r"/(?:mine|kiosk_worker)\.[0-9a-f]{12}\.js")
# `app.3f9a0c11d2e4.css`: what such a name answers can never change.
HASHED = r"\.[0-9a-f]{12}\.\w+$"
# What public pages draw: their phones fetch these alone, by the name of public.svg.
_PUBLIC = """
    award calendar-days calendar-plus check chevron-left chevron-right circle-alert circle-check clock copy
    download file-check filter hourglass house info map map-pin mark pencil phone plus send share shield-check shot
    triangle-alert undo user-plus users volume-2 x
"""
PUBLIC_ICONS = frozenset(_PUBLIC.split())
# The first words of blueprints whose pages bring staff.css, and with it icons.svg.
STAFF_ROOMS = frozenset({"office", "teaching", "counter", "admin", "account", "jobs", "outbox_files", "data_maps"})


def init_static_files(app: Flask, built: Path = BUILT) -> None:
    """Serve what was built under /static/ and give templates `static_url`.

    Raises:
        RuntimeError: nothing was built yet.
    """
    names = built_names(built)
    app.extensions["static_names"] = names
    app.jinja_env.globals.update(static_url=static_url, sprite=sprite)
    # Flask documents wsgi_app as the place for a wrapper; to a type checker it is a method, which this goes around.
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
    """The hashed name of each static file, by its plain one.

    Raises:
        RuntimeError: nothing was built yet.
    """
    try:
        names: dict[str, str] = json.loads((built / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RuntimeError("The static files are not built: run script/setup, or lopso build-static.") from None
    return names


def sprite(name: str) -> str:
    """The address of the drawing that holds an icon: for whoever visits a smaller one, of what public pages show.

    Both hold the mark and its band (app/commands/build_static.py); either is the icon of the tab.
    """
    room = (request.blueprint or "").partition(".")[0]
    return static_url("public.svg" if name in PUBLIC_ICONS and room not in STAFF_ROOMS else "icons.svg")


def static_url(name: str) -> str:
    """The address of a static file by its plain name: `static_url("app.css")` → `/static/app.3f9a0c11d2e4.css`.

    Raises:
        KeyError: there is no such file.
    """
    names: dict[str, str] = current_app.extensions["static_names"]
    return PREFIX + names[name]


def _for_good(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers without those by which a browser asks whether a file has changed: its name would have."""
    return [header for header in headers if header[0] not in ("ETag", "Last-Modified")]


def _add_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    if PAGE_AND_WORKER.search(path):
        headers["Service-Worker-Allowed"] = "/"

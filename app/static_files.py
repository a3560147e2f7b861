"""Static files: built ahead with a hash in their names (app/commands/build_static.py), kept by browsers for good.

whitenoise serves them in front of Flask, compressed as they lie there.
"""

import json
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, current_app
from whitenoise import WhiteNoise

SOURCES = Path(__file__).parent / "static"
BUILT = SOURCES / "built"
MANIFEST = "manifest.json"
PREFIX = "/static/"
# `app.3f9a0c11d2e4.css`: what such a name answers can never change.
HASHED = r"\.[0-9a-f]{12}\.\w+$"


def init_static_files(app: Flask, built: Path = BUILT) -> None:
    """Serve what was built under /static/ and give templates `static_url`.

    Raises:
        RuntimeError: nothing was built yet.
    """
    names = built_names(built)
    app.extensions["static_names"] = names
    app.jinja_env.globals["static_url"] = static_url
    # Flask documents wsgi_app as the place for a wrapper; to a type checker it is a method, which this goes around.
    vars(app)["wsgi_app"] = WhiteNoise(
        app.wsgi_app,
        root=built,
        prefix=PREFIX,
        max_age=0,
        immutable_file_test=HASHED,
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )


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


def static_url(name: str) -> str:
    """The address of a static file by its plain name: `static_url("app.css")` → `/static/app.3f9a0c11d2e4.css`.

    Raises:
        KeyError: there is no such file.
    """
    names: dict[str, str] = current_app.extensions["static_names"]
    return PREFIX + names[name]


def _add_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"

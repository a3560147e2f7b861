"""The shell: the files and pages that a phone stores so that the product opens offline (docs/offline.md)."""

import hashlib
import json
from functools import cache
from pathlib import Path

from flask import current_app, url_for

from app.web.static_files import PREFIX, SOURCES, static_url

WORKER = SOURCES / "sw" / "worker.js"
TEMPLATES = Path(__file__).parents[2] / "templates"
# Files that every saved page needs, by plain name. The code readers are big and stored at their first use.
FILES = (
    "app.css",
    "staff.css",
    "guides.css",
    "help.css",
    "figures.css",
    "icons.svg",
    "public.svg",
    "outbox.js",
    "saved.js",
    "sync.js",
    "lock.js",
    "drawing.js",
    "offline.js",
    "roll.js",
    "roll_model.js",
    "skills.js",
    "kept_form.js",
    "walk_in.js",
    "name_case.js",
    "closing.js",
    "photos.js",
    "shared.js",
    "awake.js",
    "wall.js",
    "keeping.js",
    "telling.js",
    "here.js",
    "remarks.js",
    "prepare.js",
    "waiting.js",
    "mentees.js",
    "visit.js",
    "doorstep.js",
    "quick.js",
    "neighbour.js",
    "sending.js",
    "forms.js",
    "day.js",
    "help.js",
    "help_person.js",
    "help_requests.js",
)
# Scripts that the service worker imports.
IN_WORKER = ("outbox.js", "saved.js", "keeping.js", "telling.js", "preparing.js", "resident_worker.js", "mine.js")
# Pages without personal data, by endpoint; the first one is the fallback.
PAGES = (
    "public.shell_pages.offline",
    "outbox_files.index",
    "public.shell_pages.shared_photos",
    "public.pages.without_signal",
    "public.pages.doorsteps",
)


def release() -> str:
    """The name of the running release, twelve hexadecimal digits: it changes with any static file or shell page."""
    names: dict[str, str] = current_app.extensions["static_names"]
    return release_of(names)


def release_of(names: dict[str, str]) -> str:
    """The release of given built files with the shell's templates on disk: for processes that serve no pages."""
    return _digest(json.dumps(names, sort_keys=True))


def worker_script() -> str:
    """The service worker's script: release, files and pages as a constant, its imports, then its own text."""
    names: dict[str, str] = current_app.extensions["static_names"]
    shell = {
        "release": release(),
        "files": {name: PREFIX + hashed for name, hashed in sorted(names.items())},
        "shell": [static_url(name) for name in FILES],
        "pages": [url_for(endpoint) for endpoint in PAGES],
    }
    scripts = ", ".join(json.dumps(static_url(name)) for name in IN_WORKER)
    head = f"const SHELL = {json.dumps(shell, ensure_ascii=False)};\nimportScripts({scripts});\n"
    return head + WORKER.read_text(encoding="utf-8")


@cache
def _digest(names: str) -> str:
    parts = (names, WORKER.read_text(encoding="utf-8"), _templates())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _templates() -> str:
    """The templates of the shell pages, so that a changed sentence is a new release too."""
    pieces = (
        TEMPLATES / "layout.html",
        TEMPLATES / "staff.html",
        *sorted((TEMPLATES / "components").glob("*.html")),
        *sorted((TEMPLATES / "public" / "shell").glob("*.html")),
        *sorted((TEMPLATES / "public" / "guides").glob("*.html")),
    )
    return "\n".join(path.read_text(encoding="utf-8") for path in pieces)

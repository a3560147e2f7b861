"""Responses of views: a page or its fragment, a redirect, a refusal; and the headers of every response."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Response, abort, current_app, make_response, redirect, render_template, request
from flask.globals import request_ctx
from flask_wtf import FlaskForm
from htmx_flask.requests import HtmxHeaders

from app.web.access import signed_in
from app.web.settings import Settings
from app.web.storage import StoreFolder

Answer = Response | str | tuple[str, int]

SECURITY = {
    # One source for all types: only our own content may be loaded; the last directive forbids framing.
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# Headers of pages only.
PAGES = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self)",
}

WASM = "; script-src 'self' 'wasm-unsafe-eval'"
# How long a phone shows saved pages with people; `LIFE` of js/saved/saved.js is the same for pages without an end.
SAVED_FOR = timedelta(days=14)


def settings() -> Settings:
    """The settings of the current app."""
    found: Settings = current_app.extensions["settings"]
    return found


def htmx() -> HtmxHeaders:
    """The htmx headers of this request; truthy when htmx asks for a fragment."""
    return HtmxHeaders(request.headers)


def page_or_fragment(page: str, fragment: str, **context: Any) -> Response:
    """The page, or only its fragment when htmx asks; one template serves both, because the page includes it."""
    asked = htmx()
    name = fragment if asked and not asked.history_restore_request else page
    response = make_response(render_template(name, **context))
    response.vary.add("HX-Request")
    return response


def part_asked(*parts: str) -> str:
    """The id of the part of a page that htmx asks for; "" for the full page."""
    asked = htmx()
    return asked.target if asked and not asked.history_restore_request and asked.target in parts else ""


def part(name: str, **context: Any) -> Response:
    """The template `name`: a page, or the part that was asked for."""
    response = make_response(render_template(name, **context))
    response.vary.update(("HX-Request", "HX-Target"))
    return response


def see_other(address: str) -> Response:
    """303 to an address of ours, so that a reload sends nothing again."""
    return make_response(redirect(address, code=303))


def form_page(template: str, form: FlaskForm, **context: Any) -> Response | str:
    """A page with a form: 422 with its errors after a press, else as it is to be filled in."""
    show = refuse if form.is_submitted() else render_template
    return show(template, form=form, **context)


def refuse(page: str, fragment: str | None = None, *, status: int = 422, **context: Any) -> Response:
    """The form with what was typed and its errors; 409 where somebody else changed the same boxes (`VersionedForm`),
    else 422, or a more specific status."""
    response = page_or_fragment(page, fragment or page, **context)
    response.status_code = 409 if getattr(context.get("form"), "conflicts", ()) else status
    return response


def personal(response: Response) -> Response:
    """Mark a response as personal: no cache may store it."""
    response.headers["Cache-Control"] = "no-store"
    return response


def saved(response: Response, *, lesson_ends: datetime | None = None, names_nobody: bool = False) -> Response:
    """Let a phone of the staff store this page for offline use; only a complete page in its plain state.

    Not stored: a status other than 200, a part of a page, an address with a query (`?tim=`), a page with a flashed
    message. Never for a resident's own page. `X-Account` names the account: a phone of another one drops the page.

    A phone that never returns cannot be told to delete pages, so each page expires there (`X-Offline-Until`): a
    lesson's page fourteen days after the lesson, or after it was opened, whichever is later; a page without names
    (`names_nobody`) never; all others fourteen days after the phone's last contact, which it counts itself
    (docs/offline.md).
    """
    visitor = signed_in()
    if visitor is None or response.status_code != 200 or request.query_string or htmx() or request_ctx.flashes:
        return response
    response.headers["X-Offline"] = "1"
    response.headers["X-Account"] = visitor.public_id
    if names_nobody:
        response.headers["X-Offline-Until"] = "none"
    elif lesson_ends is not None:
        until = max(lesson_ends, visitor.as_of) + SAVED_FOR
        response.headers["X-Offline-Until"] = until.astimezone(UTC).isoformat(timespec="seconds")
    return response


def allow_wasm(response: Response) -> Response:
    """Allow WebAssembly on this page, for reading codes in browsers that cannot (docs/decisions/0017)."""
    response.headers["Content-Security-Policy"] = SECURITY["Content-Security-Policy"] + WASM
    return response


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def send_paper(file: str, name: str) -> Response:
    """A rendered paper, `file` under DATA_DIR/papers, with the download name `name`; a PDF opens in the browser. 404 if
    it is gone.

    `name` is ASCII of codes and numbers, never of typed text.
    """
    in_word = file.endswith(".docx")
    kind = WORD if in_word else "application/pdf"
    return send_kept(settings().papers, file, mimetype=kind, called=name, as_attachment=in_word)


def send_kept(
    folder: StoreFolder, name: str, *, mimetype: str, called: str = "", as_attachment: bool = False
) -> Response:
    """A stored file, part by part, for whoever asked alone; 404 if it is gone."""
    try:
        size, chunks = folder.stream(name)
    except FileNotFoundError:
        abort(404)
    answer = Response(chunks, mimetype=mimetype)
    answer.content_length = size
    if called or as_attachment:
        answer.headers.set("Content-Disposition", "attachment" if as_attachment else "inline", filename=called)
    return personal(answer)


def public_address(path: str) -> str:
    """The absolute address of a path for papers: from PUBLIC_URL, never from the Host header."""
    return f"{settings().public_url}{path}"


def init_responses(app: Flask) -> None:
    """Add the security headers to every response; without Cache-Control of its own it is not stored."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in (SECURITY | PAGES if response.mimetype == "text/html" else SECURITY).items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        if settings().secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

"""The answers a view gives: a page or its fragment, a redirect, a refusal; and the headers every answer carries."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, make_response, redirect, render_template, request, send_from_directory
from flask.globals import request_ctx
from htmx_flask.requests import HtmxHeaders
from wtforms import HiddenField
from wtforms.form import BaseForm

from app.web.access import signed_in
from app.web.settings import Settings

Answer = Response | str | tuple[str, int]

SECURITY = {
    # No list of kinds: all that is ours may be loaded, and each answer's own last word keeps it out of frames.
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# What only a page is asked for.
PAGES = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self)",
}

WASM = "; script-src 'self' 'wasm-unsafe-eval'"
# How long a phone shows what it saved of people; `LIFE` of js/saved/saved.js is the same for pages without an end.
SAVED_FOR = timedelta(days=14)


def settings() -> Settings:
    """The settings of the app that answers."""
    found: Settings = current_app.extensions["settings"]
    return found


def htmx() -> HtmxHeaders:
    """The htmx headers of this request; true when htmx asks for a fragment."""
    return HtmxHeaders(request.headers)


def page_or_fragment(page: str, fragment: str, **context: Any) -> Response:
    """The page, or only its fragment when htmx asks; one template serves both, because the page includes it."""
    asked = htmx()
    name = fragment if asked and not asked.history_restore_request else page
    response = make_response(render_template(name, **context))
    response.vary.add("HX-Request")
    return response


def part_asked(*parts: str) -> str:
    """Which part of a page htmx asks for, by its id; "" where the whole page is wanted."""
    asked = htmx()
    return asked.target if asked and not asked.history_restore_request and asked.target in parts else ""


def part(name: str, **context: Any) -> Response:
    """A page, or the part of it that was asked for: the template `name`."""
    response = make_response(render_template(name, **context))
    response.vary.update(("HX-Request", "HX-Target"))
    return response


def see_other(address: str) -> Response:
    """303 to an address of ours, so that a reload sends nothing again."""
    return make_response(redirect(address, code=303))


def refuse(page: str, fragment: str | None = None, *, status: int = 422, **context: Any) -> Response:
    """The form again with what was typed and what is wrong, focus on the first wrong line.

    422 unless another status says it better.
    """
    for form in context.values():
        if isinstance(form, BaseForm):
            focus_first_error(form)
    response = page_or_fragment(page, fragment or page, **context)
    response.status_code = status
    return response


def focus_first_error(form: BaseForm) -> None:
    """Let the page open with the keyboard in the first line that has to be mended."""
    for field in form:
        if field.errors and not isinstance(field, HiddenField):
            field.render_kw = {**(field.render_kw or {}), "autofocus": True}
            return


def personal(response: Response) -> Response:
    """Mark an answer as somebody's own: nothing on the way may keep it."""
    response.headers["Cache-Control"] = "no-store"
    return response


def saved(response: Response, *, lesson_ends: datetime | None = None, names_nobody: bool = False) -> Response:
    """Let a phone of the staff keep this page for when there is no line; only what shows the whole and just that.

    Not kept: an answer other than 200, a part of a page, one whose address asks for something (`?tim=`), one that tells
    what was just done. Never for a resident's own page. `X-Account` says whose it is: another's phone drops it.

    A phone that never comes back cannot be told to forget, so each page ends there by itself (`X-Offline-Until`): of a
    lesson fourteen days after it, or after it was opened, whichever is later; what names nobody (`names_nobody`) never;
    all others fourteen days after the phone was last heard, which it counts itself (docs/offline.md).
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
    """Let this page, and no other, run WebAssembly: what reads codes where the browser cannot (docs/decisions/0017)."""
    response.headers["Content-Security-Policy"] = SECURITY["Content-Security-Policy"] + WASM
    return response


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def send_paper(file: str, name: str) -> Response:
    """A drawn paper, `file` under DATA_DIR/papers, to be kept as `name` and, a PDF, to be read in the browser; a 404
    when it is gone.

    `name` is ASCII made of codes and numbers, never of what somebody typed.
    """
    in_word = file.endswith(".docx")
    return personal(
        send_from_directory(
            settings().papers_dir,
            file,
            mimetype=WORD if in_word else "application/pdf",
            download_name=name,
            etag=False,
            as_attachment=in_word,
        )
    )


def public_address(path: str) -> str:
    """The full address of a path as printed on paper: from PUBLIC_URL, never from the Host header."""
    return f"{settings().public_url}{path}"


def init_responses(app: Flask) -> None:
    """Put the security headers on every answer; what says nothing else is kept nowhere."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in (SECURITY | PAGES if response.mimetype == "text/html" else SECURITY).items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        if settings().secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

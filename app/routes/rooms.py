"""What answers the web: requests, their checks, pages and files. Loaded where rooms are opened, not by the worker."""

from flask import Flask
from htmx_flask import Htmx

from app.routes import connect_rooms
from app.web import (
    access,
    compression,
    errors,
    idempotency,
    page_cache,
    responses,
    static_files,
    templating,
    unavailable,
)
from app.web.forms import form_redisplay, form_token
from app.web.requests import DatabaseInteger, LateRule, Request
from app.web.settings import Settings
from app.web.sign_in import proof
from app.web.sign_in.limits import LateTries


def open_rooms(app: Flask, settings: Settings) -> None:
    """Let an app, which has its database and its words, answer requests."""
    Htmx(app)
    app.request_class = Request
    app.url_rule_class = LateRule
    app.url_map.converters["int"] = DatabaseInteger
    access.init_access(app)
    proof.init_proof(app)
    idempotency.init_idempotency(app)
    form_token.init_form_token(app)
    app.extensions["late_tries"] = LateTries()
    errors.init_errors(app)
    unavailable.init_unavailable(app)
    unavailable.init_undated(app)
    responses.init_responses(app)
    form_redisplay.init_form_redisplay(app)
    compression.init_compression(app)
    templating.init_templating(app)
    page_cache.init_page_cache(app, settings)
    connect_rooms(app, settings)
    static_files.init_static_files(app)
    templating.share_components(app)

"""Lớp Số: the software a ward runs its digital-skills classes on."""

from flask import Flask
from flask_babel import Babel
from htmx_flask import Htmx

from app import access, compression, database, errors, responses, static_files, templating
from app.requests import Request
from app.routes import connect_rooms
from app.settings import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Wire the rooms together; without settings, those of the environment."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_folder=None)
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=5 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SESSION_COOKIE_NAME="lopso",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
    )
    database.init_database(app, settings)
    Htmx(app)
    app.request_class = Request
    Babel(app)
    access.init_access(app)
    errors.init_errors(app)
    responses.init_responses(app)
    compression.init_compression(app)
    templating.init_templating(app)
    connect_rooms(app, settings)
    static_files.init_static_files(app)
    return app

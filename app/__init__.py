"""Lớp Số: the software a ward runs its digital-skills classes on."""

import gc

from flask import Flask

from app.web.settings import Settings

# What is loaded stays, half a million things of it: to look through them is a fifth of a start. `create_app` puts them
# aside for good. What pages throw away the second generation finds: once in 20 turns it took 0.3 s, once in 5 0.07.
gc.disable()
gc.set_threshold(20_000, 5, 80)


def create_app(settings: Settings | None = None, *, rooms: bool = True) -> Flask:
    """Wire the rooms together; without settings, those of the environment.

    `rooms` False leaves out whatever answers the web: rows, words and settings are all that the worker needs, and it
    is 13 MB lighter (docs/decisions/0014).
    """
    from app.web import database, translations, trusted_days
    from app.web.templating import SharedGlobals
    from app.web.words import ward_words

    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_folder=None)
    app.jinja_environment = SharedGlobals
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
    trusted_days.init_days(app, settings)
    ward_words.init_words(app)
    translations.escape_lazy_sentences(app)
    if rooms:
        from app.routes.rooms import open_rooms

        open_rooms(app, settings)
    if not gc.isenabled():  # the first app of this process
        gc.freeze()
        gc.enable()
    return app

"""What every template knows: formats, icons' addresses, the text size a person chose."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Flask, g, request

from app import audiences, codes, formats, passwords, roles
from app.access import Visitor
from app.browsers import shell
from app.browsers.inside import found_inside
from app.translations import init_translations

Given = ParamSpec("Given")

TEXT_SIZES = ("1", "2", "3")
TEXT_SIZE_COOKIE = "co_chu"


def init_templating(app: Flask) -> None:
    """Give templates their filters and values."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    for filter_ in (
        formats.number,
        formats.date,
        formats.day_month,
        _on_screen(formats.days),
        _on_screen(formats.weekday),
        _on_screen(formats.weekday_date),
        formats.long_date,
        _on_screen(formats.time),
        _on_screen(formats.time_range),
        _on_screen(formats.moment),
        formats.local,
        _on_screen(formats.phone),
        _on_screen(formats.mask_phone),
        formats.together,
        audiences.audience,
        audiences.ground,
        codes.spoken,
        codes.spelt,
        roles.role_words,
    ):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.globals.update(
        grant_words=roles.grant_words,
        role_duties=roles.DUTIES,
        password_rules=passwords.RULES,
        release=shell.release,
    )
    # Words for a script as they are written: "\u1ea5" for each "ấ" is twice as long, on a line that is slow.
    app.jinja_env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":"), "sort_keys": True}
    init_translations(app)
    app.context_processor(_values)


def _on_screen(write: Callable[Given, str]) -> Callable[Given, str]:
    """The same words, with no-break spaces where a line must not end."""

    @wraps(write)
    def written(*args: Given.args, **kwargs: Given.kwargs) -> str:
        return formats.together(write(*args, **kwargs))

    return written


def _values() -> dict[str, object]:
    return {"text_size": text_size(), "visitor_key": visitor_key(), "inside": found_inside()}


def visitor_key() -> str:
    """The public id of whoever is signed in on this request, "" where nobody asked who it is: templates never query."""
    visitor: Visitor | None = g.get("visitor")
    return visitor.public_id if visitor else ""


def text_size() -> str:
    """The text size a person chose with A A A: "1", "2" or "3"."""
    chosen = request.cookies.get(TEXT_SIZE_COOKIE, "1")
    return chosen if chosen in TEXT_SIZES else "1"

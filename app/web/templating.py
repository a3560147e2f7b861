"""Filters and values of all templates: formats, icons' addresses, the chosen text size."""

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec

from flask import Flask, current_app, g, request
from jinja2.ext import Extension
from jinja2.lexer import TOKEN_DATA, Token, TokenStream
from markupsafe import Markup

from app.country import audiences, codes, figures, formats, sentences
from app.web.access import may, who_may
from app.web.browsers import shell
from app.web.browsers.inside import found_inside
from app.web.browsers.installing import manifest_address
from app.web.heard import init_heard
from app.web.own_markup import init_own_markup
from app.web.responses import public_address
from app.web.sign_in import passwords
from app.web.sign_in.visits import FIELD, idle_time
from app.web.translations import init_translations
from app.web.visitor import Visitor
from app.web.words import certificates, personal_data, roles

Given = ParamSpec("Given")

TEXT_SIZES = ("1", "2", "3")
LOG, ROLLS = "/quay", "/giang-vien"
TEXT_SIZE_COOKIE = "co_chu"


class OneSpace(Extension):
    """Collapses white space of a template's own text to one space, as browsers do.

    Beside block elements, where browsers ignore it, none is left. Pages become a fifteenth smaller on the wire. It runs
    once, when a template is compiled; values are not changed.
    """

    _blank = re.compile(r"[ \t\n]+")
    _block = (
        r"</?(?:html|head|meta|title|link|script|template|body|header|footer|main|nav|section|div|p|h[1-4]|ul|ol|li|d[dlt]|form|label|"
        r"fieldset|legend|details|summary|table|thead|tbody|tr|option)(?=[ >])"
    )
    _beside = re.compile(rf" (?={_block})|({_block}[^<>]*>) ")

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The template's tokens with collapsed white space."""
        for token in stream:
            yield (
                Token(token.lineno, token.type, self._beside.sub(r"\1", self._blank.sub(" ", token.value)))
                if token.type == TOKEN_DATA
                else token
            )


# Components whose macros every template has without an import, but for names that templates use otherwise.
SHARED = (
    "actions", "cards", "navigation", "fields", "flashes", "numbers", "asked", "calls", "deciding", "drawing",
    "entry_files", "figures", "given_tasks", "invitation", "kept", "last_look", "listing", "offline", "passkey",
    "pasted_lines", "rail", "recorded", "roll", "scanner", "search", "status", "tables",
)  # fmt: skip
_PASSED = frozenset((
    "classes", "columns", "counted", "day", "drawing", "figure", "group", "head", "key", "line", "mark", "me",
    "narrowed", "places", "progress", "remarks", "roll", "rows", "status", "turn", "waits", "words",
))  # fmt: skip


def init_templating(app: Flask) -> None:
    """Add filters and values to templates."""
    app.jinja_env.add_extension(OneSpace)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    for filter_ in FILTERS:
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.globals.update(
        grant_words=roles.grant_words,
        role_duties=roles.DUTIES,
        password_rules=passwords.RULES,
        release=shell.release,
        app_manifest=app_manifest,
        unknown=figures.UNKNOWN,
        unknown_cell=figures.UNKNOWN_CELL,
        public_address=public_address,
        draft_mark=draft_mark,
        room_addresses={room.address for room in roles.ROOMS},
    )
    # JSON for scripts is not escaped to ASCII: "\u1ea5" for each "ấ" is twice as long.
    app.jinja_env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":"), "sort_keys": True}
    init_translations(app)
    init_own_markup(app)
    init_heard(app)
    app.context_processor(_values)


def share_components(app: Flask) -> None:
    """Give every template the macros of `SHARED`. A module knows what there is when it is made, so all are made anew
    once all are there."""
    for each in (*SHARED, *SHARED):
        macros = vars(app.jinja_env.get_template(f"components/{each}.html").make_module())
        own = {name: it for name, it in macros.items() if getattr(it, "name", "") == name and name not in _PASSED}
        app.jinja_env.globals.update(own)


def _on_screen(write: Callable[Given, str]) -> Callable[Given, str]:
    """The filter with no-break spaces where a line must not break."""

    @wraps(write)
    def written(*args: Given.args, **kwargs: Given.kwargs) -> str:
        return formats.together(write(*args, **kwargs))

    return written


def about(text: object, whom: object) -> Markup:
    """The words of a control that stands on a page several times: what it is about follows for whoever hears the
    controls alone (tests/naming.py)."""
    return Markup('%s<span class="sr">: %s</span>') % (text, whom)


FILTERS = (
    about,
    formats.number,
    figures.count_cell,
    figures.share,
    formats.date,
    formats.day_month,
    _on_screen(formats.days),
    formats.span,
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
    sentences.begun,
    audiences.audience,
    personal_data.ground,
    personal_data.ground_short,
    codes.spoken,
    codes.spelt,
    roles.role_words,
    certificates.state_words,
    certificates.unearned_words,
)


def _values() -> dict[str, object]:
    return {
        "text_size": text_size(),
        "visitor_key": visitor_key(),
        "inside": found_inside(),
        "covers_after": covers_after(),
    }


def visitor_key() -> str:
    """The public id of this request's visitor, "" if it was not looked up: templates never query."""
    visitor: Visitor | None = g.get("visitor")
    return visitor.public_id if visitor else ""


def app_manifest() -> str:
    """The address of the manifest for the roles of this request's visitor."""
    visitor: Visitor | None = g.get("visitor")
    return manifest_address(visitor.roles if visitor else ())


def covers_after() -> int | None:
    """The idle seconds after which lock.js covers this page; None if nobody is signed in, and for pages that work
    offline: the roll and the help log."""
    visitor: Visitor | None = g.get("visitor")
    if visitor is None or request.endpoint is None or request.path == LOG or request.path.startswith(ROLLS):
        return None
    opening, every = visitor.roles & may(who_may(current_app, request.endpoint)), visitor.roles | visitor.locked
    longest = max((idle_time(role, every, request.path) for role in opening), default=FIELD)
    return None if longest >= FIELD else int(longest.total_seconds())


def draft_mark(address: str = "") -> Markup:
    """The attribute that tells drafts.js to keep a half-filled form as a draft. The address of its page names the
    draft; if a page has several drafts, or several pages the same one, `address` does."""
    return Markup('data-draft="{}"').format(address or (request.full_path if request.args else ""))


def text_size() -> str:
    """The text size chosen with "Chữ to": "1", "2" or "3"."""
    chosen = request.cookies.get(TEXT_SIZE_COOKIE, "1")
    return chosen if chosen in TEXT_SIZES else "1"

"""Defence in depth behind escaping: htmx acts only on markup from our templates (docs/decisions/0065).

When a template is compiled, each element with an htmx attribute gets `data-hx` with a mark, and <html> gets the same
mark. Values are inserted later and have none. On the page htmx ignores elements without the mark and everything below
them (app/static/js/htmx_config.js).
"""

import hmac
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256

from flask import Flask, current_app, g, has_request_context, request
from jinja2.ext import Extension
from jinja2.lexer import (
    TOKEN_DATA,
    TOKEN_LPAREN,
    TOKEN_NAME,
    TOKEN_RPAREN,
    TOKEN_VARIABLE_BEGIN,
    TOKEN_VARIABLE_END,
    Token,
    TokenStream,
)
from markupsafe import Markup

from app.web.access import PUBLIC, who_may
from app.web.visitor import Visitor

ATTRIBUTE = "data-hx"
_MARKED = Markup(' data-hx="%s"')
_BARE, _VALUED = Markup(" %s"), Markup(' %s="%s"')
_LENGTH = 8  # hexadecimal digits: some 4 billion marks, which cannot be guessed unnoticed
# A tag's name, its end, an htmx attribute.
_PIECE = re.compile(r"<[a-z][a-z0-9-]*|>|[\s]hx-[a-z]", re.IGNORECASE)


def init_own_markup(app: Flask) -> None:
    """Add `hx_mark` and `attributes` to templates, and the extension that marks their elements."""
    app.jinja_env.add_extension(MarkHtmx)
    app.jinja_env.globals.update(hx_mark=hx_mark, attributes=written)


def mark() -> str:
    """The mark of this request's pages: one for each sign-in, so that nobody knows another's; one for all public pages,
    which are rendered once for everybody."""
    if "hx_mark" not in g:
        visitor: Visitor | None = g.get("visitor")
        is_public = request.endpoint is None or who_may(current_app, request.endpoint) == (PUBLIC,)
        whose = "" if is_public or visitor is None else str(visitor.sign_in_id)
        key = str(current_app.secret_key).encode()
        g.hx_mark = hmac.new(key, f"htmx {whose}".encode(), sha256).hexdigest()[:_LENGTH]
    made: str = g.hx_mark
    return made


def hx_mark() -> Markup:
    """The mark as an attribute with a leading space; "" on a paper."""
    return _MARKED % mark() if has_request_context() else Markup()


def hx_marked(given: Mapping[str, object]) -> Mapping[str, object]:
    """A macro's attributes, with the mark if one of them is an htmx attribute."""
    return {**given, ATTRIBUTE: mark()} if any(name.startswith("hx") for name in given) else given


def written(given: Mapping[str, object]) -> Markup:
    """Extra attributes of a macro call, some hundred on a page, as WTForms writes them: data_kind becomes data-kind,
    True a bare attribute, False and None nothing.

    >>> written({"data_at": 0, "hidden": True, "title": None, "open": False})
    Markup(' data-at="0" hidden')
    """
    shown = [(name.replace("_", "-"), value) for name, value in hx_marked(given).items()] if given else ()
    return Markup().join(
        _BARE % name if value is True else _VALUED % (name, value)
        for name, value in shown if value is not None and value is not False
    )  # fmt: skip


class MarkHtmx(Extension):
    """Inserts the mark after the name of each tag with an htmx attribute in a template's own text."""

    priority = 110  # after `OneSpace`, which reads complete tags

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The template's tokens with calls of `hx_mark`."""
        tokens = list(stream)
        places = _places(tokens)
        for index, token in enumerate(tokens):
            begin = 0
            for end in sorted(places.get(index, ())):
                yield Token(token.lineno, TOKEN_DATA, token.value[begin:end])
                yield from _call(token.lineno)
                begin = end
            yield Token(token.lineno, token.type, token.value[begin:]) if begin else token


def _places(tokens: list[Token]) -> dict[int, set[int]]:
    """Positions of marks: token → ends of the names of tags in it."""
    places: dict[int, set[int]] = {}
    name: tuple[int, int] | None = None
    for index, token in enumerate(tokens):
        for piece in _PIECE.finditer(token.value) if token.type == TOKEN_DATA else ():
            if piece[0].startswith("<"):
                name = index, piece.end()
            elif piece[0] == ">":
                name = None
            elif name is not None:
                places.setdefault(name[0], set()).add(name[1])
    return places


def _call(line: int) -> Iterator[Token]:
    """`{{ hx_mark() }}`."""
    for kind, value in (
        (TOKEN_VARIABLE_BEGIN, "{{"),
        (TOKEN_NAME, "hx_mark"),
        (TOKEN_LPAREN, "("),
        (TOKEN_RPAREN, ")"),
        (TOKEN_VARIABLE_END, "}}"),
    ):
        yield Token(line, kind, value)

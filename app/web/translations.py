"""gettext for templates, with the request's catalogue looked up once; lazy sentences are escaped as plain text.

Flask-Babel looks its catalogue up for each of the sixty sentences of a page, and Jinja adds three calls for each:
together a quarter of a page's time. The result is the same.
"""

from typing import Protocol

from flask import Flask, g
from flask.json.provider import DefaultJSONProvider
from flask_babel import get_translations
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape


class Catalogue(Protocol):
    """The interface of a language's catalogue."""

    def gettext(self, message: str) -> str:
        """Translate a message."""
        ...

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Translate a message with a number."""
        ...


def escape_lazy_sentences(app: Flask) -> None:
    """Make lazy sentences (`_l`) plain text to Jinja, markupsafe and JSON, like any `str`.

    The `__html__` of Flask-Babel's `LazyString` returns the unescaped text, so `escape` takes each lazy sentence for
    safe markup, including typed text among its arguments. Ours escapes it. Without any, markupsafe would translate the
    sentence only to look for the attribute, and once more to write it. No lazy sentence of ours contains tags.
    """
    LazyString.__html__ = lambda sentence: escape(str(sentence))
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.default = _json_value


def _json_value(value: object) -> object:
    """The JSON value of a lazy sentence, which Flask recognises by its `__html__`; other types as Flask does."""
    return str(value) if isinstance(value, LazyString) else DefaultJSONProvider.default(value)


def init_translations(app: Flask) -> None:
    """Add `_`, `gettext` and `ngettext` to templates; call it after Flask-Babel, whose own they replace."""
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


def _catalogue() -> Catalogue:
    """The catalogue of this request's language."""
    try:
        found: Catalogue = g.catalogue
    except AttributeError:  # asking first whether it is there would look the request up twice more a sentence
        found = g.catalogue = get_translations()
    return found


@pass_eval_context
def _gettext(context: EvalContext, message: str, /, **values: object) -> str:
    return _filled(context, _catalogue().gettext(message), values)


@pass_eval_context
def _ngettext(context: EvalContext, singular: str, plural: str, number: int, /, **values: object) -> str:
    return _filled(context, _catalogue().ngettext(singular, plural, number), {"num": number, **values})


def _filled(context: EvalContext, sentence: str, values: dict[str, object]) -> str:
    """The sentence with its values, which are escaped if the template autoescapes; `%%` is a per cent sign."""
    if context.autoescape:
        sentence = Markup(sentence)
    return sentence % values if values or "%" in sentence else sentence

"""Words in templates: gettext as Jinja calls it, with the request's catalogue looked up once; lazy sentences are text.

Flask-Babel looks its catalogue up again for each of the sixty sentences of a page, and Jinja passes each through three
calls of its own: together a quarter of a page's time. The words and what `%` does with them are the same.
"""

from typing import Protocol

from flask import Flask, g
from flask.json.provider import DefaultJSONProvider
from flask_babel import get_translations
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


class Catalogue(Protocol):
    """What is asked of a language's catalogue."""

    def gettext(self, message: str) -> str:
        """The message in the language."""
        ...

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The message in the language, as its number asks."""
        ...


def escape_lazy_sentences(app: Flask) -> None:
    """Let lazy sentences (`_l`) be plain text to Jinja, markupsafe and JSON, like any `str`.

    Flask-Babel gives its `LazyString` an `__html__` that returns the unescaped text, so `escape` takes each lazy
    sentence for safe markup, with whatever somebody typed among its arguments. Without it the text is escaped once,
    where it is written into HTML, and nowhere else. No lazy sentence of ours has tags of its own.
    """
    if "__html__" in vars(LazyString):
        del LazyString.__html__
    assert isinstance(app.json, DefaultJSONProvider)
    app.json.default = _json_value


def _json_value(value: object) -> object:
    """What JSON has no form for; Flask itself knows a lazy sentence by its `__html__`."""
    return str(value) if isinstance(value, LazyString) else DefaultJSONProvider.default(value)


def init_translations(app: Flask) -> None:
    """Give templates `_`, `gettext` and `ngettext`; after Flask-Babel, whose own they replace."""
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext)


def _catalogue() -> Catalogue:
    """The catalogue of this request's language."""
    if "catalogue" not in g:
        g.catalogue = get_translations()
    found: Catalogue = g.catalogue
    return found


@pass_eval_context
def _gettext(context: EvalContext, message: str, /, **values: object) -> str:
    return _filled(context, _catalogue().gettext(message), values)


@pass_eval_context
def _ngettext(context: EvalContext, singular: str, plural: str, number: int, /, **values: object) -> str:
    return _filled(context, _catalogue().ngettext(singular, plural, number), {"num": number, **values})


def _filled(context: EvalContext, said: str, values: dict[str, object]) -> str:
    """The sentence with its values, which are escaped where the template escapes; `%%` is a per cent sign."""
    if context.autoescape:
        said = Markup(said)
    return said % values if values or "%" in said else said

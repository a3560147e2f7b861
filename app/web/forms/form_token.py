"""The first fields of each posted form."""

from flask import Flask, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from wtforms.form import BaseForm
from wtforms.widgets import HiddenInput

from app.web.browsers.inside import marked
from app.web.idempotency import KEY
from app.web.page_cache import IDEMPOTENCY as FIELD, new_key

_HIDDEN = Markup('<input type="hidden" name="%s" value="%s">')
# sending.js keeps the key of a press that may have arrived.
_SAME = Markup('<input type="hidden" name="%s" value="%s" data-same>')


def init_form_token(app: Flask) -> None:
    """Add `form_token` to templates."""
    app.jinja_env.globals["form_token"] = form_token


def form_token(form: BaseForm | None = None, *, again: bool = False, key: bool = True) -> Markup:
    """The first fields of each posted form: the CSRF token, the idempotency key, and the hidden fields of `form`. Forms
    with a number of their own (`submission`), or whose view needs no key (`key`), have none.

    `again`: the form gives back what this request sent, so the press stays the same.
    """
    fields, same = {"csrf_token": generate_csrf()}, False
    fields |= marked()
    if key and (form is None or "submission" not in form):
        sent = request.form.get(FIELD, "") if again else ""
        same = KEY.fullmatch(sent) is not None
        fields[FIELD] = sent if same else new_key()
    hidden = [(_SAME if same and name == FIELD else _HIDDEN) % (name, value) for name, value in fields.items()]
    own = (field for field in form or () if isinstance(field.widget, HiddenInput) and field.type != "CSRFTokenField")
    hidden += [field() for field in own]
    return Markup().join(hidden)

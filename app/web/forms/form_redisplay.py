"""Redisplay of invalid public forms by a redirect (post/redirect/get).

An invalid form is answered by a redirect to a page with its errors and all that was typed, so Back and reload send
nothing again and the browser asks nothing. The typed fields travel in an encrypted, compressed cookie, sent to this
form's path only, valid for a quarter of an hour and deleted once the form is accepted. A form too large for a cookie,
and one sent by htmx, is answered in place.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from flask import Flask, Response, current_app, make_response, request
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from app.country import clock
from app.models.trust.sealed import Unopenable, key_for, seal_bytes, unseal_bytes
from app.web.errors import typed
from app.web.responses import form_page, htmx, personal, refuse, see_other, settings

COOKIE = "lopso_form"
SECONDS = 15 * 60
# Browsers accept cookies of 4,096 letters, name and attributes included, and drop larger ones.
LONGEST = 3600
# The query parameter of a page that shows a saved form; without it the form is empty.
MARK = "sua"
# Its value for a form that was not submitted yet, and the status of that page.
UNJUDGED, AS_IT_IS = "chu", 200


@dataclass(frozen=True)
class SavedForm:
    """The typed fields, with the errors that the form's own validation does not find; `at`: when, in seconds."""

    typed: MultiDict[str, str]
    errors: Sequence[str]
    faults: Mapping[str, str]
    status: int | None
    retry_after: int | None
    at: float = 0

    def redisplay(self, form: BaseForm, show: Callable[[], Response]) -> Response:
        """The page of a form that was built from `typed`, with its errors if it had been submitted."""
        if self.status != AS_IT_IS:
            form.validate()
        form.form_errors.extend(self.errors)
        for name, fault in self.faults.items():
            form[name].errors = [fault]
        return self.with_status(show())

    def with_status(self, response: Response) -> Response:
        """The response with the saved status, if there is one."""
        response.status_code = self.status or response.status_code
        if self.retry_after is not None:
            response.headers["Retry-After"] = str(self.retry_after)
        return personal(response)


def answer(
    page: str,
    show: Callable[[], Response],
    *,
    errors: Sequence[str] = (),
    faults: Mapping[str, str] | None = None,
    status: int | None = None,
    retry_after: int | None = None,
) -> Response:
    """303 to a page of ours that shows the form with its errors; to htmx, and if the form is too large for a cookie,
    the page itself (`show`). One of the two paths, the form's action and the page, must lie below the other."""
    kept = SavedForm(MultiDict(typed()), errors, faults or {}, status, retry_after)
    place, shown = request.path, urlsplit(page).path
    place = min(place, shown, key=len)
    sealed = "" if htmx() else _seal(kept, place)
    if not 0 < len(sealed) <= LONGEST:
        return kept.with_status(show())
    response = see_other(page)
    _set_cookie(response, sealed, place)
    return personal(response)


def redirect_with_typed(page: str) -> Response:
    """303 to a page of ours with a half-filled form, after a change of the text size: it shows what was typed so far.
    If the page showed errors, it shows those of what is typed now."""
    parts = urlsplit(page)
    was_judged = MARK in dict(parse_qsl(parts.query))
    kept = SavedForm(MultiDict(typed()), [], {}, None if was_judged else AS_IT_IS, None)
    query = parts.query if was_judged else "&".join(filter(None, (parts.query, f"{MARK}={UNJUDGED}")))
    response = see_other(urlunsplit(parts._replace(query=query)))
    sealed = _seal(kept, parts.path)
    if len(sealed) <= LONGEST:
        _set_cookie(response, sealed, parts.path)
    return personal(response)


def _set_cookie(response: Response, sealed: str, place: str) -> None:
    response.set_cookie(
        COOKIE, sealed, max_age=SECONDS, path=place, httponly=True, samesite="Lax", secure=settings().secure
    )


def saved_form() -> SavedForm | None:
    """The form saved last for this page; None if the page is opened anew or the form has expired."""
    if MARK not in request.args:
        return None
    return max((kept for _place, kept in _saved_forms()), key=lambda kept: kept.at, default=None)


def typed_before() -> MultiDict[str, str] | None:
    """What the form saved last for this page says; None if the page is opened anew."""
    kept = saved_form()
    return kept.typed if kept else None


def page(template: str, form: FlaskForm, **context: Any) -> Response:
    """A page with a form: with its errors after a press, and as it was saved (`typed_before`), else to be filled in."""
    if kept := None if form.is_submitted() else saved_form():
        return kept.redisplay(form, lambda: refuse(template, form=form, **context))
    return make_response(form_page(template, form, **context))


def init_form_redisplay(app: Flask) -> None:
    """Delete a saved form once the form is accepted."""

    @app.after_request
    def forget(response: Response) -> Response:
        accepted = request.method == "POST" and response.status_code == 303 and COOKIE in request.cookies
        if accepted and not any(header.startswith(f"{COOKIE}=") for header in response.headers.getlist("Set-Cookie")):
            for place, _kept in _saved_forms():
                response.delete_cookie(COOKIE, path=place)
        return response


def _saved_forms() -> Iterator[tuple[str, SavedForm]]:
    """The saved forms in this request's cookies, each with its path."""
    for sealed in request.cookies.getlist(COOKIE):
        for place in (request.path, request.path.rpartition("/")[0]):
            if (kept := _unseal(sealed, place)) is not None:
                yield place, kept


def _seal(kept: SavedForm, place: str) -> str:
    payload = [round(clock.now().timestamp(), 3), [*kept.typed.items(multi=True)], *_refusal(kept)]
    packed = zlib.compress(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return seal_bytes(_key(), packed, place)


def _refusal(kept: SavedForm) -> tuple[Sequence[str], Mapping[str, str], int | None, int | None]:
    return [str(each) for each in kept.errors], dict(kept.faults), kept.status, kept.retry_after


def _unseal(sealed: str, place: str) -> SavedForm | None:
    try:
        payload = json.loads(zlib.decompress(unseal_bytes(_key(), sealed, place)))
    except Unopenable:
        return None
    at, pairs, errors, faults, status, retry_after = payload
    if not 0 <= clock.now().timestamp() - at <= SECONDS:
        return None
    fields = MultiDict((name, value) for name, value in pairs)
    fields["csrf_token"] = generate_csrf()
    return SavedForm(fields, errors, faults, status, retry_after, at)


def _key() -> bytes:
    return key_for(str(current_app.secret_key), "forms to mend")

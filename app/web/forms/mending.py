"""Forms of the public that have to be mended: what was typed is kept while it is, and the page is one to come back to.

A press is answered by a redirect to a page that shows what is wrong and all that was typed. So Back and a reload send
nothing again and the browser asks nothing. What was typed travels in a cookie that is sent to this form alone, sealed,
packed, for a quarter of an hour; it goes once the form is taken. A form that no cookie holds is answered in place, as
htmx is.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from app.country import clock
from app.models.trust.sealed import Unopenable, key_for, seal_bytes, unseal_bytes
from app.web.errors import typed
from app.web.responses import htmx, personal, see_other, settings

COOKIE = "lopso_form"
SECONDS = 15 * 60
# Browsers keep cookies of 4,096 signs, name and attributes included, and throw larger ones away.
LONGEST = 3600
# What an address carries that shows what was kept; without it a form comes empty, whoever opens it.
MARK = "sua"
# What it says where nothing is wrong, and the status that such a page has.
UNJUDGED, AS_IT_IS = "chu", 200


@dataclass(frozen=True)
class Kept:
    """What was typed, and what was found wrong with it beyond what the form sees by itself; `at`: when, in seconds."""

    typed: MultiDict[str, str]
    said: Sequence[str]
    faults: Mapping[str, str]
    status: int | None
    retry_after: int | None
    at: float = 0

    def again(self, form: BaseForm, show: Callable[[], Response]) -> Response:
        """The page of a form that was made of what was `typed` and laid out: with what is wrong, if it was sent."""
        if self.status != AS_IT_IS:
            form.validate()
        form.form_errors.extend(self.said)
        for name, fault in self.faults.items():
            form[name].errors = [fault]
        return self.as_told(show())

    def as_told(self, response: Response) -> Response:
        """An answer under the status that the press deserved, where it is another than the page's own."""
        response.status_code = self.status or response.status_code
        if self.retry_after is not None:
            response.headers["Retry-After"] = str(self.retry_after)
        return personal(response)


def answer(
    page: str,
    show: Callable[[], Response],
    *,
    said: Sequence[str] = (),
    faults: Mapping[str, str] | None = None,
    status: int | None = None,
    retry_after: int | None = None,
) -> Response:
    """303 to a page of ours that shows what was typed and is to be mended; to htmx, and where that is too much to be
    kept, the page itself (`show`). One of the two addresses, of the press and of the page, lies below the other."""
    kept = Kept(MultiDict(typed()), said, faults or {}, status, retry_after)
    place, shown = request.path, urlsplit(page).path
    place = min(place, shown, key=len)
    sealed = "" if htmx() else _seal(kept, place)
    if not 0 < len(sealed) <= LONGEST:
        return kept.as_told(show())
    response = see_other(page)
    _carry(response, sealed, place)
    return personal(response)


def kept_for(page: str) -> Response:
    """303 to a page of ours whose form was left half filled in, for larger letters: it shows what was typed so far. One
    that showed what is wrong shows it again, of what is typed now."""
    parts = urlsplit(page)
    again = MARK in dict(parse_qsl(parts.query))
    kept = Kept(MultiDict(typed()), [], {}, None if again else AS_IT_IS, None)
    query = parts.query if again else "&".join(filter(None, (parts.query, f"{MARK}={UNJUDGED}")))
    response = see_other(urlunsplit(parts._replace(query=query)))
    sealed = _seal(kept, parts.path)
    if len(sealed) <= LONGEST:
        _carry(response, sealed, parts.path)
    return personal(response)


def _carry(response: Response, sealed: str, place: str) -> None:
    response.set_cookie(
        COOKIE, sealed, max_age=SECONDS, path=place, httponly=True, samesite="Lax", secure=settings().secure
    )


def opened() -> Kept | None:
    """What was kept last for the page that is opened; None for one that is opened anew, and where its time is over."""
    if MARK not in request.args:
        return None
    return max((kept for _place, kept in _here()), key=lambda kept: kept.at, default=None)


def init_mending(app: Flask) -> None:
    """Let go of what was kept once its form is taken."""

    @app.after_request
    def forget(response: Response) -> Response:
        taken = request.method == "POST" and response.status_code == 303 and COOKIE in request.cookies
        if taken and not any(told.startswith(f"{COOKIE}=") for told in response.headers.getlist("Set-Cookie")):
            for place, _kept in _here():
                response.delete_cookie(COOKIE, path=place)
        return response


def _here() -> Iterator[tuple[str, Kept]]:
    """What this request brings of what was kept for it, with the path it was kept under."""
    for sealed in request.cookies.getlist(COOKIE):
        for place in (request.path, request.path.rpartition("/")[0]):
            if (kept := _unseal(sealed, place)) is not None:
                yield place, kept


def _seal(kept: Kept, place: str) -> str:
    told = [round(clock.now().timestamp(), 3), [*kept.typed.items(multi=True)], *_beside(kept)]
    packed = zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return seal_bytes(_key(), packed, place)


def _beside(kept: Kept) -> tuple[Sequence[str], Mapping[str, str], int | None, int | None]:
    return [str(each) for each in kept.said], dict(kept.faults), kept.status, kept.retry_after


def _unseal(sealed: str, place: str) -> Kept | None:
    try:
        told = json.loads(zlib.decompress(unseal_bytes(_key(), sealed, place)))
    except Unopenable:
        return None
    at, pairs, said, faults, status, retry_after = told
    if not 0 <= clock.now().timestamp() - at <= SECONDS:
        return None
    fields = MultiDict((name, value) for name, value in pairs)
    fields["csrf_token"] = generate_csrf()
    return Kept(fields, said, faults, status, retry_after, at)


def _key() -> bytes:
    return key_for(str(current_app.secret_key), "forms to mend")

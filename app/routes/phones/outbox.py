"""/dong-bo: what phones kept while they had no signal, and every tick with script (docs/offline.md)."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from app.country import clock
from app.models import Role
from app.outbox import photos
from app.outbox.exchange import exchange
from app.outbox.reading import LARGEST, Batch, Unreadable, read, too_large
from app.outbox.sender import Sender
from app.web.access import current_visitor, requires
from app.web.browsers.devices import device_words
from app.web.kept_forms import PROGRAM, not_kept
from app.web.responses import personal
from app.web.sign_in.limits import TooMany

outbox = Blueprint("outbox", __name__)


@outbox.url_value_preprocessor
def take_photo(endpoint: str | None, values: dict[str, object] | None) -> None:
    """A call with a picture may weigh more than a form, and is read to find its token."""
    if endpoint == "outbox.create_photo":
        request.max_content_length = photos.LARGEST


@outbox.get("/dong-bo")
@requires(*Role)
def show() -> Response:
    """Who is signed in, the token to send with, and the server's time; asked before sending."""
    visitor = current_visitor()
    return personal(
        jsonify({"account": visitor.public_id, "csrf_token": generate_csrf(), "now": clock.now().isoformat()})
    )


@outbox.post("/dong-bo")
@not_kept(PROGRAM)
@requires(*Role)
def create() -> Response:
    """Carry out what was sent; one answer an operation, in order, and one that is refused holds back no other."""
    return answered(Sender.signed_in(current_visitor(), device_words(request.user_agent.string)), clock.now())


@outbox.get("/dong-bo/anh")
@requires(*Role)
def show_for_photo() -> Response:
    """The same as `show`, asked before a photo is sent."""
    return show()


@outbox.post("/dong-bo/anh")
@requires(*Role)
def create_photo() -> Response:
    """Carry out one operation that brings a picture: a form of `call`, which is what `/dong-bo` takes, and `photo`."""
    sender = Sender.signed_in(current_visitor(), device_words(request.user_agent.string))
    return answered(sender, clock.now(), _read_photo, photos.LARGEST)


def _read_call(now: datetime) -> Batch:
    return read(request.get_data(cache=False), now)


def _read_photo(now: datetime) -> Batch:
    given = request.files.get("photo")
    return photos.read_with_photo(request.form.get("call", ""), given.stream if given else None, now)


def answered(
    sender: Sender, now: datetime, read_body: Callable[[datetime], Batch] = _read_call, largest: int = LARGEST
) -> Response:
    """Read what came by this request and carry it out in a sender's name; whatever comes, the answer is JSON.

    400, 413 and 429 say in words that nothing was stored; what waits stays on the phone.
    """
    request.max_content_length = largest
    try:
        results = exchange(read_body(now), sender, now)
    except RequestEntityTooLarge:
        return _refusal(too_large().message, 413)
    except ClientDisconnected:
        return _refusal(_("Nội dung gửi lên bị cắt giữa chừng nên chưa ghi gì. Máy sẽ gửi lại."), 400)
    except Unreadable as unreadable:
        return _refusal(unreadable.message, unreadable.status)
    except TooMany as error:
        answer = _refusal(
            _("Máy này gửi lại quá nhiều lần. Mọi thứ còn nguyên trên máy, lát nữa máy tự gửi tiếp."), 429
        )
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    return personal(jsonify({"results": [result._asdict() for result in results], "now": clock.now().isoformat()}))


def _refusal(message: str, status: int) -> Response:
    answer = jsonify({"message": message})
    answer.status_code = status
    return personal(answer)

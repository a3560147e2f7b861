"""/dong-bo: what phones kept while they had no signal, and every tick with script (docs/offline.md). /cho-gui: the page
of what waits on a phone, and the file of it that is handed in on another one."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from app.country import clock
from app.models import Account, AuditEvent, OfflineRoll, Phone, Role, RoleGrant
from app.outbox import photos
from app.outbox.exchange import exchange
from app.outbox.handed_in import LARGEST as LARGEST_FILE, Carried, HandedIn
from app.outbox.operations import LARGEST, Batch, Unreadable, Verdict, read, too_large
from app.outbox.sender import CallSender
from app.routes.public.lookups import only_ward
from app.web.access import public, requires
from app.web.browsers.devices import device_words
from app.web.database import db, immediate
from app.web.kept_forms import PROGRAM, not_kept
from app.web.late_senders import current_sender, takes_late
from app.web.responses import Answer, personal
from app.web.sign_in.limits import TooMany
from app.web.visitor import Visitor

outbox = Blueprint("outbox", __name__)
outbox_files = Blueprint("outbox_files", __name__)


@outbox.url_value_preprocessor
def take_photo(endpoint: str | None, values: dict[str, object] | None) -> None:
    """A call with a picture may weigh more than a form, and is read to find its token."""
    if endpoint == "outbox.create_photo":
        request.max_content_length = photos.LARGEST


@outbox.get("/dong-bo")
@takes_late
@requires(*Role)
def show() -> Response:
    """Who is signed in, the token to send with, and the server's time; asked before sending."""
    visitor = current_sender()
    return personal(
        jsonify({"account": visitor.public_id, "csrf_token": generate_csrf(), "now": clock.now().isoformat()})
    )


@outbox.post("/dong-bo")
@not_kept(PROGRAM)
@takes_late
@requires(*Role)
def create() -> Response:
    """Carry out what was sent; one answer an operation, in order, and one that is refused holds back no other."""
    return answered(CallSender.signed_in(current_sender(), device_words(request.user_agent.string)), clock.now())


@outbox.get("/dong-bo/anh")
@takes_late
@requires(*Role)
def show_for_photo() -> Response:
    """The same as `show`, asked before a photo is sent."""
    return show()


@outbox.post("/dong-bo/anh")
@takes_late
@requires(*Role)
def create_photo() -> Response:
    """Carry out one operation that brings a picture: a form of `call`, which is what `/dong-bo` takes, and `photo`."""
    sender = CallSender.signed_in(current_sender(), device_words(request.user_agent.string))
    return answered(sender, clock.now(), _read_photo, photos.LARGEST)


def _read_call(now: datetime) -> Batch:
    return read(request.get_data(cache=False), now)


def _read_photo(now: datetime) -> Batch:
    given = request.files.get("photo")
    return photos.read_with_photo(request.form.get("call", ""), given.stream if given else None, now)


def answered(
    sender: CallSender, now: datetime, read_body: Callable[[datetime], Batch] = _read_call, largest: int = LARGEST
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


# Refused ones first: they are to be dealt with.
ORDER = (Verdict.REFUSED, Verdict.CONFLICT, Verdict.LOCKED, Verdict.DONE, Verdict.ALREADY_DONE)


@outbox_files.get("/cho-gui")
@public
def index() -> Answer:
    """The page of the outbox. Nothing in it is anybody's: the phone fills it in, with a line or without one."""
    return render_template("public/shell/waiting.html", ward=only_ward())


@outbox_files.post("/cho-gui/tep", endpoint="create")
@takes_late
@requires(*Role)
def hand_in() -> Answer:
    """Carry out what a file holds, and tell what became of each line.

    One's own file, or that of a colleague in a ward whose officer one is: then the lessons are judged by what the
    officer may, and the marks stand in the colleague's name.
    """
    visitor, now = current_sender(), clock.now()
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise Unreadable(_("Anh chị chọn tệp rồi bấm Gửi tệp."))
        handed_in = HandedIn.read(given.stream.read(LARGEST_FILE + 1))
        sender, owner = _sender(handed_in, visitor)
        carried = handed_in.carry_out(sender, now)
    except Unreadable as unreadable:
        page = render_template("outbox_files/refused.html", why=unreadable.message)
        return personal(make_response(page, 413 if unreadable.status == 413 else 422))
    _note(visitor, sender, handed_in, carried)
    counts = Counter(each.result.status for each in carried)
    page = render_template(
        "outbox_files/show.html",
        carried=sorted(carried, key=lambda each: ORDER.index(each.result.status)),
        entered=counts[Verdict.DONE],
        before=counts[Verdict.ALREADY_DONE],
        refused=sum(counts[each] for each in (Verdict.REFUSED, Verdict.CONFLICT, Verdict.LOCKED)),
        owner=owner,
    )
    return personal(make_response(page))


def _sender(handed_in: HandedIn, visitor: Visitor) -> tuple[CallSender, str]:
    """In whose name the file is carried out; and that name, "" for one's own.

    Raises:
        Unreadable: it belongs to nobody of a ward whose officer one is.
    """
    words = device_words(request.user_agent.string)
    if handed_in.account == visitor.public_id:
        return CallSender.signed_in(visitor, words), ""
    units = visitor.units(Role.OFFICER)
    wanted = Account.among(RoleGrant.holders(units)).where(Account.public_id == handed_in.account)
    owner = db.session.scalars(wanted).one_or_none() if units else None
    if owner is None:
        raise Unreadable(
            _("Tệp này của tài khoản khác. Chủ tệp đăng nhập rồi gửi, hoặc cán bộ phụ trách của phường gửi hộ.")
        )
    sender = CallSender(owner.public_id, owner.id, visitor.account_id, device_words=words)
    return sender, owner.full_name


def _note(visitor: Visitor, sender: CallSender, handed_in: HandedIn, carried: Sequence[Carried]) -> None:
    """Who handed in whose file; what was stored of it stands beside, lesson by lesson ("outbox.received").

    The phone has that much less to send: whoever waits for it need not any more once all of it is in.
    """
    counts = Counter(str(each.result.status) for each in carried)
    units = sorted({grant.unit_id for grant in visitor.grants})
    with immediate() as session:
        AuditEvent.note(
            session,
            "outbox.handed_in",
            at=clock.now(),
            account_id=visitor.account_id,
            unit_id=units[0] if len(units) == 1 else None,
            subject=("account", sender.public_id),
            detail={"device_id": handed_in.device, **counts},
        )
        phone = session.scalars(Phone.of(sender.account_id or 0, handed_in.device)).one_or_none()
        if phone is not None and counts[Verdict.DONE]:
            phone.waiting = max(0, phone.waiting - counts[Verdict.DONE])
            session.flush()
            OfflineRoll.report(session, phone, clock.now())

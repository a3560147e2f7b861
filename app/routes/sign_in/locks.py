"""/mo-khoa: a sign-in that lies idle is opened again by PIN, passkey or password, and goes on where it stood."""

from datetime import datetime
from typing import NamedTuple

from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, request, url_for
from flask.globals import request_ctx
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.country import clock
from app.models import Account, AccountPin, PasskeyAnswer, SignIn
from app.models.people.account import is_password, is_pin
from app.models.people.account_state import Suspended
from app.models.people.visit import Visit
from app.web.access import SIGN_IN_HEADER, may, public, visit_here, who_may, why_signed_out
from app.web.addresses import local_address
from app.web.database import db, immediate
from app.web.errors import for_a_program, page, typed
from app.web.kept_forms import SECRET, not_kept
from app.web.responses import Answer, see_other
from app.web.sign_in import entry, passkeys, visits
from app.web.sign_in.locks import UnlockForm, lock_page
from app.web.words.roles import first_room

locks = Blueprint("locks", __name__)


class Try(NamedTuple):
    """What somebody typed and whether it fitted the stored `hash`, compared before the write transaction."""

    by_pin: bool
    hash: str | None
    fits: bool


@locks.get("/mo-khoa")
@public
def show() -> Answer:
    """The page; whoever need not unlock for the page `next` goes on to it. To a script: for how long it lies idle."""
    visit, wanted = visit_here(), request.args.get("next", "")
    if visit is None:
        return _ended(wanted)
    if for_a_program():
        idle = visit.idle(clock.now()).total_seconds()
        return make_response(jsonify({"account": visit.public_id, "idle": round(idle)}))
    address = local_address(wanted) or first_room(visit.roles)
    if not _is_locked(visit, address):
        return see_other(address)
    form = UnlockForm(formdata=None)
    form.unlock_next.data = address
    return lock_page(visit, form)


@locks.post("/mo-khoa")
@not_kept(SECRET)
@public
def create() -> Answer:
    """Open the sign-in; send what was kept, or go on to the page. The fifth wrong try ends it."""
    visit, form, now = visit_here(), UnlockForm(), clock.now()
    if visit is None:
        return _ended_meanwhile(form)
    answer = form.unlock_passkey.data
    if not (answer or form.unlock_pin.data or form.unlock_password.data):
        return _refused(visit, form, _("Anh chị chưa gõ gì."))
    tried = None if answer else _compare(visit, form)
    with immediate() as session:
        account = session.get_one(Account, visit.account_id)
        wrong = _wrong_hash(account, tried) if tried else _wrong_answer(account, visit, answer or "", now)
        opened = not wrong and SignIn.unlock(session, visit.sign_in_id, now)
        left = _wrong(visit, account, now) if wrong else 0
    return _open(visit, form) if opened else _still_locked(visit, form, wrong, left)


@locks.errorhandler(CSRFError)
def stale(error: CSRFError) -> Answer:
    """The page lay open too long: the same page again, what was kept on it too."""
    visit, form = visit_here(), UnlockForm()
    if visit is None:
        return page(400, _("Trang này đã cũ"), _("Anh chị đăng nhập rồi mở lại trang."))
    return _refused(visit, form, _("Trang này mở đã lâu. Anh chị gõ lại rồi bấm lần nữa."), 400)


def _compare(visit: Visit, form: UnlockForm) -> Try:
    by_pin = bool(form.unlock_pin.data)
    stored = _stored(db.session.get_one(Account, visit.account_id), by_pin)
    if by_pin:
        return Try(by_pin, stored, is_pin(stored, form.unlock_pin.value))
    return Try(by_pin, stored, is_password(stored, form.unlock_password.data or ""))


def _wrong_hash(account: Account, tried: Try) -> str:
    """What is wrong with what was typed, "" where it fits; in the transaction under way."""
    if tried.fits and tried.hash == _stored(account, tried.by_pin):
        return ""
    return str(_("Mã PIN chưa đúng.") if tried.by_pin else _("Mật khẩu chưa đúng."))


def _wrong_answer(account: Account, visit: Visit, answer: str, now: datetime) -> str:
    """The same of what a device answered."""
    session = db.session()
    asked = session.get_one(SignIn, visit.sign_in_id)
    taken = passkeys.take(session, account, passkeys.Answer(asked, answer), now)
    return "" if taken is PasskeyAnswer.RIGHT else passkeys.wrong_words(taken)


def _stored(account: Account, by_pin: bool) -> str | None:
    """The hash to compare with, as it stands in the transaction under way."""
    return AccountPin.hash_of(db.session(), account.id) if by_pin else account.password_hash


def _wrong(visit: Visit, account: Account, now: datetime) -> int:
    left = SignIn.note_wrong_unlock(db.session(), visit.sign_in_id, now)
    if left == 0:
        entry.note(db.session(), "sign_in.unlock_failed", account, now, by_itself=False)
    return left or 0


def _open(visit: Visit, form: UnlockForm) -> Answer:
    if for_a_program():
        return make_response(jsonify({"open": True}))
    if address := _resendable(form.unlock_resend.data):
        return make_response(redirect(address, code=307))  # the browser sends the same form there
    return see_other(local_address(form.unlock_next.data) or first_room(visit.roles))


def _resendable(text: str | None) -> str | None:
    """An address of ours that takes a form, else None: what is sent once more goes nowhere else."""
    return local_address(text, method="POST") if text else None


def _still_locked(visit: Visit, form: UnlockForm, wrong: str, left: int) -> Answer:
    if not left:
        return _ended_by_tries(form)
    return _refused(visit, form, wrong + " " + _("Còn %(count)s lần thử.", count=left))


def _refused(visit: Visit, form: UnlockForm, text: str, status: int = 422) -> Response:
    if for_a_program():
        return make_response(jsonify({"message": text}), status)
    return lock_page(visit, form, kept=typed(), trouble=text, status=status)


def _ended(wanted: str) -> Response:
    """There is nothing to unlock: the door."""
    why = why_signed_out()
    if for_a_program():
        answer = make_response(jsonify({"message": _("Phiên đăng nhập đã hết."), "sign_in": why.value}), 401)
    else:
        answer = see_other(url_for("sign_ins.new", next=local_address(wanted)))
    answer.headers[SIGN_IN_HEADER] = why.value
    return answer


def _ended_by_tries(form: UnlockForm) -> Response:
    """401: the sign-in has ended, what was typed has not gone."""
    heading = _("Gõ sai 5 lần nên phải đăng nhập lại")
    door = url_for("sign_ins.new", next=local_address(form.unlock_next.data))
    if for_a_program():
        answer = make_response(jsonify({"message": heading, "sign_in": Suspended.EXPIRED.value, "door": door}), 401)
    else:
        answer = _kept_page(heading, form)
    answer.headers[SIGN_IN_HEADER] = Suspended.EXPIRED.value
    return answer


def _ended_meanwhile(form: UnlockForm) -> Response:
    """It ran out, or was ended, while the page waited: what a form had brought is kept, without one the door opens."""
    if for_a_program() or not _resendable(form.unlock_resend.data):
        return _ended(form.unlock_next.data or "")
    why = why_signed_out()  # before the page ends this transaction
    answer = _kept_page(_("Phiên đăng nhập đã hết"), form)
    answer.headers[SIGN_IN_HEADER] = why.value
    return answer


def _kept_page(heading: str, form: UnlockForm) -> Response:
    """401: the door in a page of its own, and what was typed to be sent by one press."""
    door = url_for("sign_ins.new", next=local_address(form.unlock_next.data))
    resend, hidden = _resendable(form.unlock_resend.data), typed()
    kept = _("Những gì anh chị vừa ghi vẫn còn đây: đăng nhập ở trang mở thêm, rồi quay lại đây bấm Gửi lại.")
    text = kept if resend else _("Không mất gì. Anh chị đăng nhập bằng tên và mật khẩu.")
    return page(401, heading, text, resend=resend, hidden=hidden, sign_in=door)


def _is_locked(visit: Visit, address: str) -> bool:
    """Whether a page of ours is locked to a visit."""
    adapter = request_ctx.url_adapter
    try:
        if adapter is None:
            return False
        endpoint, _given = adapter.match(address.partition("?")[0], method="GET")
    except HTTPException:
        return False
    return visits.is_locked(visit, address, may(who_may(current_app, endpoint)), clock.now())

"""All error pages, in plain Vietnamese, each with what to do next."""

import logging

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, NotFound, TooManyRequests

from app.models import AdministrativeUnit, ResidentialGroup
from app.models.learning.course_terms import Deleted
from app.models.people.account_state import Suspended
from app.web.access import SIGN_IN_HEADER, SignedOut, is_half_locked, signed_in
from app.web.addresses import local_address, page_before
from app.web.browsers.inside import SENT_BACK, RefusedCookies, refused_cookies
from app.web.database import db, outage as room
from app.web.responses import htmx, see_other
from app.web.sign_in.limits import TooMany
from app.web.sign_in.locks import OWN, ResumeForm, locked_form
from app.web.visitor import Visitor
from app.web.words import roles
from app.web.words.errors import HTTP_PAGES, STAFF_PAGES

log = logging.getLogger(__name__)

# Largest form, in bytes, that an error page gives back: a pasted list of some thousand people.
LONGEST_KEPT = 512 * 1024

# Fields, besides passwords, that are never written into a page.
SECRETS = ("setup_code", "pin", "pin_again")
# Fields that a page writes anew when it gives back a form (`form_token`).
ANEW = ("csrf_token", "idempotency_key", SENT_BACK)


def init_errors(app: Flask) -> None:
    """Register the error handlers."""
    app.register_error_handler(SignedOut, signed_out)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(HTTPException, refused)
    app.register_error_handler(TooMany, guessed)
    app.register_error_handler(Deleted, deleted)
    app.register_error_handler(OSError, storage_failed)
    app.register_error_handler(Exception, broken)


def page(status: int, heading: str, text: str, **context: object) -> Response:
    """An error page: what happened, what was stored, what to do; for `context` see errors/error.html."""
    db.session.rollback()
    if for_a_program():
        answer = jsonify({"message": heading})
    else:
        if "ward" not in context:
            context["ward"] = _whom_to_ask()
        answer = make_response(render_template("errors/error.html", heading=heading, text=text, **context))
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _whom_to_ask() -> AdministrativeUnit | None:
    """The ward whose name and telephone number the page shows: the only one, if the database answers."""
    try:
        wards = db.session.scalars(ResidentialGroup.wards_for_people().limit(2)).all()
    except (SQLAlchemyError, TimeoutError, OSError):
        return None
    return wards[0] if len(wards) == 1 else None


def for_a_program() -> bool:
    """Whether a program reads the response: a script's call, or any call to the outbox."""
    wants_json = request.accept_mimetypes.best == "application/json"
    return request.is_json or wants_json or request.blueprint == "outbox"


def signed_out(error: SignedOut) -> Response:
    """401 for fragments and programs, which must not be redirected; a page goes to the sign-in and comes back.

    A header, and `sign_in` for programs, has the reason: revoked, expired or locked.
    """
    answer = _to_the_door(error)
    answer.headers[SIGN_IN_HEADER] = error.reason.value
    return answer


def _to_the_door(error: SignedOut) -> Response:
    back = request.full_path.rstrip("?") if request.method == "GET" else request.path
    locked = error.reason is Suspended.LOCKED
    if for_a_program():
        message = (
            _("Lâu không dùng nên máy đã khóa. Anh chị mở khóa rồi làm tiếp, không mất gì.")
            if locked
            else _("Phiên đăng nhập đã hết. Anh chị đăng nhập lại.")
        )
        return make_response(jsonify({"message": message, "sign_in": error.reason.value}), 401)
    if locked and (htmx() or request.method != "GET"):
        return locked_form([] if too_long_to_keep() else typed(), back)
    if htmx():
        return make_response(render_template("errors/_signed_out.html", door=ResumeForm(formdata=None)), 401)
    if request.method == "GET":
        return see_other(url_for("locks.show" if locked else "sign_ins.new", next=back))
    return kept_form(401, back)


def kept_form(status: int, back: str) -> Response:
    """The page for a form sent after the sign-in ended: it keeps what was typed and sends it again by one press."""
    heading = _("Phiên đăng nhập đã hết")
    if too_long_to_keep():
        text = _("Bài gửi lên dài quá nên trang này không giữ hộ được. Anh chị đăng nhập lại rồi gửi một lần nữa.")
        return page(status, heading, text, sign_in=url_for("sign_ins.new", next=back))
    if has_files():
        text = _("Ảnh, tệp thì trang này không giữ hộ được. Anh chị đăng nhập lại, rồi gửi một lần nữa.")
        return page(status, heading, text, sign_in=url_for("sign_ins.new", next=page_before()), before=page_before())
    form = ResumeForm(formdata=None)
    form.unlock_next.data, form.unlock_resend.data = back, request.full_path.rstrip("?")
    return resume_page(form, status=status)


def resume_page(
    form: ResumeForm, *, trouble: str = "", status: int = 401, sign_in: str = "", way: RefusedCookies | None = None
) -> Response:
    """The page of `kept_form`: name and password on it, then what was typed is sent at once. `sign_in` is a page that
    has to be opened first, by default for those who want one."""
    address, back = form.unlock_resend.data or "", form.unlock_next.data
    first = form.unlock_password if form.unlock_username.data else form.unlock_username
    first.render_kw = {"autofocus": True}
    return page(
        status,
        _("Phiên đăng nhập đã hết"),
        _("Những gì anh chị vừa ghi vẫn còn đây. Đăng nhập lại là gửi luôn."),
        door=form,
        trouble=trouble,
        resend=local_address(address, method="POST"),
        hidden=typed(),
        sign_in=sign_in or url_for("sign_ins.new", next=local_address(back)),
        second=bool(sign_in),
        way=way,
    )


def typed() -> list[tuple[str, str]]:
    """The form's fields for sending it again; without secrets, which are never written into a page."""
    given = ((name, value) for name, values in request.form.lists() for value in values)
    return [(name, value) for name, value in given if name not in ANEW and not is_secret(name)]


def is_secret(name: str) -> bool:
    """Whether a field is never written into a page: a password, a code, a proof, an unlocking."""
    return name in SECRETS or "password" in name or name.startswith((OWN, "proof_"))


def can_be_kept(*, with_files: bool = False) -> bool:
    """Whether a page can give back the complete form: no secret, not too long, and no file, unless `with_files` because
    the page asks for them anew."""
    secrets = any(value and is_secret(name) for name, value in request.form.items(multi=True))
    if with_files and has_files():
        return not secrets and sum(len(value) for _name, value in typed()) <= LONGEST_KEPT
    return not (secrets or too_long_to_keep() or has_files())


def has_files() -> bool:
    """Whether a form has files, which no page can give back."""
    return bool(sent_files())


def sent_files() -> list[tuple[str, int]]:
    """The fields of a form in which files were chosen, and how many."""
    chosen = ((name, sum(bool(file.filename) for file in files)) for name, files in request.files.lists())
    return [(name, count) for name, count in chosen if count]


def too_long_to_keep() -> bool:
    """Whether a form is larger than a page gives back; no form of ours is."""
    return (request.content_length or 0) > LONGEST_KEPT


def stale_form(error: CSRFError) -> Response:
    """The CSRF token is too old or missing: one press sends the form again, unless the browser refuses cookies.

    Only forms from our own pages can be sent again.
    """
    own = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    if for_a_program() or not own or too_long_to_keep():
        return page(400, _("Trang này đã cũ"), _("Mở lại trang rồi làm lại giúp phường."))
    staff = bool(own_rooms())
    if has_files():
        text = (
            _("Trang để mở lâu quá nên chưa gửi được. Anh chị về trang trước, chọn lại ảnh, tệp rồi gửi.")
            if staff
            else _("Trang để mở lâu quá nên phường chưa nhận được. Bác về trang trước, chọn lại ảnh, tệp rồi gửi.")
        )
        if not request.cookies:  # such a form is never given back, so it may be the second time
            text += " " + _("Lần nữa vẫn vậy là máy này chặn cookie: mở bằng Chrome, trên iPhone bằng Safari.")
        return page(400, _("Chưa gửi được"), text, before=page_before())
    hidden = typed()
    if way := refused_cookies():
        return page(400, _("Chưa gửi được"), "", resend=request.path, hidden=hidden, way=way)
    text = (
        _("Trang để mở lâu quá nên chưa ghi. Những gì anh chị ghi vẫn còn đây. Bấm Gửi lại là xong.")
        if staff
        else _("Trang để mở lâu quá nên phường chưa nhận được. Những gì bác ghi vẫn còn đây. Bấm Gửi lại là xong.")
    )
    return page(400, _("Chưa gửi được"), text, resend=request.path, hidden=hidden)


def own_rooms() -> list[roles.Workspace]:
    """The rooms of the staff member who met the error; none for residents, or if the database does not answer."""
    rooms = any(request.path == room.address or request.path.startswith(f"{room.address}/") for room in roles.ROOMS)
    try:
        visitor: Visitor | None = signed_in() if rooms else g.get("visitor")
    except (SQLAlchemyError, TimeoutError, OSError):
        g.visitor = None  # the page's layout need not look it up again
        return []
    return roles.rooms_of(visitor.roles | visitor.locked) if visitor else []


def refused(error: HTTPException) -> Response:
    """The page for a 4xx; an exception with a response of its own keeps it."""
    code = error.response.status_code if error.response is not None else error.code or 500
    if code in (403, 404) and is_half_locked():
        return signed_out(SignedOut(Suspended.LOCKED))
    if error.response is not None and isinstance(error.response, Response):
        return error.response
    if code < 400:
        return make_response(error.get_response())
    if code == 404 and (meant := _meant()):
        return make_response(redirect(meant, code=301))
    if code >= 500:
        return _of_itself(error)
    heading, text = HTTP_PAGES.get(code, HTTP_PAGES[400])
    rooms = own_rooms()
    return page(code, _(heading), _(STAFF_PAGES.get(code, text) if rooms else text), rooms=rooms)


def _of_itself(error: HTTPException) -> Response:
    """The response to a failure during error handling: that of the failure itself."""
    failure = getattr(error, "original_exception", None)
    answer = None if failure is None else current_app.handle_user_exception(failure)
    return broken(error) if answer is None else make_response(answer)


def _meant() -> str | None:
    """The page meant by an address typed from paper with a capital letter or an extra slash."""
    room_, _sign, rest = request.path.strip("/").partition("/")
    path = f"/{room_.lower()}/{rest}".rstrip("/")
    if request.url_rule is not None or request.method not in ("GET", "HEAD") or path == request.path:
        return None
    query = request.query_string.decode(errors="replace")
    return local_address(f"{path}?{query}" if query else path)


def guessed(error: TooMany) -> Response:
    """429: too many guesses from one address; Retry-After says when to try again."""
    answer = refused(TooManyRequests())
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


def deleted(error: Deleted) -> Response:
    """A row was deleted while this request waited for its turn to write."""
    return refused(NotFound())


def storage_failed(error: OSError) -> Response:
    """A write to a full disk."""
    return disk_full() if room.is_lacking(error) else broken(error)


def disk_full() -> Response:
    """503: the disk is full and nothing was stored."""
    log.error("the disk is full")
    if request.endpoint == "sign_ins.create":
        text = _(
            "Máy của phường hết chỗ, mà đăng nhập thì phải ghi một dòng. Anh chị báo người giữ máy dọn chỗ rồi đăng "
            "nhập lại. Máy nào đang đăng nhập thì vẫn xem được."
        )
        answer = page(503, _("Chưa đăng nhập được"), text)
    else:
        text = _("Máy của phường hết chỗ nên chưa ghi được. Báo cho phường, hoặc thử lại sau ít phút.")
        answer = page(503, _("Chưa ghi được"), text)
    answer.headers["Retry-After"] = "300"
    return answer


def broken(error: Exception) -> Response:
    """500: a bug; the traceback goes to the log."""
    log.exception("failed: %s %s", request.method, request.path, exc_info=error)
    rooms, (heading, text) = own_rooms(), HTTP_PAGES[500]
    return page(500, _(heading), _(STAFF_PAGES[500] if rooms else text), rooms=rooms)

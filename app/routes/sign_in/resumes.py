"""/dang-nhap/tiep: signing in on the page that kept a form whose sign-in had ended; the form is sent at once."""

from flask import Blueprint, Response, jsonify, make_response, redirect, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from app.country import clock
from app.models import Locked
from app.web.access import SIGN_IN_HEADER, public, why_signed_out
from app.web.addresses import local_address
from app.web.browsers.inside import refused_cookies
from app.web.database import immediate
from app.web.errors import for_a_program, resume_page
from app.web.kept_forms import SECRET, not_kept
from app.web.responses import Answer, see_other
from app.web.sign_in import entry, welcome
from app.web.sign_in.limits import TooMany
from app.web.sign_in.locks import ResumeForm
from app.web.words.roles import first_room

resumes = Blueprint("resumes", __name__)


@resumes.post("/dang-nhap/tiep")
@not_kept(SECRET)
@public
def create() -> Answer:
    """Sign in and send what was kept; a second factor is asked on a page of its own, and what was kept stays here.

    The browser sends the form with the page's own token: it counts for the account that was signed in here last.
    Under another one the form is asked for once more (`errors.stale_form`).
    """
    form, now = ResumeForm(), clock.now()
    username = (form.unlock_username.data or "").strip()
    if not username or not form.unlock_password.data:
        return _refused(form, _("Anh chị gõ tên đăng nhập và mật khẩu."))
    try:
        fitting = entry.fitting_hash(username, form.unlock_password.data, now)
        with immediate() as session:
            came = entry.enter(session, username, fitting, now)
    except (Locked, TooMany) as error:
        return _refused(form, entry.describe_lock(error)[0], 429)
    if isinstance(came, entry.Wrong):
        return _refused(form, _why(came))
    if isinstance(came, entry.Halfway):
        return _to_the_second_step(form, came)
    resend = local_address(form.unlock_resend.data, method="POST") if form.unlock_resend.data else None
    if for_a_program():
        answer = make_response(jsonify({"open": True}))
    elif resend:
        answer = make_response(redirect(resend, code=307))  # the browser sends the same form there
    else:
        answer = see_other(local_address(form.unlock_next.data) or first_room(came.roles))
    return welcome.let_in(answer, came, came_back=came.came_back)


@resumes.errorhandler(CSRFError)
def stale(error: CSRFError) -> Answer:
    """The page lay open too long: the same page again, what was kept on it too."""
    form = ResumeForm()
    if way := refused_cookies():
        return resume_page(form, status=400, way=way)
    return _refused(form, _("Trang này mở đã lâu. Anh chị gõ lại mật khẩu rồi bấm lần nữa."), 400)


def _why(wrong: entry.Wrong) -> str:
    if wrong.locked_until is not None:
        return entry.describe_lock(Locked(wrong.locked_until))[0]
    if wrong.no_role or wrong.woken_by is not None:
        return str(_("Tài khoản này hiện không mở được gì. Anh chị hỏi người quản trị của phường."))
    return str(_("Tên đăng nhập hoặc mật khẩu chưa đúng. Anh chị xem lại chữ hoa, chữ thường và bộ gõ dấu."))


def _refused(form: ResumeForm, text: str, status: int = 422) -> Response:
    why = why_signed_out()  # before the page ends this transaction
    if for_a_program():
        answer = make_response(jsonify({"message": text}), status)
    else:
        answer = resume_page(form, trouble=text, status=status)
    answer.headers[SIGN_IN_HEADER] = why.value
    return answer


def _to_the_second_step(form: ResumeForm, came: entry.Halfway) -> Response:
    step = url_for(welcome.second_step(came), next=local_address(form.unlock_next.data))
    text = _("Mật khẩu đúng. Còn bước xác thực: mở trang xác thực, xong thì quay lại đây bấm Gửi lại.")
    if for_a_program():
        answer = make_response(jsonify({"message": text, "door": step}), 401)
    else:
        answer = resume_page(form, trouble=text, status=401, sign_in=step)
    return welcome.go_halfway(answer, came)

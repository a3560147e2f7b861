"""/dang-nhap and /dang-xuat: staff come in and go out. Residents need neither."""

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired

from app import clock, entry
from app.access import COOKIE, public, signed_in
from app.database import immediate
from app.limits import TooMany
from app.models import Locked, SignIn
from app.responses import Answer, refuse, see_other
from app.roles import first_room
from app.routes.public.lookups import only_ward

sign_ins = Blueprint("sign_ins", __name__)

# From this many left on, a person is told that the next wrong try may lock the name.
FEW_TRIES = 2


class SignInForm(FlaskForm):
    """A name, a password, and where to go afterwards."""

    username = StringField(_l("Tên đăng nhập"), [DataRequired(_l("Anh chị chưa gõ tên đăng nhập."))])
    password = PasswordField(_l("Mật khẩu"), [InputRequired(_l("Anh chị chưa gõ mật khẩu."))])
    next = HiddenField()


@sign_ins.get("/dang-nhap")
@public
def new() -> Answer:
    """The form; who is signed in already goes on."""
    form = SignInForm(formdata=None)
    form.next.data = entry.local_address(request.args.get("next")) or ""
    if visitor := signed_in():
        return see_other(form.next.data or first_room(visitor.roles))
    return render_template("sign_ins/new.html", form=form, trouble="", ward=only_ward())


@sign_ins.post("/dang-nhap")
@public
def create() -> Answer:
    """Sign in: a new row, a new cookie, and on to the page that was asked for or one's own room."""
    form = SignInForm()
    if not form.validate():
        return _refused(form)
    username, now = form.username.data or "", clock.now()
    try:
        fitting = entry.fitting_hash(username, form.password.data or "", now)
        with immediate() as session:
            entrance = entry.enter(session, username, fitting, now)
    except (Locked, TooMany) as shut:
        return _shut(form, shut)
    if isinstance(entrance, entry.Wrong):
        return _wrong(form, entrance)
    address = entry.local_address(form.next.data) or first_room(entrance.roles)
    return entry.welcome(entrance, address, came_back=entrance.came_back)


@sign_ins.get("/dang-xuat")
@public
def leave() -> Answer:
    """The button that signs out; afterwards, that it is done. Opening an address never signs anybody out."""
    return render_template("sign_ins/destroy.html", visitor=signed_in(), ward=only_ward())


@sign_ins.post("/dang-xuat")
@public
def destroy() -> Answer:
    """End the sign-in on the server, so that a copy of the cookie is worth nothing, and drop the cookie."""
    token = request.cookies.get(COOKIE)
    if token:
        now = clock.now()
        with immediate() as session:
            ended = SignIn.end(session, token, now)
            if ended is not None:
                entry.note(session, "sign_in.ended", ended.account, now)
    return entry.farewell(url_for("sign_ins.leave"))


@sign_ins.errorhandler(CSRFError)
def stale(error: CSRFError) -> Answer:
    """The page lay open too long: the same page again; a password is never sent back to it."""
    if request.path == url_for("sign_ins.destroy"):
        return make_response(leave(), 400)
    form = SignInForm()
    return _refused(form, _("Trang này mở đã lâu. Anh chị gõ lại mật khẩu rồi bấm Đăng nhập."), 400)


def _wrong(form: SignInForm, wrong: entry.Wrong) -> Response:
    if wrong.locked_until is not None:
        return _shut(form, Locked(wrong.locked_until))
    if wrong.no_role:
        text = _("Tài khoản này hiện không có vai trò nào còn hạn. Anh chị hỏi người quản trị của phường.")
        return _refused(form, text, 403)
    text = _("Tên đăng nhập hoặc mật khẩu chưa đúng. Anh chị xem lại chữ hoa, chữ thường và bộ gõ dấu.")
    if wrong.left <= FEW_TRIES:
        text += " " + _("Sai thêm %(count)s lần nữa thì phải chờ 15 phút.", count=wrong.left)
    return _refused(form, text)


def _shut(form: SignInForm, shut: Locked | TooMany) -> Response:
    """429, and when to come back; the same for a name that nobody has."""
    text, seconds = entry.why_shut(shut)
    response = _refused(form, text, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _refused(form: SignInForm, text: str = "", status: int = 422) -> Response:
    """The form again: the name is kept, the password is not; the cursor where the next letter goes."""
    empty = form.username if not (form.username.data or "").strip() else form.password
    empty.render_kw = {"autofocus": True}
    return refuse("sign_ins/new.html", status=status, form=form, trouble=text, ward=only_ward())

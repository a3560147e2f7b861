"""/dang-nhap and /dang-xuat: staff come in and go out. Residents need neither. /mo: where the installed app begins,
which is not the same place for both."""

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired

from app.country import clock
from app.models import Locked, SignIn
from app.models.people.account_state import Suspended
from app.models.people.term import LATE
from app.routes.public.lookups import only_ward
from app.web.access import COOKIE, SIGN_IN_HEADER, public, signed_in, visit_here, why_signed_out
from app.web.addresses import local_address
from app.web.browsers.inside import refused_cookies
from app.web.database import db, immediate
from app.web.kept_forms import SECRET, not_kept
from app.web.late_senders import late_sender
from app.web.responses import Answer, personal, refuse, see_other
from app.web.sign_in import entry, welcome
from app.web.sign_in.limits import TooMany
from app.web.words.roles import first_room

sign_ins = Blueprint("sign_ins", __name__)
starts = Blueprint("starts", __name__)

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
    form.next.data = local_address(request.args.get("next")) or ""
    if visitor := signed_in():
        return see_other(form.next.data or first_room(visitor.roles | visitor.locked))
    if (why := why_signed_out()) is Suspended.LOCKED:
        return see_other(url_for("locks.show", next=form.next.data or None))
    late = late_sender() is not None
    answer = make_response(render_template("sign_ins/new.html", form=form, trouble="", ward=only_ward(), late=late))
    answer.headers[SIGN_IN_HEADER] = why.value
    return answer


@sign_ins.post("/dang-nhap")
@not_kept(SECRET)
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
            entrance = entry.enter(session, username, fitting, now, late=True)
            asks = isinstance(entrance, entry.Entrance) and entry.asks_for_pin(session, entrance, now)
    except (Locked, TooMany) as error:
        return _try_later(form, error)
    if isinstance(entrance, entry.Wrong):
        return _wrong(form, entrance)
    return welcome.go_on(entrance, form.next.data, asks_pin=asks)


@sign_ins.get("/dang-nhap/cho-gui", endpoint="show")
@public
def show_late() -> Answer:
    """For whoever's last role ended by its date a short while ago: what waits on this phone is sent, and until when.
    Nothing else opens."""
    visitor = late_sender()
    if visitor is None:
        return see_other(url_for("sign_ins.new"))
    last = max(grant.until for grant in entry.ended_lately(db.session(), visitor.account_id) if grant.until)
    page = render_template("sign_ins/show.html", visitor=visitor, last=last, until=last + LATE, ward=only_ward())
    return personal(make_response(page))


@sign_ins.get("/dang-xuat")
@public
def leave() -> Answer:
    """The button that signs out; afterwards, that it is done. Opening an address never signs anybody out."""
    late = late_sender()
    back = url_for("sign_ins.show" if late else "account.show")
    visitor = signed_in() or visit_here() or late
    return render_template("sign_ins/destroy.html", visitor=visitor, back_to=back, ward=only_ward())


@sign_ins.post("/dang-xuat")
@not_kept("leads out: sync.js says when it needs a line")
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
    return welcome.farewell(url_for("sign_ins.leave"))


@sign_ins.errorhandler(CSRFError)
def stale(error: CSRFError) -> Answer:
    """The page lay open too long: the same page again; a password is never sent back to it."""
    if request.path == url_for("sign_ins.destroy"):
        return make_response(leave(), 400)
    form = SignInForm()
    if way := refused_cookies():
        return refuse("sign_ins/new.html", status=400, form=form, trouble="", ward=only_ward(), way=way)
    return _refused(form, _("Trang này mở đã lâu. Anh chị gõ lại mật khẩu rồi bấm Đăng nhập."), 400)


def too_late(back: str | None) -> Response:
    """The second step came too late: the password once more."""
    text = _("Từ lúc gõ mật khẩu đã quá 30 phút, hoặc mật khẩu vừa đổi. Anh chị đăng nhập lại từ đầu.")
    return _refused(SignInForm(formdata=None, data={"next": local_address(back) or ""}), text, 400)


def without_role() -> Response:
    """403: the account opens nothing today."""
    text = _("Tài khoản này hiện không có vai trò nào còn hạn. Anh chị hỏi người quản trị của phường.")
    return _refused(SignInForm(), text, 403)


def _wrong(form: SignInForm, wrong: entry.Wrong) -> Response:
    if wrong.locked_until is not None:
        return _try_later(form, Locked(wrong.locked_until))
    if wrong.no_role:
        return without_role()
    if wrong.woken_by is not None:
        return asleep(wrong.woken_by)
    text = _("Tên đăng nhập hoặc mật khẩu chưa đúng. Anh chị xem lại chữ hoa, chữ thường và bộ gõ dấu.")
    if wrong.left <= FEW_TRIES:
        text += " " + _("Sai thêm %(count)s lần nữa thì phải chờ 15 phút.", count=wrong.left)
    return _refused(form, text)


def asleep(names: tuple[str, ...]) -> Response:
    """403: nobody used the account for long; who wakes it."""
    return _refused(SignInForm(), _asleep(names), 403)


def _asleep(names: tuple[str, ...]) -> str:
    """To who knows the password, and nobody else: whom to call."""
    text = _("Tài khoản này 45 ngày không dùng nên đang tạm nghỉ. Mật khẩu vẫn như cũ, không mất gì.")
    who = _("Anh chị gọi người quản trị để được mở lại: %(names)s.", names=", ".join(names))
    return f"{text} {who}" if names else f"{text} " + _("Anh chị gọi người quản trị để được mở lại.")


def _try_later(form: SignInForm, error: Locked | TooMany) -> Response:
    """429, and when to come back; the same for a name that nobody has."""
    text, seconds = entry.describe_lock(error)
    response = _refused(form, text, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _refused(form: SignInForm, text: str = "", status: int = 422) -> Response:
    """The form again: the name is kept, the password is not; the cursor where the next letter goes."""
    empty = form.username if not (form.username.data or "").strip() else form.password
    empty.render_kw = {"autofocus": True}
    return refuse("sign_ins/new.html", status=status, form=form, trouble=text, ward=only_ward())


@starts.get("/mo")
@public
def show() -> Answer:
    """Staff who are signed in go to their first room, locked or not, everybody else to the home page."""
    visit = visit_here()
    return see_other(first_room(visit.roles) if visit else "/")

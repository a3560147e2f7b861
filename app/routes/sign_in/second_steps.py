"""/dang-nhap/ma and /dang-nhap/hai-lop: the second step at the door, and where it is set up. Whoever has not given the
password first is sent back for it. /hoi: what a script (passkey.js) has the device answer, halfway in and on a
sign-in."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, jsonify, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, StringField

from app.country import clock
from app.models import Account, AuditEvent, HalfSignIn, Locked, RecoveryCode, SecondFactor, SignIn, TotpSecret
from app.models.people.totp_secret import proposed
from app.routes.public.lookups import only_ward
from app.routes.sign_in import sign_ins
from app.web.access import public, visit_here
from app.web.addresses import local_address
from app.web.database import db, immediate
from app.web.kept_forms import PROGRAM, SECRET, not_kept
from app.web.responses import Answer, personal, refuse, see_other
from app.web.sign_in import entry, passkeys, second_steps as steps, welcome

second_steps = Blueprint("second_steps", __name__)
challenges = Blueprint("challenges", __name__)


class CodeForm(FlaskForm):
    """Six digits of the app, or what a device answered."""

    code = StringField(_l("Sáu số"))
    passkey = StringField()
    next = HiddenField()


class PaperForm(FlaskForm):
    """A code from paper; it goes the same way."""

    code = StringField(_l("Mã dự phòng"), id="ma-du-phong")


@second_steps.get("/dang-nhap/ma")
@public
def new() -> Answer:
    """The question, for who is halfway in; who has nothing to answer with sets it up first."""
    half = steps.half_here(db.session())
    back = local_address(request.args.get("next"))
    if half is None:
        return see_other(url_for("sign_ins.new", next=back))
    if not SecondFactor.of(db.session(), half.account_id).is_set_up:
        return see_other(url_for("second_steps.edit", next=back))
    form = CodeForm(formdata=None, data={"next": back or ""})
    form.code.render_kw = {"autofocus": True}
    return _page(half.account, form)


@second_steps.post("/dang-nhap/ma")
@not_kept(SECRET)
@public
def create() -> Answer:
    """Take the code: a new sign-in, and on to what was wanted."""
    form, now = CodeForm(), clock.now()
    half = steps.half_here(db.session())
    if half is None:
        return sign_ins.too_late(form.next.data)
    try:
        steps.check(half.account.username, now)
        with immediate() as session:
            half = steps.half_here(session)
            if half is None:
                return sign_ins.too_late(form.next.data)
            way = steps.count_try(session, half.account, _given(form, half), now)
            came = _in(session, half, now) if isinstance(way, steps.FactorWay) else way
            left = session.scalars(RecoveryCode.left(half.account_id)).one()
            asks = isinstance(came, entry.Entrance) and entry.asks_for_pin(session, came, now)
    except Locked as error:
        return _try_later(form, error)
    if isinstance(came, entry.Wrong):
        return _wrong(form, came)
    answer = welcome.go_on(came, form.next.data, asks_pin=asks)
    if way is steps.FactorWay.PAPER:
        flash(
            _("Anh chị vừa dùng một mã dự phòng, còn %(count)s mã. Đổi điện thoại thì vào Tài khoản.", count=left),
            "warn",
        )
    return answer


@second_steps.get("/dang-nhap/hai-lop")
@public
def edit() -> Answer:
    """How to set it up, step by step."""
    half = steps.half_here(db.session())
    back = local_address(request.args.get("next"))
    if half is None:
        return see_other(url_for("sign_ins.new", next=back))
    if SecondFactor.of(db.session(), half.account_id).is_set_up:
        return see_other(url_for("second_steps.new", next=back))
    return _set_up_page(half, CodeForm(formdata=None, data={"next": back or ""}))


@second_steps.post("/dang-nhap/hai-lop")
@not_kept(SECRET)
@public
def update() -> Answer:
    """Set it up once the app shows the right code; in, and the ten codes for paper, which are shown this once."""
    form, now = CodeForm(), clock.now()
    with immediate() as session:
        half = steps.half_here(session)
        if half is None:
            return sign_ins.too_late(form.next.data)
        session.get_one(Account, half.account_id, with_for_update=True)
        if SecondFactor.of(session, half.account_id).is_set_up:  # on another browser meanwhile
            return see_other(url_for("second_steps.new", next=local_address(form.next.data)))
        key, secret, code = steps.sealing_key(), _secret(half), steps.digits(form.code.data or "")
        came = None
        if TotpSecret.set_up(session, half.account_id, secret, code, key=key, now=now):
            codes = RecoveryCode.make_anew(session, half.account_id, now)
            entry.note(session, "second_factor.set_up", half.account, now)
            came = _in(session, half, now)
    if came is None:
        form.code.errors = [steps.wrong_words(code, now)]
        return refuse("second_steps/edit.html", **_set_up(half), form=form)
    if not isinstance(came, entry.Entrance):
        return sign_ins.without_role()
    onward = welcome.way_on(came, form.next.data, asks_pin=False)  # enough for one day: it asks the next time
    page = make_response(
        render_template("second_steps/codes.html", codes=codes, onward=onward, owner=half.account.full_name)
    )
    return welcome.let_in(personal(page), came, came_back=came.came_back)


def _given(form: CodeForm, half: HalfSignIn) -> steps.Given:
    answer = form.passkey.data
    return passkeys.Answer(half, answer) if answer else form.code.data or ""


def _in(session: Session, half: HalfSignIn, now: datetime) -> entry.Came:
    """All the way in; what was halfway is over."""
    account = half.account
    session.delete(half)
    return entry.begin(session, account, now, two_step=True, late=True)


def _secret(half: HalfSignIn) -> str:
    return proposed(steps.sealing_key(), half.token_hash)


def _page(account: Account, form: CodeForm, paper: PaperForm | None = None, status: int = 200) -> Response:
    ward = only_ward()
    page = render_template(
        "second_steps/new.html",
        form=form,
        paper=paper or PaperForm(formdata=None),
        account=account,
        by_passkey=passkeys.offered(account.id),
        demo_code=steps.shown_code(account, clock.now()) if ward and ward.is_demo else "",
    )
    response = make_response(page)
    response.status_code = status
    return response


def _wrong(form: CodeForm, wrong: entry.Wrong) -> Response:
    if wrong.no_role:
        return sign_ins.without_role()
    if wrong.woken_by is not None:
        return sign_ins.asleep(wrong.woken_by)
    if wrong.locked_until is not None:
        return _try_later(form, Locked(wrong.locked_until))
    return _again(form, wrong.words)


def _try_later(form: CodeForm, error: Locked) -> Response:
    """429, and when to come back."""
    text, seconds = steps.describe_lock(error)
    response = _again(form, text, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _again(form: CodeForm, text: str, status: int = 422) -> Response:
    """The page again, told where it was typed or pressed; a code is never sent back."""
    typed, half = form.code.data or "", steps.half_here(db.session())
    if half is None:
        return sign_ins.too_late(form.next.data)
    paper = PaperForm(formdata=None)
    form.code.data = ""
    field = form.passkey if form.passkey.data else form.code if steps.is_from_app(typed) else paper.code
    field.errors = [text]
    return _page(half.account, form, paper, status)


def _set_up(half: HalfSignIn) -> dict[str, Any]:
    resets = AuditEvent.about("account", half.account.public_id).where(AuditEvent.action == "second_factor.reset")
    return {
        "account": half.account,
        "reset": db.session.scalars(resets.limit(1)).first(),
        **steps.shown_secret(_secret(half), half.account.username),
    }


def _set_up_page(half: HalfSignIn, form: CodeForm) -> Answer:
    return render_template("second_steps/edit.html", **_set_up(half), form=form)


@challenges.post("/dang-nhap/ma/hoi", endpoint="new")
@not_kept(PROGRAM)
@public
def ask_halfway() -> Answer:
    """The question at the door."""
    with immediate() as session:
        return _question(session, steps.half_here(session))


@challenges.post("/mo-khoa/hoi", endpoint="create")
@not_kept(PROGRAM)
@public
def ask_signed_in() -> Answer:
    """The question on a sign-in, locked or not: to unlock it, or for a fresh proof."""
    visit = visit_here()
    with immediate() as session:
        return _question(session, session.get(SignIn, visit.sign_in_id) if visit else None)


def _question(session: Session, asked: HalfSignIn | SignIn | None) -> Response:
    """The question as JSON; 410 where nobody is there any more who could be asked."""
    question = passkeys.question(session, asked.account_id, asked, clock.now()) if asked else None
    return make_response(jsonify(question), 200 if question else 410)

"""/tai-khoan/hai-lop: one's own second factor: set up by choice or moved to another phone, new codes for paper."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from app.country import clock
from app.models import Account, RecoveryCode, Role, SecondFactor, SignIn, TotpSecret
from app.models.people.totp_secret import proposed
from app.web.access import current_account, current_visitor, requires
from app.web.database import db, immediate
from app.web.kept_forms import SECRET, not_kept
from app.web.responses import Answer, personal, refuse, see_other
from app.web.sign_in import entry, second_steps as steps
from app.web.sign_in.proof import fresh_proof

second_factors = Blueprint("second_factors", __name__)


class AppForm(FlaskForm):
    """What the app shows once it has the new secret."""

    code = StringField(_l("Sáu số"))


@second_factors.route("/tai-khoan/hai-lop", methods=["GET", "POST"])
@not_kept(SECRET)
@requires(*Role)
@fresh_proof
def edit() -> Answer:
    """How to set it up on this or another phone. The new secret is taken once its app shows the right code; the first
    time, ten codes for paper come with it."""
    if request.method != "POST":
        return render_template("account/second_factors/edit.html", form=AppForm(), **_shown())
    form, now, key, secret = AppForm(), clock.now(), steps.sealing_key(), _secret()
    visitor, code, codes = current_visitor(), steps.digits(form.code.data or ""), None
    with immediate() as session:
        account = session.get_one(Account, visitor.account_id, with_for_update=True)
        had = SecondFactor.of(session, account.id)
        taken = TotpSecret.set_up(session, account.id, secret, code, key=key, now=now)
        if taken:
            session.get_one(SignIn, visitor.sign_in_id).two_step = True
            entry.note(session, "second_factor.moved" if had.is_set_up else "second_factor.set_up", account, now)
            if not had.codes_left:
                codes = RecoveryCode.make_anew(session, account.id, now)
    if not taken:
        form.code.errors = [steps.wrong_words(code, now)]
        return refuse("account/second_factors/edit.html", form=form, **_shown())
    if codes:
        return _codes(codes)
    flash(_("Từ nay dùng sáu số trên điện thoại mới. Mã trong điện thoại cũ không dùng được nữa."))
    return see_other(url_for("account.show"))


@second_factors.post("/tai-khoan/hai-lop/ma-du-phong")
@requires(*Role)
@fresh_proof
def create() -> Answer:
    """Ten new codes for paper; those of before are taken no more."""
    visitor, now = current_visitor(), clock.now()
    with immediate() as session:
        if not SecondFactor.of(session, visitor.account_id).is_set_up:
            return see_other(url_for("account.show"))
        codes = RecoveryCode.make_anew(session, visitor.account_id, now)
        entry.note(session, "recovery_code.made_anew", current_account(), now)
    return _codes(codes)


@second_factors.post("/tai-khoan/hai-lop/thoi")
@requires(*Role)
@fresh_proof
def destroy() -> Answer:
    """Go on with the password alone; only for who chose it by themselves."""
    visitor, now = current_visitor(), clock.now()
    if SecondFactor.is_needed(visitor.roles | visitor.locked):
        flash(_("Vai trò của anh chị cần bảo vệ hai lớp, nên không thôi dùng được."), "warn")
        return see_other(url_for("account.show"))
    with immediate() as session:
        SecondFactor.take_away(session, visitor.account_id)
        entry.note(session, "second_factor.given_up", current_account(), now)
    flash(_("Từ nay chỉ cần mật khẩu để vào."))
    return see_other(url_for("account.show"))


def _shown() -> dict[str, Any]:
    account = current_account()
    return {"factor": SecondFactor.of(db.session(), account.id), **steps.shown_secret(_secret(), account.username)}


def _secret() -> str:
    """The one that is offered: of this sign-in, until it is taken."""
    visitor = current_visitor()
    sign_in = db.session.get_one(SignIn, visitor.sign_in_id)
    since = SecondFactor.of(db.session(), visitor.account_id).set_up_at
    return proposed(steps.sealing_key(), f"{sign_in.token_hash} {since}")


def _codes(codes: list[str]) -> Response:
    """The one page that shows them."""
    owner = current_visitor().full_name
    return personal(make_response(render_template("account/second_factors/codes.html", codes=codes, owner=owner)))

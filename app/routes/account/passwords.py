"""/tai-khoan/mat-khau: changing one's own password. All devices are signed out; this one goes on with a new sign-in.
/tai-khoan/xac-nhan: a fresh proof before a page that only shows; a form asks where it is sent (`proof`)."""

from datetime import datetime

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import PasswordField
from wtforms.validators import InputRequired

from app.country import clock
from app.models import Account, Invitation, Locked, Role, SignIn
from app.models.people.account import hash_password
from app.web.access import current_account, current_visitor, requires
from app.web.addresses import local_address
from app.web.database import immediate
from app.web.kept_forms import SECRET, not_kept
from app.web.responses import Answer, form_page, refuse, see_other
from app.web.sign_in import entry, welcome
from app.web.sign_in.limits import TooMany
from app.web.sign_in.passwords import NewPasswordField, RepeatedPasswordField
from app.web.sign_in.proof import ProofForm, refusal

passwords = Blueprint("passwords", __name__)
proofs = Blueprint("proofs", __name__)


class PasswordForm(FlaskForm):
    """The password of now, and the new one twice."""

    password = PasswordField(_l("Mật khẩu đang dùng"), [InputRequired(_l("Anh chị chưa gõ mật khẩu đang dùng."))])
    new_password = NewPasswordField()
    new_password_again = RepeatedPasswordField()


@passwords.route("/tai-khoan/mat-khau", methods=["GET", "POST"])
@not_kept(SECRET)
@requires(*Role)
def edit() -> Answer:
    """Set the new password once the old one fits; wrong ones count as at the door, lest an open screen be tried on."""
    account, form, now = current_account(), PasswordForm(), clock.now()
    username = account.username
    form.new_password.belongs_to(username, account.full_name)
    if not form.validate_on_submit():
        return form_page("account/passwords/edit.html", form, account=account)
    try:
        fitting = entry.fitting_hash(username, form.password.data or "", now)
        new_hash = hash_password(form.new_password.value)
        with immediate() as session:
            entrance = _changed(session, entry.count_try(session, username, fitting, now), new_hash, now)
    except (Locked, TooMany) as shut:
        return _refused(form, entry.describe_lock(shut)[0], 429)
    if isinstance(entrance, entry.Wrong):
        return _refused(form, _("Mật khẩu đang dùng chưa đúng. Anh chị gõ lại."))
    response = welcome.go_on(entrance, url_for("account.show"))
    flash(_("Đã đổi mật khẩu. Các máy khác đã đăng xuất."))
    return response


def _changed(session: Session, account: Account | entry.Wrong, new_hash: str, now: datetime) -> entry.Came:
    if isinstance(account, entry.Wrong):
        return account
    account.password_hash = new_hash
    SignIn.end_all(session, account.id, now)
    Invitation.close_all(session, account.id, now)
    entry.note(session, "password.changed", account, now)
    return entry.begin(session, account, now, two_step=current_visitor().two_step)


def _refused(form: PasswordForm, wrong: str = "", status: int = 422) -> Response:
    """The form again, without the passwords; `wrong` is about the password of now."""
    if wrong:
        form.password.errors = [*form.password.errors, wrong]
    return refuse("account/passwords/edit.html", status=status, form=form, account=current_account())


@proofs.get("/tai-khoan/xac-nhan")
@requires(*Role)
def new() -> Answer:
    """The question, and the page `next` to go on to."""
    back = local_address(request.args.get("next")) or url_for("account.show")
    return render_template(
        "account/proofs/new.html",
        form=ProofForm(formdata=None),
        action=url_for("account.proofs.create"),
        hidden=[("next", back)],
        away=url_for("account.show"),
    )


@proofs.post("/tai-khoan/xac-nhan")
@not_kept(SECRET)
@requires(*Role)
def create() -> Answer:
    """Go on once it is proved."""
    wrong = refusal(ProofForm())
    return wrong or see_other(local_address(request.form.get("next")) or url_for("account.show"))

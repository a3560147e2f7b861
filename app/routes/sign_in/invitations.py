"""/m/<token>: who was invited sets a password of their own and is in. An invitation works once, for a week."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, Invitation, RoleGrant, SignIn, WrongTries
from app.models.people.account import hash_password
from app.models.people.account_state import wake
from app.routes.public.lookups import only_ward
from app.web.access import public
from app.web.database import db, immediate
from app.web.errors import page
from app.web.kept_forms import SECRET, not_kept
from app.web.responses import Answer, form_page, refuse
from app.web.sign_in import entry, welcome
from app.web.sign_in.limits import found_by_code
from app.web.sign_in.passwords import NewPasswordField, RepeatedPasswordField

invitations = Blueprint("invitations", __name__)


class TakeUpForm(FlaskForm):
    """A new password, twice."""

    new_password = NewPasswordField()
    new_password_again = RepeatedPasswordField()


@invitations.route("/m/<token>", methods=["GET", "POST"])
@not_kept(SECRET)
@public
def show(token: str) -> Answer:
    """Whose invitation it is, and the form, which sets the password, signs in on this device and closes the invitation;
    410 once it was used, replaced or a week old."""
    invitation, form = _invitation(token), TakeUpForm()
    form.new_password.belongs_to(invitation.account.username, invitation.account.full_name)
    if not invitation.is_open(clock.now()):
        return _closed(invitation)
    if not form.validate_on_submit():
        return form_page("invitations/show.html", form, **_context(invitation))
    new_hash = hash_password(form.new_password.value)
    with immediate() as session:
        entrance = _taken_up(session, token, new_hash, clock.now())
    if entrance is None:
        return _closed(_invitation(token))
    if isinstance(entrance, entry.Wrong):  # the password stands, the roles begin later or are over
        return render_template("invitations/later.html", **_context(_invitation(token)))
    return welcome.go_on(entrance, None)


def _taken_up(session: Session, token: str, new_hash: str, now: datetime) -> entry.Came | None:
    """Let one of those who press at the same moment take it up; None for the others."""
    invitation = session.scalars(Invitation.holding(token).with_for_update(of=Invitation)).one()
    if not invitation.is_open(now):
        return None
    account = invitation.account
    invitation.used_at, account.password_hash = now, new_hash
    wake(account, now)
    SignIn.end_all(session, account.id, now)
    WrongTries.lift(session, account.username)
    entry.note(session, "invitation.taken_up", account, now)
    return entry.begin(session, account, now)


def _invitation(token: str) -> Invitation:
    invitation = found_by_code(Invitation.holding(token))
    if invitation is None:
        text = _("Địa chỉ có thể bị gõ thiếu. Anh chị quét lại mã, hoặc nhờ người quản trị đưa mã mới.")
        abort(page(404, _("Không có lời mời nào mang mã này"), text))
    return invitation


def _context(invitation: Invitation) -> dict[str, Any]:
    account: Account = invitation.account
    grants = db.session.scalars(RoleGrant.with_places(account.id).where(RoleGrant.not_over(clock.today()))).all()
    return {"invitation": invitation, "account": account, "grants": grants, "ward": only_ward()}


def _closed(invitation: Invitation) -> Answer:
    """410: what became of it, and who makes another. Says nothing of whose it was."""
    if invitation.used_at is not None:
        heading = _("Lời mời này đã dùng rồi")
        text = _("Mật khẩu đã đặt xong. Anh chị đăng nhập; quên mật khẩu thì nhờ người quản trị đưa mã mới.")
    else:
        heading = _("Lời mời này đã hết hạn")
        text = _(
            "Mỗi lời mời dùng được trong 7 ngày, và chỉ mã mới nhất còn dùng được. Anh chị xin người quản trị mã mới."
        )
    return refuse("invitations/closed.html", status=410, heading=heading, text=text, ward=only_ward())

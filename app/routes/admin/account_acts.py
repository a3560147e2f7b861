"""What an administrator does to an account that is there: invited anew, signed out where a phone was lost, its second
factor taken away, stopped and opened again, woken after long disuse."""

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.numbers import as_number
from app.models import Invitation, LastAdministrator, Passkey, Role, RoleGrant, SecondFactor, SignIn, WrongTries
from app.models.people.account_state import wake
from app.routes.admin.grants import last_administrator
from app.routes.admin.lookups import administered_ids, managed_account, note_everywhere, wholly_managed_account
from app.routes.phones.unsent import say_unsent, unsent_of
from app.web import qr
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, public_address, see_other
from app.web.sign_in.proof import fresh_proof

invitations = Blueprint("invitations", __name__)
sign_outs = Blueprint("sign_outs", __name__)
second_factors = Blueprint("second_factors", __name__)
suspensions = Blueprint("suspensions", __name__)
wakings = Blueprint("wakings", __name__)


@invitations.get("/quan-tri/tai-khoan/<uuid:account>/ma-moi", endpoint="show")
@requires(Role.ADMINISTRATOR)
def invitation(account: UUID) -> Answer:
    """The open invitation of an account; a 404 when there is none."""
    managed = wholly_managed_account(db.session(), account)
    open_one = one_or_404(Invitation.open_of(managed.id, clock.now()))
    address = public_address(url_for("invitations.show", token=open_one.token))
    return render_template(
        "admin/invitations/show.html", account=managed, invitation=open_one, address=address, svg=qr.inline(address)
    )


@invitations.post("/quan-tri/tai-khoan/<uuid:account>/ma-moi", endpoint="create")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def invite(account: UUID) -> Answer:
    """Invite anew, which is how a forgotten password is set again; earlier invitations no longer work."""
    with immediate() as session:
        managed = wholly_managed_account(session, account)
        Invitation.offer(session, managed, clock.now())
        note_everywhere(session, "invitation.created", managed)
    return see_other(url_for("admin.invitations.show", account=account))


@sign_outs.post("/quan-tri/tai-khoan/<uuid:account>/dang-xuat-het", endpoint="create")
@requires(Role.ADMINISTRATOR)
def sign_out_everywhere(account: UUID) -> Answer:
    """End every sign-in of the account; its password and roles stay."""
    with immediate() as session:
        managed = wholly_managed_account(session, account)
        SignIn.end_all(session, managed.id, clock.now())
        note_everywhere(session, "sign_in.all_ended", managed)
    flash(_("Đã đăng xuất mọi máy của người này. Máy nào bị mất thì xóa tên bà con ngay khi có mạng."))
    return see_other(url_for("admin.accounts.show", account=account))


@sign_outs.post("/quan-tri/tai-khoan/<uuid:account>/dang-xuat", endpoint="destroy")
@requires(Role.ADMINISTRATOR)
def sign_out(account: UUID) -> Answer:
    """End one sign-in of the account; those on other devices stay."""
    wanted = request.form.get("device", type=as_number)
    with immediate() as session:
        managed = wholly_managed_account(session, account)
        sign_in = one_or_404(SignIn.open_for(managed.id).where(SignIn.id == wanted))
        sign_in.ended_at = clock.now()
        note_everywhere(session, "sign_in.ended", managed, device=sign_in.device)
    flash(_("Đã đăng xuất một máy của người này, các máy khác vẫn dùng được. Máy đó xóa tên bà con ngay khi có mạng."))
    return see_other(url_for("admin.accounts.show", account=account, _anchor="dang-nhap"))


@second_factors.post("/quan-tri/tai-khoan/<uuid:account>/hai-lop/dat-lai", endpoint="destroy")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def reset_second_factor(account: UUID) -> Answer:
    """Take it away, and sign every device out: a lost phone may be signed in. One's own is another's to take away."""
    with immediate() as session:
        managed, now = wholly_managed_account(session, account), clock.now()
        waiting = 0
        own = managed.id == current_visitor().account_id
        if not own:
            SecondFactor.take_away(session, managed.id)
            SignIn.end_all(session, managed.id, now)
            WrongTries.lift(session, managed.username)
            note_everywhere(session, "second_factor.reset", managed)
            waiting = unsent_of(session, managed)
    if own:
        flash(_("Bảo vệ hai lớp của chính mình thì một người quản trị khác đặt lại."), "warn")
    else:
        flash(_("Đã đặt lại bảo vệ hai lớp. Lần đăng nhập tới người này làm lại từ đầu."))
        say_unsent(managed.full_name, waiting)
    return see_other(url_for("admin.accounts.show", account=account))


@suspensions.post("/quan-tri/tai-khoan/<uuid:account>/ngung", endpoint="create")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def stop(account: UUID) -> Answer:
    """Stop the account."""
    try:
        with immediate() as session:
            managed, now = wholly_managed_account(session, account), clock.now()
            RoleGrant.keep_one_administrator(session, administered_ids(), managed.id, clock.today())
            managed.enabled = False
            SignIn.end_all(session, managed.id, now)
            Passkey.drop_all(session, managed.id)
            Invitation.close_all(session, managed.id, now)
            note_everywhere(session, "account.stopped", managed)
            waiting = unsent_of(session, managed)
    except LastAdministrator:
        return last_administrator(account)
    flash(_("Đã ngừng tài khoản. Mọi máy đang mở đã đăng xuất."))
    say_unsent(managed.full_name, waiting)
    return see_other(url_for("admin.accounts.show", account=account))


@suspensions.post("/quan-tri/tai-khoan/<uuid:account>/mo-lai", endpoint="destroy")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def reopen(account: UUID) -> Answer:
    """Open the account again; its password and roles are what they were."""
    with immediate() as session:
        managed = wholly_managed_account(session, account)
        managed.enabled = True
        wake(managed, clock.now())
        note_everywhere(session, "account.reopened", managed)
    flash(_("Đã mở lại tài khoản."))
    return see_other(url_for("admin.accounts.show", account=account))


@wakings.post("/quan-tri/tai-khoan/<uuid:account>/dung-lai", endpoint="create")
@requires(Role.ADMINISTRATOR)
def wake_up(account: UUID) -> Answer:
    """Wake it; any administrator of theirs may, for it gives nobody what they had not."""
    with immediate() as session:
        managed = managed_account(account)
        session.refresh(managed, with_for_update=True)
        if managed.asleep_at is not None:
            wake(managed, clock.now())
            note_everywhere(session, "account.woken", managed)
    flash(_("%(name)s dùng lại được rồi, mật khẩu như cũ.", name=managed.full_name))
    return see_other(url_for("admin.accounts.show", account=account))

"""An account that is stopped: nobody gets in with it, every device is signed out at once; and opened again."""

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Invitation, LastAdministrator, Passkey, Role, RoleGrant, SignIn
from app.models.people.sleep import wake
from app.routes.admin.acts import note_everywhere
from app.routes.admin.grants import last_administrator
from app.routes.admin.lookups import administered_ids, wholly_managed_account
from app.routes.phones.unsent import say_unsent, unsent_of
from app.web.access import requires
from app.web.database import immediate
from app.web.responses import Answer, see_other
from app.web.sign_in.proof import fresh_proof

suspensions = Blueprint("suspensions", __name__)


@suspensions.post("/quan-tri/tai-khoan/<uuid:account>/ngung")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def create(account: UUID) -> Answer:
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


@suspensions.post("/quan-tri/tai-khoan/<uuid:account>/mo-lai")
@requires(Role.ADMINISTRATOR)
@fresh_proof
def destroy(account: UUID) -> Answer:
    """Open the account again; its password and roles are what they were."""
    with immediate() as session:
        managed = wholly_managed_account(session, account)
        managed.enabled = True
        wake(managed, clock.now())
        note_everywhere(session, "account.reopened", managed)
    flash(_("Đã mở lại tài khoản."))
    return see_other(url_for("admin.accounts.show", account=account))

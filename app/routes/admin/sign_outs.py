"""Somebody lost their phone: the office signs them out on every device, and each forgets whom it knew."""

from uuid import UUID

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Role, SignIn
from app.routes.admin.acts import note_everywhere
from app.routes.admin.lookups import wholly_managed_account
from app.web.access import requires
from app.web.database import immediate
from app.web.responses import Answer, see_other

sign_outs = Blueprint("sign_outs", __name__)


@sign_outs.post("/quan-tri/tai-khoan/<uuid:account>/dang-xuat-het")
@requires(Role.ADMINISTRATOR)
def create(account: UUID) -> Answer:
    """End every sign-in of the account; its password and roles stay."""
    with immediate() as session:
        managed = wholly_managed_account(session, account)
        SignIn.end_all(session, managed.id, clock.now())
        note_everywhere(session, "sign_in.all_ended", managed)
    flash(_("Đã đăng xuất mọi máy của người này. Máy nào bị mất thì xóa tên bà con ngay khi có mạng."))
    return see_other(url_for("admin.accounts.show", account=account))
